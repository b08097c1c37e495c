// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a condition asks of single fields: `lead.score > 50 && lead.country in ["DE", "AT"]`.

#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace nurture::inline v0 {

/// The values that one field may have. Numbers or texts: where a condition treats a field as both, nothing is said.
struct AllowedValues {
    bool numbers = false;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_included = true;
    bool high_included = true;

    std::optional<std::set<std::string>> texts{}; ///< Only these; none: all but `excluded`.
    std::set<std::string> excluded{};

    [[nodiscard]] bool empty() const;
    /// Whether each of these values is one of the other's.
    [[nodiscard]] bool within(const AllowedValues& other) const;
};

/// A condition as far as it is an "and" of comparisons of one field with literals. It holds only if every field has
/// one of its values, and in all those cases if it is exact.
struct FieldConstraints {
    std::map<std::string, AllowedValues, std::less<>> fields{}; ///< By name as written: "lead.score".
    bool exact = false;
};

/// Reads a condition that compiles.
[[nodiscard]] FieldConstraints constraints_of(std::string_view condition);

/// Whether the later condition can only hold where the earlier one, about one field, holds too.
[[nodiscard]] bool implies(const FieldConstraints& later, const FieldConstraints& earlier);

} // namespace nurture::inline v0
