// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is left when an engine's process dies: the store, the leads, what people got, what the host knows. A World can
/// be copied at any moment, and the copy goes on with a new engine: a death at that very moment.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/sqlite/database.hpp>

#include "support/forwarding_store.hpp"
#include "support/load.hpp"
#include "support/sqlite_subjects.hpp"

namespace nurture::testing_support {

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return *std::move(result);
}

/// Where a world's engine keeps its state, and the leads.
class Storage {
public:
    virtual ~Storage() = default;
    virtual EngineStore& state() = 0;
    virtual LeadStore& leads() = 0;
    virtual void put(const Lead& lead) = 0;
    /// The lead's record is gone, before its engine is told.
    virtual void erase(const LeadId& lead) = 0;
    /// As it stands now. The copy has nothing of what this one has in memory alone.
    [[nodiscard]] virtual std::unique_ptr<Storage> copy() const = 0;

protected:
    Storage() = default;
    Storage(const Storage&) = default;
    Storage& operator=(const Storage&) = default;
};

class MemoryStorage final : public Storage {
public:
    EngineStore& state() override { return state_; }
    LeadStore& leads() override { return leads_; }
    void put(const Lead& lead) override { leads_.put(lead); }
    void erase(const LeadId& lead) override { leads_.erase(lead); }
    [[nodiscard]] std::unique_ptr<Storage> copy() const override { return std::make_unique<MemoryStorage>(*this); }

private:
    MemoryStore state_{};
    MemoryLeadStore leads_{};
};

/// A file and its log. What is in both when the process dies is there when the next one opens them.
class SqliteStorage final : public Storage {
public:
    SqliteStorage() { open(); }
    EngineStore& state() override { return *database_; }
    LeadStore& leads() override { return *database_; }
    void put(const Lead& lead) override { value_or_throw_void(database_->put({&lead, 1})); }
    void erase(const LeadId&) override {} // In one commit with what the engine knows.
    [[nodiscard]] std::unique_ptr<Storage> copy() const override {
        return std::unique_ptr<Storage>(new SqliteStorage(*this));
    }
    [[nodiscard]] sqlite::Database& database() { return *database_; }

private:
    SqliteStorage(const SqliteStorage& other) {
        for (const char* suffix : {"", "-wal"}) {
            if (std::filesystem::exists(other.file() + suffix)) {
                std::filesystem::copy_file(other.file() + suffix, file() + suffix);
            }
        }
        open();
    }
    void open() { database_ = value_or_throw(sqlite::Database::open(file())); }
    static void value_or_throw_void(const Result<void>& result) {
        if (!result) {
            throw std::runtime_error(result.error().message);
        }
    }
    [[nodiscard]] std::string file() const { return (folder_.path() / "nurture.db").string(); }

    TemporaryFolder folder_;
    std::unique_ptr<sqlite::Database> database_{};
};

/// A channel and the people behind it. How it answers depends on the message and the instant alone, so that it answers
/// a second time what it answered the first time.
class PostOffice final : public Channel {
public:
    /// Of the messages in `silence` it never says a word: each of them arrives.
    PostOffice(bool idempotent, std::set<MessageKey> silence)
        : is_idempotent_(idempotent), silence_(std::move(silence)) {}

    /// Which clock stands on its wall: that of the engine that runs.
    void look_at(const Clock& clock) { clock_ = &clock; }

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        ++calls_;
        for (const Message& message : messages) {
            const std::optional<Delivery> answer = answer_at(message.key, clock_->now());
            const bool arrives = !answer || answer->kind == DeliveryKind::accepted;
            if (arrives && !(is_idempotent_ && arrived_.contains(message.key))) {
                ++arrived_[message.key];
            }
            attempts_[message.key] = message.attempt;
            if (answer) {
                sink->answer(message.key, *answer);
            }
        }
    }
    [[nodiscard]] Capabilities capabilities() const override { return {.idempotent = is_idempotent_}; }

    /// One message in sixteen is refused, one in five at an hour is put off, and one night nobody answers the door.
    [[nodiscard]] std::optional<Delivery> answer_at(const MessageKey& key, Instant at) const {
        if (silence_.contains(key)) {
            return {};
        }
        const auto hours = std::chrono::duration_cast<std::chrono::hours>(at - monday).count();
        if (hours >= 24 * 11 && hours < 24 * 11 + 3) {
            return Delivery{DeliveryKind::unavailable, "down"};
        }
        if (sha256(key.str()).bytes[0] < 16) {
            return Delivery{DeliveryKind::rejected, "no such user"};
        }
        if (sha256(key.str() + '/' + std::to_string(hours)).bytes[0] < 52) {
            return Delivery{DeliveryKind::deferred, "greylisted"};
        }
        return Delivery{};
    }

    /// Whether it was called with this attempt.
    [[nodiscard]] bool was_called(const MessageKey& key, std::uint32_t attempt) const {
        const auto latest = attempts_.find(key);
        return latest != attempts_.end() && latest->second >= attempt;
    }
    [[nodiscard]] std::size_t calls() const noexcept { return calls_; }
    /// How often each message came to a person.
    [[nodiscard]] const std::map<MessageKey, int>& arrived() const noexcept { return arrived_; }

private:
    bool is_idempotent_;
    std::set<MessageKey> silence_;
    const Clock* clock_ = nullptr;
    std::size_t calls_ = 0;
    std::map<MessageKey, int> arrived_{};
    std::map<MessageKey, std::uint32_t> attempts_{}; ///< The latest of each message.
};

/// A program that tells an engine what happens, notes what was acknowledged and, when its engine is gone, sends the
/// rest again with the same ids. Its notes are in its own database.
class Host {
public:
    Host(std::vector<Placed> inputs, Milliseconds end)
        : inputs_(std::make_shared<const std::vector<Placed>>(std::move(inputs))), acknowledged_(inputs_->size()),
          end_(end) {}

    /// Drives the engine to the end, a quarter of a day at a time; `rests` is called between two of them. Who is to be
    /// forgotten is gone from the storage before the engine is told so, and when everything before that is decided.
    void drive(Engine& engine, Storage& storage, const std::function<void()>& rests) {
        std::size_t given = first_open();
        while (turn_ < end_) {
            const Milliseconds until = turn_ + 6h;
            for (; given < inputs_->size() && (*inputs_)[given].after <= until; ++given) {
                const auto& [after, input] = (*inputs_)[given];
                if (const auto* gone = std::get_if<LeadDeleted>(&input); gone != nullptr) {
                    (void)value_or_throw(engine.run_due(monday + after - 1ms));
                    storage.erase(gone->lead);
                    ++erasures_;
                }
                give(engine, given);
            }
            (void)value_or_throw(engine.run_due(monday + until));
            turn_ = until;
            rests();
        }
    }

    [[nodiscard]] std::size_t acknowledgments() const noexcept { return acknowledgments_; }
    [[nodiscard]] std::size_t erasures() const noexcept { return erasures_; }
    [[nodiscard]] const std::vector<Placed>& inputs() const noexcept { return *inputs_; }
    [[nodiscard]] std::size_t first_open() const noexcept {
        std::size_t i = 0;
        while (i < acknowledged_.size() && acknowledged_[i]) {
            ++i;
        }
        return i;
    }

private:
    void give(Engine& engine, std::size_t i) {
        const auto& [after, input] = (*inputs_)[i];
        Result<Ticket> ticket = engine.accept(input, {.at = monday + after});
        if (!ticket && ticket.error().code == Errc::invalid_argument) {
            ticket = engine.accept(input); // The instant is over: it was committed, and nobody told us.
        }
        engine.on_durable(value_or_throw(std::move(ticket)), [this, i](const Settled&) {
            acknowledged_[i] = true;
            ++acknowledgments_;
        });
    }

    std::shared_ptr<const std::vector<Placed>> inputs_;
    std::vector<bool> acknowledged_;
    std::size_t acknowledgments_ = 0;
    std::size_t erasures_ = 0;
    Milliseconds turn_{-6h};
    Milliseconds end_;
};

struct World {
    std::unique_ptr<Storage> storage;
    PostOffice post;
    Host host;

    [[nodiscard]] World copy() const { return {storage->copy(), post, host}; }
};

/// Moments at which a process may die.
enum class Moment { before_commit, behind_commit, behind_apply, before_call, behind_call, at_rest };
inline constexpr std::array<const char*, 6> moment_names{"before a commit",
                                                         "behind a commit",
                                                         "behind changes of leads",
                                                         "before a call of the channel",
                                                         "behind a call of the channel",
                                                         "between two runs"};
using Watch = std::function<void(Moment)>;

/// Tells of every moment at which an engine's process may die.
class Watched {
public:
    Watched(World& world, Watch watch)
        : store(world.storage->state(), *this), leads(world.storage->leads(), *this), executor(*this),
          watch_(std::move(watch)) {}

    struct Store final : ForwardingStore {
        Store(EngineStore& to, Watched& by) : ForwardingStore(to), by_(by) {}
        Result<void> commit(const CommitGroup& group) override {
            by_.tell(Moment::before_commit);
            Result<void> done = ForwardingStore::commit(group);
            by_.tell(Moment::behind_commit);
            return done;
        }

    private:
        Watched& by_;
    } store;

    struct Leads final : LeadStore {
        Leads(LeadStore& to, Watched& by) : to_(to), by_(by) {}
        Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override { return to_.fetch(ids, sink); }
        Result<void> scan(const LeadId& after, LeadSink& sink) override { return to_.scan(after, sink); }
        void forget(const LeadId& lead) override { to_.forget(lead); }
        Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
            Result<void> done = to_.apply(changes, sink);
            by_.tell(Moment::behind_apply);
            return done;
        }

    private:
        LeadStore& to_;
        Watched& by_;
    } leads;

    struct AtOnce final : Executor {
        explicit AtOnce(Watched& by) : by_(by) {}
        void post(const ChannelId&, std::function<void()> task) override {
            by_.tell(Moment::before_call);
            task();
            by_.tell(Moment::behind_call);
        }

    private:
        Watched& by_;
    } executor;

    VirtualClock clock{monday - 24h}; // A new process knows nothing.

    void tell(Moment moment) const {
        if (watch_) {
            watch_(moment);
        }
    }

private:
    Watch watch_;
};

/// What an engine counts when it is opened, and in the end.
struct Lived {
    InputCounts before{};
    InputCounts inputs{};
};

/// Opens an engine over a world and drives it to its end.
inline Lived live(const Plan& plan, World& world, std::size_t group, const Watch& watch = {}) {
    Watched watched(world, watch);
    world.post.look_at(watched.clock);
    const auto engine = value_or_throw(Engine::open(plan, {.store = watched.store,
                                                           .leads = watched.leads,
                                                           .clock = watched.clock,
                                                           .channels = {{"email", &world.post}},
                                                           .executor = &watched.executor,
                                                           .group = group,
                                                           .retry_jitter = false}));
    const InputCounts before = engine->inputs();
    world.host.drive(*engine, *world.storage, [&watched] { watched.tell(Moment::at_rest); });
    return {before, engine->inputs()};
}

} // namespace nurture::testing_support
