// SPDX-License-Identifier: BSL-1.0
/// \file
/// When time alone changes an answer: which parts of a condition it changes, and the instant of the next change.

#pragma once

#include <nurture/condition/facts.hpp>

#include "condition/program.hpp"
#include "condition/token.hpp"

namespace nurture::inline v0::cel {

/// Finds the comparisons that time changes and what changes by itself, and reports those whose next change cannot be
/// computed. Of the two sides of a comparison one may move, and in one direction only: rising, falling, or one of
/// these that is not known.
void find_timed_parts(CompiledCondition& program, bool score_decays, Problems& problems);

/// The first instant after facts.now() at which one of these parts changes; end_of_time if none does.
[[nodiscard]] Instant next_change(const CompiledCondition& program, const Facts& facts);

} // namespace nurture::inline v0::cel
