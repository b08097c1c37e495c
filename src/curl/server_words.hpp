// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a server said, fit for a journal.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "definition/utf8.hpp"

namespace nurture::inline v0::curl {

/// One line of valid UTF-8: control characters are blanks, other bytes that are no text are U+FFFD.
[[nodiscard]] inline std::string server_words(std::string_view said, std::size_t most = 500) {
    std::string line;
    for (const char c : said) {
        line += (c >= 0 && c < ' ') || c == '\x7F' ? ' ' : c;
    }
    for (auto bad = utf8::first_bad_byte(line); bad; bad = utf8::first_bad_byte(line)) {
        line.replace(*bad, 1, "\xEF\xBF\xBD");
    }
    return utf8::shortened(line, most);
}

} // namespace nurture::inline v0::curl
