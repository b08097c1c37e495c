// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where a run keeps its leads and its state, in memory or in a database, and where its messages go.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>

#include <nurture/effects/channel.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>

namespace nurture::cli {

/// Borrowed; what is behind it outlives the run.
struct RunStores {
    EngineStore& state;
    LeadStore& leads;
    std::function<Result<void>(std::span<const Lead>)> put{}; ///< Adds leads or replaces them.
    std::function<Result<std::size_t>()> lead_count{};
    std::string database{};                   ///< The file, for people; empty in memory.
    std::map<ChannelId, Channel*> channels{}; ///< None: the state records messages.
};

} // namespace nurture::cli
