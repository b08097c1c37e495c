// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

Instant at(const char* text) {
    return parse_instant(text).value();
}

FactsOfALead some_lead() {
    FactsOfALead facts;
    facts.at = at("2026-03-02T09:00:00Z");
    facts.lead_fields = {{"title", Value("VP Marketing")},
                         {"employees", Value(120)},
                         {"city", Value("Köln")},
                         {"interests", Value(Value::List{Value("pricing"), Value("api")})}};
    facts.account_fields = {{"industry", Value("energy")}};
    facts.parts = {20.0, 41.5};
    return facts;
}

} // namespace

TEST_CASE("a condition reads lead, account, score and time", "[condition][evaluate]") {
    const FactsOfALead facts = some_lead();
    CHECK(holds("lead.title == 'VP Marketing' && account.industry == 'energy'", facts));
    CHECK(holds("lead['title'].startsWith('VP')", facts));
    CHECK(holds("lead.employees >= 100 && lead.employees < 120.5", facts));
    CHECK(holds("score.fit == 20 && score.engagement > 41", facts));
    CHECK(holds("now == timestamp('2026-03-02T10:00:00+01:00')", facts));
    CHECK(holds("'api' in lead.interests && lead.interests[0] == 'pricing'", facts));
    CHECK(holds("size(lead.city) == 4", facts));
    CHECK_FALSE(holds("lead.title == 'vp marketing'", facts));
}

TEST_CASE("lead.score is the rounded sum of its parts", "[condition][evaluate]") {
    FactsOfALead facts;
    const auto score = [&facts](double fit, double engagement) {
        facts.parts = {fit, engagement};
        return outcome_of("lead.score", facts).value;
    };
    CHECK(score(20.0, 41.4) == Value(61));
    CHECK(score(20.25, 41.25) == Value(62));
    CHECK(score(-3.0, 0.4) == Value(-3));
}

TEST_CASE("an absent field is an error, which decides nothing", "[condition][evaluate][absent]") {
    const FactsOfALead facts;
    CHECK_FALSE(holds("lead.employees > 50", facts));
    CHECK_FALSE(holds("!(lead.employees > 50)", facts));
    CHECK_FALSE(holds("lead.employees != 50", facts));
    CHECK_FALSE(holds("has(lead.employees)", facts));
    CHECK(holds("!has(lead.employees)", facts));
    const Outcome outcome = outcome_of("lead.employees + 1", facts);
    CHECK(outcome.kind == Outcome::Kind::absent);
    std::string failure = "untouched";
    std::vector<ConditionProblem> problems;
    CHECK_FALSE(Condition::compile("lead.employees > 50", open_scope(), problems)->holds(facts, &failure));
    CHECK(failure == "untouched");
}

TEST_CASE("and, or and the choice absorb errors as CEL has it", "[condition][evaluate][absent]") {
    const FactsOfALead facts;
    CHECK(holds("lead.x > 1 || true", facts));
    CHECK(holds("true || lead.x > 1", facts));
    CHECK(holds("!(lead.x > 1 && false)", facts));
    CHECK(holds("!(false && lead.x > 1)", facts));
    CHECK_FALSE(holds("lead.x > 1 || false", facts));
    CHECK_FALSE(holds("lead.x > 1 && true", facts));
    CHECK(holds("true ? true : lead.x", facts));
    CHECK(holds("false ? lead.x : true", facts));
    CHECK_FALSE(holds("lead.x ? true : true", facts));
    CHECK(holds("lead.x > 1 || lead.y > 1 || 1 / 0 > 1 || true", facts));
}

TEST_CASE("a declared default makes a field present", "[condition][evaluate][absent]") {
    FactsOfALead facts;
    CHECK(holds("has(lead.language) && lead.language == 'en'", facts, declared_scope()));
    facts.lead_fields.set("language", Value("de"));
    CHECK(holds("lead.language == 'de'", facts, declared_scope()));
}

TEST_CASE("an empty text is present", "[condition][evaluate][absent]") {
    FactsOfALead facts;
    facts.lead_fields.set("title", Value(""));
    CHECK(holds("has(lead.title) && lead.title == ''", facts));
}

TEST_CASE("a missing part of a field's map is absent", "[condition][evaluate][absent]") {
    FactsOfALead facts;
    facts.lead_fields.set("address", Value(Value::Map{{"city", Value("Springfield")}}));
    CHECK(holds("lead.address.city == 'Springfield' && !has(lead.address.zip)", facts));
    CHECK(outcome_of("lead.address.zip", facts).kind == Outcome::Kind::absent);
}

TEST_CASE("the event and the trigger are read where there are such", "[condition][evaluate]") {
    FactsOfALead facts;
    CHECK_FALSE(holds("has(trigger.form)", facts));
    CHECK(outcome_of("event.form", facts).kind == Outcome::Kind::absent);
    facts.event_here = Event{"l1", "form_submitted", "e1", at("2026-03-01T00:00:00Z"), {{"form", Value("guide")}}};
    facts.trigger_here = facts.event_here;
    CHECK(holds("event.form == 'guide' && event.type == 'form_submitted' && has(trigger.form)", facts));
    CHECK(holds("event.time < timestamp('2026-03-01T00:00:01Z')", facts));
    CHECK_FALSE(holds("has(event.color)", facts));
}

TEST_CASE("a date begins at midnight in the lead's zone", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.local = *Zone::find("Europe/Berlin");
    facts.lead_fields.set("renewal_date", Value("2026-07-01"));
    CHECK(holds("lead.renewal_date == timestamp('2026-06-30T22:00:00Z')", facts, declared_scope()));
    facts.lead_fields.set("renewal_date", Value("soon"));
    const Outcome outcome = outcome_of("lead.renewal_date", facts, declared_scope());
    CHECK(outcome.kind == Outcome::Kind::error);
    CHECK(outcome.error == "`lead.renewal_date` is not a date");
}

TEST_CASE("a declared double takes a whole number", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.lead_fields.set("ratio", Value(2));
    CHECK(outcome_of("lead.ratio * 1.5", facts, declared_scope()).value == Value(3.0));
}

TEST_CASE("numbers of different types compare, but do not add up", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.lead_fields = {{"a", Value(2)}, {"b", Value(2.0)}, {"c", Value(2.5)}};
    CHECK(holds("lead.a == lead.b && lead.a < lead.c && lead.a == 2u && lead.a in [1.0, 2.0]", facts));
    const Outcome outcome = outcome_of("lead.a + lead.c", facts);
    CHECK(outcome.kind == Outcome::Kind::error);
    CHECK(outcome.error.find("double(") != std::string::npos);
}

TEST_CASE("an overflow is an error and names its operator", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.lead_fields.set("big", Value(std::int64_t{9223372036854775807}));
    for (const char* text : {"lead.big + 1", "-2 - lead.big", "lead.big * 2", "-(-lead.big - 1)"}) {
        INFO(text);
        CHECK(outcome_of(text, facts).error.find("overflows") != std::string::npos);
    }
    CHECK(outcome_of("(-lead.big - 1) / -1", facts).error == "`/` overflows");
    CHECK(outcome_of("(-lead.big - 1) % -1", facts).kind == Outcome::Kind::error);
    CHECK(outcome_of("1 / (lead.big - lead.big)", facts).error == "`/` divides by zero");
    std::string failure;
    std::vector<ConditionProblem> problems;
    CHECK_FALSE(Condition::compile("lead.big + 1 > 0", open_scope(), problems)->holds(facts, &failure));
    CHECK(failure == "`+` overflows");
}

TEST_CASE("a value of another type than thought is an error, not an answer", "[condition][evaluate]") {
    FactsOfALead facts;
    facts.lead_fields.set("employees", Value("many"));
    const Outcome outcome = outcome_of("lead.employees > 50", facts);
    CHECK(outcome.error == "`>` cannot take a string and an int");
    CHECK(outcome_of("lead.employees", facts).value == Value("many"));
    std::string failure;
    std::vector<ConditionProblem> problems;
    CHECK_FALSE(Condition::compile("lead.employees", open_scope(), problems)->holds(facts, &failure));
    CHECK(failure == "a condition is true or false, and this is a string");
}

TEST_CASE("an expression gives every kind of value that a field can hold", "[condition][evaluate]") {
    const FactsOfALead facts = some_lead();
    CHECK(outcome_of("lead.title + '!'", facts).value == Value("VP Marketing!"));
    CHECK(outcome_of("3u", facts).value == Value(3));
    CHECK(outcome_of("1.5 * 2.0", facts).value == Value(3.0));
    CHECK(outcome_of("now", facts).value == Value(facts.at));
    CHECK(outcome_of("lead.interests", facts).value == facts.lead_fields.find("interests")[0]);
    CHECK(outcome_of("[1, 'a']", facts).value == Value(Value::List{Value(1), Value("a")}));
    CHECK(outcome_of("{'a': 1}", facts).value == Value(Value::Map{{"a", Value(1)}}));
    CHECK(outcome_of("dyn(null)", facts).kind == Outcome::Kind::absent);
    CHECK(outcome_of("18446744073709551615u", facts).kind == Outcome::Kind::error);
    CHECK(outcome_of("dyn(b'x')", facts).error == "a field cannot hold bytes");
}

TEST_CASE("a duration is given in milliseconds", "[condition][evaluate]") {
    FactsOfALead facts;
    ConditionScope scope = open_scope();
    scope.result = ConditionScope::Result::duration;
    std::vector<ConditionProblem> problems;
    const auto compiled =
        Condition::compile("duration('30d') + duration('1h30m') - duration('2500ms')", scope, problems);
    REQUIRE(compiled);
    using namespace std::chrono;
    CHECK(compiled->evaluate(facts).duration == milliseconds(hours(720) + minutes(90)) - milliseconds(2500));
}

TEST_CASE("timestamps have parts, in a zone or in UTC", "[condition][evaluate][time]") {
    FactsOfALead facts;
    facts.at = at("2026-03-01T23:30:00Z");
    CHECK(holds("now.getDayOfWeek() == 0 && now.getDayOfWeek('Europe/Berlin') == 1", facts));
    CHECK(holds("now.getHours('Europe/Berlin') == 0 && now.getHours('-02:30') == 21", facts));
    CHECK(holds("now.getDate('Europe/Berlin') == 2 && now.getMonth() == 2 && now.getFullYear() == 2026", facts));
    facts.lead_fields.set("zone", Value("Nowhere/Else"));
    CHECK(outcome_of("now.getHours(lead.zone)", facts).error == "`Nowhere/Else` is not a known time zone");
}

TEST_CASE("macros go over lists and maps", "[condition][evaluate][macro]") {
    const FactsOfALead facts = some_lead();
    CHECK(holds("lead.interests.exists(i, i == 'api') && lead.interests.all(i, size(i) > 2)", facts));
    CHECK(holds("lead.interests.exists_one(i, i.startsWith('p'))", facts));
    CHECK(holds("lead.interests.map(i, i + '!') == ['pricing!', 'api!']", facts));
    CHECK(holds("lead.interests.map(i, size(i) > 3, size(i)) == [7]", facts));
    CHECK(holds("lead.interests.filter(i, i != 'api') == ['pricing']", facts));
    CHECK(holds("{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])", facts));
    CHECK(holds("[1, 2].exists(x, [3, 4].exists(y, y == x + 2 && lead.interests.exists(x, x == 'api')))", facts));
    CHECK_FALSE(holds("lead.nothing.exists(i, true)", facts));
}

TEST_CASE("a macro's variable hides others and ends with it", "[condition][evaluate][macro]") {
    const FactsOfALead facts = some_lead();
    CHECK(holds("[1].exists(lead, lead == 1) && lead.employees == 120", facts));
    CHECK(problems_of("[1].exists(x, x == 1) && x == 1").size() == 1);
}

TEST_CASE("a condition that is not there holds", "[condition]") {
    const Condition empty;
    CHECK(empty.empty());
    CHECK(empty.holds(FactsOfALead()));
    CHECK(empty.text().empty());
    CHECK(empty.references().lead_fields.empty());
    CHECK(to_text(empty.explain(FactsOfALead())) == "true");
}
