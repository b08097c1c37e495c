// SPDX-License-Identifier: BSL-1.0
/// \file
/// What happened to a lead and why, as sentences for people.

#pragma once

#include <string>
#include <vector>

#include <nurture/lead/value.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// What one line says, without its time and lead: `two-mails #1: sent "Welcome" (first) by email to ada@example.com`.
[[nodiscard]] std::string sentence(const JournalLine& line);

/// A lead's timeline, a line each, with times in UTC.
[[nodiscard]] std::string story(const std::vector<JournalLine>& lines);

/// What decided a condition, as the journal has it under `because`, on one line:
/// `lead.score (62) >= 50, and clicked("post") does not hold`.
[[nodiscard]] std::string reasons(const Value& because);

/// "2026-03-02 09:00:00" in UTC, with milliseconds where there are some.
[[nodiscard]] std::string for_people(Instant at);

} // namespace nurture::inline v0
