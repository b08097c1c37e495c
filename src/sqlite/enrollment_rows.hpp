// SPDX-License-Identifier: BSL-1.0
/// \file
/// Enrollments: the active ones, which are small and hot, and those that have left, which are only added to.

#pragma once

#include <cstdint>

#include <nurture/runtime/state.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/names.hpp"

namespace nurture::inline v0::sqlite {

class EnrollmentRows {
public:
    EnrollmentRows(Connection& connection, Names& names, Versions& versions);

    /// Writes an active enrollment, or moves one that has left out of the active ones.
    void put(const LeadPlace& place, const LeadId& lead, const EnrollmentRow& row);
    /// Reads the active enrollments of a lead.
    void load(std::int64_t lead_number, LeadState& state);

private:
    Connection& connection_;
    Names& names_;
    Versions& versions_;
    Statement add_;
    Statement put_;
    Statement remove_;
    Statement end_;
    Statement load_;
};

} // namespace nurture::inline v0::sqlite
