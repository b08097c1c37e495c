// SPDX-License-Identifier: BSL-1.0
/// \file
/// The floors of P2: what the same rows cost without an engine, and what the least rows cost that could do.

#pragma once

#include <cstddef>
#include <filesystem>

#include "bench/figures/flow.hpp"
#include "bench/figures/machine.hpp"

namespace nurture::figures {

/// Writes the rows by which `finished` differs from `base` into a copy of `base` at `to`, by a plain loop of prepared
/// statements in the order of their keys, in as many commits; the last checkpoint is on the watch, reading is not.
/// Returns how many rows.
std::size_t write_final_rows(const std::filesystem::path& base, const std::filesystem::path& finished,
                             const std::filesystem::path& to, std::size_t commits, Stopwatch& watch);

/// Runs the flow by hand with a row per lead, which is rewritten when it opens or times out, and a row per message, in
/// as many commits, into a new file.
void write_lean_rows(const std::filesystem::path& to, FlowInputs inputs, const std::string& text, std::size_t commits,
                     Stopwatch& watch);

} // namespace nurture::figures
