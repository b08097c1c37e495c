// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

FactsOfALead some_lead() {
    FactsOfALead facts;
    facts.parts = {20.0, 42.0};
    facts.lead_fields = {{"title", Value("VP Marketing")}, {"tags", Value(Value::List{Value("a"), Value("b")})}};
    return facts;
}

} // namespace

TEST_CASE("a comparison is explained by its values", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.score >= 50", facts) == "lead.score (62) >= 50");
    CHECK(because("50 <= lead.score", facts) == "50 <= lead.score (62)");
    CHECK(because("lead.title == 'CEO'", facts) == "lead.title (\"VP Marketing\") == 'CEO'");
    CHECK(because("'c' in lead.tags", facts) == "'c' in lead.tags ([\"a\", \"b\"])");
    CHECK(because("score.fit > score.engagement", facts) == "score.fit (20) > score.engagement (42)");
}

TEST_CASE("a question is explained by its answer", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("clicked('post')", facts) == "clicked('post') (false)");
    CHECK(because("!clicked('post')", facts) == "clicked('post') (false)");
}

TEST_CASE("only what decided is named", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.score >= 50 && clicked('post')", facts) == "clicked('post') (false)");
    CHECK(because("clicked('post') || lead.score >= 50 || true", facts) == "lead.score (62) >= 50");
    CHECK(because("lead.score >= 50 && !clicked('post')", facts) == "lead.score (62) >= 50 && clicked('post') (false)");
    CHECK(because("lead.score >= 90 || clicked('post')", facts) == "lead.score (62) >= 90 || clicked('post') (false)");
    CHECK(because("lead.score > 1 && (lead.score > 90 || clicked('x'))", facts) ==
          "lead.score (62) > 90 || clicked('x') (false)");
    CHECK(because("lead.score > 1 && (lead.score > 9 || clicked('x'))", facts) ==
          "lead.score (62) > 1 && (lead.score (62) > 9)");
    CHECK(because("lead.score > 9 ? clicked('x') : opened('y')", facts) ==
          "lead.score (62) > 9 ? clicked('x') (false)");
}

TEST_CASE("what is absent or wrong is named as such", "[condition][explain]") {
    const FactsOfALead facts = some_lead();
    CHECK(because("lead.employees > 50", facts) == "lead.employees (absent) > 50");
    CHECK(because("lead.score > 1 && lead.employees > 50", facts) == "lead.employees (absent) > 50");
    CHECK(because("lead.score / (lead.score - 62) > 1", facts) ==
          "lead.score / (lead.score - 62) (error: `/` divides by zero) > 1");
}

TEST_CASE("an explanation is one short line", "[condition][explain]") {
    FactsOfALead facts = some_lead();
    CHECK(because("lead.score\n   >= 50", facts) == "lead.score (62) >= 50");
    facts.lead_fields.set("title", Value(std::string(39, 'x') + "\u00E4" + std::string(5000, 'x')));
    CHECK(because("lead.title == ''", facts) == "lead.title (\"" + std::string(39, 'x') + "\u2026\") == ''");
    std::string many = "lead.score > 0";
    for (int i = 1; i < 200; ++i) {
        many += " && lead.score > " + std::to_string(i - 200);
    }
    CHECK(because(many, facts).size() < 500);
}
