// SPDX-License-Identifier: BSL-1.0
#include "runtime/exact_math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace nurture::inline v0 {

double exact_log(double x) noexcept {
    // ln x = e ln 2 + ln m with m in [1/√2, √2), and ln m = 2 artanh s with s = (m − 1)/(m + 1), |s| < 0.1716.
    constexpr double ln2_high = 0x1.62e42fee00000p-1; // The first 32 bits of ln 2, so that e times it is exact …
    constexpr double ln2_low = 0x1.a39ef35793c76p-33; // … and the rest.
    constexpr double sqrt2 = 0x1.6a09e667f3bcdp+0;
    constexpr int bias = 1023;
    constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;

    int exponent = 0;
    if (x < 0x1p-1022) { // Below the normal numbers.
        x *= 0x1p54;
        exponent = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52) - bias;
    double m = std::bit_cast<double>((bits & fraction) | (std::uint64_t{bias} << 52));
    if (m >= sqrt2) {
        m *= 0.5;
        ++exponent;
    }
    const double s = (m - 1) / (m + 1);
    const double z = s * s;
    double sum = 0; // s²/3 + s⁴/5 + …; the term behind the last is below 2⁻⁶⁰.
    for (int k = 12; k >= 1; --k) {
        sum = z * (1.0 / (2 * k + 1) + sum);
    }
    const double e = exponent;
    return e * ln2_high + (2 * s + (2 * s * sum + e * ln2_low));
}

double exact_exp2(double x) noexcept {
    // 2^x = 2^n e^(f ln 2) with a whole n and f in [−½, ½].
    constexpr double ln2 = 0x1.62e42fefa39efp-1;
    constexpr double lowest = -1022; // Of a normal number.
    constexpr int bias = 1023;
    constexpr int fraction_bits = 52;

    if (x < lowest) {
        return 0;
    }
    const double whole = std::floor(x + 0.5);
    const double y = (x - whole) * ln2;
    double sum = 1; // 1 + y + y²/2! + …; the term behind the last is below 2⁻⁶⁰.
    for (int k = 16; k >= 1; --k) {
        sum = 1 + y / k * sum;
    }
    const auto exponent = static_cast<std::int64_t>(whole);
    if (exponent < static_cast<std::int64_t>(lowest)) {
        return 0;
    }
    return sum * std::bit_cast<double>(static_cast<std::uint64_t>(exponent + bias) << fraction_bits);
}

} // namespace nurture::inline v0
