// SPDX-License-Identifier: BSL-1.0
/// \file
/// What functions work with during one evaluation, and what was prepared for them at compile time.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include <nurture/time/zone.hpp>

#include "condition/datum.hpp"

namespace nurture::inline v0::cel {

constexpr std::size_t max_pattern = 1024;

/// Compiles a regular expression that matches anywhere in a text; `problem` says why it cannot be.
[[nodiscard]] std::unique_ptr<RE2> compile_pattern(std::string_view pattern, std::string& problem);

/// A zone by name or by offset ("+05:30"); an offset is in minutes.
struct ZoneOrOffset {
    std::optional<Zone> zone{};
    int minutes = 0;
};

/// Nothing if the text is neither a zone nor an offset.
[[nodiscard]] std::optional<ZoneOrOffset> find_zone(std::string_view name);

/// Regular expressions and zones that stand in the expression as literals.
struct Prepared {
    std::vector<std::pair<std::string, std::unique_ptr<RE2>>> patterns{};
    std::vector<std::pair<std::string, ZoneOrOffset>> zones{};
};

/// The memory and the budget of one evaluation.
class Workspace {
public:
    explicit Workspace(const Prepared& prepared) : prepared_(&prepared) {}

    Meter meter{};

    [[nodiscard]] Datum fail(std::string message);
    [[nodiscard]] Datum text(std::string made);
    [[nodiscard]] Datum bytes(std::string made);
    [[nodiscard]] Datum list(std::vector<Datum> items);
    [[nodiscard]] Datum map(std::vector<std::pair<Datum, Datum>> entries);

    /// The error of a function that does not take such arguments.
    [[nodiscard]] Datum no_overload(std::string_view function, const Datum* arguments, std::size_t count);

    /// The prepared pattern, or one compiled now into `made`; null with an error in `problem`.
    [[nodiscard]] const RE2* pattern(std::string_view text, std::unique_ptr<RE2>& made, std::string& problem);
    [[nodiscard]] std::optional<ZoneOrOffset> zone(std::string_view name) const;

private:
    const Prepared* prepared_;
    Arena arena_{};
};

} // namespace nurture::inline v0::cel
