// SPDX-License-Identifier: BSL-1.0
#include "smtp/mime.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "definition/utf8.hpp"

namespace nurture::inline v0::smtp {

namespace {

constexpr std::size_t line_length = 76;
constexpr std::string_view line_break = "\r\n";
constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view word_begin = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";

bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

/// Line breaks as CRLF, valid UTF-8 without NUL.
std::string canonical_text(std::string_view text) {
    std::string lines;
    lines.reserve(text.size() + text.size() / 16);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' || text[at] == '\n') {
            at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 1 : 0;
            lines += line_break;
        } else if (text[at] == '\0') {
            lines += replacement;
        } else {
            lines += text[at];
        }
    }
    return repaired(lines);
}

std::string quoted_printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    std::size_t column = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 2) == line_break) {
            out += line_break;
            column = 0;
            ++at;
            continue;
        }
        const char c = text[at];
        const bool ends_line = at + 1 == text.size() || text.substr(at + 1, 2) == line_break;
        const bool is_blank = c == ' ' || c == '\t';
        // A dot in front is escaped although SMTP doubles it: there are servers that forget to undo that.
        bool is_plain = is_blank ? !ends_line : (is_printable(c) && c != '=' && !(c == '.' && column == 0));
        const std::size_t room = ends_line ? line_length : line_length - 1; // for the "=" of a soft break
        if (column + (is_plain ? 1U : 3U) > room) {
            out += "=\r\n";
            column = 0;
            is_plain = is_plain && c != '.';
        }
        if (is_plain) {
            out += c;
            column += 1;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '=';
            out += digits[byte >> 4U];
            out += digits[byte & 0x0FU];
            column += 3;
        }
    }
    return out;
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t per_line = line_length / 4 * 3;
    std::string out;
    out.reserve(bytes.size() * 3 / 2);
    for (std::size_t at = 0; at < bytes.size(); at += per_line) {
        out += base64(bytes.substr(at, per_line));
        out += line_break;
    }
    return out;
}

/// Words of base64 that each hold whole characters.
std::string encoded_words(std::string_view text, std::size_t column) {
    std::string out;
    while (!text.empty()) {
        const std::size_t used = column + word_begin.size() + word_end.size();
        const std::size_t most = used + 4 < line_length ? (line_length - used) / 4 * 3 : 0;
        std::size_t taken = 0;
        while (taken < text.size() && taken + utf8::length_of_character(text, taken) <= most) {
            taken += utf8::length_of_character(text, taken);
        }
        if (taken > 0) {
            out.append(word_begin).append(base64(text.substr(0, taken))).append(word_end);
            text.remove_prefix(taken);
        }
        if (!text.empty()) {
            out += "\r\n ";
            column = 1;
        }
    }
    return out;
}

bool can_stand_bare(std::string_view text) {
    std::size_t word = 0;  // Long ones have no place for a fold.
    std::size_t blank = 0; // These neither.
    for (const char c : text) {
        word = c == ' ' ? 0 : word + 1;
        blank = c == ' ' ? blank + 1 : 0;
        if (!is_printable(c) || word > 60 || blank > 5) {
            return false;
        }
    }
    return text.empty() || (text.front() != ' ' && text.back() != ' ' && text.find("=?") == std::string_view::npos);
}

} // namespace

std::string repaired(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (;;) {
        const std::optional<std::size_t> bad = utf8::first_bad_byte(text);
        out += text.substr(0, bad.value_or(text.size()));
        if (!bad) {
            return out;
        }
        out += replacement;
        text.remove_prefix(*bad + 1);
    }
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t held = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8U | (i < held ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= held ? digits[group >> (18U - 6U * i) & 0x3FU] : '=';
        }
    }
    return out;
}

std::string text_part(std::string_view subtype, std::string_view text) {
    const std::string lines = canonical_text(text);
    const auto foreign = static_cast<std::size_t>(std::count_if(
        lines.begin(), lines.end(), [](char c) { return !is_printable(c) && c != '\r' && c != '\n' && c != '\t'; }));
    const bool as_base64 = foreign > lines.size() / 6; // where three characters for one cost more than four for three
    std::string part = "Content-Type: text/" + std::string(subtype) + "; charset=utf-8\r\nContent-Transfer-Encoding: ";
    part += as_base64 ? "base64\r\n\r\n" + base64_lines(lines) : "quoted-printable\r\n\r\n" + quoted_printable(lines);
    if (!part.ends_with(line_break)) {
        part += line_break;
    }
    return part;
}

std::string folded_text(std::string_view text, std::size_t column) {
    if (!can_stand_bare(text)) {
        return encoded_words(text, column);
    }
    std::string out;
    while (!text.empty()) {
        const std::size_t word = std::min(text.find_first_not_of(' '), text.size());
        const std::size_t end = std::min(text.find(' ', word), text.size());
        if (word > 0 && column + end > line_length) {
            out += line_break;
            column = 0;
        }
        out += text.substr(0, end);
        column += end;
        text.remove_prefix(end);
    }
    return out;
}

std::string folded_phrase(std::string_view name, std::size_t column) {
    if (!can_stand_bare(name) || name.size() > 60) {
        return encoded_words(name, column);
    }
    const bool is_atoms = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
    });
    if (is_atoms) {
        return std::string(name);
    }
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

} // namespace nurture::inline v0::smtp
