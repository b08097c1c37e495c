// SPDX-License-Identifier: BSL-1.0
#include "condition/timing.hpp"

#include <algorithm>
#include <chrono>

#include "condition/evaluate.hpp"

namespace nurture::inline v0::cel {

namespace {

/// The last instant that an expression can name: 9999-12-31T23:59:59.999Z.
constexpr Instant last_instant{Milliseconds(253'402'300'799'999)};

/// Shorter than the span that a duration can hold, so that no stretch of time in which a difference can be computed
/// is stepped over.
constexpr Milliseconds stride = std::chrono::hours(24 * 365 * 200);

/// How things stand at an instant. Of a comparison the order of its sides: `==` turns true and false again, the order
/// goes one way only.
enum class State { failed, no, yes, less, equal, greater, unordered, incomparable };

State state_of(Ordering ordering) noexcept {
    switch (ordering) {
    case Ordering::less: return State::less;
    case Ordering::equal: return State::equal;
    case Ordering::greater: return State::greater;
    case Ordering::unordered: return State::unordered;
    case Ordering::incomparable: break;
    }
    return State::incomparable;
}

/// One part of a condition as time goes on.
class Course {
public:
    Course(const CompiledCondition& program, const TimedPart& part, const Facts& facts)
        : program_(program), part_(part), facts_(facts) {}

    /// The first change after `from` and not after `end`; end_of_time if there is none.
    [[nodiscard]] Instant next_change(Instant from, Instant end) const {
        const State now = state_at(from);
        if (state_at(end) != now) return first_other(now, from, end);
        // What has left its state does not come back to it, save from one range that cannot be computed to another.
        if (now != State::failed) return end_of_time;
        for (Instant low = from; end - low > stride; low += stride) {
            if (state_at(low + stride) != now) return first_other(now, low, low + stride);
        }
        return end_of_time;
    }

private:
    const CompiledCondition& program_;
    const TimedPart& part_;
    const Facts& facts_;

    [[nodiscard]] State state_at(Instant at) const {
        Evaluation evaluation(program_, facts_, at);
        const auto value = [&](NodeId id) {
            const Node& node = program_.tree[id];
            return evaluation.run(node.code_begin, node.code_end);
        };
        if (part_.kind != TimedPart::Kind::comparison) {
            const Datum truth = value(part_.node);
            return truth.kind != Kind::boolean ? State::failed : truth.flag ? State::yes : State::no;
        }
        const std::vector<NodeId>& sides = program_.tree[part_.node].children;
        const Datum left = value(sides[0]);
        if (left.failed()) return State::failed;
        const Datum right = value(sides[1]);
        if (right.failed()) return State::failed;
        return state_of(order(left, right, evaluation.work().meter));
    }

    /// Bisects between an instant at which it stands so and one at which it does not.
    [[nodiscard]] Instant first_other(State state, Instant low, Instant high) const {
        while (high - low > Milliseconds(1)) {
            const Instant middle = low + (high - low) / 2;
            (state_at(middle) == state ? low : high) = middle;
        }
        return high;
    }
};

} // namespace

Instant next_change(const CompiledCondition& program, const Facts& facts) {
    const Instant now = facts.now();
    Instant earliest = end_of_time;
    for (const TimedPart& part : program.timed) {
        if (part.kind == TimedPart::Kind::segment) {
            const Instant change = facts.segment_changes(program.questions[part.question].names.front(), now);
            earliest = std::min(earliest, std::max(change, now + Milliseconds(1)));
            continue;
        }
        const Instant horizon = part.horizon ? later_by(now, *part.horizon) : last_instant;
        const Instant end = std::min({horizon, last_instant, earliest});
        if (end > now) earliest = std::min(earliest, Course(program, part, facts).next_change(now, end));
    }
    return earliest;
}

} // namespace nurture::inline v0::cel
