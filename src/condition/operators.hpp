// SPDX-License-Identifier: BSL-1.0
/// \file
/// The operators of CEL, the words that other languages have for them, and the words that CEL keeps for itself.

#pragma once

#include <string_view>

#include "condition/ast.hpp"
#include "condition/token.hpp"

namespace nurture::inline v0::cel {

/// How tightly operators bind; the higher, the tighter.
enum Precedence : int { or_level = 1, and_level = 2, relation_level = 3, add_level = 4, multiply_level = 5 };

/// An operator between two values.
struct Operator {
    int precedence = 0; ///< 0: no operator.
    NodeKind kind = NodeKind::binary;
    BinaryOp op = BinaryOp::equal;
};

[[nodiscard]] Operator operator_of(Token token) noexcept;

/// A word of another language where CEL has a sign.
struct OtherWord {
    std::string_view word{}; ///< Empty: it is none.
    Token token = Token::bad;
    std::string_view sign{};
};

[[nodiscard]] OtherWord other_word(std::string_view word) noexcept;

/// Whether it is the name of a function that people write between its arguments.
[[nodiscard]] bool is_infix_function(std::string_view word) noexcept;

/// Whether the word can name nothing.
[[nodiscard]] bool is_reserved(std::string_view word) noexcept;

} // namespace nurture::inline v0::cel
