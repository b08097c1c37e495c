// SPDX-License-Identifier: BSL-1.0
// Conditions that are looked at when time alone changes them.
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

ConditionScope looked_at_scope() {
    ConditionScope scope = declared_scope();
    scope.looked_at = true;
    scope.score_decays = true;
    return scope;
}

Condition looked_at(std::string_view text, const ConditionScope& scope = looked_at_scope()) {
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    if (!compiled) throw problems.front().message;
    return *compiled;
}

Instant instant(std::string_view text) {
    return parse_instant(text).value();
}

/// Of a lead at an instant, as text; "never" if there is none.
std::string next_change(std::string_view text, const Facts& facts) {
    return to_string(looked_at(text).next_change(facts));
}

FactsOfALead lead_on_tuesday() {
    FactsOfALead facts;
    facts.at = instant("2026-03-10T12:00:00Z");
    facts.past = {happened("page_visited", "2026-03-05T12:00:00Z", {{"path", "/pricing"}, {"topic", "pricing"}}),
                  happened("page_visited", "2026-03-08T06:00:00.250Z", {{"path", "/blog"}}),
                  happened("form_submitted", "2026-03-09T12:00:00Z")};
    facts.events = {{"page_visited", {instant("2026-03-08T06:00:00Z")}}};
    return facts;
}

struct Refused {
    std::string text;
    std::size_t column;
    std::string message; ///< A part of it.
    std::string hint;
};

void check_refused(const std::vector<Refused>& cases) {
    for (const Refused& wanted : cases) {
        INFO(wanted.text);
        ConditionScope still = looked_at_scope();
        still.looked_at = false;
        CHECK(problems_of(wanted.text, still).empty());
        const auto problems = problems_of(wanted.text, looked_at_scope());
        REQUIRE(problems.size() == 1);
        INFO(problems[0].message);
        CHECK(problems[0].column == wanted.column);
        CHECK(problems[0].message.find(wanted.message) != std::string::npos);
        CHECK(problems[0].hint == wanted.hint);
        CHECK_FALSE(problems[0].unsupported);
        CHECK_FALSE(problems[0].reference);
    }
}

} // namespace

TEST_CASE("a count in a window changes when the oldest event leaves it", "[condition][timing]") {
    const FactsOfALead facts = lead_on_tuesday();
    CHECK(next_change("count('page_visited', '7d') >= 2", facts) == "2026-03-12T12:00:00.000Z");
    CHECK(next_change("count('page_visited', '7d') >= 1", facts) == "2026-03-12T12:00:00.000Z"); // from more to equal
    CHECK(next_change("count('page_visited', '7d') > 0", facts) == "2026-03-15T06:00:00.250Z");
    CHECK(next_change("count('page_visited', '7d') > 5", facts) == "never");
    CHECK(next_change("count('page_visited', '7d', event.path == '/blog') == 1", facts) == "2026-03-15T06:00:00.250Z");
    CHECK(next_change("count('page_visited', '7d') + count('form_submitted', '5d') >= 3", facts) ==
          "2026-03-12T12:00:00.000Z");
    CHECK(next_change("3 - count('page_visited', '1d') * 2 <= lead.employees", facts) == "never");
    CHECK(next_change("interest('pricing') > 0", facts) == "2026-06-03T12:00:00.000Z");
}

TEST_CASE("inactivity begins to the millisecond, and never ends by time", "[condition][timing]") {
    FactsOfALead facts = lead_on_tuesday();
    CHECK(next_change("inactive('2d')", facts) == "2026-03-11T12:00:00.000Z");
    CHECK(next_change("!inactive('2d') || inactive('3d')", facts) == "2026-03-11T12:00:00.000Z");
    facts.at = instant("2026-03-11T11:59:59.999Z");
    CHECK(next_change("inactive('2d')", facts) == "2026-03-11T12:00:00.000Z");
    facts.at = instant("2026-03-11T12:00:00Z");
    CHECK(next_change("inactive('2d')", facts) == "never");
}

TEST_CASE("now passes what it is compared with at that instant and leaves it the next", "[condition][timing]") {
    FactsOfALead facts = lead_on_tuesday();
    facts.lead_fields = {{"renewal_date", "2026-04-01"}};
    CHECK(next_change("now >= lead.renewal_date - duration('7d')", facts) == "2026-03-25T00:00:00.000Z");
    CHECK(next_change("lead.renewal_date - now <= duration('7d')", facts) == "2026-03-25T00:00:00.000Z");
    CHECK(next_change("last('page_visited') < now - duration('30d')", facts) == "2026-04-07T06:00:00.000Z");
    CHECK(next_change("now - latest('form_submitted').time > duration('48h')", facts) == "2026-03-11T12:00:00.000Z");
    CHECK(next_change("now - last('message_opened') > duration('30d')", facts) == "never"); // absent
    facts.at = instant("2026-03-25T00:00:00Z");
    CHECK(next_change("now > lead.renewal_date - duration('7d')", facts) == "2026-03-25T00:00:00.001Z");
}

TEST_CASE("whole hours of a duration can be compared", "[condition][timing]") {
    const FactsOfALead facts = lead_on_tuesday();
    CHECK(next_change("(now - latest('form_submitted').time).getHours() >= 36", facts) == "2026-03-11T00:00:00.000Z");
}

TEST_CASE("a decaying score changes when it passes the bound, if it ever does", "[condition][timing]") {
    FactsOfALead facts;
    facts.at = Instant{};
    facts.parts = {10, 40};
    facts.half_life = std::chrono::hours(24 * 30);
    CHECK(next_change("score.engagement > 20", facts) == "1970-01-31T00:00:00.000Z");
    CHECK(next_change("lead.score >= 20", facts) == "1970-02-27T21:19:10.863Z"); // below 20.5 it is rounded to 20
    CHECK(next_change("score.fit + score.engagement < 5.0", facts) == "never");
    CHECK(next_change("lead.score < 10", facts) != "never"); // from greater to equal
    facts.half_life = Milliseconds(0);
    CHECK(next_change("lead.score >= 20", facts) == "never");
}

TEST_CASE("without a half-life scores stand still and may be compared with each other", "[condition][timing]") {
    ConditionScope scope = looked_at_scope();
    scope.score_decays = false;
    CHECK(problems_of("score.fit > score.engagement && lead.score % 2 == 0 && lead.score in [1, 2]", scope).empty());
    CHECK(problems_of("score.fit > score.engagement", looked_at_scope()).size() == 1);
}

TEST_CASE("a segment says itself when it may change", "[condition][timing]") {
    class InSegments final : public Facts {
    public:
        [[nodiscard]] Instant now() const override { return instant("2026-03-10T12:00:00Z"); }
        [[nodiscard]] const Zone& zone() const override { return local_; }
        [[nodiscard]] bool in_segment(std::string_view, Instant at) const override {
            return at >= segment_changes("cold", at);
        }
        [[nodiscard]] Instant segment_changes(std::string_view segment, Instant) const override {
            return segment == "cold" ? instant("2026-03-20T00:00:00Z") : end_of_time;
        }

    private:
        Zone local_{};
    };
    const InSegments facts;
    CHECK(next_change("inSegment('cold')", facts) == "2026-03-20T00:00:00.000Z");
    CHECK(next_change("inSegment('warm')", facts) == "never");
    CHECK(next_change("inSegment('cold') && now > timestamp('2026-03-15T00:00:00Z')", facts) ==
          "2026-03-15T00:00:00.000Z");
    CHECK_FALSE(looked_at("inSegment('cold')").holds_at(facts, instant("2026-03-19T23:59:59.999Z")));
    CHECK(looked_at("inSegment('cold')").holds_at(facts, instant("2026-03-20T00:00:00Z")));
}

TEST_CASE("a comparison that fails now and not later changes then", "[condition][timing]") {
    FactsOfALead facts;
    facts.at = instant("2026-03-10T12:00:00Z");
    facts.lead_fields = {{"far", instant("2400-01-01T00:00:00Z")}};
    ConditionScope scope = open_scope();
    scope.looked_at = true;
    // A duration holds about 292 years: until then the difference cannot be computed, and after 2692 not again.
    const Condition condition = looked_at("now - lead.far > duration('1d')", scope);
    const Instant first = condition.next_change(facts);
    CHECK(to_string(first).substr(0, 4) == "2107");
    facts.at = first;
    CHECK(condition.next_change(facts) == instant("2400-01-02T00:00:00Z"));
    facts.at = instant("2500-01-01T00:00:00Z");
    CHECK(to_string(condition.next_change(facts)).substr(0, 4) == "2692");
    facts.at = instant("2700-01-01T00:00:00Z");
    CHECK(condition.next_change(facts) == end_of_time);
}

TEST_CASE("what time does not change has no next change", "[condition][timing]") {
    const FactsOfALead facts = lead_on_tuesday();
    CHECK(next_change("lead.title == 'x' || count('page_visited') > 1 || has(latest('page_visited').path)", facts) ==
          "never");
    CHECK(next_change("has(lead.score) && hasTag('x')", facts) == "never");
    CHECK(Condition().next_change(facts) == end_of_time);
    CHECK(Condition().holds_at(facts, facts.at));
}

TEST_CASE("a condition can be asked how it will stand", "[condition][timing]") {
    const FactsOfALead facts = lead_on_tuesday();
    const Condition condition = looked_at("count('page_visited', '7d') >= 2 && !inactive('2d')");
    CHECK(condition.holds(facts));
    CHECK(condition.holds_at(facts, instant("2026-03-11T11:59:59.999Z")));
    CHECK_FALSE(condition.holds_at(facts, instant("2026-03-11T12:00:00Z")));
    CHECK_FALSE(looked_at("lead.ratio > 1.0").holds_at(facts, facts.at)); // absent
}

TEST_CASE("logic around comparisons is free", "[condition][timing]") {
    CHECK(problems_of("lead.employees > 5 ? count('page_visited', '7d') > 2 : !(now > lead.renewal_date) || "
                      "inactive('9d') && inSegment('cold')",
                      looked_at_scope())
              .empty());
    CHECK(problems_of("count('page_visited', '7d') * lead.employees > 5 && -interest('x') / 2 < lead.employees - 3",
                      looked_at_scope())
              .empty());
    CHECK(problems_of("double(count('page_visited', '7d')) * 0.5 > lead.ratio", looked_at_scope()).empty());
    CHECK(problems_of("count('page_visited', '7d') - -2 * accountLeads('page_visited', '3d') > 1", looked_at_scope())
              .empty());
    CHECK(problems_of("lead.interests.exists(t, t == 'x') && lead.title.matches('x')", looked_at_scope()).empty());
}

TEST_CASE("a comparison whose change cannot be computed is refused with what to write", "[condition][timing]") {
    check_refused({
        {"count('page_visited', '7d') > count('form_submitted', '7d')", 29, "both sides of `>`", ""},
        {"now - lead.renewal_date > now - lead.renewal_date", 25, "both sides of `>`", ""},
        {"count('page_visited', '7d') - interest('x') > 3", 29, "a count in a window and an interest", ""},
        {"count('page_visited', '7d') - count('form_submitted', '7d') > 3", 29, "not surely in the same direction", ""},
        {"count('page_visited', '7d') * lead.employees + interest('x') * 2 > 3", 46, "change in different ways", ""},
        {"count('page_visited', '7d') * lead.employees + count('page_visited', '8d') > 3", 46,
         "not surely in the same direction", ""},
        {"count('page_visited', '7d') * count('page_visited', '8d') > 3", 29, "both factors of `*`", ""},
        {"100 / count('page_visited', '7d') > 3", 5, "what is divided by", ""},
        {"count('page_visited', '7d') % 2 == 0", 29, "`%` comes round", ""},
        {"count('page_visited', '7d') in [1, 2]", 29, "joined by `||`",
         "count('page_visited', '7d') == 1 || count('page_visited', '7d') == 2"},
        {"lead.employees in [count('page_visited', '7d')]", 16, "joined by `||`",
         "lead.employees == count('page_visited', '7d')"},
        {"now.getHours() >= 9", 1, "comes round to the same values", ""},
        {"now.getDayOfWeek('Europe/Berlin') == 1", 1, "a window", ""},
        {"(now - dyn(lead.renewal_date)).getHours() >= 9", 1, "compare the duration itself", ""},
        {"(lead.employees > 5 ? count('page_visited', '7d') : 3) > 2", 1, "compare in both branches",
         "lead.employees > 5 ? count('page_visited', '7d') > 2 : 3 > 2"},
        {"2 < (lead.employees > 5 ? 1 : interest('x'))", 5, "compare in both branches",
         "lead.employees > 5 ? 2 < 1 : 2 < interest('x')"},
        {"1 + (lead.employees > 5 ? count('page_visited', '7d') : 3) > 2", 27, "compare it by itself", ""},
        {"string(count('page_visited', '7d')) == '3'", 1, "inside of `string()`", ""},
        {"hasTag(string(count('page_visited', '7d')))", 1, "inside of `hasTag()`", ""},
        {"interest(string(now)) > 1", 10, "inside of `string()`", ""},
        {"['x', 'y'].exists(t, interest(t) > 2)", 1, "joined by `||`", ""},
        {"['x', 'y'].all(t, interest(t) > 2)", 1, "joined by `&&`", ""},
        {"[count('page_visited', '7d')][0] == 3", 2, "compare it by itself", ""},
        {"[now] == [lead.renewal_date]", 2, "compare it by itself, as in `now >= lead.date`", ""},
        {"(count('page_visited', '7d') > 3) == true", 1, "which is compared in turn", ""},
        {"inactive('9d') == false", 1, "is true or false by itself", "!inactive('9d')"},
        {"true != inSegment('cold')", 9, "is true or false by itself", "!inSegment('cold')"},
        {"inSegment('cold') != lead.title.contains('x')", 1, "is true or false by itself", ""},
        {"lead.score - int(account.score) > 3", 12, "change in different ways", ""},
    });
}

TEST_CASE("every comparison that cannot be followed is reported", "[condition][timing]") {
    const auto problems = problems_of("now.getHours() > 9 && count('page_visited', '7d') % 2 == 0 || lead.titl == 'x'",
                                      looked_at_scope());
    CHECK(problems.size() == 3);
}

TEST_CASE("what is asked of the account is the same for all its leads", "[condition][timing][account]") {
    FactsOfALead facts;
    facts.at = instant("2026-03-10T12:00:00Z");
    const auto answers = [&facts](std::string_view text) { return looked_at(text).account_answers(facts); };
    facts.account_past = {happened("page_visited", "2026-03-09T12:00:00Z")};
    facts.account_fields = {{"employees", 40}};
    CHECK(answers("accountLeads('page_visited', '7d') >= 1 && lead.employees > 3") == "t");
    CHECK(answers("accountLeads('page_visited', '7d') >= 2 || !(account.employees > 9)") == "ft");
    CHECK(answers("account.industry == 'x' || account.employees / 0 == 1") == "-!");
    CHECK(answers("lead.employees > 3 && inactive('9d')") == "");
    CHECK_FALSE(answers("account.employees > lead.employees").has_value());
    CHECK_FALSE(answers("accountCount('page_visited', '7d') > count('page_visited')").has_value());
    CHECK(Condition().account_answers(facts) == "");
}

TEST_CASE("a date of the account begins in the lead's zone", "[condition][timing][account]") {
    FieldTypes fields = declared_fields();
    fields.account["renewal"] = FieldType{FieldKind::date, {}, {}};
    ConditionScope scope = looked_at_scope();
    scope.fields = &fields;
    CHECK_FALSE(looked_at("account.renewal < now", scope).account_answers(FactsOfALead()).has_value());
}
