// SPDX-License-Identifier: BSL-1.0
#include "condition/checker.hpp"

#include <algorithm>
#include <optional>

#include "condition/literal.hpp"
#include "condition/spelling.hpp"
#include "condition/time_text.hpp"
#include "condition/timing.hpp"

namespace nurture::inline v0::cel {

Checker::Checker(CompiledCondition& program, const ConditionScope& scope, const FreeVariables* free, Sight sight,
                 Problems& problems)
    : program_(program), tree_(program.tree), scope_(scope), free_(free), sight_(sight), problems_(problems),
      declarations_(scope) {}

void Checker::run() {
    check(tree_.root);
    check_result();
    if (scope_.looked_at && free_ == nullptr) find_timed_parts(program_, scope_.score_decays, problems_);
    program_.stages = declarations_.stages();
    for (Node& node : tree_.nodes) {
        node.type = {}; // it may refer to the declarations, which do not outlive the check
    }
}

ConditionProblem& Checker::problem(std::size_t offset, std::string message, std::string hint) {
    if (free_ != nullptr && free_->lenient) return ignored_;
    return problems_.add(offset, std::move(message), std::move(hint));
}

void Checker::check_result() {
    const Node& root = tree_[tree_.root];
    if (free_ != nullptr || root.kind == NodeKind::bad || root.type.dynamic) return;
    const Kind kind = root.type.kind;
    switch (scope_.result) {
    case ConditionScope::Result::condition:
        if (kind == Kind::boolean) return;
        if (root.kind == NodeKind::literal && kind == Kind::text) {
            problem(root.begin, "this is a text in quotes, not a condition; take away one pair of quotes",
                    std::string(root.value.view()));
        } else {
            problem(root.begin, "a condition is true or false, and this is " + described(kind));
        }
        return;
    case ConditionScope::Result::duration:
        if (kind == Kind::duration) return;
        problem(root.begin, "a duration is needed here, and this is " + described(kind),
                root.kind == NodeKind::literal ? literal_hint(simple(Kind::duration), tree_.root) : std::string());
        return;
    case ConditionScope::Result::value:
        if (kind != Kind::bytes && kind != Kind::type && kind != Kind::duration && kind != Kind::null) return;
        problem(root.begin, "a field cannot hold " + described(kind));
        return;
    }
}

Type Checker::check(NodeId id) {
    Type type = check_kind(id);
    tree_[id].type = type;
    return type;
}

Type Checker::check_kind(NodeId id) {
    const Node& node = tree_[id];
    switch (node.kind) {
    case NodeKind::bad: return {};
    case NodeKind::literal: return simple(node.value.kind);
    case NodeKind::name: {
        const Type type = check_name(id);
        whole_variable(id);
        return type;
    }
    case NodeKind::select: return check_select(id, false);
    case NodeKind::index: return check_index(id);
    case NodeKind::call: {
        const Type type = check_call(id);
        whole_variable(id);
        return type;
    }
    case NodeKind::list: return check_list(node);
    case NodeKind::map: return check_map(node);
    case NodeKind::not_: return check_not(node);
    case NodeKind::negate: return check_negate(node);
    case NodeKind::binary: return check_binary(node);
    case NodeKind::all_of:
    case NodeKind::any_of: return check_joined(node);
    case NodeKind::choice: return check_choice(node);
    }
    return {};
}

Type Checker::check_list(const Node& node) {
    Type item;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const Type type = check(node.children[i]);
        item = i == 0 ? type : join(item, type);
    }
    return list_of(item);
}

Type Checker::check_map(const Node& node) {
    Type key;
    Type item;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const Type name = check(node.children[i]);
        const Type value = check(node.children[i + 1]);
        key = i == 0 ? name : join(key, name);
        item = i == 0 ? value : join(item, value);
        const bool usable = name.dynamic || name.kind == Kind::text || name.kind == Kind::boolean ||
                            name.kind == Kind::integer || name.kind == Kind::unsigned_integer;
        if (!usable) problem(tree_[node.children[i]].begin, "the key of a map cannot be " + described(name));
    }
    return map_of(key, item);
}

Type Checker::check_not(const Node& node) {
    const Type type = check(node.children[0]);
    if (!may_be(type, Kind::boolean)) {
        problem(node.at, "`!` needs true or false, and this is " + described(type));
    }
    return simple(Kind::boolean);
}

Type Checker::check_negate(const Node& node) {
    const Type type = check(node.children[0]);
    if (type.dynamic || type.kind == Kind::integer || type.kind == Kind::real || type.kind == Kind::duration) {
        return type;
    }
    problem(node.at, "`-` needs a number, and this is " + described(type));
    return {};
}

Type Checker::check_joined(const Node& node) {
    const char* sign = node.kind == NodeKind::all_of ? "&&" : "||";
    for (const NodeId child : node.children) {
        const Type type = check(child);
        if (may_be(type, Kind::boolean)) continue;
        problem(tree_[child].begin,
                "`" + std::string(sign) + "` joins what is true or false, and this is " + described(type));
    }
    return simple(Kind::boolean);
}

Type Checker::check_choice(const Node& node) {
    const Type condition = check(node.children[0]);
    if (!may_be(condition, Kind::boolean)) {
        problem(tree_[node.children[0]].begin,
                "before `?` stands what is true or false, and this is " + described(condition));
    }
    const Type yes = check(node.children[1]);
    const Type no = check(node.children[2]);
    if (!yes.dynamic && !no.dynamic && yes.kind != no.kind) {
        if (is_numeric(yes) && is_numeric(no)) return mixed_numbers(node, yes, no);
        problem(tree_[node.children[2]].begin,
                "both values of `? :` have one type, and these are " + described(yes) + " and " + described(no));
    }
    return join(yes, no);
}

Type Checker::check_binary(const Node& node) {
    const Type left = check(node.children[0]);
    const Type right = check(node.children[1]);
    switch (node.op) {
    case BinaryOp::equal:
    case BinaryOp::not_equal: return check_equality(node, left, right);
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal: return check_order(node, left, right);
    case BinaryOp::in: return check_in(node, left, right);
    default: return check_arithmetic(node, left, right);
    }
}

std::string Checker::literal_hint(const Type& wanted, NodeId literal) const {
    const Node& node = tree_[literal];
    if (node.kind != NodeKind::literal || wanted.dynamic) return {};
    const std::string source(tree_.source(literal));
    if (node.value.kind != Kind::text) {
        return wanted.kind == Kind::text && node.value.is_number() ? "\"" + source + "\"" : std::string();
    }
    const std::string_view text = node.value.view();
    std::string unused;
    if (is_numeric(wanted)) return read_double(text, false) ? std::string(text) : std::string();
    if (wanted.kind == Kind::boolean && (text == "true" || text == "false")) return std::string(text);
    if (wanted.kind == Kind::duration && read_duration(text, unused)) return "duration(" + source + ")";
    if (wanted.kind != Kind::timestamp) return {};
    const std::string moment = text.size() == 10 ? std::string(text) + "T00:00:00Z" : std::string(text);
    return read_timestamp(moment) ? "timestamp(\"" + moment + "\")" : std::string();
}

void Checker::cannot_compare(const Node& node, const Type& left, const Type& right) {
    std::string hint = literal_hint(left, node.children[1]);
    if (hint.empty()) hint = literal_hint(right, node.children[0]);
    problem(node.at,
            "`" + std::string(symbol(node.op)) + "` cannot compare " + described(left) + " with " + described(right),
            std::move(hint));
}

void Checker::check_value_of(const Type& type, NodeId other) {
    const Node& literal = tree_[other];
    if (type.values == nullptr || literal.kind != NodeKind::literal || literal.value.kind != Kind::text) return;
    const std::vector<std::string>& values = *type.values;
    if (std::find(values.begin(), values.end(), literal.value.view()) != values.end()) return;
    const std::string near = nearest(literal.value.view(), {values.begin(), values.end()});
    std::string list;
    for (const std::string& value : values) {
        list += (list.empty() ? "" : ", ") + value;
    }
    problem(literal.begin, "`" + std::string(literal.value.view()) + "` is none of the possible values: " + list,
            near.empty() ? std::string() : "\"" + near + "\"");
}

Type Checker::check_equality(const Node& node, const Type& left, const Type& right) {
    const auto is_null = [](const Type& type) { return !type.dynamic && type.kind == Kind::null; };
    const auto is_field = [this](NodeId id) { return tree_[id].meaning == Meaning::fields; };
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
        const NodeId other = node.children[1 - side];
        if (!is_null(side == 0 ? left : right) || !is_field(other)) continue;
        const std::string asked = "has(" + std::string(tree_.source(other)) + ")";
        problem(node.at, "a field is never null: without a value it is absent, which `has` asks",
                node.op == BinaryOp::equal ? "!" + asked : asked);
        return simple(Kind::boolean);
    }
    if (!compatible(left, right)) {
        cannot_compare(node, left, right);
    } else {
        check_value_of(left, node.children[1]);
        check_value_of(right, node.children[0]);
    }
    return simple(Kind::boolean);
}

Type Checker::check_order(const Node& node, const Type& left, const Type& right) {
    const auto has_order = [](const Type& type) {
        return type.dynamic || (type.kind != Kind::null && type.kind != Kind::list && type.kind != Kind::map &&
                                type.kind != Kind::type);
    };
    if (!compatible(left, right) || !has_order(left) || !has_order(right)) cannot_compare(node, left, right);
    return simple(Kind::boolean);
}

Type Checker::check_in(const Node& node, const Type& left, const Type& right) {
    if (!right.dynamic && right.kind != Kind::list && right.kind != Kind::map) {
        const std::string within(tree_.source(node.children[1]));
        problem(node.at, "`in` looks into a list or a map, and this is " + described(right),
                right.kind == Kind::text && may_be(left, Kind::text)
                    ? within + ".contains(" + std::string(tree_.source(node.children[0])) + ")"
                    : std::string());
        return simple(Kind::boolean);
    }
    const Type* held = right.dynamic ? nullptr : right.kind == Kind::list ? right.item.get() : right.key.get();
    if (held != nullptr && !compatible(left, *held)) {
        problem(node.at, "`in` looks for " + described(left) + " where there is only " + described(*held));
    }
    if (tree_[node.children[1]].kind == NodeKind::list) {
        for (const NodeId item : tree_[node.children[1]].children) {
            check_value_of(left, item);
        }
    }
    return simple(Kind::boolean);
}

Type Checker::mixed_numbers(const Node& node, const Type& left, const Type& right) {
    const std::size_t first = node.children.size() - 2;
    std::string a(tree_.source(node.children[first]));
    std::string b(tree_.source(node.children[first + 1]));
    const std::string sign = node.kind == NodeKind::choice ? ":" : std::string(symbol(node.op));
    const bool real = left.kind == Kind::real || right.kind == Kind::real;
    const Kind wanted = real ? Kind::real : Kind::integer;
    for (const bool is_left : {true, false}) {
        std::string& text = is_left ? a : b;
        const NodeId id = node.children[is_left ? first : first + 1];
        if ((is_left ? left : right).kind == wanted) continue;
        const bool plain = tree_[id].kind == NodeKind::literal && tree_[id].value.kind == Kind::integer && real;
        text = plain ? text + ".0" : (real ? "double(" : "int(") + text + ")";
    }
    problem(node.at,
            "`" + sign + "` needs numbers of one type, and these are " + described(left) + " and " + described(right),
            a + " " + sign + " " + b);
    return simple(wanted);
}

Type Checker::check_arithmetic(const Node& node, const Type& left, const Type& right) {
    if (left.dynamic || right.dynamic) return {};
    const BinaryOp op = node.op;
    const Kind a = left.kind;
    const Kind b = right.kind;
    const bool sum = op == BinaryOp::add;
    const bool difference = op == BinaryOp::subtract;
    if (is_numeric(left) && is_numeric(right) && !(op == BinaryOp::modulo && (a == Kind::real || b == Kind::real))) {
        return a == b ? simple(a) : mixed_numbers(node, left, right);
    }
    if (sum && a == b && (a == Kind::text || a == Kind::bytes)) return simple(a);
    if (sum && a == b && a == Kind::list) return list_of(join(*left.item, *right.item));
    if ((sum || difference) && a == Kind::duration && b == Kind::duration) return left;
    if ((sum || difference) && a == Kind::timestamp && b == Kind::duration) return left;
    if (sum && a == Kind::duration && b == Kind::timestamp) return right;
    if (difference && a == Kind::timestamp && b == Kind::timestamp) return simple(Kind::duration);
    std::string hint = a == Kind::timestamp ? literal_hint(simple(Kind::duration), node.children[1]) : std::string();
    if (hint.empty() && a == Kind::text && sum && is_numeric(right)) {
        hint = "string(" + std::string(tree_.source(node.children[1])) + ")";
    }
    problem(node.at, "`" + std::string(symbol(op)) + "` cannot take " + described(left) + " and " + described(right),
            std::move(hint));
    return {};
}

} // namespace nurture::inline v0::cel
