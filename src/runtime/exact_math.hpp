// SPDX-License-Identifier: BSL-1.0
/// \file
/// Functions of which every machine must give the same bits. The C library's may differ in the last one.

#pragma once

namespace nurture::inline v0 {

/// The natural logarithm of a number above 0 and below infinity, within two units in the last place.
[[nodiscard]] double exact_log(double x) noexcept;

} // namespace nurture::inline v0
