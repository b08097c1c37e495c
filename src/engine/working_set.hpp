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
#include <vector>

#include <nurture/runtime/decide.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>

namespace nurture::inline v0 {

/// A lead in memory, with what of it the next commit has to write.
struct Unit {
    LeadState state{};
    bool touched = false;
    std::set<std::uint64_t> enrollments{};
    std::vector<EnrollmentRow> ended{};
    std::set<MessageKey> messages{};
};

/// Loads leads, takes decisions in, commits them in groups.
class WorkingSet {
public:
    WorkingSet(const Plans& plans, EngineStore& store, LeadStore& leads, std::uint64_t epoch);

    /// Finds what the store still has to hand to the lead store; the store was driven to this instant.
    Result<void> start(Instant driven_to);

    /// The lead's unit; null if neither store knows the lead. `ahead` names leads worth reading with it and is asked
    /// only if the lead must be read. Stays valid until evict().
    Result<Unit*> get(const LeadId& id, Instant now, const std::function<std::vector<LeadId>()>& ahead = {});

    /// Looks a lead up in the host's store.
    Result<std::optional<Lead>> fetch(const LeadId& id);

    /// Adds a decision to the group.
    void absorb(Unit& unit, Decision decision);

    [[nodiscard]] Result<bool> seen(const EventName& name, Instant now);
    void remember(const EventName& name, Instant until);
    void mark(Mark mark);
    void deploy(const Digest& catalog, std::vector<VersionRow> versions);

    /// Makes sure that Shared knows about the addresses of a lead.
    Result<void> load_shared(const Unit& unit);
    [[nodiscard]] Shared& shared() noexcept { return shared_; }

    [[nodiscard]] bool has_something_to_commit() const noexcept;
    Result<void> commit(Instant driven_to);

    /// Hands committed changes of leads to the host's store; conflicts become inputs through `conflict`.
    void apply_changes(const std::function<void(LeadChanged)>& conflict);
    /// Whether a timer of this lead is due.
    [[nodiscard]] bool is_due(const LeadId& lead, Instant now) const;

    /// Forgets clean units if there are more than `at_most`.
    void evict(std::size_t at_most);

    /// The first lead that is due, with its instant; commits before it reads the store's index anew.
    Result<std::optional<DueRow>> next_due(Instant up_to, Instant driven_to);

private:
    Result<void> read(const std::vector<LeadId>& ids, Instant now);
    void touch(Unit& unit);
    void due_changed(const LeadId& lead, Instant due);
    Result<void> read_window(Instant driven_to);

    const Plans& plans_;
    EngineStore& store_;
    LeadStore& leads_;
    bool store_is_lead_store_;
    std::uint64_t epoch_;
    Shared shared_{};
    std::map<LeadId, std::unique_ptr<Unit>> units_;
    std::set<LeadId> missing_; ///< Neither store has them; asked for again only by an input of their own.
    Instant committed_to_ = Instant::min();

    std::vector<Unit*> touched_;
    std::vector<JournalLine> journal_;
    std::map<EventName, Instant> seen_;
    std::vector<Digest> suppressed_;
    std::vector<LeadChange> new_changes_;
    std::vector<LeadChange> changes_; ///< Committed, not yet applied.
    std::vector<std::string> settled_changes_;
    std::map<std::string, Mark> marks_;
    std::optional<Digest> catalog_{};
    std::vector<VersionRow> versions_;

    std::set<DueRow> window_;          ///< What is due soon: everything up to window_end_.
    std::map<LeadId, Instant> due_of_; ///< Of the leads in the window.
    DueRow window_end_{.at = Instant::min(), .lead = {}};
    bool window_is_all_ = false; ///< Whether nothing is due behind the window.
};

} // namespace nurture::inline v0
