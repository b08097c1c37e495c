// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace nurture::inline v0 {

namespace {

/// The shortest digits that read back to the same number: plain between 0.00001 and 10^15, else with an exponent.
///
/// The borders are ours because the C++ library's own choice writes 100000 as 1e+05.
std::string shortest(double number) {
    const double size = std::fabs(number);
    const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific);
    return std::string(digits.data(), end.ptr);
}

/// The bytes of the well-formed UTF-8 character at the beginning of the text; 0 if there is none (RFC 3629).
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;  // Nothing that fits in two bytes,
        const unsigned high = first == 0xED ? 0x9F : 0xBF; // and no half of a surrogate pair.
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, unsigned char control) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (control) {
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += hex[control >> 4];
        out += hex[control & 0x0F];
    }
}

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    const std::string digits = shortest(number);
    out += digits;
    if (digits.find_first_of(".e") == std::string::npos) {
        out += ".0"; // So that it is read back as a double.
    }
}

void append_list(std::string& out, const Value::List& list) {
    out += '[';
    for (const Value& item : list) {
        out += &item == &list.front() ? "" : ",";
        append_json(out, item);
    }
    out += ']';
}

void append_map(std::string& out, const Value::Map& map) {
    out += '{';
    for (const Field& field : map) {
        out += &field == map.begin() ? "" : ",";
        append_json(out, std::string_view(field.name));
        out += ':';
        append_json(out, field.value);
    }
    out += '}';
}

std::string joined(const Value::List& list) {
    std::string out;
    for (const Value& item : list) {
        out += &item == &list.front() ? "" : ", ";
        out += to_text(item);
    }
    return out;
}

} // namespace

void append_json(std::string& out, std::string_view text) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
    out += '"';
    while (!text.empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_plain);
        out.append(text.begin(), end);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        if (text.empty()) {
            break;
        }
        const std::size_t size = character_size(text);
        const auto first = static_cast<unsigned char>(text.front());
        if (size == 0) {
            out += replacement;
        } else if (first < 0x20) {
            append_escaped(out, first);
        } else {
            if (first == '"' || first == '\\') {
                out += '\\';
            }
            out += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out += '"';
}

void append_json(std::string& out, const Value& value) {
    if (const bool* flag = value.as_bool()) {
        out += *flag ? "true" : "false";
    } else if (const std::int64_t* number = value.as_int()) {
        out += std::to_string(*number);
    } else if (const double* real = value.as_double()) {
        append_number(out, *real);
    } else if (const std::string* text = value.as_string()) {
        append_json(out, std::string_view(*text));
    } else if (const Instant* at = value.as_instant()) {
        append_json(out, std::string_view(to_string(*at)));
    } else if (const Value::List* list = value.as_list()) {
        append_list(out, *list);
    } else if (const Value::Map* map = value.as_map()) {
        append_map(out, *map);
    } else {
        out += "null";
    }
}

std::string to_json(const Value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

std::string to_text(const Value& value) {
    if (const std::string* text = value.as_string()) {
        return *text;
    }
    if (const double* number = value.as_double()) {
        return std::isfinite(*number) ? shortest(*number) : "";
    }
    if (const Instant* at = value.as_instant()) {
        return to_string(*at);
    }
    if (const Value::List* list = value.as_list()) {
        return joined(*list);
    }
    return value.is_absent() ? "" : to_json(value);
}

} // namespace nurture::inline v0
