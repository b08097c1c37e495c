// SPDX-License-Identifier: BSL-1.0
/// \file
/// A length of time as marketers write it: on the calendar, in business time, exact.

#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <nurture/result.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

class Window;

/// Months and days on the calendar of a zone, then business days, then business hours, then elapsed time: "2d", "3w",
/// "1mo", "1y", "3bd", "4bh", "36h", "1d12h".
///
/// Calendar units keep the local time of day across a change of the clocks, exact units do not (S11). Business days
/// and hours are counted by the business hours of a catalog (S14). No part is negative.
struct CalendarDuration {
    std::int32_t days = 0;           ///< Calendar days; a week is seven.
    Milliseconds exact{0};           ///< Elapsed time that follows all other parts.
    std::int32_t months = 0;         ///< Calendar months, which come before the days; a year is twelve.
    std::int32_t business_days = 0;  ///< Business days, which follow the days.
    std::int32_t business_hours = 0; ///< Business hours, which follow the business days.

    [[nodiscard]] bool is_zero() const noexcept { return *this == CalendarDuration{}; }
    /// Whether its length depends on the zone.
    [[nodiscard]] bool has_calendar_part() const noexcept { return days != 0 || months != 0 || has_business_part(); }
    [[nodiscard]] bool has_business_part() const noexcept { return business_days != 0 || business_hours != 0; }
    friend bool operator==(const CalendarDuration&, const CalendarDuration&) = default;
};

/// Reads "90s", "15min", "36h", "300ms", "2d", "3w", "1mo", "2y", "3bd", "4bh" and sums of them in the order in which
/// they are added: months, days, business days, business hours, exact time.
///
/// "m" alone is refused (minutes or months?). Errors: Errc::unreadable with advice. Nothing is longer than 100 years.
[[nodiscard]] Result<CalendarDuration> parse_calendar_duration(std::string_view text);

/// Reads the same text as elapsed time, with a day of exactly 24 hours, as `reenroll`, `within`, `per` and the
/// windows of conditions take it. Units without a fixed length are refused with the days to write instead.
[[nodiscard]] Result<Milliseconds> parse_elapsed(std::string_view text);

/// A short text that reads back to an equal duration: one unit for each part, the largest that counts it whole ("2w",
/// "90min", "1d12h", "1y", "18mo"); "0s" for none.
[[nodiscard]] std::string to_string(CalendarDuration duration);

/// The moment a duration that begins at `from` ends, in the lead's zone (S11, S12, S14). Behind the year 9999 it is
/// `end_of_time`.
///
/// Months, days and business days are counted on the calendar in one go, at the local time of `from`; a month that is
/// too short gives its last day. Business days are the days after on which `business_hours` opens, and end inside them:
/// moved to the next opening if the time of day lies outside. Business hours run while it is open.
[[nodiscard]] Instant add(Instant from, CalendarDuration duration, const Zone& zone, const Window& business_hours);

/// The same by the default business hours: Monday to Friday, 09:00 to 17:00, without holidays.
[[nodiscard]] Instant add(Instant from, CalendarDuration duration, const Zone& zone);

} // namespace nurture::inline v0
