// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/delay.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

Instant at(std::string_view text) {
    return parse_instant(text).value();
}

Zone zone(const char* name) {
    return Zone::find(name).value();
}

CalendarDuration read(std::string_view text) {
    return parse_calendar_duration(text).value();
}

const Window office = Window::business_hours();
const DayTime nine{9h};
const DayTime nine_on_weekdays{9h, Weekdays::monday_to_friday()};

std::string end(std::string_view begin, std::string_view length, const DayTime& day, const char* in = "UTC") {
    return to_string(end_of_delay(at(begin), read(length), day, zone(in), office));
}

std::string moment(const DateOrInstant& value, std::string_view offset, std::optional<TimeOfDay> time = {},
                   const char* in = "UTC") {
    return to_string(moment_of(value, {parse_date_offset(offset).value(), time}, zone(in), office));
}

const std::vector<const char*> zones_that_jump = {"Europe/Berlin",     "America/New_York",    "Pacific/Apia",
                                                  "Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo",
                                                  "Antarctica/Troll",  "Asia/Gaza",           "UTC"};

rc::Gen<Instant> any_instant() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(631'152'000'000, 2'145'916'800'000),
                        [](std::int64_t ms) { return Instant(Milliseconds(ms)); });
}

rc::Gen<DayTime> any_day_time() {
    return rc::gen::apply(
        [](bool timed, int minute, int weekdays) {
            DayTime day{timed ? std::optional(TimeOfDay(minute)) : std::nullopt, Weekdays()};
            for (int bit = 0; bit < 7; ++bit) {
                if ((weekdays >> bit & 1) != 0) day.weekdays.add(static_cast<Weekday>(bit));
            }
            return day;
        },
        rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 1440), rc::gen::inRange(1, 128));
}

} // namespace

TEST_CASE("a delay with a time of day ends at the first such moment at or after its duration", "[time][delay]") {
    CHECK(end("2026-03-02T08:00:00Z", "2d", nine) == "2026-03-04T09:00:00.000Z");
    CHECK(end("2026-03-02T09:00:00Z", "2d", nine) == "2026-03-04T09:00:00.000Z");
    CHECK(end("2026-03-02T09:00:00.001Z", "2d", nine) == "2026-03-05T09:00:00.000Z");
    CHECK(end("2026-03-05T10:00:00Z", "1d", nine_on_weekdays) == "2026-03-09T09:00:00.000Z");
    CHECK(end("2026-03-05T08:00:00Z", "1d", nine_on_weekdays) == "2026-03-06T09:00:00.000Z");
}

TEST_CASE("a delay with weekdays alone ends when such a day begins", "[time][delay]") {
    const DayTime tuesdays{{}, {Weekday::tue}};
    CHECK(end("2026-03-02T10:00:00Z", "1d", tuesdays) == "2026-03-03T10:00:00.000Z");
    CHECK(end("2026-03-02T10:00:00Z", "2d", tuesdays) == "2026-03-10T00:00:00.000Z");
    CHECK(end("2026-03-02T10:00:00Z", "1h", DayTime{}) == "2026-03-02T11:00:00.000Z");
    CHECK(end("2026-03-02T10:00:00Z", "1h", DayTime{9h, Weekdays()}) == "never");
}

TEST_CASE("until a time of day is strictly after now", "[time][delay]") {
    CHECK(to_string(next_after(at("2026-03-02T08:59:59.999Z"), nine, Zone())) == "2026-03-02T09:00:00.000Z");
    CHECK(to_string(next_after(at("2026-03-02T09:00:00Z"), nine, Zone())) == "2026-03-03T09:00:00.000Z");
    CHECK(to_string(next_after(at("2026-03-03T09:00:00Z"), {9h, {Weekday::tue, Weekday::thu}}, Zone())) ==
          "2026-03-05T09:00:00.000Z");
    CHECK(to_string(next_after(at("2026-03-03T09:00:00Z"), {{}, {Weekday::tue}}, Zone())) ==
          "2026-03-10T00:00:00.000Z");
    CHECK(next_after(end_of_time, nine, Zone()) == end_of_time);
}

TEST_CASE("a time of day in a gap is the first instant after it", "[time][delay][dst]") {
    CHECK(end("2026-03-27T12:00:00+01:00", "1d", {2h + 30min}, "Europe/Berlin") == "2026-03-29T01:00:00.000Z");
    CHECK(to_string(next_after(at("2026-03-29T01:00:00Z"), {2h + 30min}, zone("Europe/Berlin"))) ==
          "2026-03-30T00:30:00.000Z");
}

TEST_CASE("a time of day that occurs twice is the earlier", "[time][delay][dst]") {
    CHECK(to_string(next_after(at("2026-10-24T12:00:00Z"), {2h + 30min}, zone("Europe/Berlin"))) ==
          "2026-10-25T00:30:00.000Z");
    CHECK(to_string(next_after(at("2026-10-25T00:30:00Z"), {2h + 30min}, zone("Europe/Berlin"))) ==
          "2026-10-26T01:30:00.000Z");
}

TEST_CASE("midnight in Sao Paulo on the day its clocks go forward is one o'clock", "[time][delay][dst]") {
    CHECK(end("2017-10-14T12:00:00-03:00", "1h", {0h}, "America/Sao_Paulo") == "2017-10-15T03:00:00.000Z");
    CHECK(end("2017-10-14T12:00:00-03:00", "1h", {{}, {Weekday::sun}}, "America/Sao_Paulo") ==
          "2017-10-15T03:00:00.000Z");
}

TEST_CASE("the earliest moment meets time of day, windows and quiet hours together", "[time][delay]") {
    const Window mornings({Opening{{Weekday::tue, Weekday::wed, Weekday::thu}, 8h, 11h + 30min}});
    const Window awake = Window::outside({20h, 8h + 30min});
    const std::vector<const Window*> both = {&mornings, &awake};
    CHECK(to_string(earliest(at("2026-03-06T10:00:00Z"), {.windows = both}, Zone())) == "2026-03-10T08:30:00.000Z");
    CHECK(to_string(earliest(at("2026-03-10T07:00:00Z"), {.day = nine, .windows = both}, Zone())) ==
          "2026-03-10T09:00:00.000Z");
    CHECK(to_string(earliest(at("2026-03-10T10:00:00Z"), {.day = {12h}, .windows = both}, Zone())) ==
          "2026-03-11T08:30:00.000Z");
    CHECK(to_string(earliest(at("2026-03-10T09:00:00Z"), {.day = nine, .strictly_after = true, .windows = both},
                             Zone())) == "2026-03-11T09:00:00.000Z");
    const Window nights({Opening{Weekdays::every_day(), 21h, 23h}});
    const std::vector<const Window*> never = {&mornings, &nights};
    CHECK(earliest(at("2026-03-10"), {.windows = never}, Zone()) == end_of_time);
}

TEST_CASE("business days end at the same time of day, moved into the hours", "[time][delay]") {
    const auto after = [](std::string_view from, std::string_view length, const Window& hours) {
        return to_string(add(at(from), read(length), Zone(), hours));
    };
    CHECK(after("2026-03-02T10:15:00Z", "3bd", office) == "2026-03-05T10:15:00.000Z");
    CHECK(after("2026-03-05T10:15:00Z", "3bd", office) == "2026-03-10T10:15:00.000Z");
    CHECK(after("2026-03-07T10:15:00Z", "1bd", office) == "2026-03-09T10:15:00.000Z");
    CHECK(after("2026-03-02T07:00:00Z", "1bd", office) == "2026-03-03T09:00:00.000Z");
    CHECK(after("2026-03-05T20:00:00Z", "1bd", office) == "2026-03-09T09:00:00.000Z");
    CHECK(after("2026-03-05T20:00:00Z", "1bd", Window::business_hours(Holidays({{2026, 3, 6}}))) ==
          "2026-03-10T09:00:00.000Z");
    CHECK(after("2026-03-05T15:00:00Z", "1bd4bh", office) == "2026-03-09T11:00:00.000Z");
    CHECK(after("2026-03-05T15:00:00Z", "1bd", Window({})) == "never");
}

TEST_CASE("months clamp from the day on which the delay began", "[time][delay]") {
    const auto after = [](std::string_view from, std::string_view length) {
        return to_string(add(at(from), read(length), Zone()));
    };
    CHECK(after("2026-01-31T10:00:00Z", "1mo") == "2026-02-28T10:00:00.000Z");
    CHECK(after("2026-01-31T10:00:00Z", "2mo") == "2026-03-31T10:00:00.000Z");
    CHECK(after("2024-02-29T10:00:00Z", "1y") == "2025-02-28T10:00:00.000Z");
    CHECK(after("2026-01-31T10:00:00Z", "1mo1d") == "2026-03-01T10:00:00.000Z");
    CHECK(after("2026-01-31T10:00:00Z", "1mo36h") == "2026-03-01T22:00:00.000Z");
    CHECK(after("9999-06-01T10:00:00Z", "7mo") == "never");
    CHECK(to_string(add(at("2026-02-28T02:30:00-05:00"), read("1mo"), zone("America/New_York"))) ==
          "2026-03-28T06:30:00.000Z");
    CHECK(to_string(add(at("2026-02-08T02:30:00-05:00"), read("1mo"), zone("America/New_York"))) ==
          "2026-03-08T07:00:00.000Z"); // in the gap
}

TEST_CASE("a cadence is rounded to the minute, whole days by calendar", "[time][delay]") {
    const CalendarDuration three_days{3, 0ms};
    CHECK(stretched(three_days, 0.6) == CalendarDuration{1, 19h + 12min});
    CHECK(stretched(three_days, 1.5) == CalendarDuration{4, 12h});
    CHECK(stretched(three_days, 1) == three_days);
    CHECK(stretched({0, 36h}, 2) == CalendarDuration{3, 0ms});
    CHECK(stretched({0, 100s}, 1) == CalendarDuration{0, 2min});
    CHECK(stretched({0, 89s}, 1) == CalendarDuration{0, 1min});
    CHECK(stretched(three_days, 0).is_zero());
    CHECK(stretched(three_days, -1).is_zero());
    CHECK(stretched(three_days, std::nan("")).is_zero());
    CHECK(stretched(three_days, std::numeric_limits<double>::infinity()) == CalendarDuration{36'525, 0ms});
}

TEST_CASE("a moment fixed by a date is counted on the calendar, then by the clock", "[time][delay]") {
    const CivilDate renewal{2026, 6, 30};
    CHECK(moment(renewal, "-30d", 9h) == "2026-05-31T09:00:00.000Z");
    CHECK(moment(renewal, "0d") == "2026-06-30T00:00:00.000Z");
    CHECK(moment(renewal, "+2d", 9h, "Europe/Berlin") == "2026-07-02T07:00:00.000Z");
    CHECK(moment(renewal, "-4mo", 9h) == "2026-02-28T09:00:00.000Z");
    CHECK(moment(renewal, "-12h", 9h) == "2026-06-29T21:00:00.000Z");
    CHECK(moment(renewal, "-3bd", 9h) == "2026-06-25T09:00:00.000Z");
    CHECK(moment(renewal, "4bh", 15h) == "2026-07-01T11:00:00.000Z");
}

TEST_CASE("a timestamp keeps its own time of day unless another is given", "[time][delay]") {
    const Instant meeting = at("2026-03-30T14:00:00+02:00");
    CHECK(moment(meeting, "-1d", {}, "Europe/Berlin") == "2026-03-29T12:00:00.000Z");
    CHECK(moment(meeting, "-2d", {}, "Europe/Berlin") == "2026-03-28T13:00:00.000Z"); // before the change
    CHECK(moment(meeting, "-48h", {}, "Europe/Berlin") == "2026-03-28T12:00:00.000Z");
    CHECK(moment(meeting, "-1d", 9h, "Europe/Berlin") == "2026-03-29T07:00:00.000Z");
    CHECK(moment(at("2026-03-30T23:30:00Z"), "0d", 9h, "Europe/Berlin") == "2026-03-31T07:00:00.000Z");
    CHECK(moment(at("2026-11-01T06:30:00Z"), "0s", {}, "America/New_York") == "2026-11-01T06:30:00.000Z");
    CHECK(moment(end_of_time, "1d") == "never");
}

TEST_CASE("a date that is far away is never", "[time][delay]") {
    CHECK(moment(CivilDate{9999, 12, 31}, "1d") == "never");
    CHECK(moment(CivilDate{1, 1, 1}, "-1y") == "0001-01-01T00:00:00.000Z");
}

TEST_CASE("offsets print as they are read", "[time][delay]") {
    for (const char* text : {"-30d", "2d", "0s", "-1mo", "1y", "-1d12h", "3bd", "4bh"}) {
        CHECK(to_string(parse_date_offset(text).value()) == text);
    }
    CHECK(to_string(parse_date_offset("+2d").value()) == "2d");
    CHECK(to_string(parse_date_offset("-0d").value()) == "0s");
    CHECK(parse_date_offset("-4bh").error().message.find("not counted backwards") != std::string::npos);
    for (const char* text : {"", "-", "--1d", "1", "- 1d", "1m"})
        CHECK_FALSE(parse_date_offset(text).ok());
}

TEST_CASE("a delay until a date waits for its moment", "[time][delay]") {
    const auto due = [](std::optional<DateOrInstant> value, IfPast if_past) {
        return due_date(value, {parse_date_offset("-3d").value(), 9h}, if_past, at("2026-03-02T09:00:00Z"), Zone(),
                        office);
    };
    CHECK(due(CivilDate{2026, 3, 6}, IfPast::exit) == DueDate{at("2026-03-03T09:00:00Z"), DueBecause::moment, false});
    CHECK(due(CivilDate{2026, 3, 5}, IfPast::go_on) == DueDate{at("2026-03-02T09:00:00Z"), DueBecause::past, false});
    CHECK(due(CivilDate{2026, 3, 5}, IfPast::exit) == DueDate{at("2026-03-02T09:00:00Z"), DueBecause::past, true});
    CHECK(due(std::nullopt, IfPast::exit) == DueDate{at("2026-03-02T09:00:00Z"), DueBecause::absent, false});
    CHECK(due_date(at("2026-03-01"), IfPast::go_on, at("2026-03-02")) ==
          DueDate{at("2026-03-02"), DueBecause::past, false});
}

TEST_CASE("no delay ends before it begins", "[time][delay][property]") {
    CHECK(rc::check("durations of all units", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const Instant from = *any_instant();
        const CalendarDuration length{.days = *rc::gen::inRange(0, 40),
                                      .exact = Milliseconds(*rc::gen::inRange(0, 100'000'000)),
                                      .months = *rc::gen::inRange(0, 14),
                                      .business_days = *rc::gen::inRange(0, 10),
                                      .business_hours = *rc::gen::inRange(0, 30)};
        const Instant over = add(from, length, in, office);
        RC_ASSERT(over >= from);
        const DayTime day = *any_day_time();
        RC_ASSERT(end_of_delay(from, length, day, in, office) >= over);
        RC_ASSERT(next_after(from, day, in) > from);
    }));
}

TEST_CASE("days and months keep the local time, or end behind a gap", "[time][delay][property]") {
    CHECK(rc::check("durations by calendar", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const Instant from = *any_instant();
        const CalendarDuration length{.days = *rc::gen::inRange(1, 40), .months = *rc::gen::inRange(0, 14)};
        const LocalTime begin = in.to_local(from);
        const Instant over = add(from, length, in);
        const LocalTime local = in.to_local(over);
        if (local.since_midnight != begin.since_midnight) {
            const ZoneOffset before = in.offset_at(over - 1ms);
            RC_ASSERT(before.until == over);
            RC_ASSERT(before.from_utc < in.offset_at(over).from_utc);
        }
    }));
}

TEST_CASE("a chosen moment is at its time on its weekday and the first such one", "[time][delay][property]") {
    CHECK(rc::check("times of day", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const Instant from = *any_instant();
        const DayTime day = *any_day_time();
        const Instant found = first_at_or_after(from, day, in);
        RC_ASSERT(first_at_or_after(found, day, in) == found);
        RC_ASSERT(found - from <= std::chrono::days(8));
        const LocalTime local = in.to_local(found);
        const bool behind_gap = in.offset_at(found - 1ms).from_utc < in.offset_at(found).from_utc;
        RC_ASSERT(behind_gap || day.weekdays.contains(weekday_of({local.year, local.month, local.day})));
        RC_ASSERT(behind_gap || !day.at || local.since_midnight == *day.at);
        // None of the days between has such a moment.
        const LocalTime begin = in.to_local(from);
        for (CivilDate date{begin.year, begin.month, begin.day}; date < CivilDate{local.year, local.month, local.day};
             date = days_later(date, 1)) {
            if (day.weekdays.contains(weekday_of(date))) {
                RC_ASSERT(day.at.has_value());
                RC_ASSERT(in.to_instant({date.year, date.month, date.day, *day.at}) < from);
            }
        }
    }));
}
