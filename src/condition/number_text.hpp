// SPDX-License-Identifier: BSL-1.0
/// \file
/// Doubles as text, the same on every machine.

#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace nurture::inline v0::cel {

/// "NaN", "Infinity", "-Infinity"; empty for every other number.
[[nodiscard]] inline std::string special_number_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    return {};
}

/// The shortest text that reads back to an equal number.
[[nodiscard]] inline std::string number_text(double number) {
    if (std::string special = special_number_text(number); !special.empty()) return special;
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
}

} // namespace nurture::inline v0::cel
