// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a contract suite found: one sentence per rule that is violated.

#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/result.hpp>

namespace nurture::inline v0::testing {

/// A finding: the sentence of the rule, and where and how it is violated.
struct Finding {
    std::string rule{};
    std::string what{};
};

/// Collects findings. Of each rule the first is kept: the others mostly say the same again.
class Findings {
public:
    /// Where the suite stands, for the findings to come: "seed 3, commit 5".
    void at(std::string place) { place_ = std::move(place); }

    /// Whether something is known about a rule.
    [[nodiscard]] bool has(std::string_view rule) const {
        return std::any_of(found_.begin(), found_.end(), [&](const Finding& f) { return f.rule == rule; });
    }

    void add(std::string_view rule, std::string what) {
        if (!has(rule)) {
            what += place_.empty() ? "" : " (" + place_ + ")";
            found_.push_back({std::string(rule), std::move(what)});
        }
    }

    /// `subject` is what was asked, for example "due at 2".
    void expect_equal(std::string_view rule, std::string_view subject, std::string_view expected,
                      std::string_view came) {
        if (expected != came) {
            const std::size_t from = first_difference(expected, came);
            add(rule,
                std::string(subject) + ": expected " + cut(expected, from) + ", but what came is " + cut(came, from));
        }
    }
    void expect(std::string_view rule, bool holds, std::string_view expected, std::string_view came) {
        if (!holds) {
            add(rule, "expected " + std::string(expected) + ", but what came is " + std::string(came));
        }
    }

    /// Whether a call succeeded; its error is a finding.
    template <class T>
    bool succeeded(std::string_view rule, std::string_view call, const Result<T>& result) {
        if (!result) {
            add(rule, std::string(call) + ": expected success, but what came is the error \"" + result.error().message +
                          "\"");
        }
        return result.ok();
    }

    /// Runs a part of the suite. What it throws is a finding, and the next part begins with a new store.
    template <class Part>
    void run(std::string_view rule, Part&& part) {
        place_.clear();
        try {
            part();
        } catch (const std::exception& escaped) {
            add(rule, std::string("expected an answer, but what came is the exception \"") + escaped.what() + '"');
        } catch (...) {
            add(rule, "expected an answer, but what came is an exception that is no std::exception");
        }
        place_.clear();
    }

    [[nodiscard]] const std::vector<Finding>& all() const noexcept { return found_; }
    /// As sentences: "rule: what".
    [[nodiscard]] std::vector<std::string> sentences() const {
        std::vector<std::string> texts;
        for (const Finding& finding : found_) {
            texts.push_back(finding.rule + ": " + finding.what);
        }
        return texts;
    }

private:
    static std::size_t first_difference(std::string_view a, std::string_view b) {
        const std::size_t length = std::min(a.size(), b.size());
        return static_cast<std::size_t>(
            std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(length), b.begin()).first - a.begin());
    }
    /// Long texts around the place that matters.
    static std::string cut(std::string_view text, std::size_t around) {
        constexpr std::size_t before = 60;
        constexpr std::size_t most = 240;
        if (text.empty()) {
            return "nothing";
        }
        const std::size_t from = around > before && text.size() > most ? around - before : 0;
        std::string shown(text.substr(from, most));
        return (from > 0 ? "…" : "") + std::move(shown) + (from + most < text.size() ? "…" : "");
    }

    std::vector<Finding> found_;
    std::string place_;
};

} // namespace nurture::inline v0::testing
