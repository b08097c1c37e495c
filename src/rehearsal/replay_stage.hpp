// SPDX-License-Identifier: BSL-1.0
/// \file
/// An engine in memory that is told what another one was told, at the instants at which it was told.

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "rehearsal/kept_log.hpp"

namespace nurture::inline v0 {

class ReplayStage {
public:
    ReplayStage(const Plan& plan, KeptLog& log);

    /// Plays all, and what time alone moves up to an instant.
    Result<void> play(Instant until);

    [[nodiscard]] MemoryStore& store() noexcept { return store_; }
    /// Kept inputs that the engine would not apply, a sentence each.
    [[nodiscard]] const std::vector<std::string>& refusals() const noexcept { return refusals_; }

private:
    class ToldClock;
    class ToldChannel;
    class ToldLinks;
    class ToldExecutor;

    Result<void> open(const EngineOpened& opened, Instant at);
    Result<void> take(const Input& input, Instant at);
    Result<void> give_turn(const MessageKey& key, Instant driven_to, Instant at, bool hand_over);
    Result<void> decide_timers(std::uint64_t count, Instant at);
    Result<void> drive_before(Instant at);
    Result<void> drive(Instant to);
    Result<void> run(Instant to, RunOptions options);
    Result<void> play(std::size_t step);

    const Plan& plan_;
    KeptLog& log_;
    bool is_virtual_;
    MemoryStore store_;
    ReplayedLeads leads_{};
    std::shared_ptr<ToldClock> clock_;
    std::shared_ptr<ToldExecutor> executor_;
    std::shared_ptr<ToldLinks> links_;
    std::map<ChannelId, std::shared_ptr<ToldChannel>> channels_{};
    std::optional<EngineOpened> opened_{};
    std::unique_ptr<Engine> engine_{};
    Instant driven_to_ = Instant::min();
    Instant timers_at_ = Instant::min(); ///< Where timers_ were told to be decided.
    std::uint64_t timers_ = 0;
    bool has_more_ = false; ///< Something was left by the latest call.
    std::vector<std::string> refusals_{};
};

} // namespace nurture::inline v0
