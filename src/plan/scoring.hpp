// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compiling the rules by which leads are scored.

#pragma once

#include "plan/compile_workflow.hpp"

namespace nurture::inline v0 {

/// Compiles the catalog's `scoring` into the plan, whose segments are compiled. A rule of fit that asks for a score, or
/// for what time alone changes, is an error: the fit of a lead changes with the lead only (S37).
void compile_scoring(CompiledPlan& plan, const CompilationContext& context, Mentions& mentions);

} // namespace nurture::inline v0
