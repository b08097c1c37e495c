// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which fields there are, by the catalog's `fields` document and what is built in.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/lead/field_type.hpp>

#include "condition/type.hpp"

namespace nurture::inline v0::cel {

/// What is known of a name.
struct Declared {
    bool known = true; ///< False: it is a mistake.
    Type type{};
    const FieldType* field = nullptr; ///< Null where nothing, or nothing single, is declared.
    std::string near{};               ///< Of an unknown name: what may have been meant.
};

/// Answers for one expression. Refers to the scope.
class Declarations {
public:
    explicit Declarations(const ConditionScope& scope);

    [[nodiscard]] Declared lead(std::string_view field) const;
    [[nodiscard]] Declared account(std::string_view field) const;

    /// A property of an event that has one of the types; of any event if there are none.
    [[nodiscard]] Declared property(const std::vector<std::string>& types, std::string_view name) const;

    [[nodiscard]] Declared event_type(std::string_view type) const;

    [[nodiscard]] const std::vector<std::string>& stages() const { return stages_; }

private:
    const FieldTypes* fields_; ///< Null where nothing is declared.
    std::vector<std::string> stages_;

    [[nodiscard]] const FieldTypes::Named* properties_of(std::string_view type) const;
    [[nodiscard]] std::vector<std::string> all_event_types() const;
};

} // namespace nurture::inline v0::cel
