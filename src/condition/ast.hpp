// SPDX-License-Identifier: BSL-1.0
/// \file
/// An expression as a tree: what the parser makes, the checker annotates and the compiler reads.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "condition/datum.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

using NodeId = std::uint32_t;

enum class NodeKind : std::uint8_t {
    bad, ///< Could not be read; reported already.
    literal,
    name,
    select, ///< children: {operand}
    index,  ///< children: {operand, index}
    call,   ///< children: {receiver if has_receiver, arguments…}
    list,
    map, ///< children: {key, value, key, value, …}
    not_,
    negate,
    binary,
    all_of, ///< `a && b && …`
    any_of, ///< `a || b || …`
    choice  ///< `a ? b : c`
};

enum class BinaryOp : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    add,
    subtract,
    multiply,
    divide,
    modulo
};

enum class Macro : std::uint8_t { all, exists, exists_one, map, filter };

/// What the checker found out about a node: how the compiler is to treat it.
enum class Meaning : std::uint8_t {
    plain,    ///< As its kind says.
    unknown,  ///< An undeclared name or function: an error when it is evaluated.
    constant, ///< `value` of the node.
    free,     ///< Free variable number `detail`.
    local,    ///< Variable of a macro; its slot is `detail`.
    lead,     ///< The variables as such: only a field of them has a value.
    account,
    event,
    trigger,
    score,
    fields, ///< A select or index of one of these; `name` says which field.
    now,
    function, ///< Number `detail` of the functions table.
    has,
    macro,
    library, ///< A function of this library, or a field of the event that one gives; question `detail`.
    happened ///< Such an event as a whole, which has no value.
};

/// A part of an expression.
struct Node {
    NodeKind kind = NodeKind::bad;
    BinaryOp op = BinaryOp::equal;
    Macro macro = Macro::all;
    bool has_receiver = false;
    Meaning meaning = Meaning::plain;
    Meaning owner = Meaning::plain; ///< Of `fields`: whose.
    std::uint16_t depth = 1;
    std::uint32_t begin = 0; ///< In bytes of the text.
    std::uint32_t end = 0;
    std::uint32_t at = 0; ///< Where its name or operator stands.
    std::uint32_t detail = 0;
    std::string_view name{}; ///< Refers to the text.
    Datum value{};           ///< Of a literal or constant.
    std::vector<NodeId> children{};
    Type type{};
    std::uint32_t code_begin = 0; ///< Its instructions.
    std::uint32_t code_end = 0;
};

/// A whole expression. Names and spans refer to `text`.
struct Tree {
    std::string_view text{};
    std::vector<Node> nodes{};
    NodeId root = 0;

    [[nodiscard]] Node& operator[](NodeId id) { return nodes[id]; }
    [[nodiscard]] const Node& operator[](NodeId id) const { return nodes[id]; }
    [[nodiscard]] std::string_view source(NodeId id) const {
        return text.substr(nodes[id].begin, nodes[id].end - nodes[id].begin);
    }
};

/// How the operator is written.
[[nodiscard]] std::string_view symbol(BinaryOp op) noexcept;

} // namespace nurture::inline v0::cel
