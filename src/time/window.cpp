// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/window.hpp>

#include <algorithm>
#include <utility>

#include "time/civil_days.hpp"
#include "time/window_hours.hpp"

namespace nurture::inline v0 {

namespace {

constexpr Instant first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant behind_last_year = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

/// What clocks show with that offset, as if it were UTC.
Instant reading(Instant at, const ZoneOffset& offset) {
    return later_by(std::max(at, first_instant), offset.from_utc);
}

/// The reading at which an offset ends.
Instant last_reading(const ZoneOffset& offset) {
    return offset.until == end_of_time ? end_of_time : reading(offset.until, offset);
}

/// Openings repeat every week but for holidays and changes of the clocks: what has not opened three weeks behind the
/// last holiday never will.
Instant hopeless_behind(Instant from, std::span<const Window* const> windows) {
    Instant last = from;
    for (const Window* window : windows) {
        const auto dates = window->holidays().dates();
        if (!dates.empty()) {
            last = std::max<Instant>(last, std::chrono::sys_days(std::chrono::days(day_number(dates.back()))));
        }
    }
    return later_by(last, std::chrono::days(22));
}

} // namespace

Window::Window(std::vector<Opening> openings, Holidays holidays)
    : hours_(std::make_shared<const Hours>(std::move(openings), std::move(holidays))) {}

Window Window::business_hours(Holidays holidays) {
    return Window({Opening{}}, std::move(holidays));
}

Window Window::outside(const QuietHours& quiet) {
    if (quiet.from == quiet.to) {
        return Window({});
    }
    return Window({Opening{Weekdays::every_day(), quiet.to, quiet.from}});
}

std::span<const Opening> Window::openings() const noexcept {
    return hours_->openings();
}

const Holidays& Window::holidays() const noexcept {
    return hours_->holidays();
}

bool Window::is_open(Instant at, const Zone& zone) const {
    return at < behind_last_year && hours_->open_at(reading(at, zone.offset_at(at)));
}

Instant Window::next_open(Instant from, const Zone& zone) const {
    const Window* const only = this;
    return nurture::next_open(from, {&only, 1}, zone);
}

Instant Window::after_open_for(Milliseconds length, Instant from, const Zone& zone) const {
    Instant at = from;
    while (length > Milliseconds::zero()) {
        at = next_open(at, zone);
        if (at == end_of_time) {
            return end_of_time;
        }
        const ZoneOffset offset = zone.offset_at(at);
        const Instant begin = reading(at, offset);
        const Instant wanted = later_by(begin, length);
        const Instant end = std::min(hours_->open_until(begin, wanted), last_reading(offset));
        const Milliseconds passed = end - begin;
        at = at + passed;
        length -= passed;
    }
    return at;
}

bool Window::opens_on(const CivilDate& date) const {
    return hours_->opens_on(day_number(date));
}

std::optional<CivilDate> Window::opening_day(const CivilDate& date, std::int32_t n) const {
    const std::int64_t step = n < 0 ? -1 : 1;
    const std::int64_t first = day_number(first_date);
    const std::int64_t last = day_number(last_date);
    std::int64_t day = day_number(date);
    if (n != 0 && !hours_->opens_at_all()) {
        return std::nullopt;
    }
    for (std::int64_t left = n < 0 ? -std::int64_t{n} : n; left > 0;) {
        day += step;
        if (day < first || day > last) {
            return std::nullopt;
        }
        left -= hours_->opens_on(day) ? 1 : 0;
    }
    return date_of(day);
}

bool operator==(const Window& a, const Window& b) {
    return std::ranges::equal(a.openings(), b.openings()) && a.holidays() == b.holidays();
}

Instant next_open(Instant from, std::span<const Window* const> windows, const Zone& zone) {
    const Instant hopeless = std::min(hopeless_behind(from, windows), behind_last_year);
    Instant at = std::max(from, first_instant);
    while (at < hopeless) {
        // As long as the clocks are not changed, local time goes on evenly: the search is one on the calendar.
        const ZoneOffset offset = zone.offset_at(at);
        const Instant end = std::min(last_reading(offset), reading(hopeless, offset));
        const Instant begin = reading(at, offset);
        Instant open = begin;
        for (std::size_t agreeing = 0, next = 0; agreeing < windows.size() && open < end;) {
            const Instant moved = windows[next]->hours_->open_from(open, end);
            agreeing = moved == open ? agreeing + 1 : 1;
            open = moved;
            next = (next + 1) % windows.size();
        }
        if (open < end) {
            return at + (open - begin);
        }
        at = offset.until;
    }
    return windows.empty() ? from : end_of_time;
}

bool open_together(std::span<const Window* const> windows) {
    std::vector<Window> every_week;
    for (const Window* window : windows) {
        every_week.emplace_back(std::vector<Opening>(window->openings().begin(), window->openings().end()));
    }
    std::vector<const Window*> views;
    for (const Window& window : every_week) {
        views.push_back(&window);
    }
    return next_open(Instant{}, views, Zone()) != end_of_time;
}

} // namespace nurture::inline v0
