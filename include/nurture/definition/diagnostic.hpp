// SPDX-License-Identifier: BSL-1.0
/// \file
/// A remark about a catalog for its author: what is wrong, where, and what to write instead.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nurture::inline v0 {

/// A text that definitions were read from, kept so that remarks can show its lines.
struct SourceText {
    std::string name{}; ///< The file's path as given, or what the host calls the text.
    std::string text{}; ///< UTF-8.

    /// The line of this number, from 1, without its line break; empty if there is none.
    [[nodiscard]] std::string_view line(std::uint32_t number) const noexcept;
};

/// Where something stands. Without a source: it was built in C++.
struct Place {
    std::shared_ptr<const SourceText> source{};
    std::uint32_t line = 0;   ///< From 1; 0: unknown.
    std::uint32_t column = 0; ///< In characters (not bytes), from 1; 0: unknown.

    /// Places never make two definitions different.
    friend bool operator==(const Place&, const Place&) noexcept { return true; }
};

/// How much a remark weighs: errors cannot work, warnings will hurt someone, notes are worth knowing.
enum class Severity { error, warning, note };

[[nodiscard]] std::string_view name(Severity severity) noexcept;

/// One remark. The reference has a page for each rule.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string rule{};    ///< Stable name: "unknown_key", "unreachable_step" …
    std::string message{}; ///< What is wrong, naming workflow and step.
    std::string hint{};    ///< What to write instead; empty if there is no single answer.
    Place place{};
    std::vector<std::string> witness{}; ///< The steps of a path that shows it, if there is one.
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics) noexcept;

/// As compilers print it, with the source line and a caret:
/// `welcome.yaml:14:9: error: step "wait" can never be reached [unreachable_step]`.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

/// By file, line and column; equal places keep their order.
void sort_by_place(Diagnostics& diagnostics);

/// The candidate nearest to `wanted` by edit distance, if one is near enough to be meant: within a third of its
/// length. Of equally near ones the first.
[[nodiscard]] std::optional<std::string> did_you_mean(std::string_view wanted,
                                                      const std::vector<std::string>& candidates);

/// What a check gives: as much of the value as could be made, and every remark. It may be used if ok().
template <class T>
struct [[nodiscard]] Checked {
    T value{};
    Diagnostics diagnostics{};

    [[nodiscard]] bool ok() const noexcept { return !has_errors(diagnostics); }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const T& operator*() const& noexcept { return value; }
    [[nodiscard]] T&& operator*() && noexcept { return std::move(value); }
    [[nodiscard]] const T* operator->() const noexcept { return &value; }
};

inline bool has_errors(const Diagnostics& diagnostics) noexcept {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& remark) { return remark.severity == Severity::error; });
}

namespace detail {

/// Insertions, deletions, replacements and swaps of neighbors between two short texts, without regard to case.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

} // namespace detail

inline std::optional<std::string> did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 64; // What is longer was not mistyped, and must cost nothing.
    if (wanted.size() < 2 || wanted.size() > longest) {
        return std::nullopt;
    }
    std::size_t best = wanted.size() < 3 ? 1 : std::min<std::size_t>(wanted.size() / 3 + 1, 4);
    const std::string* nearest = nullptr;
    for (const std::string& candidate : candidates) {
        const std::size_t difference =
            std::max(candidate.size(), wanted.size()) - std::min(candidate.size(), wanted.size());
        if (candidate.size() > longest || difference >= best) {
            continue;
        }
        const std::size_t distance = detail::edit_distance(wanted, candidate);
        if (distance < best) {
            best = distance;
            nearest = &candidate;
        }
    }
    return nearest == nullptr ? std::nullopt : std::optional<std::string>(*nearest);
}

} // namespace nurture::inline v0
