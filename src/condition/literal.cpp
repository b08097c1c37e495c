// SPDX-License-Identifier: BSL-1.0
#include "condition/literal.hpp"

#include <charconv>
#include <limits>
#include <system_error>

namespace nurture::inline v0::cel {

namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

int digit_of(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

char simple_escape(char c) noexcept {
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return c;
    default: return '\0';
    }
}

/// Reads so many digits of the base; nothing if there are fewer.
std::optional<std::uint32_t> read_code(std::string_view body, std::size_t at, std::size_t count, int base) noexcept {
    if (body.size() - at < count) return {};
    std::uint32_t code = 0;
    for (const char c : body.substr(at, count)) {
        if (digit_of(c) >= base) return {};
        code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_of(c));
    }
    return code;
}

/// An escape by number at `at`, just after the backslash. Moves `at` past it.
bool append_code(std::string& out, std::string_view body, std::size_t& at, bool bytes) {
    const char kind = body[at];
    const bool octal = kind >= '0' && kind <= '3';
    const std::size_t skip = octal ? 0 : 1;
    const std::size_t count = octal ? 3 : kind == 'x' || kind == 'X' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (count == 0 || (bytes && count > 3)) return false;
    const auto code = read_code(body, at + skip, count, octal ? 8 : 16);
    if (!code || (!bytes && (*code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)))) return false;
    if (bytes) {
        out += static_cast<char>(static_cast<unsigned char>(*code));
    } else {
        append_utf8(out, *code);
    }
    at += skip + count;
    return true;
}

} // namespace

void append_utf8(std::string& text, std::uint32_t code_point) {
    const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | (code_point >> 6));
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | (code_point >> 12));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | (code_point >> 18));
        put(0x80 | ((code_point >> 12) & 0x3F));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
}

std::optional<std::string> unescape(std::string_view body, bool bytes, LiteralProblem& problem) {
    std::string out;
    out.reserve(body.size());
    for (std::size_t at = 0; at < body.size();) {
        if (body[at] != '\\') {
            out += body[at++];
            continue;
        }
        const std::size_t begin = at++;
        if (at < body.size()) {
            if (const char c = simple_escape(body[at]); c != '\0') {
                out += c;
                ++at;
                continue;
            }
            if (append_code(out, body, at, bytes)) continue;
        }
        problem = {begin,
                   "`" + std::string(body.substr(begin, 2)) + "` is no escape here; a backslash is written `\\\\`"};
        return {};
    }
    return out;
}

std::optional<std::uint64_t> read_natural(std::string_view digits) noexcept {
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        base = 16;
        digits.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size()) return {};
    return value;
}

namespace {

/// Whether a number beyond the range of a double is near zero rather than large.
bool is_tiny(std::string_view text) noexcept {
    const std::size_t e = text.find_first_of("eE");
    if (e != std::string_view::npos) return e + 1 < text.size() && text[e + 1] == '-';
    return text.find_first_not_of("-0.") > text.find('.');
}

} // namespace

std::optional<double> read_double(std::string_view text, bool words) {
    if (words) {
        if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
        if (text == "Infinity" || text == "+Infinity") return std::numeric_limits<double>::infinity();
        if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    }
    if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return {};
    if (text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return {};
    if (error == std::errc::result_out_of_range) return is_tiny(text) ? std::optional(0.0) : std::nullopt;
    if (error != std::errc()) return {};
    return value;
}

} // namespace nurture::inline v0::cel
