// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/delay.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "time/calendar_sum.hpp"
#include "time/civil_days.hpp"

namespace nurture::inline v0 {

namespace {

constexpr Instant last_instant = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - Milliseconds(1);
constexpr std::int64_t a_week_and_a_day = 8; // also where a change of the clocks skips a day

CivilDate date_part(const LocalTime& local) {
    return {local.year, local.month, local.day};
}

LocalTime at_time(const CivilDate& date, Milliseconds since_midnight) {
    return {date.year, date.month, date.day, since_midnight};
}

/// The first moment at that time of day, on one of those weekdays, that is not before `from`, or if `later` not at it.
Instant first_of(Instant from, TimeOfDay time, Weekdays weekdays, bool later, const Zone& zone) {
    if (from > last_instant || weekdays.empty()) {
        return end_of_time;
    }
    const std::int64_t today = day_number(date_part(zone.to_local(from)));
    const std::int64_t last = day_number(last_date);
    // From yesterday on: what a gap swallowed of a day is the first instant after the gap, which may be the day after.
    for (std::int64_t day = today - 1; day <= std::min(today + a_week_and_a_day, last); ++day) {
        if (weekdays.contains(weekday_of_day(day))) {
            const Instant moment = zone.to_instant(at_time(date_of(day), time));
            if (later ? moment > from : moment >= from) {
                return moment;
            }
        }
    }
    return end_of_time;
}

} // namespace

Instant first_at_or_after(Instant from, const DayTime& wanted, const Zone& zone) {
    if (from == end_of_time) {
        return end_of_time;
    }
    if (!wanted.at && wanted.weekdays.contains(weekday_of(date_part(zone.to_local(from))))) {
        return from;
    }
    return first_of(from, wanted.at.value_or(TimeOfDay(0)), wanted.weekdays, false, zone);
}

Instant next_after(Instant from, const DayTime& wanted, const Zone& zone) {
    return first_of(from, wanted.at.value_or(TimeOfDay(0)), wanted.weekdays, true, zone);
}

Instant earliest(Instant from, const Constraints& constraints, const Zone& zone) {
    const Instant moment = constraints.strictly_after ? next_after(from, constraints.day, zone)
                                                      : first_at_or_after(from, constraints.day, zone);
    return next_open(moment, constraints.windows, zone);
}

Instant end_of_delay(Instant begin, const CalendarDuration& length, const DayTime& day, const Zone& zone,
                     const Window& business_hours) {
    return first_at_or_after(add(begin, length, zone, business_hours), day, zone);
}

CalendarDuration stretched(const CalendarDuration& length, double factor) {
    constexpr std::int64_t minutes_in_day = 24 * 60;
    constexpr double most = 36'525.0 * minutes_in_day;
    constexpr double ms_in_minute = 60'000;
    if (!(factor > 0)) {
        factor = 0;
    }
    const double before =
        static_cast<double>(length.days) * minutes_in_day + static_cast<double>(length.exact.count()) / ms_in_minute;
    const auto minutes = static_cast<std::int64_t>(std::floor(std::min(before * factor, most) + 0.5));
    CalendarDuration out = length;
    out.days = static_cast<std::int32_t>(minutes / minutes_in_day);
    out.exact = std::chrono::minutes(minutes % minutes_in_day);
    return out;
}

Result<DateOffset> parse_date_offset(std::string_view text) {
    const bool before = text.substr(0, 1) == "-";
    const bool sign = before || text.substr(0, 1) == "+";
    const Result<CalendarDuration> length = parse_calendar_duration(text.substr(sign ? 1 : 0));
    if (!length) {
        return length.error();
    }
    if (before && length->business_hours != 0) {
        return Error{Errc::unreadable, "business hours are not counted backwards, write business days or hours"};
    }
    return DateOffset{*length, before && !length->is_zero()};
}

std::string to_string(const DateOffset& offset) {
    return (offset.before ? "-" : "") + to_string(offset.length);
}

Instant moment_of(const DateOrInstant& value, const DateMoment& wanted, const Zone& zone,
                  const Window& business_hours) {
    const CalendarDuration& length = wanted.offset.length;
    const Instant* const instant = std::get_if<Instant>(&value);
    if (instant != nullptr && *instant == end_of_time) {
        return end_of_time;
    }
    CivilSum sum;
    sum.from = instant != nullptr ? zone.to_local(*instant) : at_time(std::get<CivilDate>(value), Milliseconds(0));
    if (wanted.at) {
        sum.from.since_midnight = *wanted.at;
    }
    sum.sign = wanted.offset.before ? -1 : 1;
    const bool unmoved = instant != nullptr && !wanted.at;
    const Instant begin = unmoved && !sum.moves(length) ? *instant : sum.end(length, zone, business_hours);
    if (begin == end_of_time) {
        return end_of_time;
    }
    const Milliseconds exact = length.exact * sum.sign;
    return later_by(business_hours.after_open_for(std::chrono::hours(length.business_hours), begin, zone), exact);
}

DueDate due_date(const std::optional<DateOrInstant>& value, const DateMoment& wanted, IfPast if_past, Instant now,
                 const Zone& zone, const Window& business_hours) {
    if (!value) {
        return {now, DueBecause::absent, false};
    }
    return due_date(moment_of(*value, wanted, zone, business_hours), if_past, now);
}

DueDate due_date(Instant until, IfPast if_past, Instant now) {
    if (until > now) {
        return {until, DueBecause::moment, false};
    }
    return {now, DueBecause::past, if_past == IfPast::exit};
}

} // namespace nurture::inline v0
