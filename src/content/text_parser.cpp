// SPDX-License-Identifier: BSL-1.0

#include "content/text_parser.hpp"

#include <algorithm>

#include "content/liquid_words.hpp"
#include "content/utf8.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::size_t most_nodes = 1'000'000;
constexpr int deepest = 100; // Blocks in blocks, as the reference implementation has it.

} // namespace

Piece TextParser::parse(std::optional<std::size_t> shown_at) {
    Piece piece;
    piece.begin = here();
    block({}, {});
    piece.end = here();
    piece.slots = names_.slots();
    names_.finish(shown_at);
    return piece;
}

Index TextParser::add(Op op, Index a, Index b) {
    Node node;
    node.op = op;
    node.a = a;
    node.b = b;
    node.next = here() + 1;
    program_.nodes.push_back(node);
    return here() - 1;
}

ExpressionParser TextParser::inside(const Part& part) {
    return {text_, part.body_begin, part.body_end, part.closing, program_, names_, problems_};
}

void TextParser::refuse(const Part& part, std::string message, std::string hint, bool unsupported) {
    problems_.add(part.begin, std::move(message), std::move(hint), unsupported);
}

bool TextParser::block(Ends ends, std::string_view name) {
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

bool TextParser::one(const Part& part, std::string_view block_name) {
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

void TextParser::output(const Part& part) {
    ExpressionParser parser = inside(part);
    if (parser.at_end()) {
        problems_.add(part.body_begin, "the tag {{ }} is empty",
                      "write a name between the braces, for example {{ lead.first_name }}");
        return;
    }
    write(parser);
}

void TextParser::write(ExpressionParser& parser) {
    const auto expression = parser.expression();
    if (expression && parser.expect_end()) {
        add(Op::output, *expression);
        constexpr std::size_t guess = 16;
        program_.written += guess;
    }
}

bool TextParser::tag(const Part& part, std::string_view block_name) {
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

void TextParser::refuse_tag(const Part& part, std::string_view block_name) {
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

void TextParser::refuse_open(const Part& part) {
    if (problems_.too_many()) {
        return;
    }
    refuse(part, "{% " + std::string(part.name) + " %} is not closed", "add {% end" + std::string(part.name) + " %}");
}

void TextParser::refuse_if_open(const Part& part) {
    if (end_.kind == Part::Kind::end) {
        refuse_open(part);
    }
}

void TextParser::drop_white_space(Index first, Index end) {
    for (Index at = first; at < end; at = program_.nodes[at].next) {
        Node& node = program_.nodes[at];
        if (node.op == Op::text) {
            node.text = {};
        }
    }
}

void TextParser::drop_white_space_of_arms(Index block) {
    for (Index arm = block + 1; arm < program_.nodes[block].next; arm = program_.nodes[arm].next) {
        drop_white_space(arm + 1, program_.nodes[arm].next);
    }
}

bool TextParser::inline_comment(const Part& part) {
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

bool TextParser::assign(const Part& part) {
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

std::optional<std::string_view> TextParser::new_name(ExpressionParser& parser, std::string_view before) {
    const std::string_view name = parser.new_name();
    if (name.empty()) {
        parser.refuse("a name is missing before " + std::string(before));
        return std::nullopt;
    }
    return name;
}

bool TextParser::count(const Part& part) {
    ExpressionParser parser = inside(part);
    const auto name = new_name(parser, part.closing);
    if (name && parser.expect_end()) {
        const Op op = part.name == "increment" ? Op::count_up : Op::count_down;
        add(op, names_.assign(*name, part.begin));
    }
    return false;
}

bool TextParser::echo(const Part& part) {
    ExpressionParser parser = inside(part);
    if (!parser.at_end()) {
        write(parser);
    }
    return false;
}

bool TextParser::leave(const Part& part) {
    if (inside(part).expect_end()) {
        add(Op::leave);
    }
    return false;
}

bool TextParser::skip(const Part& part) {
    if (inside(part).expect_end()) {
        add(Op::skip);
    }
    return false;
}

bool TextParser::cycle(const Part& part) {
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

bool TextParser::raw(const Part& part) {
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

bool TextParser::doc(const Part& part) {
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

bool TextParser::comment(const Part& part) {
    if (!reader_.skip_comment()) {
        refuse_open(part);
    }
    return true;
}

bool TextParser::lines(const Part& part) {
    const PartReader outer = reader_;
    reader_ = PartReader(text_, part.body_begin, part.body_end, true, problems_);
    const bool blank = block({}, {});
    reader_ = outer;
    return blank;
}

} // namespace nurture::inline v0::liquid
