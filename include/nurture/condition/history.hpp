// SPDX-License-Identifier: BSL-1.0
/// \file
/// What expressions ask about the past: known when a catalog is loaded, so that the answers are kept while events
/// arrive and no evaluation ever goes over a history.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

class Condition;

/// One question about what happened to a lead or its account. Two that say the same have the same id.
struct HistoryQuestion {
    enum class Kind {
        count,         ///< `count(T, W)`, `count(T, W, predicate)`: events of the lead.
        latest,        ///< `latest(T)`, `latest(T, predicate)`: the event that occurred last.
        inactive,      ///< `inactive(W)`, `inactive(W, [T…])`: whether the lead caused nothing for so long.
        interest,      ///< `interest(topic)`: by topic, in 90 days.
        account_count, ///< `accountCount(T, W)`: events of all the account's leads.
        account_leads  ///< `accountLeads(T, W)`: how many different leads of the account.
    };

    Kind kind = Kind::count;
    std::vector<std::string> types{};     ///< Event types in byte order; empty: everything that the lead causes.
    std::optional<Milliseconds> window{}; ///< Counts what occurred in (t − window, t]; none: for ever.
    std::shared_ptr<const Condition> predicate{}; ///< Over `event` alone; null: every event.
    std::string text{};                           ///< Canonical: equal for equal questions.
    std::uint64_t id = 0;                         ///< The first eight bytes of the text's SHA-256, stable for ever.

    [[nodiscard]] bool is_about_account() const noexcept {
        return kind == Kind::account_count || kind == Kind::account_leads;
    }
};

/// How far back `interest(topic)` looks (conditions, "Functions of this library").
inline constexpr Milliseconds interest_window = std::chrono::hours(24 * 90);

/// Whether the lead itself causes events of this type: all of the host's own, and opening, clicking and answering a
/// message (workflow-format, "Built-in events"). What a machine did is left out before anybody asks.
[[nodiscard]] bool is_caused_by_lead(std::string_view event_type) noexcept;

} // namespace nurture::inline v0
