// SPDX-License-Identifier: BSL-1.0
/// \file
/// Scalars by the YAML 1.2 core schema, and by declared types.

#include "definition/literal.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

bool all_of_class(std::string_view text, std::string_view allowed) noexcept {
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// What a plain scalar is by the core schema.
enum class Shape { text, boolean, spoken_boolean, integer, octal, hexadecimal, real, not_finite };

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_real(std::string_view text) noexcept {
    constexpr std::string_view digits = "0123456789";
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        text.remove_prefix(1);
    }
    const std::size_t exponent = text.find_first_of("eE");
    if (exponent != std::string_view::npos) {
        std::string_view power = text.substr(exponent + 1);
        if (!power.empty() && (power[0] == '-' || power[0] == '+')) {
            power.remove_prefix(1);
        }
        if (!all_of_class(power, digits)) {
            return false;
        }
        text = text.substr(0, exponent);
    }
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
    return (whole.empty() ? !decimals.empty() : all_of_class(whole, digits)) &&
           (decimals.empty() || all_of_class(decimals, digits));
}

Shape shape_of(std::string_view text) noexcept {
    if (text == "true" || text == "false") {
        return Shape::boolean;
    }
    if (text == "True" || text == "TRUE" || text == "False" || text == "FALSE") {
        return Shape::spoken_boolean;
    }
    const std::string_view unsigned_text = text.substr(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0);
    if (all_of_class(unsigned_text, "0123456789")) {
        return Shape::integer;
    }
    if (text.substr(0, 2) == "0o" && all_of_class(text.substr(2), "01234567")) {
        return Shape::octal;
    }
    if (text.substr(0, 2) == "0x" && all_of_class(text.substr(2), "0123456789abcdefABCDEF")) {
        return Shape::hexadecimal;
    }
    if (unsigned_text == ".inf" || unsigned_text == ".Inf" || unsigned_text == ".INF" || text == ".nan" ||
        text == ".NaN" || text == ".NAN") {
        return Shape::not_finite;
    }
    return is_real(text) ? Shape::real : Shape::text;
}

/// The number of these digits, or nothing if it is too large.
template <class Number, class... Base>
std::optional<Value> number_of(std::string_view digits, Base... base) {
    if (!digits.empty() && digits[0] == '+') {
        digits.remove_prefix(1);
    }
    Number number{};
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base...);
    return failure == std::errc() && end == digits.data() + digits.size() ? std::optional<Value>(number) : std::nullopt;
}

std::optional<Value> read_plain(const Document& document, std::string_view name, const Reading& reading) {
    const std::string_view text = document.text;
    std::optional<Value> value;
    switch (shape_of(text)) {
    case Shape::text: return Value(text);
    case Shape::boolean: return Value(text == "true");
    case Shape::spoken_boolean:
        reading.wrong_type(document.place,
                           fmt::format("\"{}\": a bool is true or false; a text {} needs quotes", name, quoted(text)));
        return std::nullopt;
    case Shape::integer: value = number_of<std::int64_t>(text); break;
    case Shape::octal: value = number_of<std::int64_t>(text.substr(2), 8); break;
    case Shape::hexadecimal: value = number_of<std::int64_t>(text.substr(2), 16); break;
    case Shape::real: value = number_of<double>(text); break;
    case Shape::not_finite: break;
    }
    if (!value) {
        reading.wrong_type(document.place, fmt::format("\"{}\": the number {} cannot be kept exactly in 64 bits; a "
                                                       "text needs quotes",
                                                       name, quoted(text)));
    }
    return value;
}

std::optional<Value> read_list(const Document& document, std::string_view name, const Reading& reading) {
    Value::List list;
    for (const Document& item : document.items) {
        if (auto value = read_literal(item, name, reading)) {
            list.push_back(*std::move(value));
        } else {
            return std::nullopt;
        }
    }
    return Value(std::move(list));
}

std::optional<Value> read_map(const Document& document, std::string_view name, const Reading& reading) {
    check_duplicates(document, reading);
    Value::Map map;
    for (const DocumentMember& member : document.members) {
        if (auto value = read_literal(member.value, fmt::format("{}.{}", name, member.key), reading)) {
            map.set(member.key, *std::move(value));
        } else {
            return std::nullopt;
        }
    }
    return Value(std::move(map));
}

/// Whether quotes make a scalar something that the kind cannot hold.
bool is_bare(FieldKind kind) noexcept {
    return kind == FieldKind::integer || kind == FieldKind::real || kind == FieldKind::boolean;
}

} // namespace

std::optional<Value> read_literal(const Document& document, std::string_view name, const Reading& reading) {
    switch (document.kind) {
    case Document::Kind::null: return Value();
    case Document::Kind::scalar:
        return document.quoted ? std::optional<Value>(document.text) : read_plain(document, name, reading);
    case Document::Kind::list: return read_list(document, name, reading);
    case Document::Kind::map: break;
    }
    return read_map(document, name, reading);
}

std::optional<Value> read_field_value(const Document& document, const FieldType& type, std::string_view name,
                                      const Reading& reading) {
    if (type.kind == FieldKind::dynamic || document.kind == Document::Kind::null) {
        return read_literal(document, name, reading);
    }
    if (type.kind == FieldKind::text_list) {
        if (document.kind != Document::Kind::list) {
            reading.wrong_type(document.place, fmt::format("\"{}\" must be a list of texts", name));
            return std::nullopt;
        }
        Value::List list;
        for (const Document& item : document.items) {
            if (const auto text = read_text(item, name, reading)) {
                list.emplace_back(*text);
            }
        }
        return Value(std::move(list));
    }
    const auto text = read_text(document, name, reading);
    if (!text) {
        return std::nullopt;
    }
    if (document.quoted && is_bare(type.kind)) {
        reading.wrong_type(document.place, fmt::format("\"{}\" is a number or bool by its declaration; write {} "
                                                       "without quotes",
                                                       name, *text));
        return std::nullopt;
    }
    Result<Value> value = read_as(type, *text);
    if (!value) {
        reading.wrong_type(document.place, fmt::format("{}: {}", name, value.error().message));
        return std::nullopt;
    }
    return *std::move(value);
}

} // namespace nurture::inline v0::reading
