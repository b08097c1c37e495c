// SPDX-License-Identifier: BSL-1.0
/// \file
/// Answers about the past, of leads and of accounts. Of an account's answer that tells leads apart each lead has a row,
/// so that an event rewrites one of them and not ten thousand.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/state.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/names.hpp"

namespace nurture::inline v0::sqlite {

class AggregateRows {
public:
    AggregateRows(Connection& connection, Names& names, LeadRows& leads, AccountNumbers& accounts);

    /// Writes what changed; rows of one account's answer stand side by side.
    void put(std::span<const AggregateRow> rows);

    /// Reads the aggregates of a lead.
    void load(std::int64_t lead_number, LeadState& state);
    /// The account's aggregates; nothing if it has none.
    [[nodiscard]] std::optional<AccountState> load(const AccountId& id);

private:
    void put_of_lead(const AggregateRow& row);
    void put_of_account(std::span<const AggregateRow> rows);
    [[nodiscard]] std::int64_t leads_held(std::int64_t account, std::uint64_t question);
    void put_all_leads(std::int64_t account, std::uint64_t question, const Aggregate& aggregate);
    void load_leads(std::int64_t account, std::uint64_t question, Aggregate& aggregate);

    Connection& connection_;
    Names& names_;
    LeadRows& leads_;
    AccountNumbers& accounts_;
    Statement put_of_lead_;
    Statement load_of_lead_;
    Statement put_of_account_;
    Statement load_of_account_;
    Statement count_;
    Statement put_lead_;
    Statement remove_lead_;
    Statement remove_all_leads_;
    Statement load_leads_;
};

} // namespace nurture::inline v0::sqlite
