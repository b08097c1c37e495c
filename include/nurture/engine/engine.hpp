// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine: takes inputs, decides, commits, hands messages over.

#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/effects/executor.hpp>
#include <nurture/effects/links.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/time/clock.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/version.hpp>

namespace nurture::inline v0 {

/// The place of an accepted input in the order of S2. Ascends.
struct Ticket {
    std::uint64_t number = 0;
    friend auto operator<=>(const Ticket&, const Ticket&) = default;
};

/// How accept() takes an input.
struct AcceptOptions {
    /// Under a virtual clock: the input's instant, never before that of an input accepted earlier nor before an
    /// instant already driven to. Under a system clock it must be left out.
    std::optional<Instant> at{};
    /// Under a system clock: decided as of this instant, however far the clock is. For who does again what an engine
    /// did (rehearsal/replay.hpp).
    std::optional<Instant> stood_at{};
    /// Committed with the input, also when it is refused; a refusal is kept under the first of them.
    std::vector<Mark> marks{};
};

/// What became of an input.
struct Settled {
    enum class Kind { applied, duplicate, refused };
    Kind kind = Kind::applied;
    std::optional<Error> refusal{};
};

/// How far run_due() came.
struct Progress {
    Instant next = end_of_time; ///< When to call again at the latest: the earliest instant at which something is due;
                                ///< under a system clock no later than half of `max_jump` from now.
    bool more = false;          ///< Whether something is left up to the instant that was asked for.
    std::size_t unanswered = 0; ///< Messages that a channel has, or is about to get, and has not answered.
    Ticket durable_up_to{};     ///< Every input up to this ticket is settled.
};

/// How much one call of run_due() may do.
struct RunOptions {
    std::size_t at_most = SIZE_MAX; ///< Inputs and timers decided.
    bool hand_over = true; ///< Whether messages go to their channels; else they wait for a call that lets them.
    /// Under a system clock: of the messages that wait for their turn, or are in doubt, only this one has it, whatever
    /// its channel's limits say. For who does again what an engine did (rehearsal/replay.hpp).
    std::optional<MessageKey> only{};
};

/// Decides what each lead gets next.
///
/// accept() and on_durable() may be called from any thread, also from callbacks; everything else from one thread at
/// a time. The engine starts no thread, keeps no global state and asks no clock but the one it is given.
class Engine {
public:
    struct Options {
        EngineStore& store; ///< Borrowed, as are leads, clock, channels, executor and links; all outlive the engine.
        LeadStore& leads;
        Clock& clock;
        std::map<ChannelId, Channel*> channels{}; ///< By the name that content uses. Not needed with a recorder.
        Executor* executor = nullptr;             ///< Null: at once, on the thread of run_due.
        const Links* links = nullptr;             ///< Null: no addresses.
        std::function<void()> wake{};             ///< Called, from any thread, when there is something new to run.
        std::size_t group = 1'000; ///< Inputs and timers of one commit at most; changes speed, never a decision.
        /// Under a system clock a commit waits no longer than this for more of them; it comes at once when nothing
        /// else is due.
        Milliseconds group_within = std::chrono::milliseconds(20);
        std::size_t queue = 100'000;                          ///< Inputs that accept() holds before it answers busy.
        std::size_t cached_leads = 50'000;                    ///< Leads kept in memory between commits.
        Milliseconds answer_within = std::chrono::minutes(5); ///< Silence after which a message is in doubt (S29).
        Milliseconds max_jump = std::chrono::hours(24 * 7);   ///< S1
        bool retry_jitter = true;                             ///< S30; off in scenarios.
    };

    /// Opens the store and deploys the plan if the store is new.
    ///
    /// Errors: Errc::catalog_differs if the store was deployed with another catalog, Errc::no_channel if a channel
    /// that the plan sends by is missing and the store records no messages, what the store reports.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const Plan& plan, Options options) {
        return open_linked(plan, std::move(options), linked_version_0_1_0);
    }

    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Queues an input. Durable only when it is settled; what is lost before that the host sends again, with the
    /// same id. Errors: busy, invalid_argument (a place before an earlier one, an event without lead or type).
    Result<Ticket> accept(Input input, AcceptOptions options = {});

    /// Accepts, runs what is due up to it and commits. For hosts without a loop. Errc::reentrant from inside a
    /// callback of run_due.
    Result<Settled> accept_now(Input input);

    /// Decides every input and timer up to `up_to`, inputs first at an equal instant (S2), commits in groups and
    /// hands over what is due. A virtual clock stands at the instant of what is decided, and at `up_to` at the end.
    ///
    /// Errors: lead_store (the next call begins where this one stopped), store, not_owner, clock_jumped, reentrant.
    Result<Progress> run_due(Instant up_to, RunOptions options = {});

    /// Calls f from run_due, once, when the input of this ticket is settled; at the next run_due if it is already.
    void on_durable(Ticket ticket, std::function<void(const Settled&)> f);

    /// The next run_due follows the system clock although it jumped (S1); later jumps are asked about anew.
    void confirm_clock();

    /// The marks committed so far, by source.
    [[nodiscard]] std::vector<Mark> marks() const;

    /// What became of all inputs that were ever decided on this store.
    [[nodiscard]] InputCounts inputs() const;

private:
    class Loop;
    /// The host's object file names the version of its headers, so that another version of the library does not link.
    static Result<std::unique_ptr<Engine>> open_linked(const Plan& plan, Options options, const char* version);
    static Result<std::unique_ptr<Engine>> open_store(const Plan& plan, Options options);
    explicit Engine(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> loop_;
};

} // namespace nurture::inline v0
