// SPDX-License-Identifier: BSL-1.0
#include "condition/explain.hpp"

#include <string_view>

#include "condition/evaluate.hpp"
#include "condition/number_text.hpp"
#include "condition/time_text.hpp"
#include "condition/utf8.hpp"

namespace nurture::inline v0::cel {

namespace {

constexpr std::size_t longest_value = 40;
constexpr std::size_t longest_text = 400;

std::string shortened(std::string_view text, std::size_t longest) {
    if (text.size() <= longest) return std::string(text);
    std::size_t end = longest;
    while (end > 0 && continues_character(text[end])) {
        --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string shown(const Datum& value) {
    switch (value.kind) {
    case Kind::error: return "error: " + std::string(value.view());
    case Kind::absent: return "absent";
    case Kind::null: return "null";
    case Kind::boolean: return value.flag ? "true" : "false";
    case Kind::integer: return std::to_string(value.whole);
    case Kind::unsigned_integer: return std::to_string(value.natural) + "u";
    case Kind::real: return number_text(value.number);
    case Kind::text: return "\"" + shortened(value.view(), longest_value) + "\"";
    case Kind::bytes: return std::to_string(value.extra) + " bytes";
    case Kind::timestamp: return timestamp_text(value);
    case Kind::duration: return duration_text(value.whole);
    case Kind::list:
    case Kind::host_list: {
        const std::size_t size = size_of_list(value);
        std::string text;
        for (std::size_t i = 0; i < size && text.size() < longest_value; ++i) {
            const Datum item = item_of(value, i);
            const bool nested = item.is_list() || item.is_map();
            text += (i > 0 ? ", " : "") + (nested ? std::string("…") : shown(item));
        }
        return "[" + text + (text.size() < longest_value ? "]" : ", …]");
    }
    case Kind::map:
    case Kind::host_map: return "map of " + std::to_string(size_of_map(value));
    case Kind::type: return std::string(type_name(value.named));
    }
    return {};
}

/// Blanks and line ends of a multi-line condition become single blanks, outside of quotes as well as within.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

class Explanation {
public:
    Explanation(const CompiledCondition& program, const Facts& facts)
        : tree_(program.tree), evaluation_(program, facts) {}

    std::string of(NodeId id) {
        const Node& node = tree_[id];
        if (node.kind == NodeKind::all_of || node.kind == NodeKind::any_of) return of_joined(node);
        if (node.kind == NodeKind::not_) return of(node.children[0]);
        if (node.kind == NodeKind::choice) return of_choice(node);
        if (node.kind == NodeKind::binary && node.op <= BinaryOp::in) {
            return operand(node.children[0]) + " " + std::string(symbol(node.op)) + " " + operand(node.children[1]);
        }
        return operand(id);
    }

private:
    const Tree& tree_;
    Evaluation evaluation_;

    Datum value_of(NodeId id) { return evaluation_.run(tree_[id].code_begin, tree_[id].code_end); }

    /// The text of a part, and its value where the text does not tell.
    std::string operand(NodeId id) {
        const Node& node = tree_[id];
        const std::string text = on_one_line(tree_.source(id));
        const bool plain =
            node.kind == NodeKind::literal || node.kind == NodeKind::list || node.meaning == Meaning::constant;
        return plain ? text : text + " (" + shown(value_of(id)) + ")";
    }

    /// The operand that decided alone; else those that failed; else all of them.
    std::string of_joined(const Node& node) {
        const bool all = node.kind == NodeKind::all_of;
        const std::string sign = all ? " && " : " || ";
        std::string failures;
        std::string every;
        for (const NodeId child : node.children) {
            const Datum value = value_of(child);
            if (value.is(!all)) return of(child);
            const std::string text = part(child, node.kind);
            every += (every.empty() ? "" : sign) + text;
            if (value.failed()) failures += (failures.empty() ? "" : sign) + text;
            if (every.size() > longest_text) break;
        }
        return failures.empty() ? every : failures;
    }

    /// Brackets where leaving them out would read differently.
    std::string part(NodeId id, NodeKind around) {
        const NodeKind kind = tree_[id].kind;
        const bool joined = kind == NodeKind::all_of || kind == NodeKind::any_of;
        std::string text = of(id);
        return joined && kind != around ? "(" + text + ")" : text;
    }

    std::string of_choice(const Node& node) {
        const Datum condition = value_of(node.children[0]);
        std::string text = of(node.children[0]);
        if (condition.kind != Kind::boolean) return text;
        return text + " ? " + of(node.children[condition.flag ? 1 : 2]);
    }
};

} // namespace

std::string explain(const CompiledCondition& program, const Facts& facts) {
    return shortened(Explanation(program, facts).of(program.tree.root), longest_text);
}

} // namespace nurture::inline v0::cel
