// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/calendar_duration.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t ms_of_100_years = std::int64_t{36'525} * 86'400'000;

CalendarDuration read(std::string_view text) {
    const Result<CalendarDuration> result = parse_calendar_duration(text);
    INFO(text << ": " << (result ? "" : result.error().message));
    REQUIRE(result.ok());
    return *result;
}

std::string refusal(std::string_view text, Errc code = Errc::unreadable) {
    const Result<CalendarDuration> result = parse_calendar_duration(text);
    if (result) {
        return "read as " + to_string(*result);
    }
    return result.error().code == code ? result.error().message : "another code: " + result.error().message;
}

std::string elapsed_refusal(std::string_view text) {
    const Result<Milliseconds> result = parse_elapsed(text);
    if (result) {
        return "read";
    }
    return result.error().code == Errc::unreadable ? result.error().message : "another code";
}

bool says(const std::string& message, std::string_view words) {
    UNSCOPED_INFO(message);
    return message.find(words) != std::string::npos;
}

Instant at(std::string_view text) {
    return *parse_instant(text);
}

std::string later(std::string_view from, std::string_view duration, const char* zone) {
    return to_string(add(at(from), read(duration), *Zone::find(zone)));
}

} // namespace

TEST_CASE("exact units are elapsed time", "[time][duration]") {
    CHECK(read("300ms") == CalendarDuration{0, 300ms});
    CHECK(read("90s") == CalendarDuration{0, 90s});
    CHECK(read("15min") == CalendarDuration{0, 15min});
    CHECK(read("36h") == CalendarDuration{0, 36h});
    CHECK(read("1h30min") == CalendarDuration{0, 90min});
}

TEST_CASE("days and weeks are calendar days", "[time][duration]") {
    CHECK(read("2d") == CalendarDuration{2, 0ms});
    CHECK(read("3w") == CalendarDuration{21, 0ms});
    CHECK(read("1w2d") == CalendarDuration{9, 0ms});
}

TEST_CASE("a sum has its calendar part first", "[time][duration]") {
    CHECK(read("1d12h") == CalendarDuration{1, 12h});
    CHECK(says(refusal("12h1d"), "the calendar part stands first, write 1d12h"));
    CHECK(says(refusal("12h1w30min2d"), "write 1w2d12h30min"));
}

TEST_CASE("no time at all is a duration", "[time][duration]") {
    CHECK(read("0s").is_zero());
    CHECK(read("0d").is_zero());
}

TEST_CASE("m is refused, for it is minutes or months", "[time][duration]") {
    CHECK(says(refusal("15m"), "write 15min for minutes or 15mo for months"));
    CHECK(says(refusal("1d15m"), "write 15min for minutes or 15mo for months"));
    CHECK(says(elapsed_refusal("15m"), "write 15min for minutes"));
}

TEST_CASE("months, years and business time are read", "[time][duration]") {
    const auto all = [](std::string_view text) { return parse_calendar_duration(text).value(); };
    CHECK(all("1mo") == CalendarDuration{.months = 1});
    CHECK(all("2y") == CalendarDuration{.months = 24});
    CHECK(all("3bd") == CalendarDuration{.business_days = 3});
    CHECK(all("4bh") == CalendarDuration{.business_hours = 4});
    CHECK(all("1y2mo1w2d3bd4bh5h") == CalendarDuration{9, 5h, 14, 3, 4});
    CHECK(all("1d12h") == read("1d12h"));
    CHECK(all("3bd").has_calendar_part());
    CHECK(all("1mo").has_calendar_part());
    CHECK_FALSE(all("1mo").has_business_part());
    CHECK_FALSE(all("36h").has_calendar_part());
}

TEST_CASE("parts that are not written in the order in which they are added are refused", "[time][duration]") {
    const auto message = [](std::string_view text) { return parse_calendar_duration(text).error().message; };
    CHECK(says(message("2d1mo"), "months come first, then days, business days, business hours, write 1mo2d"));
    CHECK(says(message("4bh3bd"), "write 3bd4bh"));
    CHECK(says(message("3bd1d"), "write 1d3bd"));
    CHECK(says(message("1h4bh"), "the calendar part stands first, write 4bh1h"));
}

TEST_CASE("a duration of all units has at most 100 years", "[time][duration]") {
    for (const char* text : {"100y", "1200mo", "36525bd", "876600bh"}) {
        INFO(text);
        CHECK(parse_calendar_duration(text).ok());
    }
    for (const char* text : {"101y", "1201mo", "36526bd", "876601bh", "100y1d", "100y1ms", "99y36525d", "50y20000bd",
                             "99999999999999999999mo", "99999999999999999999bd9bh"}) {
        INFO(text);
        CHECK(says(parse_calendar_duration(text).error().message, "longer than 100 years"));
    }
}

TEST_CASE("a text that is wrong besides is wrong first", "[time][duration]") {
    CHECK(says(refusal("1mo 2"), "without spaces"));
    CHECK(says(refusal("12h1mo"), "write 1mo12h"));
}

TEST_CASE("what people write instead of a unit is answered with the unit", "[time][duration]") {
    CHECK(says(refusal("2days"), "write 2d"));
    CHECK(says(refusal("2D"), "write 2d"));
    CHECK(says(refusal("3hrs"), "write 3h"));
    CHECK(says(refusal("1Week"), "write 1w"));
    CHECK(says(refusal("20sec"), "write 20s"));
    CHECK(says(refusal("1month"), "write 1mo"));
    CHECK(says(refusal("7x"), "the unit \"x\" does not exist"));
    CHECK(says(refusal("7"), "a unit is missing behind 7"));
}

TEST_CASE("a text that is no duration is answered with examples", "[time][duration]") {
    for (const char* text : {"", "two days", "soon", "d", ".5h", "P2D", "d2"}) {
        INFO(text);
        CHECK(says(refusal(text), "write for example 90s, 15min, 36h, 2d, 3w or 1d12h"));
    }
}

TEST_CASE("spaces, signs and decimals are refused with what to write", "[time][duration]") {
    CHECK(says(refusal("2 d"), "without spaces"));
    CHECK(says(refusal(" 2d"), "without spaces"));
    CHECK(says(refusal("2d "), "without spaces"));
    CHECK(says(refusal("1d 12h"), "without spaces"));
    CHECK(says(refusal("1d+12h"), "without spaces or signs"));
    CHECK(says(refusal("-2d"), "a duration is never negative"));
    CHECK(says(refusal("1.5h"), "write whole numbers"));
    CHECK(says(refusal("1d1d"), "the unit d stands there twice"));
}

TEST_CASE("a duration has at most 100 years, however many digits it is written with", "[time][duration]") {
    CHECK(read("36525d").days == 36'525);
    CHECK(read("876600h").exact == 876'600h);
    for (const char* text : {"36526d", "36525d1ms", "876601h", "99999999999999999999999999d", "18446744073709551616ms",
                             "9223372036854775807w", "99999999999999999999w99999999999999999999h"}) {
        INFO(text);
        CHECK(says(refusal(text), "longer than 100 years"));
        CHECK(says(elapsed_refusal(text), "longer than 100 years"));
    }
}

TEST_CASE("a day of elapsed time has 24 hours", "[time][duration]") {
    CHECK(*parse_elapsed("7d") == 168h);
    CHECK(*parse_elapsed("1w") == 168h);
    CHECK(*parse_elapsed("1d12h") == 36h);
    CHECK(*parse_elapsed("90s") == 90s);
}

TEST_CASE("elapsed time in units without a fixed length names the days to write", "[time][duration]") {
    CHECK(says(elapsed_refusal("1mo"), "months have no fixed length"));
    CHECK(says(elapsed_refusal("1mo"), "write 30d"));
    CHECK(says(elapsed_refusal("3mo"), "write 90d"));
    CHECK(says(elapsed_refusal("1y"), "write 365d"));
    CHECK(says(elapsed_refusal("12mo"), "write 365d"));
    CHECK(says(elapsed_refusal("1y1mo2d12h"), "write 397d12h"));
    CHECK(says(elapsed_refusal("5bd"), "write 7d"));
    CHECK(says(elapsed_refusal("2bd"), "write 3d"));
    CHECK(says(elapsed_refusal("3bd"), "write 4d"));
    CHECK(says(elapsed_refusal("4bh"), "write 1d"));
    CHECK(says(elapsed_refusal("99999999999999999999mo"), "longer than 100 years"));
}

TEST_CASE("a duration prints in the largest unit that counts it whole", "[time][duration]") {
    CHECK(to_string(CalendarDuration{}) == "0s");
    CHECK(to_string(CalendarDuration{14, 0ms}) == "2w");
    CHECK(to_string(CalendarDuration{8, 0ms}) == "8d");
    CHECK(to_string(CalendarDuration{0, 90min}) == "90min");
    CHECK(to_string(CalendarDuration{1, 12h}) == "1d12h");
    CHECK(to_string(CalendarDuration{0, 24h}) == "24h");
    CHECK(to_string(CalendarDuration{0, 1500ms}) == "1500ms");
}

TEST_CASE("what is printed reads back to the same duration", "[time][duration][property]") {
    CHECK(rc::check("durations of up to 50 years in both parts", [] {
        const CalendarDuration duration{*rc::gen::inRange<std::int32_t>(0, 18'000),
                                        Milliseconds(*rc::gen::inRange<std::int64_t>(0, ms_of_100_years / 2))};
        const Result<CalendarDuration> back = parse_calendar_duration(to_string(duration));
        RC_ASSERT(back.ok());
        RC_ASSERT(*back == duration);
    }));
}

TEST_CASE("a duration of all units reads back as it is printed", "[time][duration][property]") {
    CHECK(rc::check("durations of all parts", [] {
        const CalendarDuration duration{
            *rc::gen::inRange<std::int32_t>(0, 5000), Milliseconds(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)),
            *rc::gen::inRange<std::int32_t>(0, 200), *rc::gen::inRange<std::int32_t>(0, 1000),
            *rc::gen::inRange<std::int32_t>(0, 1000)};
        const Result<CalendarDuration> back = parse_calendar_duration(to_string(duration));
        RC_ASSERT(back.ok());
        RC_ASSERT(*back == duration);
        RC_ASSERT(to_string(*back) == to_string(duration));
    }));
}

TEST_CASE("any text is a duration or a sentence", "[time][duration][property]") {
    CHECK(rc::check("texts of the characters of a duration", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789smihdwobym -.")));
        const Result<CalendarDuration> calendar = parse_calendar_duration(text);
        const Result<Milliseconds> elapsed = parse_elapsed(text);
        RC_ASSERT((calendar.ok() || !calendar.error().message.empty()));
        RC_ASSERT((elapsed.ok() || !elapsed.error().message.empty()));
        RC_ASSERT((calendar.ok() || !elapsed.ok())); // Not the other way: a month has no fixed length.
    }));
}

TEST_CASE("a calendar day keeps the local time of day across a change of the clocks", "[time][duration][dst]") {
    CHECK(later("2026-03-28T09:00:00+01:00", "1d", "Europe/Berlin") == "2026-03-29T07:00:00.000Z");
    CHECK(later("2026-03-28T09:00:00+01:00", "24h", "Europe/Berlin") == "2026-03-29T08:00:00.000Z");
    CHECK(later("2026-10-24T09:00:00+02:00", "1d", "Europe/Berlin") == "2026-10-25T08:00:00.000Z");
    CHECK(later("2026-03-07T10:00:00-05:00", "2d", "America/New_York") == "2026-03-09T14:00:00.000Z");
}

TEST_CASE("two days after Saturday ten o'clock is Monday ten o'clock", "[time][duration]") {
    CHECK(later("2026-03-07T10:00:00Z", "2d", "UTC") == "2026-03-09T10:00:00.000Z");
}

TEST_CASE("a day that ends in a gap ends at the first instant after it", "[time][duration][dst]") {
    CHECK(later("2026-03-07T02:30:00-05:00", "1d", "America/New_York") == "2026-03-08T07:00:00.000Z");
    CHECK(later("2026-03-07T02:30:00-05:00", "1d12h", "America/New_York") == "2026-03-08T19:00:00.000Z");
}

TEST_CASE("a day that ends in an hour that occurs twice ends at the earlier", "[time][duration][dst]") {
    CHECK(later("2026-10-31T01:30:00-04:00", "1d", "America/New_York") == "2026-11-01T05:30:00.000Z");
}

TEST_CASE("an exact duration in an hour that occurs twice does not fall back to the earlier", "[time][duration][dst]") {
    CHECK(later("2026-11-01T06:30:00Z", "15min", "America/New_York") == "2026-11-01T06:45:00.000Z");
    CHECK(later("2026-11-01T06:30:00Z", "0s", "America/New_York") == "2026-11-01T06:30:00.000Z");
}

TEST_CASE("a day that ends on a skipped date ends when the next date begins", "[time][duration][dst]") {
    CHECK(later("2011-12-29T12:00:00-10:00", "1d", "Pacific/Apia") == "2011-12-30T10:00:00.000Z");
    CHECK(later("2011-12-29T12:00:00-10:00", "2d", "Pacific/Apia") == "2011-12-30T22:00:00.000Z");
}

TEST_CASE("days cross months, years and leap days", "[time][duration]") {
    CHECK(later("2024-02-28T10:00:00Z", "1d", "UTC") == "2024-02-29T10:00:00.000Z");
    CHECK(later("2026-02-28T10:00:00Z", "1d", "UTC") == "2026-03-01T10:00:00.000Z");
    CHECK(later("2026-12-31T10:00:00Z", "1w", "UTC") == "2027-01-07T10:00:00.000Z");
}

TEST_CASE("a duration behind the last year never ends", "[time][duration]") {
    const Zone utc;
    CHECK(add(end_of_time, CalendarDuration{1, 0ms}, utc) == end_of_time);
    CHECK(add(end_of_time, CalendarDuration{0, 1h}, utc) == end_of_time);
    CHECK(add(end_of_time - 1ms, CalendarDuration{0, 1h}, utc) == end_of_time);
    CHECK(add(at("9999-12-31T10:00:00Z"), CalendarDuration{1, 0ms}, utc) == end_of_time);
    CHECK(add(at("2026-03-02"), CalendarDuration{std::numeric_limits<std::int32_t>::max(), 0ms}, utc) == end_of_time);
    CHECK(to_string(add(at("9999-12-30T10:00:00Z"), CalendarDuration{1, 0ms}, utc)) == "9999-12-31T10:00:00.000Z");
}

TEST_CASE("days are added also where the calendar of today did not exist yet", "[time][duration]") {
    CHECK(later("0001-01-01T10:00:00Z", "1d", "Europe/Berlin") == "0001-01-02T10:00:00.000Z");
    CHECK(later("1399-12-31T10:00:00Z", "1d", "UTC") == "1400-01-01T10:00:00.000Z");
}

TEST_CASE("a duration never ends before it begins", "[time][duration][property]") {
    CHECK(rc::check("instants of 1840 to 2100 in zones that jump", [] {
        const auto* zone =
            *rc::gen::element("America/New_York", "Pacific/Apia", "Africa/Casablanca", "Asia/Manila",
                              "Australia/Lord_Howe", "America/Juneau", "Pacific/Kwajalein", "Europe/Dublin");
        const Instant from(Milliseconds(*rc::gen::inRange<std::int64_t>(-4'102'444'800'000, 4'102'444'800'000)));
        const CalendarDuration duration{*rc::gen::inRange<std::int32_t>(0, 400),
                                        Milliseconds(*rc::gen::inRange<std::int64_t>(0, 200'000'000))};
        RC_ASSERT(add(from, duration, *Zone::find(zone)) >= from);
    }));
}

TEST_CASE("days end at the same time of day wherever that exists once", "[time][duration][property]") {
    CHECK(rc::check("instants of 1970 to 2100", [] {
        const auto* name = *rc::gen::element("America/New_York", "Europe/Berlin", "Australia/Lord_Howe");
        const Zone zone = *Zone::find(name);
        const Instant from(Milliseconds(*rc::gen::inRange<std::int64_t>(0, 4'102'444'800'000)));
        const CalendarDuration days{*rc::gen::inRange<std::int32_t>(1, 400), 0ms};
        const LocalTime begin = zone.to_local(from);
        const LocalTime end = zone.to_local(add(from, days, zone));
        const bool near_a_gap = end.since_midnight != begin.since_midnight;
        RC_ASSERT(!near_a_gap || begin.since_midnight < 4h);
    }));
}
