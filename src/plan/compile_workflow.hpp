// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compiling one workflow.

#pragma once

#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>

#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/names.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// What compiling a workflow needs of its surroundings.
struct CompilationContext {
    const Catalog& catalog;
    const Names& names;
    const Expressions& expressions;
    Remarks& remarks;
};

/// A compiled workflow and what its version is made from.
struct WorkflowCompilation {
    CompiledWorkflow compiled{};
    std::vector<CompiledTrigger> triggers{}; ///< As written; which workflow is theirs is not said yet.
    std::vector<CompiledBecomes> becomes{};  ///< The same.
    std::vector<CompiledDate> dates{};
    std::vector<CompiledSchedule> schedules{};
    StepIds steps{};
    Mentions mentions{};
};

/// Compiles all but the version and runs the rules, those about ways only if the edges are sound. What is wrong
/// becomes remarks; the rest is compiled all the same.
[[nodiscard]] WorkflowCompilation compile_workflow(const Workflow& workflow, const CompilationContext& context);

/// The category that a send's messages count in: the step's, else the content's, else the workflow's.
[[nodiscard]] std::string category_of(const SendNode& send, const Workflow& workflow, const Catalog& catalog);

/// `workflow "welcome"`, and `workflow "welcome": step "post"` as remarks begin.
[[nodiscard]] std::string sentence_about(const Workflow& workflow);
[[nodiscard]] std::string sentence_about(const Workflow& workflow, const Node& node);

} // namespace nurture::inline v0
