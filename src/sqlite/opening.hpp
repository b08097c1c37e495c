// SPDX-License-Identifier: BSL-1.0
/// \file
/// From a path to a connection that is ready for work, or a sentence that says why not.

#pragma once

#include <memory>
#include <string>

#include <nurture/result.hpp>
#include <nurture/sqlite/database.hpp>

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

/// Opens the file, makes or upgrades its tables where the mode allows it, and sets what a connection must have set.
/// Takes the same time however much stands in the file.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_file(const std::string& path, const Options& options);

} // namespace nurture::inline v0::sqlite
