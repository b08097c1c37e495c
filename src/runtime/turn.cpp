// SPDX-License-Identifier: BSL-1.0
#include "runtime/turn.hpp"

#include <algorithm>

namespace nurture::inline v0 {

Turn::Turn(const Plans& plans, LeadState& state, Shared& shared, Instant now)
    : plans_(plans), plan_(plans.current.compiled()), state_(state), shared_(shared), now_(now),
      follow_ups_(state.lead.decided_at == now ? state.lead.follow_ups : 0) {}

const CompiledWorkflow& Turn::workflow_of(const EnrollmentRow& row) const {
    // Every version with running enrollments is in the plans: Engine::open refuses a store for which one is missing.
    return *plan_.find(row.workflow);
}

const CompiledNode& Turn::node_of(const EnrollmentRow& row) const {
    return workflow_of(row).nodes[row.node];
}

const Node& Turn::definition_of(const EnrollmentRow& row) const {
    return workflow_of(row).definition.nodes[row.node];
}

LeadFacts Turn::facts(const EnrollmentRow* row, const Event* event, const MessageLinks* links) {
    LeadFacts::Scope scope;
    scope.enrollment = row;
    scope.event = event;
    scope.links = links;
    if (row != nullptr) {
        scope.trigger = row->trigger ? &*row->trigger : nullptr;
        if (event == nullptr && row->met) {
            scope.event = &*row->met;
        }
    }
    return facts_of_lead(row != nullptr ? &workflow_of(*row) : nullptr, scope);
}

LeadFacts Turn::facts_of_lead(const CompiledWorkflow* workflow, LeadFacts::Scope scope) {
    return {plan_, state_, shared_, zone(workflow), now_, scope};
}

bool Turn::holds(const Condition& condition, const Facts& facts, const EnrollmentRow* row) {
    if (condition.empty()) {
        return true;
    }
    std::string failure;
    const bool answer = condition.holds(facts, &failure);
    if (!failure.empty()) {
        journal(JournalKind::error, row, {{"where", condition.text()}, {"cause", failure}});
    }
    return answer;
}

const Zone& Turn::zone(const CompiledWorkflow* workflow) {
    if (!zone_) {
        const Value* field = state_.lead.fields.find("time_zone");
        const std::string* wanted = field != nullptr ? field->as_string() : nullptr;
        if (wanted != nullptr) {
            zone_ = Zone::find(*wanted);
            if (!zone_ && state_.lead.unknown_zones.insert(*wanted).second) {
                journal(JournalKind::error, nullptr,
                        {{"where", "lead.time_zone"}, {"cause", "unknown time zone " + *wanted}});
            }
        }
    }
    if (zone_) {
        return *zone_;
    }
    return workflow != nullptr && workflow->zone ? *workflow->zone : plan_.zone;
}

Instant Turn::later(Instant from, const CalendarDuration& length, const CompiledWorkflow& workflow) {
    return add(from, length, zone(&workflow), plan_.catalog.settings.business_hours);
}

/// A lead may be forgotten where no catalog is at hand.
std::int64_t Turn::priority_of(const EnrollmentRow& row) const {
    const CompiledWorkflow* workflow = plan_.find(row.workflow);
    return workflow != nullptr ? workflow->definition.priority : 0;
}

std::vector<std::uint64_t> Turn::in_order() const {
    std::vector<const EnrollmentRow*> rows;
    rows.reserve(state_.enrollments.size());
    for (const auto& [number, row] : state_.enrollments) {
        rows.push_back(&row);
    }
    std::sort(rows.begin(), rows.end(), [this](const EnrollmentRow* a, const EnrollmentRow* b) {
        const std::int64_t left = priority_of(*a);
        const std::int64_t right = priority_of(*b);
        if (left != right) {
            return left > right;
        }
        return a->workflow != b->workflow ? a->workflow < b->workflow : a->number < b->number;
    });
    std::vector<std::uint64_t> numbers;
    numbers.reserve(rows.size());
    for (const EnrollmentRow* row : rows) {
        numbers.push_back(row->number);
    }
    return numbers;
}

JournalLine& Turn::journal(JournalKind kind, const EnrollmentRow* row, Fields because) {
    JournalLine line;
    line.seq = ++state_.lead.seq;
    line.at = now_;
    line.lead = state_.lead.id;
    if (row != nullptr) {
        line.workflow = row->workflow;
        line.version = row->version;
        line.enrollment = row->number;
        line.step = row->step;
    }
    line.kind = kind;
    line.because = std::move(because);
    if (state_.lead.forgotten) { // What comes late brings nothing personal back (S24).
        line.because = other_parts(line);
    }
    return decision_.journal.emplace_back(std::move(line));
}

JournalLine& Turn::journal_workflow(JournalKind kind, const CompiledWorkflow& workflow, Fields because) {
    JournalLine& line = journal(kind, nullptr, std::move(because));
    line.workflow = workflow.definition.id;
    line.version = workflow.version;
    return line;
}

/// Everything that waits for something looks whether it has come (S6).
void Turn::look(const Event* event) {
    leave_by_rules(event);
    mark_waits(event);
    if (event != nullptr) {
        fire_triggers(*event, false);
    }
    look_for_rises();
}

/// When a message that is handed over, or looked up, counts as in doubt.
Instant Turn::in_doubt_at(const MessageRow& row) const {
    return row.next_attempt != end_of_time ? row.next_attempt : later_by(row.handed_over_at, plans_.answer_within);
}

void Turn::settle_due() {
    Instant due = std::min(next_rise(), next_date());
    for (const auto& [number, row] : state_.enrollments) {
        due = std::min({due, row.due, row.expires_at, next_change(row)});
    }
    for (const MessageRow& row : state_.messages) {
        if (row.state == MessageState::deferred || row.state == MessageState::held) {
            due = std::min(due, row.next_attempt);
        } else if (row.state == MessageState::handing_over) {
            due = std::min(due, in_doubt_at(row));
        }
    }
    state_.lead.due = due;
}

Decision Turn::finish() {
    if (!decision_.refusal) {
        // Whatever came at this instant: what time alone has changed by now is seen, since nobody looks again for it.
        look_again_ |= state_.lead.due <= now_;
        run_movers();
        learn_dates();
        state_.lead.met_at = std::min(state_.lead.met_at, now_);
        const bool is_kept = follow_ups_ > 0 || plan_.looks_at_accounts;
        state_.lead.decided_at = is_kept ? now_ : Instant::min();
        state_.lead.follow_ups = follow_ups_;
        settle_due();
        for (const JournalLine& line : decision_.journal) {
            chain(state_.lead.chain, line);
        }
    }
    return std::move(decision_);
}

} // namespace nurture::inline v0
