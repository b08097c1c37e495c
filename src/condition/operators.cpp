// SPDX-License-Identifier: BSL-1.0
#include "condition/operators.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace nurture::inline v0::cel {

namespace {

constexpr OtherWord other_operators[] = {
    {"and", Token::and_, "&&"},
    {"AND", Token::and_, "&&"},
    {"or", Token::or_, "||"},
    {"OR", Token::or_, "||"},
    {"is", Token::equal, "=="},
    {"eq", Token::equal, "=="},
    {"equals", Token::equal, "=="},
    {"ne", Token::not_equal, "!="},
    {"gt", Token::greater, ">"},
    {"lt", Token::less, "<"},
    {"gte", Token::greater_equal, ">="},
    {"lte", Token::less_equal, "<="},
    {"mod", Token::modulo, "%"},
    {"IN", Token::in, "in"},
};

constexpr std::string_view infix_functions[] = {"contains", "startsWith", "endsWith", "matches", "exists"};

constexpr std::string_view reserved[] = {"as",        "break",  "const",  "continue", "else", "for",
                                         "function",  "if",     "import", "let",      "loop", "package",
                                         "namespace", "return", "var",    "void",     "while"};

} // namespace

std::string_view symbol(BinaryOp op) noexcept {
    constexpr std::array<std::string_view, 12> symbols = {
        "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
    return symbols[static_cast<std::size_t>(op)];
}

Operator operator_of(Token token) noexcept {
    switch (token) {
    case Token::or_: return {or_level, NodeKind::any_of, {}};
    case Token::and_: return {and_level, NodeKind::all_of, {}};
    case Token::equal: return {relation_level, NodeKind::binary, BinaryOp::equal};
    case Token::not_equal: return {relation_level, NodeKind::binary, BinaryOp::not_equal};
    case Token::less: return {relation_level, NodeKind::binary, BinaryOp::less};
    case Token::less_equal: return {relation_level, NodeKind::binary, BinaryOp::less_equal};
    case Token::greater: return {relation_level, NodeKind::binary, BinaryOp::greater};
    case Token::greater_equal: return {relation_level, NodeKind::binary, BinaryOp::greater_equal};
    case Token::in: return {relation_level, NodeKind::binary, BinaryOp::in};
    case Token::plus: return {add_level, NodeKind::binary, BinaryOp::add};
    case Token::minus: return {add_level, NodeKind::binary, BinaryOp::subtract};
    case Token::times: return {multiply_level, NodeKind::binary, BinaryOp::multiply};
    case Token::divide: return {multiply_level, NodeKind::binary, BinaryOp::divide};
    case Token::modulo: return {multiply_level, NodeKind::binary, BinaryOp::modulo};
    default: return {};
    }
}

OtherWord other_word(std::string_view word) noexcept {
    const auto* const end = std::end(other_operators);
    const auto* const at =
        std::find_if(std::begin(other_operators), end, [word](const OtherWord& other) { return other.word == word; });
    return at != end ? *at : OtherWord{};
}

bool is_infix_function(std::string_view word) noexcept {
    return std::find(std::begin(infix_functions), std::end(infix_functions), word) != std::end(infix_functions);
}

bool is_reserved(std::string_view word) noexcept {
    return std::find(std::begin(reserved), std::end(reserved), word) != std::end(reserved);
}

} // namespace nurture::inline v0::cel
