// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cstdint>
#include <string>

#include "content/filters.hpp"
#include "content/number.hpp"
#include "content/utf8.hpp"
#include "content/values.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

[[noreturn]] void refuse_property(Workspace& workspace, const Datum& property, const Datum& each) {
    mistake(std::string(kind_name(each)) + " in the list has no property " + quoted(text_of(property, workspace)));
}

/// A property of an item as Ruby's [] has it: of a map the value, of a text itself where it holds the property.
Datum property_of(const Datum& each, const Datum& property, Workspace& workspace) {
    if (each.is_map()) {
        return member(each, property, false, workspace);
    }
    if (each.is_text() && property.is_text()) {
        return contains(each, property, workspace) ? property : Datum();
    }
    refuse_property(workspace, property, each);
}

/// Items that a filter takes out of a list, at most all of them.
class Chosen {
public:
    Chosen(Workspace& workspace, const Datum& from) : items_(workspace.take_items(from.size)), of_host_(from.of_host) {}

    void add(const Datum& each) { items_[size_++] = each; }
    [[nodiscard]] Datum finish() const {
        Datum made = of_list(items_, size_);
        made.of_host = of_host_;
        return made;
    }

private:
    Datum* items_;
    std::size_t size_ = 0;
    bool of_host_;
};

enum class Match { no, yes, unknown };

/// Whether an item has the property, or the property that value. What has no properties at all is unknown, and ends
/// the filter with nothing.
Match matches(const Datum& each, const Arguments& arguments, Workspace& workspace) {
    if (each.is_nil() || each.kind == Kind::boolean) {
        return Match::unknown;
    }
    const Datum value = property_of(each, arguments[0], workspace);
    const bool holds = arguments[1].is_nil() ? is_true(value) : equal(value, arguments[1], workspace);
    return holds ? Match::yes : Match::no;
}

/// The index of the first match; the size if there is none; nothing if that cannot be told.
struct Found {
    bool known = true;
    std::size_t index = 0;
};

Found first_match(const Datum& items, const Arguments& arguments, Workspace& workspace) {
    for (std::size_t i = 0; i < items.size; ++i) {
        const Match match = matches(items.items[i], arguments, workspace);
        if (match != Match::no) {
            return {match == Match::yes, i};
        }
    }
    return {true, items.size};
}

Datum chosen_by(const Datum& input, const Arguments& arguments, Match wanted, Workspace& workspace) {
    const Datum items = items_of(input, workspace);
    Chosen chosen(workspace, items);
    for (std::size_t i = 0; i < items.size; ++i) {
        const Match match = matches(items.items[i], arguments, workspace);
        if (match == Match::unknown) {
            return {};
        }
        if (match == wanted) {
            chosen.add(items.items[i]);
        }
    }
    return chosen.finish();
}

/// An item with what it is sorted by.
struct Keyed {
    Datum key{};
    Datum value{};
};

/// Which stands first; nil stands last. Values that have no order are a mistake.
bool stands_before(const Datum& a, const Datum& b, Workspace& workspace) {
    if (a.is_nil() || b.is_nil()) {
        return !a.is_nil() && b.is_nil();
    }
    const Order order = order_of(a, b, workspace);
    if (order == Order::unordered && !equal(a, b, workspace)) {
        mistake(std::string(kind_name(a)) + " and " + std::string(kind_name(b)) + " cannot be sorted together");
    }
    return order == Order::less;
}

char small(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// By their texts, upper case like lower.
bool stands_before_naturally(const Datum& a, const Datum& b, Workspace& workspace) {
    if (a.is_nil() || b.is_nil()) {
        return !a.is_nil() && b.is_nil();
    }
    const std::string_view x = text_of(a, workspace);
    const std::string_view y = text_of(b, workspace);
    workspace.spend_on(x);
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end(), [](char c, char d) {
        return static_cast<unsigned char>(small(c)) < static_cast<unsigned char>(small(d));
    });
}

/// Merges two sorted halves into `to`. Written out, as the order may throw in the middle and must not allocate.
template <class Before>
void merge(const Datum* keys, const std::uint32_t* from, std::size_t middle, std::size_t size, std::uint32_t* to,
           Before before) {
    std::size_t left = 0;
    std::size_t right = middle;
    for (std::size_t i = 0; i < size; ++i) {
        const bool takes_right = left == middle || (right < size && before(keys[from[right]], keys[from[left]]));
        to[i] = takes_right ? from[right++] : from[left++];
    }
}

template <class Before>
Datum sorted(const Datum& items, const Datum& property, Workspace& workspace, Before before) {
    const std::size_t size = items.size;
    Datum* keys = workspace.take_items(size);
    for (std::size_t i = 0; i < size; ++i) {
        keys[i] = property.is_nil() ? items.items[i] : property_of(items.items[i], property, workspace);
    }
    // Two rows of indices that the halves are merged between; a Datum has room for many.
    static_assert(alignof(Datum) >= alignof(std::uint32_t));
    const std::size_t room = size * 2 * sizeof(std::uint32_t) / sizeof(Datum) + 1;
    auto* from = reinterpret_cast<std::uint32_t*>(workspace.take_items(room));
    auto* to = from + size;
    for (std::size_t i = 0; i < size; ++i) {
        from[i] = static_cast<std::uint32_t>(i);
    }
    for (std::size_t width = 1; width < size; width *= 2) {
        for (std::size_t at = 0; at < size; at += 2 * width) {
            const std::size_t count = std::min(2 * width, size - at);
            merge(keys, from + at, std::min(width, count), count, to + at,
                  [&](const Datum& a, const Datum& b) { return before(a, b, workspace); });
        }
        std::swap(from, to);
    }
    Datum* made = workspace.take_items(size);
    for (std::size_t i = 0; i < size; ++i) {
        made[i] = items.items[from[i]];
    }
    Datum list = of_list(made, size);
    list.of_host = items.of_host;
    return list;
}

} // namespace

Datum filter_size(Workspace& workspace, const Datum& input, const Arguments&) {
    if (input.is_text()) {
        workspace.spend_on(input.view());
        return of_integer(static_cast<std::int64_t>(count_characters(input.view())));
    }
    if (input.kind == Kind::range) {
        return of_integer(static_cast<std::int64_t>(range_size(input)));
    }
    return of_integer(input.is_list() || input.is_map() ? static_cast<std::int64_t>(input.size) : 0);
}

Datum filter_first(Workspace& workspace, const Datum& input, const Arguments&) {
    return input.is_text() ? Datum() : member(input, of_text("first"), true, workspace);
}

Datum filter_last(Workspace& workspace, const Datum& input, const Arguments&) {
    return input.is_map() ? Datum() : member(input, of_text("last"), true, workspace);
}

Datum filter_join(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    const std::string_view glue = arguments.count() == 0 ? " " : text_of(arguments[0], workspace);
    TextBuilder out(workspace);
    for (std::size_t i = 0; i < items.size; ++i) {
        if (i > 0) {
            out.append(glue);
        }
        out.append(text_of(items.items[i], workspace));
    }
    return out.finish();
}

Datum filter_concat(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    if (!arguments[0].is_list()) {
        mistake("concat needs a list, not " + std::string(kind_name(arguments[0])));
    }
    const Datum a = items_of(input, workspace);
    const Datum& b = arguments[0];
    Datum* items = workspace.take_items(a.size + b.size);
    std::copy(a.items, a.items + a.size, items);
    for (std::size_t i = 0; i < b.size; ++i) {
        items[a.size + i] = item(b, i);
    }
    Datum made = of_list(items, a.size + b.size);
    made.of_host = a.of_host || b.of_host;
    return made;
}

Datum filter_reverse(Workspace& workspace, const Datum& input, const Arguments&) {
    const Datum items = items_of(input, workspace);
    Chosen reversed(workspace, items);
    for (std::size_t i = items.size; i > 0; --i) {
        reversed.add(items.items[i - 1]);
    }
    return reversed.finish();
}

Datum filter_map(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    Chosen mapped(workspace, items);
    for (std::size_t i = 0; i < items.size; ++i) {
        mapped.add(items.items[i].is_nil() ? Datum() : property_of(items.items[i], arguments[0], workspace));
    }
    return mapped.finish();
}

Datum filter_compact(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    Chosen kept(workspace, items);
    for (std::size_t i = 0; i < items.size; ++i) {
        const Datum& each = items.items[i];
        const bool is_missing =
            each.is_nil() || (!arguments[0].is_nil() && property_of(each, arguments[0], workspace).is_nil());
        if (!is_missing) {
            kept.add(each);
        }
    }
    return kept.finish();
}

Datum filter_uniq(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    Chosen kept(workspace, items);
    Datum* keys = workspace.take_items(items.size);
    std::size_t count = 0;
    for (std::size_t i = 0; i < items.size; ++i) {
        const Datum& each = items.items[i];
        const Datum key = arguments[0].is_nil() || each.is_nil() ? each : property_of(each, arguments[0], workspace);
        const bool is_new = std::none_of(keys, keys + count, [&](const Datum& k) { return equal(k, key, workspace); });
        if (is_new) {
            keys[count++] = key;
            kept.add(each);
        }
    }
    return kept.finish();
}

Datum filter_sort(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return sorted(items_of(input, workspace), arguments[0], workspace, stands_before);
}

Datum filter_sort_natural(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return sorted(items_of(input, workspace), arguments[0], workspace, stands_before_naturally);
}

Datum filter_sum(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    Datum sum = of_integer(0);
    for (std::size_t i = 0; i < items.size; ++i) {
        const Datum& each = items.items[i];
        sum = add(sum, to_number(arguments[0].is_nil() ? each : property_of(each, arguments[0], workspace)));
    }
    return sum;
}

Datum filter_where(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return chosen_by(input, arguments, Match::yes, workspace);
}

Datum filter_reject(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return chosen_by(input, arguments, Match::no, workspace);
}

Datum filter_find(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    const Found found = first_match(items, arguments, workspace);
    return found.known && found.index < items.size ? items.items[found.index] : Datum();
}

Datum filter_find_index(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    const Found found = first_match(items, arguments, workspace);
    return found.known && found.index < items.size ? of_integer(static_cast<std::int64_t>(found.index)) : Datum();
}

Datum filter_has(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum items = items_of(input, workspace);
    const Found found = first_match(items, arguments, workspace);
    return found.known ? of_bool(found.index < items.size) : Datum();
}

} // namespace nurture::inline v0::liquid
