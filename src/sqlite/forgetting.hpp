// SPDX-License-Identifier: BSL-1.0
/// \file
/// What else than its own row tells of a lead, and goes when the lead is forgotten.

#pragma once

#include <nurture/lead/id.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/journal_rows.hpp"
#include "sqlite/lead_rows.hpp"

namespace nurture::inline v0::sqlite {

/// Forgets a lead whose row was put in this commit (CommitGroup says what goes). It reads enrollment_ended, input,
/// refusal and note_row whole, since these are found by their place and not by their lead.
void forget_lead(Connection& connection, LeadRows& leads, JournalRows& journal, const LeadId& id);

} // namespace nurture::inline v0::sqlite
