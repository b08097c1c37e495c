// SPDX-License-Identifier: BSL-1.0

#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

void check_workflow(const WorkflowView& view, Remarks& remarks) {
    check_unreachable_step(view, remarks);
    check_loop_without_delay(view, remarks);
    check_endless_loop(view, remarks);
    check_engagement_before_send(view, remarks);
    check_repeated_content(view, remarks);
    check_shadowed_wait(view, remarks);
    check_shadowed_arm(view, remarks);
    check_never_true(view, remarks);
    check_unnamed_wait(view, remarks);
    check_bounds(view, remarks);
}

void check_catalog(const CompiledPlan& plan, const Mentions& mentions, Remarks& remarks) {
    check_split_weights(plan, remarks);
    check_never_true(plan, remarks);
    check_no_unsubscribe(plan, remarks);
    check_unused(plan, mentions, remarks);
}

} // namespace nurture::inline v0
