// SPDX-License-Identifier: BSL-1.0
/// \file
/// The decision core: pure functions of state, input, plan and time. No clock, no store, no channel.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nurture/condition/facts.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/runtime/state.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// What decisions depend on besides the lead: the plan and the host's settings. Constant while an engine is open.
struct Plans {
    Plan current{};
    Milliseconds answer_within = std::chrono::minutes(5);
    bool retry_jitter = true;
    std::set<ChannelId> idempotent_channels{};
    std::set<ChannelId> lookup_channels{}; ///< Asked about messages in doubt.
};

/// What leads share, loaded for the lead in question before a decision.
struct Shared {
    std::set<Digest> suppressed{}; ///< Hashes of suppressed addresses, by address_hash().
    std::map<AccountId, AccountState> accounts{};
    /// The largest number of an enrollment that a lead had which was forgotten. Who is enrolled for the first time may
    /// be a new person under such a lead's id: behind this number no key of a message is one that was used (S29).
    std::uint64_t forgotten_enrollments = 0;
};

/// The rows that one input changed. Rows that replace stand in the LeadState itself and are named here.
struct Decision {
    std::optional<Error> refusal{};        ///< Then nothing else is set and nothing was changed.
    std::set<std::uint64_t> enrollments{}; ///< Numbers of active ones that changed.
    std::vector<EnrollmentRow> ended{};    ///< Those that left; no longer in the state.
    std::set<MessageKey> messages{};       ///< That changed.
    std::set<std::uint64_t> aggregates{};  ///< Of the lead, that changed.
    /// Of its account, that changed; `account` says which account.
    std::set<std::uint64_t> account_aggregates{};
    AccountId account{};
    /// Whether the account's other leads are to be looked at: an answer of `account` has changed.
    bool account_answers_changed = false;
    std::set<MessageKey> take_back{}; ///< Being handed over, no longer wanted: withdraw if the channel was not called.
    std::set<MessageKey> find{};      ///< In doubt, of a channel that can look them up.
    std::vector<JournalLine> journal{};
    std::vector<Digest> suppressed{};  ///< Addresses suppressed from now on.
    std::vector<LeadChange> changes{}; ///< For the lead store.
};

/// Decides an input at `now` (S6). The lead is the input's; for an answer the message's.
[[nodiscard]] Decision decide(const Plans& plans, LeadState& state, Shared& shared, const Input& input, Instant now);

/// Decides the first timer of the lead that is due at `now`, by the order of S2; nothing if none is.
[[nodiscard]] Decision decide_timer(const Plans& plans, LeadState& state, Shared& shared, Instant now);

/// Addresses for links, as templates read them.
struct MessageLinks {
    std::string unsubscribe{};
    std::string preferences{};
};

/// Decides a deployment's part for one lead (S6a): what holds already is taken as the first answer of each `becomes`
/// trigger, and enrolls where the workflow says `enroll_existing` (S8). `now` is the deployment's instant.
[[nodiscard]] Decision decide_sweep(const Plans& plans, LeadState& state, Shared& shared, const SweepRow& sweep,
                                    Instant now);

/// Looks at the exits, goals and waits of a lead because an answer of its account has changed (S36).
[[nodiscard]] Decision decide_account_changed(const Plans& plans, LeadState& state, Shared& shared, Instant now);

/// Asks the questions of S26 for a queued message and either marks it *handing over* with its text fixed, or skips
/// it and lets its enrollment go on.
[[nodiscard]] Decision dispatch(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key,
                                const MessageLinks& links, Instant now);

/// Decides about a message whose hand-over was never answered (S29). What was on its way to a lead that was forgotten
/// counts as sent: its text is gone, so nothing goes again.
[[nodiscard]] Decision decide_doubt(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key,
                                    Instant now);

/// Records that a message was taken back before its channel was called (S29, `withdrawn`).
[[nodiscard]] Decision decide_withdrawn(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key,
                                        Instant now);

/// The change that an event of type `lead_changed` reports: its properties are the new values.
[[nodiscard]] LeadChanged changed_by(const Event& event);

/// A lead's score at an instant that is no earlier than its latest points (S37). `lead.score` is the sum of both parts
/// to the nearest whole number.
[[nodiscard]] ScoreParts score_of(const Plan& plan, const LeadState& state, Instant at);

/// A lead met for the first time, as its host's store has it.
[[nodiscard]] LeadState first_met(const Plans& plans, const Lead& lead, Instant now);

/// A lead that was deleted and exists again: nothing of before counts, but no number or key is used twice.
void meet_again(const Plans& plans, LeadState& state, const Lead& lead, Instant now);

/// The hash under which an address is suppressed, by channel and normalized address (S31).
[[nodiscard]] Digest address_hash(const Plans& plans, const ChannelId& channel, std::string_view address);

/// The hashes that a decision about this lead may ask Shared for.
[[nodiscard]] std::vector<Digest> address_hashes(const Plans& plans, const LeadState& state);

/// The idempotency key of a message (S29): 26 characters of base32.
[[nodiscard]] MessageKey message_key(std::string_view name_space, const LeadId& lead, std::uint64_t enrollment,
                                     const WorkflowId& workflow, const StepId& step, std::uint32_t visit);

} // namespace nurture::inline v0
