// SPDX-License-Identifier: BSL-1.0
/// \file
/// The words of an expression, and how a text is cut into them.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nurture/condition/condition.hpp>

#include "condition/datum.hpp"

namespace nurture::inline v0::cel {

enum class Token : std::uint8_t {
    end,
    bad, ///< Could not be read; reported already, stands for a value.
    literal,
    identifier,
    quoted_identifier, ///< In backquotes; after a dot only.
    dot,
    comma,
    colon,
    question,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    open_brace,
    close_brace,
    plus,
    minus,
    times,
    divide,
    modulo,
    not_,
    and_,
    or_,
    equal,
    assign, ///< `=`, which CEL does not have.
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in
};

/// A word with its place.
struct Lexeme {
    Token token = Token::end;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string_view text{}; ///< As written; of a quoted identifier without the quotes.
    Datum value{};           ///< Of a literal.
    /// An integer literal 9223372036854775808, which may only stand after a minus.
    bool one_too_many = false;
};

/// Problems with their places, in the order they were found.
class Problems {
public:
    Problems(std::string_view text, std::vector<ConditionProblem>& list) : text_(text), list_(&list) {}

    ConditionProblem& add(std::size_t offset, std::string message, std::string hint = {});

private:
    std::string_view text_;
    std::vector<ConditionProblem>* list_;
};

/// Cuts the text into words; the last is Token::end. Literals are made in the arena.
[[nodiscard]] std::vector<Lexeme> cut(std::string_view text, Arena& arena, Problems& problems);

} // namespace nurture::inline v0::cel
