// SPDX-License-Identifier: BSL-1.0

#include <chrono>
#include <string>
#include <vector>

#include <nurture/definition/builder.hpp>
#include <nurture/definition/catalog.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using namespace std::chrono_literals;
using nurture_test::catalog;
using nurture_test::list;
using nurture_test::says;

namespace {

/// The workflow "w" with this trigger.
Checked<Catalog> with_trigger(const std::string& trigger) {
    return catalog("{'workflow': 'w', 'steps': [], 'trigger': " + trigger + "}");
}

/// Its one trigger, which is without fault.
TriggerNode trigger(const std::string& text) {
    const auto read = with_trigger(text);
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Workflow& workflow = read->workflows.at("w");
    REQUIRE(workflow.nodes.size() == 1);
    return std::get<TriggerNode>(workflow.nodes[0].what);
}

} // namespace

TEST_CASE("a trigger can count events", "[definition][trigger]") {
    const TriggerNode counted = trigger("{'event': ['a', 'b'], 'where': 'event.x', 'count': 3, 'within': '7d'}");
    CHECK(counted.match == EventMatch{{"a", "b"}, "event.x"});
    CHECK(counted.count == 3);
    CHECK(counted.within == 7 * 24h);
    CHECK(counted.becomes.empty());

    const TriggerNode plain = trigger("{'event': 'a'}");
    CHECK(plain.count == 1);
    CHECK(plain.within == 0h);
}

TEST_CASE("a trigger can be a condition that turns true", "[definition][trigger]") {
    const TriggerNode becomes = trigger("{'becomes': 'lead.score >= 50', 'reset_when': 'lead.score < 45'}");
    CHECK(becomes.match.types.empty());
    CHECK(becomes.becomes.text == "lead.score >= 50");
    CHECK(becomes.reset_when.text == "lead.score < 45");
    CHECK(becomes.becomes.place.line == 1);
    CHECK(trigger("{'becomes': 'x'}").reset_when.empty());
}

TEST_CASE("inactive is short for a condition that turns true", "[definition][trigger]") {
    CHECK(trigger("{'inactive': '90d'}") == trigger(R"({'becomes': 'inactive(\"90d\")'})"));
    CHECK(trigger("{'inactive': '90d', 'events': 'a'}").becomes.text == R"(inactive("90d", ["a"]))");
    CHECK(trigger("{'inactive': '2w', 'events': ['a', 'b']}").becomes.text == R"(inactive("2w", ["a", "b"]))");
    CHECK(trigger("{'inactive': '90d'}").becomes.place.line == 1);
}

TEST_CASE("an event type in a condition is quoted so that it stays one text", "[definition][trigger]") {
    CHECK(inactive_condition("7d", {"a\"b\\c\nd\re"}) == "inactive(\"7d\", [\"a\\\"b\\\\c\\nd\\re\"])");
}

TEST_CASE("whether leads are enrolled that are there already is read", "[definition][trigger]") {
    const auto existing = [](const std::string& text) {
        return catalog("{'workflow': 'w', 'steps': [], 'trigger': {'becomes': 'x'}" + text + "}")
            .value.workflows["w"]
            .enroll_existing;
    };
    CHECK(existing(", 'enroll_existing': true"));
    CHECK_FALSE(existing(", 'enroll_existing': false"));
    CHECK_FALSE(existing(""));
}

TEST_CASE("mistakes in a trigger are remarks that say what stands where", "[definition][trigger]") {
    struct Bad {
        std::string text, rule, words;
    };
    const auto bad = GENERATE(values<Bad>({
        {"{'where': 'x'}", "type", "needs one of \"event\", \"becomes\" and \"inactive\""},
        {"{'event': 'e', 'becomes': 'x'}", "type", "needs one of"},
        {"{'becomes': 'x', 'inactive': '90d'}", "type", "needs one of"},
        {"{'event': 'e', 'count': 3}", "type", "\"count\" needs \"within\" beside it"},
        {"{'event': 'e', 'within': '7d'}", "type", "\"within\" needs \"count\" beside it"},
        {"{'event': 'e', 'count': 0, 'within': '7d'}", "type", "whole number from 1"},
        {"{'event': 'e', 'count': -3, 'within': '7d'}", "type", "whole number from 1"},
        {"{'event': 'e', 'count': 4294967296, 'within': '7d'}", "type", "whole number from 1"},
        {"{'event': 'e', 'count': '3', 'within': '7d'}", "type", "\"count\" must be a whole number"},
        {"{'event': 'e', 'count': 3, 'within': '0d'}", "type", "longer than nothing"},
        {"{'event': 'e', 'count': 3, 'within': '1mo'}", "type", "within: months have no fixed length"},
        {"{'event': 'e', 'count': 3, 'within': '5m'}", "type", "within: \"5m\""},
        {"{'event': 'e', 'cuont': 3}", "unknown_key", "did you mean \"count\"?"},
        {"{'event': 'e', 'reset_when': 'x'}", "unknown_key", "\"reset_when\" stands beside \"becomes\""},
        {"{'event': 'e', 'events': ['a']}", "unknown_key", "\"events\" stands beside \"inactive\""},
        {"{'inactive': '90d', 'reset_when': 'x'}", "unknown_key", "\"reset_when\" stands beside \"becomes\""},
        {"{'becomes': 'x', 'where': 'y'}", "unknown_key", "\"where\" stands beside \"event\""},
        {"{'becomes': 'x', 'count': 3}", "unknown_key", "\"count\" stands beside \"event\""},
        {"{'becomes': 'x', 'events': ['a']}", "unknown_key", "\"events\" stands beside \"inactive\""},
        {"{'becomes': ''}", "condition", "\"becomes\" is empty"},
        {"{'becomes': 'x', 'reset_when': ''}", "condition", "\"reset_when\" is empty"},
        {"{'becomes': ['x']}", "type", "\"becomes\" must be a single value"},
        {"{'becmoes': 'x', 'event': 'e'}", "unknown_key", "did you mean \"becomes\"?"},
        {"{'inactive': '3mo'}", "type", "inactive: months have no fixed length"},
        {"{'inactive': '90d', 'events': []}", "type", "\"events\" is an empty list"},
        {"{'becomes': 'x'}, 'enroll_existing': 'yes'", "type", "\"enroll_existing\" must be true or false"},
        {"{'becomes': 'x'}, 'enrol_existing': true", "unknown_key", "did you mean \"enroll_existing\"?"},
    }));
    CAPTURE(bad.text);
    const auto read = with_trigger(bad.text);
    INFO(list(read.diagnostics));
    CHECK(says(read.diagnostics, bad.rule, bad.words));
    CHECK(read.diagnostics.size() == 1);
}

TEST_CASE("every trigger can be built in C++", "[definition][trigger][builder]") {
    const auto built = WorkflowBuilder("w")
                           .on("a", "event.x")
                           .on_count("b", 3, "7d", "event.y")
                           .on_becoming("lead.score >= 50", "lead.score < 45")
                           .on_inactivity("90d", {"c", "d"})
                           .on_inactivity("90d")
                           .enroll_existing()
                           .note("n")
                           .build();
    REQUIRE(built.ok());
    const auto read = catalog(R"({'workflow': 'w', 'enroll_existing': true, 'trigger': [
        {'event': 'a', 'where': 'event.x'}, {'event': 'b', 'where': 'event.y', 'count': 3, 'within': '7d'},
        {'becomes': 'lead.score >= 50', 'reset_when': 'lead.score < 45'},
        {'inactive': '90d', 'events': ['c', 'd']}, {'inactive': '90d'}], 'steps': [{'note': 'n'}]})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    CHECK(to_canonical(*built) == to_canonical(read->workflows.at("w")));
    CHECK(built->first == NodeIndex{5});

    const auto remarks = [](const WorkflowBuilder& builder) { return builder.build().diagnostics; };
    CHECK(says(remarks(WorkflowBuilder("w").on_count("a", 3, "1mo")), "type", "workflow \"w\": within: months"));
    CHECK(says(remarks(WorkflowBuilder("w").on_inactivity("soon")), "type", "workflow \"w\": inactive: \"soon\""));
}

TEST_CASE("the canonical form says of a trigger what is not as usual", "[definition][trigger][canonical]") {
    const auto form = [](const WorkflowBuilder& builder) { return to_canonical(*builder.build()); };
    CHECK(form(WorkflowBuilder("w").on("a").on_count("b", 3, "1s").on_becoming("c", "d").on_becoming("e")) ==
          R"({"edges":[],"nodes":[{"event":["a"],"verb":"trigger"},)"
          R"({"count":3,"event":["b"],"verb":"trigger","within":1000},)"
          R"({"becomes":"c","reset_when":"d","verb":"trigger"},{"becomes":"e","verb":"trigger"}],"workflow":"w"})");
    CHECK(form(WorkflowBuilder("w").enroll_existing()) ==
          R"({"edges":[],"enroll_existing":true,"nodes":[],"workflow":"w"})");
}
