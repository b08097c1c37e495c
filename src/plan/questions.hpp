// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a catalog asks about the past, arranged for the arrival of events.

#pragma once

#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// Puts the questions of all conditions into the plan, by id and by event type.
void index_questions(const Mentions& mentions, CompiledPlan& plan, Remarks& remarks);

} // namespace nurture::inline v0
