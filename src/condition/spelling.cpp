// SPDX-License-Identifier: BSL-1.0
#include "condition/spelling.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace nurture::inline v0::cel {

namespace {

char folded(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

/// Insertions, deletions, replacements and swaps of neighbors that turn one name into the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> next(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1)});
            const bool swapped =
                i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        std::swap(before, row);
        std::swap(row, next);
    }
    return row[b.size()];
}

} // namespace

std::string nearest(std::string_view wrong, const std::vector<std::string_view>& names) {
    if (wrong.size() > 64) return {};
    std::size_t best = std::max<std::size_t>(1, (wrong.size() + 1) / 3) + 1;
    std::string_view found;
    for (const std::string_view name : names) {
        if (name.size() > 64) continue;
        const std::size_t steps = distance(wrong, name);
        if (steps < best) {
            best = steps;
            found = name;
        }
    }
    return std::string(found);
}

} // namespace nurture::inline v0::cel
