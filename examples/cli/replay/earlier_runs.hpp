// SPDX-License-Identifier: BSL-1.0
/// \file
/// What earlier runs left in a store, and whether a run fits behind them.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/time/instant.hpp>

#include "commands.hpp"
#include "input/events.hpp"
#include "replay/halt.hpp"
#include "replay/run_stores.hpp"
#include "replay/taken_file.hpp"

namespace nurture::cli {

/// Nothing in a new store.
class EarlierRuns {
public:
    /// Reads what they left; what it gives is why this run cannot go on.
    std::optional<Halt> read(const RunStores& stores, const RunOptions& options, const Digest& catalog);

    [[nodiscard]] bool any() const noexcept { return deployed_; }
    [[nodiscard]] Instant driven_to() const noexcept { return driven_to_; }
    [[nodiscard]] const std::vector<Mark>& marks() const noexcept { return marks_; }
    /// The event files in the order given.
    [[nodiscard]] TakenFile& file(std::size_t number) { return files_[number]; }
    [[nodiscard]] const TakenFile& file(std::size_t number) const { return files_[number]; }
    /// Why a row that was taken in was refused; null if it was not.
    [[nodiscard]] const std::string* refusal(const EventRow& row) const;

    /// Nothing may be added but behind everything that was taken in: asked before the first row is, which is given,
    /// and at the end.
    std::optional<Halt> objection_to(const EventRow* fresh, const EventMerge& events) const;

    /// The run's first instant stands among the marks, since what is decided depends on it.
    [[nodiscard]] static Mark mark_of_beginning(const RunOptions& options);

private:
    std::optional<Halt> check_files(const RunOptions& options) const;
    std::optional<Halt> check_instants(const RunOptions& options) const;

    std::string database_{};
    bool deployed_ = false;
    Instant driven_to_ = Instant::min();
    std::vector<Mark> marks_;
    std::vector<TakenFile> files_;
    std::map<std::pair<std::string, std::uint64_t>, std::string> refusals_; ///< Reasons by source and row.
};

} // namespace nurture::cli
