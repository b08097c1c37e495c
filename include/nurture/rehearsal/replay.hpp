// SPDX-License-Identifier: BSL-1.0
/// \file
/// Proves what a store has come to: everything that it kept of inputs is decided once more, in memory, and must come to
/// the same.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nurture/plan/plan.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0 {

/// What a replay came to.
struct ReplayResult {
    /// Why there was none; empty: there was one. It says nothing against the store.
    std::string not_replayed{};
    std::uint64_t inputs = 0;               ///< That were decided once more.
    std::size_t leads = 0;                  ///< That were compared.
    std::vector<std::string> differences{}; ///< A sentence each, of one lead each, in order of leads, at most 20.
};

/// Decides everything anew that a store kept (`delivery.keep_inputs`) and compares it, lead by lead, with what the
/// store has: journals, enrollments, messages, fields, consent and what is remembered of events. The first difference
/// of a lead is told, by the first journal line that differs if there is one.
///
/// Nothing is written, sent or asked of a lead store, and no clock is looked at; the store is opened, so an engine that
/// owns it is displaced unless it stands in a store that is opened to be read (sqlite::Options::Mode::read). Takes as
/// much memory as all leads and their journals do. The store is borrowed for the call; no other thread may use it
/// meanwhile.
///
/// There is no replay of a store that kept nothing or not everything since it was new, nor of one that has forgotten a
/// lead, nor where something else decided than what is kept: another edition of the time zones, or under a virtual
/// clock a process that ended while a channel had not answered. A replay of a store on which an engine works meanwhile
/// says so.
///
/// Errors: Errc::catalog_differs if the store was deployed with another catalog than the plan's, what the store
/// reports.
[[nodiscard]] Result<ReplayResult> replay_kept_inputs(EngineStore& store, const Plan& plan);

} // namespace nurture::inline v0
