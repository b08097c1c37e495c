// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compares what was expected with what happened.

#pragma once

#include <cstddef>
#include <vector>

#include <nurture/rehearsal/scenario.hpp>

#include "rehearsal/actual.hpp"
#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

/// How far the lists that are complete have been compared: the next one begins behind.
struct Compared {
    std::size_t messages = 0;
    std::size_t notes = 0;
};

/// Every expectation that is not met, but findings of check.
[[nodiscard]] Result<std::vector<ScenarioFailure>> check_expectations(const Expectations& expect, Stage& stage,
                                                                      Compared& compared);

/// Whether a complete list is as expected: within a lead in this order, between leads by time alone.
[[nodiscard]] bool is_list(const std::vector<ExpectedItem>& expected, const std::vector<ActualItem>& actual);

} // namespace nurture::inline v0::rehearsal
