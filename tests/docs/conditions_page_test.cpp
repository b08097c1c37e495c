// SPDX-License-Identifier: BSL-1.0
// Every example of docs/reference/conditions.md gives what its comment says.

#include <fstream>
#include <string>
#include <utility>
#include <vector>

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
    facts.events = {{"form_submitted", {at("2026-02-20T12:00:00Z"), at("2026-03-01T12:00:00Z")}}};
    facts.tags = {"vip", "webinar"};
    facts.categories = {"marketing"};
    facts.engagements = {"sent post", "clicked post", "clicked post */pricing*", "clicked"};
    return facts;
}

/// Expressions with what they are said to give, from the blocks of the page.
std::vector<std::pair<std::string, std::string>> examples() {
    std::ifstream page(NURTURE_SOURCE_DIR "/docs/reference/conditions.md");
    std::vector<std::pair<std::string, std::string>> found;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line.compare(0, 3, "```") == 0) {
            inside = line == "```cel";
        } else if (inside) {
            const std::size_t comment = line.rfind(" // ");
            REQUIRE(comment != std::string::npos);
            found.emplace_back(line.substr(0, comment), line.substr(comment + 4));
        }
    }
    return found;
}

TEST_CASE("every example of the page about conditions gives what it says", "[docs]") {
    const FactsOfALead facts = lead_of_the_page();
    const auto all = examples();
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

} // namespace
