// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs a program for one lead at one instant.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include <nurture/condition/facts.hpp>

#include "condition/program.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

/// One evaluation. Its values are valid as long as it and the facts.
class Evaluation {
public:
    /// At an instant that is facts.now() or later.
    Evaluation(const CompiledCondition& program, const Facts& facts, Instant at,
               const std::vector<Datum>* free = nullptr);
    Evaluation(const CompiledCondition& program, const Facts& facts, const std::vector<Datum>* free = nullptr)
        : Evaluation(program, facts, facts.now(), free) {}

    /// The value of the whole expression.
    [[nodiscard]] Datum run();

    /// The value of a part of it.
    [[nodiscard]] Datum run(std::uint32_t begin, std::uint32_t end);

    [[nodiscard]] Workspace& work() { return work_; }

private:
    /// A macro at work.
    struct Loop {
        Datum range{};
        Datum variable{};
        Datum failure{}; ///< Null, or the first error that a turn gave.
        std::size_t next = 0;
        std::size_t size = 0;
        std::size_t held = 0;
        std::vector<Datum> made{};
    };

    static constexpr std::size_t inline_stack = 32;

    const CompiledCondition& program_;
    const Facts& facts_;
    Instant at_;
    const std::vector<Datum>* free_;
    Workspace work_;
    alignas(Datum) std::array<std::byte, inline_stack * sizeof(Datum)> small_; ///< Not cleared: few of it are needed.
    std::vector<Datum> large_{}; ///< Instead of it, for expressions that need more.
    std::vector<Loop> loops_{};
    Datum* bottom_ = nullptr;
    Datum* top_ = nullptr; ///< Where the next value goes.

    void step(const Instruction& at);
    void choose(const Instruction& at, std::uint32_t& next);
    void step_in_loop(const Instruction& at, std::uint32_t& next);
    void push(const Datum& value) { ::new (top_++) Datum(value); }

    [[nodiscard]] Datum compared(const Instruction* spelled);
    [[nodiscard]] Datum fact(const Instruction& at);
    [[nodiscard]] Datum has_tag(const Datum& tag);
    [[nodiscard]] Datum field(const FieldUse& use, const Value* value, bool only_asks);
    [[nodiscard]] Datum converted(const FieldUse& use, const Value& value);
    [[nodiscard]] Datum date(const FieldUse& use, std::string_view text);
    [[nodiscard]] Datum of_event(const Instruction& at, const Event* event);
    [[nodiscard]] Datum lead_score();
    [[nodiscard]] Datum select(const Datum& map, const Datum& name, bool only_asks);
    [[nodiscard]] Datum call(const Instruction& at, const Datum* arguments);
    [[nodiscard]] Datum make_list(const Datum* items, std::size_t count);
    [[nodiscard]] Datum make_map(const Datum* items, std::size_t count);
    [[nodiscard]] Datum answer(const Question& question);
    [[nodiscard]] Datum history(const Question& question);
    [[nodiscard]] bool reached(const Question& question);

    bool begin_loop(Loop& loop, const Datum& range);
    void step_loop(Loop& loop, Macro macro, const Datum& value);
    [[nodiscard]] Datum end_loop(Loop& loop, Macro macro);
};

} // namespace nurture::inline v0::cel
