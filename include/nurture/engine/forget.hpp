// SPDX-License-Identifier: BSL-1.0
/// \file
/// Forgetting a lead where no engine runs and no catalog is at hand.

#pragma once

#include <cstddef>

#include <nurture/lead/id.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// What was removed with a lead.
struct ForgottenLead {
    LeadId name{};               ///< What the store calls it from now on, for example "#17".
    std::size_t enrollments = 0; ///< That were active or paused: they left as `deleted`.
    std::size_t messages = 0;    ///< That lost address and text.
    std::size_t lines = 0;       ///< Of the journal, that lost what was personal.
};

/// Forgets a lead as LeadDeleted::forget does, in one commit, at the instant that the store was driven to (`now` if it
/// never was). It opens the store, so an engine that owned it does not any more. What it sets in motion is about this
/// lead alone; no answer about its account changes.
///
/// Both stores are borrowed for the call, in which nobody else may use them; they may be one. `now` is in UTC.
///
/// A host with an engine gives the engine a LeadDeleted instead. Errors: Errc::unknown_lead, what the stores report.
[[nodiscard]] Result<ForgottenLead> forget(EngineStore& store, LeadStore& leads, const LeadId& lead, Instant now);

} // namespace nurture::inline v0
