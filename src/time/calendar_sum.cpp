// SPDX-License-Identifier: BSL-1.0

#include "time/calendar_sum.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "time/civil_days.hpp"

namespace nurture::inline v0 {

Instant CivilSum::end(const CalendarDuration& length, const Zone& zone, const Window& business_hours) const {
    const CivilDate date{from.year, from.month, from.day};
    const std::int64_t months = std::int64_t{length.months} * sign;
    const std::int64_t day = day_number(months_later(date, months)) + std::int64_t{length.days} * sign;
    if (std::int64_t{date.year} * 12 + date.month + months > std::int64_t{last_date.year} * 12 + last_date.month ||
        day > day_number(last_date)) {
        return end_of_time;
    }
    const auto end_date = length.business_days == 0
                              ? std::optional(date_of(day))
                              : business_hours.opening_day(date_of(day), length.business_days * sign);
    if (!end_date) { // Before the calendar begins, or behind its end.
        const bool opens = business_hours.opening_day(date_of(day), 1).has_value();
        return sign < 0 && opens ? zone.to_instant({.year = first_date.year, .month = 1, .day = 1}) : end_of_time;
    }
    const Instant end = zone.to_instant({end_date->year, end_date->month, end_date->day, from.since_midnight});
    return length.business_days == 0 ? end : business_hours.next_open(end, zone);
}

Instant add(Instant from, CalendarDuration duration, const Zone& zone, const Window& business_hours) {
    if (from == end_of_time) {
        return end_of_time;
    }
    Instant at = from;
    // No days do not even go through local time: of an hour that occurs twice it would come back as the earlier.
    if (CivilSum::moves(duration)) {
        // Before the calendar begins, and where clocks were set back by more than the days that pass, it goes on from
        // where it was.
        at = std::max(from, CivilSum{zone.to_local(from)}.end(duration, zone, business_hours));
    }
    if (duration.business_hours != 0) {
        at = business_hours.after_open_for(std::chrono::hours(duration.business_hours), at, zone);
    }
    return later_by(at, duration.exact);
}

Instant add(Instant from, CalendarDuration duration, const Zone& zone) {
    static const Window by_default = Window::business_hours();
    return add(from, duration, zone, by_default);
}

} // namespace nurture::inline v0
