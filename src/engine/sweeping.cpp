// SPDX-License-Identifier: BSL-1.0
// What concerns many leads: a part per lead, in order of ids, as if it had been done at once (S6a).

#include <algorithm>
#include <utility>

#include <nurture/time/zone_data.hpp>

#include "engine/loop.hpp"
#include "plan/compiled.hpp"

namespace nurture::inline v0 {

void Engine::Loop::begin_sweeps(const OpenedStore& opened) {
    sweeps_.assign(opened.sweeps.begin(), opened.sweeps.end());
    latest_sweep_ = opened.latest_sweep;
    const CompiledPlan& plan = plans_.current.compiled();
    const bool is_deployment = !opened.catalog;
    const Instant now = std::max(options_.clock.now(), driven_to_);
    if (is_deployment && !(plan.becomes.empty() && plan.dates.empty())) {
        begin_sweep(SweepRow::Kind::deployment, now);
    }
    if (const std::string edition = zone_data_edition(); edition != opened.zone_data) {
        if (!is_deployment) { // Deadlines were computed with another one.
            begin_sweep(SweepRow::Kind::zone_data, now);
        }
        leads_.set_zone_data(edition);
    }
    // What comes at the very instant that the store was driven to may have begun already, or not.
    const bool have_begun = is_deployment || opened.scheduled_to >= driven_to_;
    const bool was_never_driven = driven_to_ == Instant::min(); // Deployed, and nothing more.
    find_next_schedule(is_deployment || was_never_driven ? now
                       : have_begun                      ? driven_to_
                                                         : driven_to_ - Milliseconds(1));
}

void Engine::Loop::begin_sweep(SweepRow::Kind kind, Instant at, std::string trigger) {
    sweeps_.push_back({.number = ++latest_sweep_, .at = at, .kind = kind, .trigger = std::move(trigger)});
    leads_.swept(sweeps_.back());
}

void Engine::Loop::find_next_schedule(Instant after) {
    next_schedule_ = end_of_time;
    const CompiledPlan& plan = plans_.current.compiled();
    for (const CompiledSchedule& one : plan.schedules) {
        const std::optional<Zone>& zone = plan.workflows[one.workflow].zone;
        next_schedule_ = std::min(next_schedule_, one.schedule.next_after(after, zone ? *zone : plan.zone));
    }
}

/// Begins the sweeps of all schedules that come at that instant: they stand in one commit with the clock's step to it.
void Engine::Loop::begin_schedules(Instant at) {
    move_clock(at);
    timers_decided_at_ = at;
    timers_decided_ = {};
    const CompiledPlan& plan = plans_.current.compiled();
    for (const CompiledSchedule& one : plan.schedules) {
        const std::optional<Zone>& zone = plan.workflows[one.workflow].zone;
        if (one.schedule.next_after(at - Milliseconds(1), zone ? *zone : plan.zone) == at) {
            begin_sweep(SweepRow::Kind::schedule, at, one.id);
        }
    }
    find_next_schedule(at);
    ++in_group_;
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

/// Decides the lead's timers that are due before that instant, none as if it had been due before `from`.
Result<void> Engine::Loop::run_timers(Unit& unit, Instant from, Instant until) {
    while (unit.state.lead.due < until) {
        const Instant due = std::max(unit.state.lead.due, from);
        if (Result<void> done = take_in(unit, decide_timer(plans_, unit.state, leads_.shared(), due), due); !done) {
            return done;
        }
    }
    return {};
}

/// Does the parts of all sweeps that a lead has not had, in their order, each behind the timers that come before it.
Result<void> Engine::Loop::sweep(Unit& unit) {
    Instant done_to = Instant::min();
    for (const SweepRow& each : sweeps_) {
        if (unit.state.lead.swept >= each.number || unit.state.lead.deleted) {
            continue;
        }
        const bool is_new_to_us = unit.state.lead.met_at == end_of_time;
        const bool has_nothing_to_move = each.kind == SweepRow::Kind::zone_data && is_new_to_us;
        if (has_nothing_to_move || !exists_since_before(unit, each)) {
            unit.state.lead.swept = each.number;
            continue;
        }
        if (Result<void> done = run_timers(unit, done_to, each.at); !done) {
            return done;
        }
        leads_.begin(unit, each.at, true);
        Decision decision = decide_sweep(plans_, unit.state, leads_.shared(), each, each.at);
        if (Result<void> done = take_in(unit, std::move(decision), each.at); !done) {
            return done;
        }
        done_to = each.at;
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
    return run_timers(unit, sweeps_.front().at, until);
}

} // namespace nurture::inline v0
