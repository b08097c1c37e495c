// SPDX-License-Identifier: BSL-1.0
// What concerns many leads: a part per lead, in order of ids, as if it had been done at once (S6a).

#include <algorithm>
#include <utility>

#include "engine/loop.hpp"
#include "plan/compiled.hpp"

namespace nurture::inline v0 {

void Engine::Loop::begin_sweeps(const OpenedStore& opened) {
    sweeps_.assign(opened.sweeps.begin(), opened.sweeps.end());
    latest_sweep_ = opened.latest_sweep;
    const bool is_deployment = !opened.catalog;
    if (!is_deployment || plans_.current.compiled().becomes.empty()) {
        return;
    }
    sweeps_.push_back({.number = ++latest_sweep_, .at = options_.clock.now(), .kind = "deployment"});
    leads_.swept(sweeps_.back());
}

/// Does the part of the next lead; false if no sweep is left.
Result<bool> Engine::Loop::sweep_next() {
    if (sweeps_.empty()) {
        return false;
    }
    SweepRow& current = sweeps_.front();
    if (sweep_ahead_.empty()) {
        const Result<std::vector<LeadId>> page = leads_.everybody(current.place);
        if (!page) {
            return page.error();
        }
        if (page->empty()) {
            current.done = true;
            leads_.swept(std::move(current));
            sweeps_.pop_front();
            return true;
        }
        sweep_ahead_.assign(page->begin(), page->end());
    }
    move_clock(std::max(current.at, driven_to_));
    Result<Unit*> unit = leads_.get(sweep_ahead_.front(), current.at,
                                    [this] { return std::vector<LeadId>(sweep_ahead_.begin(), sweep_ahead_.end()); });
    if (!unit) {
        return unit.error();
    }
    if (*unit != nullptr) {
        if (Result<void> done = sweep(**unit); !done) {
            return done.error();
        }
    }
    current.place = std::move(sweep_ahead_.front());
    sweep_ahead_.pop_front();
    leads_.swept(current);
    ++in_group_;
    return true;
}

/// Whoever was made after a sweep's instant is not part of it.
bool Engine::Loop::exists_since_before(const Unit& unit, const SweepRow& sweep) const {
    const Value* created = unit.state.lead.fields.find("created_at");
    const bool met_before = unit.state.lead.met_at != end_of_time;
    return met_before || created == nullptr || created->as_instant() == nullptr || *created->as_instant() <= sweep.at;
}

/// Does the parts of all sweeps that a lead has not had, in their order.
Result<void> Engine::Loop::sweep(Unit& unit) {
    for (const SweepRow& each : sweeps_) {
        if (unit.state.lead.swept >= each.number || unit.state.lead.deleted) {
            continue;
        }
        if (!exists_since_before(unit, each)) {
            unit.state.lead.swept = each.number;
            continue;
        }
        Decision decision = decide_sweep(plans_, unit.state, leads_.shared(), each, each.at);
        if (Result<void> done = take_in(unit, std::move(decision), each.at); !done) {
            return done;
        }
    }
    return {};
}

/// An input or timer that reaches a lead before the sweep: first the sweep's part, then the lead's timers that this
/// makes due before it.
Result<void> Engine::Loop::sweep_first(Unit& unit, Instant until) {
    if (sweeps_.empty() || unit.state.lead.swept >= sweeps_.back().number) {
        return {};
    }
    if (Result<void> done = sweep(unit); !done) {
        return done;
    }
    while (unit.state.lead.due < until) {
        const Instant due = std::max(unit.state.lead.due, sweeps_.front().at);
        if (Result<void> done = take_in(unit, decide_timer(plans_, unit.state, leads_.shared(), due), due); !done) {
            return done;
        }
    }
    return {};
}

} // namespace nurture::inline v0
