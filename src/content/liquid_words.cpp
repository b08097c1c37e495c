// SPDX-License-Identifier: BSL-1.0

#include "content/liquid_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "content/filters.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::array<std::string_view, 20> tags = {
    "assign", "break", "capture",   "case",    "comment",   "continue", "cycle", "decrement", "doc",      "echo",
    "for",    "if",    "ifchanged", "include", "increment", "liquid",   "raw",   "render",    "tablerow", "unless"};

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

/// The nearest of some words that are offered one after the other.
class Nearest {
public:
    explicit Nearest(std::string_view word) : word_(word) {}

    void offer(std::string_view candidate) {
        constexpr std::size_t longest = 32; // Nothing near is longer, and comparing takes time by both lengths.
        const std::size_t slips = word_.size() > longest ? least_ : distance(word_, candidate);
        if (slips < least_ && 2 * slips <= candidate.size()) {
            best_ = candidate;
            least_ = slips;
        }
    }
    [[nodiscard]] std::string_view best() const { return best_; }

private:
    std::string_view word_;
    std::string_view best_{};
    std::size_t least_ = 3; // Two slips are a typo, three another word.
};

} // namespace

bool belongs_to_a_block(std::string_view tag) noexcept {
    return has(tags_of_blocks, tag);
}

std::string_view nearest_liquid_filter(std::string_view name) {
    Nearest nearest(name);
    const liquid::Filters all = liquid::all_filters();
    for (std::size_t i = 0; i < all.size; ++i) {
        nearest.offer(all.first[i].name);
    }
    return nearest.best();
}

std::string_view nearest_liquid_tag(std::string_view name) {
    Nearest nearest(name);
    for (const std::string_view tag : tags) {
        nearest.offer(tag);
    }
    for (const std::string_view tag : tags_of_blocks) {
        nearest.offer(tag);
    }
    return nearest.best();
}

} // namespace nurture::inline v0
