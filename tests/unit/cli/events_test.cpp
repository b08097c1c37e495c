// SPDX-License-Identifier: BSL-1.0

#include "input/events.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace nurture;
using cli::ByteSource;
using cli::EventMerge;
using cli::EventReader;
using cli::EventRow;
using cli::Outcome;
using cli::RecordReader;

const std::string header = "time,lead,type,id,form\n";

EventReader csv(std::string text, const FieldTypes& types = {}, std::string name = "events.csv") {
    return EventReader(
        RecordReader::csv(ByteSource::of_text(std::move(name), std::move(text)), {"time", "lead", "type"}), types);
}

EventReader json(std::string text) {
    return EventReader(RecordReader::json_lines(ByteSource::of_text("events.jsonl", std::move(text))), {});
}

std::string mistake(EventReader reader) {
    EventRow row;
    const Outcome outcome = reader.next(row);
    return outcome.is_row() ? "" : describe(outcome.bad);
}

EventMerge merge(std::vector<std::string> texts, bool sort = false) {
    std::vector<std::pair<std::string, EventReader>> readers;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string name = std::string(1, static_cast<char>('a' + i)) + ".csv";
        readers.emplace_back(name, csv(std::move(texts[i]), {}, name));
    }
    return EventMerge(std::move(readers), sort);
}

/// "a2 b2 …": the file and line of every row, and "!a3" for a bad one.
std::string order_of(EventMerge events) {
    std::string order;
    EventRow row;
    for (Outcome outcome = events.next(row); outcome.kind != Outcome::Kind::end; outcome = events.next(row)) {
        order += order.empty() ? "" : " ";
        order += outcome.is_row() ? events.file_name(row.file).substr(0, 1) + std::to_string(row.line)
                                  : "!" + outcome.bad.file.substr(0, 1) + std::to_string(outcome.bad.line);
    }
    return order;
}

TEST_CASE("an event row has time, lead, type, id and properties", "[cli][events]") {
    EventReader reader =
        csv(header + "2026-03-02T09:00:00Z,ada,form_submitted,e1,guide\n2026-03-03,ben,form_submitted,,\n");
    EventRow row;
    REQUIRE(reader.next(row).is_row());
    REQUIRE(row.inputs.size() == 1);
    const Event* event = std::get_if<Event>(&row.inputs[0]);
    REQUIRE(event != nullptr);
    CHECK(event->lead == LeadId("ada"));
    CHECK(event->type == "form_submitted");
    CHECK(event->id == "e1");
    CHECK(event->properties == Fields{{"form", "guide"}});
    CHECK(to_string(row.at) == "2026-03-02T09:00:00.000Z");
    REQUIRE(reader.next(row).is_row());
    CHECK(to_string(row.at) == "2026-03-03T00:00:00.000Z");
    event = std::get_if<Event>(&row.inputs[0]);
    CHECK(event->id.empty());
    CHECK(event->properties.empty());
}

TEST_CASE("properties of JSON stand in an object and nothing stands beside it", "[cli][events]") {
    EventReader reader =
        json(R"({"time":"2026-03-02","lead":"ada","type":"page_visited","properties":{"path":"/a","n":2}})");
    EventRow row;
    REQUIRE(reader.next(row).is_row());
    CHECK(std::get<Event>(row.inputs[0]).properties == Fields{{"n", 2}, {"path", "/a"}});
    CHECK(mistake(json(R"({"time":"2026-03-02","lead":"a","type":"b","properties":{},"path":"/a"})"))
              .find("unknown key \"path\" beside \"properties\"") != std::string::npos);
}

TEST_CASE("a changed lead becomes LeadChanged, its consent ConsentGiven", "[cli][events]") {
    EventReader reader = json(
        R"({"time":"2026-03-02","lead":"ada","type":"lead_changed","properties":{"plan":"paid","city":null,"subscribed.marketing":false}})");
    EventRow row;
    REQUIRE(reader.next(row).is_row());
    REQUIRE(row.inputs.size() == 2);
    const LeadChanged& change = std::get<LeadChanged>(row.inputs[0]);
    CHECK(change.fields == std::vector<Field>{{"plan", "paid"}, {"city", Value()}});
    const ConsentGiven& consent = std::get<ConsentGiven>(row.inputs[1]);
    CHECK(consent.category == "marketing");
    CHECK_FALSE(consent.subscribed);
}

TEST_CASE("an empty cell of a changed lead says nothing about that field", "[cli][events]") {
    EventReader reader = csv("time,lead,type,plan,city\n2026-03-02,ada,lead_changed,paid,\n");
    EventRow row;
    REQUIRE(reader.next(row).is_row());
    CHECK(std::get<LeadChanged>(row.inputs[0]).fields == std::vector<Field>{{"plan", "paid"}});
    CHECK(mistake(csv("time,lead,type,plan\n2026-03-02,ada,lead_changed,\n")) ==
          "events.csv:2: lead_changed names no new value");
}

TEST_CASE("a deleted lead becomes LeadDeleted", "[cli][events]") {
    EventReader reader = csv(header + "2026-03-02,ada,lead_deleted,,\n2026-03-02,eve,lead_forgotten,,\n");
    EventRow row;
    REQUIRE(reader.next(row).is_row());
    CHECK(std::get<LeadDeleted>(row.inputs[0]).lead == LeadId("ada"));
    CHECK_FALSE(std::get<LeadDeleted>(row.inputs[0]).forget);
    REQUIRE(reader.next(row).is_row());
    CHECK(std::get<LeadDeleted>(row.inputs[0]).lead == LeadId("eve"));
    CHECK(std::get<LeadDeleted>(row.inputs[0]).forget);
}

TEST_CASE("a bad time, an empty lead and an undeclared kind are reported with their place", "[cli][events]") {
    CHECK(mistake(csv(header + "2026-13-02,ada,x,,\n")).find("events.csv:2:1: ") == 0);
    CHECK(mistake(csv(header + ",ada,x,,\n")) == "events.csv:2:1: \"time\" is empty");
    CHECK(mistake(csv(header + "2026-03-02,,x,,\n")) == "events.csv:2:12: \"lead\" is empty");
    FieldTypes types;
    types.declared = true;
    types.events["visit"]["form"].kind = FieldKind::integer;
    CHECK(mistake(csv(header + "2026-03-02,ada,visit,,guide\n", types)).find("events.csv:2:23: form: ") == 0);
    CHECK(mistake(csv(header + "2026-03-02,ada,other,,guide\n", types)).empty());
}

TEST_CASE("files are merged by time, at one instant in the order given", "[cli][events]") {
    const std::string a = header + "2026-01-01,a,x,,\n2026-01-03,a,x,,\n2026-01-03,a,x,,\n";
    const std::string b = header + "2026-01-01,b,x,,\n2026-01-02,b,x,,\n2026-01-03,b,x,,\n";
    CHECK(order_of(merge({a, b})) == "a2 b2 b3 a3 a4 b4");
    CHECK(order_of(merge({header, b})) == "b2 b3 b4");
    CHECK(order_of(merge({})).empty());
}

TEST_CASE("a row before an earlier one is a bad row unless the file is sorted first", "[cli][events]") {
    const std::string text = header + "2026-01-02,a,x,,\n2026-01-01,a,y,,\n2026-01-02,a,z,,\n2026-01-03,a,w,,\n";
    CHECK(order_of(merge({text})) == "a2 !a3 a4 a5");
    CHECK(order_of(merge({text}, true)) == "a3 a2 a4 a5");
    EventMerge events = merge({text});
    EventRow row;
    REQUIRE(events.next(row).is_row());
    CHECK(describe(events.next(row).bad) ==
          "a.csv:3: 2026-01-01T00:00:00.000Z is before line 2 (2026-01-02T00:00:00.000Z); sort the file or use --sort");
}

TEST_CASE("an unreadable file ends alone after its error", "[cli][events]") {
    const std::string broken = header + "2026-01-01,\"a,x,,\n";
    EventMerge events = merge({broken, header + "2026-01-05,b,x,,\n"});
    EventRow row;
    CHECK(events.next(row).kind == Outcome::Kind::unreadable);
    CHECK(events.next(row).is_row());
    CHECK(events.next(row).kind == Outcome::Kind::end);
}

} // namespace
