// SPDX-License-Identifier: BSL-1.0
/// \file
/// The part of a duration that is counted on the calendar: months, days and business days, in one go.

#pragma once

#include <nurture/time/calendar_duration.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/window.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

struct CivilSum {
    LocalTime from{};
    int sign = 1; ///< -1: backwards.

    [[nodiscard]] static bool moves(const CalendarDuration& length) {
        return length.months != 0 || length.days != 0 || length.business_days != 0;
    }
    /// Where the calendar part of the duration ends; behind the last date, or if there is no such day, `end_of_time`.
    [[nodiscard]] Instant end(const CalendarDuration& length, const Zone& zone, const Window& business_hours) const;
};

} // namespace nurture::inline v0
