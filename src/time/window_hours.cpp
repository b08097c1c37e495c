// SPDX-License-Identifier: BSL-1.0

#include "time/window_hours.hpp"

#include <algorithm>
#include <chrono>

#include "time/civil_days.hpp"

namespace nurture::inline v0 {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr Milliseconds whole_day = std::chrono::hours(24);

/// From opening to closing, also where that is on the next day.
Milliseconds length_of(const Opening& opening) {
    const Milliseconds length = opening.to - opening.from;
    return length > Milliseconds::zero() ? length : length + whole_day;
}

std::int64_t day_of(Instant reading) {
    return std::chrono::floor<days>(reading).time_since_epoch().count();
}

Instant begin_of(std::int64_t day, const Opening& opening) {
    return sys_days(days(day)) + Milliseconds(opening.from);
}

} // namespace

Window::Hours::Hours(std::vector<Opening> openings, Holidays holidays)
    : openings_(std::move(openings)), holidays_(std::move(holidays)) {
    for (const CivilDate& date : holidays_.dates()) {
        closed_days_.push_back(day_number(date));
    }
}

bool Window::Hours::opens_on(std::int64_t day) const {
    const Weekday weekday = weekday_of_day(day);
    return std::any_of(openings_.begin(), openings_.end(),
                       [&](const Opening& opening) { return opening.weekdays.contains(weekday); }) &&
           !std::binary_search(closed_days_.begin(), closed_days_.end(), day);
}

bool Window::Hours::opens_at_all() const {
    return std::any_of(openings_.begin(), openings_.end(),
                       [](const Opening& opening) { return !opening.weekdays.empty(); });
}

bool Window::Hours::open_at(Instant reading) const {
    return open_until(reading, later_by(reading, Milliseconds(1))) > reading;
}

Instant Window::Hours::open_from(Instant reading, Instant end) const {
    if (open_at(reading) || !opens_at_all()) {
        return opens_at_all() ? reading : end;
    }
    for (std::int64_t day = day_of(reading); sys_days(days(day)) < end; ++day) {
        if (!opens_on(day)) {
            continue;
        }
        Instant first = end;
        for (const Opening& opening : openings_) {
            const Instant begin = begin_of(day, opening);
            if (opening.weekdays.contains(weekday_of_day(day)) && begin >= reading) {
                first = std::min(first, begin);
            }
        }
        if (first < end) {
            return first;
        }
    }
    return end;
}

Instant Window::Hours::open_until(Instant reading, Instant end) const {
    Instant until = reading;
    for (bool longer = true; longer && until < end;) {
        longer = false;
        const std::int64_t today = day_of(until);
        for (std::int64_t day = today - 1; day <= today; ++day) {
            for (const Opening& opening : openings_) {
                const Instant begin = begin_of(day, opening);
                const Instant close = begin + length_of(opening);
                if (begin <= until && until < close && opening.weekdays.contains(weekday_of_day(day)) &&
                    opens_on(day)) {
                    until = close;
                    longer = true;
                }
            }
        }
    }
    return std::min(until, end);
}

} // namespace nurture::inline v0
