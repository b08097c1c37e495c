// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where the engine keeps its own state. Memory is supplied; a host may implement another.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/runtime/state.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// A version of a workflow that the store has seen, in canonical form.
struct VersionRow {
    WorkflowId workflow{};
    Digest version{};
    std::uint32_t ordinal = 1; ///< From 1, in order of deployment.
    std::string canonical{};
};

/// What became of the inputs so far.
struct InputCounts {
    std::uint64_t applied = 0;
    std::uint64_t duplicates = 0; ///< Events whose id was seen before (S3).
    std::uint64_t refused = 0;

    friend bool operator==(const InputCounts&, const InputCounts&) = default;
};

/// An input that was refused and had a mark: for whoever reads the source again.
struct Refusal {
    Mark place{};
    std::string reason{};
};

/// An input that was applied, or what besides inputs has to be known to decide once more what was decided: that an
/// engine was opened, what the lead store had of a lead that was met, which message had its turn
/// (`delivery.keep_inputs`).
struct KeptInput {
    Instant at{};
    LeadId lead{};      ///< Empty: of no lead, or of a message.
    std::string json{}; ///< Of an input as to_json(Input) writes it; else of a type of the engine's own.
};

/// Something that concerns many leads, one after the other in byte order of ids (S6a).
struct SweepRow {
    enum class Kind {
        deployment, ///< A catalog is new.
        schedule,   ///< A `schedule` trigger has come to one of its moments.
        zone_data   ///< The system's time zones are of another edition.
    };
    std::uint64_t number = 0; ///< From 1, ascending with the instant.
    Instant at{};
    Kind kind = Kind::deployment;
    std::string trigger{}; ///< Of a schedule: which.
    LeadId place{};        ///< Every lead up to this one is done.
    bool done = false;
};

[[nodiscard]] std::string_view name(SweepRow::Kind kind) noexcept; ///< As the enumerators are spelled.
/// The kind of that name; nothing if there is none.
[[nodiscard]] std::optional<SweepRow::Kind> sweep_kind(std::string_view name) noexcept;

/// Whether a channel is down: it answered `unavailable`, and nothing else since (S30).
struct ChannelRow {
    ChannelId id{};
    bool down = false;

    friend auto operator<=>(const ChannelRow&, const ChannelRow&) = default;
};

/// What a store knows when it is opened.
struct OpenedStore {
    std::uint64_t epoch = 0; ///< Larger than any before: this opening's right to commit.
    Instant driven_to = Instant::min();
    std::optional<Digest> catalog{}; ///< The deployed catalog; none in a new store.
    std::vector<VersionRow> versions{};
    std::vector<Mark> marks{};
    std::vector<SweepRow> sweeps{};          ///< Those that are not done.
    std::uint64_t latest_sweep = 0;          ///< The largest number there has been.
    Instant scheduled_to = Instant::min();   ///< The instant of the latest sweep of a schedule.
    std::string zone_data{};                 ///< The edition of the system's time zones at the latest commit of it.
    std::vector<ChannelRow> channels{};      ///< As they were last committed, by id.
    std::uint64_t forgotten_enrollments = 0; ///< The most that LeadRow::enrollments says of a lead that was forgotten.
    InputCounts inputs{};
};

/// When a lead is due.
struct DueRow {
    Instant at{};
    LeadId lead{};
    friend auto operator<=>(const DueRow&, const DueRow&) = default;
};

/// The name of an event: ids are unique per lead (S3).
struct EventName {
    LeadId lead{};
    std::string id{};
    friend auto operator<=>(const EventName&, const EventName&) = default;
};

/// An event id and until when it is kept (`delivery.event_ids`).
struct SeenEvent {
    EventName name{};
    Instant until{};
};

/// An aggregate that changed, of a lead or of an account.
struct AggregateRow {
    LeadId lead{};       ///< Whose it is; of an account's the one lead whose part of it changed.
    AccountId account{}; ///< Empty: it is the lead's.
    std::uint64_t question = 0;
    const Aggregate* aggregate = nullptr;
};

/// Everything that one transaction writes. Rows with a key replace; journal lines and seen events are added. Views
/// are valid during commit().
///
/// A row of `leads` that says `forgotten` and has an id that a host gave removes a person (S24), when everything else
/// of the group is written: the store gives the lead a name of its own, such as "#17", by which it answers from then on
/// (load, lead_of, journal; of accounts too); leads(), leads_of() and due() leave it out. Lines of the journal are
/// treated by forget_person(). Of messages only what says which send it was and what became of it is left, of ended
/// enrollments all but the key. Gone are the lead's aggregates, event ids, kept inputs, recorded messages and changes
/// that are not settled; where the store is the lead store, the lead and its notes. Refusals and places of sweeps that
/// name it no longer do (without_lead). Nothing of it may be found in what the store wrote, also not in unused parts of
/// a file. Rows that come later under the new name replace that lead's; the id belongs to nobody.
struct CommitGroup {
    std::uint64_t epoch = 0;
    Instant driven_to{};
    std::optional<Digest> catalog{}; ///< A deployment.
    std::string zone_data{};         ///< The edition of the system's time zones, if it is another; empty: as before.
    std::span<const VersionRow> versions{};
    std::span<const LeadRow* const> leads{};
    /// Enrollments that changed, with their lead; those that have left among them leave the table of active ones.
    std::span<const std::pair<LeadId, const EnrollmentRow*>> enrollments{};
    std::span<const std::pair<LeadId, const MessageRow*>> messages{};
    std::span<const AggregateRow> aggregates{};
    std::span<const JournalLine> journal{}; ///< In order of decision.
    std::span<const SeenEvent> seen{};
    std::span<const Digest> suppressed{}; ///< Hashes of addresses that are suppressed from now on.
    std::span<const LeadChange>
        changes{}; ///< To be kept until settled; a store that is the lead store applies them here.
    std::span<const std::string> settled_changes{}; ///< Keys that need not be kept any more.
    std::span<const Mark> marks{};
    std::span<const SweepRow> sweeps{};
    std::span<const ChannelRow> channels{}; ///< Those that went down, or came back.
    InputCounts inputs{};                   ///< Of all inputs up to this commit.
    std::span<const Refusal> refusals{};
    std::span<const KeptInput> kept_inputs{};
    Instant forget_inputs_before = Instant::min(); ///< Kept inputs that are older are deleted.
};

/// Which journal lines are wanted.
struct JournalQuery {
    std::optional<LeadId> lead{}; ///< Of one lead, else of all.
    std::size_t at_most = SIZE_MAX;
};

/// The engine's state, durable or in memory.
///
/// Called from one thread at a time. One owner: a commit with an epoch other than the latest is Errc::not_owner and
/// changes nothing. commit() is all or nothing; what it acknowledged is found again by the next open().
class EngineStore {
public:
    virtual ~EngineStore() = default;

    /// The deployed catalog, asked before open(): who comes with another one must not displace an owner. A store that
    /// cannot tell gives nothing and is asked at open().
    virtual Result<std::optional<Digest>> deployed() { return std::optional<Digest>{}; }
    virtual Result<OpenedStore> open() = 0;

    /// The states of those of these leads that the engine has met: active enrollments, all their messages and the
    /// latest others.
    virtual Result<std::vector<LeadState>> load(std::span<const LeadId> ids) = 0;
    /// The states of those of these accounts that have aggregates.
    virtual Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) = 0;
    /// Ids of leads the engine has met that belong to the account, in byte order.
    virtual Result<std::vector<LeadId>> leads_of(const AccountId& account) = 0;
    /// Leads due at or before an instant, by instant and id.
    virtual Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) = 0;
    /// Messages that are `queued` or `held`, in order of their place: queued_at, lead, priority (higher first),
    /// workflow, enrollment, visit.
    virtual Result<std::vector<MessageRow>> outbox() = 0;
    /// Messages that are `handing_over`.
    virtual Result<std::vector<MessageRow>> in_doubt() = 0;
    /// Ids of leads the engine has met, in byte order, behind `after`.
    virtual Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) = 0;
    /// For each name whether the event was seen and is still remembered at `now`.
    virtual Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) = 0;
    virtual Result<std::optional<LeadId>> lead_of(const MessageKey& key) = 0;
    /// The names that the store gave to leads that were forgotten, in any order. A store that forgets must override it.
    virtual Result<std::vector<LeadId>> forgotten() { return std::vector<LeadId>{}; }
    /// For each hash whether it is suppressed.
    virtual Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) = 0;
    /// Lead changes that are not settled, in the order they were made.
    virtual Result<std::vector<LeadChange>> pending_changes() = 0;

    /// Refused inputs that had a mark, in the order they were decided.
    virtual Result<void> refusals(const std::function<void(const Refusal&)>& take) = 0;

    /// What was kept of inputs (`delivery.keep_inputs`) and is not forgotten yet, in the order of the commits. A store
    /// that cannot tell gives nothing.
    virtual Result<void> kept_inputs(const std::function<void(const KeptInput&)>& /*take*/) { return {}; }

    virtual Result<void> commit(const CommitGroup& group) = 0;

    /// Lines in order of time, lead and seq, each given to `take`.
    virtual Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) = 0;
    /// Accepted messages in order of time, lead and the lead's own order; only if it records them.
    virtual Result<void> messages(const std::function<void(Instant accepted, const Message&)>& take) = 0;

    /// Whether accepted messages are kept with their texts and no channel is called (architecture, "State and commit").
    [[nodiscard]] virtual bool records_messages() const noexcept { return false; }
    /// Itself if it is the lead store too, else null.
    [[nodiscard]] virtual LeadStore* lead_store() noexcept { return nullptr; }

protected:
    EngineStore() = default;
    EngineStore(const EngineStore&) = default;
    EngineStore& operator=(const EngineStore&) = default;
};

/// The reason of a refusal as it may stay when the lead is forgotten: the engine's sentences say "lead ada".
[[nodiscard]] std::string without_lead(std::string reason, const LeadId& lead);

/// The digest of everything decided: SHA-256 over the leads in order of id, each with its running hash, and behind them
/// the running hashes of leads that were forgotten, in byte order. Equal for equal decisions, on every store and at
/// every group size.
[[nodiscard]] Result<Digest> digest_of(EngineStore& store);

} // namespace nurture::inline v0
