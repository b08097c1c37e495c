// SPDX-License-Identifier: BSL-1.0
// Real leads and real holidays: first contacts in Brazil in 2017 and 2018.

#include <array>
#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <zlib.h>

#include <nurture/time/delay.hpp>

#include "support/catch.hpp"
#include "support/shared_data.hpp"

using namespace nurture;
using namespace std::chrono_literals;
using nurture::testing_support::shared_data;

namespace {

std::string unzipped(const std::filesystem::path& file) {
    const gzFile in = gzopen(file.c_str(), "rb");
    REQUIRE(in != nullptr);
    std::string text;
    std::array<char, 65'536> part{};
    for (int read = 0; (read = gzread(in, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(read));
    }
    REQUIRE(gzclose(in) == Z_OK);
    return text;
}

/// The dates of first contact of all leads.
std::vector<CivilDate> first_contacts(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<CivilDate> dates;
    std::string line;
    std::getline(in, line); // the header
    while (std::getline(in, line)) {
        const std::size_t comma = line.find(',');
        dates.push_back(parse_date(std::string_view(line).substr(comma + 1, 10)).value());
    }
    return dates;
}

/// Its clocks, holidays and business hours.
struct Brazil {
    Zone zone = Zone::find("America/Sao_Paulo").value();
    Holidays holidays;
    Window business_hours = Window::business_hours(holidays);

    [[nodiscard]] CivilDate date_of(Instant at) const {
        const LocalTime local = zone.to_local(at);
        return {local.year, local.month, local.day};
    }
    /// Midnight on that day: when the lead was met.
    [[nodiscard]] Instant begin_of(const CivilDate& date) const {
        return zone.to_instant({date.year, date.month, date.day});
    }
    [[nodiscard]] Instant nine_on(const CivilDate& date) const {
        return zone.to_instant({date.year, date.month, date.day, 9h});
    }
};

std::int64_t days_between(const CivilDate& a, const CivilDate& b) {
    std::int64_t days = 0;
    for (CivilDate date = a; date < b; date = days_later(date, 1))
        ++days;
    return days;
}

} // namespace

TEST_CASE("first mails and follow-ups of real leads fall on business days in Brazil", "[time][window][data]") {
    const auto leads = shared_data("olist/mql.csv");
    const auto table = shared_data("holidays/holidays.csv.gz");
    if (!leads || !table) NURTURE_SKIP("the data sets olist and holidays are not there");
    const Brazil brazil{.holidays = parse_holidays(unzipped(*table), {"BR", "", {"public"}}).value()};
    const std::vector<CivilDate> contacts = first_contacts(*leads);
    REQUIRE(contacts.size() == 5553);

    int not_on_business_days = 0;
    std::int64_t slipped = 0;
    std::map<std::int64_t, int> five_business_days;
    int where_midnight_is_missing = 0;
    for (const CivilDate& contact : contacts) {
        const Instant met = brazil.begin_of(contact);
        const Instant mail = brazil.business_hours.next_open(met, brazil.zone);
        const CivilDate mail_date = brazil.date_of(mail);
        not_on_business_days += brazil.business_hours.opens_on(contact) ? 0 : 1;
        slipped += days_between(contact, mail_date);
        REQUIRE(mail == brazil.nine_on(mail_date));
        REQUIRE(mail > met);

        const Instant followed = add(met, {.business_days = 5}, brazil.zone, brazil.business_hours);
        const CivilDate followed_date = brazil.date_of(followed);
        ++five_business_days[days_between(contact, followed_date)];
        REQUIRE(followed == brazil.nine_on(followed_date));
        if (contact == CivilDate{2017, 10, 15}) {
            ++where_midnight_is_missing;
            CHECK(to_string(met) == "2017-10-15T03:00:00.000Z"); // 01:00: a Sunday whose clocks go forward
            CHECK(to_string(mail) == "2017-10-16T11:00:00.000Z");
            CHECK(to_string(followed) == "2017-10-20T11:00:00.000Z");
        }
    }
    CHECK(not_on_business_days == 813);
    CHECK(slipped == 1242);
    CHECK(five_business_days ==
          std::map<std::int64_t, int>{{5, 326}, {6, 308}, {7, 4128}, {8, 575}, {9, 66}, {10, 146}, {11, 4}});
    CHECK(where_midnight_is_missing == 4);
}
