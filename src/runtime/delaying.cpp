// SPDX-License-Identifier: BSL-1.0
// When delays are over (S11, S13 to S17).

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <nurture/time/delay.hpp>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// The moment or day that a field holds; nothing where it holds none.
std::optional<DateOrInstant> date_in(const Value* value) {
    if (value == nullptr) {
        return {};
    }
    if (const Instant* at = value->as_instant(); at != nullptr) {
        return *at;
    }
    const std::string* text = value->as_string();
    if (text == nullptr) {
        return {};
    }
    if (const Result<CivilDate> date = parse_date(*text); date) {
        return *date;
    }
    const Result<Instant> at = parse_instant(*text);
    return at ? std::optional<DateOrInstant>(*at) : std::nullopt;
}

} // namespace

std::optional<DateOrInstant> date_of(const DateField& field, const LeadFacts& facts) {
    switch (field.owner) {
    case DateField::Owner::lead: return date_in(facts.lead(field.name));
    case DateField::Owner::account: return date_in(facts.account(field.name));
    case DateField::Owner::trigger: break;
    }
    const Event* trigger = facts.trigger();
    if (trigger == nullptr) {
        return {};
    }
    if (field.name == "time") {
        return trigger->time ? std::optional<DateOrInstant>(*trigger->time) : std::nullopt;
    }
    return date_in(trigger->properties.find(field.name));
}

namespace {

/// What the journal says of a delay that waits until then, or does not.
Fields told(const DelayNode& delay, const EnrollmentRow& row, const DueDate& end) {
    Fields because{{"until", end.at}};
    if (const auto* length = std::get_if<DelayFor>(&delay.end); length != nullptr) {
        because.set("for", to_string(length->length));
        if (length->cadence) {
            because.set("factor", row.factor);
        }
    } else if (const auto* date = std::get_if<DelayUntilDate>(&delay.end); date != nullptr) {
        because.set("date", to_string(date->field));
    }
    if (end.because != DueBecause::moment) {
        because.set("reason", end.because == DueBecause::past ? "past" : "absent");
    }
    return because;
}

} // namespace

/// Seen from now: when the enrollment reaches the delay, and whenever something has changed that it depends on. As
/// long as nothing has, it comes to the same moment.
DueDate Turn::delay_end(const EnrollmentRow& row) {
    const Zone& here = zone(&workflow_of(row));
    const Window& hours = plan_.catalog.settings.business_hours;
    return std::visit(
        [&](const auto& end) -> DueDate {
            using End = std::decay_t<decltype(end)>;
            if constexpr (std::is_same_v<End, DelayFor>) {
                const CalendarDuration length = end.cadence ? stretched(end.length, row.factor) : end.length;
                const Instant over = std::max(now_, add(row.reached_at, length, here, hours));
                return {.at = end.day == DayTime{} ? over : first_at_or_after(over, end.day, here)};
            } else if constexpr (std::is_same_v<End, DelayComputed>) {
                return {.at = row.due}; // Evaluated once, on arrival.
            } else if constexpr (std::is_same_v<End, DelayUntilTime>) {
                return {.at = next_after(now_, end.day, here)};
            } else if constexpr (std::is_same_v<End, DelayUntilInstant>) {
                return due_date(end.at, IfPast::go_on, now_);
            } else {
                return due_date(date_of(end.field, facts(&row)), end.moment, end.if_past, now_, here, hours);
            }
        },
        std::get<DelayNode>(definition_of(row).what).end);
}

/// By the first rule of the cadence that holds (S17: on arrival).
double Turn::cadence_factor(const EnrollmentRow& row) {
    const LeadFacts seen = facts(&row);
    const auto rule = std::find_if(plan_.cadence.begin(), plan_.cadence.end(),
                                   [&](const CompiledCadence& one) { return holds(one.when, seen, &row); });
    return rule == plan_.cadence.end() ? 1 : rule->factor;
}

/// A length that is zero, negative or an error is over at once (S17).
Instant Turn::computed_end(const EnrollmentRow& row) {
    const Condition& length = node_of(row).conditions.front();
    const Outcome outcome = length.evaluate(facts(&row));
    if (outcome.kind == Outcome::Kind::error) {
        journal(JournalKind::error, &row, {{"where", length.text()}, {"cause", outcome.error}});
    }
    return later_by(now_, std::max(outcome.duration.value_or(Milliseconds(0)), Milliseconds(0)));
}

void Turn::reach_delay(EnrollmentRow& row) {
    const auto& delay = std::get<DelayNode>(definition_of(row).what);
    const auto* length = std::get_if<DelayFor>(&delay.end);
    row.factor = length != nullptr && length->cadence ? cadence_factor(row) : 1;
    DueDate end;
    if (std::holds_alternative<DelayComputed>(delay.end)) {
        end.at = computed_end(row);
        end.because = end.at > now_ ? DueBecause::moment : DueBecause::past;
    } else {
        end = delay_end(row);
    }
    if (end.leaves) {
        leave(row.number, EnrollmentState::exited, "past");
        return;
    }
    journal(JournalKind::waiting, &row, told(delay, row, end));
    if (end.because != DueBecause::moment) {
        go(row, node_of(row).next);
        return;
    }
    row.standing = Standing::delayed;
    row.due = end.at;
}

/// Whether a delay that the enrollment stands at would end as it does, had nothing changed: of a date its very moment,
/// since one that is now would be over at once.
bool Turn::ends_as_before(const EnrollmentRow& row, const DueDate& end) {
    const auto* until = std::get_if<DelayUntilDate>(&std::get<DelayNode>(definition_of(row).what).end);
    if (until == nullptr) {
        return end.at == row.due;
    }
    const std::optional<DateOrInstant> date = date_of(until->field, facts(&row));
    return date &&
           moment_of(*date, until->moment, zone(&workflow_of(row)), plan_.catalog.settings.business_hours) == row.due;
}

/// Fields of lead or account have changed: dates may be others, also of delays that end at this very instant (S2), and
/// if the zone is another one, every time of day.
void Turn::follow_dates(bool zone_changed) {
    for (const std::uint64_t number : in_order()) {
        EnrollmentRow& row = *state_.enrollment(number);
        if (row.standing != Standing::delayed || row.due < now_) {
            continue;
        }
        const auto& delay = std::get<DelayNode>(definition_of(row).what);
        if (!zone_changed && !std::holds_alternative<DelayUntilDate>(delay.end)) {
            continue;
        }
        DueDate end = delay_end(row);
        if (ends_as_before(row, end)) {
            continue;
        }
        if (end.leaves) {
            leave(number, EnrollmentState::exited, "past");
            continue;
        }
        if (end.at <= now_ && end.because == DueBecause::moment) {
            end.because = DueBecause::past;
        }
        Fields because = told(delay, row, end);
        if (end.because == DueBecause::moment) {
            because.set("reason", "moved");
            row.due = end.at;
            changed(row);
        }
        journal(JournalKind::waiting, &row, std::move(because));
        if (end.because != DueBecause::moment) {
            go(row, node_of(row).next);
        }
    }
}

} // namespace nurture::inline v0
