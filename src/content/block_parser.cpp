// SPDX-License-Identifier: BSL-1.0
// The blocks of templates: choices, loops, captures.

#include "content/text_parser.hpp"

#include <algorithm>

#include "content/utf8.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

bool TextParser::choice(const Part& part) {
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
            // The reference implementation overlooks words here, but these are a condition that was meant.
            if (inside(arm).peek_word() == "if") {
                refuse(arm, "{% else %} has no condition", "write elsif");
            }
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

void TextParser::add_condition(const Part& part, bool negated) {
    ExpressionParser parser = inside(part);
    const auto condition = parser.condition();
    add(Op::arm, condition.value_or(0), negated ? 1 : 0);
}

bool TextParser::pick(const Part& part) {
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

void TextParser::add_values(const Part& part) {
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

bool TextParser::capture(const Part& part) {
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

bool TextParser::if_changed(const Part& part) {
    inside(part).expect_end();
    const Index begin = add(Op::if_changed);
    block({"endifchanged"}, part.name);
    refuse_if_open(part);
    close(begin);
    return false;
}

bool TextParser::loop(const Part& part) {
    Loop made;
    std::string_view variable;
    parse_loop(part, made, variable, false);
    return body(part, made, variable, Op::loop, "forloop");
}

bool TextParser::table(const Part& part) {
    Loop made;
    std::string_view variable;
    parse_loop(part, made, variable, true);
    body(part, made, variable, Op::table, "tablerowloop");
    return false;
}

bool TextParser::body(const Part& part, Loop& made, std::string_view variable, Op op, std::string_view state_name) {
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

void TextParser::parse_loop(const Part& part, Loop& made, std::string_view& variable, bool is_table) {
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

bool TextParser::loop_option(ExpressionParser& parser, Loop& made, bool is_table) {
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

std::string_view TextParser::loop_name(std::string_view variable, std::string_view collection) {
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

} // namespace nurture::inline v0::liquid
