// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs a program for one lead at one instant.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nurture/condition/facts.hpp>

#include "condition/program.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

/// One evaluation. Its values are valid as long as it and the facts.
class Evaluation {
public:
    Evaluation(const CompiledCondition& program, const Facts& facts, const std::vector<Datum>* free = nullptr);

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
    const std::vector<Datum>* free_;
    Workspace work_;
    std::array<Datum, inline_stack> small_{};
    std::vector<Datum> large_{};
    std::vector<Loop> loops_{};
    Datum* top_ = nullptr; ///< Where the next value goes.

    void step(const Instruction& at, std::uint32_t& next);
    void step_on_values(const Instruction& at);
    void step_in_loop(const Instruction& at, std::uint32_t& next);
    void push(const Datum& value) { *top_++ = value; }

    [[nodiscard]] Datum fact(const Instruction& at);
    [[nodiscard]] Datum has_tag(const Datum& tag);
    [[nodiscard]] Datum field(const FieldUse& use, const Value* value, bool only_asks);
    [[nodiscard]] Datum converted(const FieldUse& use, const Value& value);
    [[nodiscard]] Datum date(const FieldUse& use, std::string_view text);
    [[nodiscard]] Datum of_event(const Instruction& at, const Event* event);
    [[nodiscard]] Datum lead_score();
    [[nodiscard]] Datum select(const Datum& map, const Datum& name, bool only_asks);
    [[nodiscard]] Datum join(bool all, const Datum& a, const Datum& b);
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
