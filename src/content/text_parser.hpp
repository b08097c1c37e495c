// SPDX-License-Identifier: BSL-1.0
/// \file
/// Parses one text into nodes of a program: the template, or a text that it renders.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/expressions.hpp"
#include "content/program.hpp"
#include "content/tags.hpp"

namespace nurture::inline v0::liquid {

/// What the pieces of one template share.
struct Pieces {
    const TemplatePieces* texts = nullptr;
    std::map<std::string, Index> made{}; ///< By name and the names they are given.
    std::set<std::string, std::less<>> open{};
};

/// The nodes of texts that are rendered, which are appended to the program when the template is parsed.
using PendingPieces = std::vector<std::pair<Index, std::vector<Node>>>;

/// Parses one text into nodes of the program.
class TextParser {
public:
    TextParser(std::string_view text, Program& program, Problems& problems, Pieces& pieces)
        : text_(text), reader_(text, 0, text.size(), false, problems), program_(program), problems_(problems),
          pieces_(pieces), names_(program) {}

    [[nodiscard]] Names& names() { return names_; }
    [[nodiscard]] PendingPieces& pending() { return pending_; }

    /// The nodes of the text; `shown_at` is where its names are shown, if not where they stand.
    Piece parse(std::optional<std::size_t> shown_at);

private:
    using Ends = std::initializer_list<std::string_view>;
    [[nodiscard]] Index here() const { return static_cast<Index>(program_.nodes.size()); }
    Index add(Op op, Index a = none, Index b = none);
    void close(Index node) { program_.nodes[node].next = here(); }
    ExpressionParser inside(const Part& part);
    void refuse(const Part& part, std::string message, std::string hint = {}, bool unsupported = false);

    /// Parses up to one of the tags that divide or end the block, which is left in `end_`. Whether nothing in it
    /// writes anything but white space.
    bool block(Ends ends, std::string_view name);

    /// Whether the part writes nothing but white space.
    bool one(const Part& part, std::string_view block_name);
    void output(const Part& part);
    void write(ExpressionParser& parser);
    bool tag(const Part& part, std::string_view block_name);
    void refuse_tag(const Part& part, std::string_view block_name);
    void refuse_open(const Part& part);

    /// A block that ends with `end…`.
    void refuse_if_open(const Part& part);

    /// A block that writes nothing but white space writes nothing.
    void drop_white_space(Index first, Index end);
    void drop_white_space_of_arms(Index block);
    void forget_from(Index node) { program_.nodes.resize(node); }

    // Tags without a block.
    bool inline_comment(const Part& part);
    bool assign(const Part& part);
    static std::optional<std::string_view> new_name(ExpressionParser& parser, std::string_view before);
    bool count(const Part& part);
    bool echo(const Part& part);
    bool leave(const Part& part);
    bool skip(const Part& part);
    bool cycle(const Part& part);

    // Blocks that are not Liquid inside.
    bool raw(const Part& part);
    bool doc(const Part& part);
    bool comment(const Part& part);
    bool lines(const Part& part);

    // Blocks.
    bool choice(const Part& part);

    /// Of `b` an arm that is written where the condition does not hold has 1.
    void add_condition(const Part& part, bool negated);
    bool pick(const Part& part);
    void add_values(const Part& part);
    bool capture(const Part& part);
    bool if_changed(const Part& part);
    bool loop(const Part& part);
    bool table(const Part& part);
    bool body(const Part& part, Loop& made, std::string_view variable, Op op, std::string_view state_name);
    void parse_loop(const Part& part, Loop& made, std::string_view& variable, bool is_table);
    bool loop_option(ExpressionParser& parser, Loop& made, bool is_table);

    /// "item-list", by which `offset: continue` knows a loop.
    std::string_view loop_name(std::string_view variable, std::string_view collection);

    // {% render 'name' with value as other, argument: value %}
    bool render(const Part& part);
    static bool parse_bound(ExpressionParser& parser, std::string_view name, Rendering& made, std::string& bound);
    static bool parse_given(ExpressionParser& parser, std::vector<std::pair<std::string, Operand>>& given);

    /// Parses the text that is rendered, once for each set of names that it is given.
    void make_piece(const Part& part, std::string name, const std::string& text, const std::string& bound,
                    const std::vector<std::pair<std::string, Operand>>& given, Rendering& made);

    std::string_view text_;
    PartReader reader_;
    Program& program_;
    Problems& problems_;
    Pieces& pieces_;
    Names names_;
    Part end_{};
    int depth_ = 0;
    bool too_deep_ = false;
    bool too_long_ = false;
    std::map<std::string, Index> groups_{};
    PendingPieces pending_{};
};

} // namespace nurture::inline v0::liquid
