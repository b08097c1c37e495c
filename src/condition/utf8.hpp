// SPDX-License-Identifier: BSL-1.0
/// \file
/// Characters of UTF-8 text. Bytes that are not UTF-8 count as characters where they do not continue one.

#pragma once

#include <cstddef>
#include <string_view>

namespace nurture::inline v0::cel {

[[nodiscard]] inline bool continues_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

[[nodiscard]] inline std::size_t count_characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char byte : text) {
        count += continues_character(byte) ? 0 : 1;
    }
    return count;
}

/// The byte at which a character begins; npos beyond the end, the size at the end.
[[nodiscard]] inline std::size_t byte_of_character(std::string_view text, std::size_t character) noexcept {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (continues_character(text[at])) continue;
        if (character == 0) return at;
        --character;
    }
    return character == 0 ? text.size() : std::string_view::npos;
}

} // namespace nurture::inline v0::cel
