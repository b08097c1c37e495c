// SPDX-License-Identifier: BSL-1.0

#include "content/letter_case.hpp"

#include <cstddef>

#include "content/utf8.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr char32_t sharp_s = 0xDF;

bool is_in(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

/// Blocks in which upper and lower case take turns, upper first on even code points, or on odd ones.
bool alternates_from_even(char32_t c) {
    return (is_in(c, 0x100, 0x137) && c != 0x130 && c != 0x131) || is_in(c, 0x14A, 0x177) || is_in(c, 0x1E00, 0x1E95) ||
           is_in(c, 0x1EA0, 0x1EFF) || is_in(c, 0x460, 0x481) || is_in(c, 0x48A, 0x4BF) || is_in(c, 0x4D0, 0x52F) ||
           is_in(c, 0x218, 0x21F);
}

bool alternates_from_odd(char32_t c) {
    return is_in(c, 0x139, 0x148) || is_in(c, 0x179, 0x17E) || is_in(c, 0x4C1, 0x4CE) || is_in(c, 0x1CD, 0x1DC);
}

char32_t upper(char32_t c) {
    if (is_in(c, 'a', 'z')) return c - 32;
    if (is_in(c, 0xE0, 0xFE) && c != 0xF7) return c - 32;
    if (c == 0xFF) return 0x178;
    if (c == 0x131) return 'I';
    if (alternates_from_even(c)) return c & ~char32_t{1};
    if (alternates_from_odd(c)) return c % 2 == 0 ? c - 1 : c;
    if (c == 0x3AC) return 0x386;
    if (is_in(c, 0x3AD, 0x3AF)) return c - 37;
    if (c == 0x3C2) return 0x3A3;
    if (is_in(c, 0x3B1, 0x3CB)) return c - 32;
    if (c == 0x3CC) return 0x38C;
    if (is_in(c, 0x3CD, 0x3CE)) return c - 63;
    if (is_in(c, 0x430, 0x44F)) return c - 32;
    if (is_in(c, 0x450, 0x45F)) return c - 80;
    return c;
}

char32_t lower(char32_t c) {
    if (is_in(c, 'A', 'Z')) return c + 32;
    if (is_in(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;
    if (c == 0x178) return 0xFF;
    if (c == 0x1E9E) return sharp_s;
    if (alternates_from_even(c)) return c | char32_t{1};
    if (alternates_from_odd(c)) return c % 2 == 1 ? c + 1 : c;
    if (c == 0x386) return 0x3AC;
    if (is_in(c, 0x388, 0x38A)) return c + 37;
    if (c == 0x38C) return 0x3CC;
    if (is_in(c, 0x38E, 0x38F)) return c + 63;
    if (is_in(c, 0x391, 0x3AB) && c != 0x3A2) return c + 32;
    if (is_in(c, 0x410, 0x42F)) return c + 32;
    if (is_in(c, 0x400, 0x40F)) return c + 80;
    return c;
}

/// The code point of a character of two or three bytes; 0 for any other, none of which is changed.
char32_t decode(std::string_view character) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
    if (character.size() == 2 && (byte(0) & 0xE0U) == 0xC0U) {
        return ((byte(0) & 0x1FU) << 6U) | (byte(1) & 0x3FU);
    }
    if (character.size() == 3 && (byte(0) & 0xF0U) == 0xE0U) {
        return ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    }
    return 0;
}

void append_character(TextBuilder& out, char32_t c) {
    if (c < 0x80) {
        out.append(static_cast<char>(c));
    } else if (c < 0x800) {
        out.append(static_cast<char>(0xC0U | (c >> 6U)));
        out.append(static_cast<char>(0x80U | (c & 0x3FU)));
    } else {
        out.append(static_cast<char>(0xE0U | (c >> 12U)));
        out.append(static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)));
        out.append(static_cast<char>(0x80U | (c & 0x3FU)));
    }
}

template <class Change>
void append_changed(TextBuilder& out, std::string_view text, Change change) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_character(text, at);
        const std::string_view character = text.substr(at, end - at);
        at = end;
        if (character.size() == 1 && static_cast<unsigned char>(character.front()) < 0x80U) {
            out.append(static_cast<char>(change(static_cast<char32_t>(character.front()))));
            continue;
        }
        const char32_t before = decode(character);
        const char32_t after = change(before);
        if (before == after) {
            out.append(character);
        } else {
            append_character(out, after);
        }
    }
}

} // namespace

void append_upper(TextBuilder& out, std::string_view text) {
    constexpr std::string_view small_sharp_s = "\xC3\x9F";
    std::size_t from = 0;
    for (std::size_t at = text.find(small_sharp_s); at != std::string_view::npos; at = text.find(small_sharp_s, from)) {
        append_changed(out, text.substr(from, at - from), upper);
        out.append("SS");
        from = at + small_sharp_s.size();
    }
    append_changed(out, text.substr(from), upper);
}

void append_lower(TextBuilder& out, std::string_view text) {
    append_changed(out, text, lower);
}

} // namespace nurture::inline v0::liquid
