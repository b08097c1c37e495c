// SPDX-License-Identifier: BSL-1.0
/// \file
/// Timestamps and durations of expressions, to the nanosecond, as text.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "condition/datum.hpp"

namespace nurture::inline v0::cel {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

/// Whether a timestamp lies in the years 1 to 9999.
[[nodiscard]] bool in_range(std::int64_t seconds) noexcept;

/// Reads RFC 3339 with an offset; nothing if it cannot be read or is out of range.
[[nodiscard]] std::optional<Datum> read_timestamp(std::string_view text) noexcept;

/// Reads CEL's durations ("1h30m", "-1.5s") and the exact units of the catalog ("15min", "30d", "2w"). `problem` is a
/// sentence when there is none.
[[nodiscard]] std::optional<std::int64_t> read_duration(std::string_view text, std::string& problem);

[[nodiscard]] std::string timestamp_text(const Datum& timestamp);
[[nodiscard]] std::string duration_text(std::int64_t nanoseconds);

} // namespace nurture::inline v0::cel
