// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/holidays.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace nurture;

namespace {

std::string dates_of(std::string_view text, const HolidayRows& rows = {}) {
    const auto holidays = parse_holidays(text, rows);
    if (!holidays) return holidays.error().message;
    std::string out;
    for (const CivilDate& date : holidays->dates())
        out += (out.empty() ? "" : " ") + to_string(date);
    return out;
}

bool says(const std::string& message, std::string_view words) {
    UNSCOPED_INFO(message);
    return message.find(words) != std::string::npos;
}

std::string calendar(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
    return "BEGIN:VEVENT\r\nSUMMARY:Day off\r\n" + lines + "\r\nEND:VEVENT\r\n";
}

constexpr const char* table =
    "country,region,date,start_utc,end_utc,name_en,type,substitute,rule\n"
    "BR,,2017-10-12 00:00:00,2017-10-12T03:00:00.000Z,2017-10-13T03:00:00.000Z,Aparecida,public,0,x\n"
    "BR,,2017-02-28 00:00:00,2017-02-28T03:00:00.000Z,2017-03-01T03:00:00.000Z,Carnival,bank,0,x\n"
    "BR,BR-SP,2017-07-09 00:00:00,,,\"Revolution, of 1932\",public,0,x\n"
    "DE,,2017-12-24 14:00:00,2017-12-24T13:00:00.000Z,2017-12-24T23:00:00.000Z,Eve,public,0,x\n"
    "AE,,2016-07-06 00:00:00 -0600,2016-07-05T14:00:00.000Z,2016-07-08T14:00:00.000Z,Eid,public,0,x\n";

} // namespace

TEST_CASE("holidays are a set of dates", "[time][holidays]") {
    const Holidays holidays({{2026, 12, 25}, {2026, 1, 1}, {2026, 12, 25}});
    CHECK(holidays.dates().size() == 2);
    CHECK(holidays.contains({2026, 12, 25}));
    CHECK_FALSE(holidays.contains({2026, 12, 24}));
    CHECK_FALSE(Holidays().contains({2026, 12, 25}));
    CHECK(holidays == Holidays({{2026, 1, 1}, {2026, 12, 25}}));
    CHECK(Holidays() == Holidays(std::vector<CivilDate>{}));
    CHECK_FALSE(holidays == Holidays());
}

TEST_CASE("a table of holidays is read by country, region and type", "[time][holidays]") {
    CHECK(dates_of(table, {"BR", "", {"public"}}) == "2017-10-12");
    CHECK(dates_of(table, {"BR", "BR-SP", {"public"}}) == "2017-07-09 2017-10-12");
    CHECK(dates_of(table, {"BR", "", {}}) == "2017-02-28 2017-10-12");
}

TEST_CASE("a row of several days is that many holidays, a part of a day is none", "[time][holidays]") {
    CHECK(dates_of(table, {"AE", "", {}}) == "2016-07-06 2016-07-07 2016-07-08");
    CHECK(says(dates_of(table, {"DE", "", {}}), "there is no holiday in it"));
}

TEST_CASE("a table may be dates alone", "[time][holidays]") {
    CHECK(dates_of("date\n2026-12-25\n\n2026-01-01") == "2026-01-01 2026-12-25");
    CHECK(dates_of("\xEF\xBB\xBF"
                   "name,date\r\n\"New \"\"Year\"\"\",2026-01-01\r\n") == "2026-01-01");
}

TEST_CASE("a table with a mistake names the line", "[time][holidays]") {
    CHECK(says(dates_of(""), "line 1: expected BEGIN:VCALENDAR, or a header"));
    CHECK(says(dates_of("day\n2026-01-01"), "line 1"));
    CHECK(says(dates_of("date\n2026-01-01\n01.05.2026"), "line 3: \"01.05.2026\" is not a date"));
    CHECK(says(dates_of("date,name\n2026-01-01"), "line 2: it has not as many cells"));
    CHECK(says(dates_of("date,name\n2026-01-01,\"open"), "line 2"));
    CHECK(says(dates_of("date\n2026-01-01", {"BR", "", {}}), "the column country is missing"));
    CHECK(says(dates_of("date\n2026-01-01", {"", "", {"public"}}), "the column type is missing"));
    CHECK(says(dates_of("date\n"), "there is no holiday in it"));
}

TEST_CASE("a calendar's whole days are holidays", "[time][holidays]") {
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225"))) == "2026-12-25");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227"))) ==
          "2026-12-24 2026-12-25 2026-12-26");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261224\r\nDURATION:P2D"))) == "2026-12-24 2026-12-25");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225") + event("DTSTART:20261231T140000"))) == "2026-12-25");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225") +
                            event("DTSTART;VALUE=DATE:20261231\r\nSTATUS:CANCELLED"))) == "2026-12-25");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225")) + calendar(event("DTSTART;VALUE=DATE:20270101"))) ==
          "2026-12-25 2027-01-01");
    CHECK(dates_of(calendar("BEGIN:VEVENT\nSUMMARY:A long\n  line\nDTSTART;VALUE=DATE:2026\n 1225\nEND:VEVENT\n")) ==
          "2026-12-25");
}

TEST_CASE("a holiday that recurs is each of its days", "[time][holidays]") {
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20971225\r\nRRULE:FREQ=YEARLY"))) ==
          "2097-12-25 2098-12-25 2099-12-25");
    CHECK(dates_of(calendar(event("DTSTART;VALUE=DATE:20260525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3"))) ==
          "2026-05-25 2027-05-31 2028-05-29");
    CHECK(dates_of(calendar(
              event("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20270101"))) ==
          "2026-01-01 2028-01-01");
}

TEST_CASE("a calendar with a mistake names the event", "[time][holidays]") {
    CHECK(says(dates_of(calendar(event("LOCATION:here"))), "\"Day off\": it has no DTSTART"));
    CHECK(says(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261220"))),
               "ends before it begins"));
    CHECK(says(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20270101"))), "RDATE"));
    CHECK(says(dates_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=SECONDLY"))), "RRULE"));
    CHECK(says(dates_of(calendar("")), "there is no holiday in it"));
    CHECK_FALSE(parse_holidays("BEGIN:VCALENDAR").ok());
    CHECK_FALSE(parse_holidays(std::string_view("BEGIN:VCALENDAR\0", 16)).ok());
}

TEST_CASE("a calendar with a date that is none is refused, and says which event", "[time][holidays]") {
    const auto wrong = [](const std::string& lines) {
        const std::string calendar =
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Feast\r\n" + lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
        const Result<Holidays> read = parse_holidays(calendar);
        return read ? std::string("read") : read.error().message;
    };
    const std::string start = "DTSTART;VALUE=DATE:20261224\r\n";
    const auto has = [](const std::string& text, std::string_view words) { return text.find(words) != text.npos; };
    CHECK(wrong(start + "LOCATION:\r\n") == "read"); // Nothing that changes its days.
    CHECK(has(wrong("DTSTART;VALUE=DATE:20261325\r\n"), "\"Feast\": it has no DTSTART, or one that is no date"));
    CHECK(has(wrong("DTSTART;VALUE=DATE:20260231\r\n"), "it has no DTSTART, or one that is no date"));
    CHECK(has(wrong("DTSTART;VALUE=DATE:20260100\r\n"), "it has no DTSTART, or one that is no date"));
    CHECK(has(wrong(start + "DTEND;VALUE=DATE:20261399\r\n"), "ends before it begins"));
    CHECK(has(wrong(start + "DTEND;VALUE=DATE:soon\r\n"), "its DTEND cannot be read"));
    CHECK(has(wrong(start + "RRULE:garbage\r\n"), "its RRULE cannot be read"));
    CHECK(has(wrong(start + "RRULE:FREQ=DAILY;UNTIL=20261399\r\n"), "its RRULE or EXDATE cannot be read"));
    CHECK(has(wrong(start + "RRULE:FREQ=DAILY;COUNT=2\r\nEXDATE;VALUE=DATE:20269999\r\n"), "EXDATE cannot be read"));
    CHECK(has(wrong(start + "RECURRENCE-ID;VALUE=DATE:20261223\r\n"), "RECURRENCE-ID is not read"));
}
