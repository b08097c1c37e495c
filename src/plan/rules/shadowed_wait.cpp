// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

/// Whether the rule takes every lead with an event of this type for which `where` holds.
bool takes(const LeaveRule& rule, const std::string& type, const std::string& where) {
    const std::vector<std::string>& types = rule.match.types;
    return std::find(types.begin(), types.end(), type) != types.end() &&
           (rule.match.where.empty() || rule.match.where.text == where);
}

/// The rules of a workflow that take a lead away, goals first as they count first (S22).
std::vector<const LeaveRule*> rules_of(const Workflow& workflow) {
    std::vector<const LeaveRule*> rules;
    for (const LeaveRule& goal : workflow.goals) {
        rules.push_back(&goal);
    }
    for (const LeaveRule& exit : workflow.exits) {
        rules.push_back(&exit);
    }
    return rules;
}

/// Whether what is waited for always takes the lead away.
bool is_shadowed(const WaitFor& wait, const std::vector<const LeaveRule*>& rules) {
    if (wait.kind == WaitFor::Kind::until) {
        return std::any_of(rules.begin(), rules.end(), [&](const LeaveRule* rule) {
            return !rule->when.empty() && rule->when.text == wait.until.text;
        });
    }
    return !wait.match.types.empty() &&
           std::all_of(wait.match.types.begin(), wait.match.types.end(), [&](const std::string& type) {
               return std::any_of(rules.begin(), rules.end(),
                                  [&](const LeaveRule* rule) { return takes(*rule, type, wait.match.where.text); });
           });
}

} // namespace

void check_shadowed_wait(const WorkflowView& view, Remarks& remarks) {
    const std::vector<const LeaveRule*> rules = rules_of(view.definition());
    if (rules.empty()) {
        return;
    }
    for (const Node& node : view.nodes()) {
        const auto* wait = std::get_if<WaitNode>(&node.what);
        if (wait == nullptr || wait->any.empty() ||
            !std::all_of(wait->any.begin(), wait->any.end(),
                         [&](const WaitFor& one) { return is_shadowed(one, rules); })) {
            continue;
        }
        remarks.warning("shadowed_wait",
                        sentence_about(view.definition(), node) +
                            " waits for what is an exit or goal of the workflow, so its `then` never runs",
                        node.place, {"wait for something else, or take it from `exit` and `goal`", {}});
    }
}

} // namespace nurture::inline v0
