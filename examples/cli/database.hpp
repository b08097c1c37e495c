// SPDX-License-Identifier: BSL-1.0
/// \file
/// Databases as the commands open them.

#pragma once

#include <memory>
#include <string>

#include <nurture/sqlite/database.hpp>

#include "replay/run_stores.hpp"

namespace nurture::cli {

/// For `run`: made if there is none, to record messages or not, and nobody else runs on it until it is closed.
[[nodiscard]] Result<std::unique_ptr<sqlite::Database>> open_to_run(const std::string& path, bool records_messages);

/// To read, also beside an engine that runs.
[[nodiscard]] Result<std::unique_ptr<sqlite::Database>> open_to_read(const std::string& path);

[[nodiscard]] RunStores stores_in(sqlite::Database& database, const std::string& path);

} // namespace nurture::cli
