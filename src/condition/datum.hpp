// SPDX-License-Identifier: BSL-1.0
/// \file
/// A value while an expression is evaluated: 16 bytes, text and lists by reference.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::cel {

/// What a value is. `list` and `map` were made by the expression, `host_list` and `host_map` belong to the facts.
enum class Kind : std::uint8_t {
    error,
    absent,
    null,
    boolean,
    integer,
    unsigned_integer,
    real,
    text,
    bytes,
    timestamp,
    duration,
    list,
    map,
    host_list,
    host_map,
    type
};

struct ListData;
struct MapData;

/// A value. Cheap to copy; what it refers to lives in the facts, in the program or in an Arena.
struct Datum {
    Kind kind = Kind::null;
    std::uint32_t extra = 0; ///< Length of text, bytes and messages; nanoseconds of a timestamp.
    union {
        bool flag;
        std::int64_t whole = 0; ///< Also the seconds of a timestamp, the nanoseconds of a duration.
        std::uint64_t natural;  ///< Of an unsigned integer.
        double number;          ///< Of a real.
        const char* chars;      ///< Of text, bytes, an error's message, the name of what is absent.
        const ListData* list;
        const MapData* map;
        const Value::List* host_list;
        const Value::Map* host_map;
        Kind named; ///< Of a type.
    };

    [[nodiscard]] bool failed() const noexcept { return kind <= Kind::absent; }
    [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list || kind == Kind::host_list; }
    [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map || kind == Kind::host_map; }
    [[nodiscard]] bool is_number() const noexcept { return kind >= Kind::integer && kind <= Kind::real; }
    [[nodiscard]] bool is(bool truth) const noexcept { return kind == Kind::boolean && flag == truth; }
    [[nodiscard]] std::string_view view() const noexcept { return {chars, extra}; }
};

struct ListData {
    std::vector<Datum> items{};
};

struct MapData {
    std::vector<std::pair<Datum, Datum>> entries{}; ///< In the order written, keys different from each other.
};

/// Owns what expressions make. Costs nothing until something is made; addresses survive a move.
struct Arena {
    std::forward_list<std::string> texts{};
    std::forward_list<ListData> lists{};
    std::forward_list<MapData> maps{};
};

[[nodiscard]] inline Datum of_bool(bool flag) noexcept {
    Datum made;
    made.kind = Kind::boolean;
    made.flag = flag;
    return made;
}

[[nodiscard]] inline Datum of_int(std::int64_t whole) noexcept {
    Datum made;
    made.kind = Kind::integer;
    made.whole = whole;
    return made;
}

[[nodiscard]] inline Datum of_uint(std::uint64_t natural) noexcept {
    Datum made;
    made.kind = Kind::unsigned_integer;
    made.natural = natural;
    return made;
}

[[nodiscard]] inline Datum of_double(double number) noexcept {
    Datum made;
    made.kind = Kind::real;
    made.number = number;
    return made;
}

[[nodiscard]] inline Datum of_type(Kind named) noexcept {
    Datum made;
    made.kind = Kind::type;
    made.named = named == Kind::host_list ? Kind::list : named == Kind::host_map ? Kind::map : named;
    return made;
}

[[nodiscard]] inline Datum of_duration(std::int64_t nanoseconds) noexcept {
    Datum made;
    made.kind = Kind::duration;
    made.whole = nanoseconds;
    return made;
}

[[nodiscard]] inline Datum of_timestamp(std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
    Datum made;
    made.kind = Kind::timestamp;
    made.extra = nanoseconds;
    made.whole = seconds;
    return made;
}

[[nodiscard]] inline Datum of_instant(Instant at) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(at - seconds);
    return of_timestamp(seconds.time_since_epoch().count(), static_cast<std::uint32_t>(rest.count()));
}

/// The instant of a timestamp, cut to milliseconds.
[[nodiscard]] inline Instant to_instant(const Datum& timestamp) noexcept {
    return Instant(std::chrono::seconds(timestamp.whole)) + std::chrono::milliseconds(timestamp.extra / 1'000'000);
}

/// Refers to the characters, which must outlive it. Kind is text, bytes, error or absent.
[[nodiscard]] inline Datum refer(Kind kind, std::string_view characters) noexcept {
    Datum made;
    made.kind = kind;
    made.extra = static_cast<std::uint32_t>(characters.size());
    made.chars = characters.data();
    return made;
}

/// Refers to a value of the host; one that is absent becomes null.
[[nodiscard]] inline Datum of_value(const Value& value) noexcept {
    if (const bool* flag = value.as_bool()) return of_bool(*flag);
    if (const std::int64_t* whole = value.as_int()) return of_int(*whole);
    if (const double* number = value.as_double()) return of_double(*number);
    if (const std::string* text = value.as_string()) return refer(Kind::text, *text);
    if (const Instant* at = value.as_instant()) return of_instant(*at);
    Datum made;
    if (const Value::List* list = value.as_list()) {
        made.kind = Kind::host_list;
        made.host_list = list;
    } else if (const Value::Map* map = value.as_map()) {
        made.kind = Kind::host_map;
        made.host_map = map;
    }
    return made;
}

[[nodiscard]] inline std::size_t size_of_list(const Datum& list) noexcept {
    return list.kind == Kind::list ? list.list->items.size() : list.host_list->size();
}

[[nodiscard]] inline Datum item_of(const Datum& list, std::size_t place) noexcept {
    return list.kind == Kind::list ? list.list->items[place] : of_value((*list.host_list)[place]);
}

[[nodiscard]] inline std::size_t size_of_map(const Datum& map) noexcept {
    return map.kind == Kind::map ? map.map->entries.size() : map.host_map->size();
}

[[nodiscard]] inline Datum key_of(const Datum& map, std::size_t place) noexcept {
    return map.kind == Kind::map ? map.map->entries[place].first
                                 : refer(Kind::text, (map.host_map->begin() + place)->name);
}

/// CEL's name of a kind: "int", "list", "google.protobuf.Timestamp".
[[nodiscard]] std::string_view type_name(Kind kind) noexcept;

/// How much work is left. Every loop over data spends from it, so that no expression runs for long.
class Meter {
public:
    static constexpr std::uint32_t budget = 100'000;

    /// Whether there was enough; when there was not, it stays spent.
    bool spend(std::size_t steps) noexcept {
        left_ = steps < left_ ? left_ - static_cast<std::uint32_t>(steps) : 0;
        return left_ != 0;
    }
    /// Spends for going over so many bytes.
    bool spend_bytes(std::size_t bytes) noexcept { return spend(1 + bytes / 64); }
    /// Spends for looking for a text in another, which at worst compares it at every place.
    bool spend_search(std::size_t text, std::size_t sought) noexcept {
        return spend(1 + (1 + text / 64) * (1 + sought / 64));
    }
    [[nodiscard]] bool exhausted() const noexcept { return left_ == 0; }
    [[nodiscard]] static std::string out_of_budget() {
        return "the evaluation takes more than " + std::to_string(budget) + " steps";
    }

private:
    std::uint32_t left_ = budget;
};

/// What equal() says where not both are text.
[[nodiscard]] bool equal_by_kind(const Datum& a, const Datum& b, Meter& meter, int depth) noexcept;

/// CEL's equality: values of different kinds differ, numbers compare by what they are worth, NaN equals nothing.
[[nodiscard]] inline bool equal(const Datum& a, const Datum& b, Meter& meter, int depth = 0) noexcept {
    if (a.kind != Kind::text || b.kind != Kind::text) return equal_by_kind(a, b, meter, depth);
    return meter.spend_bytes(a.extra) && a.view() == b.view();
}

enum class Ordering { less, equal, greater, unordered, incomparable };

/// Unordered: NaN is among them. Incomparable: their kinds have no order.
[[nodiscard]] Ordering order(const Datum& a, const Datum& b, Meter& meter) noexcept;

/// The value of a key, or an error-free `false` if there is none. Numbers find each other across their types.
[[nodiscard]] bool find_key(const Datum& map, const Datum& key, Meter& meter, Datum& found) noexcept;

} // namespace nurture::inline v0::cel
