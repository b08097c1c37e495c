// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

using namespace nurture;
using namespace nurture::test;

namespace {

std::size_t allocations = 0; // of this program; its tests run one after another

/// How often the evaluation of a condition asks for memory.
std::size_t allocations_of(std::string_view text, const Facts& facts, bool expected) {
    std::vector<ConditionProblem> problems;
    const Condition condition = Condition::compile(text, declared_scope(), problems).value();
    REQUIRE(condition.holds(facts) == expected); // what is made once, such as the states of a regular expression
    const std::size_t before = allocations;
    const bool held = condition.holds(facts);
    const std::size_t after = allocations;
    REQUIRE(held == expected);
    return after - before;
}

} // namespace

void* operator new(std::size_t size) {
    ++allocations;
    void* const memory = std::malloc(size != 0 ? size : 1);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size != 0 ? size : 1);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

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
