// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the store keeps if `delivery.keep_inputs` says so: the inputs that were applied, and besides them everything
/// that the engine was told or did at an instant that no plan knows. What was decided follows from these alone.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>

#include <nurture/effects/channel.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0 {

/// An engine was opened on the store.
struct EngineOpened {
    bool is_first = false; ///< It deployed the catalog: what is kept is kept from the beginning.
    bool is_virtual = false;
    bool records_messages = false;
    bool has_links = false;
    bool has_doubts = false;            ///< Messages were on their way when the engine before it ended.
    Instant driven_to = Instant::min(); ///< How far everything had been decided and committed; the least: nothing.
    bool retry_jitter = true;
    Milliseconds answer_within{0};
    std::string zone_data{}; ///< The edition of the time zones.
    std::map<ChannelId, Capabilities> channels{};
};

/// A lead was decided about for the first time, or again after it was deleted: what the lead store had of it, as far
/// as the engine took it over.
struct LeadMet {
    Lead lead{};
    bool by_sweep = false; ///< No input named it.
};

/// Under a system clock a message had its turn: it was dispatched.
struct Dispatched {
    MessageKey key{};
    Instant driven_to{}; ///< How far everything was decided by then.
};

/// A message that was on its way when the process ended was decided about.
struct DoubtDecided {
    MessageKey key{};
    Instant driven_to{};
};

/// A message was taken back before its channel was called.
struct TakenBack {
    MessageKey key{};
};

/// Timers of this instant were decided before the inputs that follow came.
struct TimersDecided {
    std::uint64_t count = 0; ///< How many by then; 0: all, and a schedule came to its moment.
};

using KeptStep = std::variant<Input, EngineOpened, LeadMet, Dispatched, DoubtDecided, TakenBack, TimersDecided>;

/// A step with its instant.
struct Kept {
    Instant at{};
    KeptStep what{};
};

/// As the store keeps it: one JSON object; an input is that of to_json(Input), of the others `type` is
/// "engine_opened", "lead_met", "dispatched", "doubt_decided", "taken_back" or "timers_decided".
[[nodiscard]] KeptInput kept(const KeptStep& step, const LeadId& lead, Instant at);

/// What kept() wrote. Errc::unreadable with a sentence if it never wrote this.
[[nodiscard]] Result<Kept> read_kept(const std::string& json);

} // namespace nurture::inline v0
