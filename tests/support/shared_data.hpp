// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where the data sets are that are too large for the repository.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

namespace nurture::testing_support {

/// The folder or file of that name in the shared folder: the one NURTURE_SHARED names, else `shared` beside the
/// checkout. Nothing if it is not there; then the test says NURTURE_SKIP.
inline std::optional<std::filesystem::path> shared_data(std::string_view name) {
    const char* const given = std::getenv("NURTURE_SHARED");
    const std::filesystem::path shared =
        given != nullptr ? std::filesystem::path(given) : std::filesystem::path(NURTURE_SOURCE_DIR) / ".." / "shared";
    std::filesystem::path wanted = shared / "data" / name;
    if (std::error_code failure; !std::filesystem::exists(wanted, failure)) {
        return std::nullopt;
    }
    return wanted;
}

} // namespace nurture::testing_support
