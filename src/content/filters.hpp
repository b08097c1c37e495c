// SPDX-License-Identifier: BSL-1.0
/// \file
/// The filters: `{{ value | filter: argument }}`.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

inline constexpr std::size_t most_arguments = 2;

/// The arguments of a filter; those that were not given are nil.
class Arguments {
public:
    void add(const Datum& argument) { items_[count_++] = argument; }
    void allow_false(const Datum& flag) { items_[1] = flag; } ///< Of the filter `default`.

    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const Datum& operator[](std::size_t index) const { return items_[index]; }

private:
    std::array<Datum, most_arguments> items_{};
    std::size_t count_ = 0;
};

using FilterFunction = Datum (*)(Workspace& workspace, const Datum& input, const Arguments& arguments);

struct Filter {
    std::string_view name{};
    std::uint8_t least = 0; ///< Arguments.
    std::uint8_t most = 0;
    FilterFunction function = nullptr;
};

/// Which takes the option `allow_false`, handed over as its second argument.
inline constexpr std::string_view default_filter = "default";
/// Which the renderer knows itself, as it names what is missing.
inline constexpr std::string_view required_filter = "required";

/// The filter of a name, or null.
[[nodiscard]] const Filter* find_filter(std::string_view name) noexcept;

/// All of them, in byte order of the names.
struct Filters {
    const Filter* first = nullptr;
    std::size_t size = 0;
};
[[nodiscard]] Filters all_filters() noexcept;

// text_filters.cpp
Datum filter_append(Workspace&, const Datum&, const Arguments&);
Datum filter_prepend(Workspace&, const Datum&, const Arguments&);
Datum filter_upcase(Workspace&, const Datum&, const Arguments&);
Datum filter_downcase(Workspace&, const Datum&, const Arguments&);
Datum filter_capitalize(Workspace&, const Datum&, const Arguments&);
Datum filter_strip(Workspace&, const Datum&, const Arguments&);
Datum filter_lstrip(Workspace&, const Datum&, const Arguments&);
Datum filter_rstrip(Workspace&, const Datum&, const Arguments&);
Datum filter_squish(Workspace&, const Datum&, const Arguments&);
Datum filter_strip_newlines(Workspace&, const Datum&, const Arguments&);
Datum filter_replace(Workspace&, const Datum&, const Arguments&);
Datum filter_replace_first(Workspace&, const Datum&, const Arguments&);
Datum filter_replace_last(Workspace&, const Datum&, const Arguments&);
Datum filter_slice(Workspace&, const Datum&, const Arguments&);
Datum filter_split(Workspace&, const Datum&, const Arguments&);
Datum filter_truncate(Workspace&, const Datum&, const Arguments&);
Datum filter_truncatewords(Workspace&, const Datum&, const Arguments&);

// web_filters.cpp
Datum filter_escape(Workspace&, const Datum&, const Arguments&);
Datum filter_escape_once(Workspace&, const Datum&, const Arguments&);
Datum filter_raw(Workspace&, const Datum&, const Arguments&);
Datum filter_newline_to_br(Workspace&, const Datum&, const Arguments&);
Datum filter_strip_html(Workspace&, const Datum&, const Arguments&);
Datum filter_url_encode(Workspace&, const Datum&, const Arguments&);
Datum filter_url_decode(Workspace&, const Datum&, const Arguments&);
Datum filter_base64_encode(Workspace&, const Datum&, const Arguments&);
Datum filter_base64_decode(Workspace&, const Datum&, const Arguments&);
Datum filter_base64_url_safe_encode(Workspace&, const Datum&, const Arguments&);
Datum filter_base64_url_safe_decode(Workspace&, const Datum&, const Arguments&);

// value_filters.cpp: numbers, dates, defaults.
Datum filter_default(Workspace&, const Datum&, const Arguments&);
Datum filter_required(Workspace&, const Datum&, const Arguments&);
Datum filter_date(Workspace&, const Datum&, const Arguments&);
Datum filter_abs(Workspace&, const Datum&, const Arguments&);
Datum filter_at_least(Workspace&, const Datum&, const Arguments&);
Datum filter_at_most(Workspace&, const Datum&, const Arguments&);
Datum filter_ceil(Workspace&, const Datum&, const Arguments&);
Datum filter_floor(Workspace&, const Datum&, const Arguments&);
Datum filter_round(Workspace&, const Datum&, const Arguments&);
Datum filter_plus(Workspace&, const Datum&, const Arguments&);
Datum filter_minus(Workspace&, const Datum&, const Arguments&);
Datum filter_times(Workspace&, const Datum&, const Arguments&);
Datum filter_divided_by(Workspace&, const Datum&, const Arguments&);
Datum filter_modulo(Workspace&, const Datum&, const Arguments&);

// list_filters.cpp
Datum filter_size(Workspace&, const Datum&, const Arguments&);
Datum filter_first(Workspace&, const Datum&, const Arguments&);
Datum filter_last(Workspace&, const Datum&, const Arguments&);
Datum filter_join(Workspace&, const Datum&, const Arguments&);
Datum filter_concat(Workspace&, const Datum&, const Arguments&);
Datum filter_reverse(Workspace&, const Datum&, const Arguments&);
Datum filter_map(Workspace&, const Datum&, const Arguments&);
Datum filter_compact(Workspace&, const Datum&, const Arguments&);
Datum filter_uniq(Workspace&, const Datum&, const Arguments&);
Datum filter_sort(Workspace&, const Datum&, const Arguments&);
Datum filter_sort_natural(Workspace&, const Datum&, const Arguments&);
Datum filter_sum(Workspace&, const Datum&, const Arguments&);
Datum filter_where(Workspace&, const Datum&, const Arguments&);
Datum filter_reject(Workspace&, const Datum&, const Arguments&);
Datum filter_find(Workspace&, const Datum&, const Arguments&);
Datum filter_find_index(Workspace&, const Datum&, const Arguments&);
Datum filter_has(Workspace&, const Datum&, const Arguments&);

} // namespace nurture::inline v0::liquid
