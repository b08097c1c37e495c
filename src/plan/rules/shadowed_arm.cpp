// SPDX-License-Identifier: BSL-1.0

#include <cstddef>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/constraints.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

// Every arm is compared with those before it: beyond this many only by their text.
constexpr std::size_t most_compared = 64;

void warn(const WorkflowView& view, const Node& node, const SourceString& arm, const std::string& earlier,
          Remarks& remarks) {
    remarks.warning("shadowed_arm",
                    sentence_about(view.definition(), node) + ": the arm `" + arm.text +
                        "` is never taken, because the earlier arm `" + earlier + "` holds whenever it does",
                    arm.place.line == 0 ? node.place : arm.place, {"put the narrower arm first", {}});
}

void check_branch(const WorkflowView& view, const Node& node, const BranchNode& branch, Remarks& remarks) {
    std::set<std::string> texts;
    std::vector<FieldConstraints> before;
    for (std::size_t i = 0; i < branch.arms.size(); ++i) {
        const SourceString& arm = branch.arms[i];
        const bool is_new = texts.insert(arm.text).second;
        if (!is_new) {
            warn(view, node, arm, arm.text, remarks);
        }
        if (!branch.subject.empty()) {
            continue; // Its arms are values.
        }
        const bool compared = before.size() < most_compared;
        FieldConstraints own = compared ? constraints_of(arm.text) : FieldConstraints();
        for (std::size_t earlier = 0; is_new && earlier < before.size(); ++earlier) {
            if (implies(own, before[earlier])) {
                warn(view, node, arm, branch.arms[earlier].text, remarks);
                break;
            }
        }
        if (compared) {
            before.push_back(std::move(own));
        }
    }
}

} // namespace

void check_shadowed_arm(const WorkflowView& view, Remarks& remarks) {
    for (const Node& node : view.nodes()) {
        if (const auto* branch = std::get_if<BranchNode>(&node.what)) {
            check_branch(view, node, *branch, remarks);
        }
    }
}

} // namespace nurture::inline v0
