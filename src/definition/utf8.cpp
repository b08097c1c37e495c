// SPDX-License-Identifier: BSL-1.0
/// \file
/// UTF-8 by RFC 3629.

#include "definition/utf8.hpp"

namespace nurture::inline v0 {
namespace {

/// The lead bytes of RFC 3629 with the range of the byte that follows.
struct Form {
    unsigned char first_from, first_to, second_from, second_to;
    std::size_t length;
};

constexpr Form forms[] = {
    {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/// The length of the valid character at an offset, 0 if there is none.
std::size_t valid_length(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (const Form& form : forms) {
        if (byte(at) < form.first_from || byte(at) > form.first_to) {
            continue;
        }
        if (at + form.length > text.size()) {
            return 0;
        }
        for (std::size_t i = 1; i < form.length; ++i) {
            const unsigned char from = i == 1 ? form.second_from : 0x80;
            const unsigned char to = i == 1 ? form.second_to : 0xBF;
            if (byte(at + i) < from || byte(at + i) > to) {
                return 0;
            }
        }
        return form.length;
    }
    return 0;
}

} // namespace

namespace utf8 {

bool has_byte_order_mark(std::string_view text) noexcept {
    return text.substr(0, 3) == "\xEF\xBB\xBF";
}

std::optional<std::size_t> first_bad_byte(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = valid_length(text, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::nullopt;
}

std::size_t length_of_character(std::string_view text, std::size_t at) noexcept {
    const std::size_t length = at < text.size() ? valid_length(text, at) : 0;
    return length == 0 ? (at < text.size() ? 1 : 0) : length;
}

void append(std::string& out, std::uint32_t code) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string shortened(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) {
        return std::string(text);
    }
    while (bytes > 0 && continues_character(text[bytes])) {
        --bytes;
    }
    return std::string(text.substr(0, bytes)) + "…";
}

} // namespace utf8

PlaceCounter::PlaceCounter(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {
    begin_ = utf8::has_byte_order_mark(source_->text) ? 3 : 0;
    offset_ = begin_;
}

Place PlaceCounter::at(std::size_t offset) {
    const std::string_view text = source_->text;
    if (offset < offset_) {
        offset_ = begin_;
        line_ = 1;
        column_ = 1;
    }
    for (; offset_ < offset && offset_ < text.size(); ++offset_) {
        if (text[offset_] == '\n') {
            ++line_;
            column_ = 1;
        } else if (!utf8::continues_character(text[offset_])) {
            ++column_;
        }
    }
    return {source_, line_, column_};
}

} // namespace nurture::inline v0
