// SPDX-License-Identifier: BSL-1.0
/// \file
/// Drives an engine with the rows of input files, under a virtual clock.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/plan/plan.hpp>

#include "commands.hpp"
#include "input/categories.hpp"
#include "input/events.hpp"
#include "input/outcome.hpp"
#include "replay/earlier_runs.hpp"
#include "replay/halt.hpp"
#include "replay/roster.hpp"
#include "replay/run_stores.hpp"
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

/// One replay. On stores that have seen part of the inputs it goes on where that ended: every file is read again from
/// its beginning and compared with what the store took in, which is passed over. So what it counts, and what the
/// stores hold at the end, is the same however often it was cut off and begun again.
class Replay {
public:
    Replay(const RunOptions& options, const Plan& plan, const Catalog& catalog, RunStores stores);

    /// Gives nothing if all went well. Then the stores hold everything up to until().
    std::optional<Halt> play();

    [[nodiscard]] const ReplayCounts& counts() const noexcept { return counts_; }
    /// The rows that were skipped, by file as the files were read, then by line.
    [[nodiscard]] std::vector<BadInput> rejects() const;
    [[nodiscard]] bool knows(const LeadId& lead) const { return roster_.knows(lead); }
    [[nodiscard]] EngineStore& store() noexcept { return stores_.state; }
    /// When it began and ended; nothing if there was no event and no instant was given.
    [[nodiscard]] const std::optional<Instant>& start() const noexcept { return start_; }
    [[nodiscard]] const std::optional<Instant>& until() const noexcept { return until_; }

private:
    std::optional<Halt> read_roster();
    std::optional<Halt> bad_row(const Outcome& outcome);
    std::optional<Halt> put_leads();
    std::optional<Halt> open_engine();
    std::optional<Halt> play_rows(EventMerge& events);
    std::optional<Halt> take_bad_row(const Outcome& outcome);
    std::optional<Halt> hint_at_left_out(EventMerge& events, Instant first);
    std::optional<Halt> take_row(EventRow& row);
    std::optional<Halt> take_fresh(EventRow& row, std::size_t first);
    std::optional<Halt> pass_over(const EventRow& row);
    std::optional<Halt> accept(EventRow& row, std::size_t index, bool watched);
    [[nodiscard]] std::vector<Mark> marks_of(const EventRow& row, std::size_t index);
    std::optional<Halt> make_room();
    std::optional<Halt> drive(Instant to);
    std::optional<Halt> decide_accepted();
    std::optional<Halt> interrupted() const;
    void settled(std::uint64_t place, bool known, const Settled& what);
    [[nodiscard]] BadInput refused_row(std::uint64_t place, bool known, std::string reason) const;

    const RunOptions& options_;
    Plan plan_;
    FieldTypes types_;
    Categories categories_;
    RunStores stores_;
    Roster roster_;
    ReplayCounts counts_{};
    std::vector<BadInput> rejects_;

    EarlierRuns earlier_;
    std::unique_ptr<VirtualClock> clock_;
    std::unique_ptr<Engine> engine_;
    std::optional<Instant> start_{};
    std::optional<Instant> until_{};
    std::optional<Halt> refused_{};       ///< An input that the engine refused, if that ends the run.
    bool roster_marked_ = false;          ///< Whether an input has carried how far the other files were read.
    Instant last_at_ = Instant::min();    ///< Of the latest row.
    std::size_t waiting_ = 0;             ///< Inputs accepted since the engine was driven.
    std::vector<Ticket> of_last_instant_; ///< Those of the latest row's instant.
    std::uint64_t behind_ = 0;            ///< The latest row that is in the store for good, as a place.
    ProgressLine progress_;
};

} // namespace nurture::cli
