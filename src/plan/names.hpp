// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the catalog declares, and remarks about names that it does not.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/catalog.hpp>

#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// Checks references against a catalog. Each check remarks on what is missing and says whether it is there.
/// `who` begins the sentence: `workflow "welcome": step "post"`.
class Names {
public:
    /// The catalog and the remarks outlive it.
    Names(const Catalog& catalog, Remarks& remarks);

    bool content(const ContentId& id, const std::string& who, const Place& place) const;
    bool workflow(std::string_view id, const std::string& who, const Place& place) const;
    bool segment(std::string_view id, const std::string& who, const Place& place) const;
    bool category(std::string_view id, const std::string& who, const Place& place) const;
    /// A channel that a content has.
    bool channel(const ChannelId& id, const std::string& who, const Place& place) const;
    /// `business_hours` or one of the settings' windows; null if there is none. Valid as long as the catalog.
    [[nodiscard]] const Window* find_window(std::string_view id) const;
    /// The same with a remark if there is none.
    const Window* window(std::string_view id, const std::string& who, const Place& place) const;

    /// Event types are free as long as no fields are declared; the built-in ones always exist.
    bool event(std::string_view type, const std::string& who, const Place& place) const;
    /// Fields are free as long as none are declared.
    bool field(const FieldName& name, const std::string& who, const Place& place) const;

    /// A property of `event` or `trigger`, which is of one of these types, or of any if there are none. Known if one
    /// of them declares it; free as long as no fields are declared.
    bool property(std::string_view name, const std::vector<std::string>& types, const std::string& who,
                  const Place& place) const;

    [[nodiscard]] const FieldTypes& fields() const noexcept { return catalog_->fields; }

private:
    void missing(std::string_view kind, std::string_view name, const std::vector<std::string>& candidates,
                 const std::string& who, const Place& place) const;

    const Catalog* catalog_;
    Remarks* remarks_;
};

} // namespace nurture::inline v0
