// SPDX-License-Identifier: BSL-1.0
// Every example of docs/reference/conditions.md gives what its comment says.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "docs/examples_of.hpp"
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

namespace {

using namespace nurture;
using namespace nurture::test;

/// The lead of the page.
FactsOfALead lead_of_the_page() {
    const auto at = [](const char* text) { return parse_instant(text).value(); };
    FactsOfALead facts;
    facts.at = at("2026-03-02T09:00:00Z");
    facts.lead_fields = {{"id", "ada"},
                         {"email", "ada@example.com"},
                         {"first_name", "Ada"},
                         {"title", "VP Marketing"},
                         {"employees", 120},
                         {"ratio", 0.5},
                         {"tags", Value::List{"vip", "webinar"}},
                         {"lifecycle_stage", "sql"},
                         {"time_zone", "UTC"}};
    facts.account_fields = {{"industry", "retail"}};
    facts.event_here = Event{.lead = "ada",
                             .type = "page_visited",
                             .time = at("2026-03-02T08:59:00Z"),
                             .properties = {{"path", "/pricing/eu"}}};
    facts.trigger_here = Event{.lead = "ada", .type = "form_submitted", .properties = {{"form", "guide"}}};
    facts.past = {happened("page_visited", "2026-02-20T11:55:00Z", {{"path", "/blog"}}),
                  happened("form_submitted", "2026-02-20T12:00:00Z", {{"form", "guide"}}),
                  happened("page_visited", "2026-03-01T11:58:00Z", {{"path", "/pricing"}, {"topic", "pricing"}}),
                  happened("form_submitted", "2026-03-01T12:00:00Z", {{"form", "demo"}}),
                  happened("page_visited", "2026-03-02T08:59:00Z", {{"path", "/pricing/eu"}, {"topic", "pricing"}})};
    facts.account_past = facts.past;
    facts.account_past.push_back(happened("page_visited", "2026-03-01T15:00:00Z", {{"path", "/pricing"}}, "bob"));
    for (const Event& event : facts.past) {
        facts.events[event.type].push_back(event.time.value());
    }
    facts.segments = {"retail"};
    facts.results = {{"crm", Value(Value::Map{{"id", 7}})}};
    facts.tags = {"vip", "webinar"};
    facts.categories = {"marketing"};
    facts.engagements = {"sent post", "clicked post", "clicked post */pricing*", "clicked"};
    return facts;
}

TEST_CASE("every example of the page about conditions gives what it says", "[docs]") {
    const FactsOfALead facts = lead_of_the_page();
    const auto all = testing_support::examples_of("conditions.md", "```cel");
    CHECK(all.size() > 100);
    for (const auto& [expression, result] : all) {
        INFO(expression << " // " << result);
        if (result == "absent" || result == "error") {
            const Outcome outcome = outcome_of(expression, facts);
            CHECK(outcome.kind == (result == "absent" ? Outcome::Kind::absent : Outcome::Kind::error));
            continue;
        }
        CHECK(holds("(" + expression + ") == " + result, facts));
        CHECK(holds("type(" + expression + ") == type(" + result + ")", facts)); // 1 == 1.0 holds too
    }
}

TEST_CASE("every timed example of the page about conditions changes when it says", "[docs]") {
    const FactsOfALead facts = lead_of_the_page();
    ConditionScope scope;
    scope.looked_at = true;
    const auto all = testing_support::examples_of("conditions.md", "```cel timed");
    CHECK(all.size() > 10);
    for (const auto& [expression, result] : all) {
        INFO(expression << " // " << result);
        CHECK(problems_of(expression).empty());
        std::vector<ConditionProblem> problems;
        const auto condition = Condition::compile(expression, scope, problems);
        CHECK(condition.has_value() == (result != "error"));
        if (!condition) continue;
        CHECK(condition->next_change(facts) == (result == "never" ? end_of_time : parse_instant(result).value()));
    }
}

} // namespace
