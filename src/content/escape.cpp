// SPDX-License-Identifier: BSL-1.0

#include "content/escape.hpp"

#include <cstddef>

namespace nurture::inline v0::liquid {

namespace {

/// How many bytes at a place are a character that may break a line: C0, DEL, C1 (NEL among them), U+2028, U+2029.
std::size_t control_size(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t offset) {
        return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
    };
    if (byte(0) < 0x20U || byte(0) == 0x7FU) {
        return 1;
    }
    if (byte(0) == 0xC2U && byte(1) >= 0x80U && byte(1) < 0xA0U) {
        return 2;
    }
    return byte(0) == 0xE2U && byte(1) == 0x80U && (byte(2) == 0xA8U || byte(2) == 0xA9U) ? 3 : 0;
}

} // namespace

std::string_view reference_of(char c) noexcept {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return "&#39;";
    }
}

bool is_plain_in_urls(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void append_percent(TextBuilder& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.append('%');
    out.append(digits[byte >> 4U]);
    out.append(digits[byte & 15U]);
}

void make_fit_for_header(std::string& text) {
    std::size_t to = 0;
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t control = control_size(text, at);
        if (control > 0) {
            pending = to > 0;
            at += control;
            continue;
        }
        if (pending && text[to - 1] != ' ' && text[at] != ' ') {
            text[to++] = ' '; // The control characters before it took at least one byte.
        }
        pending = false;
        text[to++] = text[at++];
    }
    text.resize(to);
}

} // namespace nurture::inline v0::liquid
