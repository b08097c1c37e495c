// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/aggregate.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

void Turn::fire_triggers(const Event& event, bool too_late) {
    const auto triggers = plan_.triggers.find(event.type);
    if (triggers == plan_.triggers.end()) {
        return;
    }
    Index fired = none;
    for (const CompiledTrigger& trigger : triggers->second) {
        const CompiledWorkflow& workflow = plan_.workflows[trigger.workflow];
        const LeadFacts seen = facts_of_lead(&workflow, {.event = &event});
        const bool fires = holds(trigger.match.where, seen, nullptr) && completes_count(trigger, event);
        if (fires && trigger.workflow != fired) { // One event enrolls once, however many triggers it meets.
            fired = trigger.workflow;
            enroll(workflow, &event, event.type, too_late, false);
        }
    }
}

/// Counts the event for a trigger with `count` (S10): it fires when the count is reached, and again only after it has
/// been below.
bool Turn::completes_count(const CompiledTrigger& trigger, const Event& event) {
    if (trigger.counted == nullptr) {
        return true;
    }
    const HistoryQuestion& question = *trigger.counted;
    Aggregate& aggregate = state_.aggregates[question.id];
    const auto wanted = static_cast<std::int64_t>(trigger.count);
    const bool below = count_at(aggregate, question, now_) < wanted;
    const std::size_t kept = std::max<std::size_t>(plan_.catalog.settings.limits.events_kept, trigger.count);
    take_up(aggregate, question, event, now_, kept);
    decision_.aggregates.insert(question.id);
    return below && count_at(aggregate, question, now_) >= wanted;
}

const std::string* Turn::key_of(const CompiledWorkflow& workflow, const Facts& facts, std::string& storage) {
    if (workflow.key.empty()) {
        return &storage;
    }
    const Outcome outcome = workflow.key.evaluate(facts);
    if (outcome.kind != Outcome::Kind::value) {
        if (outcome.kind == Outcome::Kind::error) {
            journal_workflow(JournalKind::error, workflow, {{"where", workflow.key.text()}, {"cause", outcome.error}});
        }
        return nullptr;
    }
    const bool is_text = outcome.value.as_string() != nullptr || outcome.value.as_instant() != nullptr;
    storage = is_text ? to_text(outcome.value) : to_json(outcome.value);
    return &storage;
}

std::string_view Turn::refusal(const CompiledWorkflow& workflow, const Facts& facts, const std::string& key, bool force,
                               EnrollmentRow*& running) {
    if (!force && !holds(workflow.when, facts, nullptr)) {
        return "not_eligible";
    }
    const auto any_holds = [&](const std::vector<CompiledRule>& rules) {
        return std::any_of(rules.begin(), rules.end(), [&](const CompiledRule& rule) {
            return rule.match.types.empty() && holds(rule.when, facts, nullptr);
        });
    };
    if (any_holds(workflow.goals)) {
        return "goal_already_met";
    }
    if (any_holds(workflow.exits)) {
        return "exit_holds";
    }
    for (auto& [number, row] : state_.enrollments) {
        if (row.workflow == workflow.definition.id && row.key == key) {
            running = &row;
            return "already_enrolled";
        }
    }
    const auto past = std::find_if(state_.lead.past.begin(), state_.lead.past.end(), [&](const PastEnrollment& entry) {
        return entry.workflow == workflow.definition.id && entry.key == key;
    });
    const Reenroll& reenroll = workflow.definition.reenroll;
    if (!force && past != state_.lead.past.end() &&
        (reenroll.kind == Reenroll::Kind::never ||
         (reenroll.kind == Reenroll::Kind::after && now_ < later_by(past->left_at, reenroll.after)))) {
        return "reenroll";
    }
    if (state_.enrollments.size() >= plan_.catalog.settings.limits.enrollments) {
        return "enrollments";
    }
    return {};
}

bool Turn::enroll(const CompiledWorkflow& workflow, const Event* trigger, std::string_view by, bool too_late,
                  bool force) {
    const LeadFacts seen = facts_of_lead(&workflow, {.event = trigger, .trigger = trigger});
    std::string key;
    std::string_view reason = too_late ? "too_late" : key_of(workflow, seen, key) == nullptr ? "no_key" : "";
    EnrollmentRow* running = nullptr;
    if (reason.empty()) {
        reason = refusal(workflow, seen, key, force, running);
    }
    if (running != nullptr && workflow.definition.while_active == WhileActive::restart) {
        leave(running->number, EnrollmentState::exited, "restarted");
        reason = {};
    }
    if (!reason.empty()) {
        Fields because{{"reason", reason}, {"by", by}};
        if (!key.empty()) {
            because.set("key", key);
        }
        if (reason == "not_eligible") {
            because.set("because", to_value(workflow.when.explain(seen)));
        }
        journal_workflow(JournalKind::refused, workflow, std::move(because));
        return false;
    }
    EnrollmentRow row;
    if (state_.lead.enrollments == 0) {
        state_.lead.enrollments = shared_.forgotten_enrollments;
    }
    row.number = ++state_.lead.enrollments;
    row.workflow = workflow.definition.id;
    row.version = workflow.version;
    row.key = std::move(key);
    row.enrolled_at = now_;
    row.enrolled_seq = state_.lead.seq;
    if (trigger != nullptr) {
        row.trigger = *trigger;
    }
    if (workflow.definition.expires) {
        row.expires_at = later(now_, *workflow.definition.expires, workflow);
    }
    row.node = workflow.first;
    row.reached_at = now_;
    Fields because{{"by", by}};
    if (!row.key.empty()) {
        because.set("key", row.key);
    }
    journal(JournalKind::enrolled, &row, std::move(because));
    changed(row);
    look_again_ = true;
    state_.enrollments.emplace(row.number, std::move(row));
    return true;
}

void Turn::enroll_by_step(EnrollmentRow& row) {
    const CompiledWorkflow& target = *plan_.find(std::get<EnrollNode>(definition_of(row).what).workflow);
    if (runs_away(row.number)) {
        return;
    }
    go(row, node_of(row).next);
    if (enroll(target, nullptr, row.workflow.str(), false, false)) {
        look(nullptr);
    }
}

void Turn::unenroll_by_step(EnrollmentRow& row) {
    const WorkflowId& wanted = std::get<UnenrollNode>(definition_of(row).what).workflow;
    if (runs_away(row.number)) {
        return;
    }
    go(row, node_of(row).next);
    const std::string by = row.workflow.str(); // The row may be one of those that leave.
    const std::uint64_t self = row.number;
    for (const std::uint64_t number : in_order()) {
        if (wanted.empty() ? number != self : state_.enrollment(number)->workflow == wanted) {
            leave(number, EnrollmentState::removed, by);
        }
    }
    look(nullptr);
}

void Turn::take(const Enroll& given) {
    follow_ups_ = 0;
    const CompiledWorkflow* workflow = plan_.find(given.workflow);
    if (workflow == nullptr) {
        decision_.refusal =
            Error{Errc::unknown_workflow, "lead " + given.lead.str() + " cannot be enrolled in " +
                                              given.workflow.str() + ": no deployed workflow has this id"};
        return;
    }
    const Event trigger{.lead = given.lead, .type = "enroll", .time = now_, .properties = given.properties};
    enroll(*workflow, &trigger, "host", false, given.force);
}

void Turn::take(const Unenroll& given) {
    if (plan_.find(given.workflow) == nullptr) {
        decision_.refusal =
            Error{Errc::unknown_workflow, "lead " + given.lead.str() + " cannot be taken out of " +
                                              given.workflow.str() + ": no deployed workflow has this id"};
        return;
    }
    for (const std::uint64_t number : in_order()) {
        if (state_.enrollment(number)->workflow == given.workflow) {
            leave(number, EnrollmentState::removed, "host");
        }
    }
}

} // namespace nurture::inline v0
