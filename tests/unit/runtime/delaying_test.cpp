// SPDX-License-Identifier: BSL-1.0
/// \file
/// When delays are over, through the whole engine: S11 to S17.

#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

using Texts = std::vector<std::string>;

/// Enrolls on "go", waits, and leaves a note.
std::string waiting(const std::string& delay, const std::string& settings = R"({"time_zone": "Europe/Berlin"})") {
    return R"([{"settings": )" + settings + R"(}, {"workflow": "w", "trigger": {"event": "go"},
        "steps": [{"delay": )" +
           delay + R"(, "id": "pause"}, {"note": "on"}]}])";
}

/// When the note was left, and how the enrollment left if not as completed.
Texts outcome(Nursery& nursery) {
    Texts lines;
    (void)nursery.store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::note) {
            lines.push_back(to_string(line.at));
        } else if (line.kind == JournalKind::left && *line.because.find("state") != Value("completed")) {
            lines.push_back(to_text(*line.because.find("state")) + ' ' + to_text(*line.because.find("reason")) + ' ' +
                            to_string(line.at));
        }
    });
    return lines;
}

/// The same for a lead with these fields that goes on Monday at 09:00 UTC, 10:00 in Berlin.
Texts after(const std::string& delay, const Fields& fields = {}, const Fields& properties = {}) {
    Nursery nursery(waiting(delay));
    nursery.lead("ada", fields);
    nursery.event(0h, "ada", "go", properties);
    nursery.run_to(24h * 60);
    return outcome(nursery);
}

void change(Nursery& nursery, Milliseconds at, const std::string& field, Value value) {
    nursery.give(at, LeadChanged{.lead = "ada", .fields = {{field, std::move(value)}}});
}

} // namespace

TEST_CASE("a duration is followed by the first such time of day at or after its end", "[runtime][delay]") {
    CHECK(after(R"("2d")") == Texts{"2026-03-04T09:00:00.000Z"});
    CHECK(after(R"({"for": "2d", "at": "10:00"})") == Texts{"2026-03-04T09:00:00.000Z"});
    CHECK(after(R"({"for": "2d", "at": "09:59"})") == Texts{"2026-03-05T08:59:00.000Z"});
    CHECK(after(R"({"for": "2d", "at": "10:00", "weekdays": ["mon", "fri"]})") == Texts{"2026-03-06T09:00:00.000Z"});
    CHECK(after(R"("1mo")") == Texts{"2026-04-02T08:00:00.000Z"}); // The clocks have changed.
}

TEST_CASE("a time of day alone is strictly later", "[runtime][delay]") {
    CHECK(after(R"({"until": {"at": "10:00"}})") == Texts{"2026-03-03T09:00:00.000Z"});
    CHECK(after(R"({"until": {"at": "10:01"}})") == Texts{"2026-03-02T09:01:00.000Z"});
    CHECK(after(R"({"until": {"at": "10:00", "weekdays": ["sun"]}})") == Texts{"2026-03-08T09:00:00.000Z"});
}

TEST_CASE("an instant that has passed holds up nobody", "[runtime][delay]") {
    CHECK(after(R"({"until": "2026-03-10T12:00:00Z"})") == Texts{"2026-03-10T12:00:00.000Z"});
    CHECK(after(R"({"until": "2026-03-01T12:00:00Z"})") == Texts{"2026-03-02T09:00:00.000Z"});
}

TEST_CASE("business days and hours are those of the settings", "[runtime][delay]") {
    const std::string settings = R"({"time_zone": "Europe/Berlin", "holidays": ["2026-03-03"],
        "business_hours": {"weekdays": ["mon", "tue", "wed"], "from": "08:00", "to": "12:00"}})";
    const auto end = [&](const std::string& delay) {
        Nursery nursery(waiting('"' + delay + '"', settings));
        nursery.lead("ada");
        nursery.event(0h, "ada", "go");
        nursery.run_to(24h * 60);
        return outcome(nursery);
    };
    CHECK(end("1bd") == Texts{"2026-03-04T09:00:00.000Z"});
    CHECK(end("2bd") == Texts{"2026-03-09T09:00:00.000Z"});
    CHECK(end("3bh") == Texts{"2026-03-04T08:00:00.000Z"});
}

TEST_CASE("a computed length is taken on arrival, and none at all where there is none", "[runtime][delay]") {
    const std::string delay = R"x({"compute": "duration(lead.pause)"})x";
    CHECK(after(delay, {{"pause", "90m"}}) == Texts{"2026-03-02T10:30:00.000Z"});
    CHECK(after(delay, {{"pause", "-1h"}}) == Texts{"2026-03-02T09:00:00.000Z"});
    CHECK(after(delay, {{"pause", "soon"}}) == Texts{"2026-03-02T09:00:00.000Z"});
    CHECK(after(delay) == Texts{"2026-03-02T09:00:00.000Z"});
}

TEST_CASE("a date of the lead, the account or the event that enrolled ends a delay", "[runtime][delay]") {
    const std::string of_lead = R"({"until": {"date": "lead.renewal", "offset": "-3d", "at": "09:00"}})";
    CHECK(after(of_lead, {{"renewal", "2026-03-20"}}) == Texts{"2026-03-17T08:00:00.000Z"});
    CHECK(after(of_lead, {{"renewal", "2026-03-04"}}) == Texts{"2026-03-02T09:00:00.000Z"});
    CHECK(after(of_lead) == Texts{"2026-03-02T09:00:00.000Z"});
    CHECK(after(R"({"until": {"date": "lead.renewal"}})", {{"renewal", *parse_instant("2026-03-05T13:00:00Z")}}) ==
          Texts{"2026-03-05T13:00:00.000Z"});
    CHECK(after(R"({"until": {"date": "trigger.starts", "offset": "-1h"}})", {},
                {{"starts", "2026-03-05T13:00:00Z"}}) == Texts{"2026-03-05T12:00:00.000Z"});
    const std::string leaving = R"({"until": {"date": "lead.renewal", "if_past": "exit"}})";
    CHECK(after(leaving, {{"renewal", "2026-03-01"}}) == Texts{"exited past 2026-03-02T09:00:00.000Z"});
    CHECK(after(leaving) == Texts{"2026-03-02T09:00:00.000Z"});
}

TEST_CASE("a delay moves with its date", "[runtime][delay]") {
    const auto moved = [](const Value& to, const std::string& if_past) {
        Nursery nursery(waiting(R"({"until": {"date": "lead.renewal", "if_past": ")" + if_past + R"("}})"));
        nursery.lead("ada", {{"renewal", "2026-03-20"}});
        nursery.event(0h, "ada", "go");
        change(nursery, 24h * 8, "renewal", to);
        nursery.run_to(24h * 60);
        return outcome(nursery);
    };
    CHECK(moved("2026-03-25", "continue") == Texts{"2026-03-24T23:00:00.000Z"});
    CHECK(moved("2026-03-12", "continue") == Texts{"2026-03-11T23:00:00.000Z"});
    CHECK(moved("2026-03-05", "continue") == Texts{"2026-03-10T09:00:00.000Z"});
    CHECK(moved("2026-03-05", "exit") == Texts{"exited past 2026-03-10T09:00:00.000Z"});
    CHECK(moved(Value(), "exit") == Texts{"2026-03-10T09:00:00.000Z"});
}

TEST_CASE("a lead that moves to another zone is waited for by its clock", "[runtime][delay][zone]") {
    const auto in_new_york = [](const std::string& delay, Milliseconds at) {
        Nursery nursery(waiting(delay));
        nursery.lead("ada");
        nursery.event(0h, "ada", "go");
        change(nursery, at, "time_zone", "America/New_York");
        nursery.run_to(24h * 60);
        return outcome(nursery);
    };
    // From 04:00 in New York: two days later at that time; the clocks there change on 8 March.
    CHECK(in_new_york(R"("7d")", 1h) == Texts{"2026-03-09T08:00:00.000Z"});
    CHECK(in_new_york(R"("36h")", 1h) == Texts{"2026-03-03T21:00:00.000Z"});
    CHECK(in_new_york(R"({"until": {"at": "12:00"}})", 1h) == Texts{"2026-03-02T17:00:00.000Z"});
    CHECK(in_new_york(R"({"for": "1d", "at": "12:00"})", 1h) == Texts{"2026-03-03T17:00:00.000Z"});
    CHECK(in_new_york(R"({"until": "2026-03-10T12:00:00Z"})", 1h) == Texts{"2026-03-10T12:00:00.000Z"});
}

TEST_CASE("an input at the very instant at which a delay ends comes first", "[runtime][delay]") {
    const auto at_the_end = [](const std::string& if_past, const std::string& field, const Value& value) {
        Nursery nursery(waiting(R"({"until": {"date": "lead.renewal", "if_past": ")" + if_past + R"("}})"));
        nursery.lead("ada", {{"renewal", *parse_instant("2026-03-10T09:00:00Z")}});
        nursery.event(0h, "ada", "go");
        change(nursery, 24h * 8, field, value);
        nursery.run_to(24h * 60);
        return outcome(nursery);
    };
    CHECK(at_the_end("exit", "renewal", *parse_instant("2026-03-25T09:00:00Z")) == Texts{"2026-03-25T09:00:00.000Z"});
    CHECK(at_the_end("exit", "renewal", *parse_instant("2026-03-09T09:00:00Z")) ==
          Texts{"exited past 2026-03-10T09:00:00.000Z"});
    CHECK(at_the_end("exit", "owner", "kim") == Texts{"2026-03-10T09:00:00.000Z"});
}

TEST_CASE("a delay that a change ends is over in the turn of that change", "[runtime][delay]") {
    Nursery nursery(R"([
        {"workflow": "high", "priority": 9, "trigger": {"event": "go"}, "exit": [{"event": "stop"}],
         "steps": [{"delay": {"until": {"date": "lead.renewal"}}}, {"note": "high"}]},
        {"workflow": "low", "trigger": {"event": "lead_changed"}, "steps": [{"note": "low"}]}])");
    nursery.lead("ada", {{"renewal", "2026-03-20"}});
    nursery.event(0h, "ada", "go");
    change(nursery, 1h, "renewal", Value());
    nursery.event(1h, "ada", "stop");
    nursery.run_to(2h);
    CHECK(nursery.told({JournalKind::note}) == Texts{"ada note high", "ada note low"});
}

TEST_CASE("the event that enrolled has a time", "[runtime][delay]") {
    CHECK(after(R"({"until": {"date": "trigger.time", "offset": "2d"}})") == Texts{"2026-03-04T09:00:00.000Z"});
}

TEST_CASE("a date before the calendar begins has passed", "[runtime][delay]") {
    CHECK(after(R"({"until": {"date": "lead.renewal", "offset": "-1bd"}})", {{"renewal", "0001-01-01"}}) ==
          Texts{"2026-03-02T09:00:00.000Z"});
}

TEST_CASE("what cannot be a date is an error", "[runtime][delay][plan]") {
    const auto error_of = [](const std::string& field) {
        try {
            (void)plan_of(R"([{"fields": {"lead": {"n": "int", "d": "date"}, "events": {"go": {"n": "int"}}}},
                {"workflow": "w", "trigger": {"event": "go"},
                 "steps": [{"delay": {"until": {"date": ")" +
                          field + R"("}}}]}])");
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(error_of("lead.d").empty());
    CHECK(error_of("trigger.time").empty());
    for (const char* field : {"lead.n", "lead.email", "lead.tags", "trigger.n", "trigger.type"}) {
        CHECK(error_of(field).find(std::string(field) + " is no date") != std::string::npos);
    }
    CHECK(error_of("lead.gone").find("gone") != std::string::npos);
}

TEST_CASE("the journal says until when and by what a delay waits", "[runtime][delay][journal]") {
    Nursery nursery(waiting(R"({"until": {"date": "lead.renewal"}})"));
    nursery.lead("ada", {{"renewal", "2026-03-20"}});
    nursery.event(0h, "ada", "go");
    change(nursery, 1h, "renewal", "2026-03-21");
    change(nursery, 2h, "renewal", Value());
    nursery.run_to(3h);
    Texts lines;
    (void)nursery.store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::waiting) {
            lines.push_back(to_json(Value(line.because)));
        }
    });
    CHECK(lines == Texts{R"({"date":"lead.renewal","until":"2026-03-19T23:00:00.000Z"})",
                         R"({"date":"lead.renewal","reason":"moved","until":"2026-03-20T23:00:00.000Z"})",
                         R"({"date":"lead.renewal","reason":"absent","until":"2026-03-02T11:00:00.000Z"})"});
}
