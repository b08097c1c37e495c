// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the command line asks for, and the figures there are.

#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/figures/report.hpp"

namespace nurture::figures {

struct Options {
    std::vector<std::string> figures{}; ///< "P1" …; empty: all.
    bool json = false;
    bool full = false;                  ///< The sizes of the targets, not those of a two-minute run.
    std::optional<std::size_t> leads{}; ///< In place of the larger size of each figure.
    std::size_t repetitions = 3;        ///< Of each measurement, taking turns with its floor.
    std::filesystem::path folder{};     ///< For databases, all removed at the end.

    /// The larger size of a figure.
    [[nodiscard]] std::size_t leads_or(std::size_t usual, std::size_t at_full) const {
        return leads.value_or(full ? at_full : usual);
    }
};

class WaitingFiles;

Figure in_memory(const Options& options, WaitingFiles& files);      ///< P1
Figure durable(const Options& options, WaitingFiles& files);        ///< P2
Figure latency(const Options& options, WaitingFiles& files);        ///< P3
Figure cost_per_input(const Options& options, WaitingFiles& files); ///< P4
Figure opening(const Options& options, WaitingFiles& files);        ///< P5
Figure memory(const Options& options, WaitingFiles& files);         ///< P6
Figure disk(const Options& options, WaitingFiles& files);           ///< P7

} // namespace nurture::figures
