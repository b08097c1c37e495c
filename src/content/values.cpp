// SPDX-License-Identifier: BSL-1.0

#include "content/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "content/number.hpp"
#include "content/utf8.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr int deepest = 64; // Lists in lists, of a hostile value.

std::string_view integer_text(std::int64_t number, Workspace& workspace) {
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return workspace.keep({buffer.data(), static_cast<std::size_t>(end - buffer.data())}).view();
}

void append_text(TextBuilder& out, const Datum& datum, Workspace& workspace, int depth);

void append_map(TextBuilder& out, const Datum& map, Workspace& workspace, int depth) {
    if (map.kind == Kind::host_map) {
        out.append(to_json(Value(*map.host_map)));
        return;
    }
    out.append('{');
    for (std::size_t i = 0; i < map.size; ++i) {
        const Entry& entry = map.entries[i];
        std::string key = i == 0 ? "" : ",";
        append_json(key, entry.key);
        out.append(key);
        out.append(':');
        if (entry.value.is_text()) {
            std::string value;
            append_json(value, entry.value.view());
            out.append(value);
        } else {
            append_text(out, entry.value.is_nil() ? of_text("null") : entry.value, workspace, depth + 1);
        }
    }
    out.append('}');
}

void append_text(TextBuilder& out, const Datum& datum, Workspace& workspace, int depth) {
    if (depth > deepest) {
        mistake("lists and maps lie too deep in one another to be written");
    }
    if (datum.is_list()) {
        workspace.spend(datum.size);
        for (std::size_t i = 0; i < datum.size; ++i) {
            if (i > 0 && datum.of_host) {
                out.append(", ");
            }
            append_text(out, item(datum, i), workspace, depth + 1);
        }
    } else if (datum.is_map()) {
        workspace.spend(datum.size);
        append_map(out, datum, workspace, depth);
    } else {
        out.append(text_of(datum, workspace));
    }
}

Datum find_entry(const Datum& map, std::string_view key, bool& found) {
    if (map.kind == Kind::host_map) {
        const Value* value = map.host_map->find(key);
        found = value != nullptr;
        return found ? of_host(*value) : Datum();
    }
    for (std::size_t i = 0; i < map.size; ++i) {
        if (map.entries[i].key == key) {
            found = true;
            return map.entries[i].value;
        }
    }
    found = false;
    return {};
}

Datum pair_of(const Datum& map, std::size_t index, Workspace& workspace) {
    Datum* pair = workspace.take_items(2);
    if (map.kind == Kind::host_map) {
        const Field& field = map.host_map->begin()[index];
        pair[0] = of_text(field.name);
        pair[1] = of_host(field.value);
    } else {
        pair[0] = of_text(map.entries[index].key);
        pair[1] = map.entries[index].value;
    }
    return of_list(pair, 2);
}

Datum member_of_map(const Datum& map, const Datum& key, bool behind_dot, Workspace& workspace) {
    if (!key.is_text()) {
        return {};
    }
    bool found = false;
    workspace.spend(map.kind == Kind::map ? map.size / 8 : 1);
    const Datum value = find_entry(map, key.view(), found);
    if (found || !behind_dot) {
        return value;
    }
    if (key.view() == "size") {
        return of_integer(static_cast<std::int64_t>(map.size));
    }
    return key.view() == "first" && map.size > 0 ? pair_of(map, 0, workspace) : Datum();
}

Datum member_of_list(const Datum& list, const Datum& key, bool behind_dot) {
    const auto size = static_cast<std::int64_t>(list.size);
    if (key.kind == Kind::integer) {
        const std::int64_t index = key.integer < 0 ? key.integer + size : key.integer;
        return index >= 0 && index < size ? item(list, static_cast<std::size_t>(index)) : Datum();
    }
    if (!behind_dot) {
        return {};
    }
    const std::string_view name = key.view();
    if (name == "size") {
        return of_integer(size);
    }
    if (size == 0 || (name != "first" && name != "last")) {
        return {};
    }
    return item(list, name == "first" ? 0 : list.size - 1);
}

Datum member_of_loop(const LoopState& loop, std::string_view name) {
    const bool in_table = loop.columns > 0;
    const std::int64_t column = in_table ? loop.index % loop.columns : 0;
    if (name == "index") return of_integer(loop.index + 1);
    if (name == "index0") return of_integer(loop.index);
    if (name == "rindex") return of_integer(loop.length - loop.index);
    if (name == "rindex0") return of_integer(loop.length - loop.index - 1);
    if (name == "first") return of_bool(loop.index == 0);
    if (name == "last") return of_bool(loop.index + 1 == loop.length);
    if (name == "length") return of_integer(loop.length);
    if (in_table) {
        if (name == "col") return of_integer(column + 1);
        if (name == "col0") return of_integer(column);
        if (name == "row") return of_integer(loop.index / loop.columns + 1);
        if (name == "col_first") return of_bool(column == 0);
        if (name == "col_last") return of_bool(column + 1 == loop.columns || loop.index + 1 == loop.length);
        return {};
    }
    if (name == "name") return of_text(loop.name);
    if (name == "parentloop" && loop.parent != nullptr) {
        Datum parent = of_kind(Kind::loop);
        parent.loop = loop.parent;
        return parent;
    }
    return {};
}

std::size_t count_flat(const Datum& list, Workspace& workspace, int depth) {
    if (depth > deepest) {
        mistake("lists lie too deep in one another");
    }
    workspace.spend(list.size + 1);
    std::size_t count = 0;
    for (std::size_t i = 0; i < list.size; ++i) {
        const Datum each = item(list, i);
        count += each.is_list() ? count_flat(each, workspace, depth + 1) : 1;
    }
    return count;
}

Datum* fill_flat(const Datum& list, Datum* next) {
    for (std::size_t i = 0; i < list.size; ++i) {
        const Datum each = item(list, i);
        if (each.is_list()) {
            next = fill_flat(each, next);
        } else {
            *next++ = each;
        }
    }
    return next;
}

/// What `empty` and `blank` are equal to.
bool is_of_kind(const Datum& datum, Kind kind) {
    if (is_empty(datum)) {
        return true;
    }
    if (kind == Kind::empty) {
        return false;
    }
    return !is_true(datum) || (datum.is_text() && std::all_of(datum.view().begin(), datum.view().end(), is_space));
}

bool is_special(const Datum& datum) {
    return datum.kind == Kind::empty || datum.kind == Kind::blank;
}

bool is_number(const Datum& datum) {
    return datum.kind == Kind::integer || datum.kind == Kind::real;
}

template <class T>
Order order_of_values(const T& a, const T& b) {
    return a < b ? Order::less : b < a ? Order::greater : a == b ? Order::equal : Order::unordered;
}

Order order_of_numbers(const Datum& a, const Datum& b) {
    if (a.kind == Kind::integer && b.kind == Kind::integer) {
        return order_of_values(a.integer, b.integer);
    }
    return order_of_values(as_real(a), as_real(b));
}

bool equal_maps(const Datum& a, const Datum& b, Workspace& workspace) {
    if (a.size != b.size) {
        return false;
    }
    const Datum pairs = pairs_of(a, workspace);
    for (std::size_t i = 0; i < pairs.size; ++i) {
        bool found = false;
        workspace.spend(b.size / 8 + 1);
        const Datum other = find_entry(b, pairs.items[i].items[0].view(), found);
        if (!found || !equal(pairs.items[i].items[1], other, workspace)) {
            return false;
        }
    }
    return true;
}

bool equal_lists(const Datum& a, const Datum& b, Workspace& workspace) {
    if (a.size != b.size) {
        return false;
    }
    for (std::size_t i = 0; i < a.size; ++i) {
        if (!equal(item(a, i), item(b, i), workspace)) {
            return false;
        }
    }
    return true;
}

Order order_of_lists(const Datum& a, const Datum& b, Workspace& workspace) {
    for (std::size_t i = 0; i < std::min(a.size, b.size); ++i) {
        const Order order = order_of(item(a, i), item(b, i), workspace);
        if (order != Order::equal) {
            return order;
        }
    }
    return order_of_values(a.size, b.size);
}

} // namespace

std::string_view text_of(const Datum& datum, Workspace& workspace) {
    switch (datum.kind) {
    case Kind::text: return datum.view();
    case Kind::boolean: return datum.flag ? "true" : "false";
    case Kind::integer: return integer_text(datum.integer, workspace);
    case Kind::real: return real_text(datum, workspace);
    case Kind::instant: return workspace.keep(to_string(datum.at)).view();
    case Kind::range: {
        TextBuilder out(workspace);
        out.append(integer_text(datum.integer, workspace));
        out.append("..");
        out.append(integer_text(datum.last, workspace));
        return out.finish().view();
    }
    case Kind::host_list:
    case Kind::list:
    case Kind::host_map:
    case Kind::map: {
        TextBuilder out(workspace);
        append_text(out, datum, workspace, 0);
        return out.finish().view();
    }
    case Kind::loop: return datum.loop->columns > 0 ? "tablerowloop" : "forloop";
    case Kind::nil:
    case Kind::empty:
    case Kind::blank:
    case Kind::unset: break;
    }
    return {};
}

Datum item(const Datum& list, std::size_t index) {
    if (list.kind == Kind::host_list) {
        return of_host((*list.host_list)[index]);
    }
    return list.kind == Kind::range ? of_integer(list.integer + static_cast<std::int64_t>(index)) : list.items[index];
}

std::uint64_t range_size(const Datum& range) noexcept {
    return range.last < range.integer
               ? 0
               : static_cast<std::uint64_t>(range.last) - static_cast<std::uint64_t>(range.integer) + 1;
}

Datum member(const Datum& base, const Datum& key, bool behind_dot, Workspace& workspace) {
    workspace.spend(1);
    switch (base.kind) {
    case Kind::host_map:
    case Kind::map: return member_of_map(base, key, behind_dot, workspace);
    case Kind::host_list:
    case Kind::list: return member_of_list(base, key, behind_dot);
    case Kind::loop: return key.is_text() ? member_of_loop(*base.loop, key.view()) : Datum();
    case Kind::text:
        return behind_dot && key.view() == "size" ? of_integer(static_cast<std::int64_t>(count_characters(base.view())))
                                                  : Datum();
    case Kind::range:
        if (behind_dot && key.view() == "size") return of_integer(static_cast<std::int64_t>(range_size(base)));
        if (behind_dot && range_size(base) > 0 && (key.view() == "first" || key.view() == "last")) {
            return of_integer(key.view() == "first" ? base.integer : base.last);
        }
        return {};
    default: return {};
    }
}

Datum items_of(const Datum& datum, Workspace& workspace) {
    if (datum.is_list()) {
        const std::size_t count = count_flat(datum, workspace, 0);
        if (count == datum.size && datum.kind == Kind::list) {
            bool flat = true;
            for (std::size_t i = 0; i < datum.size && flat; ++i) {
                flat = !datum.items[i].is_list();
            }
            if (flat) {
                return datum;
            }
        }
        Datum* items = workspace.take_items(count);
        fill_flat(datum, items);
        Datum made = of_list(items, count);
        made.of_host = datum.of_host;
        return made;
    }
    if (datum.kind == Kind::range) {
        const std::uint64_t size = range_size(datum);
        Datum* items = workspace.take_items(size);
        for (std::uint64_t i = 0; i < size; ++i) {
            items[i] = of_integer(datum.integer + static_cast<std::int64_t>(i));
        }
        return of_list(items, size);
    }
    if (datum.is_nil()) {
        return of_list(nullptr, 0);
    }
    Datum* items = workspace.take_items(1);
    *items = datum;
    return of_list(items, 1);
}

Datum pairs_of(const Datum& map, Workspace& workspace) {
    Datum* pairs = workspace.take_items(map.size);
    for (std::size_t i = 0; i < map.size; ++i) {
        pairs[i] = pair_of(map, i, workspace);
    }
    return of_list(pairs, map.size);
}

bool equal(const Datum& a, const Datum& b, Workspace& workspace) {
    workspace.spend(1);
    if (is_special(a) || is_special(b)) {
        return is_special(a) != is_special(b) && is_of_kind(is_special(a) ? b : a, is_special(a) ? a.kind : b.kind);
    }
    if (is_number(a) && is_number(b)) {
        return order_of_numbers(a, b) == Order::equal;
    }
    if (a.is_list() && b.is_list()) {
        return equal_lists(a, b, workspace);
    }
    if (a.is_map() && b.is_map()) {
        return equal_maps(a, b, workspace);
    }
    if (a.kind != b.kind) {
        return false;
    }
    switch (a.kind) {
    case Kind::nil: return true;
    case Kind::boolean: return a.flag == b.flag;
    case Kind::text: workspace.spend_on(a.view()); return a.view() == b.view();
    case Kind::instant: return a.at == b.at;
    case Kind::range: return a.integer == b.integer && a.last == b.last;
    case Kind::loop: return a.loop == b.loop;
    default: return false;
    }
}

bool contains(const Datum& whole, const Datum& part, Workspace& workspace) {
    if (!is_true(whole) || !is_true(part)) {
        return false;
    }
    if (whole.is_text()) {
        const std::string_view wanted = text_of(part, workspace);
        workspace.spend_on_search(whole.view(), wanted);
        return whole.view().find(wanted) != std::string_view::npos;
    }
    if (whole.is_list()) {
        for (std::size_t i = 0; i < whole.size; ++i) {
            if (equal(item(whole, i), part, workspace)) {
                return true;
            }
        }
        return false;
    }
    if (whole.is_map() && part.is_text()) {
        bool found = false;
        workspace.spend(whole.size / 8 + 1);
        (void)find_entry(whole, part.view(), found);
        return found;
    }
    return whole.kind == Kind::range && part.kind == Kind::integer && part.integer >= whole.integer &&
           part.integer <= whole.last;
}

Order order_of(const Datum& a, const Datum& b, Workspace& workspace) {
    workspace.spend(1);
    if (is_number(a) && is_number(b)) {
        return order_of_numbers(a, b);
    }
    if (a.is_text() && b.is_text()) {
        workspace.spend_on(a.view());
        const int order = a.view().compare(b.view());
        return order < 0 ? Order::less : order > 0 ? Order::greater : Order::equal;
    }
    if (a.kind == Kind::instant && b.kind == Kind::instant) {
        return order_of_values(a.at, b.at);
    }
    return a.is_list() && b.is_list() ? order_of_lists(a, b, workspace) : Order::unordered;
}

std::string_view kind_name(const Datum& datum) noexcept {
    switch (datum.kind) {
    case Kind::nil: return "nothing";
    case Kind::boolean: return "a bool";
    case Kind::integer:
    case Kind::real: return "a number";
    case Kind::text: return "a text";
    case Kind::instant: return "an instant";
    case Kind::host_list:
    case Kind::list: return "a list";
    case Kind::host_map:
    case Kind::map: return "a map";
    case Kind::range: return "a range";
    default: return "no value";
    }
}

} // namespace nurture::inline v0::liquid
