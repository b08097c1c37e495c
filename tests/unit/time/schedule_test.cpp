// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/schedule.hpp>

#include <chrono>
#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

Instant at(std::string_view text) {
    return parse_instant(text).value();
}

/// The next three dates at nine o'clock UTC.
std::string three(std::string_view rule, std::string_view after, std::optional<CivilDate> from = {}) {
    const auto schedule = Schedule::parse(rule, 9h, from);
    if (!schedule) return schedule.error().message;
    std::string out;
    Instant moment = at(after);
    for (int i = 0; i < 3; ++i) {
        moment = schedule->next_after(moment, Zone());
        out += (i == 0 ? "" : " ") + to_string(moment).substr(0, 10);
        if (moment == end_of_time) break;
    }
    return out;
}

bool says(const std::string& message, std::string_view words) {
    UNSCOPED_INFO(message);
    return message.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("a rule names its days", "[time][schedule]") {
    CHECK(three("FREQ=DAILY", "2026-03-02") == "2026-03-02 2026-03-03 2026-03-04");
    CHECK(three("FREQ=WEEKLY;BYDAY=MO", "2026-03-02") == "2026-03-02 2026-03-09 2026-03-16");
    CHECK(three("FREQ=WEEKLY;BYDAY=TU,TH", "2026-03-02") == "2026-03-03 2026-03-05 2026-03-10");
    CHECK(three("FREQ=MONTHLY;BYMONTHDAY=31", "2026-03-02") == "2026-03-31 2026-05-31 2026-07-31");
    CHECK(three("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-02-02") == "2026-02-28 2026-03-31 2026-04-30");
    CHECK(three("FREQ=MONTHLY;BYDAY=2TU", "2026-03-02") == "2026-03-10 2026-04-14 2026-05-12");
    CHECK(three("FREQ=MONTHLY;BYDAY=-1FR", "2026-03-02") == "2026-03-27 2026-04-24 2026-05-29");
    CHECK(three("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR", "2026-05-01") == "2026-05-29 2026-06-30 2026-07-31");
    CHECK(three("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-03-02") == "2028-02-29 2032-02-29 2036-02-29");
    CHECK(three("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-03-02") == "2026-11-26 2027-11-25 2028-11-23");
    CHECK(three("FREQ=YEARLY;BYYEARDAY=100", "2026-03-02") == "2026-04-10 2027-04-10 2028-04-09");
    CHECK(three("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "2026-03-02") == "2026-07-01 2027-01-01 2027-07-01");
    CHECK(three("FREQ=YEARLY;BYDAY=20MO", "2026-03-02") == "2026-05-18 2027-05-17 2028-05-15");
    CHECK(three("FREQ=YEARLY;BYDAY=WE", "2026-03-02") == "2026-03-04 2026-03-11 2026-03-18");
}

TEST_CASE("a schedule is anchored by its first day", "[time][schedule]") {
    CHECK(three("FREQ=WEEKLY", "2026-03-02", CivilDate{2026, 1, 7}) == "2026-03-04 2026-03-11 2026-03-18");
    CHECK(three("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-03-02T12:00:00Z", CivilDate{2026, 1, 5}) ==
          "2026-03-16 2026-03-30 2026-04-13");
    CHECK(three("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2025-03-02", CivilDate{2026, 1, 5}) ==
          "2026-01-05 2026-01-19 2026-02-02");
    CHECK(three("FREQ=DAILY;COUNT=2", "2026-01-01", CivilDate{2026, 1, 5}) == "2026-01-05 2026-01-06 never");
    CHECK(three("FREQ=DAILY;UNTIL=20260106", "2026-01-05", CivilDate{2026, 1, 5}) == "2026-01-05 2026-01-06 never");
    CHECK(three("FREQ=DAILY", "2026-01-01", CivilDate{2026, 1, 5}) == "2026-01-05 2026-01-06 2026-01-07");
    CHECK(three("FREQ=MONTHLY", "2026-01-31T10:00:00Z", CivilDate{2026, 1, 31}) == "2026-03-31 2026-05-31 2026-07-31");
    CHECK(three("FREQ=YEARLY", "2026-02-01", CivilDate{2024, 2, 29}) == "2028-02-29 2032-02-29 2036-02-29");
}

TEST_CASE("the next moment is strictly later, in the zone's own time", "[time][schedule]") {
    const Schedule mondays = Schedule::parse("FREQ=WEEKLY;BYDAY=MO", 9h).value();
    const Zone berlin = Zone::find("Europe/Berlin").value();
    CHECK(to_string(mondays.next_after(at("2026-03-23T08:00:00Z"), berlin)) == "2026-03-30T07:00:00.000Z");
    CHECK(to_string(mondays.next_after(at("2026-03-23T07:59:59Z"), berlin)) == "2026-03-23T08:00:00.000Z");
}

TEST_CASE("a moment in a gap is the first instant after it, and comes once", "[time][schedule][dst]") {
    const Schedule daily = Schedule::parse("FREQ=DAILY", 2h + 30min).value();
    const Zone berlin = Zone::find("Europe/Berlin").value();
    CHECK(to_string(daily.next_after(at("2026-03-28T12:00:00Z"), berlin)) == "2026-03-29T01:00:00.000Z");
    CHECK(to_string(daily.next_after(at("2026-03-29T01:00:00Z"), berlin)) == "2026-03-30T00:30:00.000Z");
    CHECK(to_string(daily.next_after(at("2026-10-25T00:30:00Z"), berlin)) == "2026-10-26T01:30:00.000Z");
}

TEST_CASE("a rule that would be read otherwise than it is meant is refused with advice", "[time][schedule]") {
    CHECK(says(three("", "2026-01-01"), "FREQ is missing"));
    CHECK(says(three("FREQ=HOURLY", "2026-01-01"), "none of DAILY, WEEKLY, MONTHLY, YEARLY"));
    CHECK(says(three("FREQ=WEEKLY;BYDAY=2MO", "2026-01-01"), "takes a number only with MONTHLY and YEARLY"));
    CHECK(says(three("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-01"), "needs `from`"));
    CHECK(says(three("FREQ=DAILY;COUNT=3", "2026-01-01"), "needs `from`"));
    for (const char* rule : {"FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3"}) {
        CHECK(says(three(rule, "2026-01-01"), "it does not say on which day"));
    }
    CHECK(says(three("FREQ=YEARLY;BYMONTHDAY=1", "2026-01-01"), "BYMONTHDAY needs BYMONTH"));
    CHECK(says(three("FREQ=DAILY;UNTIL=20260105T000000Z", "2026-01-01"), "UNTIL is the last day"));
    CHECK(says(three("FREQ=DAILY;COUNT=99999", "2026-01-01", CivilDate{2026, 1, 1}), "from 1 to 9999"));
    CHECK(says(three("FREQ=DAILY;BYHOUR=3", "2026-01-01"), "\"BYHOUR\" is not taken"));
    CHECK(says(three("freq=daily", "2026-01-01"), "in capitals"));
    CHECK(says(three("FREQ=DAILY;FREQ=WEEKLY", "2026-01-01"), "twice"));
    for (const char* rule : {"FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=99",
                             "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=13"}) {
        CHECK(says(three(rule, "2026-01-01"), "a value in it is wrong, or it names no day"));
    }
}

TEST_CASE("where the search begins makes no difference", "[time][schedule][property]") {
    CHECK(rc::check("rules with an interval", [] {
        const auto* frequency = *rc::gen::element("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
        const auto* days = *rc::gen::element("", ";BYDAY=MO", ";BYDAY=TU,SU", ";BYMONTH=3,10", ";BYMONTH=2;BYDAY=WE");
        const std::string rule =
            std::string("FREQ=") + frequency + ";INTERVAL=" + std::to_string(*rc::gen::inRange(1, 6)) + days;
        const CivilDate from = days_later({2020, 1, 1}, *rc::gen::inRange(0, 700));
        const auto read = Schedule::parse(rule, 9h, from);
        RC_PRE(read.ok()); // every second month from January on is never February
        const Schedule& schedule = *read;
        // From one to the next all the way, and at once.
        const Instant after = at("2020-01-01") + std::chrono::days(*rc::gen::inRange(0, 2500));
        Instant walked = schedule.next_after(at("2019-01-01"), Zone());
        while (walked <= after)
            walked = schedule.next_after(walked, Zone());
        const Schedule counted = Schedule::parse(rule + ";COUNT=9999", 9h, from).value(); // never skips
        RC_ASSERT(schedule.next_after(after, Zone()) == walked);
        RC_ASSERT(counted.next_after(after, Zone()) == walked);
    }));
}

TEST_CASE("weeks are counted from the week of the first day, whatever weekday that is", "[time][schedule]") {
    const auto days = [](const char* rule, CivilDate from, int count) {
        const Schedule schedule = Schedule::parse(rule, std::chrono::hours(9), from).value();
        std::string text;
        Instant at = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
        for (int i = 0; i < count; ++i) {
            at = schedule.next_after(at, Zone());
            text += (i == 0 ? "" : " ") + to_string(at).substr(0, 10);
        }
        return text;
    };
    CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", {2026, 12, 3}, 2) == "2026-12-06 2026-12-20");
    CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SA", {2026, 12, 6}, 2) == "2026-12-08 2026-12-22");
    CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU;WKST=SA", {2026, 12, 7}, 2) == "2026-12-10 2026-12-20");
    CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", {2026, 12, 3}, 2) == "2026-12-14 2026-12-28"); // not in that week
    CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2", {2026, 12, 3}, 3) == "2026-12-06 2026-12-20 never");
}
