// SPDX-License-Identifier: BSL-1.0
/// \file
/// The rules that look at what a workflow or catalog means, beyond what it names.

#pragma once

#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/graph.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// A workflow with sound edges, as rules look at it. Its version is not known yet.
struct WorkflowView {
    const Catalog& catalog;
    const CompiledWorkflow& workflow;
    const WorkflowGraph& graph;

    [[nodiscard]] const Workflow& definition() const noexcept { return workflow.definition; }
    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return workflow.definition.nodes; }
};

/// Runs every rule on one workflow.
void check_workflow(const WorkflowView& view, Remarks& remarks);

/// Runs the rules on the catalog as a whole; its workflows need not be sound. `mentions` are all of the catalog's.
void check_catalog(const CompiledPlan& plan, const Mentions& mentions, Remarks& remarks);

// One file each.
void check_unreachable_step(const WorkflowView& view, Remarks& remarks);
void check_loop_without_delay(const WorkflowView& view, Remarks& remarks);
void check_endless_loop(const WorkflowView& view, Remarks& remarks);
void check_engagement_before_send(const WorkflowView& view, Remarks& remarks);
void check_repeated_content(const WorkflowView& view, Remarks& remarks);
void check_shadowed_wait(const WorkflowView& view, Remarks& remarks);
void check_shadowed_arm(const WorkflowView& view, Remarks& remarks);
void check_never_true(const WorkflowView& view, Remarks& remarks);
void check_unnamed_wait(const WorkflowView& view, Remarks& remarks);
void check_bounds(const WorkflowView& view, Remarks& remarks);
void check_split_weights(const CompiledPlan& plan, Remarks& remarks);
void check_unused(const CompiledPlan& plan, const Mentions& mentions, Remarks& remarks);
void check_never_true(const CompiledPlan& plan, Remarks& remarks); ///< Outside of workflows.
void check_no_unsubscribe(const CompiledPlan& plan, Remarks& remarks);

} // namespace nurture::inline v0
