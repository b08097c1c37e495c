// SPDX-License-Identifier: BSL-1.0
/// \file
/// The flat form of an expression: instructions for a stack, and what they refer to.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/condition/condition.hpp>

#include "condition/ast.hpp"
#include "condition/functions.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

enum class Op : std::uint8_t {
    constant, ///< Push constant a.
    free,     ///< Push free variable a.
    local,    ///< Push the variable of loop a.
    lead,     ///< Push field a of the lead; with b, only whether it is there. So the next three.
    account,
    event,
    trigger,
    lead_score,
    fit,
    engagement,
    now,
    select, ///< Replace a map by its value under the name that is constant a; with b, whether it is there.
    index,
    not_,
    negate,
    binary,        ///< a: BinaryOp.
    compare,       ///< A fact with a constant: does at once what the next three instructions spell out, and skips them.
    call,          ///< Function a with b arguments.
    ask,           ///< Question a; hasTag and interest take their text from the stack.
    skip_if_false, ///< To a, keeping the value.
    skip_if_true,
    both, ///< Join two values by `&&`, absorbing errors.
    either,
    choose, ///< Take a condition: false goes to a; an error stays as the value and goes to b.
    jump,
    list,        ///< Of a values.
    map,         ///< Of a keys and values.
    loop_begin,  ///< Take the range of loop a, whose kind is in `detail`; an error stays and goes to b.
    loop_next,   ///< Set the variable of loop a, or go to b.
    loop_filter, ///< Take a condition: not true goes to b, the next turn of loop a.
    loop_step,   ///< Take the value of a turn of loop a; b is its loop_next.
    loop_end,    ///< Push the result of loop a.
    fail         ///< Push the error that is constant a.
};

struct Instruction {
    Op op = Op::fail;
    std::uint8_t detail = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};

/// How many instructions a comparison is that `compare` does at once: a fact, a constant, `binary`.
constexpr std::uint32_t spelled_comparison = 3;

/// A field that is read.
struct FieldUse {
    std::string name{};
    std::string shown{}; ///< "lead.employees".
    FieldKind kind = FieldKind::dynamic;
    Value fallback{};
};

/// A function of this library with its literal arguments.
struct Question {
    enum class Kind : std::uint8_t {
        engaged,
        count, ///< Since ever.
        last,
        tag,
        subscribed,
        enrolled_in,
        completed,
        reached,
        windowed, ///< `count`, `accountCount`, `accountLeads` with a window.
        latest,   ///< A field of the event that occurred last.
        inactive,
        interest,
        in_segment,
        result
    };

    Kind kind = Kind::engaged;
    Engagement engagement = Engagement::sent;
    std::optional<std::string> step{};
    std::optional<std::string> link{};
    std::vector<std::string> names{};               ///< Event types; or the one category, workflow, segment, step.
    std::size_t stage = 0;                          ///< Its place in the stages.
    std::string shown{};                            ///< As written.
    std::shared_ptr<const HistoryQuestion> asked{}; ///< Of `windowed`, `latest`, `inactive`.
    Instruction field{};                            ///< Of `latest`: reads the field of the event.
};

/// A comparison, or something true or false by itself, whose answer time alone changes.
struct TimedPart {
    enum class Kind : std::uint8_t { comparison, inactive, segment };

    NodeId node = 0;
    Kind kind = Kind::comparison;
    std::optional<Milliseconds> horizon{}; ///< After that long nothing changes any more; none: at the end of time.
    std::uint32_t question = 0;            ///< Of a segment.
};

/// What of an expression is the same for every lead of an account.
struct AccountParts {
    std::vector<NodeId> alone{}; ///< Leaves that ask for the account and for nothing of the lead.
    bool mixed = false;          ///< Whether another asks for both.
};

} // namespace nurture::inline v0::cel

namespace nurture::inline v0 {

/// A compiled expression. Stays where it is: the tree refers to the text, instructions to the arena.
struct CompiledCondition {
    std::string text{};
    ConditionScope::Result result = ConditionScope::Result::condition;
    ConditionReferences references{};

    cel::Arena arena{};
    cel::Tree tree{};
    cel::Prepared prepared{};
    std::vector<cel::Instruction> code{};
    std::vector<cel::Datum> constants{};
    std::vector<cel::FieldUse> fields{};
    std::vector<cel::Question> questions{};
    std::vector<std::string> stages{};
    std::vector<cel::TimedPart> timed{}; ///< Where time is looked at; in the order of the text.
    cel::AccountParts account{};
    std::size_t stack_size = 0;
    std::size_t loops = 0;

    CompiledCondition() = default;
    CompiledCondition(const CompiledCondition&) = delete;
    CompiledCondition& operator=(const CompiledCondition&) = delete;

    /// The condition that evaluates the program.
    [[nodiscard]] static Condition condition(std::shared_ptr<const CompiledCondition> program);
};

} // namespace nurture::inline v0
