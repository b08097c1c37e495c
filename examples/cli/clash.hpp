// SPDX-License-Identifier: BSL-1.0
/// \file
/// Outputs that would overwrite what is read, or each other.

#pragma once

#include <string>

#include "commands.hpp"

namespace nurture::cli {

/// One sentence if --outbox, --rejects or --db names an input, a file of the catalog or another's file; else empty.
/// Devices and pipes never clash.
[[nodiscard]] std::string clash_of(const RunOptions& options);

} // namespace nurture::cli
