// SPDX-License-Identifier: BSL-1.0
/// \file
/// What an engine kept, decided once more, comes to what it has come to.

#pragma once

#include <nurture/rehearsal/replay.hpp>

#include "simulation/findings.hpp"

namespace nurture::simulation {

/// Opens the store: whoever had it open has lost it.
inline void check_by_replay(EngineStore& store, const Plan& plan, Findings& findings) {
    const Result<ReplayResult> replayed = replay_kept_inputs(store, plan);
    if (!replayed) {
        findings.add("it cannot be replayed: " + replayed.error().message);
        return;
    }
    const Result<std::vector<LeadId>> forgotten = store.forgotten();
    const bool may_be_left_out = forgotten && !forgotten->empty();
    if (!replayed->not_replayed.empty() && !may_be_left_out) {
        findings.add("it was not replayed: " + replayed->not_replayed);
    }
    for (const std::string& difference : replayed->differences) {
        findings.add("a replay differs: " + difference);
    }
}

} // namespace nurture::simulation
