// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the engine knows of a lead: the rows that a store keeps and decide() works on.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/lead/event.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/runtime/message.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// How an enrollment stands or left (S22). Spelled in files as the enumerators are.
enum class EnrollmentState { active, paused, completed, goal, exited, failed, removed, expired, deleted, merged };

[[nodiscard]] std::string_view name(EnrollmentState state) noexcept;

/// Where an enrollment stands within its node.
enum class Standing {
    ready,   ///< Can move; never committed so.
    delayed, ///< At a delay until `due`.
    waiting, ///< At a wait until it is met or `due`.
    sending  ///< At a send until its message is accepted or refused for good (S27).
};

/// One passage of a lead through a workflow: one row.
struct EnrollmentRow {
    std::uint64_t number = 0; ///< Of that lead, from 1.
    WorkflowId workflow{};
    Digest version{};
    std::string key{}; ///< Canonical text of the workflow's `key`; empty without one.
    EnrollmentState state = EnrollmentState::active;
    std::string reason{}; ///< Of one that has left.
    Instant enrolled_at{};
    std::uint64_t enrolled_seq = 0; ///< The lead's journal stood here: later lines are later than the enrollment.
    Instant left_at = end_of_time;
    std::optional<Event> trigger{};
    std::uint32_t node = 0;  ///< Index in the version's plan.
    StepId step{};           ///< Its id, for people and migrations.
    std::uint32_t visit = 0; ///< Which visit of this node it is, from 1.
    Standing standing = Standing::ready;
    Instant reached_at{};
    Instant due = end_of_time; ///< End of the delay or timeout.
    double factor = 1;         ///< Of a delay with `cadence`: so many times as long, as it held on arrival.
    Instant expires_at = end_of_time;
    std::optional<Event> met{}; ///< The event that latest ended a wait: `event` in the steps behind.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> visits{}; ///< Node and how often, by node.

    [[nodiscard]] bool is_active() const noexcept {
        return state == EnrollmentState::active || state == EnrollmentState::paused;
    }
};

/// Where a message stands.
enum class MessageState {
    queued,       ///< Free to go, waits for its turn in the outbox.
    handing_over, ///< Dispatched; the channel has not answered.
    deferred,     ///< Goes again at `next_attempt`.
    held,         ///< It met the channel down, and goes again at `next_attempt`.
    accepted,
    assumed_sent, ///< In doubt, counted as sent (S29).
    rejected,
    skipped,
    withdrawn,
    canceled ///< Its enrollment left before it was handed over (S23).
};

[[nodiscard]] std::string_view name(MessageState state) noexcept;

/// What a message waits for, besides its instant.
enum class PutOffBy {
    failure, ///< Nothing: its next attempt.
    hours,   ///< Quiet hours, or its window.
    cap,     ///< A slot of a cap.
    answer,  ///< The answer of the channel to another message of the lead, which may free a slot.
    channel  ///< The channel, which was down; until the message is dispatched again.
};

/// How many enumerators PutOffBy has.
inline constexpr std::uint32_t reasons_to_put_off = 5;

/// One visit of a send: one row, the outbox among them.
struct MessageRow {
    Message message{}; ///< Texts are empty before dispatch, and dropped by a store once the answer is final.
    std::uint64_t enrollment = 0;
    std::uint32_t visit = 0;
    MessageState state = MessageState::queued;
    /// When the enrollment reached the send, later by the time that quiet hours, windows and caps put it off: what they
    /// put off is not overdue (S33).
    Instant reached_at{};
    Instant queued_at{};        ///< Its place in the outbox; kept over restarts.
    std::int64_t priority = 0;  ///< Of the workflow.
    std::uint32_t attempts = 0; ///< Failed or running ones.
    Instant first_attempt = end_of_time;
    Instant next_attempt = end_of_time;
    Instant handed_over_at = end_of_time; ///< Of the latest attempt.
    PutOffBy put_off_by = PutOffBy::failure;
    Instant full_since = end_of_time; ///< When it first found a cap full.
    std::uint32_t doubts = 0;         ///< How often its channel left it in doubt (S29).
    Digest content_hash{};            ///< Over content, subject and text (S26, `duplicate`).
    std::vector<Event> engagement{};  ///< message_opened, message_clicked … by the lead, in order of arrival.

    [[nodiscard]] bool is_final() const noexcept { return state >= MessageState::accepted; }
    [[nodiscard]] bool was_sent() const noexcept {
        return state == MessageState::accepted || state == MessageState::assumed_sent;
    }
};

/// An entry of the ledger of consent (S25a).
struct ConsentEntry {
    bool subscribed = false;
    std::string source{};
    Instant at{};

    friend bool operator==(const ConsentEntry&, const ConsentEntry&) = default;
};

/// What is kept of past enrollments in one workflow and key.
struct PastEnrollment {
    WorkflowId workflow{};
    std::string key{};
    Instant left_at{};
    bool completed = false; ///< Whether one of them left as `completed`.
};

/// What the condition of a `becomes` trigger answered last (S8).
struct BecomesAnswer {
    bool holds = false;
    bool armed = true; ///< Whether a rise fires: not again before `reset_when` has held.

    friend bool operator==(const BecomesAnswer&, const BecomesAnswer&) = default;
};

/// What a `date` trigger knows of its field: it fires once per value (S10).
struct DateAnswer {
    std::string value{};  ///< As text; empty: there is none.
    bool pending = false; ///< Its moment is yet to come.

    friend bool operator==(const DateAnswer&, const DateAnswer&) = default;
};

/// A single event that a wait may look back for.
struct KeptEvent {
    Event event{};
    std::uint64_t seq = 0; ///< Of its journal line.
};

/// What is kept of the events of one type.
struct TypeHistory {
    std::uint64_t count = 0;
    Instant last = Instant::min();
    std::vector<KeptEvent> kept{}; ///< In order of arrival; only of types that a wait looks back for.
};

/// What is kept to answer one HistoryQuestion (condition/history.hpp), brought up to date by every event that it is
/// about. Bounded: beyond the limit `events_kept` the oldest instants are counted with the next one, so that it stays
/// exact whether a count reaches any number up to the limit.
struct Aggregate {
    std::vector<Instant> instants{}; ///< When they occurred, ascending; of `account_leads` each lead's latest.
    std::uint64_t merged = 0;        ///< How many older events the first instant stands for besides its own.
    std::optional<Event> latest{};   ///< Of `latest`.
    Instant active = Instant::min(); ///< Of `inactive`: when the lead last did something.
    std::map<std::string, std::vector<Instant>, std::less<>> topics{}; ///< Of `interest`, ascending.
    std::map<LeadId, Instant> leads{};                                 ///< Of `account_leads`: each lead's latest.

    friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

/// The engagement part of a score as it was when points came last: it decays from there (S37).
struct EngagementScore {
    double points = 0;
    Instant at = Instant::min(); ///< Of the latest points; the beginning of time: there were none.

    friend bool operator==(const EngagementScore&, const EngagementScore&) = default;
};

/// Answers by the id of their question.
using Aggregates = std::map<std::uint64_t, Aggregate>;

/// What the engine keeps of an account besides the values in its leads' rows (S36).
struct AccountState {
    AccountId id{};
    Aggregates aggregates{};
};

/// The lead's own row: what every input touches.
struct LeadRow {
    LeadId id{};
    Fields fields{};   ///< The engine's copy of the fields that plans name.
    Account account{}; ///< The same of its account.
    std::map<std::string, ConsentEntry, std::less<>> consent{};
    std::uint64_t enrollments = 0; ///< The largest number of one, 0: there was none.
    std::uint64_t seq = 0;         ///< Of the latest journal line.
    Sha256 chain{};                ///< Running hash over the lines.
    Instant due = end_of_time;     ///< The earliest instant at which time alone moves this lead.
    std::vector<PastEnrollment> past{};
    std::map<std::string, TypeHistory, std::less<>> history{};
    std::set<std::string, std::less<>> unknown_zones{};          ///< Already journalled (S13).
    std::map<std::string, BecomesAnswer, std::less<>> becomes{}; ///< By trigger (workflow and condition).
    std::map<std::string, DateAnswer, std::less<>> dates{};      ///< By trigger (workflow, field and moment).
    std::uint64_t swept = 0;      ///< The sweeps up to this number are done for this lead (S6a).
    Instant met_at = end_of_time; ///< When the first input about it was decided; end_of_time: not yet.
    bool deleted = false;
    /// The person was forgotten (S24): nothing here tells of them. A store that is given such a row under an id removes
    /// the rest and the id, as engine_store.hpp says; it gives the row back under another name.
    bool forgotten = false;
    /// When something was decided last. Kept only where somebody asks: after follow-ups, and where what happens to one
    /// lead of an account may concern another.
    Instant decided_at = Instant::min();
    std::uint32_t follow_ups = 0; ///< What was set in motion at that instant, one upon the other (S6, `runaway`).
    EngagementScore engagement{};
};

/// A lead with everything that a decision about it may read.
struct LeadState {
    LeadRow lead{};
    std::map<std::uint64_t, EnrollmentRow> enrollments{}; ///< Active ones, by number.
    Aggregates aggregates{};                              ///< A row each: not every input touches them.
    std::deque<MessageRow> messages{};                    ///< In the order they were made.

    [[nodiscard]] EnrollmentRow* enrollment(std::uint64_t number) noexcept; ///< Null if it is not active.
    [[nodiscard]] MessageRow* message(const MessageKey& key) noexcept;      ///< Null if there is none.
};

/// The address of a lead on a channel: the field `phone` for "sms", "whatsapp" and "phone", else the field named like
/// the channel (`email`, `push` …); null if the lead has none. "in_app" and "push" fall back on the lead's id.
[[nodiscard]] const Value* address_on(const ChannelId& channel, const Fields& lead_fields);

} // namespace nurture::inline v0
