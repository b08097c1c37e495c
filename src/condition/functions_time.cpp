// SPDX-License-Identifier: BSL-1.0
/// \file
/// timestamp(), duration() and the parts of both.

#include <chrono>
#include <string>

#include "condition/functions.hpp"
#include "condition/time_text.hpp"

namespace nurture::inline v0::cel {

namespace {

Datum to_timestamp(Workspace& work, const Datum* a, std::size_t) {
    if (a->kind == Kind::timestamp) return *a;
    if (a->kind == Kind::integer) {
        return in_range(a->whole) ? of_timestamp(a->whole, 0)
                                  : work.fail("the timestamp is not in the years 1 to 9999");
    }
    if (a->kind != Kind::text) return work.no_overload("timestamp()", a, 1);
    if (const auto read = read_timestamp(a->view())) return *read;
    return work.fail("`" + std::string(a->view().substr(0, 40)) +
                     "` is not a timestamp such as 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00");
}

Datum to_duration(Workspace& work, const Datum* a, std::size_t) {
    if (a->kind == Kind::duration) return *a;
    if (a->kind == Kind::integer) {
        std::int64_t nanoseconds = 0;
        if (__builtin_mul_overflow(a->whole, nanoseconds_per_second, &nanoseconds)) {
            return work.fail("the duration is too long");
        }
        return of_duration(nanoseconds);
    }
    if (a->kind != Kind::text) return work.no_overload("duration()", a, 1);
    std::string problem;
    if (a->extra > 100) return work.fail("this is not a length of time; write 30d, 36h, 15min or 90s");
    if (const auto read = read_duration(a->view(), problem)) return of_duration(*read);
    return work.fail(std::move(problem));
}

/// A moment as a calendar and a clock on the wall show it.
struct Reading {
    std::chrono::year_month_day date{};
    std::chrono::sys_days day{};
    std::int64_t second_of_day = 0;
};

Reading reading_at(std::int64_t local_seconds) noexcept {
    const auto at = std::chrono::sys_seconds(std::chrono::seconds(local_seconds));
    Reading reading;
    reading.day = std::chrono::floor<std::chrono::days>(at);
    reading.date = reading.day;
    reading.second_of_day = (at - reading.day).count();
    return reading;
}

/// The reading in the zone that the second argument names, in UTC without one.
std::optional<Reading> read(Workspace& work, const Datum* a, std::size_t count) {
    if (count < 2) return reading_at(a->whole);
    const auto zone = work.zone(a[1].view());
    if (!zone) return {};
    if (!zone->zone) return reading_at(a->whole + zone->minutes * std::int64_t{60});
    const LocalTime local = zone->zone->to_local(to_instant(*a));
    Reading reading;
    reading.date = {std::chrono::year(local.year), std::chrono::month(local.month), std::chrono::day(local.day)};
    reading.day = reading.date;
    reading.second_of_day = std::chrono::floor<std::chrono::seconds>(local.since_midnight).count();
    return reading;
}

enum class Part { year, month, day_of_year, day_of_month, date, day_of_week, hours, minutes, seconds, milliseconds };

std::int64_t part_of(const Reading& reading, std::uint32_t nanoseconds, Part part) noexcept {
    switch (part) {
    case Part::year: return static_cast<int>(reading.date.year());
    case Part::month: return static_cast<std::int64_t>(static_cast<unsigned>(reading.date.month())) - 1;
    case Part::day_of_year: {
        const std::chrono::sys_days first = reading.date.year() / std::chrono::January / 1;
        return (reading.day - first).count();
    }
    case Part::day_of_month: return static_cast<std::int64_t>(static_cast<unsigned>(reading.date.day())) - 1;
    case Part::date: return static_cast<unsigned>(reading.date.day());
    case Part::day_of_week: return std::chrono::weekday(reading.day).c_encoding();
    case Part::hours: return reading.second_of_day / 3600;
    case Part::minutes: return reading.second_of_day / 60 % 60;
    case Part::seconds: return reading.second_of_day % 60;
    case Part::milliseconds: return nanoseconds / 1'000'000;
    }
    return 0;
}

/// Durations count whole hours, minutes and seconds; milliseconds are those beyond the second, as CEL has it.
std::optional<std::int64_t> part_of_duration(std::int64_t nanoseconds, Part part) noexcept {
    switch (part) {
    case Part::hours: return nanoseconds / nanoseconds_per_second / 3600;
    case Part::minutes: return nanoseconds / nanoseconds_per_second / 60;
    case Part::seconds: return nanoseconds / nanoseconds_per_second;
    case Part::milliseconds: return nanoseconds % nanoseconds_per_second / 1'000'000;
    default: return {};
    }
}

template <Part part>
Datum get(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind == Kind::duration && count == 1) {
        if (const auto number = part_of_duration(a->whole, part)) return of_int(*number);
    }
    if (a->kind != Kind::timestamp || (count == 2 && a[1].kind != Kind::text)) {
        return work.no_overload("this part of a time", a, count);
    }
    const auto reading = read(work, a, count);
    if (!reading) return work.fail("`" + std::string(a[1].view().substr(0, 40)) + "` is not a known time zone");
    return of_int(part_of(*reading, a->extra, part));
}

template <Part part>
void add_part(std::vector<FunctionEntry>& table, std::string_view name, bool of_durations) {
    FunctionEntry entry{name, true, get<part>, {}};
    entry.overloads.push_back({{Kind::timestamp}, Kind::integer, any});
    entry.overloads.push_back({{Kind::timestamp, Kind::text}, Kind::integer, any});
    if (of_durations) entry.overloads.push_back({{Kind::duration}, Kind::integer, any});
    table.push_back(std::move(entry));
}

} // namespace

void add_time_functions(std::vector<FunctionEntry>& table) {
    const auto one = [](Kind from, Kind to) { return Overload{{from}, to, any}; };
    table.push_back({"timestamp",
                     false,
                     to_timestamp,
                     {one(Kind::text, Kind::timestamp), one(Kind::integer, Kind::timestamp),
                      one(Kind::timestamp, Kind::timestamp)}});
    table.push_back(
        {"duration",
         false,
         to_duration,
         {one(Kind::text, Kind::duration), one(Kind::integer, Kind::duration), one(Kind::duration, Kind::duration)}});
    add_part<Part::year>(table, "getFullYear", false);
    add_part<Part::month>(table, "getMonth", false);
    add_part<Part::day_of_year>(table, "getDayOfYear", false);
    add_part<Part::day_of_month>(table, "getDayOfMonth", false);
    add_part<Part::date>(table, "getDate", false);
    add_part<Part::day_of_week>(table, "getDayOfWeek", false);
    add_part<Part::hours>(table, "getHours", true);
    add_part<Part::minutes>(table, "getMinutes", true);
    add_part<Part::seconds>(table, "getSeconds", true);
    add_part<Part::milliseconds>(table, "getMilliseconds", true);
}

} // namespace nurture::inline v0::cel
