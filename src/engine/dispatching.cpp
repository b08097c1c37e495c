// SPDX-License-Identifier: BSL-1.0
// Which message leaves next, and what becomes of one whose channel stays silent.

#include <algorithm>
#include <utility>

#include "engine/loop.hpp"

namespace nurture::inline v0 {

/// A message whose channel was not even called in time is not in doubt: it goes again later.
Result<bool> Engine::Loop::take_back_silent(Unit& unit, Instant now) {
    for (const MessageRow& row : unit.state.messages) {
        if (row.state != MessageState::handing_over || later_by(row.handed_over_at, options_.answer_within) > now) {
            continue;
        }
        const auto handover = handovers_.find(row.message.key);
        if (handover != handovers_.end() && handover->second->take_back()) {
            leads_.keep(unit, TakenBack{row.message.key}, now);
            const ChannelAnswered not_called{
                .key = row.message.key,
                .attempt = row.attempts,
                .delivery = {DeliveryKind::deferred, "the channel was not called in time"}};
            Result<void> done = take_in(unit, decide(plans_, unit.state, leads_.shared(), not_called, now), now);
            return done ? Result<bool>(true) : Result<bool>(done.error());
        }
    }
    return false;
}

/// Whether something of the lead comes before what is decided at the clock's instant.
bool Engine::Loop::must_wait(const LeadId& lead, Instant now) const {
    return !options_.clock.is_virtual() &&
           (next_schedule_ <= now || intake_->holds_input_of(lead) || leads_.is_due(lead, now));
}

/// Slow calls move a system clock on: of other leads something may be due that was not yet when the run began.
Instant Engine::Loop::decided_to(Instant now) {
    const Result<std::optional<DueRow>> due =
        options_.clock.is_virtual() ? std::optional<DueRow>{} : leads_.next_due(now, driven_to_);
    return due && *due ? (*due)->at - Milliseconds(1) : now;
}

/// Under a virtual clock the turn of a message follows from what set it in motion.
void Engine::Loop::keep_turn(Unit& unit, const KeptStep& turn, Instant now) {
    if (!options_.clock.is_virtual()) {
        leads_.keep(unit, turn, now);
    }
}

/// What a system clock said when something was dispatched it has said: if it steps back, it is held there (S1).
void Engine::Loop::move_clock_to_dispatch(Instant now) {
    if (!options_.clock.is_virtual()) {
        move_clock(now);
    }
}

/// Under a virtual clock a dispatch comes right behind what set it in motion, and a sweep has an instant of its own.
Result<void> Engine::Loop::sweep_before_dispatch(Unit& unit, Instant now) {
    return options_.clock.is_virtual() ? Result<void>() : sweep_first(unit, now);
}

/// A message that was on its way when the process before this one ended. Nothing is handed over before all of them
/// are decided: they still have their slots. Where `answer_within` is over, its timer comes first and decides.
Result<bool> Engine::Loop::decide_next_doubt() {
    const auto next = only_ ? std::find_if(doubts_.begin(), doubts_.end(),
                                           [this](const MessageRow& row) { return row.message.key == *only_; })
                            : doubts_.begin();
    const Instant now = now_for_dispatch();
    if (next == doubts_.end() || must_wait(next->message.lead, now)) {
        return false;
    }
    const MessageKey key = next->message.key;
    Result<Unit*> unit = leads_.get(next->message.lead, now);
    if (!unit) {
        return unit.error();
    }
    move_clock_to_dispatch(now);
    if (Result<void> done = sweep_before_dispatch(**unit, now); !done) {
        return done.error();
    }
    Decision decision = decide_doubt(plans_, (*unit)->state, leads_.shared(), key, now);
    doubts_.erase(next);
    keep_turn(**unit, DoubtDecided{key, decided_to(now)}, now);
    Result<void> done = take_in(**unit, std::move(decision), now);
    return done ? Result<bool>(true) : Result<bool>(done.error());
}

Result<std::optional<Message>> Engine::Loop::dispatch_next(const OutboxPlace& place, Instant now) {
    Result<Unit*> found = leads_.get(place.lead, now);
    if (!found) {
        return found.error();
    }
    Unit& unit = **found;
    if (Result<void> done = sweep_before_dispatch(unit, now); !done) {
        return done.error();
    }
    if (Result<void> done = leads_.load_addresses(unit); !done) {
        return done.error();
    }
    keep_turn(unit, Dispatched{place.key, decided_to(now)}, now);
    MessageLinks links;
    if (options_.links != nullptr) {
        const std::string& category = unit.state.message(place.key)->message.category;
        links = {options_.links->unsubscribe(place.key, place.lead, category),
                 options_.links->preferences(place.key, place.lead, category)};
    }
    if (Result<void> done = take_in(unit, dispatch(plans_, unit.state, leads_.shared(), place.key, links, now), now);
        !done) {
        return done.error();
    }
    const MessageRow& row = *unit.state.message(place.key);
    if (row.state != MessageState::handing_over) {
        return std::optional<Message>{};
    }
    if (options_.store.records_messages()) { // Answered in the same commit, as an input of its own.
        const ChannelAnswered accepted{.key = place.key, .attempt = row.attempts, .delivery = {}};
        Result<void> done = take_in(unit, decide(plans_, unit.state, leads_.shared(), accepted, now), now);
        return done ? Result<std::optional<Message>>(std::optional<Message>{})
                    : Result<std::optional<Message>>(done.error());
    }
    Message message = row.message;
    message.at = row.first_attempt;
    message.unsubscribe = links.unsubscribe;
    return std::optional<Message>{std::move(message)};
}

/// Asks a channel about everything that is in doubt with it.
bool Engine::Loop::look_up_next() {
    if (finds_.empty() || !may_hand_over_) {
        return false;
    }
    const auto first = finds_.begin();
    const ChannelId channel = first->first;
    std::vector<Sought> sought = std::move(first->second);
    finds_.erase(first);
    auto task = [to = options_.channels.at(channel), sought = std::move(sought), intake = intake_] {
        look_up(*to, sought, intake);
    };
    if (options_.executor != nullptr) {
        options_.executor->post(channel, std::move(task));
    } else {
        task();
    }
    return true;
}

Result<bool> Engine::Loop::hand_over_next() {
    if (!may_hand_over_) {
        return false;
    }
    const bool is_virtual = options_.clock.is_virtual();
    const Instant now = now_for_dispatch();
    // Under a system clock dispatch stands behind every input and timer of the lead (S26).
    const auto waits = [&](const LeadId& lead) { return must_wait(lead, now); };
    const auto next = [&](const std::optional<ChannelId>& of) {
        return is_virtual ? outbox_.next(now, of) : outbox_.next(now, of, waits);
    };
    const std::optional<OutboxPlace> first = only_ ? outbox_.waiting(*only_) : next({});
    if (!first) {
        return false;
    }
    move_clock_to_dispatch(now);
    const std::size_t most = is_virtual || only_ ? 1 : std::max<std::size_t>(capabilities_[first->channel].batch, 1);
    Batch batch;
    std::optional<Error> failure;
    for (std::optional<OutboxPlace> place = first; place && batch.messages.size() < most;) {
        Result<std::optional<Message>> message = dispatch_next(*place, now);
        if (!message) {
            failure = message.error(); // What was dispatched before still goes.
            break;
        }
        if (*message) {
            batch.messages.push_back(**std::move(message));
            batch.handovers.push_back(std::make_shared<Handover>());
            handovers_[place->key] = batch.handovers.back();
        }
        place = most > 1 ? next(first->channel) : std::nullopt;
    }
    if (!batch.messages.empty()) {
        if (Result<void> done = commit(); !done) { // Nothing is handed over before it is committed.
            return done.error();
        }
        auto task = [to = options_.channels.at(first->channel), batch = std::move(batch), intake = intake_]() mutable {
            deliver(*to, std::move(batch), intake);
        };
        if (options_.executor != nullptr) {
            options_.executor->post(first->channel, std::move(task));
        } else {
            task();
        }
    }
    return failure ? Result<bool>(*std::move(failure)) : Result<bool>(true);
}

} // namespace nurture::inline v0
