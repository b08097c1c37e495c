// SPDX-License-Identifier: BSL-1.0
#include "condition/compile.hpp"

#include <algorithm>
#include <string>

#include "condition/account_parts.hpp"
#include "condition/parser.hpp"

namespace nurture::inline v0::cel {

namespace {

// Nobody mends more in one go; the text of an expression could hold thousands.
constexpr std::size_t max_problems = 100;

class Generator {
public:
    explicit Generator(CompiledCondition& program) : program_(program), tree_(program.tree) {}

    /// Instructions that push the value of a node.
    void value(NodeId id) {
        const auto begin = here();
        const std::size_t depth = depth_;
        emit_value(id);
        depth_ = depth;
        push();
        tree_[id].code_begin = begin;
        tree_[id].code_end = here();
    }

private:
    CompiledCondition& program_;
    Tree& tree_;
    std::size_t depth_ = 0;

    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }

    std::size_t emit(Op op, std::uint32_t a = 0, std::uint32_t b = 0, std::uint8_t detail = 0) {
        program_.code.push_back({op, detail, a, b});
        return program_.code.size() - 1;
    }

    void push() { program_.stack_size = std::max(program_.stack_size, ++depth_); }
    void pop() { --depth_; }

    std::uint32_t constant(const Datum& value) {
        program_.constants.push_back(value);
        return static_cast<std::uint32_t>(program_.constants.size() - 1);
    }

    std::uint32_t constant(std::string text, Kind kind) {
        program_.arena.texts.push_front(std::move(text));
        return constant(refer(kind, program_.arena.texts.front()));
    }

    /// Whether a part does not depend on anything.
    [[nodiscard]] bool is_constant(NodeId id) const {
        const Node& node = tree_[id];
        if (node.kind == NodeKind::literal || node.meaning == Meaning::constant) return true;
        const auto constant = [this](NodeId child) { return is_constant(child); };
        return node.kind == NodeKind::list && std::all_of(node.children.begin(), node.children.end(), constant);
    }

    /// The value of such a part: lists of literals are made once.
    Datum folded(NodeId id) {
        const Node& node = tree_[id];
        if (node.kind != NodeKind::list) return node.value;
        ListData list;
        for (const NodeId child : node.children) {
            list.items.push_back(folded(child));
        }
        program_.arena.lists.push_front(std::move(list));
        Datum value;
        value.kind = Kind::list;
        value.list = &program_.arena.lists.front();
        return value;
    }

    void emit_value(NodeId id) {
        const Node& node = tree_[id];
        if (is_constant(id)) {
            emit(Op::constant, constant(folded(id)));
            return;
        }
        switch (node.meaning) {
        case Meaning::free: emit(Op::free, node.detail); return;
        case Meaning::local: emit(Op::local, node.detail); return;
        case Meaning::now: emit(Op::now); return;
        case Meaning::fields: emit_field(node, false); return;
        case Meaning::has: emit_has(node); return;
        case Meaning::macro: emit_macro(node); return;
        case Meaning::library: emit_question(node); return;
        case Meaning::function:
            values(node.children);
            emit(Op::call, node.detail, static_cast<std::uint32_t>(node.children.size()));
            return;
        case Meaning::plain: emit_plain(node); return;
        default: emit_unknown(node); return;
        }
    }

    void values(const std::vector<NodeId>& ids) {
        for (const NodeId id : ids) {
            value(id);
        }
    }

    void emit_unknown(const Node& node) {
        emit(Op::fail, constant("`" + std::string(node.name) + "` is not known", Kind::error));
    }

    void emit_field(const Node& node, bool only_asks) {
        const std::string_view name = program_.fields[node.detail].name;
        const bool of_event = node.owner == Meaning::event || node.owner == Meaning::trigger;
        const std::uint8_t built_in = !of_event ? 0 : name == "type" ? 1 : name == "time" ? 2 : 0;
        const std::uint32_t asks = only_asks ? 1 : 0;
        switch (node.owner) {
        case Meaning::lead:
            if (name == "score") {
                emit(Op::lead_score, 0, asks);
            } else {
                emit(Op::lead, node.detail, asks);
            }
            return;
        case Meaning::account: emit(Op::account, node.detail, asks, name == "score" ? 1 : 0); return;
        case Meaning::event: emit(Op::event, node.detail, asks, built_in); return;
        case Meaning::trigger: emit(Op::trigger, node.detail, asks, built_in); return;
        default: emit(name == "fit" ? Op::fit : Op::engagement, 0, asks); return;
        }
    }

    void emit_has(const Node& node) {
        const Node& asked = tree_[node.children[0]];
        if (asked.meaning == Meaning::fields) {
            emit_field(asked, true);
            return;
        }
        if (asked.meaning == Meaning::library) { // a field of an event, whose question knows that it only asks
            emit_question(asked);
            return;
        }
        value(asked.children[0]);
        emit(Op::select, constant(std::string(asked.name), Kind::text), 1);
    }

    void emit_question(const Node& node) {
        const Question::Kind kind = program_.questions[node.detail].kind;
        if (kind == Question::Kind::tag || kind == Question::Kind::interest) value(node.children[0]);
        emit(Op::ask, node.detail);
    }

    void emit_macro(const Node& node) {
        const auto kind = static_cast<std::uint8_t>(node.macro);
        value(node.children[0]);
        const std::size_t begin = emit(Op::loop_begin, node.detail, 0, kind);
        pop();
        const std::size_t next = emit(Op::loop_next, node.detail);
        const auto turn = static_cast<std::uint32_t>(next);
        if (node.children.size() == 4) {
            value(node.children[2]);
            emit(Op::loop_filter, node.detail, turn);
            pop();
        }
        value(node.children.back());
        emit(Op::loop_step, node.detail, turn, kind);
        pop();
        program_.code[next].b = here();
        emit(Op::loop_end, node.detail, 0, kind);
        program_.code[begin].b = here();
    }

    void emit_joined(const Node& node) {
        const bool all = node.kind == NodeKind::all_of;
        std::vector<std::size_t> skips;
        value(node.children[0]);
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            skips.push_back(emit(all ? Op::skip_if_false : Op::skip_if_true));
            value(node.children[i]);
            emit(all ? Op::both : Op::either);
            pop();
        }
        for (const std::size_t skip : skips) {
            program_.code[skip].a = here();
        }
    }

    void emit_choice(const Node& node) {
        value(node.children[0]);
        const std::size_t choose = emit(Op::choose);
        pop();
        value(node.children[1]);
        const std::size_t over = emit(Op::jump);
        pop();
        program_.code[choose].a = here();
        value(node.children[2]);
        program_.code[choose].b = here();
        program_.code[over].a = here();
    }

    /// Whether it compares a fact with a constant. Each is one instruction, and stays one: a part of an expression can
    /// be asked for by itself.
    [[nodiscard]] bool compares_fact(const Node& node) const {
        return node.kind == NodeKind::binary && node.op <= BinaryOp::in &&
               tree_[node.children[0]].meaning == Meaning::fields && is_constant(node.children[1]);
    }

    void emit_plain(const Node& node) {
        const auto count = static_cast<std::uint32_t>(node.children.size());
        switch (node.kind) {
        case NodeKind::select:
            value(node.children[0]);
            emit(Op::select, constant(std::string(node.name), Kind::text));
            return;
        case NodeKind::all_of:
        case NodeKind::any_of: emit_joined(node); return;
        case NodeKind::choice: emit_choice(node); return;
        default: break;
        }
        if (compares_fact(node)) emit(Op::compare);
        values(node.children);
        switch (node.kind) {
        case NodeKind::index: emit(Op::index); return;
        case NodeKind::not_: emit(Op::not_); return;
        case NodeKind::negate: emit(Op::negate); return;
        case NodeKind::binary: emit(Op::binary, static_cast<std::uint32_t>(node.op)); return;
        case NodeKind::list: emit(Op::list, count); return;
        case NodeKind::map: emit(Op::map, count); return;
        default: emit_unknown(node); return;
        }
    }
};

} // namespace

void generate(CompiledCondition& program) {
    Generator(program).value(program.tree.root);
}

std::shared_ptr<const CompiledCondition> compile(std::string_view text, const ConditionScope& scope,
                                                 const FreeVariables* free, std::vector<ConditionProblem>& problems,
                                                 Sight sight) {
    std::vector<ConditionProblem> found;
    auto program = std::make_shared<CompiledCondition>();
    program->text = std::string(text);
    program->result = scope.result;
    Problems list(program->text, found);
    if (text.size() > max_text) {
        list.add(0, "an expression may have at most " + std::to_string(max_text) + " bytes, this one has " +
                        std::to_string(text.size()));
    } else {
        program->tree = parse(program->text, program->arena, list);
        Checker(*program, scope, free, sight, list).run();
    }
    if (!found.empty()) {
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
        // A predicate is read twice: as a part of the expression and by itself.
        const auto same = [](const auto& a, const auto& b) { return a.offset == b.offset && a.message == b.message; };
        found.erase(std::unique(found.begin(), found.end(), same), found.end());
        found.resize(std::min(found.size(), max_problems));
        problems.insert(problems.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        return nullptr;
    }
    program->account = account_parts(*program);
    generate(*program);
    return program;
}

} // namespace nurture::inline v0::cel
