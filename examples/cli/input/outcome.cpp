// SPDX-License-Identifier: BSL-1.0

#include "input/outcome.hpp"

namespace nurture::cli {

std::string describe(const BadInput& bad) {
    std::string text = bad.file;
    if (bad.line != 0) {
        text += ':' + std::to_string(bad.line);
        if (bad.column != 0) {
            text += ':' + std::to_string(bad.column);
        }
    }
    return text + ": " + bad.reason;
}

} // namespace nurture::cli
