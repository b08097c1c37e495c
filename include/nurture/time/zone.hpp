// SPDX-License-Identifier: BSL-1.0
/// \file
/// A time zone by its IANA name, and the way between UTC and local time.

#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// A wall-clock reading: a civil date and a time of day, without a zone.
struct LocalTime {
    std::int32_t year = 1970;
    std::uint8_t month = 1;         ///< 1 to 12.
    std::uint8_t day = 1;           ///< 1 to 31, a day that the month has.
    Milliseconds since_midnight{0}; ///< In [0, 24 h).

    friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// How far a zone's clocks stand from UTC, and how long that holds at least.
struct ZoneOffset {
    Milliseconds from_utc{0};    ///< What is added to UTC: positive east of Greenwich.
    Instant until = end_of_time; ///< It holds before this instant; `end_of_time` if for ever.

    friend bool operator==(const ZoneOffset&, const ZoneOffset&) = default;
};

/// A time zone of the system's tz database. Cheap to copy, immutable, safe from any thread.
///
/// Conversions allocate nothing. Instants and readings outside the years 0001 to 9999 read as the first or last.
class Zone {
public:
    /// UTC.
    Zone();

    /// The zone of an IANA name ("Europe/Berlin"), or nothing if the system does not have it.
    ///
    /// Names are checked against [A-Za-z0-9_+/-]+ without leading slash or ".." before any file is opened.
    [[nodiscard]] static std::optional<Zone> find(std::string_view iana_name);

    [[nodiscard]] const std::string& name() const noexcept;

    [[nodiscard]] LocalTime to_local(Instant at) const;

    [[nodiscard]] ZoneOffset offset_at(Instant at) const;

    /// The instant of a wall-clock reading. One that does not exist is the first instant after the gap, one that
    /// occurs twice is the earlier (S12).
    [[nodiscard]] Instant to_instant(const LocalTime& local) const;

    /// A number that is the same on every machine whose rules for this zone are the same from 1900 to 2199: to notice
    /// that a new edition of the tz database concerns it. Two names of one zone have one number.
    [[nodiscard]] std::uint64_t rules_hash() const noexcept;

private:
    struct Rules;
    explicit Zone(std::shared_ptr<const Rules> rules);
    std::shared_ptr<const Rules> rules_;
};

} // namespace nurture::inline v0
