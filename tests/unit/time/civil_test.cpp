// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/civil.hpp>

#include <chrono>
#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

CivilDate date(std::string_view text) {
    return parse_date(text).value();
}

template <class T>
std::string refusal(const Result<T>& result) {
    return result ? "read" : result.error().message;
}

bool says(const std::string& message, std::string_view words) {
    UNSCOPED_INFO(message);
    return message.find(words) != std::string::npos;
}

rc::Gen<CivilDate> any_date() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(-719'162, 2'932'897), [](std::int64_t days) {
        return days_later({1970, 1, 1}, days);
    });
}

} // namespace

TEST_CASE("days and weekdays agree with the calendar of the C++ library over all years", "[time][civil][property]") {
    CHECK(rc::check("days since 1970 of the years 1 to 9999", [] {
        const auto number = *rc::gen::inRange<std::int64_t>(-719'162, 2'932'897);
        const std::chrono::sys_days day{std::chrono::days(number)};
        const std::chrono::year_month_day civil(day);
        const CivilDate found = days_later({1970, 1, 1}, number);
        RC_ASSERT(found.year == int{civil.year()});
        RC_ASSERT(found.month == unsigned{civil.month()});
        RC_ASSERT(found.day == unsigned{civil.day()});
        RC_ASSERT(static_cast<unsigned>(weekday_of(found)) + 1 == std::chrono::weekday(day).iso_encoding());
    }));
}

TEST_CASE("the calendar ends where years have four digits", "[time][civil]") {
    CHECK(days_later({9999, 12, 31}, 1) == CivilDate{9999, 12, 31});
    CHECK(days_later({1, 1, 1}, -1) == CivilDate{1, 1, 1});
    CHECK(days_later({2026, 1, 1}, INT64_MAX) == CivilDate{9999, 12, 31});
    CHECK(months_later({2026, 1, 1}, INT64_MIN) == CivilDate{1, 1, 1});
    CHECK(months_later({9999, 12, 1}, 1) == CivilDate{9999, 12, 31});
}

TEST_CASE("a month that is too short gives its last day", "[time][civil]") {
    CHECK(months_later(date("2026-01-31"), 1) == date("2026-02-28"));
    CHECK(months_later(date("2024-01-31"), 1) == date("2024-02-29"));
    CHECK(months_later(date("2026-01-31"), 2) == date("2026-03-31"));
    CHECK(months_later(date("2024-02-29"), 12) == date("2025-02-28"));
    CHECK(months_later(date("2024-02-29"), 48) == date("2028-02-29"));
    CHECK(months_later(date("2026-03-31"), -1) == date("2026-02-28"));
    CHECK(months_later(date("2026-12-15"), 1) == date("2027-01-15"));
}

TEST_CASE("the last day of a short month is the same day in a longer one", "[time][civil]") {
    CHECK(months_later(date("2026-02-28"), 1) == date("2026-03-28"));
    CHECK(months_later(date("2026-04-30"), 1) == date("2026-05-30"));
}

TEST_CASE("dates print as they are read", "[time][civil][property]") {
    CHECK(rc::check("dates of all years", [] {
        const CivilDate some = *any_date();
        RC_ASSERT(parse_date(to_string(some)).value() == some);
    }));
    CHECK(to_string(CivilDate{7, 3, 2}) == "0007-03-02");
}

TEST_CASE("a text that is no date says what was expected", "[time][civil]") {
    for (const char* text : {"", "2026-3-2", "02.03.2026", "2026-03-02T10:00:00Z", "2026/03/02", " 2026-03-02"}) {
        CHECK(says(refusal(parse_date(text)), "expected one such as 2026-05-20"));
    }
    CHECK(says(refusal(parse_date("2026-13-01")), "the month 13 does not exist"));
    CHECK(says(refusal(parse_date("2026-02-29")), "the month has no day 29"));
    CHECK(says(refusal(parse_date("2026-02-00")), "the month has no day 0"));
    CHECK(says(refusal(parse_date("0000-01-01")), "the year 0000 does not exist"));
}

TEST_CASE("times of day print as they are read", "[time][civil]") {
    for (int minute = 0; minute < 24 * 60; ++minute) {
        REQUIRE(parse_time_of_day(to_string(TimeOfDay(minute))).value() == TimeOfDay(minute));
    }
    CHECK(parse_time_of_day("09:30").value() == 9h + 30min);
}

TEST_CASE("a text that is no time of day says what to write", "[time][civil]") {
    for (const char* text : {"", "9:00", "0900", "09:00:00", "9am", "09.00", "1020"}) {
        CHECK(says(refusal(parse_time_of_day(text)), "two digits each, such as 09:00"));
    }
    CHECK(says(refusal(parse_time_of_day("24:00")), "write 00:00"));
    CHECK(says(refusal(parse_time_of_day("25:00")), "the hour 25 does not exist"));
    CHECK(says(refusal(parse_time_of_day("09:60")), "the minute 60 does not exist"));
}

TEST_CASE("weekdays are spelled as in a catalog", "[time][civil]") {
    for (const Weekday day :
         {Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri, Weekday::sat, Weekday::sun}) {
        CHECK(parse_weekday(name(day)).value() == day);
    }
    CHECK(says(refusal(parse_weekday("Monday")), "expected mon, tue"));
    CHECK(to_string(Weekdays{Weekday::sun, Weekday::tue}) == "tue, sun");
    CHECK(to_string(Weekdays()) == "");
    CHECK(Weekdays::monday_to_friday() ==
          Weekdays{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri});
}
