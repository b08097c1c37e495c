// SPDX-License-Identifier: BSL-1.0
/// \file
/// Texts and versions that stand in many rows: once in the file, a number everywhere else.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/engine_store.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/packing.hpp"

namespace nurture::inline v0::sqlite {

/// Texts by number. What was asked for is remembered, up to a bound.
class Names final : public Words {
public:
    explicit Names(Connection& connection);

    [[nodiscard]] std::int64_t number_of(std::string_view text) override;
    /// One that is unknown is damage.
    [[nodiscard]] std::string text_of(std::int64_t number) override;

    /// What was remembered may never have been committed.
    void forget() noexcept;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    void remember(std::int64_t number, std::string_view text);

    Connection& connection_;
    Statement find_number_;
    Statement find_text_;
    Statement add_;
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> numbers_;
    std::unordered_map<std::int64_t, std::string> texts_;
};

/// A version of a workflow, as rows name it.
struct VersionName {
    WorkflowId workflow{};
    Digest sha256{};
    friend auto operator<=>(const VersionName&, const VersionName&) = default;
};

/// Versions by number, and those that were deployed.
class Versions {
public:
    Versions(Connection& connection, Names& names);

    /// The number of a version, a new one if it has none. 0: no workflow, no hash.
    [[nodiscard]] std::int64_t number_of(const VersionName& name);
    [[nodiscard]] VersionName name_of(std::int64_t number);

    void deploy(const VersionRow& row);
    /// In the order they were deployed.
    [[nodiscard]] std::vector<VersionRow> deployed();

    void forget() noexcept;

private:
    Connection& connection_;
    Names& names_;
    Statement find_number_;
    Statement find_name_;
    Statement add_;
    Statement deploy_;
    Statement deployed_;
    std::map<VersionName, std::int64_t> numbers_;
    std::map<std::int64_t, VersionName> known_;
};

} // namespace nurture::inline v0::sqlite
