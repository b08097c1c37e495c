// SPDX-License-Identifier: BSL-1.0
/// \file
/// Drives an engine in memory with the rows of input files, under a virtual clock.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <nurture/definition/catalog.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "commands.hpp"
#include "input/categories.hpp"
#include "input/events.hpp"
#include "input/outcome.hpp"
#include "terminal.hpp"

namespace nurture::cli {

/// What a replay counts besides what the journal tells.
struct ReplayCounts {
    std::uint64_t leads = 0;
    std::uint64_t accounts = 0;
    std::uint64_t events = 0;     ///< Rows of event files, those below among them.
    std::uint64_t duplicates = 0; ///< Events whose id was seen before.
    std::uint64_t rejected = 0;   ///< Rows that could not be used, of leads and accounts too.
};

/// Why a replay ended early; the status is the program's.
struct Halt {
    int status = 0;
    std::string sentence{};
};

/// One replay. Every step gives nothing if all went well.
class Replay {
public:
    /// `reject` is called for each row that is skipped.
    Replay(const RunOptions& options, const Plan& plan, const Catalog& catalog,
           std::function<void(const BadInput&)> reject);

    std::optional<Halt> read_leads();
    std::optional<Halt> play_events();

    [[nodiscard]] const ReplayCounts& counts() const noexcept { return counts_; }
    [[nodiscard]] const ReplayedLeads& leads() const noexcept { return leads_; }
    [[nodiscard]] MemoryStore& store() noexcept { return store_; }
    /// When it began and ended; nothing if there was no event and no instant was given.
    [[nodiscard]] const std::optional<Instant>& start() const noexcept { return start_; }
    [[nodiscard]] const std::optional<Instant>& until() const noexcept { return until_; }

private:
    std::optional<Halt> read_accounts_of(const std::string& path);
    std::optional<Halt> read_leads_of(const std::string& path);
    void join_account(Lead& lead, const BadInput& place);
    std::optional<Halt> bad_row(const Outcome& outcome);
    std::optional<Halt> open_engine(Instant start);
    std::optional<Halt> play_rows(EventMerge& events);
    std::optional<Halt> hint_at_left_out(EventMerge& events, Instant first);
    std::optional<Halt> take_row(const EventMerge& events, EventRow& row);
    std::optional<Halt> accept(const EventMerge& events, EventRow& row, Input input, bool first);
    std::optional<Halt> make_room();
    std::optional<Halt> drive(Instant to);
    std::optional<Halt> interrupted() const;
    void settled(const EventMerge& events, std::uint64_t place, const Settled& settled);

    const RunOptions& options_;
    Plan plan_;
    FieldTypes types_;
    Categories categories_;
    std::function<void(const BadInput&)> reject_;
    ReplayCounts counts_{};
    std::map<AccountId, Account> accounts_;
    std::uint64_t loose_accounts_ = 0; ///< Leads whose account no file has.
    std::string first_loose_account_{};
    ReplayedLeads leads_{};
    MemoryStore store_{MemoryStore::Options{.record_messages = true}};
    std::unique_ptr<VirtualClock> clock_;
    std::unique_ptr<Engine> engine_;
    std::optional<Instant> start_{};
    std::optional<Instant> until_{};
    std::optional<Halt> refused_{}; ///< An input that the engine refused, if that ends the run.
    Instant last_at_{};             ///< Of the latest row that was accepted.
    std::size_t waiting_ = 0;       ///< Inputs accepted since the engine was driven.
    std::string behind_{};          ///< The latest row, for people.
    ProgressLine progress_;
};

} // namespace nurture::cli
