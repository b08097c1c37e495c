// SPDX-License-Identifier: BSL-1.0
#include <nurture/engine/forget.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "engine/working_set.hpp"
#include "plan/compiled.hpp"

namespace nurture::inline v0 {

namespace {

/// How many lines of a lead tell something about the person.
Result<std::size_t> personal_lines(EngineStore& store, const LeadId& lead) {
    std::size_t count = 0;
    const Result<void> read =
        store.journal({.lead = lead}, [&](const JournalLine& line) { count += personal_parts(line).empty() ? 0 : 1; });
    return read ? Result<std::size_t>(count) : Result<std::size_t>(read.error());
}

/// The rows that remain of a lead, decided without any workflow: whoever leaves as `deleted` leaves every one.
void decide_forgetting(const Plans& plans, WorkingSet& leads, Unit& unit, Instant at) {
    const LeadDeleted gone{unit.state.lead.id, true};
    leads.absorb(unit, decide(plans, unit.state, leads.shared(), gone, at));
    for (std::size_t i = 0; i < unit.state.messages.size(); ++i) {
        if (const MessageRow& row = unit.state.messages[i]; row.state == MessageState::handing_over) {
            leads.absorb(unit, decide_doubt(plans, unit.state, leads.shared(), MessageKey(row.message.key), at));
        }
    }
}

} // namespace

Result<ForgottenLead> forget(EngineStore& store, LeadStore& lead_store, const LeadId& lead, Instant now) {
    const Result<OpenedStore> opened = store.open();
    if (!opened) {
        return opened.error();
    }
    const Plans plans{.current = Plan(std::make_shared<CompiledPlan>())};
    WorkingSet leads(plans, store, lead_store, opened->epoch);
    if (Result<void> done = leads.start(*opened); !done) {
        return done.error();
    }
    const Instant at = opened->driven_to == Instant::min() ? now : opened->driven_to;
    const Result<Unit*> unit = leads.get(lead, at);
    if (!unit) {
        return unit.error();
    }
    if (*unit == nullptr || (*unit)->state.lead.forgotten) {
        return Error{Errc::unknown_lead, "there is no lead " + lead.str() + "; see that the id is right"};
    }
    const Result<std::size_t> lines = personal_lines(store, lead);
    const Result<std::vector<LeadId>> before = store.forgotten();
    if (!lines || !before) {
        return lines ? before.error() : lines.error();
    }
    ForgottenLead told{
        .enrollments = (*unit)->state.enrollments.size(), .messages = (*unit)->state.messages.size(), .lines = *lines};
    decide_forgetting(plans, leads, **unit, at);
    if (Result<void> done = leads.commit(opened->driven_to); !done) {
        return done.error();
    }
    const Result<std::vector<LeadId>> after = store.forgotten();
    if (!after) {
        return after.error();
    }
    const std::set<LeadId> known(before->begin(), before->end());
    const auto name =
        std::find_if(after->begin(), after->end(), [&](const LeadId& each) { return !known.contains(each); });
    told.name = name == after->end() ? LeadId() : *name;
    return told;
}

} // namespace nurture::inline v0
