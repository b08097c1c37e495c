// SPDX-License-Identifier: BSL-1.0

#include <string>
#include <variant>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

void check_unnamed_wait(const WorkflowView& view, Remarks& remarks) {
    for (const Node& node : view.nodes()) {
        const bool holds_leads =
            std::holds_alternative<DelayNode>(node.what) || std::holds_alternative<WaitNode>(node.what);
        if (holds_leads && !node.named) {
            remarks.note("unnamed_wait",
                         sentence_about(view.definition(), node) + " is a " + std::string(verb_of(node)) +
                             " without an `id`: leads that wait in it cannot follow when steps are moved",
                         node.place, {"give it an `id`", {}});
        }
    }
}

} // namespace nurture::inline v0
