// SPDX-License-Identifier: BSL-1.0
/// \file
/// Hours of the week in which something may happen: sending windows, business hours, and the rest of quiet hours.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <nurture/time/civil.hpp>
#include <nurture/time/holidays.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

/// Opens at `from` on each of its weekdays, and closes right before the next `to`: half-open, [from, to) (S15).
///
/// A `to` at or before `from` is on the day after, and all of it belongs to the weekday on which it opened: Friday
/// 22:00 to 02:00 is open on Saturday at one. `from` equal to `to` is a whole day.
struct Opening {
    Weekdays weekdays = Weekdays::monday_to_friday();
    TimeOfDay from = std::chrono::hours(9);
    TimeOfDay to = std::chrono::hours(17);

    friend bool operator==(const Opening&, const Opening&) = default;
};

/// A span of every day in which nobody is written to; `to` at or before `from` is on the day after.
struct QuietHours {
    TimeOfDay from = std::chrono::hours(20);
    TimeOfDay to = std::chrono::hours(8);

    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

/// Openings, and the holidays on which none begins. Cheap to copy, immutable, safe from any thread.
///
/// Whether it is open depends on what the clock in the zone shows and on nothing else: an hour that occurs twice is
/// open twice, an opening inside a gap does not take place, one that begins in a gap begins behind it.
class Window {
public:
    Window(std::vector<Opening> openings, Holidays holidays = {});
    Window(const Window&) = default; // and no move: what is left behind would be no window
    Window& operator=(const Window&) = default;
    ~Window() = default;

    /// Monday to Friday, 09:00 to 17:00: the default of a catalog.
    [[nodiscard]] static Window business_hours(Holidays holidays = {});
    /// All hours but these, on every day, holidays too. Quiet for a whole day, it never opens.
    [[nodiscard]] static Window outside(const QuietHours& quiet);

    [[nodiscard]] std::span<const Opening> openings() const noexcept;
    [[nodiscard]] const Holidays& holidays() const noexcept;

    /// Never behind the year 9999: `end_of_time` lies in no opening.
    [[nodiscard]] bool is_open(Instant at, const Zone& zone) const;

    /// The earliest instant at or after `from` at which it is open; `end_of_time` if it never opens again.
    [[nodiscard]] Instant next_open(Instant from, const Zone& zone) const;

    /// The instant at which it has been open for so long since `from`: business hours run out (S14). It may be the
    /// very end of an opening. For no time at all it is `from`, wherever that lies.
    [[nodiscard]] Instant after_open_for(Milliseconds length, Instant from, const Zone& zone) const;

    /// Whether it opens on that date at all: with business hours, whether it is a business day.
    [[nodiscard]] bool opens_on(const CivilDate& date) const;

    /// The n-th date after this one, or before if negative, on which it opens; the date itself for n = 0. Nothing
    /// behind the years 1 to 9999, or if it never opens.
    [[nodiscard]] std::optional<CivilDate> opening_day(const CivilDate& date, std::int32_t n) const;

    friend bool operator==(const Window& a, const Window& b);

private:
    friend Instant next_open(Instant from, std::span<const Window* const> windows, const Zone& zone);
    struct Hours;
    std::shared_ptr<const Hours> hours_;
};

/// The earliest instant at or after `from` at which all of them are open, `from` itself without windows; `end_of_time`
/// if there is none.
[[nodiscard]] Instant next_open(Instant from, std::span<const Window* const> windows, const Zone& zone);

/// Whether there is a time of the week at which all of them are open, holidays aside. A catalog in which quiet hours
/// leave no room inside a window is an error.
[[nodiscard]] bool open_together(std::span<const Window* const> windows);

} // namespace nurture::inline v0
