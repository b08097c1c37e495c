// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/decide.hpp>

#include <set>
#include <string>

#include "runtime/turn.hpp"
#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view mails = R"(
  {"content": "first", "channel": "email", "subject": "One", "text": "Hello {{ lead.first_name }}"},
  {"content": "second", "channel": "email", "subject": "Two", "text": "Again"}
)";

std::string catalog(std::string_view workflows) {
    return "[" + std::string(workflows) + "," + std::string(mails) + "]";
}

} // namespace

TEST_CASE("a message key is 26 characters of base32 and depends on each of its parts", "[runtime][decide]") {
    const MessageKey key = message_key("", "ada", 1, "welcome", "first", 1);
    CHECK(key.str().size() == 26);
    CHECK(key.str().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
    const std::set<MessageKey> others{message_key("restored", "ada", 1, "welcome", "first", 1),
                                      message_key("", "ad", 1, "welcome", "first", 1),
                                      message_key("", "ada", 2, "welcome", "first", 1),
                                      message_key("", "ada", 1, "welcom", "first", 1),
                                      message_key("", "ada", 1, "welcome", "second", 1),
                                      message_key("", "ada", 1, "welcome", "first", 2),
                                      key};
    CHECK(others.size() == 7);
    CHECK(key == message_key("", "ada", 1, "welcome", "first", 1));
}

TEST_CASE("a star in a link stands for anything, also for nothing", "[runtime][facts]") {
    CHECK(matches_wildcard("*/pricing*", "https://example.com/pricing"));
    CHECK(matches_wildcard("*/pricing*", "/pricing/plans"));
    CHECK_FALSE(matches_wildcard("*/pricing", "/pricing/plans"));
    CHECK(matches_wildcard("cta", "cta"));
    CHECK_FALSE(matches_wildcard("cta", "cta2"));
    CHECK(matches_wildcard("*", ""));
    CHECK(matches_wildcard("a*b*c", "a-b-b-c"));
    CHECK_FALSE(matches_wildcard("a*b*c", "a-c-b"));
}

TEST_CASE("attempts follow in growing distance up to the longest", "[runtime][retry]") {
    const RetryPolicy policy;
    const MessageKey key = "K";
    CHECK(retry_delay(policy, 1, key, false) == 1min);
    CHECK(retry_delay(policy, 2, key, false) == 2min);
    CHECK(retry_delay(policy, 6, key, false) == 32min);
    CHECK(retry_delay(policy, 7, key, false) == 1h);
    CHECK(retry_delay(policy, 4'000'000'000, key, false) == 1h);
    const Milliseconds jittered = retry_delay(policy, 7, key, true);
    CHECK(jittered >= 1h);
    CHECK(jittered <= 72min);
    CHECK(jittered == retry_delay(policy, 7, key, true));
}

TEST_CASE("an enrollment completes when its last step is done", "[runtime][moving]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"},
        "steps": [{"send": "first"}, {"delay": "3d"}, {"send": "second"}]})"));
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(0h, "ada", "go");
    nursery.run_to(240h);
    CHECK(nursery.sent() == std::vector<std::string>{"ada first +0s", "ada second +259200s"});
    CHECK(nursery.email.handed_over.front().text == "Hello Ada");
    CHECK(nursery.email.handed_over.front().to == "ada@example.com");
    CHECK(nursery.told({JournalKind::left}) == std::vector<std::string>{"ada left completed"});
}

TEST_CASE("an unsubscribe at the instant of a send wins", "[runtime][consent]") {
    Nursery nursery(
        catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"delay": "1h"}, {"send": "first"}]})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.give(1h, ConsentGiven{.lead = "ada", .category = "marketing", .subscribed = false, .source = "page"});
    nursery.run_to(2h);
    CHECK(nursery.sent().empty());
    CHECK(nursery.told({JournalKind::skipped, JournalKind::left}) ==
          std::vector<std::string>{"ada skipped unsubscribed first", "ada left completed"});
}

TEST_CASE("changes of a step are worked off before its enrollment goes on", "[runtime][moving]") {
    // The exit of the other workflow sees the change before the next step of this one.
    Nursery nursery(catalog(R"(
      {"workflow": "a", "priority": 1, "trigger": {"event": "go"},
       "steps": [{"set": {"stage": "done"}}, {"note": "a goes on"}]},
      {"workflow": "b", "trigger": {"event": "go"}, "exit": [{"when": "lead.stage == 'done'", "reason": "seen"}],
       "steps": [{"note": "never"}]})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(1h);
    CHECK(nursery.told({JournalKind::left, JournalKind::note}) ==
          std::vector<std::string>{"ada left exited seen", "ada note a goes on", "ada left completed"});
    REQUIRE(nursery.leads.find("ada")->fields.find("stage") != nullptr);
    CHECK(*nursery.leads.find("ada")->fields.find("stage") == Value("done"));
}

TEST_CASE("workflows that send a lead to and fro without end fail as runaway", "[runtime][moving]") {
    Nursery nursery(catalog(R"(
      {"workflow": "a", "trigger": {"event": "go"}, "reenroll": "always", "steps": [{"exit": {"to": "b"}}]},
      {"workflow": "b", "reenroll": "always", "steps": [{"exit": {"to": "a"}}]})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(1h);
    const std::vector<std::string> left = nursery.told({JournalKind::left});
    CHECK(left.size() == 1'001);
    CHECK(left.back() == "ada left failed runaway");
}

TEST_CASE("a workflow that makes its own condition rise again ends at the bound", "[runtime][moving]") {
    // Nothing changes a field: that the lead leaves makes the condition rise. Each round goes through the outbox, and
    // the send is skipped, since nobody has a telephone.
    Nursery nursery(catalog(R"(
      {"workflow": "w", "trigger": {"becomes": "!enrolledIn('w') && lead.ready == true"}, "reenroll": "always",
       "steps": [{"send": "hello"}]},
      {"content": "hello", "channel": "sms", "text": "Hello"})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "lead_changed", {{"ready", true}});
    nursery.run_to(1h);
    CHECK(nursery.told({JournalKind::enrolled}).size() == 1'000);
    CHECK(nursery.told({JournalKind::refused}) == std::vector<std::string>{"ada refused runaway"});
}

TEST_CASE("what dispatches set in motion at one instant counts as one", "[runtime][moving]") {
    Nursery nursery(catalog(R"(
      {"workflow": "to", "trigger": {"becomes": "lead.ready == true"}, "reenroll": "always",
       "steps": [{"set": {"ready": false}}, {"send": "hello"}, {"exit": {"to": "fro"}}]},
      {"workflow": "fro", "reenroll": "always", "steps": [{"set": {"ready": true}}]},
      {"content": "hello", "channel": "sms", "text": "Hello"})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "lead_changed", {{"ready", true}});
    nursery.run_to(1h);
    const std::size_t rounds = nursery.told({JournalKind::enrolled}).size();
    CHECK(rounds > 400);
    CHECK(rounds < 1'001);
    nursery.event(2h, "ada", "lead_changed", {{"ready", false}}); // What comes later begins anew.
    nursery.event(3h, "ada", "lead_changed", {{"ready", true}});
    nursery.run_to(4h);
    CHECK(nursery.told({JournalKind::enrolled}).size() == 2 * rounds);
}

TEST_CASE("a refused trigger says the first reason in the order of the rules", "[runtime][enrolling]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "when": "lead.size > 10",
        "goal": {"when": "lead.won == true"}, "exit": [{"when": "lead.lost == true"}], "steps": [{"delay": "1h"}]})"));
    nursery.lead("small", {{"size", 1}});
    nursery.lead("won", {{"size", 20}, {"won", true}, {"lost", true}});
    nursery.lead("lost", {{"size", 20}, {"lost", true}});
    nursery.lead("in", {{"size", 20}});
    for (const char* lead : {"small", "won", "lost", "in", "in"}) {
        nursery.event(0h, lead, "go");
    }
    nursery.event(2h, "in", "go");
    nursery.run_to(3h);
    CHECK(nursery.told({JournalKind::refused}) ==
          std::vector<std::string>{"in refused already_enrolled", "lost refused exit_holds",
                                   "small refused not_eligible", "won refused goal_already_met",
                                   "in refused reenroll"});
}

TEST_CASE("an event that is too late triggers nothing but counts", "[runtime][history]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"note": "begun"}]},
      {"workflow": "v", "trigger": {"event": "ask"}, "steps": [{"branch": [{"if": "count('go') == 1", "then": [{"note": "counted"}]}]}]})"));
    nursery.lead("ada");
    nursery.give(100h, Event{.lead = "ada", .type = "go", .time = monday});
    nursery.event(101h, "ada", "ask");
    nursery.run_to(102h);
    CHECK(nursery.told({JournalKind::refused, JournalKind::note}) ==
          std::vector<std::string>{"ada refused too_late", "ada note counted"});
}

TEST_CASE("a late event ends a wait only if it occurred while the wait was open", "[runtime][waiting]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"delay": "10h"},
        {"wait": {"event": "reply"}, "timeout": "10h", "then": [{"note": "met"}], "else": [{"note": "missed"}]}]})"));
    nursery.lead("before");
    nursery.lead("within");
    nursery.event(0h, "before", "go");
    nursery.event(0h, "within", "go");
    nursery.give(15h, Event{.lead = "before", .type = "reply", .time = monday + 9h});
    nursery.give(15h, Event{.lead = "within", .type = "reply", .time = monday + 10h});
    nursery.run_to(40h);
    CHECK(nursery.told({JournalKind::note}) == std::vector<std::string>{"within note met", "before note missed"});
}

TEST_CASE("a deferred message is given up when its next attempt would be later than a day", "[runtime][sending]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"},
        "steps": [{"send": "first", "on_failure": "sorry"}, {"exit": "sent"}, {"note": "refused", "id": "sorry"}]})"));
    nursery.email.script = [](const Message&) { return Delivery{DeliveryKind::deferred, "greylisted"}; };
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(48h);
    CHECK(nursery.told({JournalKind::skipped, JournalKind::note, JournalKind::left}) ==
          std::vector<std::string>{"ada skipped gave_up first", "ada note refused", "ada left completed"});
    const MessageKey key = nursery.email.handed_over.front().key;
    for (std::size_t i = 0; i < nursery.email.handed_over.size(); ++i) {
        CHECK(nursery.email.handed_over[i].key == key);
        CHECK(nursery.email.handed_over[i].attempt == i + 1);
        CHECK(nursery.email.handed_over[i].text == nursery.email.handed_over[0].text);
    }
    // 1, 2, 4, 8, 16, 32 minutes and then every hour: the attempt after 23:03 would be at 24:03.
    CHECK(nursery.email.handed_over.size() == 29);
}

TEST_CASE("a changed field sends each attempt the same bytes to the same address", "[runtime][sending]") {
    Nursery nursery(catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"send": "first"}]})"));
    int attempts = 0;
    nursery.email.script = [&](const Message&) {
        return Delivery{++attempts < 3 ? DeliveryKind::deferred : DeliveryKind::accepted, ""};
    };
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(0h, "ada", "go");
    nursery.give(2min, LeadChanged{.lead = "ada", .fields = {{"first_name", "Eve"}, {"email", "eve@example.com"}}});
    nursery.run_to(1h);
    REQUIRE(nursery.email.handed_over.size() == 3);
    CHECK(nursery.email.handed_over.back().text == "Hello Ada");
    CHECK(nursery.email.handed_over.back().to == "ada@example.com");
}

TEST_CASE("a message in doubt is assumed sent if it is marketing and sent again if it is transactional",
          "[runtime][doubt]") {
    for (const bool transactional : {false, true}) {
        const Plan plan = plan_of(catalog(std::string(R"({"workflow": "w", "category": ")") +
                                          (transactional ? "transactional" : "marketing") +
                                          R"(", "trigger": {"event": "go"}, "steps": [{"send": "first"}]})"));
        const Plans plans{.current = plan};
        Shared shared;
        LeadState state = first_met(plans, {.id = "ada", .fields = {{"email", "ada@example.com"}}}, monday);
        (void)decide(plans, state, shared, Event{.lead = "ada", .type = "go"}, monday);
        const MessageKey key = state.messages.front().message.key;
        (void)dispatch(plans, state, shared, key, {}, monday);
        REQUIRE(state.messages.front().state == MessageState::handing_over);
        CHECK(state.lead.due == monday + plans.answer_within);
        (void)decide_timer(plans, state, shared, monday + plans.answer_within);
        CHECK(state.messages.front().state == (transactional ? MessageState::queued : MessageState::assumed_sent));
        CHECK(state.enrollments.empty() == !transactional);
    }
}

TEST_CASE("a late answer is journalled and an acceptance corrects what was assumed", "[runtime][doubt]") {
    const Plans plans{
        .current = plan_of(catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"send": "first"}]})"))};
    Shared shared;
    LeadState state = first_met(plans, {.id = "ada", .fields = {{"email", "ada@example.com"}}}, monday);
    (void)decide(plans, state, shared, Event{.lead = "ada", .type = "go"}, monday);
    const MessageKey key = state.messages.front().message.key;
    (void)dispatch(plans, state, shared, key, {}, monday);
    (void)decide_doubt(plans, state, shared, key, monday + 5min);
    const Decision late =
        decide(plans, state, shared, ChannelAnswered{.key = key, .attempt = 1, .delivery = {}}, monday + 6min);
    REQUIRE(late.journal.size() == 1);
    CHECK(late.journal.front().kind == JournalKind::event);
    CHECK(state.messages.front().state == MessageState::accepted);
}

TEST_CASE("what a lead does on an old message does not concern the new enrollment", "[runtime][waiting]") {
    Nursery nursery(
        catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "reenroll": "always", "steps": [{"send": "first"},
        {"wait": {"event": "message_opened", "message": "first"}, "timeout": "1d", "then": [{"note": "opened"}], "else": [{"note": "silent"}]}]})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(48h);
    const std::string old_key = nursery.email.handed_over.front().key.str();
    nursery.event(72h, "ada", "go");
    nursery.event(73h, "ada", "message_opened", {{"message", old_key}});
    nursery.run_to(240h);
    CHECK(nursery.told({JournalKind::note}) == std::vector<std::string>{"ada note silent", "ada note silent"});
}

TEST_CASE("a deleted lead gets nothing more and is unknown from then on", "[runtime][leaving]") {
    Nursery nursery(
        catalog(R"({"workflow": "w", "trigger": {"event": "go"}, "steps": [{"delay": "1d"}, {"send": "first"}]})"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.give(1h, LeadDeleted{"ada"});
    const Ticket after = nursery.event(2h, "ada", "go");
    nursery.run_to(48h);
    CHECK(nursery.sent().empty());
    CHECK(nursery.told({JournalKind::left}) == std::vector<std::string>{"ada left deleted"});
    const Settled outcome = nursery.outcome_of(after);
    REQUIRE(outcome.kind == Settled::Kind::refused);
    CHECK(outcome.refusal->code == Errc::unknown_lead);
}

TEST_CASE("an exit that asks about another workflow is taken when that one has completed", "[runtime][leaving]") {
    Nursery nursery(catalog(R"json(
      {"workflow": "course", "trigger": {"event": "go"}, "steps": [{"delay": "1h"}, {"note": "taught"}]},
      {"workflow": "reminders", "trigger": {"event": "go"}, "exit": [{"when": "completed(\"course\")", "reason": "taught"}],
       "steps": [{"delay": "30d"}]})json"));
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(2h);
    CHECK(nursery.told({JournalKind::left}) ==
          std::vector<std::string>{"ada left completed", "ada left exited taught"});
}

TEST_CASE("a computed value that the declared type cannot hold leaves the field as it is", "[runtime][moving]") {
    Nursery nursery(R"([{"fields": {"lead": {"size": "int", "label": "string"}, "events": {"go": {}}}},
      {"workflow": "w", "trigger": {"event": "go"}, "steps": [{"compute": {"size": "lead.label"}}, {"note": "goes on"}]}])");
    nursery.lead("ada", {{"size", 3}, {"label", "three"}});
    nursery.event(0h, "ada", "go");
    nursery.run_to(0h);
    CHECK(nursery.told({JournalKind::error, JournalKind::note}) ==
          std::vector<std::string>{"ada error", "ada note goes on"});
    CHECK(*nursery.leads.find("ada")->fields.find("size") == Value(3));
}
