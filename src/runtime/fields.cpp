// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

/// Fields of a lead that have new values: as the journal tells them and as events name them.
struct Turn::FieldChanges {
    Value zone_before{}; ///< The lead's `time_zone` before any of them.
    std::vector<std::string> names{};
    Fields values{};
    Value::List cleared{};

    explicit FieldChanges(const Fields& before) {
        const Value* zone = before.find("time_zone");
        zone_before = zone != nullptr ? *zone : Value();
    }

    void add(const std::string& name, const Value& value) {
        names.push_back(name);
        if (value.is_absent()) {
            cleared.emplace_back(name);
        } else {
            values.set(name, value);
        }
    }

    [[nodiscard]] Fields because() const {
        Fields told = values;
        if (!cleared.empty()) {
            told.set("cleared", cleared);
        }
        return told;
    }

    /// The event by which workflows see the change, the host's and a workflow's alike.
    [[nodiscard]] Event event(const LeadId& lead, Instant at) const {
        std::vector<std::string> sorted = names;
        std::sort(sorted.begin(), sorted.end());
        return {.lead = lead,
                .type = "lead_changed",
                .time = at,
                .properties = {{"changed", Value::List(sorted.begin(), sorted.end())}}};
    }
};

void Turn::take(const LeadChanged& change) {
    FieldChanges changes(state_.lead.fields);
    for (const Field& field : change.fields) {
        const Value* held = state_.lead.fields.find(field.name);
        const bool kept = plan_.lead_fields.contains(field.name);
        if (kept && (held != nullptr ? *held == field.value : field.value.is_absent())) {
            continue; // The engine has this value already.
        }
        changes.add(field.name, field.value);
        if (kept) {
            state_.lead.fields.set(field.name, field.value);
        }
    }
    if (change.account) {
        state_.lead.account = account_kept(plan_, *change.account);
    }
    if (!changes.names.empty()) {
        journal(JournalKind::changed, nullptr, changes.because());
        follow(changes);
    } else if (change.account) {
        follow_dates(false);
    }
}

/// A new person under the id of one that was forgotten has line numbers from 1 again, and other enrollments.
std::string Turn::change_key(const EnrollmentRow& row, std::uint64_t seq, std::string_view what) const {
    return state_.lead.id.str() + '/' + std::to_string(row.number) + '/' + std::to_string(seq) + '/' +
           std::string(what);
}

void Turn::change_fields(EnrollmentRow& row, std::vector<Field> fields) {
    FieldChanges changes(state_.lead.fields);
    for (Field& field : fields) {
        const Value* held = state_.lead.fields.find(field.name);
        const Value before = held != nullptr ? *held : Value();
        if (before == field.value) {
            continue;
        }
        changes.add(field.name, field.value);
        const std::string key = change_key(row, state_.lead.seq + 1, field.name);
        decision_.changes.push_back({.key = key,
                                     .lead = state_.lead.id,
                                     .what = SetField{.field = field.name, .from = before, .to = field.value}});
        state_.lead.fields.set(field.name, std::move(field.value));
    }
    if (changes.names.empty()) {
        return;
    }
    journal(JournalKind::changed, &row, changes.because());
    if (runs_away(row.number)) {
        follow_dates(follow_zone(changes.zone_before)); // The others wait for what stands there now.
    } else {
        follow(changes);
    }
}

/// What new values set in motion (S6).
void Turn::follow(const FieldChanges& changes) {
    const bool zone_changed = follow_zone(changes.zone_before);
    const Event event = changes.event(state_.lead.id, now_);
    remember(event);
    score(event);
    happen(event);
    follow_dates(zone_changed);
}

/// Whether the lead's zone is another one now; then what its clock decides is computed anew, but for delays.
bool Turn::follow_zone(const Value& before) {
    const Value* now = state_.lead.fields.find("time_zone");
    if (now != nullptr ? *now == before : before.is_absent()) {
        return false;
    }
    zone_.reset();
    for (MessageRow& message : state_.messages) { // Hours and days are those of the zone: they are asked anew.
        if (message.state == MessageState::deferred && message.put_off_by != PutOffBy::failure) {
            queue_again(message);
        }
    }
    recompute_calendar_times();
    return true;
}

/// Timeouts and expiries that are calendar times are computed anew from when they began; what is past by now is due
/// at once (S13).
void Turn::recompute_calendar_times() {
    for (auto& entry : state_.enrollments) {
        EnrollmentRow& row = entry.second;
        const CompiledWorkflow& workflow = workflow_of(row);
        const auto move = [&](Instant& deadline, Instant begin, const std::optional<CalendarDuration>& duration,
                              std::string_view what) {
            if (!duration || !duration->has_calendar_part()) {
                return;
            }
            const Instant anew = std::max(now_, later(begin, *duration, workflow));
            if (anew != deadline) {
                deadline = anew;
                changed(row);
                journal(JournalKind::waiting, &row, {{"until", anew}, {"reason", "moved"}, {"what", what}});
            }
        };
        move(row.expires_at, row.enrolled_at, workflow.definition.expires, "expires");
        if (row.standing == Standing::waiting) {
            move(row.due, row.reached_at, std::get<WaitNode>(definition_of(row).what).timeout, "timeout");
        }
    }
}

} // namespace nurture::inline v0
