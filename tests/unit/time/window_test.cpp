// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/window.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
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

std::string next(const Window& window, std::string_view from, const char* in = "UTC") {
    return to_string(window.next_open(at(from), zone(in)));
}

/// Whether the clock on the wall stands in an opening: said anew, for the tests to compare with.
bool open_by_the_clock(const Window& window, Instant when, const Zone& in) {
    const LocalTime local = in.to_local(when);
    const CivilDate today{local.year, local.month, local.day};
    const CivilDate yesterday = days_later(today, -1);
    const auto opens = [&](const Opening& opening, const CivilDate& date) {
        return opening.weekdays.contains(weekday_of(date)) && !window.holidays().contains(date);
    };
    return std::any_of(window.openings().begin(), window.openings().end(), [&](const Opening& opening) {
        const bool same_day = opening.from < opening.to;
        const bool begun = local.since_midnight >= opening.from;
        const bool over = local.since_midnight >= opening.to;
        return same_day ? begun && !over && opens(opening, today)
                        : (begun && opens(opening, today)) || (!over && opens(opening, yesterday));
    });
}

const std::vector<const char*> zones_that_jump = {"Europe/Berlin",     "America/New_York",    "Pacific/Apia",
                                                  "Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo",
                                                  "Antarctica/Troll",  "Asia/Gaza",           "UTC"};

rc::Gen<Opening> any_opening() {
    return rc::gen::apply(
        [](int weekdays, int from, int to) {
            Opening opening{Weekdays(), TimeOfDay(from * 5), TimeOfDay(to * 5)};
            for (int day = 0; day < 7; ++day) {
                if ((weekdays >> day & 1) != 0) opening.weekdays.add(static_cast<Weekday>(day));
            }
            return opening;
        },
        rc::gen::inRange(0, 128), rc::gen::inRange(0, 288), rc::gen::inRange(0, 288));
}

/// Near a change of the clocks, for nothing is special elsewhere.
rc::Gen<Instant> near_a_change(const Zone& in) {
    return rc::gen::map(rc::gen::pair(rc::gen::inRange<std::int64_t>(1'262'304'000, 1'893'456'000),
                                      rc::gen::inRange<std::int64_t>(-150'000'000, 150'000'000)),
                        [in](const std::pair<std::int64_t, std::int64_t>& where) {
                            const Instant some{std::chrono::seconds(where.first)};
                            const Instant change = in.offset_at(some).until;
                            const bool soon = change < some + std::chrono::days(400);
                            return (soon ? change : some) + Milliseconds(where.second);
                        });
}

const Holidays may_day({{2026, 5, 1}, {2026, 12, 25}});

} // namespace

TEST_CASE("a window includes its start and excludes its end", "[time][window]") {
    const Window hours = Window::business_hours();
    CHECK_FALSE(hours.is_open(at("2026-03-02T08:59:59.999Z"), Zone()));
    CHECK(hours.is_open(at("2026-03-02T09:00:00Z"), Zone()));
    CHECK(hours.is_open(at("2026-03-02T16:59:59.999Z"), Zone()));
    CHECK_FALSE(hours.is_open(at("2026-03-02T17:00:00Z"), Zone()));
}

TEST_CASE("a moment outside a window moves to the next opening", "[time][window]") {
    const Window hours = Window::business_hours();
    CHECK(next(hours, "2026-03-02T10:30:00Z") == "2026-03-02T10:30:00.000Z");
    CHECK(next(hours, "2026-03-02T07:00:00Z") == "2026-03-02T09:00:00.000Z");
    CHECK(next(hours, "2026-03-02T17:00:00Z") == "2026-03-03T09:00:00.000Z");
    CHECK(next(hours, "2026-03-06T18:00:00Z") == "2026-03-09T09:00:00.000Z");
    CHECK(next(hours, "2026-03-06T18:00:00Z", "America/New_York") == "2026-03-06T18:00:00.000Z");
    CHECK(next(hours, "2026-03-06T23:00:00Z", "America/New_York") == "2026-03-09T13:00:00.000Z"); // clocks forward
}

TEST_CASE("no opening begins on a holiday", "[time][window]") {
    CHECK(next(Window::business_hours(may_day), "2026-05-01T10:00:00Z") == "2026-05-04T09:00:00.000Z");
    CHECK(next(Window::business_hours(may_day), "2026-04-30T17:00:00Z") == "2026-05-04T09:00:00.000Z");
    const Window nights({Opening{Weekdays::every_day(), 22h, 6h}}, may_day);
    CHECK(nights.is_open(at("2026-05-01T03:00:00Z"), Zone())); // began the evening before
    CHECK(next(nights, "2026-05-01T06:00:00Z") == "2026-05-02T22:00:00.000Z");
}

TEST_CASE("a window that crosses midnight belongs to the weekday on which it opens", "[time][window]") {
    const Window friday_night({Opening{{Weekday::fri}, 22h, 2h}});
    CHECK(friday_night.is_open(at("2026-03-07T01:59:59Z"), Zone()));
    CHECK_FALSE(friday_night.is_open(at("2026-03-06T01:00:00Z"), Zone()));
    CHECK(next(friday_night, "2026-03-07T02:00:00Z") == "2026-03-13T22:00:00.000Z");
}

TEST_CASE("a day may open more than once", "[time][window]") {
    const Window twice(
        {Opening{Weekdays::monday_to_friday(), 14h, 16h}, Opening{Weekdays::monday_to_friday(), 9h, 11h}});
    CHECK(next(twice, "2026-03-02T00:00:00Z") == "2026-03-02T09:00:00.000Z");
    CHECK(next(twice, "2026-03-02T11:00:00Z") == "2026-03-02T14:00:00.000Z");
    CHECK(next(twice, "2026-03-02T16:00:00Z") == "2026-03-03T09:00:00.000Z");
}

TEST_CASE("from and to at the same time are a whole day", "[time][window]") {
    const Window all({Opening{Weekdays::every_day(), 0h, 0h}});
    CHECK(next(all, "2026-03-02T23:59:59.999Z") == "2026-03-02T23:59:59.999Z");
    const Window sundays({Opening{{Weekday::sun}, 6h, 6h}});
    CHECK(sundays.is_open(at("2026-03-02T05:59:00Z"), Zone()));
    CHECK(next(sundays, "2026-03-02T06:00:00Z") == "2026-03-08T06:00:00.000Z");
}

TEST_CASE("quiet hours end in the morning, on holidays too", "[time][window]") {
    const Window awake = Window::outside({20h, 8h});
    CHECK(next(awake, "2026-03-02T20:00:00Z") == "2026-03-03T08:00:00.000Z");
    CHECK(next(awake, "2026-03-02T07:59:59.999Z") == "2026-03-02T08:00:00.000Z");
    CHECK(next(awake, "2026-03-02T19:59:59.999Z") == "2026-03-02T19:59:59.999Z");
    const Window lunch = Window::outside({12h, 13h});
    CHECK(next(lunch, "2026-03-02T12:30:00Z") == "2026-03-02T13:00:00.000Z");
    CHECK(next(lunch, "2026-03-02T03:00:00Z") == "2026-03-02T03:00:00.000Z");
    CHECK(next(Window::outside({8h, 8h}), "2026-03-02T03:00:00Z") == "never");
}

TEST_CASE("quiet hours that end in a gap end behind it", "[time][window][dst]") {
    const Window awake = Window::outside({22h, 2h + 30min});
    CHECK(next(awake, "2026-03-29T00:10:00Z", "Europe/Berlin") == "2026-03-29T01:00:00.000Z"); // 03:00 local
}

TEST_CASE("an hour that occurs twice is quiet twice", "[time][window][dst]") {
    const Window awake = Window::outside({22h, 2h + 30min});
    const Zone berlin = zone("Europe/Berlin");
    CHECK(awake.is_open(at("2026-10-25T00:45:00Z"), berlin));       // 02:45, for the first time
    CHECK_FALSE(awake.is_open(at("2026-10-25T01:15:00Z"), berlin)); // 02:15 again
    CHECK(next(awake, "2026-10-25T01:15:00Z", "Europe/Berlin") == "2026-10-25T01:30:00.000Z");
}

TEST_CASE("an opening inside a gap does not take place", "[time][window][dst]") {
    const Window short_one({Opening{Weekdays::every_day(), 2h + 10min, 2h + 50min}});
    CHECK(next(short_one, "2026-03-28T20:00:00Z", "Europe/Berlin") == "2026-03-30T00:10:00.000Z");
}

TEST_CASE("a weekday that a zone skipped has no opening", "[time][window][dst]") {
    const Window fridays({Opening{{Weekday::fri}, 9h, 17h}});
    CHECK(next(fridays, "2011-12-29T20:00:00-10:00", "Pacific/Apia") == "2012-01-05T19:00:00.000Z");
}

TEST_CASE("a midnight that does not exist opens an hour later", "[time][window][dst]") {
    const Window sundays({Opening{{Weekday::sun}, 0h, 0h}});
    CHECK(next(sundays, "2017-10-14T12:00:00Z", "America/Sao_Paulo") == "2017-10-15T03:00:00.000Z"); // 01:00 local
}

TEST_CASE("several windows open where all of them do", "[time][window]") {
    const Window mornings({Opening{{Weekday::tue, Weekday::wed, Weekday::thu}, 8h, 11h + 30min}});
    const Window awake = Window::outside({20h, 9h});
    const Window early({Opening{Weekdays::every_day(), 6h, 8h + 30min}});
    const std::vector<const Window*> both = {&mornings, &awake};
    CHECK(to_string(next_open(at("2026-03-06T10:00:00Z"), both, Zone())) == "2026-03-10T09:00:00.000Z");
    CHECK(open_together(both));
    const std::vector<const Window*> never = {&mornings, &awake, &early};
    CHECK(next_open(at("2026-03-06T10:00:00Z"), never, Zone()) == end_of_time);
    CHECK_FALSE(open_together(never));
    CHECK(next_open(at("2026-03-06T10:00:00Z"), {}, Zone()) == at("2026-03-06T10:00:00Z"));
}

TEST_CASE("a window without weekdays or with nothing but holidays never opens", "[time][window]") {
    CHECK(next(Window({}), "2026-03-02") == "never");
    CHECK(next(Window({Opening{Weekdays(), 9h, 17h}}), "2026-03-02") == "never");
    CHECK_FALSE(Window({}).opening_day({2026, 3, 2}, 1).has_value());
    CHECK(Window::business_hours().next_open(end_of_time, Zone()) == end_of_time);
    CHECK(to_string(Window::business_hours().next_open(at("9999-12-31T18:00:00Z"), Zone())) == "never");
    CHECK_FALSE(Window({Opening{Weekdays::every_day(), 0h, 0h}}).is_open(end_of_time, Zone()));
}

TEST_CASE("a long row of holidays is waited for", "[time][window]") {
    std::vector<CivilDate> dates;
    for (int day = 0; day < 700; ++day)
        dates.push_back(days_later({2026, 1, 1}, day));
    CHECK(next(Window::business_hours(Holidays(dates)), "2026-01-01") == "2027-12-02T09:00:00.000Z");
}

TEST_CASE("business days are counted on the calendar", "[time][window]") {
    const Window hours = Window::business_hours(may_day);
    CHECK(hours.opens_on({2026, 4, 30}));
    CHECK_FALSE(hours.opens_on({2026, 5, 1}));
    CHECK_FALSE(hours.opens_on({2026, 5, 2}));
    CHECK(hours.opening_day({2026, 4, 30}, 1) == CivilDate{2026, 5, 4});
    CHECK(hours.opening_day({2026, 5, 2}, -1) == CivilDate{2026, 4, 30});
    CHECK(hours.opening_day({2026, 5, 2}, 0) == CivilDate{2026, 5, 2});
    CHECK_FALSE(hours.opening_day({9999, 12, 31}, 1).has_value());
}

TEST_CASE("business hours run only while they are open", "[time][window]") {
    const Window hours = Window::business_hours(may_day);
    const auto after = [&](Milliseconds length, std::string_view from) {
        return to_string(hours.after_open_for(length, at(from), Zone()));
    };
    CHECK(after(4h, "2026-03-06T10:00:00Z") == "2026-03-06T14:00:00.000Z");
    CHECK(after(4h, "2026-03-06T15:30:00Z") == "2026-03-09T11:30:00.000Z");
    CHECK(after(4h, "2026-03-07T12:00:00Z") == "2026-03-09T13:00:00.000Z");
    CHECK(after(4h, "2026-03-06T13:00:00Z") == "2026-03-06T17:00:00.000Z"); // to the very end
    CHECK(after(4h, "2026-04-30T15:00:00Z") == "2026-05-04T11:00:00.000Z");
    CHECK(after(0h, "2026-03-07T12:00:00Z") == "2026-03-07T12:00:00.000Z");
    CHECK(to_string(Window({}).after_open_for(1h, at("2026-03-07"), Zone())) == "never");
}

TEST_CASE("business hours are elapsed time where the clocks are changed", "[time][window][dst]") {
    const Window nights({Opening{Weekdays::every_day(), 0h, 6h}});
    const auto begin = at("2026-03-29T00:00:00+01:00"); // has five hours until six
    CHECK(nights.after_open_for(5h, begin, zone("Europe/Berlin")) == at("2026-03-29T06:00:00+02:00"));
    CHECK(nights.after_open_for(7h, at("2026-10-25T00:00:00+02:00"), zone("Europe/Berlin")) ==
          at("2026-10-25T06:00:00+01:00"));
}

TEST_CASE("the next opening is the first minute at which the clock stands in one", "[time][window][property]") {
    CHECK(rc::check("windows near changes of the clocks", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const auto openings = *rc::gen::resize(4, rc::gen::container<std::vector<Opening>>(any_opening()));
        const Instant from = std::chrono::floor<std::chrono::minutes>(*near_a_change(in));
        const LocalTime local = in.to_local(from);
        const CivilDate holiday = days_later({local.year, local.month, local.day}, *rc::gen::inRange(0, 3));
        const Window window(openings, Holidays({holiday}));
        Instant expected = from; // every change of the clocks of these years is at a whole minute
        while (expected < from + std::chrono::days(4) && !open_by_the_clock(window, expected, in))
            expected += 1min;
        const Instant found = window.next_open(from, in);
        RC_ASSERT(found >= from);
        RC_ASSERT(found == expected || (expected >= from + std::chrono::days(4) && found >= expected));
        RC_ASSERT(found == end_of_time || window.is_open(found, in));
        RC_ASSERT(window.next_open(found, in) == found);
        RC_ASSERT(window.is_open(from, in) == open_by_the_clock(window, from, in));
    }));
}

TEST_CASE("the next common opening is never early, inside all windows, and stays where it is",
          "[time][window][property]") {
    CHECK(rc::check("pairs of windows near changes of the clocks", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const Window first({*any_opening(), *any_opening()});
        const Window second({*any_opening()});
        const std::vector<const Window*> both = {&first, &second};
        const Instant from = *near_a_change(in);
        const Instant found = next_open(from, both, in);
        RC_ASSERT(found >= from);
        RC_ASSERT(next_open(found, both, in) == found);
        RC_PRE(found != end_of_time);
        RC_ASSERT(open_by_the_clock(first, found, in));
        RC_ASSERT(open_by_the_clock(second, found, in));
    }));
}

TEST_CASE("business hours are counted minute by minute", "[time][window][property]") {
    CHECK(rc::check("up to a day of open time", [] {
        const Zone in = zone(*rc::gen::elementOf(zones_that_jump));
        const Window window({*any_opening(), *any_opening()});
        const Instant from = std::chrono::floor<std::chrono::minutes>(*near_a_change(in));
        const auto wanted = *rc::gen::inRange(1, 1500);
        Instant at = from;
        int open = 0;
        for (; open < wanted && at < from + std::chrono::days(15); at += 1min) {
            open += open_by_the_clock(window, at, in) ? 1 : 0;
        }
        RC_PRE(open == wanted);
        RC_ASSERT(window.after_open_for(std::chrono::minutes(wanted), from, in) == at);
    }));
}
