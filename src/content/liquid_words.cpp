// SPDX-License-Identifier: BSL-1.0

#include "content/liquid_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace nurture::inline v0 {

namespace {

// https://shopify.github.io/liquid/, and `required` of the catalog format.
constexpr std::array<std::string_view, 61> filters = {"abs",
                                                      "append",
                                                      "at_least",
                                                      "at_most",
                                                      "base64_decode",
                                                      "base64_encode",
                                                      "base64_url_safe_decode",
                                                      "base64_url_safe_encode",
                                                      "capitalize",
                                                      "ceil",
                                                      "compact",
                                                      "concat",
                                                      "date",
                                                      "default",
                                                      "divided_by",
                                                      "downcase",
                                                      "escape",
                                                      "escape_once",
                                                      "find",
                                                      "find_index",
                                                      "first",
                                                      "floor",
                                                      "has",
                                                      "join",
                                                      "last",
                                                      "lstrip",
                                                      "map",
                                                      "minus",
                                                      "modulo",
                                                      "newline_to_br",
                                                      "plus",
                                                      "prepend",
                                                      "reject",
                                                      "remove",
                                                      "remove_first",
                                                      "remove_last",
                                                      "replace",
                                                      "replace_first",
                                                      "replace_last",
                                                      "required",
                                                      "reverse",
                                                      "round",
                                                      "rstrip",
                                                      "size",
                                                      "slice",
                                                      "sort",
                                                      "sort_natural",
                                                      "split",
                                                      "squish",
                                                      "strip",
                                                      "strip_html",
                                                      "strip_newlines",
                                                      "sum",
                                                      "times",
                                                      "truncate",
                                                      "truncatewords",
                                                      "uniq",
                                                      "upcase",
                                                      "url_decode",
                                                      "url_encode",
                                                      "where"};

constexpr std::array<std::string_view, 21> tags = {
    "assign",    "break",  "capture", "case", "comment", "continue",  "cycle",
    "decrement", "doc",    "echo",    "for",  "if",      "ifchanged", "include",
    "increment", "layout", "liquid",  "raw",  "render",  "tablerow",  "unless"};

constexpr std::array<std::string_view, 13> tags_of_blocks = {
    "else",   "elsif",  "when",       "endif",      "endunless",   "endcase",     "endfor",
    "endraw", "enddoc", "endcapture", "endcomment", "endtablerow", "endifchanged"};

template <std::size_t size>
bool has(const std::array<std::string_view, size>& words, std::string_view word) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// How many letters must be added, dropped or changed to make one word of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

template <std::size_t size>
std::string_view nearest(const std::array<std::string_view, size>& words, std::string_view word) {
    constexpr std::size_t longest = 32; // Nothing near is longer, and comparing takes time by both lengths.
    std::string_view best;
    std::size_t least = 3; // Two slips are a typo, three another word.
    for (const std::string_view candidate : words) {
        const std::size_t slips = word.size() > longest ? least : distance(word, candidate);
        if (slips < least && 2 * slips <= candidate.size()) {
            best = candidate;
            least = slips;
        }
    }
    return best;
}

} // namespace

bool is_liquid_filter(std::string_view name) noexcept {
    return has(filters, name);
}

bool is_liquid_tag(std::string_view name) noexcept {
    return has(tags, name) || has(tags_of_blocks, name);
}

bool belongs_to_a_block(std::string_view tag) noexcept {
    return has(tags_of_blocks, tag);
}

std::string_view nearest_liquid_filter(std::string_view name) {
    return nearest(filters, name);
}

std::string_view nearest_liquid_tag(std::string_view name) {
    return nearest(tags, name);
}

} // namespace nurture::inline v0
