// SPDX-License-Identifier: BSL-1.0
#include "condition/datum.hpp"

namespace nurture::inline v0::cel {

std::string_view type_name(Kind kind) noexcept {
    switch (kind) {
    case Kind::error: return "error";
    case Kind::absent: return "absent";
    case Kind::null: return "null_type";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int";
    case Kind::unsigned_integer: return "uint";
    case Kind::real: return "double";
    case Kind::text: return "string";
    case Kind::bytes: return "bytes";
    case Kind::timestamp: return "google.protobuf.Timestamp";
    case Kind::duration: return "google.protobuf.Duration";
    case Kind::list:
    case Kind::host_list: return "list";
    case Kind::map:
    case Kind::host_map: return "map";
    case Kind::type: return "type";
    }
    return "dyn";
}

namespace {

// Values deeper than this cannot come from an expression, whose nesting is limited, but from a host.
constexpr int deepest = 100;

double as_double(const Datum& number) noexcept {
    switch (number.kind) {
    case Kind::integer: return static_cast<double>(number.whole);
    case Kind::unsigned_integer: return static_cast<double>(number.natural);
    default: return number.number;
    }
}

template <class T>
Ordering order_of(T a, T b) noexcept {
    return a < b ? Ordering::less : b < a ? Ordering::greater : Ordering::equal;
}

Ordering order_numbers(const Datum& a, const Datum& b) noexcept {
    if (a.kind == Kind::real || b.kind == Kind::real) {
        const double x = as_double(a);
        const double y = as_double(b);
        return x < y ? Ordering::less : y < x ? Ordering::greater : x == y ? Ordering::equal : Ordering::unordered;
    }
    const bool a_negative = a.kind == Kind::integer && a.whole < 0;
    const bool b_negative = b.kind == Kind::integer && b.whole < 0;
    if (a_negative != b_negative) return a_negative ? Ordering::less : Ordering::greater;
    // Both negative or both not: the bits of either type order alike.
    return a_negative ? order_of(a.whole, b.whole)
                      : order_of(static_cast<std::uint64_t>(a.whole), static_cast<std::uint64_t>(b.whole));
}

bool equal_lists(const Datum& a, const Datum& b, Meter& meter, int depth) noexcept {
    const std::size_t size = size_of_list(a);
    if (size != size_of_list(b)) return false;
    for (std::size_t i = 0; i < size; ++i) {
        if (!equal(item_of(a, i), item_of(b, i), meter, depth + 1)) return false;
    }
    return true;
}

bool equal_maps(const Datum& a, const Datum& b, Meter& meter, int depth) noexcept {
    const std::size_t size = size_of_map(a);
    if (size != size_of_map(b)) return false;
    for (std::size_t i = 0; i < size; ++i) {
        const Datum key = key_of(a, i);
        Datum mine;
        Datum theirs;
        if (!find_key(a, key, meter, mine) || !find_key(b, key, meter, theirs)) return false;
        if (!equal(mine, theirs, meter, depth + 1)) return false;
    }
    return true;
}

} // namespace

bool equal_by_kind(const Datum& a, const Datum& b, Meter& meter, int depth) noexcept {
    if (!meter.spend(1)) return false;
    if (a.is_number() && b.is_number()) return order_numbers(a, b) == Ordering::equal;
    if (a.is_list() && b.is_list()) return depth < deepest && equal_lists(a, b, meter, depth);
    if (a.is_map() && b.is_map()) return depth < deepest && equal_maps(a, b, meter, depth);
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case Kind::null: return true;
    case Kind::boolean: return a.flag == b.flag;
    case Kind::bytes: return a.extra == b.extra && meter.spend_bytes(a.extra) && a.view() == b.view();
    case Kind::timestamp: return a.whole == b.whole && a.extra == b.extra;
    case Kind::duration: return a.whole == b.whole;
    case Kind::type: return a.named == b.named;
    default: return false;
    }
}

Ordering order(const Datum& a, const Datum& b, Meter& meter) noexcept {
    if (a.is_number() && b.is_number()) return order_numbers(a, b);
    if (a.kind != b.kind) return Ordering::incomparable;
    switch (a.kind) {
    case Kind::boolean: return order_of(static_cast<int>(a.flag), static_cast<int>(b.flag));
    case Kind::text:
    case Kind::bytes: meter.spend_bytes(a.extra); return order_of(a.view().compare(b.view()), 0);
    case Kind::timestamp: return a.whole != b.whole ? order_of(a.whole, b.whole) : order_of(a.extra, b.extra);
    case Kind::duration: return order_of(a.whole, b.whole);
    default: return Ordering::incomparable;
    }
}

bool find_key(const Datum& map, const Datum& key, Meter& meter, Datum& found) noexcept {
    if (map.kind == Kind::host_map) {
        const Value* value = key.kind == Kind::text ? map.host_map->find(key.view()) : nullptr;
        if (value != nullptr) found = of_value(*value);
        return value != nullptr;
    }
    for (const auto& [name, value] : map.map->entries) {
        if (equal(name, key, meter)) {
            found = value;
            return true;
        }
    }
    return false;
}

} // namespace nurture::inline v0::cel
