// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine's store with everything that goes wrong with stores, and with someone who reads along.

#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "simulation/process.hpp"
#include "simulation/simulated_clock.hpp"
#include "support/forwarding_store.hpp"

namespace nurture::simulation {

class SimulatedStore final : public testing_support::ForwardingStore {
public:
    SimulatedStore(EngineStore& to, SimulatedClock& clock, Process& process)
        : ForwardingStore(to), clock_(clock), process_(process) {}

    std::function<void(const CommitGroup&)> written{}; ///< Told of every commit that the store has kept.
    Milliseconds slow{0};                              ///< How long each commit takes.
    /// The next commit fails: without a trace, or, as when a connection is lost, behind having been kept.
    enum class Failure { none, before, behind };
    Failure next_commit = Failure::none;
    std::size_t failing_reads = 0; ///< So many of the next reads fail.
    bool failed = false;           ///< Whether anything has failed since it was last asked.

    Result<void> commit(const CommitGroup& group) override {
        process_.call();
        clock_.move(slow);
        const Failure failure = std::exchange(next_commit, Failure::none);
        if (failure == Failure::before) {
            return fail();
        }
        Result<void> done = ForwardingStore::commit(group);
        if (done && written) {
            written(group);
        }
        if (failure == Failure::behind) {
            return fail();
        }
        process_.call();
        return done;
    }

    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override {
        if (fails()) {
            return fail();
        }
        return ForwardingStore::load(ids);
    }
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        if (fails()) {
            return fail();
        }
        return ForwardingStore::seen(names, now);
    }
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override {
        if (fails()) {
            return fail();
        }
        return ForwardingStore::lead_of(key);
    }
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override {
        if (fails()) {
            return fail();
        }
        return ForwardingStore::suppressed(hashes);
    }

private:
    [[nodiscard]] bool fails() {
        process_.call();
        if (failing_reads == 0) {
            return false;
        }
        --failing_reads;
        return true;
    }
    Error fail() {
        failed = true;
        return {Errc::store, "the disk has gone"};
    }

    SimulatedClock& clock_;
    Process& process_;
};

} // namespace nurture::simulation
