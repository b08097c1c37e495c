// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which arm of an experiment a lead is in (S21).

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace nurture::inline v0 {

/// An arm with its weight; only proportions count, and one of weight 0 is never chosen.
struct SplitArm {
    std::string_view name;
    std::uint32_t weight = 1;
};

/// The index of the lead's arm, by weighted rendezvous hashing: the same at every call and for any order of the arms,
/// and a change of weights moves leads only into arms that gained. At least one arm has a weight.
[[nodiscard]] std::size_t choose_arm(std::string_view experiment, const std::vector<SplitArm>& arms,
                                     std::string_view lead) noexcept;

} // namespace nurture::inline v0
