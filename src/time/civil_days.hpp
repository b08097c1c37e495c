// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dates as numbers: days since 1970-01-01, by Boost's Gregorian calendar.

#pragma once

#include <cstdint>

#include <nurture/time/civil.hpp>

namespace nurture::inline v0 {

inline constexpr CivilDate first_date{1, 1, 1};
inline constexpr CivilDate last_date{9999, 12, 31};

[[nodiscard]] std::int64_t day_number(const CivilDate& date);
/// The first or last date where there is none.
[[nodiscard]] CivilDate date_of(std::int64_t day_number);

[[nodiscard]] constexpr Weekday weekday_of_day(std::int64_t day_number) noexcept {
    constexpr std::int64_t thursday = 3; // 1970-01-01
    return static_cast<Weekday>(((day_number + thursday) % 7 + 7) % 7);
}

} // namespace nurture::inline v0
