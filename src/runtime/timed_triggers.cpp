// SPDX-License-Identifier: BSL-1.0
// What time alone sets in motion without an enrollment: `date` triggers, and the sweeps of schedules and of new zones.

#include <algorithm>
#include <utility>

#include <nurture/time/delay.hpp>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// The value of a date field as one text, by which another one is told from it.
std::string text_of(const std::optional<DateOrInstant>& date) {
    if (!date) {
        return {};
    }
    return std::visit([](const auto& value) { return to_string(value); }, *date);
}

} // namespace

/// The instant that the trigger means, as the field, the zone and the business hours are now; never without a date.
Instant Turn::moment_of_trigger(const CompiledDate& trigger) {
    const CompiledWorkflow& workflow = plan_.workflows[trigger.workflow];
    const std::optional<DateOrInstant> date = date_of(trigger.definition.field, facts_of_lead(&workflow, {}));
    return date ? moment_of(*date, trigger.definition.moment, zone(&workflow), plan_.catalog.settings.business_hours)
                : end_of_time;
}

/// Takes note of values that are new: their moment is waited for, unless it has passed already.
void Turn::learn_dates() {
    if (state_.lead.deleted) {
        return;
    }
    for (const CompiledDate& trigger : plan_.dates) {
        const LeadFacts seen = facts_of_lead(&plan_.workflows[trigger.workflow], {});
        std::string value = text_of(date_of(trigger.definition.field, seen));
        const auto known = state_.lead.dates.find(trigger.id);
        if (known != state_.lead.dates.end() ? known->second.value == value : value.empty()) {
            continue;
        }
        const bool is_to_come = !value.empty() && moment_of_trigger(trigger) >= now_;
        state_.lead.dates[trigger.id] = {.value = std::move(value), .pending = is_to_come};
    }
}

Instant Turn::next_date() {
    Instant next = end_of_time;
    for (const CompiledDate& trigger : plan_.dates) {
        const auto known = state_.lead.dates.find(trigger.id);
        if (known != state_.lead.dates.end() && known->second.pending) {
            next = std::min(next, std::max(now_, moment_of_trigger(trigger)));
        }
    }
    return next;
}

/// Enrolls by the first date that has come; false if none has.
bool Turn::fire_date() {
    for (const CompiledDate& trigger : plan_.dates) {
        const auto known = state_.lead.dates.find(trigger.id);
        if (known == state_.lead.dates.end() || !known->second.pending || moment_of_trigger(trigger) > now_) {
            continue;
        }
        known->second.pending = false;
        (void)enroll(plan_.workflows[trigger.workflow], nullptr, "date", false, false);
        return true;
    }
    return false;
}

/// `when` is the audience: who is not in it is not refused, and nothing is said of it.
void Turn::take_schedule(std::string_view id) {
    const auto trigger = std::find_if(plan_.schedules.begin(), plan_.schedules.end(),
                                      [&](const CompiledSchedule& one) { return one.id == id; });
    if (trigger == plan_.schedules.end()) {
        return;
    }
    const CompiledWorkflow& workflow = plan_.workflows[trigger->workflow];
    if (holds(workflow.when, facts_of_lead(&workflow, {}), nullptr)) {
        (void)enroll(workflow, nullptr, "schedule", false, false);
    }
}

/// The clocks of some zones go otherwise than when deadlines were computed.
void Turn::take_zone_data() {
    recompute_calendar_times();
    follow_dates(true);
}

void Turn::take_sweep(const SweepRow& sweep) {
    state_.lead.swept = sweep.number;
    switch (sweep.kind) {
    case SweepRow::Kind::deployment: return take_deployment();
    case SweepRow::Kind::schedule: return take_schedule(sweep.trigger);
    case SweepRow::Kind::zone_data: return take_zone_data();
    }
}

} // namespace nurture::inline v0
