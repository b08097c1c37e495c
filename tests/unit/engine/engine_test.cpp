// SPDX-License-Identifier: BSL-1.0
#include <nurture/engine/engine.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "support/catch.hpp"
#include "support/forwarding_store.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view two_mails = R"([
  {"workflow": "two-mails", "trigger": {"event": "go"}, "exit": [{"event": "stop"}],
   "steps": [{"send": "first"}, {"delay": "1h"}, {"send": "second"}]},
  {"content": "first", "channel": "email", "subject": "One", "text": "One"},
  {"content": "second", "channel": "email", "subject": "Two", "text": "Two"}])";

/// Keeps tasks until the test lets them run.
class PostponingExecutor final : public Executor {
public:
    void post(const ChannelId&, std::function<void()> task) override { tasks.push_back(std::move(task)); }
    void run_all() {
        std::vector<std::function<void()>> now;
        now.swap(tasks);
        for (const auto& task : now) {
            task();
        }
    }
    std::vector<std::function<void()>> tasks;
};

/// A clock that runs by itself as far as the engine knows; the test moves it.
class HandClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override { return at; }
    Instant at = monday;
};

/// A lead store that fails when told to.
class FailingLeadStore final : public LeadStore {
public:
    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        if (throws) {
            throw std::runtime_error("connection lost");
        }
        for (const LeadId& id : ids) {
            sink.found({.id = id, .fields = {{"email", id.str() + "@example.com"}}});
        }
        return {};
    }
    Result<void> apply(std::span<const LeadChange>, ChangeSink&) override { return {}; }
    Result<void> scan(const LeadId&, LeadSink&) override { return {}; }
    bool throws = false;
};

/// Hears which inputs a group keeps.
class KeptInputs final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    Result<void> commit(const CommitGroup& group) override {
        for (const KeptInput& input : group.kept_inputs) {
            kept.push_back(input.json);
        }
        forgotten_before = group.forget_inputs_before;
        return ForwardingStore::commit(group);
    }
    std::vector<std::string> kept;
    Instant forgotten_before{};
};

struct SystemSetup {
    HandClock clock;
    MemoryStore store;
    FailingLeadStore leads;
    ScriptedChannel email;
    PostponingExecutor executor;
    std::atomic<int> woken = 0; ///< Counted on whatever thread accepts.

    std::unique_ptr<Engine> open(std::size_t queue = 100) {
        return *Engine::open(plan_of(two_mails), {.store = store,
                                                  .leads = leads,
                                                  .clock = clock,
                                                  .channels = {{"email", &email}},
                                                  .executor = &executor,
                                                  .wake = [this] { ++woken; },
                                                  .queue = queue});
    }
};

} // namespace

TEST_CASE("an input for a lead that nobody knows is refused and leaves no trace", "[engine]") {
    Nursery nursery(two_mails);
    const Ticket ticket = nursery.event(0h, "nobody", "go");
    nursery.run_to(1h);
    const Settled outcome = nursery.outcome_of(ticket);
    REQUIRE(outcome.kind == Settled::Kind::refused);
    CHECK(outcome.refusal->code == Errc::unknown_lead);
    CHECK(nursery.store.leads("", 10)->empty());
}

TEST_CASE("an event seen before is a duplicate for its lead and none for another", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.lead("bob");
    std::vector<Ticket> tickets;
    for (const char* lead : {"ada", "ada", "bob"}) {
        tickets.push_back(nursery.give(0h, Event{.lead = lead, .type = "go", .id = "e-1"}));
    }
    tickets.push_back(nursery.give(24h * 29, Event{.lead = "ada", .type = "go", .id = "e-1"}));
    tickets.push_back(nursery.give(24h * 30, Event{.lead = "ada", .type = "go", .id = "e-1"}));
    nursery.run_to(24h * 31);
    std::vector<Settled::Kind> kinds;
    for (const Ticket ticket : tickets) {
        kinds.push_back(nursery.outcome_of(ticket).kind);
    }
    using Kind = Settled::Kind;
    CHECK(kinds == std::vector<Kind>{Kind::applied, Kind::duplicate, Kind::applied, Kind::duplicate, Kind::applied});
}

TEST_CASE("what became of an input is counted for good, also where nothing else came of it", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.give(0h, Event{.lead = "ada", .type = "go", .id = "e-1"});
    nursery.run_to(1h);
    nursery.give(2h, Event{.lead = "ada", .type = "go", .id = "e-1"});
    nursery.event(2h, "nobody", "go");
    nursery.run_to(3h);
    nursery.reopen();
    CHECK(nursery.engine().inputs() == InputCounts{.applied = 1, .duplicates = 1, .refused = 1});
}

TEST_CASE("inputs are taken in order of time only", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.event(2h, "ada", "go");
    const Result<Ticket> earlier = nursery.engine().accept(Event{.lead = "ada", .type = "go"}, {.at = monday + 1h});
    REQUIRE_FALSE(earlier.ok());
    CHECK(earlier.error().code == Errc::invalid_argument);
    nursery.run_to(5h);
    CHECK_FALSE(nursery.engine().accept(Event{.lead = "ada", .type = "go"}, {.at = monday + 4h}).ok());
    CHECK(nursery.engine().accept(Event{.lead = "ada", .type = "go"}, {.at = monday + 5h}).ok());
}

TEST_CASE("a virtual clock stands at the end of what was asked for", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    const Progress progress = nursery.run_to(30min);
    CHECK(nursery.clock.now() == monday + 30min);
    CHECK(progress.next == monday + 1h);
    CHECK_FALSE(progress.more);
}

TEST_CASE("a call that may do little says that more is left and the next goes on", "[engine]") {
    Nursery nursery(two_mails);
    for (const char* lead : {"ada", "bob", "cat"}) {
        nursery.lead(lead);
        nursery.event(0h, lead, "go");
    }
    const Result<Progress> first = nursery.engine().run_due(monday + 2h, {.at_most = 2});
    REQUIRE(first.ok());
    CHECK(first->more);
    const Progress second = nursery.run_to(2h);
    CHECK_FALSE(second.more);
    CHECK(nursery.sent().size() == 6);
}

TEST_CASE("an engine that is displaced stops and says so", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    VirtualClock clock{monday};
    const auto other = Engine::open(
        plan_of(two_mails),
        {.store = nursery.store, .leads = nursery.leads, .clock = clock, .channels = {{"email", &nursery.email}}});
    REQUIRE(other.ok());
    const Result<Progress> progress = nursery.engine().run_due(monday);
    REQUIRE_FALSE(progress.ok());
    CHECK(progress.error().code == Errc::not_owner);
    CHECK(nursery.email.handed_over.empty());
}

TEST_CASE("a store deployed with one catalog is not opened with another", "[engine]") {
    Nursery nursery(two_mails);
    nursery.engine();
    const Plan other = plan_of(R"([{"workflow": "other", "trigger": {"event": "go"}, "steps": [{"note": "hi"}]}])");
    const auto opened =
        Engine::open(other, {.store = nursery.store, .leads = nursery.leads, .clock = nursery.clock, .channels = {}});
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == Errc::catalog_differs);
}

TEST_CASE("a catalog that sends by a channel the host does not have does not open", "[engine]") {
    MemoryStore store;
    MemoryLeadStore leads;
    VirtualClock clock;
    const auto opened =
        Engine::open(plan_of(two_mails), {.store = store, .leads = leads, .clock = clock, .channels = {}});
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == Errc::no_channel);
    CHECK(opened.error().message.find("\"email\"") != std::string::npos);
}

TEST_CASE("a full queue answers busy and takes inputs again when it was run", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open(2);
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->accept(Event{.lead = "bob", .type = "go"}).ok());
    const Result<Ticket> third = engine->accept(Event{.lead = "cat", .type = "go"});
    REQUIRE_FALSE(third.ok());
    CHECK(third.error().code == Errc::busy);
    REQUIRE(engine->run_due(monday).ok());
    CHECK(engine->accept(Event{.lead = "cat", .type = "go"}).ok());
    CHECK(setup.woken == 3);
}

TEST_CASE("what a failing lead store stopped goes on with the next call", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    setup.leads.throws = true;
    const Result<Progress> failed = engine->run_due(monday);
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().code == Errc::lead_store);
    CHECK(failed.error().message.find("connection lost") != std::string::npos);
    setup.leads.throws = false;
    REQUIRE(engine->run_due(monday).ok());
    CHECK(setup.executor.tasks.size() == 1);
}

TEST_CASE("a message is taken back when its enrollment leaves before the channel is called", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    REQUIRE(setup.executor.tasks.size() == 1);
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "stop"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    setup.executor.run_all();
    CHECK(setup.email.handed_over.empty());
    std::vector<std::string> reasons;
    (void)setup.store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::skipped) {
            reasons.push_back(to_text(*line.because.find("reason")));
        }
    });
    CHECK(reasons == std::vector<std::string>{"withdrawn"});
}

TEST_CASE("a channel that throws defers its message", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    setup.email.script = [](const Message&) -> Delivery { throw std::runtime_error("no route"); };
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    setup.executor.run_all();
    REQUIRE(engine->run_due(monday).ok());
    setup.email.script = [](const Message&) { return Delivery{}; };
    setup.clock.at = monday + 2min;
    REQUIRE(engine->run_due(setup.clock.at).ok());
    setup.executor.run_all();
    REQUIRE(setup.email.handed_over.size() == 2);
    CHECK(setup.email.handed_over[0].key == setup.email.handed_over[1].key);
}

TEST_CASE("an answer after the engine is gone is dropped", "[engine]") {
    SystemSetup setup;
    auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    engine.reset();
    setup.executor.run_all();
    CHECK(setup.email.handed_over.size() == 1);
}

TEST_CASE("a clock that jumped is followed only when the host confirms it", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    REQUIRE(engine->run_due(monday).ok());
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    const Instant far = monday + 24h * 8;
    setup.clock.at = far;
    const Result<Progress> refused = engine->run_due(far);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Errc::clock_jumped);
    engine->confirm_clock();
    CHECK(engine->run_due(far).ok());
}

TEST_CASE("a clock that stands before the store at opening is followed only when the host confirms it", "[engine]") {
    SystemSetup setup;
    auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    engine.reset();
    setup.clock.at = monday - 1h;
    engine = setup.open();
    const Result<Progress> refused = engine->run_due(setup.clock.at);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Errc::clock_jumped);
    engine->confirm_clock();
    CHECK(engine->run_due(setup.clock.at).ok());
}

TEST_CASE("an event larger than the limit is refused", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    const Ticket large = nursery.event(0h, "ada", "go", {{"text", std::string(70'000, 'x')}});
    nursery.run_to(0h);
    const Settled outcome = nursery.outcome_of(large);
    REQUIRE(outcome.kind == Settled::Kind::refused);
    CHECK(outcome.refusal->message.find("event_bytes") != std::string::npos);
    CHECK(nursery.sent().empty());
}

TEST_CASE("an event that was refused may be corrected under the same id", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.give(0h, Event{.lead = "ada", .type = "go", .id = "e-1", .time = monday + 24h});
    const Ticket corrected = nursery.give(0h, Event{.lead = "ada", .type = "go", .id = "e-1"});
    nursery.run_to(0h);
    CHECK(nursery.outcome_of(corrected).kind == Settled::Kind::applied);
    CHECK(nursery.sent().size() == 1);
}

TEST_CASE("an input that waits comes before the sends of its lead", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->accept(Event{.lead = "bob", .type = "go"}).ok());
    REQUIRE(engine->accept(ConsentGiven{.lead = "ada", .category = "marketing"}).ok());
    REQUIRE(engine->run_due(monday, {.at_most = 2}).ok());
    CHECK(setup.executor.tasks.size() == 1); // Bob's: nothing of his waits.
    REQUIRE(engine->run_due(monday).ok());
    setup.executor.run_all();
    REQUIRE(setup.email.handed_over.size() == 1);
    CHECK(setup.email.handed_over.front().lead == "bob");
}

TEST_CASE("a message whose channel was not called in time goes again and is not in doubt", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    REQUIRE(engine->accept(Event{.lead = "ada", .type = "go"}).ok());
    REQUIRE(engine->run_due(monday).ok());
    setup.clock.at = monday + 10min;
    REQUIRE(engine->run_due(setup.clock.at).ok());
    setup.clock.at = monday + 20min;
    REQUIRE(engine->run_due(setup.clock.at).ok());
    setup.executor.run_all();
    CHECK(setup.email.handed_over.size() == 1);
}

TEST_CASE("asking for the end of time decides everything and ends", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    const Result<Progress> progress = nursery.engine().run_due(end_of_time);
    REQUIRE(progress.ok());
    CHECK_FALSE(progress->more);
    CHECK(nursery.sent().size() == 2);
}

TEST_CASE("a call that failed leaves nobody waiting for its answer", "[engine]") {
    SystemSetup setup;
    const auto engine = setup.open();
    setup.leads.throws = true;
    const Result<Settled> failed = engine->accept_now(Event{.lead = "ada", .type = "go"});
    REQUIRE_FALSE(failed.ok());
    setup.leads.throws = false;
    REQUIRE(engine->run_due(monday).ok());
    CHECK(setup.executor.tasks.size() == 1);
}

TEST_CASE("consent to a category that does not exist is refused", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    const Ticket ticket = nursery.give(0h, ConsentGiven{.lead = "ada", .category = "marketting"});
    nursery.run_to(0h);
    const Settled outcome = nursery.outcome_of(ticket);
    REQUIRE(outcome.kind == Settled::Kind::refused);
    CHECK(outcome.refusal->message.find("did you mean \"marketing\"") != std::string::npos);
}

TEST_CASE("running from inside a callback is refused, accepting is not", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    const Ticket ticket = nursery.event(0h, "ada", "go");
    std::optional<Errc> code;
    bool accepted = false;
    nursery.engine().on_durable(ticket, [&](const Settled&) {
        const Result<Progress> again = nursery.engine().run_due(monday);
        code = again ? std::optional<Errc>{} : std::optional<Errc>{again.error().code};
        accepted = nursery.engine().accept(Event{.lead = "ada", .type = "stop"}).ok();
    });
    nursery.run_to(0h);
    CHECK(code == Errc::reentrant);
    CHECK(accepted);
}

TEST_CASE("marks are kept with the inputs they came with", "[engine]") {
    Nursery nursery(two_mails);
    nursery.lead("ada");
    const Mark mark{.source = "events.csv", .position = 120, .prefix = "abc"};
    REQUIRE(nursery.engine().accept(Event{.lead = "nobody", .type = "go"}, {.at = monday, .marks = {mark}}).ok());
    nursery.run_to(0h);
    nursery.reopen();
    CHECK(nursery.engine().marks() == std::vector<Mark>{mark});
}

TEST_CASE("applied inputs are kept as long as the catalog says, others are not", "[engine]") {
    const auto inputs_kept =
        [](const std::string& settings, Instant& forgotten_before) {
            MemoryStore memory;
            KeptInputs store(memory);
            MemoryLeadStore leads;
            leads.put({.id = "ada"});
            VirtualClock clock{monday};
            const auto engine = *Engine::open(plan_of(R"([{"workflow": "w", "trigger": {"event": "go"},
            "steps": [{"note": "hi"}]})" + settings + "]"),
                                              {.store = store, .leads = leads, .clock = clock});
            for (const char* lead : {"ada", "ada", "nobody"}) {
                (void)engine->accept(Event{.lead = lead, .type = "go", .id = "e-1"}, {.at = monday});
            }
            REQUIRE(engine->run_due(monday + 2h).ok());
            forgotten_before = store.forgotten_before;
            return store.kept;
        };
    Instant before{};
    CHECK(inputs_kept("", before).empty());
    CHECK(before == Instant::min());
    const auto kept = inputs_kept(R"(, {"settings": {"delivery": {"keep_inputs": "1d"}}})", before);
    REQUIRE(kept.size() == 3); // Besides: that an engine was opened, and whom it met.
    CHECK(kept[0].find(R"("type":"engine_opened","first":true,"virtual":true,)") != std::string::npos);
    CHECK(kept[1] == R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"lead_met","sweep":false,)"
                     R"("fields":{},"account":{},"subscriptions":{}})");
    CHECK(kept[2] == R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"go","id":"e-1","properties":{}})");
    CHECK(before == monday - 22h);
}

TEST_CASE("one call is enough for a host without a loop", "[engine]") {
    HandClock clock;
    MemoryStore store;
    FailingLeadStore leads;
    ScriptedChannel email;
    const auto engine = *Engine::open(
        plan_of(two_mails), {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}});
    const Result<Settled> settled = engine->accept_now(Event{.lead = "ada", .type = "go"});
    REQUIRE(settled.ok());
    CHECK(settled->kind == Settled::Kind::applied);
    CHECK(email.handed_over.size() == 1);
    clock.at = monday + 1h;
    REQUIRE(engine->run_due(clock.at).ok());
    CHECK(email.handed_over.size() == 2);
}

TEST_CASE("inputs may come from several threads while another runs what is due", "[engine][threads]") {
    SystemSetup setup;
    const auto engine = setup.open(100'000);
    constexpr int threads = 4;
    constexpr int each = 200;
    std::vector<std::thread> hosts;
    for (int t = 0; t < threads; ++t) {
        hosts.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                (void)engine->accept(
                    Event{.lead = "lead-" + std::to_string(t) + "-" + std::to_string(i), .type = "go"});
            }
        });
    }
    for (int i = 0; i < 50; ++i) {
        REQUIRE(engine->run_due(monday).ok());
    }
    for (std::thread& host : hosts) {
        host.join();
    }
    REQUIRE(engine->run_due(monday).ok());
    CHECK(setup.store.leads("", 10'000)->size() == threads * each);
}

namespace {

/// Hears in which order messages are written.
class WrittenMessages final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    Result<void> commit(const CommitGroup& group) override {
        for (const auto& [lead, row] : group.messages) {
            of[lead].push_back(row->message.step.str());
        }
        return ForwardingStore::commit(group);
    }
    std::map<LeadId, std::vector<std::string>> of;
};

} // namespace

TEST_CASE("messages that are made in one commit are written in the order in which they were made", "[engine]") {
    MemoryStore memory(MemoryStore::Options{.record_messages = true});
    WrittenMessages store(memory);
    MemoryLeadStore leads;
    VirtualClock clock{monday};
    const auto engine = *Engine::open(plan_of(R"([{"workflow": "w", "trigger": {"event": "go"}, "steps": [
        {"send": "c", "id": "a"}, {"send": "d", "id": "b"}, {"send": "e", "id": "c"}]},
        {"content": "c", "channel": "email", "subject": "C", "text": "C"},
        {"content": "d", "channel": "email", "subject": "D", "text": "D"},
        {"content": "e", "channel": "email", "subject": "E", "text": "E"}])"),
                                      {.store = store, .leads = leads, .clock = clock});
    for (const char* lead : {"ada", "bob", "cyd", "dan", "eve", "fay"}) {
        leads.put({.id = lead, .fields = {{"email", std::string(lead) + "@example.com"}}});
        (void)engine->accept(Event{.lead = lead, .type = "go"}, {.at = monday});
    }
    REQUIRE(engine->run_due(monday).ok());
    REQUIRE(store.of.size() == 6);
    for (const auto& [lead, steps] : store.of) {
        CHECK(steps == std::vector<std::string>{"a", "b", "c"});
    }
}

TEST_CASE("what a lead got before it was made anew counts for nothing, also after a restart", "[engine]") {
    Nursery nursery(R"([{"workflow": "w", "trigger": {"event": "go"}, "reenroll": "always", "steps": [{"send": "c"}]},
        {"content": "c", "channel": "email", "subject": "C", "text": "C", "once": true}])");
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.give(1h, LeadDeleted{.lead = "ada"});
    nursery.event(2h, "ada", "lead_created");
    nursery.run_to(3h);
    nursery.reopen();
    nursery.event(4h, "ada", "go");
    nursery.run_to(4h);
    CHECK(nursery.sent() == std::vector<std::string>{"ada c +0s", "ada c +14400s"});
}
