// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a template is after parsing: a flat list of nodes and the expressions they refer to.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/content/template.hpp>

#include "content/datum.hpp"
#include "content/filters.hpp"

namespace nurture::inline v0::liquid {

using Index = std::uint32_t;
inline constexpr Index none = static_cast<Index>(-1);

/// Something that gives a value.
struct Operand {
    enum class Kind : std::uint8_t { constant, path, range };
    Kind kind = Kind::constant;
    Index at = none; ///< In Program::constants, paths or ranges.
};

/// `.name`, `["name"]` or `[operand]` behind a name.
struct Segment {
    Datum key{};
    Operand computed{}; ///< In place of the key, unless it is a constant `none`.
    bool behind_dot = false;
};

/// A name and what follows it.
struct Path {
    Index slot = none;  ///< Of the names of the template.
    Operand computed{}; ///< `[operand]` in place of the name.
    Index first_segment = 0;
    Index segments = 0;
    Index first_prefix = none; ///< In Program::prefixes: the whole static name, then one segment less, and so on.
    Index prefixes = 0;
};

struct Range {
    Operand first{};
    Operand last{};
};

struct FilterCall {
    const Filter* filter = nullptr;
    Index first_argument = 0; ///< In Program::operands.
    Index arguments = 0;
    Operand allow_false{};
    std::string_view subject{}; ///< Of `required`: the value's name.
};

/// An operand with its filters.
struct Expression {
    Operand operand{};
    Index first_filter = 0;
    Index filters = 0;
};

enum class Compare : std::uint8_t { truth, equal, unequal, less, greater, at_most, at_least, contains };
enum class Link : std::uint8_t { end, both, either };

/// One comparison of a condition, and how the next is linked to it. `and` and `or` bind from the right.
struct Comparison {
    Operand left{};
    Compare how = Compare::truth;
    Operand right{};
    Link link = Link::end;
};

/// Of a `for` or a `tablerow`.
struct Loop {
    Operand collection{};
    Index variable = none; ///< Slots.
    Index state = none;
    Operand limit{};
    Operand offset{};
    Operand columns{};
    bool continues = false; ///< `offset: continue`
    bool reversed = false;
    std::string_view name{};
    Index group = none; ///< Loops of one name, which `offset: continue` refers to.
};

struct Argument {
    Index slot = none; ///< In the piece.
    Operand value{};
};

/// A `render`.
struct Rendering {
    Index piece = none; ///< In Program::pieces.
    Operand bound{};    ///< `with` or `for`.
    bool for_each = false;
    Index bound_slot = none;
    Index state_slot = none; ///< Of `forloop` in the piece.
    std::vector<Argument> arguments{};
};

struct Cycle {
    Operand name{}; ///< Constant `none` for one without a name.
    std::string key{};
    Index first = 0; ///< In Program::operands.
    Index size = 0;
};

enum class Op : std::uint8_t {
    text,       ///< `text`
    output,     ///< Expression a.
    choice,     ///< Arms follow, of which the first that holds is written.
    arm,        ///< Condition a (from comparison a on); `none`: else.
    pick,       ///< Operand a; arms follow, of which each that is equal is written.
    when,       ///< Operands a, b of them; `none`: else.
    loop,       ///< Loop a; its body ends at b, what follows is for a list without items.
    table,      ///< Loop a.
    leave,      ///< `break`
    skip,       ///< `continue`
    assign,     ///< Slot a, expression b.
    capture,    ///< Slot a.
    count_up,   ///< Slot a.
    count_down, ///< Slot a.
    cycle,      ///< Cycle a.
    if_changed,
    render ///< Rendering a.
};

/// A node; its body follows it and ends at `next`.
struct Node {
    Op op = Op::text;
    Index a = none;
    Index b = none;
    Index next = none;
    std::string_view text{};
};

/// A template or a text that it renders.
struct Piece {
    Index begin = 0; ///< Of its nodes.
    Index end = 0;
    Index slots = 0;
};

struct Program {
    std::string text{};
    std::deque<std::string> piece_texts{}; ///< Their places do not change.
    std::vector<Template::Name> names{};
    std::vector<Node> nodes{};
    std::vector<Piece> pieces{}; ///< The first is the template.
    std::vector<Datum> constants{};
    std::vector<Path> paths{};
    std::vector<Segment> segments{};
    std::vector<std::vector<std::string>> prefixes{};
    std::vector<Range> ranges{};
    std::vector<FilterCall> filters{};
    std::vector<Operand> operands{};
    std::vector<Expression> expressions{};
    std::vector<Comparison> comparisons{};
    std::vector<Loop> loops{};
    std::vector<Rendering> renderings{};
    std::vector<Cycle> cycles{};
    std::size_t groups = 0;  ///< Of loops.
    std::size_t written = 0; ///< About how long the output will be.

    Program() = default;
    Program(const Program&) = delete; ///< Its parts refer to its texts.
    Program& operator=(const Program&) = delete;
};

} // namespace nurture::inline v0::liquid
