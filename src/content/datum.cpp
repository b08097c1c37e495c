// SPDX-License-Identifier: BSL-1.0

#include "content/datum.hpp"

namespace nurture::inline v0::liquid {

Datum of_kind(Kind kind) noexcept {
    Datum made;
    made.kind = kind;
    return made;
}

Datum of_bool(bool flag) noexcept {
    Datum made = of_kind(Kind::boolean);
    made.flag = flag;
    return made;
}

Datum of_integer(std::int64_t number) noexcept {
    Datum made = of_kind(Kind::integer);
    made.integer = number;
    return made;
}

Datum of_real(double number) noexcept {
    Datum made = of_kind(Kind::real);
    made.real = number;
    return made;
}

Datum of_text(std::string_view text) noexcept {
    Datum made = of_kind(Kind::text);
    made.characters = text.data();
    made.size = text.size();
    return made;
}

Datum of_list(const Datum* items, std::size_t size) noexcept {
    Datum made = of_kind(Kind::list);
    made.items = items;
    made.size = size;
    return made;
}

Datum of_range(std::int64_t first, std::int64_t last) noexcept {
    Datum made = of_kind(Kind::range);
    made.integer = first;
    made.last = last;
    return made;
}

Datum of_host(const Value& value) noexcept {
    Datum made;
    if (const bool* flag = value.as_bool()) {
        made = of_bool(*flag);
    } else if (const std::int64_t* integer = value.as_int()) {
        made = of_integer(*integer);
    } else if (const double* real = value.as_double()) {
        made = of_real(*real);
    } else if (const std::string* text = value.as_string()) {
        made = of_text(*text);
    } else if (const Instant* at = value.as_instant()) {
        made = of_kind(Kind::instant);
        made.at = *at;
    } else if (const Value::List* list = value.as_list()) {
        made = of_kind(Kind::host_list);
        made.host_list = list;
        made.size = list->size();
    } else if (const Value::Map* map = value.as_map()) {
        made = of_kind(Kind::host_map);
        made.host_map = map;
        made.size = map->size();
    }
    made.of_host = true;
    return made;
}

bool is_true(const Datum& datum) noexcept {
    return datum.kind != Kind::nil && (datum.kind != Kind::boolean || datum.flag);
}

bool is_empty(const Datum& datum) noexcept {
    return (datum.is_text() || datum.is_list() || datum.is_map()) && datum.size == 0;
}

} // namespace nurture::inline v0::liquid
