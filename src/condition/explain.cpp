// SPDX-License-Identifier: BSL-1.0
#include "condition/explain.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "condition/arithmetic.hpp"
#include "condition/evaluate.hpp"
#include "condition/number_text.hpp"
#include "condition/time_text.hpp"
#include "condition/type.hpp"
#include "condition/utf8.hpp"

namespace nurture::inline v0 {

namespace cel {

namespace {

constexpr std::size_t longest_value = 40;
constexpr std::size_t longest_source = 120;
constexpr std::size_t longest_error = 160;
constexpr std::size_t most_leaves = 16;
constexpr int deepest = 8;

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string shortened(std::string_view text, std::size_t longest) {
    if (text.size() <= longest) return std::string(text);
    std::size_t end = longest;
    while (end > 0 && continues_character(text[end])) {
        --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

/// Blanks and line ends of a multi-line condition become single blanks, outside of quotes as well as within.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && !is_control(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : shortened(text, longest_value)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\\n";
        } else if (is_control(c)) {
            out += {'\\', 'x', digits[byte >> 4U], digits[byte & 0xFU]};
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + '"';
}

std::string shown(const Datum& value);

std::string shown_list(const Datum& list) {
    const std::size_t size = size_of_list(list);
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        if (text.size() >= longest_value) return "[" + text + ", …]";
        const Datum item = item_of(list, i);
        text += i > 0 ? ", " : "";
        text += item.is_list() || item.is_map() ? "…" : shown(item);
    }
    return "[" + text + "]";
}

std::string shown(const Datum& value) {
    switch (value.kind) {
    case Kind::error: return "error";
    case Kind::absent: return "absent";
    case Kind::null: return "null";
    case Kind::boolean: return value.flag ? "true" : "false";
    case Kind::integer: return std::to_string(value.whole);
    case Kind::unsigned_integer: return std::to_string(value.natural) + "u";
    case Kind::real: return number_text(value.number);
    case Kind::text: return quoted(value.view());
    case Kind::bytes: return std::to_string(value.extra) + " bytes";
    case Kind::timestamp: return timestamp_text(value);
    case Kind::duration: return duration_text(value.whole);
    case Kind::list:
    case Kind::host_list: return shown_list(value);
    case Kind::map:
    case Kind::host_map: return "map of " + std::to_string(size_of_map(value));
    case Kind::type: return std::string(type_name(value.named));
    }
    return {};
}

/// Decides the expression once more, then goes through what decided it.
class Explainer {
public:
    Explainer(const CompiledCondition& program, const Facts& facts)
        : program_(program), tree_(program.tree), deciding_(program, facts), showing_(program, facts),
          values_(tree_.nodes.size()) {}

    Explanation run() {
        decide(tree_.root);
        return of(tree_.root, 0);
    }

private:
    const CompiledCondition& program_;
    const Tree& tree_;
    Evaluation deciding_;
    Evaluation showing_;        ///< With a budget of its own: what decided may have spent all of the other.
    std::vector<Datum> values_; ///< Of the nodes that were looked at.
    std::size_t leaves_left_ = most_leaves;

    /// The value of a node, in the way and the order of the program.
    Datum decide(NodeId id) {
        const Node& node = tree_[id];
        switch (node.kind) {
        case NodeKind::all_of:
        case NodeKind::any_of: values_[id] = decide_joined(node); break;
        case NodeKind::not_: values_[id] = invert(decide(node.children[0]), deciding_.work()); break;
        case NodeKind::choice: values_[id] = decide_choice(node); break;
        default: values_[id] = deciding_.run(node.code_begin, node.code_end); break;
        }
        return values_[id];
    }

    Datum decide_joined(const Node& node) {
        const bool all = node.kind == NodeKind::all_of;
        Datum value = decide(node.children[0]);
        for (std::size_t i = 1; i < node.children.size() && !value.is(!all); ++i) {
            value = join(all, value, decide(node.children[i]), deciding_.work());
        }
        return value;
    }

    Datum decide_choice(const Node& node) {
        const Datum condition = decide(node.children[0]);
        if (condition.kind == Kind::boolean) return decide(node.children[condition.flag ? 1 : 2]);
        return condition.failed() ? condition : deciding_.work().no_overload("`? :`", &condition, 1);
    }

    Explanation of(NodeId id, int depth) {
        const Node& node = tree_[id];
        if (depth == deepest) return leaf(id);
        switch (node.kind) {
        case NodeKind::all_of:
        case NodeKind::any_of: return of_joined(id, depth);
        case NodeKind::not_: return negated(id, node.children[0], depth);
        case NodeKind::choice: return of_choice(id, depth);
        default: return leaf(id);
        }
    }

    Explanation with_outcome(NodeId id) {
        const Datum& value = values_[id];
        Explanation made;
        if (value.kind == Kind::boolean) {
            made.outcome = value.flag ? Explanation::Outcome::holds : Explanation::Outcome::does_not_hold;
        } else if (value.kind == Kind::error) {
            made.outcome = Explanation::Outcome::error;
            made.error = shortened(on_one_line(value.view()), longest_error);
        } else if (value.kind == Kind::absent) {
            made.outcome = Explanation::Outcome::absent;
        } else if (program_.result != ConditionScope::Result::condition) {
            made.outcome = value.kind == Kind::null ? Explanation::Outcome::absent : Explanation::Outcome::holds;
        } else {
            made.outcome = Explanation::Outcome::error;
            made.error = "a condition is true or false, and this is " + described(value.kind);
        }
        return made;
    }

    Explanation leaf(NodeId id) {
        const Node& node = tree_[id];
        Explanation made = with_outcome(id);
        leaves_left_ -= leaves_left_ > 0 ? 1 : 0;
        if (node.kind == NodeKind::binary && node.op <= BinaryOp::in) {
            made.text =
                operand(node.children[0]) + " " + std::string(symbol(node.op)) + " " + operand(node.children[1]);
            return made;
        }
        made.text = source(id);
        const Datum& value = values_[id];
        if (value.kind != Kind::boolean && !value.failed()) made.text += " (" + shown(value) + ")";
        return made;
    }

    std::string source(NodeId id) { return shortened(on_one_line(tree_.source(id)), longest_source); }

    /// The text of a part, and its value where the text does not tell.
    std::string operand(NodeId id) {
        const Node& node = tree_[id];
        std::string text = source(id);
        const bool plain =
            node.kind == NodeKind::literal || node.kind == NodeKind::list || node.meaning == Meaning::constant;
        if (plain) return text;
        const Datum value = showing_.run(node.code_begin, node.code_end);
        return text + " (" + (showing_.work().meter.exhausted() ? "…" : shown(value)) + ")";
    }

    Explanation of_joined(NodeId id, int depth) {
        const std::vector<NodeId> parts = deciding_parts(id);
        if (parts.size() == 1) return of(parts.front(), depth);
        Explanation made = with_outcome(id);
        made.joint = tree_[id].kind == NodeKind::all_of ? Explanation::Joint::all : Explanation::Joint::any;
        for (const NodeId part : parts) {
            if (leaves_left_ == 0) {
                Explanation rest = with_outcome(id);
                rest.text = "… and " + std::to_string(parts.size() - made.parts.size()) + " more";
                made.parts.push_back(std::move(rest));
                break;
            }
            made.parts.push_back(of(part, depth + 1));
        }
        return made;
    }

    /// The operand that decided alone; else those that failed; else all of them.
    std::vector<NodeId> deciding_parts(NodeId id) {
        const Node& node = tree_[id];
        const Datum& value = values_[id];
        if (value.kind == Kind::boolean && value.flag == (node.kind == NodeKind::all_of)) return node.children;
        std::vector<NodeId> parts;
        for (const NodeId child : node.children) {
            if (value.kind == Kind::boolean && values_[child].is(value.flag)) return {child};
            if (values_[child].kind != Kind::boolean) parts.push_back(child);
        }
        return parts;
    }

    Explanation negated(NodeId whole, NodeId part, int depth) {
        Explanation made = with_outcome(whole);
        made.joint = Explanation::Joint::negation;
        made.parts.push_back(of(part, depth + 1));
        return made;
    }

    /// `c ? a : b` is `c && a` or `!c && b`, whichever was taken.
    Explanation of_choice(NodeId id, int depth) {
        const NodeId condition = tree_[id].children[0];
        if (values_[condition].kind != Kind::boolean) return of(condition, depth);
        const bool first = values_[condition].flag;
        Explanation made = with_outcome(id);
        made.joint = Explanation::Joint::all;
        made.parts.push_back(of(condition, depth + 1));
        if (!first) {
            Explanation inverse;
            inverse.outcome = Explanation::Outcome::holds;
            inverse.joint = Explanation::Joint::negation;
            inverse.parts.push_back(std::move(made.parts.front()));
            made.parts.front() = std::move(inverse);
        }
        made.parts.push_back(of(tree_[id].children[first ? 1 : 2], depth + 1));
        return made;
    }
};

} // namespace

Explanation explain(const CompiledCondition& program, const Facts& facts) {
    return Explainer(program, facts).run();
}

} // namespace cel

namespace {

Value verdict(const Explanation& leaf) {
    switch (leaf.outcome) {
    case Explanation::Outcome::holds: return true;
    case Explanation::Outcome::does_not_hold: return false;
    case Explanation::Outcome::absent: return "absent";
    case Explanation::Outcome::error: return leaf.error;
    }
    return {};
}

/// What its leaves say is what holds: so they read the same under `&&`, `||` and `!`.
void collect(const Explanation& explanation, std::string& text) {
    for (const Explanation& part : explanation.parts) {
        collect(part, text);
    }
    if (!explanation.parts.empty()) return;
    text += text.empty() ? "" : " and ";
    text += explanation.text;
    switch (explanation.outcome) {
    case Explanation::Outcome::holds: return;
    case Explanation::Outcome::does_not_hold: text += " is false"; return;
    case Explanation::Outcome::absent: text += " is absent"; return;
    case Explanation::Outcome::error: text += " fails: " + explanation.error; return;
    }
}

} // namespace

Value to_value(const Explanation& explanation) {
    if (explanation.parts.empty()) return Value::Map{{explanation.text, verdict(explanation)}};
    if (explanation.joint == Explanation::Joint::negation) {
        return Value::Map{{"not", to_value(explanation.parts.front())}};
    }
    Value::List parts;
    for (const Explanation& part : explanation.parts) {
        parts.push_back(to_value(part));
    }
    return Value::Map{{explanation.joint == Explanation::Joint::all ? "all" : "any", Value(std::move(parts))}};
}

std::string to_text(const Explanation& explanation) {
    std::string text;
    collect(explanation, text);
    return text;
}

} // namespace nurture::inline v0
