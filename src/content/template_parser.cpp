// SPDX-License-Identifier: BSL-1.0

#include "content/template_parser.hpp"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "content/expressions.hpp"
#include "content/liquid_words.hpp"
#include "content/tags.hpp"
#include "content/utf8.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::size_t longest_template = 4'194'304;
constexpr std::size_t most_nodes = 1'000'000;
constexpr int deepest = 100; // Blocks in blocks, as the reference implementation has it.

/// What the pieces of one template share.
struct Pieces {
    const TemplatePieces* texts = nullptr;
    std::map<std::string, Index> made{}; ///< By name and the names they are given.
    std::set<std::string, std::less<>> open{};
};

/// Parses one text into nodes of the program.
class TextParser {
public:
    TextParser(std::string_view text, Program& program, Problems& problems, Pieces& pieces)
        : text_(text), reader_(text, 0, text.size(), false, problems), program_(program), problems_(problems),
          pieces_(pieces), names_(program) {}

    Names& names() { return names_; }

    /// The nodes of the text; `shown_at` is where its names are shown, if not where they stand.
    Piece parse(std::optional<std::size_t> shown_at) {
        Piece piece;
        piece.begin = here();
        block({}, {});
        piece.end = here();
        piece.slots = names_.slots();
        names_.finish(shown_at);
        return piece;
    }

private:
    using Ends = std::initializer_list<std::string_view>;

    [[nodiscard]] Index here() const { return static_cast<Index>(program_.nodes.size()); }

    Index add(Op op, Index a = none, Index b = none) {
        Node node;
        node.op = op;
        node.a = a;
        node.b = b;
        node.next = here() + 1;
        program_.nodes.push_back(node);
        return here() - 1;
    }

    void close(Index node) { program_.nodes[node].next = here(); }

    ExpressionParser inside(const Part& part) {
        return {text_, part.body_begin, part.body_end, part.closing, program_, names_, problems_};
    }

    void refuse(const Part& part, std::string message, std::string hint = {}, bool unsupported = false) {
        problems_.add(part.begin, std::move(message), std::move(hint), unsupported);
    }

    /// Parses up to one of the tags that divide or end the block, which is left in `end_`. Whether nothing in it
    /// writes anything but white space.
    bool block(Ends ends, std::string_view name) {
        bool blank = true;
        ++depth_;
        while (true) {
            const Part part = reader_.next();
            if (part.kind == Part::Kind::end || problems_.too_many()) {
                end_ = {};
                break;
            }
            if (part.kind == Part::Kind::tag && std::find(ends.begin(), ends.end(), part.name) != ends.end()) {
                end_ = part;
                break;
            }
            blank = one(part, name) && blank;
        }
        --depth_;
        return blank;
    }

    /// Whether the part writes nothing but white space.
    bool one(const Part& part, std::string_view block_name) {
        if (part.kind == Part::Kind::text) {
            program_.written += part.text.size();
            program_.nodes[add(Op::text)].text = part.text;
            return std::all_of(part.text.begin(), part.text.end(), is_space);
        }
        if (here() > most_nodes) {
            if (!too_long_) {
                refuse(part, "the template has too many tags");
            }
            too_long_ = true;
            return true;
        }
        if (part.kind == Part::Kind::output) {
            output(part);
            return false;
        }
        return tag(part, block_name);
    }

    void output(const Part& part) {
        ExpressionParser parser = inside(part);
        if (parser.at_end()) {
            problems_.add(part.body_begin, "the tag {{ }} is empty",
                          "write a name between the braces, for example {{ lead.first_name }}");
            return;
        }
        write(parser);
    }

    void write(ExpressionParser& parser) {
        const auto expression = parser.expression();
        if (expression && parser.expect_end()) {
            add(Op::output, *expression);
            constexpr std::size_t guess = 16;
            program_.written += guess;
        }
    }

    bool tag(const Part& part, std::string_view block_name) {
        using Handler = bool (TextParser::*)(const Part&);
        static const std::map<std::string_view, Handler> handlers = {
            {"#", &TextParser::inline_comment}, {"assign", &TextParser::assign},
            {"break", &TextParser::leave},      {"capture", &TextParser::capture},
            {"case", &TextParser::pick},        {"comment", &TextParser::comment},
            {"continue", &TextParser::skip},    {"cycle", &TextParser::cycle},
            {"decrement", &TextParser::count},  {"doc", &TextParser::doc},
            {"echo", &TextParser::echo},        {"for", &TextParser::loop},
            {"if", &TextParser::choice},        {"ifchanged", &TextParser::if_changed},
            {"increment", &TextParser::count},  {"liquid", &TextParser::lines},
            {"raw", &TextParser::raw},          {"render", &TextParser::render},
            {"tablerow", &TextParser::table},   {"unless", &TextParser::choice}};
        const auto handler = handlers.find(part.name);
        if (handler == handlers.end()) {
            refuse_tag(part, block_name);
            return true;
        }
        if (depth_ > deepest) {
            if (!too_deep_) {
                refuse(part, "blocks lie too deep in one another");
            }
            too_deep_ = true;
            return true;
        }
        return (this->*handler->second)(part);
    }

    void refuse_tag(const Part& part, std::string_view block_name) {
        const std::string name(part.name);
        if (name == "include") {
            refuse(part, "the tag {% include %} is not supported", "{% render %} writes a text without sharing names",
                   true);
        } else if (belongs_to_a_block(name)) {
            refuse(part, "{% " + name + " %} has no beginning here",
                   block_name.empty() ? "" : "the block that is open is {% " + std::string(block_name) + " %}");
        } else {
            const std::string_view meant = nearest_liquid_tag(name);
            refuse(part, name.empty() ? "the tag {% %} is empty" : "the tag " + quoted(name) + " does not exist",
                   meant.empty() ? "" : "did you mean " + std::string(meant) + "?");
        }
    }

    void refuse_open(const Part& part) {
        if (problems_.too_many()) {
            return;
        }
        refuse(part, "{% " + std::string(part.name) + " %} is not closed",
               "add {% end" + std::string(part.name) + " %}");
    }

    /// A block that ends with `end…`.
    void refuse_if_open(const Part& part) {
        if (end_.kind == Part::Kind::end) {
            refuse_open(part);
        }
    }

    /// A block that writes nothing but white space writes nothing.
    void drop_white_space(Index first, Index end) {
        for (Index at = first; at < end; at = program_.nodes[at].next) {
            Node& node = program_.nodes[at];
            if (node.op == Op::text) {
                node.text = {};
            }
        }
    }

    void drop_white_space_of_arms(Index block) {
        for (Index arm = block + 1; arm < program_.nodes[block].next; arm = program_.nodes[arm].next) {
            drop_white_space(arm + 1, program_.nodes[arm].next);
        }
    }

    void forget_from(Index node) { program_.nodes.resize(node); }

    // Tags without a block.

    bool inline_comment(const Part& part) {
        std::string_view rest = text_.substr(part.body_begin, part.body_end - part.body_begin);
        for (std::size_t line = rest.find('\n'); line != std::string_view::npos; line = rest.find('\n')) {
            rest.remove_prefix(line + 1);
            const std::string_view begun = without_spaces_before(rest.substr(0, rest.find('\n')));
            if (!begun.empty() && begun.front() != '#') {
                refuse(part, "every line of {% # … %} begins with #");
                break;
            }
        }
        return true;
    }

    bool assign(const Part& part) {
        ExpressionParser parser = inside(part);
        const auto name = new_name(parser, "=");
        if (!name) {
            return true;
        }
        if (!parser.take('=')) {
            parser.refuse("= is missing in {% assign %}", "write for example {% assign name = \"value\" %}");
            return true;
        }
        const auto value = parser.expression();
        if (value && parser.expect_end()) {
            add(Op::assign, names_.assign(*name, part.begin), *value);
        }
        return true;
    }

    static std::optional<std::string_view> new_name(ExpressionParser& parser, std::string_view before) {
        const std::string_view name = parser.new_name();
        if (name.empty()) {
            parser.refuse("a name is missing before " + std::string(before));
            return std::nullopt;
        }
        return name;
    }

    bool count(const Part& part) {
        ExpressionParser parser = inside(part);
        const auto name = new_name(parser, part.closing);
        if (name && parser.expect_end()) {
            const Op op = part.name == "increment" ? Op::count_up : Op::count_down;
            add(op, names_.assign(*name, part.begin));
        }
        return false;
    }

    bool echo(const Part& part) {
        ExpressionParser parser = inside(part);
        if (!parser.at_end()) {
            write(parser);
        }
        return false;
    }

    bool leave(const Part& part) {
        if (inside(part).expect_end()) {
            add(Op::leave);
        }
        return false;
    }

    bool skip(const Part& part) {
        if (inside(part).expect_end()) {
            add(Op::skip);
        }
        return false;
    }

    bool cycle(const Part& part) {
        ExpressionParser parser = inside(part);
        Cycle made;
        std::vector<Operand> values;
        const std::size_t begin = parser.start();
        auto first = parser.operand();
        if (!first) {
            return false;
        }
        if (parser.take(':')) {
            made.name = *first;
        } else {
            values.push_back(*first);
            if (!parser.take(',') && !parser.expect_end()) {
                return false;
            }
        }
        while (!parser.at_end()) {
            const auto value = parser.operand();
            if (!value || (!parser.take(',') && !parser.expect_end())) {
                return false;
            }
            values.push_back(*value);
        }
        if (values.empty()) {
            parser.refuse("{% cycle %} needs values");
            return false;
        }
        made.key = parser.since(begin);
        made.first = static_cast<Index>(program_.operands.size());
        made.size = static_cast<Index>(values.size());
        program_.operands.insert(program_.operands.end(), values.begin(), values.end());
        program_.cycles.push_back(std::move(made));
        add(Op::cycle, static_cast<Index>(program_.cycles.size() - 1));
        return false;
    }

    // Blocks that are not Liquid inside.

    bool raw(const Part& part) {
        std::string_view content;
        if (!inside(part).expect_end()) {
            return false;
        }
        if (reader_.in_lines()) {
            refuse(part, "{% raw %} cannot stand in {% liquid %}");
        } else if (!reader_.verbatim("endraw", content)) {
            refuse_open(part);
        } else if (!content.empty()) {
            program_.nodes[add(Op::text)].text = content;
            program_.written += content.size();
        }
        return content.empty();
    }

    bool doc(const Part& part) {
        std::string_view content;
        if (!inside(part).expect_end()) {
            return true;
        }
        if (reader_.in_lines()) {
            refuse(part, "{% doc %} cannot stand in {% liquid %}");
        } else if (!reader_.verbatim("enddoc", content)) {
            refuse_open(part);
        } else if (content.find("{% doc %}") != std::string_view::npos) {
            refuse(part, "{% doc %} cannot stand in another");
        }
        return true;
    }

    bool comment(const Part& part) {
        if (!reader_.skip_comment()) {
            refuse_open(part);
        }
        return true;
    }

    bool lines(const Part& part) {
        const PartReader outer = reader_;
        reader_ = PartReader(text_, part.body_begin, part.body_end, true, problems_);
        const bool blank = block({}, {});
        reader_ = outer;
        return blank;
    }

    // Blocks.

    bool choice(const Part& part) {
        const bool is_unless = part.name == "unless";
        const Ends ends = {"elsif", "else", is_unless ? "endunless" : "endif"};
        const Index begin = add(Op::choice);
        bool blank = true;
        bool has_else = false;
        Part arm = part;
        while (true) {
            const bool dropped = has_else; // Behind an else the reference implementation writes nothing more.
            const Index arm_at = here();
            if (arm.name == "else") {
                has_else = true;
                add(Op::arm);
            } else {
                add_condition(arm, is_unless && arm_at == begin + 1);
            }
            const bool arm_blank = block(ends, part.name);
            close(arm_at);
            if (dropped) {
                forget_from(arm_at);
            } else {
                blank = blank && arm_blank;
            }
            if (end_.kind == Part::Kind::end || (end_.name != "else" && end_.name != "elsif")) {
                break;
            }
            arm = end_;
        }
        refuse_if_open(part);
        close(begin);
        if (blank) {
            drop_white_space_of_arms(begin);
        }
        return blank;
    }

    /// Of `b` an arm that is written where the condition does not hold has 1.
    void add_condition(const Part& part, bool negated) {
        ExpressionParser parser = inside(part);
        const auto condition = parser.condition();
        add(Op::arm, condition.value_or(0), negated ? 1 : 0);
    }

    bool pick(const Part& part) {
        const Ends ends = {"when", "else", "endcase"};
        ExpressionParser parser = inside(part);
        const auto value = parser.operand();
        if (value && !parser.expect_end()) {
            return true;
        }
        program_.operands.push_back(value.value_or(Operand()));
        const Index begin = add(Op::pick, static_cast<Index>(program_.operands.size() - 1));
        block(ends, part.name); // What stands before the first `when` is not written.
        forget_from(begin + 1);
        bool blank = true;
        while (end_.kind == Part::Kind::tag && end_.name != "endcase") {
            const Part arm = end_;
            const Index arm_at = here();
            if (arm.name == "else") {
                add(Op::when);
            } else {
                add_values(arm);
            }
            blank = block(ends, part.name) && blank;
            close(arm_at);
        }
        refuse_if_open(part);
        close(begin);
        if (blank) {
            drop_white_space_of_arms(begin);
        }
        return blank;
    }

    void add_values(const Part& part) {
        ExpressionParser parser = inside(part);
        std::vector<Operand> values;
        do {
            const auto value = parser.operand();
            if (!value) {
                break;
            }
            values.push_back(*value);
        } while (parser.take(',') || parser.take_word("or"));
        if (!values.empty() && !problems_.too_many()) {
            parser.expect_end();
        }
        const auto first = static_cast<Index>(program_.operands.size());
        program_.operands.insert(program_.operands.end(), values.begin(), values.end());
        add(Op::when, first, static_cast<Index>(values.size()));
    }

    bool capture(const Part& part) {
        ExpressionParser parser = inside(part);
        const bool is_text = parser.next() == '"' || parser.next() == '\'';
        const auto name = is_text ? parser.text_literal() : new_name(parser, part.closing);
        const bool good = name && parser.expect_end();
        const Index begin = add(Op::capture);
        block({"endcapture"}, part.name);
        refuse_if_open(part);
        if (good) {
            program_.nodes[begin].a = names_.assign(*name, part.begin);
        }
        close(begin);
        return true;
    }

    bool if_changed(const Part& part) {
        inside(part).expect_end();
        const Index begin = add(Op::if_changed);
        block({"endifchanged"}, part.name);
        refuse_if_open(part);
        close(begin);
        return false;
    }

    bool loop(const Part& part) {
        Loop made;
        std::string_view variable;
        parse_loop(part, made, variable, false);
        return body(part, made, variable, Op::loop, "forloop");
    }

    bool table(const Part& part) {
        Loop made;
        std::string_view variable;
        parse_loop(part, made, variable, true);
        body(part, made, variable, Op::table, "tablerowloop");
        return false;
    }

    bool body(const Part& part, Loop& made, std::string_view variable, Op op, std::string_view state_name) {
        const bool is_table = op == Op::table;
        names_.begin_loop();
        made.variable = names_.open(variable);
        made.state = names_.open(state_name);
        program_.loops.push_back(made);
        const Index begin = add(op, static_cast<Index>(program_.loops.size() - 1));
        bool blank = is_table ? block({"endtablerow"}, part.name) : block({"else", "endfor"}, part.name);
        names_.close(variable);
        names_.close(state_name);
        const Index body_end = here();
        program_.nodes[begin].b = body_end;
        while (end_.kind == Part::Kind::tag && end_.name == "else") {
            blank = block({"else", "endfor"}, part.name) && blank;
        }
        refuse_if_open(part);
        names_.end_loop(end_.kind == Part::Kind::end ? text_.size() : end_.begin);
        close(begin);
        if (blank && !is_table) {
            drop_white_space(begin + 1, body_end);
            drop_white_space(body_end, here());
        }
        return blank;
    }

    void parse_loop(const Part& part, Loop& made, std::string_view& variable, bool is_table) {
        ExpressionParser parser = inside(part);
        variable = parser.word();
        if (variable.empty()) {
            parser.refuse("a name is missing in {% " + std::string(part.name) + " %}",
                          "write for example {% " + std::string(part.name) + " item in list %}");
            return;
        }
        if (!parser.take_word("in")) {
            parser.refuse("`in` is missing behind " + quoted(variable));
            return;
        }
        const std::size_t begin = parser.start();
        const auto collection = parser.operand();
        if (!collection) {
            return;
        }
        made.collection = *collection;
        made.name = loop_name(variable, parser.since(begin));
        made.group = groups_.try_emplace(std::string(made.name), static_cast<Index>(program_.groups)).first->second;
        program_.groups = std::max<std::size_t>(program_.groups, made.group + 1);
        while (!parser.at_end()) {
            if (!loop_option(parser, made, is_table)) {
                return;
            }
        }
    }

    bool loop_option(ExpressionParser& parser, Loop& made, bool is_table) {
        if (parser.take(',')) {
            return true;
        }
        if (!is_table && !parser.is_word_with_colon() && parser.take_word("reversed")) {
            made.reversed = true;
            return true;
        }
        if (!parser.is_word_with_colon()) {
            return parser.refuse_next();
        }
        const std::string_view option = parser.peek_word();
        Operand* target = option == "limit"              ? &made.limit
                          : option == "offset"           ? &made.offset
                          : is_table && option == "cols" ? &made.columns
                                                         : nullptr;
        if (target == nullptr) {
            return parser.refuse(quoted(option) + " is no option of a loop",
                                 is_table ? "limit, offset, cols" : "limit, offset, reversed");
        }
        (void)parser.word();
        parser.take(':');
        if (!is_table && target == &made.offset && parser.take_word("continue")) {
            made.continues = true;
            return true;
        }
        const auto value = parser.operand();
        if (value) {
            *target = *value;
        }
        return value.has_value();
    }

    /// "item-list", by which `offset: continue` knows a loop.
    std::string_view loop_name(std::string_view variable, std::string_view collection) {
        std::string name(variable);
        name += '-';
        for (const char c : collection) {
            if (!is_space(c)) {
                name += c;
            }
        }
        program_.piece_texts.push_back(std::move(name));
        return program_.piece_texts.back();
    }

    // {% render 'name' with value as other, argument: value %}

    bool render(const Part& part) {
        ExpressionParser parser = inside(part);
        const auto name = parser.text_literal();
        if (!name) {
            return false;
        }
        Rendering made;
        std::string bound;
        std::vector<std::pair<std::string, Operand>> given;
        if (!parse_bound(parser, *name, made, bound) || !parse_given(parser, given)) {
            return false;
        }
        const std::string* text = pieces_.texts != nullptr ? pieces_.texts->find(*name) : nullptr;
        if (text == nullptr) {
            refuse(part, "there is no text " + quoted(*name) + " to render");
            return false;
        }
        if (pieces_.open.count(*name) != 0) {
            refuse(part, quoted(*name) + " renders itself");
            return false;
        }
        if (pieces_.open.size() >= most_pieces_in_one_another || pieces_.made.size() >= most_pieces) {
            refuse(part, "too many texts render one another");
            return false;
        }
        make_piece(part, std::string(*name), *text, bound, given, made);
        program_.renderings.push_back(std::move(made));
        add(Op::render, static_cast<Index>(program_.renderings.size() - 1));
        return false;
    }

    static bool parse_bound(ExpressionParser& parser, std::string_view name, Rendering& made, std::string& bound) {
        if (parser.is_word_with_colon() || (!parser.take_word("with") && !(made.for_each = parser.take_word("for")))) {
            return true;
        }
        const auto value = parser.operand();
        if (!value) {
            return false;
        }
        made.bound = *value;
        bound = name;
        if (parser.take_word("as")) {
            bound = parser.word();
            if (bound.empty()) {
                return parser.refuse("a name is missing behind `as`");
            }
        }
        return true;
    }

    static bool parse_given(ExpressionParser& parser, std::vector<std::pair<std::string, Operand>>& given) {
        while (!parser.at_end()) {
            if (parser.take(',')) {
                continue;
            }
            if (!parser.is_word_with_colon()) {
                return parser.refuse_next();
            }
            std::string name(parser.word());
            parser.take(':');
            const auto value = parser.operand();
            if (!value) {
                return false;
            }
            given.emplace_back(std::move(name), *value);
        }
        return true;
    }

    /// Parses the text that is rendered, once for each set of names that it is given.
    void make_piece(const Part& part, std::string name, const std::string& text, const std::string& bound,
                    const std::vector<std::pair<std::string, Operand>>& given, Rendering& made) {
        // Names come in this order, so a piece that was parsed before has them in the same slots.
        std::string key = name + '\n' + (made.for_each ? "each" : "") + '\n' + bound;
        Index slot = 0;
        made.bound_slot = bound.empty() ? none : slot++;
        made.state_slot = made.for_each ? slot++ : none;
        for (const auto& [argument, value] : given) {
            key += '\n' + argument;
            made.arguments.push_back({slot++, value});
        }
        if (const auto known = pieces_.made.find(key); known != pieces_.made.end()) {
            made.piece = known->second;
            return;
        }
        made.piece = static_cast<Index>(program_.pieces.size());
        pieces_.made.emplace(std::move(key), made.piece);
        program_.pieces.emplace_back();
        program_.piece_texts.push_back(text);
        pieces_.open.insert(name);
        problems_.enter(name, part.begin);
        std::vector<Node> nodes; // Pieces stand behind one another, not in one another.
        std::swap(nodes, program_.nodes);
        TextParser parser(program_.piece_texts.back(), program_, problems_, pieces_);
        if (!bound.empty()) {
            (void)parser.names().open(bound);
        }
        if (made.for_each) {
            (void)parser.names().open("forloop");
        }
        for (const auto& [argument, value] : given) {
            (void)parser.names().open(argument);
        }
        const Piece piece = parser.parse(part.begin);
        problems_.leave();
        pieces_.open.erase(name);
        pending_.emplace_back(made.piece, std::move(program_.nodes));
        program_.pieces[made.piece] = piece;
        for (auto& inner : parser.pending_) {
            pending_.push_back(std::move(inner));
        }
        program_.nodes = std::move(nodes);
    }

    static constexpr std::size_t most_pieces_in_one_another = 16;
    static constexpr std::size_t most_pieces = 1'000;

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

public:
    /// The nodes of pieces, to be appended at the end.
    std::vector<std::pair<Index, std::vector<Node>>> pending_{};
};

/// Appends the nodes of a piece; places in them move along.
void append_piece(Program& program, Index piece, std::vector<Node> nodes) {
    const auto offset = static_cast<Index>(program.nodes.size());
    for (Node& node : nodes) {
        node.next += offset;
        if (node.op == Op::loop || node.op == Op::table) {
            node.b += offset;
        }
        program.nodes.push_back(node);
    }
    program.pieces[piece].begin += offset;
    program.pieces[piece].end += offset;
}

} // namespace

std::shared_ptr<const Program> parse_program(std::string_view text, std::vector<TemplateProblem>& problems,
                                             const TemplatePieces* pieces) {
    auto program = std::make_shared<Program>();
    Problems noted(problems);
    if (text.size() > longest_template) {
        noted.add(longest_template, "the template is longer than " + std::to_string(longest_template) + " bytes");
        return nullptr;
    }
    program->text = std::string(text);
    program->pieces.emplace_back();
    Pieces shared;
    shared.texts = pieces;
    TextParser parser(program->text, *program, noted, shared);
    program->pieces.front() = parser.parse(std::nullopt);
    for (auto& [piece, nodes] : parser.pending_) {
        append_piece(*program, piece, std::move(nodes));
    }
    if (noted.count() > 0) {
        return nullptr;
    }
    std::stable_sort(program->names.begin(), program->names.end(),
                     [](const Template::Name& a, const Template::Name& b) { return a.offset < b.offset; });
    return program;
}

} // namespace nurture::inline v0::liquid
