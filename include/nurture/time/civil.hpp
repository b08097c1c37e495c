// SPDX-License-Identifier: BSL-1.0
/// \file
/// The calendar on the wall: dates, weekdays and times of day, without a zone.

#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <nurture/result.hpp>

namespace nurture::inline v0 {

/// The days of the week, spelled as in a catalog.
enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };

/// A set of weekdays.
class Weekdays {
public:
    constexpr Weekdays() = default; ///< None.
    constexpr Weekdays(std::initializer_list<Weekday> days) {
        for (const Weekday day : days) {
            add(day);
        }
    }
    [[nodiscard]] static constexpr Weekdays every_day() noexcept {
        Weekdays all;
        all.bits_ = 0x7F;
        return all;
    }
    [[nodiscard]] static constexpr Weekdays monday_to_friday() noexcept {
        Weekdays all;
        all.bits_ = 0x1F;
        return all;
    }

    constexpr void add(Weekday day) noexcept { bits_ = static_cast<std::uint8_t>(bits_ | bit(day)); }
    [[nodiscard]] constexpr bool contains(Weekday day) const noexcept { return (bits_ & bit(day)) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    friend constexpr bool operator==(Weekdays, Weekdays) = default;

private:
    [[nodiscard]] static constexpr std::uint8_t bit(Weekday day) noexcept {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(day));
    }
    std::uint8_t bits_ = 0;
};

/// A day of the Gregorian calendar, years 1 to 9999, also for the centuries before it was introduced.
struct CivilDate {
    std::int32_t year = 1970;
    std::uint8_t month = 1; ///< 1 to 12.
    std::uint8_t day = 1;   ///< 1 to 31, a day that the month has.

    friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

/// A time on the clock, in minutes since midnight: in [0, 24 h).
using TimeOfDay = std::chrono::minutes;

[[nodiscard]] Weekday weekday_of(const CivilDate& date);

/// The date so many days later, or earlier if negative; the first or last date of all where there is none.
[[nodiscard]] CivilDate days_later(const CivilDate& date, std::int64_t days);

/// The same day of the month so many months later, or earlier if negative; in a month that is too short its last day
/// (S11: 31 January and a month is 28 February). The first or last date of all where there is none.
[[nodiscard]] CivilDate months_later(const CivilDate& date, std::int64_t months);

/// Reads "2026-05-20". Anything else is Errc::unreadable with a sentence that says what was expected.
[[nodiscard]] Result<CivilDate> parse_date(std::string_view text);

/// Reads "09:00": two digits each, 00:00 to 23:59. Errors as above.
[[nodiscard]] Result<TimeOfDay> parse_time_of_day(std::string_view text);

/// Reads "mon" to "sun". Errors as above.
[[nodiscard]] Result<Weekday> parse_weekday(std::string_view text);

[[nodiscard]] std::string to_string(const CivilDate& date); ///< "2026-05-20"
[[nodiscard]] std::string to_string(TimeOfDay time);        ///< "09:00"
[[nodiscard]] std::string_view name(Weekday day) noexcept;  ///< "mon"
[[nodiscard]] std::string to_string(Weekdays days);         ///< "mon, tue"; "" for none

} // namespace nurture::inline v0
