// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine's one loop: inputs and timers by instant, dispatch behind what set it in motion, commits in groups.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/runtime/decide.hpp>

#include "effects/outbox.hpp"
#include "engine/handover.hpp"
#include "engine/intake.hpp"
#include "engine/working_set.hpp"

namespace nurture::inline v0 {

class Engine::Loop {
public:
    Loop(const Plan& plan, Options options, const OpenedStore& opened);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Deploys if the store is new; finds the outbox and what is in doubt.
    Result<void> start(const OpenedStore& opened);

    Result<Ticket> accept(Input input, AcceptOptions options);
    Result<Progress> run_due(Instant up_to, RunOptions options);
    Result<Settled> accept_now(Input input);
    void on_durable(Ticket ticket, std::function<void(const Settled&)> f);
    void confirm_clock() { clock_confirmed_ = true; }
    [[nodiscard]] std::vector<Mark> marks() const;
    [[nodiscard]] InputCounts inputs() const { return leads_.inputs(); }

private:
    /// What one step was: an input or timer, something between them, or nothing, because nothing is left.
    enum class Step { decided, done, nothing_left };
    Result<Progress> drive(Instant up_to, const RunOptions& options);
    Result<Step> step(Instant up_to, bool may_decide);
    Result<void> decide_all(Instant up_to, std::size_t at_most, std::size_t& decided);
    Result<void> decide_input(Intake::Entry entry);
    Result<void> decide_for_lead(Intake::Entry& entry);
    Result<void> fetch_account(Input& input, const LeadId& id);
    Result<void> decide_timer_of(const DueRow& due);
    Result<bool> take_back_silent(Unit& unit, Instant now);
    Result<void> decide_answer(const ChannelAnswered& answered, Instant now);
    Result<bool> decide_next_doubt();
    [[nodiscard]] bool look_up_next();
    Result<bool> hand_over_next();
    [[nodiscard]] bool must_wait(const LeadId& lead, Instant now) const;
    [[nodiscard]] Instant decided_to(Instant now);
    void keep_turn(Unit& unit, const KeptStep& turn, Instant now);
    void move_clock_to_dispatch(Instant now);
    Result<void> sweep_before_dispatch(Unit& unit, Instant now);
    Result<std::optional<Message>> dispatch_next(const OutboxPlace& place, Instant now);
    Result<void> take_in(Unit& unit, Decision decision, Instant now);
    Result<void> take_in_alone(Unit& unit, Decision decision, Instant now);
    // sweeping.cpp: what concerns many leads.
    void begin_sweeps(const OpenedStore& opened);
    void begin_sweep(SweepRow::Kind kind, Instant at, std::string trigger = {});
    void begin_schedules(Instant at);
    void find_next_schedule(Instant after);
    Result<bool> sweep_next();
    Result<void> sweep(Unit& unit);
    Result<void> run_timers(Unit& unit, Instant from, Instant until);
    Result<void> sweep_first(Unit& unit, Instant until);
    [[nodiscard]] bool exists_since_before(const Unit& unit, const SweepRow& sweep) const;

    Result<void> forget_the_rest(Unit& unit, Instant now);
    Result<void> look_at_accounts(Instant now);
    Result<void> look_at_leads_of(const AccountId& account, const LeadId& but_for, Instant now);
    [[nodiscard]] EngineOpened opening(const OpenedStore& opened) const;
    Error stop(const Error& cause);
    Result<void> commit();
    Result<void> check_clock(Instant up_to);
    void settle(const Intake::Entry& entry, Settled settled);
    void report_settled();
    [[nodiscard]] bool has_input_up_to(Instant up_to) const;
    [[nodiscard]] bool is_group_full();
    [[nodiscard]] Instant now_for_dispatch() const;
    void move_clock(Instant to);

    Options options_;
    std::map<ChannelId, Capabilities> capabilities_;
    Plans plans_;
    std::shared_ptr<Intake> intake_;
    WorkingSet leads_;
    Outbox outbox_;
    std::map<MessageKey, std::shared_ptr<Handover>> handovers_;
    std::vector<MessageRow> doubts_;
    std::map<ChannelId, std::vector<Sought>> finds_; ///< In doubt, to be asked for.
    std::deque<SweepRow> sweeps_;                    ///< That are not done, by number.
    std::uint64_t latest_sweep_ = 0;
    std::deque<LeadId> sweep_ahead_; ///< The next leads of the first of them.
                                     /// The earliest moment to come of a `schedule` trigger.
    Instant next_schedule_ = end_of_time;
    bool sweeps_turn_ = false; ///< Under a system clock inputs and parts of sweeps take turns.
    /// Accounts of which an answer has changed, each with the lead that changed it.
    std::deque<std::pair<AccountId, LeadId>> changed_accounts_;
    bool looking_at_accounts_ = false;
    std::map<std::string, Mark> marks_;     ///< Committed.
    std::map<std::string, Mark> new_marks_; ///< Of the group.

    Instant driven_to_;
    Instant timers_decided_at_ = Instant::min(); ///< The instant of the latest timer.
    TimersDecided timers_decided_{};
    bool behind_at_opening_; ///< The system clock stood before the instant that the store was driven to (S1).
    Instant followed_to_;    ///< How far the host has confirmed the clock.
    bool clock_confirmed_ = false;
    bool running_ = false;
    bool may_hand_over_ = true;        ///< In this call of run_due.
    std::optional<MessageKey> only_{}; ///< In this call of run_due: the message that has its turn.
    std::size_t in_group_ = 0;
    Instant group_since_ = end_of_time; ///< When the first of the group was decided, under a system clock.
    std::optional<Error> stopped_{};

    Ticket decided_{}; ///< The latest ticket that was decided.
    Ticket durable_{}; ///< The latest that is settled.
    mutable std::mutex settled_mutex_;
    std::multimap<Ticket, std::function<void(const Settled&)>> waiting_;
    std::map<Ticket, Settled> refused_; ///< Duplicates and refusals that nobody asked for yet.
};

} // namespace nurture::inline v0
