// SPDX-License-Identifier: BSL-1.0
/// \file
/// The lead store's side of the file: leads, accounts and notes as a CRM has them.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <nurture/lead/lead.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/sqlite/database.hpp>

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

class LeadRecords {
public:
    explicit LeadRecords(Connection& connection);

    void put(const Lead& lead);
    [[nodiscard]] std::optional<Lead> find(const LeadId& id);
    [[nodiscard]] std::vector<Lead> after(const LeadId& id, std::size_t at_most);
    [[nodiscard]] std::size_t count();
    [[nodiscard]] std::vector<Note> notes();

    /// Makes changes, in their order, whatever the leads hold; nothing happens to a lead that is gone.
    void change(std::span<const LeadChange> changes);
    /// The same, once per key.
    void change_once(const LeadChange& change);

private:
    [[nodiscard]] Lead read(const Rows& rows);
    void change_one(std::span<const LeadChange> changes);

    Connection& connection_;
    Statement put_account_;
    Statement put_lead_;
    Statement find_;
    Statement after_;
    Statement fields_;
    Statement put_fields_;
    Statement add_note_;
    Statement was_applied_;
    Statement remember_;
};

} // namespace nurture::inline v0::sqlite
