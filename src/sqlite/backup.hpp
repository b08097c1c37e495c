// SPDX-License-Identifier: BSL-1.0
/// \file
/// Copies of a database that is in use.

#pragma once

#include <string>

#include <nurture/result.hpp>

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

/// Writes what the open transaction sees into a new file: wholly, or not at all.
[[nodiscard]] Result<void> write_backup(Connection& source, const std::string& to);

} // namespace nurture::inline v0::sqlite
