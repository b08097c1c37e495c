// SPDX-License-Identifier: BSL-1.0
/// \file
/// What can be asked of values: their text, members, items, equality and order.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "content/datum.hpp"
#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// How a value is written. A view of the value or of the workspace.
[[nodiscard]] std::string_view text_of(const Datum& datum, Workspace& workspace);

/// `base[key]`; nil where there is none. Behind a dot `size`, `first` and `last` are known besides.
[[nodiscard]] Datum member(const Datum& base, const Datum& key, bool behind_dot, Workspace& workspace);

/// Item `index` of a list or range.
[[nodiscard]] Datum item(const Datum& list, std::size_t index);

/// How many items a range has.
[[nodiscard]] std::uint64_t range_size(const Datum& range) noexcept;

/// The items that a filter for lists works on: those of a list, lists in it made flat, the numbers of a range, none
/// of nil, else the value alone.
[[nodiscard]] Datum items_of(const Datum& datum, Workspace& workspace);

/// A list of the entries of a map, each a list of key and value.
[[nodiscard]] Datum pairs_of(const Datum& map, Workspace& workspace);

[[nodiscard]] bool equal(const Datum& a, const Datum& b, Workspace& workspace);

/// Whether a list or text contains a value, or a map a key.
[[nodiscard]] bool contains(const Datum& whole, const Datum& part, Workspace& workspace);

enum class Order { less, equal, greater, unordered };
/// Of two numbers, texts, instants or lists; `unordered` of anything else.
[[nodiscard]] Order order_of(const Datum& a, const Datum& b, Workspace& workspace);

/// What kind of value it is, for a sentence: "a list".
[[nodiscard]] std::string_view kind_name(const Datum& datum) noexcept;

} // namespace nurture::inline v0::liquid
