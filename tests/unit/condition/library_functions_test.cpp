// SPDX-License-Identifier: BSL-1.0
// The functions of this library that ask for what happened.
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

/// On 2026-03-10 at noon, after some visits and two forms.
FactsOfALead busy_lead() {
    FactsOfALead facts;
    facts.at = parse_instant("2026-03-10T12:00:00Z").value();
    facts.past = {happened("page_visited", "2026-03-01T12:00:00Z", {{"path", "/blog"}, {"topic", "pricing"}}),
                  happened("form_submitted", "2026-03-02T12:00:00Z", {{"form", "guide"}}),
                  happened("page_visited", "2026-03-05T12:00:00Z", {{"path", "/pricing"}, {"topic", "pricing"}}),
                  happened("form_submitted", "2026-03-08T12:00:00Z", {{"form", "demo"}}),
                  happened("page_visited", "2026-03-09T12:00:00Z", {{"path", "/pricing"}})};
    return facts;
}

ConditionReferences references_of(std::string_view text) {
    std::vector<ConditionProblem> problems;
    return Condition::compile(text, declared_scope(), problems).value().references();
}

HistoryQuestion question_of(std::string_view text) {
    const auto references = references_of(text);
    REQUIRE(references.questions.size() == 1);
    return *references.questions.front();
}

struct Mistake {
    std::string text;
    std::size_t column;
    std::string message; ///< A part of it.
    std::string hint;
};

void check_mistakes(const std::vector<Mistake>& mistakes) {
    for (const Mistake& wanted : mistakes) {
        INFO(wanted.text);
        const auto problems = problems_of(wanted.text, declared_scope());
        REQUIRE(problems.size() == 1);
        INFO(problems[0].message);
        CHECK(problems[0].column == wanted.column);
        CHECK(problems[0].message.find(wanted.message) != std::string::npos);
        CHECK(problems[0].hint == wanted.hint);
    }
}

} // namespace

TEST_CASE("a window holds what occurred after its beginning and not after its end", "[condition][history]") {
    FactsOfALead facts = busy_lead();
    CHECK(holds("count('page_visited', '7d') == 2 && count('page_visited', '9d') == 2", facts));
    CHECK(holds("count('page_visited', '9d1s') == 3", facts));
    CHECK(holds("count(['form_submitted', 'page_visited'], '3d') == 2", facts));
    CHECK(holds("count('page_visited', '1d') == 0 && count('page_visited', '24h1ms') == 1", facts));
}

TEST_CASE("a predicate sees the event that it is asked of", "[condition][history]") {
    const FactsOfALead facts = busy_lead();
    CHECK(holds("count('page_visited', '30d', event.path == '/pricing') == 2", facts));
    CHECK(holds("count(['page_visited', 'form_submitted'], '30d', event.type == 'form_submitted') == 2", facts));
    CHECK(holds("count('page_visited', '30d', event.path.startsWith('/pr') && event.time > "
                "timestamp('2026-03-06T00:00:00Z')) == 1",
                facts));
    CHECK(holds("count('page_visited', '30d', event.none == 1) == 0", facts)); // absent: it does not hold
    CHECK(holds("count('page_visited', '30d', ['/blog', '/x'].exists(p, p == event.path)) == 1", facts));
}

TEST_CASE("the latest event can be looked into", "[condition][history]") {
    const FactsOfALead facts = busy_lead();
    CHECK(holds("latest('form_submitted').form == 'demo' && latest('form_submitted')['form'] == 'demo'", facts));
    CHECK(holds("latest(['form_submitted', 'page_visited']).type == 'page_visited'", facts));
    CHECK(holds("latest('form_submitted', event.form == 'guide').time == timestamp('2026-03-02T12:00:00Z')", facts));
    CHECK(holds("now - latest('page_visited').time == duration('1d')", facts));
    CHECK(holds("has(latest('page_visited').path) && !has(latest('page_visited').none)", facts));
    CHECK(outcome_of("latest('page_visited').none", facts).kind == Outcome::Kind::absent);
}

TEST_CASE("without such an event its fields are absent", "[condition][history]") {
    const FactsOfALead facts = busy_lead();
    const Outcome outcome = outcome_of("latest('demo').form", facts);
    CHECK(outcome.kind == Outcome::Kind::absent);
    CHECK(outcome.error == "`latest('demo').form` has no value");
    CHECK(holds("!has(latest('demo').type) && !has(latest('demo').form)", facts));
    CHECK_FALSE(holds("latest('demo').form == 'x' || latest('demo').form != 'x'", facts));
}

TEST_CASE("properties of the latest event are those that are declared of its types", "[condition][history]") {
    const ConditionScope scope = declared_scope();
    CHECK(problems_of("latest('page_visited').code == 5", scope).empty());
    CHECK(problems_of("latest('page_visited').code == '5'", scope).size() == 1);
    CHECK(problems_of("latest(['page_visited', 'form_submitted']).path == 'x'", scope).empty());
    CHECK(problems_of("latest(['page_visited', 'form_submitted']).form == 'x'", scope).empty());
    CHECK(problems_of("latest(['page_visited', 'form_submitted']).code == '5'", scope).empty()); // they disagree
    check_mistakes({
        {"latest('page_visited').pth == 'x'", 24, "`latest('page_visited')` has no field `pth`",
         "latest('page_visited').path"},
        {"latest('page_visited')['pth'] == 'x'", 23, "has no field `pth`", "latest('page_visited').path"},
        {"latest('page_visited').type == 'form_submitted'", 32, "none of the possible values", ""},
        {"latest('page_visited') == lead.title", 1, "only its fields have", "latest('page_visited').time"},
        {"has(latest('page_visited').pth)", 28, "has no field `pth`", "latest('page_visited').path"},
        {"latest('page_visitd').path == 'x'", 8, "there is no event type", "\"page_visited\""},
        {"latest() == 3", 1, "takes 1 to 2 arguments, not 0", ""},
    });
}

TEST_CASE("a lead is inactive from the very instant on", "[condition][history]") {
    FactsOfALead facts = busy_lead();
    CHECK(holds("inactive('24h') && !inactive('24h1ms')", facts));
    CHECK(holds("inactive('2d', ['form_submitted']) && !inactive('3d', 'form_submitted')", facts));
    facts.past.clear();
    CHECK_FALSE(holds("inactive('1s')", facts)); // nothing is known of it
    facts.created = facts.at - std::chrono::hours(24 * 90);
    CHECK(holds("inactive('90d') && !inactive('91d')", facts));
}

TEST_CASE("the lead causes its own events and what it does with messages", "[condition][history]") {
    for (const char* type :
         {"page_visited", "message_opened", "message_clicked", "message_replied", "leads", "message"})
        CHECK(is_caused_by_lead(type));
    for (const char* type : {"message_delivered", "message_bounced", "lead_changed", "lead_created", "task_done"})
        CHECK_FALSE(is_caused_by_lead(type));
    check_mistakes({{"inactive('90d', ['page_visited', 'message_delivered'])", 34,
                     "`message_delivered` is nothing that the lead does", ""},
                    {"inactive('90d', 'lead_changed')", 17, "`lead_changed` is nothing that the lead does", ""}});
}

TEST_CASE("interest is counted by topic, which any expression may give", "[condition][history]") {
    FactsOfALead facts = busy_lead();
    facts.lead_fields.set("topic", Value("pricing"));
    CHECK(holds("interest('pricing') == 2 && interest(lead.topic) > 1 && interest('security') == 0", facts));
    CHECK(holds("['security', 'pricing'].exists(t, interest(t) >= 2)", facts));
    CHECK(holds("['security', 'pricing'].map(t, interest(t)) == [0, 2]", facts));
    CHECK(outcome_of("interest(lead.none)", facts).kind == Outcome::Kind::absent);
    facts.lead_fields.set("topic", Value(3));
    CHECK(outcome_of("interest(lead.topic)", facts).kind == Outcome::Kind::error);
    CHECK(problems_of("interest(3) > 1").size() == 1);
}

TEST_CASE("segments are two-valued, results are what a step gave", "[condition][history]") {
    FactsOfALead facts;
    facts.segments = {"cold"};
    facts.results = {{"crm", Value(Value::Map{{"id", Value(7)}})}, {"score", Value(3)}, {"none", Value()}};
    CHECK(holds("inSegment('cold') && !inSegment('warm')", facts));
    CHECK(holds("result('crm').id == 7 && result('score') + 1 == 4 && has(result('crm').id)", facts));
    CHECK(outcome_of("result('none')", facts).kind == Outcome::Kind::absent);
    CHECK(outcome_of("result('later').id", facts).error == "`result('later')` has no value");
}

TEST_CASE("an account counts the events of its leads, and the leads", "[condition][history]") {
    FactsOfALead facts = busy_lead();
    facts.account_past = {happened("page_visited", "2026-03-09T12:00:00Z", {{"path", "/a"}}, "ada"),
                          happened("page_visited", "2026-03-09T13:00:00Z", {{"path", "/b"}}, "ada"),
                          happened("page_visited", "2026-03-10T08:00:00Z", {{"path", "/b"}}, "bob")};
    CHECK(holds("accountCount('page_visited', '7d') == 3 && accountLeads('page_visited', '7d') == 2", facts));
    CHECK(holds("accountCount('page_visited', '7d', event.path == '/b') == 2", facts));
    CHECK(holds("accountLeads('page_visited', '7d', event.path == '/a') == 1", facts));
}

TEST_CASE("the score of an account is the catalog's, or the field", "[condition][history]") {
    class Scored final : public Facts {
    public:
        std::optional<double> kept{};
        Value field = Value(7);
        [[nodiscard]] Instant now() const override { return {}; }
        [[nodiscard]] const Zone& zone() const override { return local_; }
        [[nodiscard]] std::optional<double> account_score(Instant) const override { return kept; }
        [[nodiscard]] const Value* account(std::string_view) const override { return &field; }

    private:
        Zone local_{};
    };
    Scored facts;
    CHECK(holds("account.score == 7", facts));
    facts.kept = 41.5;
    CHECK(holds("account.score == 42 && has(account.score)", facts));
}

TEST_CASE("a window is a literal of the exact duration format", "[condition][history]") {
    check_mistakes({
        {"count('page_visited', '1mo') > 2", 23, "write 30d", ""},
        {"count('page_visited', '1y') > 2", 23, "write 365d", ""},
        {"count('page_visited', '5bd') > 2", 23, "write 7d", ""},
        {"count('page_visited', '4bh') > 2", 23, "write 1d", ""},
        {"count('page_visited', '7m') > 2", 23, "write 7min for minutes", ""},
        {"count('page_visited', '0s') > 2", 23, "a window of no length holds nothing", ""},
        {"count('page_visited', duration('7d')) > 2", 23, "without `duration()`", "'7d'"},
        {"count('page_visited', lead.title) > 2", 23, "a window such as \"7d\" is a text in quotes", ""},
        {"count('page_visited', 7) > 2", 23, "is a text in quotes", ""},
        {"count('page_visited', '7d', true, true) > 2", 1, "takes 1 to 3 arguments, not 4", ""},
        {"inactive('1mo')", 10, "write 30d", ""},
        {"inactive(30)", 10, "is a text in quotes", ""},
        {"accountCount('page_visited') > 1", 1, "takes 2 to 3 arguments, not 1", ""},
        {"accountLeads('page_visited', 'soon') > 1", 30, "is not a duration", ""},
        {"count([], '7d') > 1", 7, "no event type is named here", ""},
        {"inSegment(cold)", 11, "a segment is a text in quotes", "\"cold\""},
        {"result(crm) == 1", 8, "a step is a text in quotes", "\"crm\""},
        {"duration('1y') > duration('1d')", 10, "write days, 365d", ""},
    });
}

TEST_CASE("a predicate sees nothing but the event", "[condition][history]") {
    const std::string_view only = "a predicate sees only `event` and literals, not ";
    check_mistakes({
        {"count('page_visited', '7d', lead.title == event.path) > 1", 29, std::string(only) + "`lead`", ""},
        {"count('page_visited', '7d', event.time > now) > 1", 42, std::string(only) + "`now`", ""},
        {"count('page_visited', '7d', score.fit > 1.0) > 1", 29, std::string(only) + "`score`", ""},
        {"count('page_visited', '7d', account.industry == 'x') > 1", 29, std::string(only) + "`account`", ""},
        {"count('page_visited', '7d', trigger.path == 'x') > 1", 29, std::string(only) + "`trigger`", ""},
        {"count('page_visited', '7d', hasTag(event.path)) > 1", 29, std::string(only) + "`hasTag()`", ""},
        {"latest('page_visited', latest('form_submitted').form == 'x').path == 'y'", 24,
         std::string(only) + "`latest()`", ""},
        {"count('page_visited', '7d', event.pth == 'x') > 1", 35, "`event` has no field `pth`", "event.path"},
        {"count('page_visited', '7d', event.path) > 1", 29, "a condition is true or false, and this is a string", ""},
        {"true ||\n  count('page_visited', '7d', event.code == 'x') > 1", 42, "cannot compare an int with a string",
         ""},
        {"count('page_visited', '7d', event.path = 'x') > 1", 40, "`=` does not compare", "=="},
        {"count('page_visited', '7d', (event.form == 'x')) > 1", 36, "`event` has no field `form`", ""},
    });
}

TEST_CASE("a problem in a predicate has its place in the whole text", "[condition][history]") {
    const auto problems =
        problems_of("lead.title == 'Köln' &&\n count('page_visited', '7d',\n  event.pth == 'x') > 1", declared_scope());
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].line == 3);
    CHECK(problems[0].column == 9);
    CHECK(problems[0].offset == 62);
}

TEST_CASE("equal questions have equal ids, and what they say is canonical", "[condition][history]") {
    const HistoryQuestion asked =
        question_of("count(['page_visited', 'form_submitted'], '7d',  event.code=='a  b' ) > 1");
    CHECK(asked.kind == HistoryQuestion::Kind::count);
    CHECK(asked.types == std::vector<std::string>{"form_submitted", "page_visited"});
    CHECK(asked.window == Milliseconds(604'800'000));
    CHECK(asked.text == "count [\"form_submitted\",\"page_visited\"] 604800000 event . code == 'a  b'");
    CHECK(
        question_of("count(['form_submitted', 'page_visited', 'page_visited'], '168h', event.code\n== // note\n'a  b') "
                    "< 5")
            .id == asked.id);
    CHECK(question_of("latest('page_visited').path == 'x'").text == "latest [\"page_visited\"] -");
    CHECK(question_of("inactive('90d')").text == "inactive [] 7776000000");
    CHECK(question_of("interest('x') > 1").text == "interest [] 7776000000");
    CHECK(question_of("accountCount('page_visited', '1d') > 1").text == "accountCount [\"page_visited\"] 86400000");
    CHECK(question_of("accountLeads('page_visited', '1d') > 1").is_about_account());
    CHECK(question_of("inactive('90d')").id == 0xED85D733022AB96FU); // sha256 of "inactive [] 7776000000"
}

TEST_CASE("each question is kept once, with what it names", "[condition][history]") {
    const auto found = references_of(
        "count('page_visited', '7d') > 1 && count('page_visited', '168h') < 9 && inSegment('cold') && "
        "result('crm').id == 3 && latest('form_submitted').form == 'x' && inactive('9d', 'page_visited')");
    REQUIRE(found.questions.size() == 3);
    CHECK(found.questions[0]->kind == HistoryQuestion::Kind::count);
    CHECK(found.questions[1]->kind == HistoryQuestion::Kind::latest);
    CHECK(found.questions[2]->kind == HistoryQuestion::Kind::inactive);
    CHECK(found.history == std::set<std::string, std::less<>>{"form_submitted", "page_visited"});
    CHECK(found.segments.count("cold") == 1);
    CHECK(found.results.count("crm") == 1);
    CHECK(found.steps.empty());
    REQUIRE(found.mentions.size() == 6);
    CHECK(found.mentions[2].kind == ConditionMention::Kind::segment);
    CHECK(found.mentions[2].column == 83);
    CHECK(found.mentions[3].kind == ConditionMention::Kind::result);
    CHECK(found.mentions[3].name == "crm");
}

TEST_CASE("windows, silence and interest are timed, the latest event is not", "[condition][history]") {
    for (const char* text : {"count('page_visited', '7d') > 1", "inactive('9d')", "interest('x') > 1",
                             "accountLeads('page_visited', '7d') > 1"}) {
        INFO(text);
        CHECK(references_of(text).timed);
    }
    for (const char* text :
         {"latest('page_visited').code > 1", "count('page_visited') > 1", "inSegment('x')", "result('x') == 1"}) {
        INFO(text);
        CHECK_FALSE(references_of(text).timed);
    }
}
