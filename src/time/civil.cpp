// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/civil.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <boost/date_time/gregorian/gregorian_types.hpp>

#include "time/civil_days.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

using Calendar = boost::gregorian::gregorian_calendar;

// Boost's years are 1400 to 9999. 400 years always have 146,097 days, whole weeks.
constexpr std::int32_t first_year_of_boost = 1400;
constexpr std::int32_t years_in_shift = 1600;
constexpr std::int64_t days_in_shift = 4 * 146'097;

constexpr std::array<std::string_view, 7> weekday_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::int32_t shifted(std::int32_t year) {
    return year < first_year_of_boost ? year + years_in_shift : year;
}

std::uint8_t last_day_of(std::int32_t year, unsigned month) {
    return static_cast<std::uint8_t>(
        Calendar::end_of_month_day(static_cast<unsigned short>(shifted(year)), static_cast<unsigned short>(month)));
}

std::int64_t number_of_epoch() {
    static const std::int64_t number = Calendar::day_number(Calendar::ymd_type(1970, 1, 1));
    return number;
}

/// The number that these digits are, or -1 if there are not only digits.
int number_in(std::string_view text, std::size_t from, std::size_t digits) {
    int value = text.size() < from + digits ? -1 : 0;
    for (std::size_t i = from; value >= 0 && i < from + digits; ++i) {
        value = text[i] < '0' || text[i] > '9' ? -1 : value * 10 + (text[i] - '0');
    }
    return value;
}

Error unreadable(std::string_view text, const char* what, const std::string& reason) {
    return Error{Errc::unreadable, quoted(text) + " is not " + what + ": " + reason};
}

std::string two_digits(std::int64_t number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

} // namespace

std::int64_t day_number(const CivilDate& date) {
    const std::int32_t year = shifted(date.year);
    const Calendar::ymd_type civil(static_cast<unsigned short>(year), date.month, date.day);
    const std::int64_t number = Calendar::day_number(civil) - number_of_epoch();
    return year == date.year ? number : number - days_in_shift;
}

CivilDate date_of(std::int64_t number) {
    static const std::int64_t first = day_number(first_date);
    static const std::int64_t last = day_number(last_date);
    static const std::int64_t first_of_boost = day_number({first_year_of_boost, 1, 1});
    const std::int64_t within = std::clamp(number, first, last);
    const std::int64_t shift = within < first_of_boost ? days_in_shift : 0;
    const auto civil =
        Calendar::from_day_number(static_cast<Calendar::date_int_type>(within + shift + number_of_epoch()));
    return {static_cast<std::int32_t>(civil.year) - (shift != 0 ? years_in_shift : 0),
            static_cast<std::uint8_t>(civil.month.as_number()), static_cast<std::uint8_t>(civil.day)};
}

Weekday weekday_of(const CivilDate& date) {
    return weekday_of_day(day_number(date));
}

CivilDate days_later(const CivilDate& date, std::int64_t days) {
    constexpr std::int64_t more_than_there_are = 4'000'000;
    return date_of(day_number(date) + std::clamp(days, -more_than_there_are, more_than_there_are));
}

CivilDate months_later(const CivilDate& date, std::int64_t months) {
    constexpr std::int64_t more_than_there_are = 120'000;
    const std::int64_t total =
        (std::int64_t{date.year} * 12 + date.month - 1) + std::clamp(months, -more_than_there_are, more_than_there_are);
    if (total < 12) {
        return first_date;
    }
    if (total >= 120'000) {
        return last_date;
    }
    const auto year = static_cast<std::int32_t>(total / 12);
    const auto month = static_cast<std::uint8_t>(total % 12 + 1);
    return {year, month, std::min(date.day, last_day_of(year, month))};
}

Result<CivilDate> parse_date(std::string_view text) {
    constexpr const char* what = "a date";
    const int year = number_in(text, 0, 4);
    const int month = number_in(text, 5, 2);
    const int day = number_in(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0) {
        return unreadable(text, what, "expected one such as 2026-05-20");
    }
    if (year == 0) {
        return unreadable(text, what, "the year 0000 does not exist");
    }
    if (month < 1 || month > 12) {
        return unreadable(text, what, "the month " + std::to_string(month) + " does not exist");
    }
    if (day < 1 || day > last_day_of(year, static_cast<unsigned>(month))) {
        return unreadable(text, what, "the month has no day " + std::to_string(day));
    }
    return CivilDate{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

Result<TimeOfDay> parse_time_of_day(std::string_view text) {
    constexpr const char* what = "a time of day";
    const int hour = number_in(text, 0, 2);
    const int minute = number_in(text, 3, 2);
    if (text.size() != 5 || text[2] != ':' || hour < 0 || minute < 0) {
        return unreadable(text, what, "write hours and minutes with two digits each, such as 09:00 or 17:30");
    }
    if (hour == 24 && minute == 0) {
        return unreadable(text, what, "write 00:00, the beginning of the next day");
    }
    if (hour > 23) {
        return unreadable(text, what, "the hour " + std::to_string(hour) + " does not exist");
    }
    if (minute > 59) {
        return unreadable(text, what, "the minute " + std::to_string(minute) + " does not exist");
    }
    return TimeOfDay(hour * 60 + minute);
}

Result<Weekday> parse_weekday(std::string_view text) {
    const auto* const at = std::find(weekday_names.begin(), weekday_names.end(), text);
    if (at == weekday_names.end()) {
        return unreadable(text, "a weekday", "expected mon, tue, wed, thu, fri, sat or sun");
    }
    return static_cast<Weekday>(at - weekday_names.begin());
}

std::string to_string(const CivilDate& date) {
    return two_digits(date.year / 100) + two_digits(date.year) + "-" + two_digits(date.month) + "-" +
           two_digits(date.day);
}

std::string to_string(TimeOfDay time) {
    return two_digits(time.count() / 60) + ":" + two_digits(time.count() % 60);
}

std::string_view name(Weekday day) noexcept {
    return weekday_names[static_cast<std::size_t>(day)];
}

std::string to_string(Weekdays days) {
    std::string out;
    for (std::size_t day = 0; day < weekday_names.size(); ++day) {
        if (days.contains(static_cast<Weekday>(day))) {
            out += (out.empty() ? "" : ", ") + std::string(weekday_names[day]);
        }
    }
    return out;
}

} // namespace nurture::inline v0
