// SPDX-License-Identifier: BSL-1.0
/// \file
/// The leads in memory, and the group of decisions that the next commit writes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <nurture/runtime/decide.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>

#include "engine/kept.hpp"

namespace nurture::inline v0 {

/// A lead in memory, with what of it the next commit has to write.
struct Unit {
    LeadState state{};
    bool touched = false;
    bool was_forgotten = false; ///< Already when it was read.
    std::set<std::uint64_t> enrollments{};
    std::vector<EnrollmentRow> ended{};
    std::set<MessageKey> messages{};
    std::set<std::uint64_t> aggregates{};
    std::vector<SeenEvent> seen{}; ///< Ids of its events.
    Instant due = end_of_time;     ///< Under which it stands in the window.
    bool is_new = false;           ///< Nothing was decided about it yet: its state is what the lead store has.
    std::optional<KeptInput> introduction{}; ///< Of one that is new: kept with the first decision about it.
};

/// What the next commit writes besides the leads that were touched.
struct Pending {
    std::vector<JournalLine> journal{};
    std::vector<Digest> suppressed{};
    std::map<std::pair<AccountId, std::uint64_t>, std::set<LeadId>> account_aggregates{}; ///< With whose parts changed.
    std::vector<LeadChange> changes{};
    std::vector<std::string> settled_changes{};
    std::map<std::string, Mark> marks{};
    std::vector<Refusal> refusals{};
    std::vector<KeptInput> kept_inputs{};
    std::map<std::uint64_t, SweepRow> sweeps{};
    std::map<ChannelId, ChannelRow> channels{};
    std::optional<Digest> catalog{};
    std::string zone_data{};
    std::vector<VersionRow> versions{};

    /// The next group begins. Journal lines are many: their room is kept.
    void clear() {
        std::vector<JournalLine> room = std::move(journal);
        room.clear();
        *this = {};
        journal = std::move(room);
    }

    [[nodiscard]] bool empty() const noexcept {
        return marks.empty() && sweeps.empty() && !catalog && zone_data.empty() && settled_changes.empty();
    }
};

/// Loads leads, takes decisions in, commits them in groups.
class WorkingSet {
public:
    WorkingSet(const Plans& plans, EngineStore& store, LeadStore& leads, std::uint64_t epoch);

    /// Goes on where the store was closed: finds what it still has to hand to the lead store.
    Result<void> start(const OpenedStore& opened);

    /// The lead's unit, its account loaded; null if neither store knows the lead. `ahead` names leads worth reading
    /// with it and is asked only if the lead must be read. Stays valid until evict().
    Result<Unit*> get(const LeadId& id, Instant now, const std::function<std::vector<LeadId>()>& ahead = {});

    /// Looks a lead up in the host's store.
    Result<std::optional<Lead>> fetch(const LeadId& id);

    /// Adds a decision to the group.
    void absorb(Unit& unit, Decision decision);

    [[nodiscard]] Result<bool> seen(const Unit& unit, const EventName& name, Instant now);
    void remember(Unit& unit, EventName name, Instant until);
    void mark(Mark mark) { pending_.marks[mark.source] = std::move(mark); }
    /// Something is to be decided about the lead. If it is for the first time, the lead was met at this instant.
    void begin(Unit& unit, Instant at, bool by_sweep = false);
    /// Keeps an applied input with the group, or what else a replay has to know (kept.hpp), if the catalog says so.
    void keep(Unit& unit, const KeptStep& step, Instant at);
    void keep(const KeptStep& step, Instant at, const LeadId& lead = {});
    void refused(Refusal refusal) { pending_.refusals.push_back(std::move(refusal)); }
    void swept(SweepRow sweep) { pending_.sweeps.insert_or_assign(sweep.number, std::move(sweep)); }
    void channel(ChannelRow row) { pending_.channels.insert_or_assign(row.id, std::move(row)); }
    /// Ids of leads of the lead store and of the engine behind `after`, in byte order; empty: there are no more.
    Result<std::vector<LeadId>> everybody(const LeadId& after);
    [[nodiscard]] InputCounts& inputs() noexcept { return inputs_; }
    [[nodiscard]] const InputCounts& inputs() const noexcept { return inputs_; }
    void deploy(const Digest& catalog, std::vector<VersionRow> versions);
    /// The edition of the system's time zones is this one from now on.
    void set_zone_data(std::string edition);

    /// Makes sure that Shared knows about the addresses of a lead.
    Result<void> load_addresses(const Unit& unit);
    /// The same about its account, if the plan asks for the history of accounts.
    Result<void> load_account(const AccountId& account);
    /// Leads of an account that the engine has met, in byte order, what is not committed yet among them.
    Result<std::vector<LeadId>> leads_of(const AccountId& account);
    [[nodiscard]] Shared& shared() noexcept { return shared_; }

    /// Whether the next commit forgets a lead. It is to be the next thing that happens.
    [[nodiscard]] bool has_forgotten() const noexcept { return has_forgotten_; }
    [[nodiscard]] bool has_something_to_commit() const noexcept;
    /// After a commit that failed there is no other one: it may have been kept, and would be written twice.
    Result<void> commit(Instant driven_to);

    /// Hands committed changes of leads to the host's store; conflicts become inputs through `conflict`.
    void apply_changes(const std::function<void(LeadChanged)>& conflict);
    /// Whether a timer of this lead is due, or may be as far as the store's index was read.
    [[nodiscard]] bool is_due(const LeadId& lead, Instant now) const;

    /// Forgets clean units if there are more than `at_most`.
    void evict(std::size_t at_most);

    /// The first lead that is due, with its instant; commits before it reads the store's index anew.
    Result<std::optional<DueRow>> next_due(Instant up_to, Instant driven_to);

private:
    static constexpr std::size_t first_page = 256; ///< Opening a large database costs no more than a small one.
    static constexpr std::size_t largest_page = 16'384;

    Result<void> read(const std::vector<LeadId>& ids, Instant now);
    Result<Unit*> with_account(Unit& unit);
    void touch(Unit& unit);
    void drop_unwritten(Unit& unit);
    void drop_shared();
    void due_changed(Unit& unit);
    void add_unit(LeadState state, bool is_new);
    void introduce(Unit& unit);
    Result<void> read_window(Instant driven_to);
    Result<void> write(Instant driven_to);
    void committed();

    const Plans& plans_;
    EngineStore& store_;
    LeadStore& leads_;
    bool store_is_lead_store_;
    std::uint64_t epoch_;
    std::optional<Milliseconds> keep_inputs_;
    Shared shared_{};
    std::unordered_map<LeadId, std::unique_ptr<Unit>> units_;
    std::set<LeadId> missing_; ///< Neither store has them; asked for again only by an input of their own.
    Instant committed_to_ = Instant::min();
    std::optional<Error> failure_{}; ///< Of a commit.

    std::vector<Unit*> touched_;
    bool has_forgotten_ = false; ///< A lead among these.
    Pending pending_;
    InputCounts inputs_{};            ///< Of all that was ever decided.
    InputCounts committed_inputs_{};  ///< Duplicates and refusals may change nothing else.
    std::vector<LeadChange> changes_; ///< Committed, not yet applied.

    std::set<DueRow> window_;           ///< What is due soon: everything up to window_end_.
    std::size_t due_page_ = first_page; ///< How many leads are read from the store's index at once.
    DueRow window_end_{.at = Instant::min(), .lead = {}};
    bool window_is_all_ = false; ///< Whether nothing is due behind the window.
};

} // namespace nurture::inline v0
