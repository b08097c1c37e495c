// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any bytes are a condition or have problems inside of them, and choices of one that mostly compiles. What compiles
/// ends, says the same twice, explains itself in bounds and knows when time changes its answer.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/expression_of.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

namespace {

using namespace nurture;

constexpr Instant today{std::chrono::hours(500'000)};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// A lead whose fields are of every type, not only of the declared one, or absent.
test::FactsOfALead some_lead(fuzz::Choices& choices) {
    static const std::array<Value, 14> values = {
        Value(),
        Value(true),
        Value(INT64_MIN),
        Value(INT64_MAX),
        Value(7),
        Value(-0.0),
        Value(1e300),
        Value("sales"),
        Value("a\xC3\xA4\xFF\nz"),
        Value("2026-03-02"),
        Value(std::string(3000, 'a')),
        Value(today),
        Value(Value::List(300, Value(std::string(100, 'x')))),
        Value(Value::Map{{"part", Value(Value::List{Value(1), Value()})}, {"a", Value(2.5)}})};
    const auto some_value = [&choices] { return values[choices.below(values.size())]; };
    test::FactsOfALead facts;
    facts.at = today;
    for (const char* name :
         {"employees", "title", "ratio", "renewal_date", "interests", "persona", "lifecycle_stage"}) {
        facts.lead_fields.set(name, some_value());
    }
    facts.account_fields = {{"industry", some_value()}, {"employees", some_value()}};
    for (std::size_t i = choices.below(6); i > 0; --i) {
        const Instant at = today - std::chrono::hours(choices.below(256)) * 12;
        Event event{"ada", i % 2 == 0 ? "page_visited" : "form_submitted", "", at, {{"code", some_value()}}};
        event.properties.set("path", some_value());
        facts.events[event.type].push_back(at);
        facts.past.push_back(event);
        facts.account_past.push_back(event);
        facts.event_here = event;
    }
    facts.parts = {static_cast<double>(choices.below(3)) * 20, 1e300};
    facts.half_life = std::chrono::hours(24) * (15 + choices.below(16));
    facts.segments = {"big"};
    facts.tags = {"a"};
    facts.engagements = {"sent first", "opened"};
    facts.results["first"] = some_value();
    return facts;
}

std::size_t size_of(const Explanation& explanation) {
    std::size_t parts = 1;
    for (const Explanation& part : explanation.parts) {
        parts += size_of(part);
    }
    return parts;
}

void check_explanation(const Condition& condition, const Outcome& outcome, bool holds, const Facts& facts) {
    const Explanation explanation = condition.explain(facts);
    const std::string text = to_text(explanation);
    require(size_of(explanation) <= 200 && text.size() <= 20'000 && text.find('\n') == std::string::npos);
    require(to_json(to_value(explanation)).size() <= 40'000);
    // At the end of the budget the explanation, which does not join, may come to another answer.
    if (outcome.error.find("steps") == std::string::npos) {
        require((explanation.outcome == Explanation::Outcome::holds) == holds);
    }
}

/// Until the next change the answer stays.
void check_timing(const Condition& condition, bool holds, const Facts& facts) {
    const Instant next = condition.next_change(facts);
    require(next > today);
    const Instant until = next == end_of_time ? today + std::chrono::hours(24 * 4000) : next;
    for (const int part : {1, 2, 3, 4}) {
        const Instant at = today + (until - today - Milliseconds(1)) / 4 * part;
        require(condition.holds_at(facts, at) == holds);
    }
    require(condition.holds_at(facts, until - Milliseconds(1)) == holds);
}

void run(std::string_view text, const ConditionScope& scope, const Facts& facts) {
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    require(compiled.has_value() == problems.empty());
    for (const ConditionProblem& problem : problems) {
        require(problem.offset <= text.size() && !problem.message.empty() && problem.line >= 1 && problem.column >= 1);
    }
    if (!compiled) {
        return;
    }
    require(compiled->text() == text);
    const Outcome first = compiled->evaluate(facts);
    const Outcome second = compiled->evaluate(facts);
    require(first.kind == second.kind && first.error == second.error);
    require(to_json(first.value) == to_json(second.value)); // NaN is not itself
    require(compiled->account_answers(facts) == compiled->account_answers(facts));
    if (scope.result != ConditionScope::Result::condition) {
        static_cast<void>(compiled->explain(facts));
        return;
    }
    std::string failure;
    const bool holds = compiled->holds(facts, &failure);
    require(!holds || failure.empty());
    check_explanation(*compiled, first, holds, facts);
    if (scope.looked_at) {
        check_timing(*compiled, holds, facts);
    }
}

/// As a condition, as a value, and as a condition that is looked at.
void run_everywhere(std::string_view text, ConditionScope scope, const Facts& facts) {
    run(text, scope, facts);
    scope.looked_at = true;
    scope.score_decays = true;
    run(text, scope, facts);
    scope.looked_at = false;
    scope.result = ConditionScope::Result::value;
    run(text, scope, facts);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Choices choices(data, size);
    const test::FactsOfALead facts = some_lead(choices);
    ConditionScope scope = test::declared_scope();
    run_everywhere(fuzz::Writer(choices).run('b'), scope, facts);
    run_everywhere(fuzz::Writer(choices).run('v'), scope, facts);

    const std::string_view text(reinterpret_cast<const char*>(data), size);
    run_everywhere(text, test::open_scope(), facts);
    scope.event_types = {"form_submitted"};
    run_everywhere(text, scope, facts);
    return 0;
}
