// SPDX-License-Identifier: BSL-1.0
/// \file
/// The summary of a run, for machines and for people.

#pragma once

#include <string>

#include <nurture/definition/catalog.hpp>
#include <nurture/insight/summary.hpp>

#include "replay/replay.hpp"

namespace nurture::cli {

/// One JSON document with the keys that the documentation names, in that order.
[[nodiscard]] std::string summary_json(const Replay& replay, const Catalog& catalog, const Summary& summary);

/// A table per workflow, then what was sent and what not.
[[nodiscard]] std::string summary_text(const Replay& replay, const Catalog& catalog, const Summary& summary);

} // namespace nurture::cli
