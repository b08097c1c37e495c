// SPDX-License-Identifier: BSL-1.0
/// \file
/// Literals of an expression: numbers, and text with its escapes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nurture::inline v0::cel {

/// Something wrong inside a literal.
struct LiteralProblem {
    std::size_t offset = 0; ///< From the beginning of what was read.
    std::string message{};
};

/// Replaces the escapes of a text or bytes literal, whose quotes are off already.
[[nodiscard]] std::optional<std::string> unescape(std::string_view body, bool bytes, LiteralProblem& problem);

/// Reads decimal digits, or hexadecimal ones after "0x"; nothing if it does not fit.
[[nodiscard]] std::optional<std::uint64_t> read_natural(std::string_view digits) noexcept;

/// Reads a decimal number with fraction or exponent; also "NaN", "Infinity" with `words`. Nothing if it cannot be
/// read or is too large; what is too small is zero.
[[nodiscard]] std::optional<double> read_double(std::string_view text, bool words);

/// Appends a code point in UTF-8.
void append_utf8(std::string& text, std::uint32_t code_point);

} // namespace nurture::inline v0::cel
