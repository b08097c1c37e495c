// SPDX-License-Identifier: BSL-1.0
/// \file
/// What people get wrong, and what they are told.

#include <string>

#include <nurture/yaml/load.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::list;
using nurture_test::says;

namespace {

struct Bad {
    std::string text;
    std::string rule;
    std::string words;
    std::uint32_t line;
    std::uint32_t column;
};

const std::string head = "workflow: welcome\ntrigger: {event: form_submitted}\n"; // Two lines.

} // namespace

TEST_CASE("a mistake has one remark with its rule, its place and advice", "[yaml][bad-input]") {
    const auto bad = GENERATE(values<Bad>({
        // Keys.
        {head + "titel: Welcome\nsteps: []\n", "unknown_key", "did you mean \"title\"?", 3, 1},
        {head + "priorty: 5\nsteps: []\n", "unknown_key", "did you mean \"priority\"?", 3, 1},
        {head + "priority: 1\nsteps: []\npriority: 2\n", "duplicate_key", "priority", 5, 1},
        {head + "steps:\n  - wait: {event: demo_requested, timeout: 3d}\n", "unknown_key",
         "\"timeout\" stands beside \"wait\", not inside", 4, 35},
        {head + "steps:\n  - send: a\n    delay: 3d\n", "unknown_key", "one verb", 5, 5},
        {head + "steps: []\ncontent: x\n", "unknown_key", "begins a document of its own", 4, 1},
        {"<<: {a: b}\nworkflow: w\nsteps: []\n", "unknown_key", "\"<<\"", 1, 1},
        // Values.
        {head + "steps:\n  - delay: two days\n", "type", "\"two days\"", 4, 12},
        {head + "reenroll: 6m\nsteps: []\n", "type", "6min for minutes or 6mo for months", 3, 11},
        {head + "priority: high\nsteps: []\n", "type", "\"high\"", 3, 11},
        {head + "time_zone: Mars/Olympus\nsteps: []\n", "type", "Mars/Olympus", 3, 12},
        {"content: x\nchannel: email\nonce: yes\n", "type", "true or false, not \"yes\"", 3, 7},
        {head + "steps:\n  - set: {a: True}\n", "type", "a bool is true or false", 4, 14},
        {head + "steps:\n  - exit\n", "type", "write \"exit:\"", 4, 5},
        {head + "when:\nsteps: []\n", "condition", "\"when\" is empty", 3, 1},
        {head + "when: \"\"\nsteps: []\n", "condition", "\"when\" is empty", 3, 8},
        // Conditions and templates that YAML takes apart.
        {head + "when: !subscribed(\"marketing\")\nsteps: []\n", "syntax", "quotes", 3, 7},
        {head + "when: ! lead.x\nsteps: []\n", "syntax", "quotes", 3, 7},
        {head + "when: !(lead.x)\nsteps: []\n", "syntax", "quotes", 3, 7},
        {head + "steps:\n  - {note: x, if: !lead.x}\n", "syntax", "quotes", 4, 19},
        {head + "when: \"a\" == lead.x\nsteps: []\n", "syntax", "quotes", 3, 11},
        {head + "when: lead.x == \"a: b\"\nsteps: []\n", "syntax", "quotes", 3, 19},
        {"content: x\nchannel: email\ntext: {{ lead.first_name }}\n", "syntax", "in quotes, or on a line of its own", 3,
         8},
        {"content: x\nchannel: email\ntext: {{ lead.first_name }}, hello\n", "syntax",
         "in quotes, or on a line of its own", 3, 8},
        {head + "steps:\n  - branch: [{if: lead.x in [\"a\"], then: []}]\n", "syntax",
         "in quotes, or on a line of its own", 4, 29},
        {head + "steps:\n  - {note: x, if: lead.a ? lead.b : lead.c}\n", "syntax", "in quotes, or on a line of its own",
         4, 26},
        {head + "steps:\n  - {note: x, if: \"a\" == lead.x}\n", "syntax", "in quotes, or on a line of its own", 4, 23},
        // YAML that the format does not have.
        {head + "when: &a x\nsteps: []\n", "syntax", "anchor", 3, 7},
        {head + "when: *a\nsteps: []\n", "syntax", "alias", 3, 7},
        {head + "when: !!str x\nsteps: []\n", "syntax", "quotes", 3, 7},
        {"workflow: w\nsteps: &s []\n", "syntax", "anchor", 2, 8},
        {"? [a, b]\n: c\n", "syntax", "cannot be a key", 1, 3},
        {"workflow: w\nsteps: []\n...\nworkflow: v\n", "syntax", "begins with \"---\"", 4, 1},
        // YAML that is none.
        {"\tworkflow: w\n", "syntax", "", 1, 10},
        {head + "steps:\n\t- note: x\n", "syntax", "", 4, 2},
        {head + "steps: [\n", "syntax", "\"]\" is missing", 4, 1},
        {head + "steps: {a: b\n", "syntax", "\"}\" is missing", 4, 1},
        {head + "title: a: b\nsteps: []\n", "syntax", "in quotes", 3, 9},
        {head + "title: \"never closed\nsteps: []\n", "syntax", "not closed", 3, 8},
        {head + "title: 'it''s never closed\nsteps: []\n", "syntax", "not closed", 3, 8},
        {head + "title: @home\nsteps: []\n", "syntax", "needs quotes", 3, 8},
        {head + "steps:\n  - note: x\n - note: y\n", "syntax", "indentation", 5, 2},
        {head + "title: \"\\q\"\nsteps: []\n", "syntax", "escape", 3, 11},
        // Bytes that are no text.
        {head + "title: gr\xFC\xDF\nsteps: []\n", "syntax", "0xFC is not UTF-8", 3, 10},
        {head + "title: a\xC0\x80\nsteps: []\n", "syntax", "0xC0 is not UTF-8", 3, 9},
        {head + "title: é\xED\xA0\x80\nsteps: []\n", "syntax", "0xED is not UTF-8", 3, 9},
        {head + std::string("title: a\0b\nsteps: []\n", 21), "syntax", "0x00", 3, 9},
        {head + "title: a\x04 b\nsteps: []\n", "syntax", "0x04", 3, 9},
        {head + "title: a\rsteps: []\n", "syntax", "0x0D", 3, 9},
    }));
    CAPTURE(bad.text);
    const auto read = yaml::load_text(bad.text, "test.yaml");
    INFO(list(read.diagnostics));
    CHECK(says(read.diagnostics, bad.rule, bad.words));
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics[0].place.line == bad.line);
    CHECK(read.diagnostics[0].place.column == bad.column);
    CHECK(read.diagnostics[0].place.source->name == "test.yaml");
}

TEST_CASE("a condition torn apart by its commas is recognized", "[yaml][bad-input]") {
    const auto read = yaml::load_text(head + "steps:\n  - {note: x, if: lead.tags.exists(t, t == \"a\")}\n");
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics[0].rule == "unknown_key");
    CHECK(read.diagnostics[0].hint == "a condition inside { } or [ ] needs quotes, or a line of its own");
}

TEST_CASE("all mistakes of several documents are reported in one go", "[yaml][bad-input]") {
    const auto read = yaml::load_text("workflow: welcome\n"
                                      "priorty: 5\n"
                                      "steps:\n"
                                      "  - delay: two days\n"
                                      "  - goto: nowhere\n"
                                      "---\n"
                                      "content: welcome-mail\n"
                                      "subjet: Welcome\n"
                                      "---\n"
                                      "scoring: {fitness: 3}\n");
    REQUIRE(read.diagnostics.size() == 6);
    CHECK(says({read.diagnostics[0]}, "unknown_key", "priority"));
    CHECK(says({read.diagnostics[1]}, "type", "two days"));
    CHECK(says({read.diagnostics[2]}, "unknown_reference", "nowhere"));
    CHECK(says({read.diagnostics[3]}, "type", "channel"));
    CHECK(says({read.diagnostics[4]}, "unknown_key", "subject"));
    CHECK(says({read.diagnostics[5]}, "unknown_key", "fitness"));
}

TEST_CASE("ids, cases and values of text fields are text, other literals are typed", "[yaml][bad-input]") {
    const auto read = yaml::load_text("workflow: 2026\n"
                                      "steps:\n"
                                      "  - branch: lead.answer\n"
                                      "    cases:\n"
                                      "      no: [{set: {zip: 01234, count: 7, yes: yes}}]\n"
                                      "      007: [{exit:}]\n"
                                      "---\n"
                                      "fields: {lead: {zip: string, answer: string, count: int, yes: string}}\n");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Workflow& workflow = read->workflows.at("2026");
    CHECK(std::get<BranchNode>(workflow.nodes[0].what).arms == std::vector<SourceString>{"no", "007"});
    const auto& set = std::get<SetNode>(workflow.nodes[1].what);
    CHECK(set.fields[0].second == Value("01234"));
    CHECK(set.fields[1].second == Value(7));
    CHECK(set.fields[2].second == Value("yes"));
    CHECK(workflow.nodes[1].id == StepId("steps[0].cases.no[0]"));
}
