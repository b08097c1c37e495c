// SPDX-License-Identifier: BSL-1.0

#include "content/filters.hpp"

#include <algorithm>
#include <array>

namespace nurture::inline v0::liquid {

namespace {

// https://shopify.github.io/liquid/, and `raw` and `required` of the catalog format. In byte order of the names.
constexpr std::array<Filter, 62> filters = {{{"abs", 0, 0, filter_abs},
                                             {"append", 1, 1, filter_append},
                                             {"at_least", 1, 1, filter_at_least},
                                             {"at_most", 1, 1, filter_at_most},
                                             {"base64_decode", 0, 0, filter_base64_decode},
                                             {"base64_encode", 0, 0, filter_base64_encode},
                                             {"base64_url_safe_decode", 0, 0, filter_base64_url_safe_decode},
                                             {"base64_url_safe_encode", 0, 0, filter_base64_url_safe_encode},
                                             {"capitalize", 0, 0, filter_capitalize},
                                             {"ceil", 0, 0, filter_ceil},
                                             {"compact", 0, 1, filter_compact},
                                             {"concat", 1, 1, filter_concat},
                                             {"date", 1, 1, filter_date},
                                             {"default", 0, 1, filter_default},
                                             {"divided_by", 1, 1, filter_divided_by},
                                             {"downcase", 0, 0, filter_downcase},
                                             {"escape", 0, 0, filter_escape},
                                             {"escape_once", 0, 0, filter_escape_once},
                                             {"find", 1, 2, filter_find},
                                             {"find_index", 1, 2, filter_find_index},
                                             {"first", 0, 0, filter_first},
                                             {"floor", 0, 0, filter_floor},
                                             {"has", 1, 2, filter_has},
                                             {"join", 0, 1, filter_join},
                                             {"last", 0, 0, filter_last},
                                             {"lstrip", 0, 0, filter_lstrip},
                                             {"map", 1, 1, filter_map},
                                             {"minus", 1, 1, filter_minus},
                                             {"modulo", 1, 1, filter_modulo},
                                             {"newline_to_br", 0, 0, filter_newline_to_br},
                                             {"plus", 1, 1, filter_plus},
                                             {"prepend", 1, 1, filter_prepend},
                                             {"raw", 0, 0, filter_raw},
                                             {"reject", 1, 2, filter_reject},
                                             {"remove", 1, 1, filter_replace},
                                             {"remove_first", 1, 1, filter_replace_first},
                                             {"remove_last", 1, 1, filter_replace_last},
                                             {"replace", 1, 2, filter_replace},
                                             {"replace_first", 1, 2, filter_replace_first},
                                             {"replace_last", 2, 2, filter_replace_last},
                                             {"required", 0, 0, filter_required},
                                             {"reverse", 0, 0, filter_reverse},
                                             {"round", 0, 1, filter_round},
                                             {"rstrip", 0, 0, filter_rstrip},
                                             {"size", 0, 0, filter_size},
                                             {"slice", 1, 2, filter_slice},
                                             {"sort", 0, 1, filter_sort},
                                             {"sort_natural", 0, 1, filter_sort_natural},
                                             {"split", 1, 1, filter_split},
                                             {"squish", 0, 0, filter_squish},
                                             {"strip", 0, 0, filter_strip},
                                             {"strip_html", 0, 0, filter_strip_html},
                                             {"strip_newlines", 0, 0, filter_strip_newlines},
                                             {"sum", 0, 1, filter_sum},
                                             {"times", 1, 1, filter_times},
                                             {"truncate", 0, 2, filter_truncate},
                                             {"truncatewords", 0, 2, filter_truncatewords},
                                             {"uniq", 0, 1, filter_uniq},
                                             {"upcase", 0, 0, filter_upcase},
                                             {"url_decode", 0, 0, filter_url_decode},
                                             {"url_encode", 0, 0, filter_url_encode},
                                             {"where", 1, 2, filter_where}}};

} // namespace

const Filter* find_filter(std::string_view name) noexcept {
    const auto* at =
        std::lower_bound(filters.begin(), filters.end(), name,
                         [](const Filter& filter, std::string_view wanted) { return filter.name < wanted; });
    return at != filters.end() && at->name == name ? at : nullptr;
}

Filters all_filters() noexcept {
    return {filters.data(), filters.size()};
}

} // namespace nurture::inline v0::liquid
