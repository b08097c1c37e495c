// SPDX-License-Identifier: BSL-1.0
/// \file
/// The examples of a reference page: lines `what // what it gives` in fenced blocks.

#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace nurture::testing_support {

/// What stands in the blocks that this fence opens, for example "```cel", with what it is said to give.
inline std::vector<std::pair<std::string, std::string>> examples_of(const std::string& page, std::string_view fence) {
    std::ifstream text(std::string(NURTURE_SOURCE_DIR "/docs/reference/") + page);
    std::vector<std::pair<std::string, std::string>> found;
    bool inside = false;
    for (std::string line; std::getline(text, line);) {
        if (line.compare(0, 3, "```") == 0) {
            inside = line == fence;
        } else if (inside) {
            const std::size_t comment = line.rfind(" // ");
            REQUIRE(comment != std::string::npos);
            found.emplace_back(line.substr(0, comment), line.substr(comment + 4));
        }
    }
    return found;
}

} // namespace nurture::testing_support
