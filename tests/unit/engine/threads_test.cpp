// SPDX-License-Identifier: BSL-1.0
/// \file
/// Several threads at one engine: what ThreadSanitizer looks at (preset tsan).

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view one_mail = R"([
  {"workflow": "one-mail", "trigger": {"event": "go"}, "exit": [{"event": "stop"}],
   "steps": [{"send": "mail"}, {"tag": "done"}, {"delay": "1h"}]},
  {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello"}])";

/// A system clock that is read from any thread and stands.
class StandingClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override { return Instant(Milliseconds(now_.load())); }
    void set(Instant at) { now_.store(at.time_since_epoch().count()); }

private:
    std::atomic<Milliseconds::rep> now_{monday.time_since_epoch().count()};
};

/// A channel that answers on a thread of its own, in batches as they come.
class AnsweringChannel final : public Channel {
public:
    AnsweringChannel() : thread_([this] { answer_all(); }) {}
    ~AnsweringChannel() override {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        {
            const std::lock_guard lock(mutex_);
            for (const Message& message : messages) {
                waiting_.emplace_back(message.key, sink);
                ++handed_over_[message.key];
            }
        }
        changed_.notify_one();
    }
    [[nodiscard]] Capabilities capabilities() const override { return {.batch = 3, .in_flight = 1'000}; }

    /// How often each message was handed over.
    [[nodiscard]] std::map<MessageKey, int> handed_over() {
        const std::lock_guard lock(mutex_);
        return handed_over_;
    }
    [[nodiscard]] std::size_t answered() const { return answered_.load(); }

private:
    void answer_all() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            const auto [key, sink] = waiting_.front();
            waiting_.pop_front();
            lock.unlock();
            sink->answer(key, {});
            ++answered_;
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<MessageKey, std::shared_ptr<DeliverySink>>> waiting_;
    std::map<MessageKey, int> handed_over_;
    std::atomic<std::size_t> answered_ = 0;
    bool ends_ = false;
    std::thread thread_;
};

} // namespace

TEST_CASE("four threads accept while one runs what is due and a channel answers on its own", "[engine][threads]") {
    constexpr int hosts = 4;
    constexpr int each = 150;
    StandingClock clock;
    MemoryStore store;
    MemoryLeadStore leads;
    for (int t = 0; t < hosts; ++t) {
        for (int i = 0; i < each; ++i) {
            const std::string id = "lead-" + std::to_string(t) + '-' + std::to_string(i);
            leads.put({.id = id, .fields = {{"email", id + "@example.com"}}});
        }
    }
    AnsweringChannel email;
    std::atomic<int> woken = 0;
    const auto engine = *Engine::open(plan_of(one_mail), {.store = store,
                                                          .leads = leads,
                                                          .clock = clock,
                                                          .channels = {{"email", &email}},
                                                          .wake = [&woken] { ++woken; },
                                                          .group = 16,
                                                          .queue = 200,
                                                          .cached_leads = 50});
    std::atomic<int> settled = 0;
    std::atomic<int> left = hosts;
    std::vector<std::thread> threads;
    for (int t = 0; t < hosts; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const LeadId id = "lead-" + std::to_string(t) + '-' + std::to_string(i);
                for (;;) { // The queue is short on purpose.
                    const Result<Ticket> ticket = engine->accept(Event{.lead = id, .type = "go", .id = "e-1"});
                    if (ticket) {
                        engine->on_durable(*ticket, [&settled](const Settled&) { ++settled; });
                        break;
                    }
                    std::this_thread::yield();
                }
            }
            --left;
        });
    }
    while (left.load() > 0) {
        REQUIRE(engine->run_due(clock.now()).ok());
        clock.set(clock.now() + 1ms);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    constexpr auto all = static_cast<std::size_t>(hosts) * each;
    for (int i = 0; i < 100'000 && (email.answered() < all || settled.load() < hosts * each); ++i) {
        REQUIRE(engine->run_due(clock.now()).ok());
        clock.set(clock.now() + 1ms);
        std::this_thread::yield();
    }
    REQUIRE(engine->run_due(clock.now()).ok());
    CHECK(settled.load() == hosts * each);
    CHECK(woken.load() >= hosts * each);
    CHECK(engine->inputs().applied == all);
    const auto handed_over = email.handed_over();
    CHECK(handed_over.size() == all);
    for (const auto& [key, times] : handed_over) {
        CHECK(times == 1);
    }
    std::size_t sent = 0;
    (void)store.journal({}, [&](const JournalLine& line) { sent += line.kind == JournalKind::sent ? 1U : 0U; });
    CHECK(sent == all);
}

TEST_CASE("engines in several threads do not know of each other", "[engine][threads]") {
    const Plan plan = plan_of(one_mail); // Shared: a plan is safe from any thread.
    std::array<std::string, 4> digests;
    std::vector<std::thread> threads;
    for (std::string& digest : digests) {
        threads.emplace_back([&digest, &plan] {
            Nursery nursery(plan);
            for (int i = 0; i < 30; ++i) {
                nursery.lead("lead-" + std::to_string(i));
                nursery.event(1h * i, "lead-" + std::to_string(i), "go");
            }
            nursery.run_to(100h);
            digest = nursery.digest();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string& digest : digests) {
        CHECK(digest == digests.front());
    }
}
