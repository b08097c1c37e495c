// SPDX-License-Identifier: BSL-1.0
#include "sqlite/message_key.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace nurture::inline v0::sqlite {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // Of RFC 4648.
constexpr std::size_t length_of_text = 26;

/// Reads base32 of 128 bits; false for a text that no 16 bytes give.
bool read_base32(std::string_view text, std::array<char, 16>& bytes) noexcept {
    if (text.size() != length_of_text) {
        return false;
    }
    std::uint32_t bits = 0;
    unsigned held = 0;
    std::size_t written = 0;
    for (const char c : text) {
        const bool is_letter = c >= 'A' && c <= 'Z';
        if (!is_letter && (c < '2' || c > '7')) {
            return false;
        }
        bits = bits << 5U | static_cast<std::uint32_t>(is_letter ? c - 'A' : c - '2' + 26);
        held += 5;
        if (held >= 8) {
            held -= 8;
            bytes[written++] = static_cast<char>(bits >> held & 0xFFU);
            bits &= (1U << held) - 1;
        }
    }
    return bits == 0; // What the last character says beyond the 128 bits.
}

std::string as_base32(std::string_view bytes) {
    std::string text;
    text.reserve(length_of_text);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (held += 8; held >= 5; held -= 5) {
            text += alphabet[bits >> (held - 5) & 31U];
        }
        bits &= (1U << held) - 1;
    }
    if (held != 0) {
        text += alphabet[bits << (5 - held) & 31U];
    }
    return text;
}

} // namespace

KeyColumn::KeyColumn(const MessageKey& key) noexcept : text_(key.str()), is_bytes_(read_base32(text_, bytes_)) {}

TextOrBlob KeyColumn::to_bind() const noexcept {
    return is_bytes_ ? TextOrBlob(Blob{bytes()}) : TextOrBlob(text_);
}

bool KeyColumn::stands_in(const Rows& rows, int column) const noexcept {
    return rows.is_blob(column) ? is_bytes_ && rows.blob(column) == bytes() : !is_bytes_ && rows.text(column) == text_;
}

MessageKey key_in(const Rows& rows, int column) {
    return rows.is_blob(column) ? MessageKey(as_base32(rows.blob(column))) : MessageKey(rows.text(column));
}

} // namespace nurture::inline v0::sqlite
