// SPDX-License-Identifier: BSL-1.0
/// \file
/// Functions of which every machine must give the same bits. The C library's may differ in the last one.

#pragma once

namespace nurture::inline v0 {

/// The natural logarithm of a number above 0 and below infinity, within two units in the last place.
[[nodiscard]] double exact_log(double x) noexcept;

/// Two to the power of a number from −infinity to 1,023, within two units in the last place, and exact for whole
/// numbers; 0 below the normal numbers.
[[nodiscard]] double exact_exp2(double x) noexcept;

} // namespace nurture::inline v0
