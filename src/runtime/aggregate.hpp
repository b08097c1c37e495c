// SPDX-License-Identifier: BSL-1.0
/// \file
/// Keeping the answers to questions about the past: cost per event and per answer does not depend on how much
/// happened before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nurture/condition/history.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0 {

/// Whether an event of this type, by anybody, counts for the question; its predicate is not asked.
[[nodiscard]] bool concerns(const HistoryQuestion& question, const Event& event);

/// Takes an event up that counts for the question. What has left the window at `now` is forgotten, and beyond
/// `most` instants the oldest are told apart no more.
void take_up(Aggregate& aggregate, const HistoryQuestion& question, const Event& event, Instant now, std::size_t most);

/// How many of the events, or leads, stand in the question's window at an instant.
[[nodiscard]] std::int64_t count_at(const Aggregate& aggregate, const HistoryQuestion& question, Instant at);

/// How many events named the topic in the 90 days up to an instant.
[[nodiscard]] std::int64_t interest_at(const Aggregate& aggregate, std::string_view topic, Instant at);

} // namespace nurture::inline v0
