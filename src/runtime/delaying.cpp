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

/// Why a delay ends when it does, if that is not what one expects.
const char* reason_of(const DueDate& end) {
    switch (end.because) {
    case DueBecause::moment: return "moved";
    case DueBecause::past: return "past";
    case DueBecause::absent: return "absent";
    }
    return "";
}

const Value* value_of(const DateField& field, const LeadFacts& facts) {
    switch (field.owner) {
    case DateField::Owner::lead: return facts.lead(field.name);
    case DateField::Owner::account: return facts.account(field.name);
    case DateField::Owner::trigger:
        return facts.trigger() == nullptr ? nullptr : facts.trigger()->properties.find(field.name);
    }
    return nullptr;
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
                const Instant over = std::max(now_, add(row.reached_at, end.length, here, hours));
                return {.at = end.day == DayTime{} ? over : first_at_or_after(over, end.day, here)};
            } else if constexpr (std::is_same_v<End, DelayComputed>) {
                return {.at = row.due}; // Evaluated once, on arrival.
            } else if constexpr (std::is_same_v<End, DelayUntilTime>) {
                return {.at = next_after(now_, end.day, here)};
            } else if constexpr (std::is_same_v<End, DelayUntilInstant>) {
                return due_date(end.at, IfPast::go_on, now_);
            } else {
                return due_date(date_in(value_of(end.field, facts(&row))), end.moment, end.if_past, now_, here, hours);
            }
        },
        std::get<DelayNode>(definition_of(row).what).end);
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
    Fields because{{"until", end.at}};
    if (const auto* length = std::get_if<DelayFor>(&delay.end); length != nullptr) {
        because.set("for", to_string(length->length));
    } else if (const auto* date = std::get_if<DelayUntilDate>(&delay.end); date != nullptr) {
        because.set("date", to_string(date->field));
    }
    if (end.because != DueBecause::moment) {
        because.set("reason", reason_of(end));
    }
    journal(JournalKind::waiting, &row, std::move(because));
    if (end.because != DueBecause::moment) {
        go(row, node_of(row).next);
        return;
    }
    row.standing = Standing::delayed;
    row.due = end.at;
}

/// Fields of lead or account have changed: dates and the zone may be others.
void Turn::follow_dates() {
    for (const std::uint64_t number : in_order()) {
        EnrollmentRow& row = *state_.enrollment(number);
        if (row.standing != Standing::delayed || row.due <= now_) {
            continue;
        }
        const DueDate end = delay_end(row);
        if (end.leaves) {
            leave(number, EnrollmentState::exited, "past");
        } else if (end.at != row.due) {
            row.due = end.at;
            changed(row);
            journal(JournalKind::waiting, &row, {{"until", end.at}, {"reason", reason_of(end)}});
        }
    }
}

} // namespace nurture::inline v0
