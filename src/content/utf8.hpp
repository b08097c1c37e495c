// SPDX-License-Identifier: BSL-1.0
/// \file
/// Characters of UTF-8 text and of markup. A byte that continues no character counts as one only where it stands first.

#pragma once

#include <cstddef>
#include <string_view>

namespace nurture::inline v0::liquid {

[[nodiscard]] constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool begins_a_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

[[nodiscard]] constexpr bool goes_on_in_a_word(char c) noexcept {
    return begins_a_word(c) || is_digit(c) || c == '-';
}

[[nodiscard]] constexpr std::string_view without_spaces_before(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    return text;
}

[[nodiscard]] constexpr std::string_view without_spaces_behind(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

[[nodiscard]] constexpr std::string_view without_spaces_around(std::string_view text) noexcept {
    return without_spaces_behind(without_spaces_before(text));
}

/// The end of the character that begins at a byte.
[[nodiscard]] constexpr std::size_t end_of_character(std::string_view text, std::size_t at) noexcept {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
        ++at;
    }
    return at;
}

[[nodiscard]] constexpr std::size_t count_characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at = end_of_character(text, at)) {
        ++count;
    }
    return count;
}

/// The byte at which a character begins, the size where there are not so many.
[[nodiscard]] constexpr std::size_t byte_of_character(std::string_view text, std::size_t character) noexcept {
    std::size_t at = 0;
    while (at < text.size() && character > 0) {
        at = end_of_character(text, at);
        --character;
    }
    return at;
}

} // namespace nurture::inline v0::liquid
