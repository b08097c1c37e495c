// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

#include <algorithm>

using namespace nurture;
using namespace nurture::test;

namespace {

FactsOfALead some_lead() {
    FactsOfALead facts;
    facts.parts = {20.0, 42.0};
    facts.lead_fields = {{"title", Value("VP Marketing")}, {"tags", Value(Value::List{Value("a"), Value("b")})}};
    return facts;
}

/// What the journal gets to see.
std::string because(std::string_view text, const Facts& facts, const ConditionScope& scope = open_scope()) {
    return to_json(to_value(explained(text, facts, scope)));
}

std::string sentence(std::string_view text, const Facts& facts) {
    return to_text(explained(text, facts));
}

std::string chain(std::string_view part, std::string_view sign, int times) {
    std::string out(part);
    for (int i = 1; i < times; ++i) {
        out += sign;
        out += part;
    }
    return out;
}

std::size_t depth_of(const Explanation& explanation) {
    std::size_t deepest = 0;
    for (const Explanation& part : explanation.parts) {
        deepest = std::max(deepest, depth_of(part));
    }
    return deepest + 1;
}

} // namespace

TEST_CASE("a comparison is explained by its values", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.score >= 50", facts) == R"j({"lead.score (62) >= 50":true})j");
    CHECK(because("50 <= lead.score", facts) == R"j({"50 <= lead.score (62)":true})j");
    CHECK(because("lead.title == 'CEO'", facts) == R"j({"lead.title (\"VP Marketing\") == 'CEO'":false})j");
    CHECK(because("'c' in lead.tags", facts) == R"j({"'c' in lead.tags ([\"a\", \"b\"])":false})j");
    CHECK(because("lead.title in ['CEO']", facts) == R"j({"lead.title (\"VP Marketing\") in ['CEO']":false})j");
    CHECK(because("score.fit > score.engagement", facts) == R"j({"score.fit (20) > score.engagement (42)":false})j");
}

TEST_CASE("a question is explained by its answer", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("clicked('post')", facts) == R"j({"clicked('post')":false})j");
    CHECK(because("!clicked('post')", facts) == R"j({"not":{"clicked('post')":false}})j");
    CHECK(explained("!clicked('post')", facts).outcome == Explanation::Outcome::holds);
}

TEST_CASE("only what decided is named", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.score >= 50 && clicked('post') && opened('post')", facts) == R"j({"clicked('post')":false})j");
    CHECK(because("clicked('post') || lead.score >= 50 || true", facts) == R"j({"lead.score (62) >= 50":true})j");
    CHECK(because("lead.score >= 50 && !clicked('post')", facts) ==
          R"j({"all":[{"lead.score (62) >= 50":true},{"not":{"clicked('post')":false}}]})j");
    CHECK(because("lead.score >= 90 || clicked('post')", facts) ==
          R"j({"any":[{"lead.score (62) >= 90":false},{"clicked('post')":false}]})j");
    CHECK(because("lead.score > 9 ? clicked('x') : opened('y')", facts) ==
          R"j({"all":[{"lead.score (62) > 9":true},{"clicked('x')":false}]})j");
    CHECK(because("lead.score > 90 ? clicked('x') : !opened('y')", facts) ==
          R"j({"all":[{"not":{"lead.score (62) > 90":false}},{"not":{"opened('y')":false}}]})j");
}

TEST_CASE("joints within joints stay", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.score > 1 && (lead.score > 90 || clicked('x'))", facts) ==
          R"j({"any":[{"lead.score (62) > 90":false},{"clicked('x')":false}]})j");
    CHECK(because("lead.score > 1 && (lead.score > 9 || clicked('x'))", facts) ==
          R"j({"all":[{"lead.score (62) > 1":true},{"lead.score (62) > 9":true}]})j");
    CHECK(because("lead.score > 1 && !(lead.score > 90 || clicked('x'))", facts) ==
          R"j({"all":[{"lead.score (62) > 1":true},)j"
          R"j({"not":{"any":[{"lead.score (62) > 90":false},{"clicked('x')":false}]}}]})j");
}

TEST_CASE("what is absent or wrong decides where nothing absorbs it", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.employees > 50", facts) == R"j({"lead.employees (absent) > 50":"absent"})j");
    CHECK(because("!lead.opted_in", facts) == R"j({"not":{"lead.opted_in":"absent"}})j");
    CHECK(because("lead.score > 1 && lead.employees > 50", facts) == R"j({"lead.employees (absent) > 50":"absent"})j");
    CHECK(because("lead.employees > 50 || lead.score > 1", facts) == R"j({"lead.score (62) > 1":true})j");
    CHECK(because("lead.employees > 50 || lead.score > 90 || lead.country == 'DE'", facts) ==
          R"j({"any":[{"lead.employees (absent) > 50":"absent"},{"lead.country (absent) == 'DE'":"absent"}]})j");
    CHECK(because("lead.employees > 50 ? true : false", facts) == R"j({"lead.employees (absent) > 50":"absent"})j");
    CHECK(because("lead.score / (lead.score - 62) > 1", facts) ==
          R"j({"lead.score / (lead.score - 62) (error) > 1":"`/` divides by zero"})j");
    CHECK(because("lead.title && lead.score > 1", facts) ==
          R"j({"lead.title (\"VP Marketing\")":"a condition is true or false, and this is a string"})j");
}

TEST_CASE("an expression that gives a value is explained by it", "[condition][explain]") {
    ConditionScope scope = open_scope();
    scope.result = ConditionScope::Result::value;
    CHECK(because("lead.title", some_lead(), scope) == R"j({"lead.title (\"VP Marketing\")":true})j");
    CHECK(because("lead.employees", some_lead(), scope) == R"j({"lead.employees":"absent"})j");
    CHECK(because("lead.score > 50 ? lead.title : 'none'", some_lead(), scope) ==
          R"j({"all":[{"lead.score (62) > 50":true},{"lead.title (\"VP Marketing\")":true}]})j");
}

TEST_CASE("what decided reads as one sentence", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(sentence("lead.score >= 50 && !clicked('post')", facts) ==
          "lead.score (62) >= 50 and clicked('post') is false");
    CHECK(sentence("lead.employees > 50", facts) == "lead.employees (absent) > 50 is absent");
    CHECK(sentence("1 / 0 > 1", facts) == "1 / 0 (error) > 1 fails: `/` divides by zero");
    CHECK(to_text(Condition().explain(facts)) == "true");
}

TEST_CASE("texts in an explanation are short and on one line", "[condition][explain]") {
    FactsOfALead facts = some_lead();
    CHECK(because("lead.score\n   >= 50", facts) == R"j({"lead.score (62) >= 50":true})j");
    facts.lead_fields.set("title", Value(std::string(39, 'x') + "\u00E4" + std::string(5000, 'x')));
    CHECK(sentence("lead.title != ''", facts) == "lead.title (\"" + std::string(39, 'x') + "\u2026\") != ''");
    facts.lead_fields.set("title", Value("a\n\"b\"\x1B"));
    CHECK(sentence("lead.title != ''", facts) == R"j(lead.title ("a\n\"b\"\x1b") != '')j");
    facts.lead_fields.set("tags", Value(Value::List(1000, Value("abcdefghij"))));
    CHECK(sentence("lead.tags != []", facts) == R"j(lead.tags (["abcdefghij", "abcdefghij", "abcdefghij", …]) != [])j");
    CHECK(sentence("'" + std::string(5000, 'x') + "' != lead.title", facts).size() < 300);
    CHECK(sentence("'1'.matches(lead.tags[0] + '" + std::string(3000, '(') + "')", facts).size() < 600);
}

TEST_CASE("an explanation is bounded in breadth and depth", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    const Explanation broad = explained(chain("lead.score > 1", "&&", 500), facts);
    REQUIRE(broad.parts.size() == 17);
    CHECK(broad.parts.back().text == "… and 484 more");
    CHECK(broad.parts.back().outcome == Explanation::Outcome::holds);
    std::string deep = "lead.score > 1";
    for (int i = 0; i < 60; ++i) {
        deep = "lead.score > 1 && !!(" + deep + ")";
    }
    const Explanation cut = explained(deep, facts);
    CHECK(cut.outcome == Explanation::Outcome::holds);
    CHECK(depth_of(cut) == 9);
    CHECK(to_text(cut).size() < 1000);
}

TEST_CASE("an explanation agrees with the evaluation that ran out of budget", "[condition][explain]") {
    FactsOfALead facts;
    facts.lead_fields.set("list", Value(Value::List(1000, Value("abc"))));
    const std::string long_way = "lead.list.all(a, lead.list.all(b, true))";
    CHECK(because(long_way, facts) ==
          R"j({"lead.list.all(a, lead.list.all(b, true))":"the evaluation takes more than 100000 steps"})j");
    CHECK(because("!has(lead.list) && " + long_way, facts) == R"j({"not":{"has(lead.list)":true}})j");
    CHECK(explained(chain(long_way, "||", 20) + "|| true", facts).outcome == Explanation::Outcome::error);
}
