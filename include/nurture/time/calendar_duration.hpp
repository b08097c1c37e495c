// SPDX-License-Identifier: BSL-1.0
/// \file
/// A length of time as marketers write it: calendar days, then exact time.

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

/// Days on the calendar of a zone, followed by elapsed time: "2d", "3w", "36h", "1d12h".
///
/// Calendar days keep the local time of day across a change of the clocks, exact units do not (S11). Never
/// negative. Months, years, business days and business hours are refused until the calendar has them.
struct CalendarDuration {
    std::int32_t days = 0; ///< Calendar days; a week is seven.
    Milliseconds exact{0}; ///< Elapsed time that follows the days.

    [[nodiscard]] bool is_zero() const noexcept { return days == 0 && exact.count() == 0; }
    [[nodiscard]] bool has_calendar_part() const noexcept { return days != 0; }
    friend bool operator==(const CalendarDuration&, const CalendarDuration&) = default;
};

/// Reads "90s", "15min", "36h", "300ms", "2d", "3w" and sums of them with the calendar part first.
///
/// "m" alone is refused (minutes or months?). Errors: Errc::unreadable with advice, Errc::unsupported for units
/// that the format has and this version does not. Nothing is longer than 100 years.
[[nodiscard]] Result<CalendarDuration> parse_duration(std::string_view text);

/// Reads the same text as elapsed time, with a day of exactly 24 hours, as `reenroll`, `within`, `per` and the
/// windows of conditions take it. Units without a fixed length are refused with the days to write instead.
[[nodiscard]] Result<Milliseconds> parse_elapsed(std::string_view text);

/// A short text that reads back to an equal duration: one unit for the days and one for the exact part, each the
/// largest that counts it whole ("2w", "90min", "1d12h"); "0s" for none.
[[nodiscard]] std::string to_string(CalendarDuration duration);

/// The moment a duration that begins at `from` ends, in the lead's zone (S11, S12). Behind the year 9999 it is
/// `end_of_time`.
[[nodiscard]] Instant add(Instant from, CalendarDuration duration, const Zone& zone);

} // namespace nurture::inline v0
