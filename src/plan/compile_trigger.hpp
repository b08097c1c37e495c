// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compiling the triggers of a workflow, and what they share with its steps.

#pragma once

#include <string>
#include <vector>

#include "plan/compile_workflow.hpp"

namespace nurture::inline v0 {

/// Compiles a trigger into the triggers of its workflow, once where two say the same.
void compile_trigger(const Node& node, Site at, const CompilationContext& context, WorkflowCompilation& workflow);

/// Compiles an event with its condition.
[[nodiscard]] CompiledMatch compile_match(const EventMatch& written, Site at, const CompilationContext& context,
                                          Mentions& mentions);

/// Remarks on a field that is none, or no date. A field of the event that enrolled is one of these types.
void check_date_field(const DateField& field, const std::vector<std::string>& trigger_types, const Site& at,
                      const CompilationContext& context, Mentions& mentions);

/// The texts in byte order, each once.
[[nodiscard]] std::vector<std::string> in_order(std::vector<std::string> texts);

} // namespace nurture::inline v0
