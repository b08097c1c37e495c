// SPDX-License-Identifier: BSL-1.0
/// \file
/// Journal lines for tests, as the runtime writes them.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <nurture/runtime/journal.hpp>

namespace nurture::testing_support {

inline constexpr Instant monday = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(9);

/// A line of enrollment `enrollment` of ada in the workflow two-mails.
inline JournalLine line(JournalKind kind, Fields because = {}, std::string step = {}, std::uint64_t enrollment = 1) {
    JournalLine made;
    made.at = monday;
    made.lead = "ada";
    made.workflow = "two-mails";
    made.enrollment = enrollment;
    made.step = StepId(std::move(step));
    made.kind = kind;
    made.because = std::move(because);
    return made;
}

} // namespace nurture::testing_support
