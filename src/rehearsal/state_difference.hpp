// SPDX-License-Identifier: BSL-1.0
/// \file
/// The first thing in which what two stores know of one lead differs, in words.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0 {

/// "`due` of enrollment 2 is … in the database and … in the replay"; nothing if they are equal. Of messages that are
/// final a store may know the latest alone, and texts that are dropped sooner or later are not looked at.
[[nodiscard]] std::optional<std::string> difference(const LeadState& database, const LeadState& replay);
[[nodiscard]] std::optional<std::string> difference(const AccountState& database, const AccountState& replay);

/// The first line that differs; nothing if they are equal.
[[nodiscard]] std::optional<std::string> difference(const std::vector<JournalLine>& database,
                                                    const std::vector<JournalLine>& replay);

} // namespace nurture::inline v0
