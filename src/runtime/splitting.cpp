// SPDX-License-Identifier: BSL-1.0
#include "runtime/splitting.hpp"

#include <nurture/lead/sha256.hpp>

#include "runtime/exact_math.hpp"

namespace nurture::inline v0 {

namespace {

/// u of S21: above 0 and below 1.
double fraction_of(std::string_view experiment, std::string_view arm, std::string_view lead) noexcept {
    constexpr std::string_view separator("\0", 1);
    const Digest hash =
        Sha256().update(experiment).update(separator).update(arm).update(separator).update(lead).digest();
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        first = first << 8 | hash.bytes[i];
    }
    return (static_cast<double>(first >> 11) + 0.5) * 0x1p-53;
}

} // namespace

std::size_t choose_arm(std::string_view experiment, const std::vector<SplitArm>& arms, std::string_view lead) noexcept {
    std::size_t chosen = 0;
    double best = -1;
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (arms[i].weight == 0) {
            continue;
        }
        // Not −ln: of a u that rounds to 1 that would be −0.
        const double weighed = arms[i].weight / (0.0 - exact_log(fraction_of(experiment, arms[i].name, lead)));
        // Equal ones, should there ever be any, go by name, as the order of arms must not count.
        if (weighed > best || (weighed == best && arms[i].name < arms[chosen].name)) {
            best = weighed;
            chosen = i;
        }
    }
    return chosen;
}

} // namespace nurture::inline v0
