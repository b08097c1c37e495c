// SPDX-License-Identifier: BSL-1.0
/// \file
/// Goes over the journal as a reader would and follows each enrollment through the graph of its workflow.

#pragma once

#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/runtime/journal.hpp>

#include "simulation/findings.hpp"
#include "simulation/promises.hpp"

namespace nurture::simulation {

/// Says where an enrollment did not follow the graph: a step that is no successor of the one before, a send that was
/// passed without an answer (S27), a delay or wait that was over too early, one that went on behind its exit; where an
/// event did not set off what it should; where two messages with a delay between them came closer than the delay.
/// `lines` are those of one lead by seq.
void walk(const Catalog& catalog, const std::vector<JournalLine>& lines, const Promises& promises, Findings& findings);

} // namespace nurture::simulation
