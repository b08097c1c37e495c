// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compiling the segments of a catalog, and what conditions depend on through them.

#pragma once

#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// Compiles all segments. Those that an exit, a goal, an `until` or a trigger of the plan's workflows asks for, be it
/// through others, are compiled as looked at. A segment that asks for itself is a remark.
void compile_segments(CompiledPlan& plan, const Expressions& expressions, Mentions& mentions, Remarks& remarks);

/// Says of workflows, waits and triggers whether time alone, or what other leads of the account do, can move their
/// leads.
void mark_what_moves_leads(CompiledPlan& plan);

} // namespace nurture::inline v0
