// SPDX-License-Identifier: BSL-1.0
/// \file
/// What becomes of messages by what their channel can do and answers (S26–S30).

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view one_mail = R"([
  {"workflow": "one-mail", "trigger": {"event": "go"}, "steps": [{"send": "mail"}, {"note": "behind"}]},
  {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello"}])";

constexpr std::string_view one_receipt = R"([
  {"workflow": "one-mail", "category": "transactional", "trigger": {"event": "go"}, "steps": [{"send": "mail"}]},
  {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello"}])";

/// How long after Monday morning each message was handed over.
std::vector<Milliseconds> hand_overs(const Nursery& nursery) {
    std::vector<Milliseconds> all;
    for (const Message& message : nursery.email.handed_over) {
        all.push_back(message.at - monday);
    }
    return all;
}

Fields because_of(Nursery& nursery, const LeadId& lead, JournalKind kind) {
    Fields because;
    (void)nursery.store.journal({}, [&](const JournalLine& line) {
        if (line.lead == lead && line.kind == kind) {
            because = line.because;
        }
    });
    return because;
}

/// A channel that knows its keys, but says so only when it is asked a second time.
class SlowToTell final : public Channel {
public:
    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            ++delivered;
            sink->answer(message.key, {DeliveryKind::in_doubt, "cut off"});
        }
    }
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) override {
        for (const MessageKey& key : keys) {
            sink->answer(key, {++asked == 1 ? DeliveryKind::unavailable : answer, ""});
        }
    }
    [[nodiscard]] Capabilities capabilities() const override { return {.lookup = true}; }

    DeliveryKind answer = DeliveryKind::accepted;
    int delivered = 0;
    int asked = 0;
};

} // namespace

TEST_CASE("a channel is fed no faster than its rate", "[engine][delivery]") {
    Nursery nursery(one_mail);
    nursery.email.can.rate = {.messages = 2, .per = 10s};
    for (const char* id : {"a", "b", "c", "d", "e"}) {
        nursery.lead(id);
        nursery.event(0s, id, "go");
    }
    nursery.run_to(5s);
    CHECK(hand_overs(nursery) == std::vector<Milliseconds>{0s, 0s});
    nursery.event(12s, "a", "other");
    nursery.run_to(1h);
    CHECK(hand_overs(nursery) == std::vector<Milliseconds>{0s, 0s, 10s, 10s, 20s});
}

TEST_CASE("who runs the engine is told when the rate lets the next message go", "[engine][delivery]") {
    Nursery nursery(one_mail);
    nursery.email.can.rate = {.messages = 1, .per = 10s};
    nursery.lead("a");
    nursery.lead("b");
    nursery.event(0s, "a", "go");
    nursery.event(0s, "b", "go");
    CHECK(nursery.run_to(5s).next == monday + 10s);
    CHECK(nursery.run_to(10s).next == end_of_time);
}

TEST_CASE("an answer may ask for more time than the schedule gives", "[engine][delivery]") {
    Nursery nursery(one_mail);
    nursery.lead("ada");
    bool first = true;
    nursery.email.script = [&first](const Message&) {
        Delivery delivery{DeliveryKind::deferred, "slow down"};
        delivery.not_before = 30min;
        return std::exchange(first, false) ? delivery : Delivery{};
    };
    nursery.event(0s, "ada", "go");
    nursery.run_to(29min);
    CHECK(nursery.email.handed_over.size() == 1);
    nursery.run_to(30min);
    CHECK(nursery.email.handed_over.size() == 2);
    CHECK(nursery.email.handed_over.back().at == monday); // The date of a mail is that of its first attempt.
}

TEST_CASE("marketing that its channel left in doubt counts as sent", "[engine][delivery]") {
    Nursery nursery(one_mail);
    nursery.lead("ada");
    nursery.email.script = [](const Message&) { return Delivery{DeliveryKind::in_doubt, "cut off"}; };
    nursery.event(0s, "ada", "go");
    nursery.run_to(24h);
    CHECK(nursery.email.handed_over.size() == 1);
    CHECK(because_of(nursery, "ada", JournalKind::sent).find("assumed") != nullptr);
}

TEST_CASE("a receipt that its channel leaves in doubt goes again by the schedule, and not for ever",
          "[engine][delivery]") {
    Nursery nursery(one_receipt);
    nursery.lead("ada");
    nursery.email.script = [](const Message&) { return Delivery{DeliveryKind::in_doubt, "cut off"}; };
    nursery.event(0s, "ada", "go");
    nursery.run_to(59s);
    CHECK(nursery.email.handed_over.size() == 1);
    nursery.run_to(1min);
    CHECK(nursery.email.handed_over.size() == 2);
    nursery.run_to(48h);
    const std::size_t all = nursery.email.handed_over.size();
    CHECK(all < 32); // 1, 2, 4 … 32 minutes, then each hour for a day.
    nursery.run_to(96h);
    CHECK(nursery.email.handed_over.size() == all);
    CHECK(to_text(*because_of(nursery, "ada", JournalKind::skipped).find("reason")) == "gave_up");
    CHECK(nursery.email.handed_over.front().key == nursery.email.handed_over.back().key);
}

TEST_CASE("a channel that can look a key up is asked until it knows, and nothing is sent meanwhile",
          "[engine][delivery]") {
    for (const DeliveryKind known : {DeliveryKind::accepted, DeliveryKind::unknown}) {
        MemoryStore store;
        MemoryLeadStore leads;
        leads.put({.id = "ada", .fields = {{"email", "ada@example.com"}}});
        VirtualClock clock{monday};
        SlowToTell email;
        email.answer = known;
        auto engine = Engine::open(
            plan_of(one_mail),
            {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}, .retry_jitter = false});
        REQUIRE(engine);
        REQUIRE((*engine)->accept(Event{.lead = "ada", .type = "go"}, {.at = monday}));
        REQUIRE((*engine)->run_due(monday + 4min));
        CHECK(email.asked == 1);
        CHECK(email.delivered == 1);
        REQUIRE((*engine)->run_due(monday + 5min)); // Asked again when answer_within is over.
        CHECK(email.asked == 2);
        CHECK(email.delivered == 1);
        REQUIRE((*engine)->run_due(monday + 6min)); // What the channel never had goes again, by the schedule.
        CHECK(email.delivered == (known == DeliveryKind::unknown ? 2 : 1));
    }
}

TEST_CASE("two messages of the same words are duplicates, though each has an unsubscribe address of its own",
          "[engine][delivery]") {
    struct PerKey final : Links {
        std::string unsubscribe(const MessageKey& key, const LeadId&, const std::string&) const override {
            return "https://acme.example/u/" + key.str();
        }
    };
    const PerKey links;
    MemoryStore store;
    MemoryLeadStore leads;
    leads.put({.id = "ada", .fields = {{"email", "ada@example.com"}}});
    VirtualClock clock{monday};
    ScriptedChannel email;
    auto engine = Engine::open(
        plan_of(R"([
        {"workflow": "w", "reenroll": "always", "trigger": {"event": "go"}, "steps": [{"send": "mail"}]},
        {"content": "mail", "channel": "email", "subject": "Hello", "text": "Leave: {{ unsubscribe_url }}"}])"),
        {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}, .links = &links});
    REQUIRE(engine);
    for (const auto after : {0h, 1h}) {
        REQUIRE((*engine)->accept(Event{.lead = "ada", .type = "go"}, {.at = monday + after}));
    }
    REQUIRE((*engine)->run_due(monday + 2h));
    REQUIRE(email.handed_over.size() == 1);
    CHECK(email.handed_over.front().text == "Leave: https://acme.example/u/" + email.handed_over.front().key.str());
    CHECK(email.handed_over.front().unsubscribe == "https://acme.example/u/" + email.handed_over.front().key.str());
}
