// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

std::string reason_of(const CompiledRule& rule, const Event* event) {
    if (!rule.reason.empty()) {
        return rule.reason;
    }
    return rule.match.types.empty() || event == nullptr ? "condition" : event->type;
}

} // namespace

void Turn::leave_by_rules(const Event* event) {
    for (const std::uint64_t number : in_order()) {
        EnrollmentRow* row = state_.enrollment(number);
        if (row != nullptr) {
            (void)leave_by_rules(*row, event);
        }
    }
}

bool Turn::leave_by_rules(EnrollmentRow& row, const Event* event) {
    const CompiledWorkflow& workflow = workflow_of(row);
    if (event == nullptr && !workflow.has_rules_on_conditions) {
        return false;
    }
    const LeadFacts seen = facts(&row, event);
    // A goal counts before an exit that holds at the same time (S22).
    for (const auto& [rules, state] :
         {std::pair{&workflow.goals, EnrollmentState::goal}, std::pair{&workflow.exits, EnrollmentState::exited}}) {
        for (const CompiledRule& rule : *rules) {
            const bool by_event = !rule.match.types.empty();
            const bool named = by_event && event != nullptr &&
                               std::binary_search(rule.match.types.begin(), rule.match.types.end(), event->type);
            if (by_event ? named && holds(rule.match.where, seen, &row) : holds(rule.when, seen, &row)) {
                leave(row.number, state, reason_of(rule, event));
                return true;
            }
        }
    }
    return false;
}

void Turn::leave(std::uint64_t number, EnrollmentState state, std::string reason) {
    const auto at = state_.enrollments.find(number);
    EnrollmentRow row = std::move(at->second);
    state_.enrollments.erase(at);
    row.state = state;
    row.reason = std::move(reason);
    row.left_at = now_;
    row.due = end_of_time;
    row.expires_at = end_of_time;
    Fields because{{"state", name(state)}};
    if (!row.reason.empty()) {
        because.set("reason", row.reason);
    }
    journal(JournalKind::left, &row, std::move(because));
    drop_messages(row);
    auto past = std::find_if(state_.lead.past.begin(), state_.lead.past.end(), [&](const PastEnrollment& entry) {
        return entry.workflow == row.workflow && entry.key == row.key;
    });
    if (past == state_.lead.past.end()) {
        past = state_.lead.past.insert(past, PastEnrollment{.workflow = row.workflow, .key = row.key});
    }
    past->left_at = now_;
    past->completed = past->completed || state == EnrollmentState::completed;
    look_again_ = true;
    decision_.enrollments.erase(number);
    decision_.ended.push_back(std::move(row));
}

void Turn::drop_messages(const EnrollmentRow& row) {
    for (MessageRow& message : state_.messages) {
        if (message.enrollment != row.number || message.is_final()) {
            continue;
        }
        if (message.state == MessageState::handing_over) {
            decision_.take_back.insert(message.message.key);
        } else {
            message.state = MessageState::canceled;
            changed(message);
        }
    }
}

} // namespace nurture::inline v0
