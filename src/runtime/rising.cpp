// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

void Turn::look_for_rises() {
    if (state_.lead.deleted) {
        return;
    }
    for (const CompiledBecomes& trigger : plan_.becomes) {
        look_for_rise(trigger);
    }
}

void Turn::look_for_rise(const CompiledBecomes& trigger) {
    const CompiledWorkflow& workflow = plan_.workflows[trigger.workflow];
    const bool holds_now = holds(trigger.when, facts_of_lead(&workflow, {}), nullptr);
    // For a lead of which nothing is known the state before is "not holding": those who were there when the workflow
    // was deployed have had their first answer then (S8).
    if (!has_risen(trigger, state_.lead.becomes[trigger.id], holds_now)) {
        return;
    }
    if (has_run_away()) { // What leaves for that may be what makes the condition rise: nobody enrolls any more.
        journal_workflow(JournalKind::refused, workflow, {{"reason", "runaway"}, {"by", "becomes"}});
    } else if (enroll(workflow, nullptr, "becomes", false, false)) {
        ++follow_ups_;
    }
}

bool Turn::has_risen(const CompiledBecomes& trigger, BecomesAnswer& answer, bool holds_now) {
    if (!answer.armed && holds(trigger.reset_when, facts_of_lead(&plan_.workflows[trigger.workflow], {}), nullptr)) {
        answer.armed = true;
    }
    const bool rises = holds_now && !answer.holds;
    answer.holds = holds_now;
    const bool fires = rises && answer.armed;
    if (fires && !trigger.reset_when.empty()) {
        answer.armed = false;
    }
    return fires;
}

/// What holds already is the first answer (S8).
void Turn::take_deployment() {
    for (const CompiledBecomes& trigger : plan_.becomes) {
        const CompiledWorkflow& workflow = plan_.workflows[trigger.workflow];
        const auto [answer, is_new] = state_.lead.becomes.try_emplace(trigger.id);
        if (!is_new) {
            continue;
        }
        const bool holds_now = holds(trigger.when, facts_of_lead(&workflow, {}), nullptr);
        const bool fires = has_risen(trigger, answer->second, holds_now);
        if (fires && workflow.enroll_existing) {
            (void)enroll(workflow, nullptr, "becomes", false, false);
        }
    }
}

Instant Turn::next_rise() {
    Instant next = end_of_time;
    if (!plan_.has_timed_becomes || state_.lead.deleted) {
        return next;
    }
    for (const CompiledBecomes& trigger : plan_.becomes) {
        if (!trigger.timed) {
            continue;
        }
        const LeadFacts seen = facts_of_lead(&plan_.workflows[trigger.workflow], {});
        next = std::min(next, trigger.when.next_change(seen));
        if (!trigger.reset_when.empty()) {
            next = std::min(next, trigger.reset_when.next_change(seen));
        }
    }
    return next;
}

} // namespace nurture::inline v0
