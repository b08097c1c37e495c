// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/zone.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

Zone zone(const char* name) {
    const auto found = Zone::find(name);
    INFO(name);
    REQUIRE(found.has_value());
    return *found;
}

std::string utc_of(const char* name, const LocalTime& local) {
    return to_string(zone(name).to_instant(local));
}

LocalTime local_of(const char* name, std::string_view instant) {
    return zone(name).to_local(*parse_instant(instant));
}

} // namespace

TEST_CASE("a zone without a name is UTC", "[time][zone]") {
    CHECK(Zone().name() == "UTC");
    CHECK(Zone().to_local(*parse_instant("2026-03-02T09:30:15.250Z")) ==
          LocalTime{2026, 3, 2, 9h + 30min + 15s + 250ms});
    CHECK(to_string(Zone().to_instant({2026, 3, 2, 9h})) == "2026-03-02T09:00:00.000Z");
}

TEST_CASE("a zone that was moved from is UTC", "[time][zone]") {
    Zone berlin = zone("Europe/Berlin");
    const Zone taken = std::move(berlin);
    CHECK(taken.name() == "Europe/Berlin");
    CHECK(berlin.name() == "UTC"); // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a zone keeps the name it was found by", "[time][zone]") {
    CHECK(zone("America/Argentina/ComodRivadavia").name() == "America/Argentina/ComodRivadavia");
    CHECK(zone("Etc/GMT+5").name() == "Etc/GMT+5");
    CHECK(zone("UTC").name() == "UTC");
}

TEST_CASE("a name that the tz database does not have is no zone", "[time][zone]") {
    for (const char* name : {"", "Europe/Atlantis", "europe/berlin", "Berlin", "CEST", "+01:00", "Europe", "UTC0"}) {
        INFO(name);
        CHECK_FALSE(Zone::find(name).has_value());
    }
}

TEST_CASE("a name is never a path or the machine's own setting", "[time][zone]") {
    for (const char* name :
         {"/usr/share/zoneinfo/Europe/Berlin", "../zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin",
          "./Europe/Berlin", "Europe//Berlin", "Europe/Berlin/", "localtime", "posixrules", "right/Europe/Berlin",
          "posix/Europe/Berlin", "Fixed/UTC+01:00:00", "file:Europe/Berlin", "Europe/Berlin ", "Europe/Berlin\n"}) {
        INFO(name);
        CHECK_FALSE(Zone::find(name).has_value());
    }
    CHECK_FALSE(Zone::find(std::string_view("Europe/Berlin\0", 14)).has_value());
    CHECK_FALSE(Zone::find(std::string(1'000'000, 'A')).has_value());
}

TEST_CASE("winter and summer have their offsets", "[time][zone][dst]") {
    CHECK(local_of("Europe/Berlin", "2026-01-15T12:00:00Z").since_midnight == 13h);
    CHECK(local_of("Europe/Berlin", "2026-07-15T12:00:00Z").since_midnight == 14h);
    CHECK(local_of("America/New_York", "2026-07-01T12:00:00Z").since_midnight == 8h);
    CHECK(local_of("Europe/Dublin", "2026-07-01T12:00:00Z").since_midnight == 13h);
    CHECK(local_of("Asia/Kathmandu", "2026-07-01T12:00:00Z").since_midnight == 17h + 45min);
}

TEST_CASE("a rule of the tz database goes on for ever", "[time][zone][dst]") {
    CHECK(local_of("America/New_York", "2065-07-01T12:00:00Z").since_midnight == 8h);
    CHECK(local_of("America/New_York", "2065-01-01T12:00:00Z").since_midnight == 7h);
}

TEST_CASE("a local date may be another than the one in UTC", "[time][zone]") {
    CHECK(local_of("Asia/Tokyo", "2026-12-31T20:00:00Z") == LocalTime{2027, 1, 1, 5h});
    CHECK(local_of("America/Los_Angeles", "2026-01-01T02:00:00Z") == LocalTime{2025, 12, 31, 18h});
}

TEST_CASE("a local time that does not exist is the first instant after the gap", "[time][zone][dst]") {
    CHECK(utc_of("America/New_York", {2026, 3, 8, 2h + 30min}) == "2026-03-08T07:00:00.000Z");
    CHECK(utc_of("America/New_York", {2026, 3, 8, 2h}) == "2026-03-08T07:00:00.000Z");
    CHECK(utc_of("America/New_York", {2026, 3, 8, 3h - 1ms}) == "2026-03-08T07:00:00.000Z");
    CHECK(utc_of("America/New_York", {2026, 3, 8, 3h}) == "2026-03-08T07:00:00.000Z");
    CHECK(utc_of("America/New_York", {2026, 3, 8, 2h - 1ms}) == "2026-03-08T06:59:59.999Z");
}

TEST_CASE("a local time that occurs twice is the earlier", "[time][zone][dst]") {
    CHECK(utc_of("America/New_York", {2026, 11, 1, 1h + 30min}) == "2026-11-01T05:30:00.000Z");
    CHECK(utc_of("America/New_York", {2026, 11, 1, 2h - 1ms}) == "2026-11-01T05:59:59.999Z");
    CHECK(utc_of("America/New_York", {2026, 11, 1, 2h}) == "2026-11-01T07:00:00.000Z");
}

TEST_CASE("Apia's skipped day is the midnight behind it", "[time][zone][dst]") {
    CHECK(utc_of("Pacific/Apia", {2011, 12, 30, 12h}) == "2011-12-30T10:00:00.000Z");
    CHECK(local_of("Pacific/Apia", "2011-12-30T09:59:59Z") == LocalTime{2011, 12, 29, 24h - 1s});
    CHECK(local_of("Pacific/Apia", "2011-12-30T10:00:00Z") == LocalTime{2011, 12, 31, 0h});
}

TEST_CASE("Casablanca sets its clocks back for Ramadan and forward after it", "[time][zone][dst]") {
    CHECK(local_of("Africa/Casablanca", "2024-03-01T12:00:00Z").since_midnight == 13h);
    CHECK(local_of("Africa/Casablanca", "2024-03-20T12:00:00Z").since_midnight == 12h);
    CHECK(utc_of("Africa/Casablanca", {2024, 3, 10, 2h + 30min}) == "2024-03-10T01:30:00.000Z");
    CHECK(utc_of("Africa/Casablanca", {2024, 4, 14, 2h + 30min}) == "2024-04-14T02:00:00.000Z");
}

TEST_CASE("Lord Howe changes its clocks by half an hour", "[time][zone][dst]") {
    CHECK(local_of("Australia/Lord_Howe", "2026-01-15T00:00:00Z").since_midnight == 11h);
    CHECK(local_of("Australia/Lord_Howe", "2026-07-15T00:00:00Z").since_midnight == 10h + 30min);
    CHECK(utc_of("Australia/Lord_Howe", {2026, 10, 4, 2h + 15min}) == "2026-10-03T15:30:00.000Z");
    CHECK(utc_of("Australia/Lord_Howe", {2026, 4, 5, 1h + 45min}) == "2026-04-04T14:45:00.000Z");
}

TEST_CASE("what lies outside the years that can be written reads as the first or last of them", "[time][zone]") {
    for (const char* name : {"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
        INFO(name);
        CHECK(zone(name).to_local(end_of_time).year == 9999);
        CHECK(zone(name).to_local(Instant::min()).year == 1);
        CHECK(zone(name).to_instant({10000, 1, 1, 0h}) == *parse_instant("9999-12-31T23:59:59.999Z"));
        CHECK(zone(name).to_instant({0, 12, 31, 0h}) == *parse_instant("0001-01-01T00:00:00Z"));
        CHECK(zone(name).to_instant({1, 1, 1, 0h}) >= *parse_instant("0001-01-01T00:00:00Z"));
        CHECK(zone(name).to_instant({9999, 12, 31, 24h - 1ms}) <= *parse_instant("9999-12-31T23:59:59.999Z"));
    }
}

TEST_CASE("an instant comes back from local time, or an earlier one that reads the same", "[time][zone][property]") {
    CHECK(rc::check("instants of 1840 to 2100 in zones that jump", [] {
        const auto* name = *rc::gen::element("America/New_York", "Pacific/Apia", "Africa/Casablanca", "Asia/Manila",
                                             "Australia/Lord_Howe", "America/Juneau", "Europe/Dublin", "UTC");
        const Zone zone = *Zone::find(name);
        const Instant instant(Milliseconds(*rc::gen::inRange<std::int64_t>(-4'102'444'800'000, 4'102'444'800'000)));
        const LocalTime local = zone.to_local(instant);
        const Instant back = zone.to_instant(local);
        RC_ASSERT(back <= instant);
        RC_ASSERT(zone.to_local(back) == local);
    }));
}
