// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which edition of the tz database the system has.

#pragma once

#include <string>

namespace nurture::inline v0 {

/// The edition of the system's zones as a short text, to be recorded beside decisions: "2026f".
///
/// Read from the database's own note of its version (`tzdata.zi`, `+VERSION`), else a hash over its files
/// ("files-0123456789abcdef"), so a change of the data is a change of the text; "none" where there is no database.
/// Looks where zones are looked for: the folder that TZDIR names, else /usr/share/zoneinfo.
///
/// A process keeps the rules of a zone as they were when it was first found, and follows a new edition when it is
/// started again. Whether a certain zone has changed is told by Zone::rules_hash().
[[nodiscard]] std::string zone_data_edition();

} // namespace nurture::inline v0
