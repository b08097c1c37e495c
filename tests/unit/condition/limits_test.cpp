// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

std::string only_problem(const std::string& text) {
    const auto problems = problems_of(text);
    return problems.size() == 1 ? problems[0].message : std::to_string(problems.size()) + " problems";
}

} // namespace

TEST_CASE("an expression has at most 8 KiB", "[condition][limits]") {
    const std::string exactly = "true" + std::string(8 * 1024 - 4, ' ');
    CHECK(problems_of(exactly).empty());
    CHECK(only_problem(exactly + ' ').find("at most 8192 bytes") != std::string::npos);
}

TEST_CASE("an expression is nested at most 64 levels", "[condition][limits]") {
    CHECK(problems_of(repeated("(", 64) + "true" + repeated(")", 64)).empty());
    CHECK(only_problem(repeated("(", 65) + "true" + repeated(")", 65)) == "this is nested deeper than 64 levels");
    CHECK(only_problem(repeated("[", 4000)) == "this is nested deeper than 64 levels");
    CHECK(only_problem(repeated("true ? true : ", 100) + "true") == "this is nested deeper than 64 levels");
    CHECK(only_problem(repeated("lead.a(", 1000)) == "this is nested deeper than 64 levels");
}

TEST_CASE("long chains are refused before they are too deep, and those of && are not deep", "[condition][limits]") {
    CHECK(only_problem("1" + repeated(" + 1", 1000) + " > 1").find("operations in a row") != std::string::npos);
    CHECK(only_problem(repeated("!", 8000) + "true").find("operations in a row") != std::string::npos);
    CHECK(only_problem("lead" + repeated(".a", 4000)).find("operations in a row") != std::string::npos);
    CHECK(holds("true" + repeated("&&true", 1300), FactsOfALead()));
    CHECK(holds("false" + repeated("||false", 1000) + "||true", FactsOfALead()));
}

TEST_CASE("a regular expression has at most 1 KiB", "[condition][limits]") {
    FactsOfALead facts;
    facts.lead_fields.set("p", Value(std::string(1025, 'a')));
    CHECK(problems_of("lead.p.matches('" + std::string(1024, 'a') + "')").empty());
    CHECK(only_problem("lead.p.matches('" + std::string(1025, 'a') + "')").find("1024 bytes") != std::string::npos);
    CHECK(outcome_of("'a'.matches(lead.p)", facts).error.find("1024 bytes") != std::string::npos);
}

TEST_CASE("an evaluation ends within its budget", "[condition][limits]") {
    FactsOfALead facts;
    facts.lead_fields.set("list", Value(Value::List(1000, Value("abc"))));
    facts.lead_fields.set("long", Value(std::string(1'000'000, 'a')));
    const std::string budget = "the evaluation takes more than 100000 steps";
    CHECK(outcome_of("lead.list.all(a, lead.list.all(b, lead.list.all(c, a == b)))", facts).error == budget);
    CHECK(outcome_of("lead.list.map(a, lead.long + lead.long)", facts).error == budget);
    CHECK(outcome_of("lead.list.map(a, lead.long).join()", facts).error == budget);
    CHECK(outcome_of("lead.long.replace('', lead.long)", facts).error == budget);
    CHECK(outcome_of("lead.list.all(a, lead.long.matches('(a?){50}b') || true)", facts).error == budget);
    CHECK(outcome_of("lead.list.all(a, a.matches(lead.list[0]))", facts).error == budget);
    std::string failure;
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile("lead.list.all(a, lead.list.all(b, true))", open_scope(), problems);
    CHECK_FALSE(compiled->holds(facts, &failure));
    CHECK(failure == budget);
}

TEST_CASE("the usual is far below the budget", "[condition][limits]") {
    FactsOfALead facts;
    facts.lead_fields.set("list", Value(Value::List(1000, Value("abc"))));
    CHECK(holds("lead.list.all(a, a.startsWith('ab') && size(a) == 3)", facts));
}

TEST_CASE("comparing and formatting go 100 levels deep into a value and no further", "[condition][limits]") {
    Value deep;
    for (int i = 0; i < 150; ++i) {
        deep = Value(Value::List{deep});
    }
    FactsOfALead facts;
    facts.lead_fields.set("deep", deep);
    facts.lead_fields.set("same", deep);
    CHECK_FALSE(holds("lead.deep == lead.same", facts));
    CHECK(outcome_of("'%s'.format([lead.deep])", facts).kind == Outcome::Kind::error);
}
