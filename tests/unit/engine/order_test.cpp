// SPDX-License-Identifier: BSL-1.0
/// \file
/// What stands behind what, above all under a system clock: it stops, steps back, and the process dies in between.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// A system clock that the test sets.
class SetClock final : public Clock {
public:
    Instant at = monday;
    [[nodiscard]] Instant now() const override { return at; }
};

/// A channel that answers when it is told to.
class PatientChannel final : public Channel {
public:
    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            handed_over.push_back(message);
            sinks.push_back(sink);
        }
    }
    void answer(std::size_t i) { sinks[i]->answer(handed_over[i].key, {}); }
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink>) override { asked += keys.size(); }
    [[nodiscard]] Capabilities capabilities() const override { return can; }

    Capabilities can{};
    std::size_t asked = 0;
    std::vector<Message> handed_over;
    std::vector<std::shared_ptr<DeliverySink>> sinks;
};

/// A store whose next commit is kept, and reported as failed, if the test says so.
class LosingStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    bool loses_next = false;
    Result<void> commit(const CommitGroup& group) override {
        Result<void> done = ForwardingStore::commit(group);
        return std::exchange(loses_next, false) ? Result<void>(Error{Errc::store, "the connection is lost"}) : done;
    }
};

/// An engine under a system clock.
class Office {
public:
    explicit Office(std::string_view documents) : plan_(plan_of(documents)) {}

    SetClock clock;
    MemoryStore memory;
    LosingStore store{memory};
    MemoryLeadStore leads;
    PatientChannel email;

    Engine& engine() {
        if (!engine_) {
            Result<std::unique_ptr<Engine>> opened =
                Engine::open(plan_, {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}});
            REQUIRE(opened.ok());
            engine_ = *std::move(opened);
        }
        return *engine_;
    }
    void close() { engine_.reset(); }

    void lead(const LeadId& id) { leads.put({.id = id, .fields = {{"email", id.str() + "@example.com"}}}); }
    void give(Input input) {
        const Result<Ticket> ticket = engine().accept(std::move(input));
        REQUIRE(ticket.ok());
    }
    void event(const LeadId& id, std::string type, std::string name = {}) {
        give(Event{.lead = id, .type = std::move(type), .id = std::move(name)});
    }
    void run(Instant up_to, RunOptions options = {}) { REQUIRE(engine().run_due(up_to, options).ok()); }
    void run() { run(clock.at); }

    /// The lines of a lead as it lived through them.
    std::vector<JournalLine> lines(const LeadId& id) {
        std::vector<JournalLine> found;
        REQUIRE(store.journal({.lead = id}, [&](const JournalLine& line) { found.push_back(line); }).ok());
        std::sort(found.begin(), found.end(), [](const JournalLine& a, const JournalLine& b) { return a.seq < b.seq; });
        return found;
    }
    /// Whether they are numbered without a gap and time never goes back in them.
    bool is_in_order(const LeadId& id) {
        const std::vector<JournalLine> all = lines(id);
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].seq != i + 1 || (i > 0 && all[i].at < all[i - 1].at)) {
                return false;
            }
        }
        return !all.empty();
    }
    std::size_t count(const LeadId& id, JournalKind kind) {
        std::size_t found = 0;
        for (const JournalLine& line : lines(id)) {
            found += line.kind == kind ? 1 : 0;
        }
        return found;
    }

private:
    Plan plan_;
    std::unique_ptr<Engine> engine_;
};

constexpr std::string_view one_mail = R"([
  {"workflow": "one-mail", "trigger": {"event": "go"}, "reenroll": "always", "steps": [{"send": "mail"}]},
  {"workflow": "pause", "trigger": {"event": "pause"}, "steps": [{"delay": "1d"}, {"note": "over"}]},
  {"workflow": "gold", "trigger": {"event": "gold"}, "reenroll": "always", "steps": [{"send": "gift"}]},
  {"content": "gift", "channel": "email", "when": "lead.tier == 'gold'", "subject": "For you", "text": "Here"},
  {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello"}])";

constexpr std::string_view on_mondays = R"([
  {"workflow": "weekly", "trigger": {"schedule": "FREQ=WEEKLY;BYDAY=MO", "at": "10:00"}, "reenroll": "always",
   "steps": [{"send": "news"}]},
  {"content": "news", "channel": "email", "subject": "News", "text": "News"}])";

} // namespace

TEST_CASE("an input stands behind what was dispatched, though the clock has stepped back since", "[engine][clock]") {
    Office office(one_mail);
    office.lead("ada");
    office.event("ada", "gold");
    office.clock.at = monday + 1h;
    office.run(monday); // A host that asked its clock before something slow.
    REQUIRE(office.count("ada", JournalKind::skipped) == 1);
    office.clock.at = monday + 10min;
    office.event("ada", "other");
    office.run();
    office.clock.at = monday + 2h;
    office.run();
    CHECK(office.count("ada", JournalKind::event) == 2);
    CHECK(office.is_in_order("ada"));
}

TEST_CASE("an input stands behind what was driven to, though less than asked for was done", "[engine][clock]") {
    Office office(one_mail);
    for (const char* id : {"ada", "bob"}) {
        office.lead(id);
        office.event(id, "pause");
        office.run();
        office.clock.at += 1h;
    }
    office.clock.at = monday + 26h;
    office.run(office.clock.at, {.at_most = 1}); // Ada's delay is over, Bob's is still to be looked at.
    office.clock.at = monday + 23h;
    office.event("ada", "other");
    office.run();
    office.clock.at = monday + 26h;
    office.run();
    CHECK(office.count("ada", JournalKind::event) == 2);
    CHECK(office.is_in_order("ada"));
}

TEST_CASE("an input does not wait until a clock that was ahead says so again", "[engine][clock]") {
    Office office(one_mail);
    office.lead("ada");
    office.run();
    office.clock.at = monday + 24h * 30; // For a moment.
    office.event("ada", "other");
    CHECK_FALSE(office.engine().run_due(office.clock.at).ok());
    office.clock.at = monday + 1min;
    office.event("ada", "other");
    office.run();
    REQUIRE(office.count("ada", JournalKind::event) == 2);
    CHECK(office.lines("ada").back().at == office.clock.at);
}

TEST_CASE("a message in doubt is decided behind what was due before", "[engine][doubt]") {
    Office office(one_mail);
    office.lead("ada");
    office.event("ada", "pause");
    office.event("ada", "go");
    office.run();
    REQUIRE(office.email.handed_over.size() == 1);
    const Milliseconds away = GENERATE(Milliseconds(72h), Milliseconds(2min));
    office.close();
    office.clock.at = monday + away;
    office.run();
    CHECK(office.is_in_order("ada"));
    for (const JournalLine& line : office.lines("ada")) {
        if (line.kind == JournalKind::sent) { // It was silent for so long; or its process has died before.
            CHECK(line.at == monday + std::min(away, Milliseconds(5min)));
        }
    }
    CHECK(office.count("ada", JournalKind::sent) == 1);
}

TEST_CASE("an answer that waits comes before the next message to its lead", "[engine]") {
    Office office(one_mail);
    office.lead("ada");
    office.event("ada", "go");
    office.run();
    office.event("ada", "gold");
    office.run(office.clock.at, {.hand_over = false});
    office.clock.at = monday + 1min;
    office.email.answer(0);
    office.clock.at = monday + 2min;
    office.run(office.clock.at, {.at_most = 0});
    office.run();
    CHECK(office.count("ada", JournalKind::sent) == 1);
    CHECK(office.count("ada", JournalKind::skipped) == 1);
    CHECK(office.is_in_order("ada"));
}

TEST_CASE("a commit that was kept and reported as failed is not written again", "[engine][store]") {
    Office office(one_mail);
    office.lead("ada");
    office.event("ada", "go");
    office.run();
    office.close();
    office.clock.at = monday + 1min;
    office.engine();
    office.store.loses_next = true;
    CHECK_FALSE(office.engine().run_due(office.clock.at).ok());
    CHECK_FALSE(office.engine().run_due(office.clock.at).ok()); // It has stopped.
    office.close();
    office.run();
    CHECK(office.count("ada", JournalKind::sent) == 1);
    CHECK(office.is_in_order("ada"));
}

TEST_CASE("a schedule counts from the deployment, also when the process died right behind it", "[engine][schedule]") {
    Office office(on_mondays);
    office.lead("ada");
    office.engine();
    office.close();
    office.run();
    CHECK(office.lines("ada").empty());
    office.close();
    office.clock.at = monday + 3h;
    office.run();
    CHECK(office.count("ada", JournalKind::enrolled) == 1);
}

TEST_CASE("who is made anew has no part in a schedule of before", "[engine][schedule][sweep]") {
    Office office(on_mondays);
    for (const char* id : {"ada", "bob", "cyd"}) {
        office.lead(id);
    }
    office.run();
    office.clock.at = monday + 2h;
    office.run(office.clock.at, {.at_most = 1}); // Begun, and nobody's part done.
    office.give(LeadDeleted{.lead = "cyd"});
    office.event("cyd", "lead_created");
    office.run();
    CHECK(office.count("cyd", JournalKind::enrolled) == 1);
    CHECK(office.count("bob", JournalKind::enrolled) == 1);
    CHECK(office.is_in_order("cyd"));
}

TEST_CASE("who was away asks a channel once about a message in doubt", "[engine][doubt]") {
    Office office(one_mail);
    office.email.can.lookup = true;
    office.lead("ada");
    office.event("ada", "go");
    office.run();
    REQUIRE(office.email.handed_over.size() == 1);
    office.clock.at = monday + 6min;
    office.run();
    CHECK(office.email.asked == 1);
    office.clock.at = monday + 72h; // It has not said anything since.
    office.run();
    CHECK(office.email.asked == 2);
}

TEST_CASE("what is asked about accounts at a schedule's moment does not see what came behind it",
          "[engine][schedule][sweep]") {
    Office office(R"([
      {"workflow": "weekly", "trigger": {"schedule": "FREQ=WEEKLY;BYDAY=MO", "at": "10:00"},
       "when": "accountLeads('visited', '3d') >= 2", "steps": [{"note": "busy"}]}])");
    for (const char* id : {"ada", "bob", "cyd"}) {
        office.leads.put({.id = id, .account = {.id = "northwind"}});
    }
    office.run();
    office.clock.at = monday + 2h;
    office.run(office.clock.at, {.at_most = 1}); // Begun, and nobody's part done.
    office.event("ada", "visited");
    office.event("bob", "visited");
    office.run();
    for (const char* id : {"ada", "bob", "cyd"}) {
        CHECK(office.count(id, JournalKind::enrolled) == 0);
    }
}

TEST_CASE("a schedule in short calls comes at its instant for everyone", "[engine][schedule][sweep]") {
    Nursery nursery(on_mondays);
    for (const char* id : {"ada", "bob", "cyd"}) {
        nursery.lead(id);
    }
    nursery.run_to(0h);
    for (bool more = true; more;) {
        const Result<Progress> progress = nursery.engine().run_due(monday + 2h, {.at_most = 1});
        REQUIRE(progress.ok());
        more = progress->more;
    }
    CHECK(nursery.sent() == std::vector<std::string>{"ada news +3600s", "bob news +3600s", "cyd news +3600s"});
}

TEST_CASE("a lead that was deleted is not brought back by an event seen before, nor by one refused", "[engine]") {
    Office office(one_mail);
    office.lead("ada");
    office.event("ada", "other");
    office.give(LeadDeleted{.lead = "ada"});
    office.event("ada", "lead_created", "made");
    office.give(LeadDeleted{.lead = "ada"});
    office.event("ada", "lead_created", "made");
    office.give(Event{.lead = "ada", .type = "lead_created", .id = "ahead", .time = monday + 1h});
    office.event("ada", "go");
    office.run();
    CHECK(office.count("ada", JournalKind::enrolled) == 0);
    CHECK(office.email.handed_over.empty());
}
