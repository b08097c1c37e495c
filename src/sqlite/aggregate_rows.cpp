// SPDX-License-Identifier: BSL-1.0
#include "sqlite/aggregate_rows.hpp"

#include <string>
#include <utility>

#include "sqlite/packing.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

namespace {

const LeadId nobody{};

bool are_of_one(const AggregateRow& a, const AggregateRow& b) {
    return a.account == b.account && a.question == b.question && a.aggregate == b.aggregate;
}

} // namespace

AggregateRows::AggregateRows(Connection& connection, Names& names, LeadRows& leads, AccountNumbers& accounts)
    : connection_(connection), names_(names), leads_(leads), accounts_(accounts),
      put_of_lead_(connection, "INSERT OR REPLACE INTO lead_aggregate (lead, question, body) VALUES (?1, ?2, ?3)"),
      load_of_lead_(connection, "SELECT question, body FROM lead_aggregate WHERE lead = ?1"),
      put_of_account_(connection, "INSERT OR REPLACE INTO account_aggregate (account, question, leads, body) "
                                  "VALUES (?1, ?2, ?3, ?4)"),
      load_of_account_(connection, "SELECT question, body FROM account_aggregate WHERE account = ?1"),
      count_(connection, "SELECT leads FROM account_aggregate WHERE account = ?1 AND question = ?2"),
      put_lead_(connection, "INSERT OR REPLACE INTO account_aggregate_lead (account, question, lead, at) "
                            "VALUES (?1, ?2, ?3, ?4)"),
      remove_lead_(connection, "DELETE FROM account_aggregate_lead WHERE account = ?1 AND question = ?2 "
                               "AND lead = ?3"),
      remove_all_leads_(connection, "DELETE FROM account_aggregate_lead WHERE account = ?1 AND question = ?2"),
      load_leads_(connection, "SELECT lead, at FROM account_aggregate_lead WHERE account = ?1 AND question = ?2") {}

void AggregateRows::put(std::span<const AggregateRow> rows) {
    while (!rows.empty()) {
        std::size_t alike = 1;
        if (rows.front().account.empty()) {
            put_of_lead(rows.front());
        } else {
            while (alike < rows.size() && are_of_one(rows[alike], rows.front())) {
                ++alike;
            }
            put_of_account(rows.first(alike));
        }
        rows = rows.subspan(alike);
    }
}

void AggregateRows::put_of_lead(const AggregateRow& row) {
    const std::string body = pack_aggregate(*row.aggregate, row.lead, true, names_);
    put_of_lead_.run(leads_.number_of(row.lead), row.question, packed(connection_, body));
}

void AggregateRows::put_of_account(std::span<const AggregateRow> rows) {
    const Aggregate& aggregate = *rows.front().aggregate;
    const std::uint64_t question = rows.front().question;
    const std::int64_t account = accounts_.number_of(rows.front().account).value_or(0);
    const auto wanted = static_cast<std::int64_t>(aggregate.leads.size());
    std::int64_t held = leads_held(account, question);
    const bool tells_leads_apart = held != 0 || wanted != 0;
    for (const AggregateRow& row : tells_leads_apart ? rows : rows.first(0)) {
        const std::int64_t lead = leads_.number_of(row.lead);
        remove_lead_.run(account, question, lead);
        held -= connection_.changed_rows();
        if (const auto at = aggregate.leads.find(row.lead); at != aggregate.leads.end()) {
            put_lead_.run(account, question, lead, at->second);
            ++held;
        }
    }
    if (held != wanted) { // Leads whose event left the window are dropped now and then, many at a time.
        put_all_leads(account, question, aggregate);
    }
    const std::string body = pack_aggregate(aggregate, nobody, false, names_);
    put_of_account_.run(account, question, wanted, packed(connection_, body));
}

std::int64_t AggregateRows::leads_held(std::int64_t account, std::uint64_t question) {
    Rows rows = count_.rows(account, question);
    return rows.next() ? rows.integer(0) : 0;
}

void AggregateRows::put_all_leads(std::int64_t account, std::uint64_t question, const Aggregate& aggregate) {
    remove_all_leads_.run(account, question);
    for (const auto& [lead, at] : aggregate.leads) {
        put_lead_.run(account, question, leads_.number_of(lead), at);
    }
}

void AggregateRows::load(std::int64_t lead_number, LeadState& state) {
    Rows rows = load_of_lead_.rows(lead_number);
    while (rows.next()) {
        if (!unpack_aggregate(rows.blob(1), state.aggregates[rows.number<std::uint64_t>(0)], state.lead.id, true,
                              names_)) {
            connection_.damaged("an answer about the past of lead " + state.lead.id.str() + " cannot be read");
        }
    }
}

std::optional<AccountState> AggregateRows::load(const AccountId& id) {
    const std::optional<std::int64_t> account = accounts_.find(id);
    if (!account) {
        return std::nullopt;
    }
    AccountState state{.id = id};
    Rows rows = load_of_account_.rows(*account);
    while (rows.next()) {
        const auto question = rows.number<std::uint64_t>(0);
        Aggregate& aggregate = state.aggregates[question];
        if (!unpack_aggregate(rows.blob(1), aggregate, nobody, false, names_)) {
            connection_.damaged("an answer about the past of account " + id.str() + " cannot be read");
        }
        load_leads(*account, question, aggregate);
    }
    return state.aggregates.empty() ? std::nullopt : std::optional<AccountState>(std::move(state));
}

void AggregateRows::load_leads(std::int64_t account, std::uint64_t question, Aggregate& aggregate) {
    Rows rows = load_leads_.rows(account, question);
    while (rows.next()) {
        aggregate.leads.emplace(leads_.id_of(rows.integer(0)), rows.instant(1));
    }
}

} // namespace nurture::inline v0::sqlite
