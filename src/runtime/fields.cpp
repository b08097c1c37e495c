// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// The event by which workflows see a change, the host's and a workflow's alike.
Event change_event(const LeadId& lead, Instant at, const std::vector<std::string>& names) {
    Value::List changed(names.begin(), names.end());
    return {.lead = lead, .type = "lead_changed", .time = at, .properties = {{"changed", std::move(changed)}}};
}

} // namespace

void Turn::take(const LeadChanged& change) {
    host_changed(change);
}

void Turn::host_changed(const LeadChanged& change) {
    const Value* zone_field = state_.lead.fields.find("time_zone");
    const Value zone_before = zone_field != nullptr ? *zone_field : Value();
    std::vector<std::string> names;
    Fields values;
    Value::List cleared;
    for (const Field& field : change.fields) {
        const Value* held = state_.lead.fields.find(field.name);
        const bool kept = plan_.lead_fields.contains(field.name);
        if (kept && (held != nullptr ? *held == field.value : field.value.is_absent())) {
            continue; // The engine has this value already.
        }
        names.push_back(field.name);
        if (field.value.is_absent()) {
            cleared.emplace_back(field.name);
        } else {
            values.set(field.name, field.value);
        }
        if (kept) {
            state_.lead.fields.set(field.name, field.value);
        }
    }
    if (change.account) {
        state_.lead.account = {.id = change.account->id};
        for (const Field& field : change.account->fields) {
            if (plan_.account_fields.contains(field.name)) {
                state_.lead.account.fields.set(field.name, field.value);
            }
        }
    }
    if (names.empty()) {
        return;
    }
    std::sort(names.begin(), names.end());
    if (!cleared.empty()) {
        values.set("cleared", std::move(cleared));
    }
    journal(JournalKind::changed, nullptr, std::move(values));
    zone_changed(&zone_before);
    const Event event = change_event(state_.lead.id, now_, names);
    remember(event);
    happen(event);
}

void Turn::change_fields(EnrollmentRow& row, std::vector<Field> fields) {
    const Value* zone_field = state_.lead.fields.find("time_zone");
    const Value zone_before = zone_field != nullptr ? *zone_field : Value();
    std::vector<std::string> names;
    Fields values;
    Value::List cleared;
    for (Field& field : fields) {
        const Value* held = state_.lead.fields.find(field.name);
        const Value before = held != nullptr ? *held : Value();
        if (before == field.value) {
            continue;
        }
        const std::string key = state_.lead.id.str() + '/' + std::to_string(state_.lead.seq + 1) + '/' + field.name;
        decision_.changes.push_back({.key = key,
                                     .lead = state_.lead.id,
                                     .what = SetField{.field = field.name, .from = before, .to = field.value}});
        names.push_back(field.name);
        if (field.value.is_absent()) {
            cleared.emplace_back(field.name);
        } else {
            values.set(field.name, field.value);
        }
        state_.lead.fields.set(field.name, std::move(field.value));
    }
    if (names.empty()) {
        return;
    }
    std::sort(names.begin(), names.end());
    if (!cleared.empty()) {
        values.set("cleared", std::move(cleared));
    }
    journal(JournalKind::changed, &row, std::move(values));
    if (runs_away(row.number)) {
        return;
    }
    zone_changed(&zone_before);
    const Event event = change_event(state_.lead.id, now_, names);
    remember(event);
    happen(event);
}

void Turn::zone_changed(const Value* before) {
    const Value* now = state_.lead.fields.find("time_zone");
    if (now != nullptr ? *now == *before : before->is_absent()) {
        return;
    }
    zone_.reset();
    for (auto& [number, row] : state_.enrollments) {
        const CompiledWorkflow& workflow = workflow_of(row);
        // Calendar times are computed anew from when they began; what is past by now is due at once (S13).
        const auto anew = [&](Instant begin, const CalendarDuration& duration) {
            return std::max(now_, add(begin, duration, zone(&workflow)));
        };
        if (workflow.definition.expires && workflow.definition.expires->has_calendar_part()) {
            row.expires_at = anew(row.enrolled_at, *workflow.definition.expires);
            changed(row);
        }
        if (row.standing == Standing::delayed) {
            const auto& delay = std::get<DelayNode>(definition_of(row).what);
            if (delay.duration.has_calendar_part()) {
                row.due = anew(row.reached_at, delay.duration);
                changed(row);
            }
        } else if (row.standing == Standing::waiting) {
            const auto& wait = std::get<WaitNode>(definition_of(row).what);
            if (wait.timeout && wait.timeout->has_calendar_part()) {
                row.due = anew(row.reached_at, *wait.timeout);
                changed(row);
            }
        }
    }
}

} // namespace nurture::inline v0
