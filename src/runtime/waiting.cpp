// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

bool has_type(const CompiledMatch& match, const Event& event) {
    return std::binary_search(match.types.begin(), match.types.end(), event.type);
}

} // namespace

void Turn::reach_wait(EnrollmentRow& row) {
    const auto& wait = std::get<WaitNode>(definition_of(row).what);
    row.standing = Standing::waiting;
    row.due = wait.timeout ? later(now_, *wait.timeout, workflow_of(row)) : end_of_time;
    for (const CompiledWaitFor& each : node_of(row).waits) {
        if (each.kind == WaitFor::Kind::until) {
            if (holds(each.until, facts(&row), &row)) {
                end_wait(row, nullptr, "condition");
                return;
            }
        } else if (const Event* earlier = met_before(row, each); earlier != nullptr) {
            const Event copy = *earlier;
            end_wait(row, &copy, "event");
            return;
        }
    }
    Fields because;
    if (row.due != end_of_time) {
        because.set("until", row.due);
        because.set("for", to_string(*wait.timeout));
    }
    journal(JournalKind::waiting, &row, std::move(because));
}

const Event* Turn::met_before(const EnrollmentRow& row, const CompiledWaitFor& wait) {
    if (wait.kind == WaitFor::Kind::engagement) {
        for (const MessageRow& message : state_.messages) {
            for (const Event& event : message.engagement) {
                if (engages(row, wait, message, event)) {
                    return &event;
                }
            }
        }
        return nullptr;
    }
    if (!wait.since_enrollment) {
        return nullptr;
    }
    for (const std::string& type : wait.match.types) {
        const auto history = state_.lead.history.find(type);
        if (history == state_.lead.history.end()) {
            continue;
        }
        for (const KeptEvent& kept : history->second.kept) {
            if (kept.seq > row.enrolled_seq && *kept.event.time >= row.enrolled_at &&
                holds(wait.match.where, facts(&row, &kept.event), &row)) {
                return &kept.event;
            }
        }
    }
    return nullptr;
}

bool Turn::engages(const EnrollmentRow& row, const CompiledWaitFor& wait, const MessageRow& message,
                   const Event& event) {
    if (message.enrollment != row.number || !message.was_sent() || !has_type(wait.match, event)) {
        return false;
    }
    if (!wait.messages.empty()) {
        if (std::find(wait.messages.begin(), wait.messages.end(), message.message.step) == wait.messages.end()) {
            return false;
        }
        const auto later = std::any_of(state_.messages.begin(), state_.messages.end(), [&](const MessageRow& other) {
            return other.enrollment == message.enrollment && other.message.step == message.message.step &&
                   other.visit > message.visit;
        });
        if (later) {
            return false; // A step visited twice means its latest message (S19).
        }
    }
    if (!wait.link.empty()) {
        const Value* link = event.properties.find("link");
        if (link == nullptr || !matches_wildcard(wait.link, to_text(*link))) {
            return false;
        }
    }
    return holds(wait.match.where, facts(&row, &event), &row);
}

bool Turn::met_by(const EnrollmentRow& row, const CompiledWaitFor& wait, const Event* event) {
    if (wait.kind == WaitFor::Kind::until) {
        return holds(wait.until, facts(&row), &row);
    }
    if (event == nullptr || !has_type(wait.match, *event)) {
        return false;
    }
    if (wait.kind == WaitFor::Kind::engagement) {
        const Value* key = event->properties.find("message");
        const MessageRow* message = key != nullptr ? state_.message(to_text(*key)) : nullptr;
        return message != nullptr && engages(row, wait, *message, *event);
    }
    // A late event ends the wait only if it occurred while the wait was open (S4).
    const Instant opened = wait.since_enrollment ? row.enrolled_at : row.reached_at;
    return *event->time >= opened && holds(wait.match.where, facts(&row, event), &row);
}

void Turn::mark_waits(const Event* event) {
    for (const std::uint64_t number : in_order()) {
        EnrollmentRow& row = *state_.enrollment(number);
        if (row.standing != Standing::waiting || row.state == EnrollmentState::paused) {
            continue;
        }
        for (const CompiledWaitFor& wait : node_of(row).waits) {
            if (met_by(row, wait, event)) {
                const bool by_event = wait.kind != WaitFor::Kind::until;
                end_wait(row, by_event ? event : nullptr, by_event ? "event" : "condition");
                break;
            }
        }
    }
}

Instant Turn::next_change(const EnrollmentRow& row) {
    Instant next = end_of_time;
    const CompiledWorkflow& workflow = workflow_of(row);
    const LeadFacts seen = facts(&row);
    if (workflow.has_timed_rules) {
        for (const auto* rules : {&workflow.goals, &workflow.exits}) {
            for (const CompiledRule& rule : *rules) {
                if (rule.match.types.empty()) {
                    next = std::min(next, rule.when.next_change(seen));
                }
            }
        }
    }
    if (row.standing == Standing::waiting) {
        for (const CompiledWaitFor& wait : node_of(row).waits) {
            if (wait.timed) {
                next = std::min(next, wait.until.next_change(seen));
            }
        }
    }
    return next;
}

/// Looks at the conditions that time alone can change; whether one of them did anything.
bool Turn::leave_or_go_on_by_time(std::uint64_t number) {
    EnrollmentRow& row = *state_.enrollment(number);
    if (workflow_of(row).has_timed_rules && leave_by_rules(row, nullptr)) {
        return true;
    }
    if (row.standing != Standing::waiting) {
        return false;
    }
    for (const CompiledWaitFor& wait : node_of(row).waits) {
        if (wait.timed && met_by(row, wait, nullptr)) {
            end_wait(row, nullptr, "condition");
            return true;
        }
    }
    return false;
}

void Turn::take_account_changed() {
    look(nullptr);
}

void Turn::end_wait(EnrollmentRow& row, const Event* event, std::string_view by) {
    Fields because{{"by", by}};
    if (event != nullptr) {
        because.set("event", event->type);
        row.met = *event; // Known to every step behind, until another event ends a wait.
    }
    journal(JournalKind::resumed, &row, std::move(because));
    go(row, node_of(row).next);
}

} // namespace nurture::inline v0
