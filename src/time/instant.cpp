// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/instant.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Instant first_instant = sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant behind_last_instant = sys_days(std::chrono::year(10000) / 1 / 1);

constexpr std::array<std::string_view, 12> month_names = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

/// Reads a text from left to right; the first thing that does not fit ends it.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    [[nodiscard]] bool at_digit() const { return next() >= '0' && next() <= '9'; }

    bool take(char wanted) {
        const bool there = !rest_.empty() && rest_.front() == wanted;
        if (there) {
            rest_.remove_prefix(1);
        }
        return there;
    }

    /// Exactly that many digits.
    std::optional<int> number(int digits) {
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            if (!at_digit()) {
                return std::nullopt;
            }
            value = value * 10 + (take_digit() - '0');
        }
        return value;
    }

    char take_digit() {
        const char digit = rest_.front();
        rest_.remove_prefix(1);
        return digit;
    }

private:
    std::string_view rest_;
};

/// A reading under way: either it goes on, or `reason` says why not.
struct Reading {
    Cursor cursor;
    std::string reason{};

    bool refuse(std::string why) {
        reason = std::move(why);
        return false;
    }
};

constexpr const char* expected = "expected a date and time such as 2026-03-02T10:00:00+01:00, or a date such as "
                                 "2026-03-02";

bool read_date(Reading& reading, sys_days& date) {
    Cursor& cursor = reading.cursor;
    const auto year = cursor.number(4);
    if (!year || !cursor.take('-')) {
        return reading.refuse(expected);
    }
    const auto month = cursor.number(2);
    if (!month || !cursor.take('-')) {
        return reading.refuse(expected);
    }
    const auto day = cursor.number(2);
    if (!day) {
        return reading.refuse(expected);
    }
    if (*year == 0) {
        return reading.refuse("the year 0000 does not exist");
    }
    if (*month < 1 || *month > 12) {
        return reading.refuse("the month " + std::to_string(*month) + " does not exist");
    }
    const year_month_day civil(std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                               std::chrono::day{static_cast<unsigned>(*day)});
    if (!civil.ok()) {
        const std::string_view name = month_names[static_cast<std::size_t>(*month - 1)];
        return reading.refuse(std::string(name) + " " + std::to_string(*year) + " has no day " + std::to_string(*day));
    }
    date = sys_days(civil);
    return true;
}

/// Up to nine decimals, cut to milliseconds.
bool read_fraction(Reading& reading, Milliseconds& fraction) {
    Cursor& cursor = reading.cursor;
    if (!cursor.take('.')) {
        return true;
    }
    int digits = 0;
    int value = 0;
    for (; cursor.at_digit(); ++digits) {
        const char digit = cursor.take_digit();
        if (digits < 3) {
            value = value * 10 + (digit - '0');
        }
    }
    if (digits < 1 || digits > 9) {
        return reading.refuse("a second has one to nine decimals");
    }
    for (int i = digits; i < 3; ++i) {
        value *= 10;
    }
    fraction = Milliseconds(value);
    return true;
}

bool read_time_of_day(Reading& reading, Milliseconds& since_midnight) {
    Cursor& cursor = reading.cursor;
    const auto hour = cursor.number(2);
    if (!hour || !cursor.take(':')) {
        return reading.refuse(expected);
    }
    const auto minute = cursor.number(2);
    if (!minute) {
        return reading.refuse(expected);
    }
    if (!cursor.take(':')) {
        return reading.refuse("the seconds are missing, expected a time such as 10:00:00");
    }
    const auto second = cursor.number(2);
    if (!second) {
        return reading.refuse(expected);
    }
    if (*hour > 23) {
        return reading.refuse("the hour " + std::to_string(*hour) + " does not exist" +
                              (*hour == 24 ? ", write 00 of the next day" : ""));
    }
    if (*minute > 59) {
        return reading.refuse("the minute " + std::to_string(*minute) + " does not exist");
    }
    if (*second > 59) {
        return reading.refuse("the second " + std::to_string(*second) + " does not exist" +
                              (*second == 60 ? " (leap seconds are not counted), write 59" : ""));
    }
    Milliseconds fraction{0};
    if (!read_fraction(reading, fraction)) {
        return false;
    }
    since_midnight = hours(*hour) + minutes(*minute) + seconds(*second) + fraction;
    return true;
}

bool read_offset(Reading& reading, minutes& offset) {
    Cursor& cursor = reading.cursor;
    if (cursor.take('Z') || cursor.take('z')) {
        return true;
    }
    if (cursor.at_end()) {
        return reading.refuse("the offset is missing, add Z for UTC or one such as +01:00");
    }
    const bool west = cursor.next() == '-';
    if (!cursor.take('-') && !cursor.take('+')) {
        return reading.refuse("expected Z or an offset such as +01:00 behind the time");
    }
    const auto hour = cursor.number(2);
    const bool colon = hour && cursor.take(':');
    const auto minute = colon ? cursor.number(2) : std::nullopt;
    if (!minute) {
        return reading.refuse("an offset has hours and minutes, such as +01:00");
    }
    if (*hour > 23 || *minute > 59) {
        return reading.refuse("an offset lies between -23:59 and +23:59");
    }
    offset = hours(*hour) + minutes(*minute);
    offset = west ? -offset : offset;
    return true;
}

bool read_instant(Reading& reading, Instant& at) {
    sys_days date{};
    if (!read_date(reading, date)) {
        return false;
    }
    at = date;
    if (reading.cursor.at_end()) {
        return true;
    }
    if (!reading.cursor.take('T') && !reading.cursor.take('t')) {
        return reading.refuse(reading.cursor.next() == ' ' ? "write T between date and time" : expected);
    }
    Milliseconds since_midnight{0};
    minutes offset{0};
    if (!read_time_of_day(reading, since_midnight) || !read_offset(reading, offset)) {
        return false;
    }
    if (!reading.cursor.at_end()) {
        return reading.refuse("there is something behind the offset");
    }
    at += since_midnight - offset;
    if (at < first_instant || at >= behind_last_instant) {
        return reading.refuse("in UTC it lies outside the years 0001 to 9999");
    }
    return true;
}

struct Division {
    std::int64_t quotient;
    std::int64_t remainder; ///< Never negative.
};

Division floor_divide(std::int64_t number, std::int64_t by) {
    const std::int64_t remainder = (number % by + by) % by;
    return {number / by - (number % by < 0 ? 1 : 0), remainder};
}

/// Digits from the right into a place of fixed width.
void put(char* place, int width, std::int64_t number) {
    for (int i = width - 1; i >= 0; --i) {
        place[i] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
}

} // namespace

std::string to_string(Instant at) {
    if (at == end_of_time) {
        return "never";
    }
    // By hand, for std::chrono's year holds 16 bits and an instant 292 million years, and its floor overflows for the
    // first instant of all. 400 years always have 146,097 days.
    constexpr std::int64_t in_a_day = 86'400'000;
    constexpr std::int64_t days_in_cycle = 146'097;
    const auto [day_number, in_day] = floor_divide(at.time_since_epoch().count(), in_a_day);
    const auto [cycle, day_of_cycle] = floor_divide(day_number, days_in_cycle);
    const year_month_day civil{sys_days{days{day_of_cycle}}};
    const std::int64_t year = int{civil.year()} + cycle * 400;

    std::string out = "0000-00-00T00:00:00.000Z";
    put(&out[0], 4, year < 0 ? -year : year);
    put(&out[5], 2, unsigned{civil.month()});
    put(&out[8], 2, unsigned{civil.day()});
    put(&out[11], 2, in_day / 3'600'000);
    put(&out[14], 2, in_day / 60'000 % 60);
    put(&out[17], 2, in_day / 1'000 % 60);
    put(&out[20], 3, in_day % 1'000);
    if (year < 0 || year > 9999) {
        const std::string digits = std::to_string(year < 0 ? -year : year);
        const std::string padding(digits.size() < 4 ? 4 - digits.size() : 0, '0');
        out.replace(0, 4, (year < 0 ? "-" : "+") + padding + digits);
    }
    return out;
}

Result<Instant> parse_instant(std::string_view text) {
    Reading reading{Cursor(text)};
    Instant at{};
    if (text.empty()) {
        reading.refuse(std::string("the text is empty, ") + expected);
    } else if (read_instant(reading, at)) {
        return at;
    }
    return Error{Errc::unreadable, quoted(text) + " is not an instant: " + reading.reason};
}

} // namespace nurture::inline v0
