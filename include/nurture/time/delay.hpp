// SPDX-License-Identifier: BSL-1.0
/// \file
/// When a delay is over: pure functions from what a delay says to the instant it means (S11 to S17).

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <nurture/result.hpp>
#include <nurture/time/calendar_duration.hpp>
#include <nurture/time/civil.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/window.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

/// A time of day and the weekdays on which it counts: "09:00" on [tue, thu].
struct DayTime {
    std::optional<TimeOfDay> at{}; ///< Without one any time of such a day, so 00:00 if a later day is needed.
    Weekdays weekdays = Weekdays::every_day(); ///< None: never.

    friend bool operator==(const DayTime&, const DayTime&) = default;
};

/// The first such local moment at or after `from`: what follows the duration of `{for: 2d, at: "09:00"}` (S16).
[[nodiscard]] Instant first_at_or_after(Instant from, const DayTime& wanted, const Zone& zone);

/// The next such local moment strictly after `from`, at 00:00 if none is given: `{until: {at: "09:00"}}` (S16).
[[nodiscard]] Instant next_after(Instant from, const DayTime& wanted, const Zone& zone);

/// All that can keep a moment from being now.
struct Constraints {
    DayTime day{};                            ///< Chooses the moment …
    bool strictly_after = false;              ///< … which is later than `from`.
    std::span<const Window* const> windows{}; ///< Move it to where all are open: a window, `Window::outside` of quiet
                                              ///< hours. Viewed during the call.
};

/// The earliest instant at or after `from` that meets them all: the first such moment of the day (S16), from there the
/// next instant at which all windows are open together (S15). Holidays are in the windows. `end_of_time` if there is
/// none.
[[nodiscard]] Instant earliest(Instant from, const Constraints& constraints, const Zone& zone);

/// `{for: 2d, at: "09:00", weekdays: [..]}` that begins at `begin`: the end of the duration, then the first such
/// moment at or after it.
[[nodiscard]] Instant end_of_delay(Instant begin, const CalendarDuration& length, const DayTime& day, const Zone& zone,
                                   const Window& business_hours);

/// The duration of a `cadence` of which a rule holds: factor times as long, rounded to the minute, whole days by
/// calendar and the rest elapsed; 3d times 0.6 is 1d19h12min. Months and business time are not stretched. A factor
/// that is no number, or negative, counts as 0; what would be too long is 100 years.
[[nodiscard]] CalendarDuration stretched(const CalendarDuration& length, double factor);

/// How far a moment lies from a date: "-30d" before it, "2d" after it.
struct DateOffset {
    CalendarDuration length{};
    bool before = false;

    friend bool operator==(const DateOffset&, const DateOffset&) = default;
};

/// Reads a duration with an optional sign: "-30d", "+2d", "1mo". Business hours are not counted backwards. Errors as
/// parse_calendar_duration.
[[nodiscard]] Result<DateOffset> parse_date_offset(std::string_view text);
[[nodiscard]] std::string to_string(const DateOffset& offset); ///< Reads back to the same offset: "-30d", "2d".

/// The value of a field of type `date` or `timestamp`.
using DateOrInstant = std::variant<CivilDate, Instant>;

/// A moment fixed by a date: `{date: lead.renewal_date, offset: -30d, at: "09:00"}` of triggers and delays.
///
/// Days, months and business days are counted on the calendar, then comes `at`, then the exact part. Without `at` a
/// date means 00:00 and a timestamp its own time of day.
struct DateMoment {
    DateOffset offset{};
    std::optional<TimeOfDay> at{};

    friend bool operator==(const DateMoment&, const DateMoment&) = default;
};

[[nodiscard]] Instant moment_of(const DateOrInstant& value, const DateMoment& wanted, const Zone& zone,
                                const Window& business_hours);

/// What a delay does whose moment has passed when it is reached.
enum class IfPast { go_on, exit }; ///< `continue`, and `exit` as `exited` with the reason `past`.

/// Why a delay until a date is over when it is.
enum class DueBecause {
    moment, ///< It ends at its moment, which is later than now.
    past,   ///< The moment is not later than now: it ends at once, or leaves.
    absent, ///< There is no value: it ends at once, journalled.
};

struct DueDate {
    Instant at{};
    DueBecause because = DueBecause::moment;
    bool leaves = false; ///< The enrollment leaves as `exited`, reason `past`.

    friend bool operator==(const DueDate&, const DueDate&) = default;
};

/// When a delay until a date field is over that is reached, or whose field changes, at `now` (S17).
[[nodiscard]] DueDate due_date(const std::optional<DateOrInstant>& value, const DateMoment& wanted, IfPast if_past,
                               Instant now, const Zone& zone, const Window& business_hours);

/// When a delay until a fixed instant is over that is reached at `now`: then, or at once if it has passed (S17).
[[nodiscard]] DueDate due_date(Instant until, IfPast if_past, Instant now);

} // namespace nurture::inline v0
