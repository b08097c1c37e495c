// SPDX-License-Identifier: BSL-1.0
// Texts that a template renders.

#include "content/text_parser.hpp"

#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::size_t most_pieces_in_one_another = 8;
constexpr std::size_t most_pieces = 1'000;

} // namespace

bool TextParser::render(const Part& part) {
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
        refuse(part, "there is no text " + quoted(*name) + " to render",
               pieces_.texts != nullptr ? pieces_.texts->hint(*name) : std::string());
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

bool TextParser::parse_bound(ExpressionParser& parser, std::string_view name, Rendering& made, std::string& bound) {
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

bool TextParser::parse_given(ExpressionParser& parser, std::vector<std::pair<std::string, Operand>>& given) {
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

void TextParser::make_piece(const Part& part, std::string name, const std::string& text, const std::string& bound,
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
    for (auto& inner : parser.pending()) {
        pending_.push_back(std::move(inner));
    }
    program_.nodes = std::move(nodes);
}

} // namespace nurture::inline v0::liquid
