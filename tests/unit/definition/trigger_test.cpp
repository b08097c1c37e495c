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

TriggerOnBecoming becoming(const std::string& text) {
    return std::get<TriggerOnBecoming>(trigger(text).on);
}

} // namespace

TEST_CASE("a trigger can count events", "[definition][trigger]") {
    const auto counted =
        std::get<TriggerOnEvent>(trigger("{'event': ['a', 'b'], 'where': 'event.x', 'count': 3, 'within': '7d'}").on);
    CHECK(counted.match == EventMatch{{"a", "b"}, "event.x"});
    CHECK(counted.count == 3);
    CHECK(counted.within == 7 * 24h);

    const auto plain = std::get<TriggerOnEvent>(trigger("{'event': 'a'}").on);
    CHECK(plain.count == 1);
    CHECK(plain.within == 0h);
}

TEST_CASE("a trigger can be a condition that turns true", "[definition][trigger]") {
    const TriggerOnBecoming becomes = becoming("{'becomes': 'lead.score >= 50', 'reset_when': 'lead.score < 45'}");
    CHECK(becomes.condition.text == "lead.score >= 50");
    CHECK(becomes.reset_when.text == "lead.score < 45");
    CHECK(becomes.condition.place.line == 1);
    CHECK(becoming("{'becomes': 'x'}").reset_when.empty());
}

TEST_CASE("a trigger can be a date of the lead or its account", "[definition][trigger][time]") {
    const auto on =
        std::get<TriggerOnDate>(trigger("{'date': 'account.founded_on', 'offset': '-30d', 'at': '09:00'}").on);
    CHECK(on.field == DateField{DateField::Owner::account, "founded_on"});
    CHECK(to_string(on.moment.offset) == "-30d");
    CHECK(on.moment.at == TimeOfDay(9h));
    CHECK(std::get<TriggerOnDate>(trigger("{'date': 'lead.renewal_date'}").on).moment == DateMoment{});
}

TEST_CASE("a trigger can come again by a rule", "[definition][trigger][time]") {
    const auto on = std::get<TriggerOnSchedule>(
        trigger("{'schedule': 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', 'at': '09:00', 'from': '2026-01-05'}").on);
    CHECK(on.schedule.rule() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
    CHECK(on.schedule.at() == 9h);
    CHECK(on.schedule.from() == CivilDate{2026, 1, 5});
}

TEST_CASE("inactive is short for a condition that turns true", "[definition][trigger]") {
    CHECK(trigger("{'inactive': '90d'}") == trigger(R"({'becomes': 'inactive(\"90d\")'})"));
    CHECK(becoming("{'inactive': '90d', 'events': 'a'}").condition.text == R"(inactive("90d", ["a"]))");
    CHECK(becoming("{'inactive': '2w', 'events': ['a', 'b']}").condition.text == R"(inactive("2w", ["a", "b"]))");
    CHECK(becoming("{'inactive': '90d'}").condition.place.line == 1);
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
        {"{'where': 'x'}", "type", "needs one of \"event\", \"becomes\", \"inactive\", \"date\" and"},
        {"{'event': 'e', 'date': 'lead.x'}", "type", "needs one of"},
        {"{'date': 'renewal_date'}", "type", "expected a field such as lead.renewal_date"},
        {"{'date': 'trigger.starts_at'}", "type", "is a field of \"lead\" or \"account\""},
        {"{'date': 'lead.x', 'offset': '-4bh'}", "type", "\"offset\": "},
        {"{'date': 'lead.x', 'at': '9 am'}", "type", "\"at\": "},
        {"{'date': 'lead.x', 'if_past': 'exit'}", "unknown_key", "\"if_past\""},
        {"{'date': 'lead.x', 'from': '2026-01-05'}", "unknown_key", "\"from\" stands beside \"schedule\""},
        {"{'event': 'e', 'offset': '2d'}", "unknown_key", "\"offset\" stands beside \"date\""},
        {"{'event': 'e', 'at': '09:00'}", "unknown_key", "\"at\" stands beside \"date\" or \"schedule\""},
        {"{'schedule': 'FREQ=DAILY'}", "type", "\"schedule\" needs a time of day"},
        {"{'schedule': 'every day', 'at': '09:00'}", "type", "\"schedule\": "},
        {"{'schedule': 'FREQ=WEEKLY', 'at': '09:00'}", "type", "\"schedule\": "},
        {"{'schedule': 'FREQ=DAILY', 'at': '09:00', 'from': 'soon'}", "type", "\"from\": "},
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
                           .on_date("lead.renewal_date", "-30d", "09:00")
                           .on_schedule("FREQ=WEEKLY;BYDAY=MO", "09:00", "2026-01-05")
                           .enroll_existing()
                           .note("n")
                           .build();
    REQUIRE(built.ok());
    const auto read = catalog(R"({'workflow': 'w', 'enroll_existing': true, 'trigger': [
        {'event': 'a', 'where': 'event.x'}, {'event': 'b', 'where': 'event.y', 'count': 3, 'within': '7d'},
        {'becomes': 'lead.score >= 50', 'reset_when': 'lead.score < 45'},
        {'inactive': '90d', 'events': ['c', 'd']}, {'inactive': '90d'},
        {'date': 'lead.renewal_date', 'offset': '-30d', 'at': '09:00'},
        {'schedule': 'FREQ=WEEKLY;BYDAY=MO', 'at': '09:00', 'from': '2026-01-05'}], 'steps': [{'note': 'n'}]})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    CHECK(to_canonical(*built) == to_canonical(read->workflows.at("w")));
    CHECK(built->first == NodeIndex{7});

    const auto remarks = [](const WorkflowBuilder& builder) { return builder.build().diagnostics; };
    CHECK(says(remarks(WorkflowBuilder("w").on_count("a", 3, "1mo")), "type", "workflow \"w\": within: months"));
    CHECK(says(remarks(WorkflowBuilder("w").on_date("renewal")), "type", "workflow \"w\": \"date\": expected"));
    CHECK(says(remarks(WorkflowBuilder("w").on_schedule("FREQ=DAILY", "9")), "type", "workflow \"w\": \"at\": "));
    CHECK(says(remarks(WorkflowBuilder("w").on_schedule("DAILY", "09:00")), "type", "\"schedule\": "));
    CHECK(says(remarks(WorkflowBuilder("w").on_inactivity("soon")), "type", "workflow \"w\": inactive: \"soon\""));
}

TEST_CASE("the canonical form says of a trigger what is not as usual", "[definition][trigger][canonical]") {
    const auto form = [](const WorkflowBuilder& builder) { return to_canonical(*builder.build()); };
    CHECK(form(WorkflowBuilder("w").on("a").on_count("b", 3, "1s").on_becoming("c", "d").on_becoming("e")) ==
          R"({"edges":[],"nodes":[{"event":["a"],"verb":"trigger"},)"
          R"({"count":3,"event":["b"],"verb":"trigger","within":1000},)"
          R"({"becomes":"c","reset_when":"d","verb":"trigger"},{"becomes":"e","verb":"trigger"}],"workflow":"w"})");
    CHECK(form(WorkflowBuilder("w").on_date("lead.due", "-2d").on_schedule("FREQ=DAILY", "09:00")) ==
          R"({"edges":[],"nodes":[{"before":true,"date":"lead.due","offset":[2,0],"verb":"trigger"},)"
          R"({"at":"09:00","schedule":"FREQ=DAILY","verb":"trigger"}],"workflow":"w"})");
    CHECK(form(WorkflowBuilder("w").enroll_existing()) ==
          R"({"edges":[],"enroll_existing":true,"nodes":[],"workflow":"w"})");
}
