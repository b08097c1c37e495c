// SPDX-License-Identifier: BSL-1.0
/// \file
/// A moment in UTC, in milliseconds (S1), and its text form.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <nurture/result.hpp>

namespace nurture::inline v0 {

using Milliseconds = std::chrono::milliseconds;

/// A moment in UTC with millisecond precision. Leap seconds do not exist, as in POSIX time.
using Instant = std::chrono::sys_time<Milliseconds>;

/// The instant that is later than every other: what is due then is never due.
inline constexpr Instant end_of_time = Instant::max();

/// The instant that long after another; `end_of_time` where there is none.
[[nodiscard]] constexpr Instant later_by(Instant from, Milliseconds length) noexcept {
    return length.count() > 0 && from > end_of_time - length ? end_of_time : from + length;
}

/// RFC 3339 in UTC, always with three decimals: "2026-03-02T09:00:00.000Z".
/// `end_of_time` prints as "never".
[[nodiscard]] std::string to_string(Instant at);

/// Reads RFC 3339 with an offset or Z ("2026-03-02T10:00:00+01:00"), or a date alone, which means 00:00 UTC.
///
/// Up to nine decimals are read and cut to milliseconds. Years 0001 to 9999. Anything else, a day that the month
/// does not have among it, is Errc::unreadable with a sentence that says what was expected.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

} // namespace nurture::inline v0
