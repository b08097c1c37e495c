// SPDX-License-Identifier: BSL-1.0
/// \file
/// The leads that the engine has met, by id and by number: lead_row, and account_row that it refers to.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nurture/lead/id.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/state.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/names.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

/// Accounts by number. Those that were written lately are remembered, up to a bound.
class AccountNumbers {
public:
    explicit AccountNumbers(Connection& connection);

    [[nodiscard]] std::optional<std::int64_t> find(const AccountId& id);
    /// A new number if it has none; nothing for an empty id.
    [[nodiscard]] std::optional<std::int64_t> number_of(const AccountId& id);

    /// What was remembered may never have been committed.
    void forget() noexcept { numbers_.clear(); }

private:
    Connection& connection_;
    Statement find_;
    Statement add_;
    std::unordered_map<AccountId, std::int64_t> numbers_;
};

/// Where a lead stands in the file.
struct LeadPlace {
    std::int64_t number = 0; ///< 0: it has no row, and no number yet.
    bool has_row = false;
    std::optional<std::int64_t> journal{}; ///< Its latest line.
    std::optional<std::int64_t> message{}; ///< Its latest message.
    std::optional<std::int64_t> account{};
    Instant due = end_of_time;
    std::uint64_t enrollments = 0; ///< The largest number of one.
    bool is_forgotten = false;     ///< Its id is gone; it is called by its number.
    // While a commit goes on:
    std::uint64_t commit = 0;                        ///< The commit that touched it.
    bool is_ahead = false;                           ///< `journal` and `message` are not written yet.
    std::optional<std::int64_t> committed_message{}; ///< Its latest message before this commit.
    std::uint64_t committed_enrollments = 0;         ///< The same of `enrollments`.
};

class LeadRows {
public:
    /// Who is due, from an index alone.
    static constexpr const char* due_query = "SELECT due, id FROM lead_row WHERE due <= ?1 ORDER BY due, id LIMIT ?2";

    LeadRows(Connection& connection, Names& names, AccountNumbers& accounts);

    [[nodiscard]] std::optional<std::int64_t> find(const LeadId& id);
    /// The id of a lead; a lead that was forgotten is called by its number, "#17".
    [[nodiscard]] LeadId id_of(std::int64_t number);
    /// Reads a lead that was met, and where it stands; nothing if there is none.
    [[nodiscard]] std::optional<LeadRow> load(const LeadId& id, LeadPlace& place);

    /// The names of leads that were forgotten.
    [[nodiscard]] std::vector<LeadId> forgotten();
    [[nodiscard]] std::uint64_t forgotten_enrollments();

    [[nodiscard]] std::vector<DueRow> due(Instant up_to, std::size_t at_most);
    [[nodiscard]] std::vector<LeadId> leads(const LeadId& after, std::size_t at_most);
    [[nodiscard]] std::vector<LeadId> leads_of(const AccountId& account);

    // A commit. Places are remembered, up to a bound, so that what was loaded is not looked for again: nobody else
    // writes leads while this connection has the right to commit.
    void begin_commit();
    /// The place of a lead, a new number if it has none; valid until the next commit.
    [[nodiscard]] LeadPlace& place_of(const LeadId& id);
    void put(const LeadRow& row);
    /// Writes what was changed in places whose lead was not put.
    void settle_places();
    /// The place of a lead that has a row from now on at the latest.
    [[nodiscard]] const LeadPlace& row_of(const LeadId& id);
    [[nodiscard]] std::int64_t number_of(const LeadId& id) { return row_of(id).number; }
    /// Takes the id from a lead whose row was put. Then no place is valid any more.
    void take_name(const LeadId& id);
    /// Forgets all places: they may never have been committed, or another one has committed since.
    void forget() noexcept;

private:
    void add_bare_row(const LeadId& id, LeadPlace& place);
    void find_place(const LeadId& id, LeadPlace& place);
    void read_place(const Rows& rows, LeadPlace& place);
    [[nodiscard]] std::optional<LeadRow> read(const Rows& rows, const LeadId& id, LeadPlace& place);
    void remember(const LeadId& id, const LeadPlace& place);
    [[nodiscard]] std::vector<LeadId> ids(Rows rows);

    Connection& connection_;
    Names& names_;
    AccountNumbers& accounts_;
    ValueColumn fields_; ///< Of the row that is put.
    ValueColumn account_fields_;
    ValueColumn consent_;
    Statement find_;
    Statement find_id_;
    Statement find_place_;
    Statement find_forgotten_;
    Statement find_forgotten_place_;
    Statement latest_number_;
    Statement load_;
    Statement load_forgotten_;
    Statement forgotten_;
    Statement forgotten_enrollments_;
    Statement take_name_;
    Statement add_;
    Statement add_bare_;
    Statement update_;
    Statement update_with_due_;
    Statement update_account_;
    Statement update_latest_;
    Statement due_;
    Statement leads_;
    Statement leads_of_;
    Statement leads_of_none_;
    std::int64_t next_number_ = 0; ///< 0: not asked yet.
    std::uint64_t commit_ = 1;     ///< Numbers the commits.
    std::unordered_map<LeadId, LeadPlace> places_;
    using Known = std::pair<const LeadId*, LeadPlace*>;
    std::vector<Known> touched_; ///< By this commit.
    Known latest_{};             ///< The one that was asked for last, if any was touched.
};

} // namespace nurture::inline v0::sqlite
