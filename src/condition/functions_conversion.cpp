// SPDX-License-Identifier: BSL-1.0
/// \file
/// int(), uint(), double(), string(), bool(), bytes(), type(), dyn().

#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

#include "condition/functions.hpp"
#include "condition/literal.hpp"
#include "condition/number_text.hpp"
#include "condition/time_text.hpp"

namespace nurture::inline v0::cel {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

Datum out_of_range(Workspace& work, std::string_view type) {
    return work.fail("the number is out of the range of " + std::string(type));
}

Datum unreadable(Workspace& work, const Datum& text, std::string_view type) {
    return work.fail("`" + std::string(text.view().substr(0, 40)) + "` is not " + std::string(type));
}

template <class Number>
std::optional<Number> read_number(std::string_view text) noexcept {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

Datum to_int(Workspace& work, const Datum* a, std::size_t) {
    switch (a->kind) {
    case Kind::integer: return *a;
    case Kind::unsigned_integer: return a->whole < 0 ? out_of_range(work, "int") : of_int(a->whole);
    case Kind::real:
        if (!(a->number > -two_to_63 && a->number < two_to_63)) return out_of_range(work, "int");
        return of_int(static_cast<std::int64_t>(a->number));
    case Kind::timestamp: return of_int(a->whole);
    case Kind::text:
        if (const auto number = read_number<std::int64_t>(a->view())) return of_int(*number);
        return unreadable(work, *a, "an int");
    default: return work.no_overload("int()", a, 1);
    }
}

Datum to_uint(Workspace& work, const Datum* a, std::size_t) {
    switch (a->kind) {
    case Kind::unsigned_integer: return *a;
    case Kind::integer:
        return a->whole < 0 ? out_of_range(work, "uint") : of_uint(static_cast<std::uint64_t>(a->whole));
    case Kind::real:
        if (!(a->number > -1 && a->number < two_to_64)) return out_of_range(work, "uint");
        return of_uint(static_cast<std::uint64_t>(a->number));
    case Kind::text:
        if (const auto number = read_number<std::uint64_t>(a->view())) return of_uint(*number);
        return unreadable(work, *a, "a uint");
    default: return work.no_overload("uint()", a, 1);
    }
}

Datum to_double(Workspace& work, const Datum* a, std::size_t) {
    switch (a->kind) {
    case Kind::real: return *a;
    case Kind::integer: return of_double(static_cast<double>(a->whole));
    case Kind::unsigned_integer: return of_double(static_cast<double>(a->natural));
    case Kind::text:
        if (const auto number = read_double(a->view(), true)) return of_double(*number);
        return unreadable(work, *a, "a double");
    default: return work.no_overload("double()", a, 1);
    }
}

bool is_utf8(std::string_view bytes) noexcept {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || bytes.size() - at < length) return false;
        std::uint32_t code = lead & (0xFFU >> (length == 1 ? 0 : length + 1));
        for (std::size_t i = 1; i < length; ++i) {
            const auto next = static_cast<unsigned char>(bytes[at + i]);
            if ((next & 0xC0U) != 0x80U) return false;
            code = (code << 6U) | (next & 0x3FU);
        }
        constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
        at += length;
    }
    return true;
}

Datum to_string(Workspace& work, const Datum* a, std::size_t) {
    switch (a->kind) {
    case Kind::text: return *a;
    case Kind::boolean: return refer(Kind::text, a->flag ? "true" : "false");
    case Kind::integer: return work.text(std::to_string(a->whole));
    case Kind::unsigned_integer: return work.text(std::to_string(a->natural));
    case Kind::real: return work.text(number_text(a->number));
    case Kind::timestamp: return work.text(timestamp_text(*a));
    case Kind::duration: return work.text(duration_text(a->whole));
    case Kind::bytes:
        work.meter.spend_bytes(a->extra);
        return is_utf8(a->view()) ? refer(Kind::text, a->view()) : work.fail("the bytes are not UTF-8 text");
    default: return work.no_overload("string()", a, 1);
    }
}

Datum to_bool(Workspace& work, const Datum* a, std::size_t) {
    if (a->kind == Kind::boolean) return *a;
    if (a->kind != Kind::text) return work.no_overload("bool()", a, 1);
    for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
        if (a->view() == yes) return of_bool(true);
    }
    for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
        if (a->view() == no) return of_bool(false);
    }
    return unreadable(work, *a, "true or false");
}

Datum to_bytes(Workspace& work, const Datum* a, std::size_t) {
    if (a->kind == Kind::text || a->kind == Kind::bytes) return refer(Kind::bytes, a->view());
    return work.no_overload("bytes()", a, 1);
}

Datum type_of_value(Workspace&, const Datum* a, std::size_t) {
    return of_type(a->kind);
}

Datum same(Workspace&, const Datum* a, std::size_t) {
    return *a;
}

} // namespace

void add_conversions(std::vector<FunctionEntry>& table) {
    const auto from = [](Kind result, std::initializer_list<Kind> kinds) {
        std::vector<Overload> overloads;
        for (const Kind kind : kinds) {
            overloads.push_back({{kind}, result, any});
        }
        return overloads;
    };
    using K = Kind;
    table.push_back(
        {"int", false, to_int, from(K::integer, {K::integer, K::unsigned_integer, K::real, K::text, K::timestamp})});
    table.push_back(
        {"uint", false, to_uint, from(K::unsigned_integer, {K::integer, K::unsigned_integer, K::real, K::text})});
    table.push_back({"double", false, to_double, from(K::real, {K::integer, K::unsigned_integer, K::real, K::text})});
    table.push_back({"string", false, to_string,
                     from(K::text, {K::text, K::boolean, K::integer, K::unsigned_integer, K::real, K::timestamp,
                                    K::duration, K::bytes})});
    table.push_back({"bool", false, to_bool, from(K::boolean, {K::boolean, K::text})});
    table.push_back({"bytes", false, to_bytes, from(K::bytes, {K::bytes, K::text})});
    table.push_back({"type", false, type_of_value, from(K::type, {any})});
    table.push_back({"dyn", false, same, from(any, {any})});
}

} // namespace nurture::inline v0::cel
