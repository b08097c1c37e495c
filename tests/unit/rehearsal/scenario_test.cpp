// SPDX-License-Identifier: BSL-1.0

#include <nurture/rehearsal/scenario.hpp>

#include <memory>
#include <string>

#include <nurture/runtime/memory_store.hpp>

#include "support/catch.hpp"

namespace {

using namespace nurture;
using Outcome = ScenarioResult::Outcome;

const std::string two_mails = R"([{"send": "first"}, {"delay": "3d"}, {"send": "second"}])";

/// Scenarios in JSON, so that no component is needed. `middle` stands behind the catalog, `steps` in its workflow.
ScenarioResult play(const std::string& rest, const std::string& steps = two_mails,
                    const ScenarioOptions& options = {}) {
    const std::string text = R"({"scenario": "s", "documents": [
  {"workflow": "two-mails", "trigger": {"event": "form_submitted"}, "steps": )" +
                             steps + R"(},
  {"content": "first", "channel": "email", "subject": "One", "text": "Hello {{ lead.first_name }}"},
  {"content": "second", "channel": "email", "subject": "Two", "text": "Again"}],
"start": "2026-03-02T09:00:00Z", "leads": {"ada": {"email": "ada@example.com", "first_name": "Ada"}},
)" + rest + "}";
    const Checked<Document> document = read_json(std::make_shared<SourceText>(SourceText{"s.json", text}));
    REQUIRE(document.ok());
    return play_scenario(document.value, {}, options);
}

std::string outcome(const ScenarioResult& result) {
    std::string text = result.outcome == Outcome::passed   ? "passed"
                       : result.outcome == Outcome::failed ? "failed"
                                                           : "skipped";
    for (const ScenarioFailure& failure : result.failures) {
        text += "\n" + to_string(failure);
    }
    for (const std::string& feature : result.missing) {
        text += "\n" + feature;
    }
    return text;
}

const std::string submits = R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"}], "until": "5d", )";

TEST_CASE("a scenario passes when everything is as expected", "[rehearsal][scenario]") {
    CHECK(outcome(play(submits + R"("expect": {
        "messages": [{"at": "0h", "lead": "ada", "content": "first", "text": "Hello Ada", "to": "ada@example.com"},
                     {"at": "3d", "lead": "ada", "content": "second", "channel": "email", "variant": "base"}],
        "enrollments": [{"lead": "ada", "workflow": "two-mails", "state": "completed", "count": 1, "version": 1}],
        "no_enrollments": [{"lead": "ada", "workflow": "two-mails"}],
        "journal": [{"kind": "enrolled", "lead": "ada"}, {"kind": "sent", "step": "second"}],
        "deliveries": [{"lead": "ada", "content": "first", "count": 1}],
        "leads": {"ada": {"first_name": "Ada", "phone": null, "tags": [], "subscribed.marketing": true, "suppressed": false}}})")) ==
          "passed");
}

TEST_CASE("a message too many, one missing and one out of order fail", "[rehearsal][scenario]") {
    CHECK(outcome(play(submits + R"("expect": {"messages": [{"content": "first"}]})"))
              .find("messages: expected 1, got 2\n    unexpected: {at: 2026-03-05T09:00:00.000Z, lead: ada, content: "
                    "second") != std::string::npos);
    CHECK(
        outcome(play(submits +
                     R"("expect": {"messages": [{"content": "first"}, {"content": "second"}, {"content": "third"}]})"))
            .find("missing:    {content: third}") != std::string::npos);
    CHECK(outcome(play(submits + R"("expect": {"messages": [{"content": "second"}, {"content": "first"}]})"))
              .find("in another order") != std::string::npos);
}

TEST_CASE("a failure names the line of the expectation and tells the lead's story", "[rehearsal][scenario]") {
    const ScenarioResult result = play(submits + R"("expect": {"leads": {"ada": {"first_name": "Eva"}},
        "enrollments": [{"lead": "ada", "state": "goal"}]})");
    REQUIRE(result.failures.size() == 2);
    CHECK(result.failures[0].place.line == 7);
    CHECK(result.failures[0].timeline.find("2026-03-05 09:00:00  two-mails #1: left as completed") !=
          std::string::npos);
    CHECK(result.failures[1].message == "ada.first_name: expected \"Eva\", got \"Ada\"");
}

TEST_CASE("an expectation in the timeline sees inputs and timers up to its instant", "[rehearsal][scenario]") {
    CHECK(outcome(play(R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"},
        {"at": "3d", "expect": {"messages": [{"content": "first"}, {"at": "3d", "content": "second"}]}}],
        "expect": {"messages": []})")) == "passed");
    CHECK(
        outcome(
            play(R"("timeline": [{"at": "0h", "expect": {}}, {"at": "0h", "lead": "ada", "event": "form_submitted"}])"))
            .find("nothing may follow an \"expect\" at its instant") != std::string::npos);
}

TEST_CASE("a channel fails as the scenario says and the message follows", "[rehearsal][scenario]") {
    CHECK(outcome(play(R"("timeline": [{"at": "0h", "channel": "email", "fail": "temporary", "times": 2, "lead": "ada"},
        {"at": "0h", "lead": "ada", "event": "form_submitted"}], "until": "1h",
        "expect": {"messages": [{"at": "3m", "content": "first"}], "deliveries": [{"lead": "ada", "content": "first", "count": 3}]})")) ==
          "passed");
}

TEST_CASE("a restart loses and repeats nothing", "[rehearsal][scenario]") {
    CHECK(outcome(play(
              R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"}, {"at": "0h", "restart": true},
        {"at": "2d", "restart": true}, {"at": "3d", "restart": true}], "until": "5d",
        "expect": {"messages": [{"at": "0h"}, {"at": "3d"}]})")) == "passed");
}

const std::string a_crash = R"("timeline": [{"at": "1h", "channel": "email", "crash": "after_handover"},
    {"at": "1h", "lead": "ada", "event": "form_submitted"}], "until": "5d", )";

TEST_CASE("after a crash nothing of what came after it is there, and what is in doubt is decided by the rules",
          "[rehearsal][scenario]") {
    CHECK(outcome(play(a_crash + R"("expect": {
        "messages": [{"at": "1h", "content": "first", "text": "Hello Ada"}, {"at": "73h", "content": "second"}],
        "deliveries": [{"lead": "ada", "content": "first", "count": 1}],
        "journal": [{"at": "1h", "kind": "sent", "because": {"assumed": true}}]})")) == "passed");
    CHECK(outcome(play(R"("timeline": [{"at": "1h", "channel": "email", "crash": "before_handover"},
        {"at": "1h", "lead": "ada", "event": "form_submitted"}],
        "expect": {"deliveries": [{"lead": "ada", "content": "first", "count": 1}]})"))
              .find("the channel was handed 0") != std::string::npos);
    CHECK(outcome(play(R"("timeline": [{"at": "1h", "channel": "email", "crash": "sometime"}])"))
              .find("must be before_handover or after_handover or after_accept") != std::string::npos);
}

/// Counts what is done to the one store it lends.
class CountedStore final : public ScenarioStore {
public:
    struct Counts {
        int made = 0;
        int opened = 0;
        int closed = 0;
    };
    explicit CountedStore(Counts& counts) : counts_(counts) { ++counts_.made; }
    Result<EngineStore*> open() override {
        ++counts_.opened;
        return &store_;
    }
    void close() override { ++counts_.closed; }

private:
    Counts& counts_;
    MemoryStore store_;
};

TEST_CASE("a durable scenario opens its store again after every input, another one where it says so",
          "[rehearsal][scenario]") {
    CountedStore::Counts counts;
    ScenarioOptions options;
    options.store = [&counts]() -> Result<std::unique_ptr<ScenarioStore>> {
        return std::unique_ptr<ScenarioStore>(new CountedStore(counts));
    };
    const std::string rest = R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"},
        {"at": "0h", "lead": "ada", "set": {"city": "Bonn"}}, {"at": "1h", "expect": {"messages": [{"at": "0h"}]}},
        {"at": "2h", "lead": "ada", "event": "message_opened", "message": "first"}], "until": "5d",
        "expect": {"messages": [{"at": "3d", "content": "second"}]})";
    CHECK(outcome(play(rest, two_mails, options)) == "passed");
    CHECK(counts.made == 0);

    CHECK(outcome(play(a_crash + R"("expect": {})", two_mails, options)) == "passed");
    CHECK(counts.opened == 2);
    CHECK(counts.closed == 1);

    options.durable = true;
    counts = {};
    CHECK(outcome(play(rest, two_mails, options)) == "passed");
    CHECK(counts.made == 1);
    CHECK(counts.opened == 4);
    CHECK(counts.closed == 3);

    options.store = [] { return Result<std::unique_ptr<ScenarioStore>>(Error{Errc::store, "the disk is full"}); };
    CHECK(outcome(play(rest, two_mails, options)).find("the disk is full") != std::string::npos);
}

TEST_CASE("while the engine is idle nothing happens, and then all of it, with mail leaving last",
          "[rehearsal][scenario]") {
    const std::string idle = R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"},
        {"at": "1h", "idle": "9d"}, )";
    CHECK(outcome(play(idle + R"({"at": "9d1h", "restart": true}], "expect": {
        "messages": [{"at": "0h", "content": "first"}, {"at": "9d", "content": "second"}],
        "journal": [{"at": "3d", "kind": "resumed"}, {"at": "9d", "kind": "sent"}]})")) == "passed");
    CHECK(outcome(play(idle + R"({"at": "4d", "expect": {}}])")).find("the engine is idle until") != std::string::npos);
    CHECK(outcome(play(R"("timeline": [{"at": "1d", "idle": "1h"}])")).find("is before \"at\"") != std::string::npos);
}

TEST_CASE("an event is about the latest message of a step", "[rehearsal][scenario]") {
    const std::string steps =
        R"([{"send": "first"}, {"wait": {"event": "message_opened", "message": "first"}, "timeout": "2d",
        "then": [{"send": "second"}], "else": []}])";
    CHECK(outcome(play(R"("timeline": [{"at": "0h", "lead": "ada", "event": "form_submitted"},
        {"at": "0h", "lead": "ada", "event": "message_opened", "message": "first"}], "until": "1h",
        "expect": {"messages": [{"at": "0h", "step": "first"}, {"at": "0h", "step": "second"}]})",
                       steps)) == "passed");
    CHECK(outcome(play(R"("timeline": [{"at": "0h", "lead": "ada", "event": "message_opened", "message": "first"}])",
                       steps))
              .find("has been sent no message of \"first\"") != std::string::npos);
}

TEST_CASE("findings of check are expected by code, text and line", "[rehearsal][scenario]") {
    const std::string steps = R"([{"send": "frist"}])";
    CHECK(outcome(play(R"("expect": {"errors": [{"code": "unknown_reference", "message": "frist", "line": 2}]})",
                       steps)) == "passed");
    CHECK(outcome(play(R"("expect": {"errors": [{"code": "unknown_reference", "line": 3}]})", steps)).find("failed") ==
          0);
    CHECK(outcome(play(R"("expect": {"errors": [{"code": "type"}]})", steps)).find("expected the finding \"type\"") !=
          std::string::npos);
    CHECK(outcome(play(R"("expect": {"messages": []})", steps)).find("frist") != std::string::npos);
}

TEST_CASE("a scenario that needs what this version does not have is skipped and says what", "[rehearsal][scenario]") {
    const ScenarioResult hold = play(R"("timeline": [{"at": "1h", "lead": "ada", "hold": "sales", "until": "2d"}])");
    CHECK(hold.outcome == Outcome::skipped);
    CHECK(hold.missing == std::vector<std::string>{"hold"});
    const ScenarioResult tasks = play(R"("expect": {"tasks": [{"lead": "ada"}]})");
    CHECK(tasks.missing == std::vector<std::string>{"tasks"});
    CHECK(play(R"("expect": {"tasks": []})").outcome == Outcome::passed);
    CHECK(play(submits + R"("expect": {})", R"([{"task": "Call"}])").outcome == Outcome::skipped);
}

TEST_CASE("mistakes in a scenario are failures with their place", "[rehearsal][scenario]") {
    CHECK(outcome(play(R"("expect": {"mesages": []})")).find("mesages") != std::string::npos);
    CHECK(
        outcome(
            play(
                R"("timeline": [{"at": "1h", "lead": "ada", "event": "x"}, {"at": "0h", "lead": "ada", "event": "x"}])"))
            .find("entries stand in order of time") != std::string::npos);
    CHECK(outcome(play(R"("timeline": [{"at": "soon", "lead": "ada", "event": "x"}])")).find("is no offset") !=
          std::string::npos);
    CHECK(outcome(play(R"("timeline": [{"at": "1h", "lead": "ada"}])")).find("says nothing that happens") !=
          std::string::npos);
    CHECK(outcome(play(R"("until": "0h", "timeline": [{"at": "1h", "lead": "ada", "event": "x"}])"))
              .find("\"until\" is before") != std::string::npos);
}

TEST_CASE("a lead that unsubscribes gets no more of that category", "[rehearsal][scenario]") {
    CHECK(outcome(play(R"("timeline": [{"at": "0h", "lead": "eve", "create": {"email": "eve@example.com"}},
        {"at": "1h", "lead": "eve", "event": "form_submitted"}, {"at": "2h", "lead": "eve", "unsubscribe": "marketing"}],
        "until": "5d", "expect": {"messages": [{"lead": "eve", "content": "first"}],
        "leads": {"eve": {"subscribed.marketing": false}},
        "journal": [{"kind": "skipped", "lead": "eve", "reason": "unsubscribed"}]})")) == "passed");
}

TEST_CASE("a lead whose address is suppressed from the start gets nothing", "[rehearsal][scenario]") {
    const std::string text = R"({"scenario": "s", "documents": [
  {"workflow": "w", "trigger": {"event": "go"}, "steps": [{"send": "first"}]},
  {"content": "first", "channel": "email", "subject": "One", "text": "Hello"}],
"start": "2026-03-02T09:00:00Z", "leads": {"ada": {"email": "ada@example.com", "suppressed": true}},
"timeline": [{"at": "0h", "lead": "ada", "event": "go"}],
"expect": {"messages": [], "leads": {"ada": {"suppressed": true}},
           "journal": [{"kind": "skipped", "reason": "suppressed"}]}})";
    const Checked<Document> document = read_json(std::make_shared<SourceText>(SourceText{"s.json", text}));
    REQUIRE(document.ok());
    CHECK(outcome(play_scenario(document.value, {})) == "passed");
}

} // namespace
