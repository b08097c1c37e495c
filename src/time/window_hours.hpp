// SPDX-License-Identifier: BSL-1.0
/// \file
/// When a window is open by the clock on the wall. Readings of that clock are instants here, as if in UTC.

#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <nurture/time/window.hpp>

namespace nurture::inline v0 {

struct Window::Hours {
    Hours(std::vector<Opening> openings, Holidays holidays);

    [[nodiscard]] std::span<const Opening> openings() const noexcept { return openings_; }
    [[nodiscard]] const Holidays& holidays() const noexcept { return holidays_; }

    [[nodiscard]] bool open_at(Instant reading) const;
    /// The first reading at or after this one at which it is open; `end` if that is not before it.
    [[nodiscard]] Instant open_from(Instant reading, Instant end) const;
    /// The first reading after this one, at which it is open, at which it is closed; `end` if that is not before it.
    [[nodiscard]] Instant open_until(Instant reading, Instant end) const;

    [[nodiscard]] bool opens_on(std::int64_t day) const;
    /// Whether there is a weekday on which it opens.
    [[nodiscard]] bool opens_at_all() const;

private:
    std::vector<Opening> openings_;
    Holidays holidays_;
    std::vector<std::int64_t> closed_days_; // the holidays by number, ascending
};

} // namespace nurture::inline v0
