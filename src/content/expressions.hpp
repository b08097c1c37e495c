// SPDX-License-Identifier: BSL-1.0
/// \file
/// Parses what stands inside tags: values, filters, conditions.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/names.hpp"
#include "content/program.hpp"

namespace nurture::inline v0::liquid {

/// Reads from a place in a text on. A parse function that fails has noted a problem.
class ExpressionParser {
public:
    /// From `begin` to `end` of `text`; `closing` is how the tag ends, for sentences.
    ExpressionParser(std::string_view text, std::size_t begin, std::size_t end, std::string_view closing,
                     Program& program, Names& names, Problems& problems)
        : text_(text), at_(begin), end_(end), closing_(closing), program_(program), names_(names), problems_(problems) {
    }

    [[nodiscard]] std::size_t start(); ///< Where the next thing begins.
    [[nodiscard]] bool at_end();
    [[nodiscard]] char next();
    bool take(char wanted);
    bool take_word(std::string_view wanted); ///< If it stands here as a whole word.
    [[nodiscard]] std::string_view word();   ///< Takes a word; "" if none stands here.
    [[nodiscard]] std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }
    [[nodiscard]] std::string_view new_name(); ///< Takes a name that the template gives; digits may begin it.
    [[nodiscard]] std::string_view peek_word();
    [[nodiscard]] bool is_word_with_colon(); ///< `limit:`

    bool refuse(std::string message, std::string hint = {});
    bool refuse_next(); ///< The problem with whatever comes next, where it cannot stand.
    bool expect_end();

    std::optional<Operand> operand();
    std::optional<Index> expression(); ///< With filters.
    std::optional<Index> condition();
    std::optional<std::string_view> text_literal();

private:
    void skip_spaces();
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_, end_ - at_); }
    std::optional<Operand> constant(const Datum& datum);
    std::optional<Operand> number();
    std::optional<Operand> range();
    std::optional<Operand> path();
    bool segments(Path& path, std::vector<std::string>& name);
    bool filter(std::string_view subject);
    bool arguments(FilterCall& call);
    bool option(FilterCall& call);
    bool refuse_filter(std::size_t begin, std::string_view name);
    std::optional<Compare> compare();

    std::string_view text_;
    std::size_t at_;
    std::size_t end_;
    std::string_view closing_;
    Program& program_;
    Names& names_;
    Problems& problems_;
    int depth_ = 0;
};

} // namespace nurture::inline v0::liquid
