// SPDX-License-Identifier: BSL-1.0
#include <cstddef>

#include "support/catch.hpp"
#include "support/counted_allocations.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

/// How often the evaluation of a condition asks for memory.
std::size_t allocations_of(std::string_view text, const Facts& facts, bool expected) {
    std::vector<ConditionProblem> problems;
    const Condition condition = Condition::compile(text, declared_scope(), problems).value();
    REQUIRE(condition.holds(facts) == expected); // what is made once, such as the states of a regular expression
    bool held = !expected;
    const std::size_t asked = testing_support::allocations_of([&] { held = condition.holds(facts); });
    REQUIRE(held == expected);
    return asked;
}

} // namespace

TEST_CASE("conditions over scalars are evaluated without allocation", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.at = Instant(std::chrono::hours(500'000));
    facts.parts = {20.0, 42.0};
    facts.lead_fields = {{"title", Value("Vice President of Marketing")},
                         {"employees", Value(120)},
                         {"lifecycle_stage", Value("sql")},
                         {"persona", Value("sales")}};
    facts.categories = {"marketing"};
    facts.events = {{"page_visited", {Instant{}}}};
    CHECK(allocations_of("lead.score >= 50 && reached(\"mql\") && subscribed(\"marketing\")", facts, true) == 0);
    CHECK(allocations_of("lead.title.contains(\"President\") && size(lead.title) > 20", facts, true) == 0);
    CHECK(allocations_of("lead.persona in [\"marketing\", \"sales\"] || lead.employees * 2 > 300", facts, true) == 0);
    CHECK(allocations_of("last(\"page_visited\") < now - duration(\"30d\")", facts, true) == 0);
    CHECK(allocations_of("now.getDayOfWeek() in [1, 2, 3] ? lead.employees > 5 : score.fit > 1", facts, true) == 0);
    CHECK(allocations_of("account.employees > 5 || !has(lead.ratio) && lead.ratio > 0.5", facts, false) == 0);
    CHECK(allocations_of("lead.title.matches(\"(?i)chief|vp|director\")", facts, false) == 0);
}

TEST_CASE("what a macro makes is counted, so that the count can be trusted", "[condition][evaluate]") {
    CHECK(allocations_of("[1, 2].map(x, x + 1) == [2, 3]", FactsOfALead(), true) > 0);
}
