// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

ConditionReferences references_of(std::string_view text) {
    std::vector<ConditionProblem> problems;
    return Condition::compile(text, open_scope(), problems).value().references();
}

using Names = std::set<std::string, std::less<>>;

} // namespace

TEST_CASE("messages of this enrollment are asked for by step, link or at all", "[condition][library]") {
    FactsOfALead facts;
    facts.engagements = {"sent post", "opened post", "clicked post */pricing*", "replied"};
    CHECK(holds("sent('post') && opened('post') && clicked('post', '*/pricing*') && replied()", facts));
    CHECK_FALSE(holds("clicked('post')", facts));
    CHECK_FALSE(holds("delivered('post') || bounced() || sent()", facts));
}

TEST_CASE("history counts events of one type or of several", "[condition][library]") {
    FactsOfALead facts;
    const Instant day{std::chrono::hours(24)};
    facts.at = day + std::chrono::hours(48);
    facts.events = {{"a", {Instant{}, day}}, {"b", {Instant{}}}};
    CHECK(holds("count('a') == 2 && count(['a', 'b']) == 3 && count('c') == 0", facts));
    CHECK(holds("count(['a', 'a']) == 2", facts));
    CHECK(holds("last('a') == now - duration('48h') && last(['b', 'a']) == last('a')", facts));
    CHECK(outcome_of("last('c')", facts).kind == Outcome::Kind::absent);
    CHECK(outcome_of("last('c')", facts).error == "`last('c')` has no value");
    CHECK_FALSE(holds("last('c') < now", facts));
}

TEST_CASE("a stage is reached by it or by a later one", "[condition][library]") {
    FactsOfALead facts;
    CHECK_FALSE(holds("reached('subscriber')", facts));
    CHECK(holds("!reached('subscriber')", facts)); // two-valued: a lead without a stage has reached none
    facts.lead_fields.set("lifecycle_stage", Value("sql"));
    CHECK(holds("reached('mql') && reached('sql') && !reached('customer')", facts));
    facts.lead_fields.set("lifecycle_stage", Value("evangelist"));
    CHECK_FALSE(holds("reached('subscriber')", facts));
    ConditionScope scope;
    scope.lifecycle_stages = {"cold", "warm", "evangelist"};
    CHECK(holds("reached('warm')", facts, scope));
    CHECK(problems_of("reached('mql')", scope).size() == 1);
}

TEST_CASE("tags, consent and workflows are asked for by name", "[condition][library]") {
    FactsOfALead facts;
    facts.tags = {"vip"};
    facts.categories = {"marketing"};
    facts.running = {"onboarding"};
    facts.done = {"awareness"};
    facts.lead_fields.set("tag", Value("vip"));
    CHECK(holds("hasTag('vip') && hasTag(lead.tag) && !hasTag('cold')", facts));
    CHECK(holds("subscribed('marketing') && !subscribed('newsletter')", facts));
    CHECK(holds("enrolledIn('onboarding') && completed('awareness') && !completed('onboarding')", facts));
    CHECK(outcome_of("hasTag(lead.none)", facts).kind == Outcome::Kind::absent);
    CHECK(problems_of("subscribed(lead.tag)").size() == 1);
}

TEST_CASE("a condition knows what it refers to", "[condition][library][references]") {
    const auto found = references_of(
        "lead.title == 'x' && has(account.industry) && count(['a', 'b']) > 1 && last('c') < now && sent('s') && "
        "opened('o') && clicked() && enrolledIn('w') && completed('v') && subscribed('k') && event.x == trigger.y");
    CHECK(found.lead_fields == Names{"title"});
    CHECK(found.account_fields == Names{"industry"});
    CHECK(found.history == Names{"a", "b", "c"});
    CHECK(found.steps == Names{"s", "o"});
    CHECK(found.engagement == Names{"o"});
    CHECK(found.workflows == Names{"w", "v"});
    CHECK(found.categories == Names{"k"});
    CHECK(found.reads_event);
    CHECK(found.reads_trigger);
    CHECK_FALSE(found.reads_score);
    CHECK_FALSE(found.reads_tags);
    CHECK(found.timed);
}

TEST_CASE("only what time alone can change is timed", "[condition][library][references]") {
    CHECK_FALSE(references_of("count('a') > 1 && last('a') == last('b') && lead.score > 3").timed);
    CHECK(references_of("lead.score > 3").reads_score);
    CHECK(references_of("score.fit > 3.0").reads_score);
    CHECK(references_of("reached('mql')").lead_fields == Names{"lifecycle_stage"});
    CHECK(references_of("hasTag('x')").reads_tags);
}

TEST_CASE("a name that the catalog has to know comes with its place", "[condition][library][references]") {
    const auto found = references_of("true &&\n  opened('o') && count(['a', 'b']) > 0");
    REQUIRE(found.mentions.size() == 3);
    CHECK(found.mentions[0].kind == ConditionMention::Kind::step);
    CHECK(found.mentions[0].name == "o");
    CHECK(found.mentions[0].line == 2);
    CHECK(found.mentions[0].column == 10);
    CHECK(found.mentions[2].kind == ConditionMention::Kind::event_type);
    CHECK(found.mentions[2].name == "b");
}
