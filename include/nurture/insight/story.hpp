// SPDX-License-Identifier: BSL-1.0
/// \file
/// What happened to a lead and why, as sentences for people.

#pragma once

#include <string>
#include <vector>

#include <nurture/runtime/journal.hpp>

namespace nurture::inline v0 {

/// What one line says, without its time and lead: `two-mails #1: sent "Welcome" (first) by email to ada@example.com`.
[[nodiscard]] std::string sentence(const JournalLine& line);

/// A lead's timeline, a line each, with times in UTC.
[[nodiscard]] std::string story(const std::vector<JournalLine>& lines);

} // namespace nurture::inline v0
