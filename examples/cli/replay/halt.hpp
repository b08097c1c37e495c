// SPDX-License-Identifier: BSL-1.0
/// \file
/// Why a command ends early.

#pragma once

#include <string>

namespace nurture::cli {

/// The status is the program's.
struct Halt {
    int status = 0;
    std::string sentence{};
};

} // namespace nurture::cli
