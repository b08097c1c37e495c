// SPDX-License-Identifier: BSL-1.0
/// \file
/// Offsets from the start of a scenario: `1d2h`, `300ms`, `5m`.

#pragma once

#include <string_view>

#include <nurture/result.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::rehearsal {

/// A sum of `w`, `d` (exactly 24 h), `h`, `m` or `min`, `s`, `ms`. Months do not exist here, so `m` is minutes.
/// Errors: unreadable, with an example.
[[nodiscard]] Result<Milliseconds> parse_offset(std::string_view text);

/// An instant, or an offset from `start`.
[[nodiscard]] Result<Instant> parse_moment(std::string_view text, Instant start);

} // namespace nurture::inline v0::rehearsal
