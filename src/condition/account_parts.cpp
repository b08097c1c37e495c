// SPDX-License-Identifier: BSL-1.0
#include "condition/account_parts.hpp"

#include "condition/evaluate.hpp"
#include "condition/leaves.hpp"

namespace nurture::inline v0::cel {

namespace {

/// Whom a part of an expression asks about.
struct Asked {
    bool account = false;
    bool lead = false;
};

Asked asked_by_field(const CompiledCondition& program, const Node& node) {
    if (node.owner != Meaning::account) return {false, true};
    // A date begins at midnight in the zone of the lead.
    return {true, program.fields[node.detail].kind == FieldKind::date};
}

Asked asked_by(const CompiledCondition& program, NodeId id) {
    const Node& node = program.tree[id];
    if (node.meaning == Meaning::fields) return asked_by_field(program, node);
    if (node.meaning == Meaning::library) {
        const Question& question = program.questions[node.detail];
        const bool account = question.asked != nullptr && question.asked->is_about_account();
        return {account, !account};
    }
    Asked asked;
    for (const NodeId child : node.children) {
        const Asked part = asked_by(program, child);
        asked.account |= part.account;
        asked.lead |= part.lead;
    }
    return asked;
}

char letter_of(const Datum& value) noexcept {
    if (value.kind == Kind::boolean) return value.flag ? 't' : 'f';
    return value.kind == Kind::absent ? '-' : '!';
}

} // namespace

AccountParts account_parts(const CompiledCondition& program) {
    AccountParts parts;
    for_each_leaf(program.tree, program.tree.root, [&](NodeId id) {
        const Asked asked = asked_by(program, id);
        if (!asked.account) return;
        if (asked.lead) {
            parts.mixed = true;
        } else {
            parts.alone.push_back(id);
        }
    });
    return parts;
}

std::optional<std::string> account_answers(const CompiledCondition& program, const Facts& facts) {
    if (program.account.mixed) return {};
    std::string answers;
    for (const NodeId id : program.account.alone) {
        const Node& node = program.tree[id];
        Evaluation evaluation(program, facts, facts.now());
        answers += letter_of(evaluation.run(node.code_begin, node.code_end));
    }
    return answers;
}

} // namespace nurture::inline v0::cel
