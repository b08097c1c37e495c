// SPDX-License-Identifier: BSL-1.0
/// \file
/// Numbers of Liquid: what text reads as a number, arithmetic that is decimal to people, and how numbers are written.

#pragma once

#include <cstdint>
#include <string_view>

#include "content/datum.hpp"
#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// A number, the number that a text is or begins with, else 0: an integer or real Datum.
[[nodiscard]] Datum to_number(const Datum& datum);

/// A whole number or a text that is one; anything else is a mistake.
[[nodiscard]] std::int64_t to_integer(const Datum& datum);

[[nodiscard]] double as_real(const Datum& number) noexcept;

/// "5.0", "0.1", "1.0e+21"; of the host "5", "0.1", "1e+21".
[[nodiscard]] std::string_view real_text(const Datum& number, Workspace& workspace);

// Of integers they give an integer, else what the decimal numbers give that the operands are written as.
[[nodiscard]] Datum add(const Datum& a, const Datum& b);
[[nodiscard]] Datum subtract(const Datum& a, const Datum& b);
[[nodiscard]] Datum multiply(const Datum& a, const Datum& b);
[[nodiscard]] Datum divide(const Datum& a, const Datum& b); ///< Integers towards minus infinity; by 0 is a mistake.
[[nodiscard]] Datum modulo(const Datum& a, const Datum& b); ///< With the sign of `b`.

[[nodiscard]] Datum absolute(const Datum& number);
[[nodiscard]] Datum round_to(const Datum& number, std::int64_t decimals); ///< Half away from zero.
[[nodiscard]] Datum rounded_down(const Datum& number);
[[nodiscard]] Datum rounded_up(const Datum& number);

} // namespace nurture::inline v0::liquid
