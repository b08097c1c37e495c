// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

struct Case {
    std::string text;
    std::size_t column;
    std::string message; ///< A part of it.
    std::string hint;
};

void check_all(const std::vector<Case>& cases, const ConditionScope& scope) {
    for (const Case& wanted : cases) {
        INFO(wanted.text);
        const auto problems = problems_of(wanted.text, scope);
        REQUIRE(problems.size() == 1);
        INFO(problems[0].message);
        CHECK(problems[0].column == wanted.column);
        CHECK(problems[0].message.find(wanted.message) != std::string::npos);
        CHECK(problems[0].hint == wanted.hint);
        CHECK_FALSE(problems[0].unsupported);
    }
}

} // namespace

TEST_CASE("what is not an expression has one problem that says what to write", "[condition][problems]") {
    check_all(
        {
            {"", 1, "the condition is empty", "true"},
            {"lead.score >=", 14, "the expression ends where a value was expected", ""},
            {"lead.", 6, "ends where the name of a field was expected", ""},
            {"lead.score = 50", 12, "`=` does not compare", "=="},
            {"lead.score >= 50 and hasTag('x')", 18, "`and` is not an operator", "&&"},
            {"hasTag('y') OR hasTag('x')", 13, "`OR` is not an operator", "||"},
            {"not hasTag('x')", 1, "`not` is not an operator", "!"},
            {"lead.title <> 'x'", 12, "`<>` is not an operator", "!="},
            {"hasTag('x') & true", 13, "`&` is not an operator", "&&"},
            {"lead.score >= 50)", 17, "`)` closes nothing", ""},
            {"(lead.score >= 50", 1, "`(` is never closed", ")"},
            {"lead.title == 'VP", 15, "never closed", ""},
            {"lead.score > 5 7", 16, "an operator is missing before `7`", ""},
            {"lead.title contains 'VP'", 12, "written with a dot and brackets", ".contains(…)"},
            {"event: form_submitted", 1, "`event:` is YAML", ""},
            {"- if: lead.score > 5", 1, "`if:` is YAML", ""},
            {"{{ lead.score }} > 5", 1, "belongs into templates", ""},
            {"\"lead.score > 5\"", 1, "take away one pair of quotes", "lead.score > 5"},
            {"lead.title == \u201CVP\u201D", 15, "typographic quotation mark", "\""},
            {"now - lead.created_at > 30d", 25, "`30d` is not a number", "duration(\"30d\")"},
            {"lead.score > 9223372036854775808", 14, "too large a number", ""},
            {"lead.title == '\\q'", 16, "is no escape", ""},
            {"while > 3", 1, "reserved word", ""},
            {"true ? 1", 6, "has no `:`", ""},
        },
        open_scope());
}

TEST_CASE("a place is counted in characters of its line and in bytes of the text", "[condition][problems]") {
    const auto problems = problems_of("lead.city == 'Köln'\n  && lead.title = 'é'");
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].line == 2);
    CHECK(problems[0].column == 17);
    CHECK(problems[0].offset == 37);
}

TEST_CASE("every problem of an expression is found in one go", "[condition][problems]") {
    SECTION("lexical, syntactic and typing ones") {
        const auto problems =
            problems_of("lead.titel == 'x' and [1, , lead.employes][0] > 1 && lead.ratio + 1 > 2", declared_scope());
        REQUIRE(problems.size() == 5);
        CHECK(problems[0].hint == "lead.title");
        CHECK(problems[1].hint == "&&");
        CHECK(problems[2].column == 27);
        CHECK(problems[3].hint == "lead.employees");
        CHECK(problems[4].hint == "lead.ratio + 1.0");
    }
    SECTION("after a comma and behind a closing bracket") {
        const auto problems = problems_of("hasTag(>) && [*, lead.ratioo].size() > 0 && lead.x", declared_scope());
        REQUIRE(problems.size() == 4);
        CHECK(problems[2].hint == "lead.ratio");
        CHECK(problems[3].message == "`lead` has no field `x`");
    }
}

TEST_CASE("an undeclared name is a problem that names the nearest one", "[condition][problems]") {
    check_all(
        {
            {"lead.employes > 5", 6, "`lead` has no field `employes`", "lead.employees"},
            {"account.industri == 'x'", 9, "`account` has no field `industri`", "account.industry"},
            {"event.pth == 'x'", 7, "`event` has no field `pth`", "event.path"},
            {"has(lead.tite)", 10, "`lead` has no field `tite`", "lead.title"},
            {"score.engagment > 4", 7, "`score` has no field `engagment`", "score.engagement"},
            {"score > 4", 1, "only its fields have", "lead.score"},
            {"led.title == 'x'", 1, "`led` is not known here", "lead"},
            {"title == 'x'", 1, "`title` is not known here", "lead.title"},
            {"count(\"page_visitd\") > 1", 7, "there is no event type `page_visitd`", "\"page_visited\""},
            {"reached(\"mqll\")", 9, "there is no lifecycle stage `mqll`", "\"mql\""},
            {"lead.title.startWith('x')", 12, "there is no function `startWith`", "startsWith"},
            {"contains(lead.title, 'x')", 1, "is called with a dot", "lead.title.contains('x')"},
            {"subscribd(\"x\")", 1, "there is no function `subscribd`", "subscribed"},
        },
        declared_scope());
}

TEST_CASE("types that cannot fit are problems", "[condition][problems]") {
    check_all(
        {
            {"lead.employees > \"50\"", 16, "cannot compare an int with a string", "50"},
            {"lead.title == 5", 12, "cannot compare a string with an int", "\"5\""},
            {"lead.persona == \"sails\"", 17, "none of the possible values: marketing, sales", "\"sales\""},
            {"\"sails\" != lead.persona", 1, "none of the possible values", "\"sales\""},
            {"lead.persona in [\"sales\", \"markting\"]", 27, "none of the possible values", "\"marketing\""},
            {"lead.lifecycle_stage == \"sqll\"", 25, "none of the possible values", "\"sql\""},
            {"lead.renewal_date < \"2026-05-01\"", 19, "cannot compare a timestamp with a string",
             "timestamp(\"2026-05-01T00:00:00Z\")"},
            {"now - lead.renewal_date > \"30d\"", 25, "cannot compare a duration", "duration(\"30d\")"},
            {"lead.ratio * lead.employees > 1.0", 12, "needs numbers of one type",
             "lead.ratio * double(lead.employees)"},
            {"lead.employees && true", 1, "`&&` joins what is true or false", ""},
            {"!lead.employees", 1, "`!` needs true or false", ""},
            {"lead.employees", 1, "a condition is true or false, and this is an int", ""},
            {"\"x\" in lead.title", 5, "looks into a list or a map", "lead.title.contains(\"x\")"},
            {"5 in lead.interests", 3, "where there is only a string", ""},
            {"lead.title == null", 12, "a field is never null", "!has(lead.title)"},
            {"lead.title.matches('(')", 20, "not a regular expression", ""},
            {"timestamp('yesterday') < now", 11, "is not a timestamp", ""},
            {"duration('1mo') < duration('9d')", 10, "write days, 30d", ""},
            {"now.getHours('Europe/Berln') > 5", 14, "not a known time zone", "\"Europe/Berlin\""},
            {"clicked(post)", 9, "a step is a text in quotes", "\"post\""},
            {"opened('a', 'b')", 1, "takes 0 to 1 arguments, not 2", ""},
            {"lead.interests.exists(t, t > 5)", 28, "cannot compare a string with an int", "\"5\""},
        },
        declared_scope());
}

TEST_CASE("event and trigger are known only where they are in scope", "[condition][problems]") {
    ConditionScope scope;
    CHECK(problems_of("event.path == 'x'", scope).size() == 1);
    CHECK(problems_of("trigger.path == 'x'", scope).size() == 1);
    scope.has_event = true;
    CHECK(problems_of("event.path == 'x'", scope).empty());
}

TEST_CASE("the types of an event decide which properties it has", "[condition][problems]") {
    ConditionScope scope = declared_scope();
    scope.event_types = {"page_visited"};
    CHECK(problems_of("event.code == 5", scope).empty());
    CHECK(problems_of("event.code == '5'", scope).size() == 1);
    CHECK(problems_of("event.form == 'x'", scope).size() == 1);
    CHECK(problems_of("event.type == 'form_submitted'", scope).size() == 1);
    scope.event_types = {"page_visited", "form_submitted"};
    CHECK(problems_of("event.form == 'x' && event.path == 'y'", scope).empty());
    CHECK(problems_of("event.code == '5' || event.code == 5", scope).empty()); // they disagree: dynamic
}

TEST_CASE("without declarations every field is dynamic", "[condition][problems]") {
    CHECK(problems_of("lead.anything > '5' && account.x == 3 && event.y.z == 1").empty());
    CHECK(problems_of("lead.score > '5'").size() == 1);
}

TEST_CASE("what this version does not have says so", "[condition][problems]") {
    for (const char* text : {"lead.?x == 3 ? true : false", "lead[?'x'] == 3"}) {
        INFO(text);
        const auto problems = problems_of(text);
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].unsupported);
        CHECK(problems[0].message.find("support") != std::string::npos);
    }
}

TEST_CASE("the result of an expression has to suit its place", "[condition][problems]") {
    ConditionScope scope = declared_scope();
    scope.result = ConditionScope::Result::duration;
    CHECK(problems_of("duration('2d')", scope).empty());
    const auto problems = problems_of("'2d'", scope);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].hint == "duration('2d')");
    scope.result = ConditionScope::Result::value;
    CHECK(problems_of("lead.employees + 1", scope).empty());
    CHECK(problems_of("duration('2d')", scope).size() == 1);
}
