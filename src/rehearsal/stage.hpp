// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where a scenario is played: an engine on a virtual clock with everything around it.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/rehearsal/scenario.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "rehearsal/script.hpp"
#include "rehearsal/scripted_channel.hpp"
#include "rehearsal/stage_clock.hpp"

namespace nurture::inline v0::rehearsal {

/// Plays entries in order of time. After a failure nothing more can be played.
class Stage {
public:
    Stage(const Plan& plan, const Script& script, Instant start, const ScenarioOptions& options);
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    Result<void> open();

    /// Brings everything before the entry's instant about, then does what it says. An `expect` is not played but
    /// makes inputs and timers at its instant happen.
    Result<void> play(const Entry& entry);
    /// Everything up to and at this instant.
    Result<void> run_to(Instant until);

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Script& script() const noexcept { return script_; }
    [[nodiscard]] EngineStore& store() noexcept { return *store_; }
    [[nodiscard]] const ReplayedLeads& leads() const noexcept { return leads_; }
    /// The id in the scenario of a lead that was forgotten, of which the store has no more than a name.
    [[nodiscard]] const LeadId& lead_behind(const LeadId& name) const {
        const auto at = forgotten_.find(name);
        return at == forgotten_.end() ? name : at->second;
    }
    [[nodiscard]] const std::map<ChannelId, std::unique_ptr<ScriptedChannel>>& channels() const noexcept {
        return channels_;
    }
    [[nodiscard]] Instant now() const noexcept { return now_; } ///< How far the script has been played.
    /// Messages whose hand-over was never answered, as they were found when the engine was opened again.
    [[nodiscard]] const std::map<MessageKey, Message>& in_doubt() const noexcept { return in_doubt_; }

private:
    /// An input that may be lost with the process: then it is sent again.
    struct Sent {
        Instant at{};
        Input input{};
    };
    Result<void> open_store();
    Result<void> open_engine();
    Result<void> reopen();
    Result<void> suppress_addresses();
    void die();
    Result<bool> run(Instant until, RunOptions options);
    Result<void> run_before(Instant at);
    Result<void> settle();
    Result<void> wake();
    Result<void> accept(Input input);
    Result<void> send(Sent sent);
    Result<void> learn_name(const LeadId& lead);
    Result<MessageKey> latest_message(const LeadId& lead, const MessageName& name);

    Result<void> act(const Happen& happen);
    Result<void> act(const SetFields& set);
    Result<void> act(const Create& create);
    Result<void> act(const Delete& gone);
    Result<void> act(const Command& command);
    Result<void> act(const ChannelRule& rule);
    Result<void> act(const Crash& crash);
    Result<void> act(const Restart&);
    Result<void> act(const Idle& idle);
    Result<void> act(const Expectations&);
    Result<ScriptedChannel*> channel(const ChannelId& id);

    Plan plan_;
    const Script& script_;
    const ScenarioOptions& options_;
    StageClock clock_;
    MemoryStore memory_{};
    std::unique_ptr<ScenarioStore> file_{}; ///< Null: everything is in memory.
    EngineStore* store_ = &memory_;
    ReplayedLeads leads_{};
    std::map<LeadId, LeadId> forgotten_{}; ///< By the store's names.
    std::map<ChannelId, std::unique_ptr<ScriptedChannel>> channels_;
    std::unique_ptr<Engine> engine_;
    Instant now_;
    std::map<Ticket, Sent> unsettled_{};
    std::map<MessageKey, Message> in_doubt_{};
    std::optional<Error> refusal_{};
    std::optional<Instant> died_at_{};
    std::optional<Instant> idle_until_{};
};

/// The channels on which a lead's addresses may be suppressed: those of the plan, and e-mail.
[[nodiscard]] std::vector<ChannelId> address_channels(const Plan& plan);

} // namespace nurture::inline v0::rehearsal
