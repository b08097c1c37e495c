// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/instant.hpp>

#include <chrono>
#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

Instant at(std::int64_t ms) {
    return Instant(Milliseconds(ms));
}

std::string refusal(std::string_view text) {
    const Result<Instant> result = parse_instant(text);
    if (result) {
        return "read as " + to_string(*result);
    }
    return result.error().code == Errc::unreadable ? result.error().message : "another code";
}

} // namespace

TEST_CASE("an instant prints in UTC with three decimals", "[time][instant]") {
    CHECK(to_string(at(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(to_string(at(1'772'442'000'000)) == "2026-03-02T09:00:00.000Z");
    CHECK(to_string(at(1'772'442'000'007)) == "2026-03-02T09:00:00.007Z");
}

TEST_CASE("an instant before 1970 prints as the day it lies in", "[time][instant]") {
    CHECK(to_string(at(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(to_string(at(-86'400'000)) == "1969-12-31T00:00:00.000Z");
}

TEST_CASE("a leap day prints as what it is", "[time][instant]") {
    CHECK(to_string(*parse_instant("2024-02-29")) == "2024-02-29T00:00:00.000Z");
    CHECK(to_string(*parse_instant("2000-02-29T23:59:59.999Z")) == "2000-02-29T23:59:59.999Z");
}

TEST_CASE("the end of time prints as never", "[time][instant]") {
    CHECK(to_string(end_of_time) == "never");
    CHECK(to_string(end_of_time - 1ms) == "+292278994-08-17T07:12:55.806Z");
}

TEST_CASE("years that RFC 3339 cannot write carry a sign", "[time][instant]") {
    CHECK(to_string(*parse_instant("9999-12-31T23:59:59.999Z") + 1ms) == "+10000-01-01T00:00:00.000Z");
    CHECK(to_string(*parse_instant("0001-01-01") - 1ms) == "0000-12-31T23:59:59.999Z");
    CHECK(to_string(*parse_instant("0001-01-01") - 24h * 367) == "-0001-12-31T00:00:00.000Z");
    CHECK(to_string(Instant::min()) == "-292275055-05-16T16:47:04.192Z");
}

TEST_CASE("an offset is taken off", "[time][instant]") {
    CHECK(*parse_instant("2026-03-02T10:00:00+01:00") == at(1'772'442'000'000));
    CHECK(*parse_instant("2026-03-02T03:30:00-05:30") == at(1'772'442'000'000));
    CHECK(*parse_instant("2026-03-02T09:00:00-00:00") == at(1'772'442'000'000));
}

TEST_CASE("t and z may be small", "[time][instant]") {
    CHECK(*parse_instant("2026-03-02t09:00:00z") == at(1'772'442'000'000));
}

TEST_CASE("a date alone is its midnight in UTC", "[time][instant]") {
    CHECK(*parse_instant("2026-03-02") == at(1'772'409'600'000));
}

TEST_CASE("decimals are cut to milliseconds, never rounded", "[time][instant]") {
    CHECK(*parse_instant("1970-01-01T00:00:00.5Z") == at(500));
    CHECK(*parse_instant("1970-01-01T00:00:00.0009Z") == at(0));
    CHECK(*parse_instant("1970-01-01T00:00:00.123999999Z") == at(123));
    CHECK(*parse_instant("1969-12-31T23:59:59.9999Z") == at(-1));
}

TEST_CASE("the first and the last instant that can be written are read", "[time][instant]") {
    CHECK(to_string(*parse_instant("0001-01-01T00:00:00Z")) == "0001-01-01T00:00:00.000Z");
    CHECK(to_string(*parse_instant("9999-12-31T23:59:59.999Z")) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("an instant whose UTC year cannot be written is refused", "[time][instant]") {
    CHECK(refusal("0001-01-01T00:00:00+01:00") ==
          "\"0001-01-01T00:00:00+01:00\" is not an instant: in UTC it lies outside the years 0001 to 9999");
    CHECK(refusal("9999-12-31T23:59:59-00:01").find("outside the years") != std::string::npos);
    CHECK(refusal("0000-01-01").find("the year 0000 does not exist") != std::string::npos);
}

TEST_CASE("a month, day or time that does not exist is named", "[time][instant]") {
    CHECK(refusal("2026-13-02") == "\"2026-13-02\" is not an instant: the month 13 does not exist");
    CHECK(refusal("2026-00-02") == "\"2026-00-02\" is not an instant: the month 0 does not exist");
    CHECK(refusal("2026-02-29") == "\"2026-02-29\" is not an instant: February 2026 has no day 29");
    CHECK(refusal("1900-02-29") == "\"1900-02-29\" is not an instant: February 1900 has no day 29");
    CHECK(refusal("2026-04-31").find("April 2026 has no day 31") != std::string::npos);
    CHECK(refusal("2026-04-00").find("April 2026 has no day 0") != std::string::npos);
    CHECK(refusal("2026-03-29T25:61:00Z").find("the hour 25 does not exist") != std::string::npos);
    CHECK(refusal("2026-03-29T24:00:00Z").find("write 00 of the next day") != std::string::npos);
    CHECK(refusal("2026-03-29T10:60:00Z").find("the minute 60 does not exist") != std::string::npos);
    CHECK(refusal("2016-12-31T23:59:60Z").find("leap seconds are not counted") != std::string::npos);
    CHECK(refusal("2026-03-29T10:00:61Z").find("the second 61 does not exist") != std::string::npos);
    CHECK(refusal("2026-03-29T10:00:00+24:00").find("between -23:59 and +23:59") != std::string::npos);
}

TEST_CASE("what is missing is named", "[time][instant]") {
    CHECK(refusal("2026-03-02T09:00:00").find("add Z for UTC or one such as +01:00") != std::string::npos);
    CHECK(refusal("2026-03-02T09:00Z").find("the seconds are missing") != std::string::npos);
    CHECK(refusal("2026-03-02 09:00:00Z").find("write T between date and time") != std::string::npos);
    CHECK(refusal("2026-03-02T09:00:00+0100").find("an offset has hours and minutes") != std::string::npos);
    CHECK(refusal("2026-03-02T09:00:00+01").find("an offset has hours and minutes") != std::string::npos);
}

TEST_CASE("anything that is not RFC 3339 is refused with an example", "[time][instant]") {
    for (const char* text :
         {"", "tomorrow", "2026-3-2", "26-03-02", "20260302", "2026-03", "-026-03-02", " 2026-03-02", "2026-03-02T",
          "2026-03-02T9:00:00Z", "2026-03-02T09-00-00Z", "1772442000", "２０26-03-02"}) {
        INFO(text);
        CHECK(refusal(text).find("expected a date and time such as 2026-03-02T10:00:00+01:00") != std::string::npos);
    }
    for (const char* text : {"2026-03-02 ", "2026-03-02T09:00:00Z ", "2026-03-02T09:00:00ZZ", "2026-03-02T09:00:00.Z",
                             "2026-03-02T09:00:00.1234567890Z", "2026-03-02T09:00:00,5Z", "2026-03-02T09:00:00 Z"}) {
        INFO(text);
        CHECK_FALSE(parse_instant(text).ok());
    }
    CHECK_FALSE(parse_instant(std::string_view("2026-03-02\0", 11)).ok());
}

TEST_CASE("what is printed reads back to the same instant", "[time][instant][property]") {
    CHECK(rc::check("instants of the years 1 to 9999", [] {
        const auto ms = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000);
        const Instant instant = at(ms);
        const Result<Instant> back = parse_instant(to_string(instant));
        RC_ASSERT(back.ok());
        RC_ASSERT(*back == instant);
    }));
}

TEST_CASE("any text is an instant or a sentence", "[time][instant][property]") {
    CHECK(rc::check("texts of the characters of an instant", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-:T.Z+")));
        const Result<Instant> result = parse_instant(text);
        RC_ASSERT((result.ok() || !result.error().message.empty()));
    }));
}
