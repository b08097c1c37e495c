// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine on threads of its own: nothing is lost and nothing comes twice, however it is stopped.

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <nurture/engine/runner.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view one_mail = R"([
  {"workflow": "one-mail", "trigger": {"event": "go"}, "steps": [{"send": "mail"}, {"note": "behind"}]},
  {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello"}])";

constexpr int leads = 40;

/// A clock that runs by itself, and stands.
class StandingClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override { return monday; }
};

/// A channel that can be kept from answering: calls of it wait at the gate.
class GatedChannel final : public Channel {
public:
    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        std::unique_lock lock(mutex_);
        ++calls_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        for (const Message& message : messages) {
            ++handed_over_[message.key];
            sink->answer(message.key, {});
        }
    }
    void open(bool open) {
        const std::lock_guard lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }
    void wait_for_a_call() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return calls_ > 0; });
    }
    [[nodiscard]] std::map<MessageKey, int> handed_over() {
        const std::lock_guard lock(mutex_);
        return handed_over_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    int calls_ = 0;
    std::map<MessageKey, int> handed_over_;
};

/// A lead store that cannot be reached for a while.
class MovingLeadStore final : public LeadStore {
public:
    MemoryLeadStore held;
    std::atomic<int> failures{0};

    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        if (failures.load() > 0 && failures.fetch_sub(1) > 0) {
            return Error{Errc::lead_store, "the lead store is away"};
        }
        return held.fetch(ids, sink);
    }
    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
        return held.apply(changes, sink);
    }
    Result<void> scan(const LeadId& after, LeadSink& sink) override { return held.scan(after, sink); }
};

/// What the tests have in common: leads, a store and a channel that outlive one runner after the other.
struct Host {
    MovingLeadStore people{};
    MemoryStore store{};
    StandingClock clock{};
    GatedChannel email{};
    Plan plan = plan_of(one_mail);
    std::vector<Error> failures{};

    Host() {
        for (int i = 0; i < leads; ++i) {
            people.held.put({.id = id_of(i), .fields = {{"email", id_of(i).str() + "@example.com"}}});
        }
    }

    static LeadId id_of(int i) { return "lead-" + std::to_string(i); }

    std::unique_ptr<Runner> start() {
        Runner::Options options;
        options.failed = [this](const Error& error) { failures.push_back(error); };
        options.retry_within = std::chrono::milliseconds(1);
        auto runner = Runner::open(
            plan, {.store = store, .leads = people, .clock = clock, .channels = {{"email", &email}}}, options);
        REQUIRE(runner);
        return *std::move(runner);
    }

    std::size_t notes() {
        std::size_t count = 0;
        (void)store.journal({}, [&](const JournalLine& line) { count += line.kind == JournalKind::note ? 1 : 0; });
        return count;
    }
};

/// Waits until so many inputs are settled.
class Settling {
public:
    void wait(Runner& runner, Ticket ticket) {
        runner.on_durable(ticket, [this](const Settled& settled) {
            const std::lock_guard lock(mutex_);
            ++settled_;
            applied_ += settled.kind == Settled::Kind::applied ? 1 : 0;
            changed_.notify_all();
        });
    }
    int wait_for(int wanted) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return settled_ >= wanted; });
        return applied_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int settled_ = 0;
    int applied_ = 0;
};

Event go(int lead) {
    return {.lead = Host::id_of(lead), .type = "go", .id = "go-" + std::to_string(lead)};
}

} // namespace

TEST_CASE("a runner decides what several threads give it, and hands each message over once", "[engine][runner]") {
    Host host;
    const std::unique_ptr<Runner> runner = host.start();
    Settling settling;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = thread; i < leads; i += 4) {
                const Result<Ticket> ticket = runner->accept(go(i));
                if (ticket) {
                    settling.wait(*runner, *ticket);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(settling.wait_for(leads) == leads);
    CHECK(runner->stop());
    CHECK(runner->stop()); // Once more is no harm.
    const auto handed_over = host.email.handed_over();
    for (const auto& [key, times] : handed_over) {
        CHECK(times == 1);
    }
    CHECK(host.failures.empty());
    // What was not handed over before the stop goes with the next runner.
    {
        const std::unique_ptr<Runner> next = host.start();
        Settling done;
        done.wait(*next, *next->accept(Event{.lead = Host::id_of(0), .type = "look"}));
        done.wait_for(1);
        while (host.email.handed_over().size() < leads) {
            std::this_thread::yield();
        }
    }
    for (const auto& [key, times] : host.email.handed_over()) {
        CHECK(times == 1);
    }
    CHECK(host.notes() == leads);
}

TEST_CASE("a runner that is stopped waits for the calls that run and hands nothing more over", "[engine][runner]") {
    Host host;
    host.email.open(false);
    std::unique_ptr<Runner> runner = host.start();
    for (int i = 0; i < leads; ++i) {
        REQUIRE(runner->accept(go(i)));
    }
    host.email.wait_for_a_call();
    std::thread opener([&] { host.email.open(true); });
    CHECK(runner->stop());
    opener.join();
    const std::size_t before = host.email.handed_over().size();
    CHECK(before > 0);
    CHECK(host.notes() == before); // Each answer was decided.
    const Result<Ticket> refused = runner->accept(go(0));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::busy);
    runner.reset();
    CHECK(host.email.handed_over().size() == before);
    CHECK(host.store.in_doubt().value().empty());
    CHECK(host.store.outbox().value().size() == leads - before);
}

TEST_CASE("a runner tries again when the lead store could not be reached", "[engine][runner]") {
    Host host;
    host.people.failures = 3;
    const std::unique_ptr<Runner> runner = host.start();
    Settling settling;
    settling.wait(*runner, *runner->accept(go(0)));
    CHECK(settling.wait_for(1) == 1);
    CHECK(runner->stop());
    REQUIRE(host.failures.size() == 3);
    CHECK(host.failures.front().code == Errc::lead_store);
}

TEST_CASE("a runner ends when another engine has taken the store, and says so", "[engine][runner]") {
    Host host;
    const std::unique_ptr<Runner> runner = host.start();
    Settling settling;
    settling.wait(*runner, *runner->accept(go(0)));
    settling.wait_for(1);
    REQUIRE(host.store.open());
    (void)runner->accept(go(1));
    const Result<void> ended = runner->stop();
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == Errc::not_owner);
    REQUIRE(host.failures.size() == 1);
    CHECK(runner->stop().error().code == Errc::not_owner);
}

TEST_CASE("a runner needs a clock that runs, and its own executor", "[engine][runner]") {
    Host host;
    VirtualClock still;
    const auto with_virtual = Runner::open(
        host.plan, {.store = host.store, .leads = host.people, .clock = still, .channels = {{"email", &host.email}}});
    REQUIRE_FALSE(with_virtual);
    CHECK(with_virtual.error().code == Errc::invalid_argument);
    struct AtOnce final : Executor {
        void post(const ChannelId&, std::function<void()> task) override { task(); }
    } at_once;
    const auto with_executor = Runner::open(host.plan, {.store = host.store,
                                                        .leads = host.people,
                                                        .clock = host.clock,
                                                        .channels = {{"email", &host.email}},
                                                        .executor = &at_once});
    REQUIRE_FALSE(with_executor);
    CHECK(with_executor.error().code == Errc::invalid_argument);
}
