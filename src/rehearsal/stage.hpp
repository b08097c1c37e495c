// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where a scenario is played: an engine on a virtual clock with everything around it.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/time/clock.hpp>

#include "rehearsal/script.hpp"
#include "rehearsal/scripted_channel.hpp"

namespace nurture::inline v0::rehearsal {

/// Plays entries in order of time. After a failure nothing more can be played.
class Stage {
public:
    Stage(const Plan& plan, const Script& script, Instant start);

    Result<void> open();

    /// Brings everything before the entry's instant about, then does what it says. An `expect` is not played but
    /// makes inputs and timers at its instant happen.
    Result<void> play(const Entry& entry);
    /// Everything up to and at this instant.
    Result<void> run_to(Instant until);

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Script& script() const noexcept { return script_; }
    [[nodiscard]] MemoryStore& store() noexcept { return store_; }
    [[nodiscard]] const ReplayedLeads& leads() const noexcept { return leads_; }
    [[nodiscard]] const std::map<ChannelId, std::unique_ptr<ScriptedChannel>>& channels() const noexcept {
        return channels_;
    }

private:
    Result<void> open_engine();
    Result<void> suppress_addresses();
    Result<void> run_before(Instant at);
    Result<void> settle();
    Result<void> accept(Input input);
    Result<MessageKey> latest_message(const LeadId& lead, const MessageName& name);

    Result<void> act(const Happen& happen);
    Result<void> act(const SetFields& set);
    Result<void> act(const Create& create);
    Result<void> act(const Delete& gone);
    Result<void> act(const Command& command);
    Result<void> act(const ChannelRule& rule);
    Result<void> act(const Restart&);
    Result<void> act(const Expectations&);

    Plan plan_;
    const Script& script_;
    VirtualClock clock_;
    MemoryStore store_{};
    ReplayedLeads leads_{};
    std::map<ChannelId, std::unique_ptr<ScriptedChannel>> channels_;
    std::unique_ptr<Engine> engine_;
    Instant now_;
    Ticket last_{};    ///< Of the latest input.
    Ticket durable_{}; ///< Up to which inputs are settled.
    std::optional<Error> refusal_{};
};

/// The channels on which a lead's addresses may be suppressed: those of the plan, and e-mail.
[[nodiscard]] std::vector<ChannelId> address_channels(const Plan& plan);

} // namespace nurture::inline v0::rehearsal
