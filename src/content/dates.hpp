// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reading what people write as a date, and writing one by the directives of strftime, in English.

#pragma once

#include <optional>
#include <string_view>

#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// An instant, and how its clock stands where the text itself said so.
struct ReadDate {
    Instant at{};
    std::optional<Milliseconds> from_utc = {};
};

/// Reads "2026-05-20", "2026-05-20 09:00", RFC 3339, "2026/05/20", "May 20, 2026", "20 May 2026 09:00:30 +0200", with
/// or without a weekday before it. A time without an offset is on the clock of `zone`.
[[nodiscard]] std::optional<ReadDate> read_date_text(std::string_view text, const Zone& zone);

/// Whether the text could mean a date to someone: it holds a digit or the name of a month or day.
[[nodiscard]] bool may_be_a_date(std::string_view text);

/// Writes an instant as its format says: %Y %m %d %B %H:%M and the other directives of strftime, with - 0 ^ # _ and a
/// width. An unknown directive is written as it stands.
[[nodiscard]] Datum format_date(const ReadDate& date, std::string_view format, const Zone& zone, Workspace& workspace);

} // namespace nurture::inline v0::liquid
