// SPDX-License-Identifier: BSL-1.0
// An input, a timer or an answer is decided, and what that means is taken in: for the lead, its messages, its account.

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/loop.hpp"
#include "plan/compiled.hpp"

namespace nurture::inline v0 {

Result<void> Engine::Loop::decide_input(Intake::Entry entry) {
    move_clock(entry.at);
    if (entry.at == timers_decided_at_) { // Inputs come before timers of their instant (S2), but this one was late.
        leads_.keep(timers_decided_, entry.at);
    }
    Result<void> done = std::holds_alternative<ChannelAnswered>(entry.input)
                            ? decide_answer(std::get<ChannelAnswered>(entry.input), entry.at)
                            : decide_for_lead(entry);
    if (!done && !stopped_) {
        intake_->put_back(std::move(entry)); // The next call begins with it.
        return done;
    }
    ++in_group_;
    for (Mark& mark : entry.marks) {
        leads_.mark(mark);
        new_marks_[mark.source] = std::move(mark);
    }
    // Whoever comes under the id of a lead that was forgotten is another one: the store tells them apart.
    return done && leads_.has_forgotten() ? commit() : done;
}

/// Everything is read before anything is changed: an error leaves the input as if it had not been looked at.
Result<void> Engine::Loop::decide_for_lead(Intake::Entry& entry) {
    if (const auto* told = std::get_if<Event>(&entry.input); told != nullptr && told->type == "lead_forgotten") {
        entry.input = LeadDeleted{told->lead, true}; // Its id, too, is not to be kept.
    }
    const LeadId id = lead_of(entry.input);
    const auto* gone = std::get_if<LeadDeleted>(&entry.input);
    const bool forgets = gone != nullptr && gone->forget;
    Result<Unit*> unit = leads_.get(id, entry.at, [this] { return intake_->leads_ahead(options_.group); });
    if (!unit) {
        return unit.error();
    }
    const auto* event = std::get_if<Event>(&entry.input);
    std::optional<Lead> anew; // Made once more in the host's store.
    if (*unit != nullptr && (*unit)->state.lead.deleted && event != nullptr && event->type == "lead_created") {
        Result<std::optional<Lead>> lead = leads_.fetch(id);
        if (!lead) {
            return lead.error();
        }
        anew = *std::move(lead);
        if (Result<void> done = leads_.load_account(anew ? anew->account.id : AccountId()); !done) {
            return done;
        }
    }
    if (*unit == nullptr || (*unit)->state.lead.forgotten || ((*unit)->state.lead.deleted && !anew && !forgets)) {
        settle(entry, {Settled::Kind::refused,
                       Error{Errc::unknown_lead, "the lead store has no lead " + id.str() + "; make the lead first"}});
        return {};
    }
    std::optional<EventName> name;
    if (event != nullptr && !event->id.empty()) {
        name = EventName{id, event->id};
        const Result<bool> seen = leads_.seen(**unit, *name, entry.at);
        if (!seen) {
            return seen.error();
        }
        if (*seen) {
            settle(entry, {Settled::Kind::duplicate, {}});
            return {};
        }
    }
    if (Result<void> done = fetch_account(entry.input, id); !done) {
        return done;
    }
    std::optional<LeadState> deleted;
    if (anew) {
        deleted = (*unit)->state;
        meet_again(plans_, (*unit)->state, *anew, entry.at);
        (*unit)->is_new = true;
        if (!sweeps_.empty()) { // They began before there was this lead (S6a).
            (*unit)->state.lead.swept = sweeps_.back().number;
        }
    }
    if (Result<void> done = sweep_first(**unit, entry.at); !done) {
        return done;
    }
    leads_.begin(**unit, entry.at);
    Decision decision = decide(plans_, (*unit)->state, leads_.shared(), entry.input, entry.at);
    if (decision.refusal) {
        if (deleted) {
            (*unit)->state = *std::move(deleted);
            (*unit)->is_new = false;
            (*unit)->introduction.reset();
        }
        settle(entry, {Settled::Kind::refused, decision.refusal});
        return {};
    }
    if (name) {
        const Milliseconds kept = plans_.current.compiled().catalog.settings.delivery.event_ids;
        leads_.remember(**unit, *std::move(name), later_by(entry.at, kept));
    }
    if (anew) { // What they no longer count for must be known to whoever reads the lead again.
        for (const MessageRow& row : (*unit)->state.messages) {
            decision.messages.insert(row.message.key);
        }
    }
    leads_.keep(**unit, entry.input, entry.at);
    settle(entry, {});
    Result<void> done = take_in(**unit, std::move(decision), entry.at);
    return done && forgets ? forget_the_rest(**unit, entry.at) : done;
}

/// What else knows a lead by its id that was just forgotten.
Result<void> Engine::Loop::forget_the_rest(Unit& unit, Instant now) {
    const LeadId& id = unit.state.lead.id;
    std::erase_if(doubts_, [&](const MessageRow& row) { return row.message.lead == id; });
    std::erase(sweep_ahead_, id);
    for (SweepRow& sweep : sweeps_) {
        if (sweep.place == id) { // Begins anew: whoever had their part is passed over.
            sweep.place = {};
            sweep_ahead_.clear();
        }
    }
    std::vector<MessageKey> on_their_way;
    for (const MessageRow& row : unit.state.messages) {
        if (row.state == MessageState::handing_over) {
            on_their_way.push_back(row.message.key);
        }
    }
    for (const MessageKey& key : on_their_way) {
        if (Result<void> done = take_in(unit, decide_doubt(plans_, unit.state, leads_.shared(), key, now), now);
            !done) {
            return done;
        }
    }
    return {};
}

/// A lead that moves to another account brings that account's values with it.
Result<void> Engine::Loop::fetch_account(Input& input, const LeadId& id) {
    if (const auto* event = std::get_if<Event>(&input);
        event != nullptr && event->type == "lead_changed" && event->properties.find("account_id") != nullptr) {
        input = changed_by(Event(*event));
    }
    auto* change = std::get_if<LeadChanged>(&input);
    if (change == nullptr) {
        return {};
    }
    const bool moves = std::any_of(change->fields.begin(), change->fields.end(),
                                   [](const Field& field) { return field.name == "account_id"; });
    if (moves && !change->account) {
        Result<std::optional<Lead>> lead = leads_.fetch(id);
        if (!lead) {
            return lead.error();
        }
        change->account = *lead ? (*lead)->account : Account{};
    }
    return change->account ? leads_.load_account(change->account->id) : Result<void>();
}

Result<void> Engine::Loop::decide_timer_of(const DueRow& due) {
    move_clock(due.at);
    if (std::exchange(timers_decided_at_, due.at) != due.at) {
        timers_decided_.count = 1;
    } else if (timers_decided_.count > 0) {
        ++timers_decided_.count;
    }
    Result<Unit*> unit = leads_.get(due.lead, due.at);
    if (!unit) {
        return unit.error();
    }
    ++in_group_;
    if (Result<void> done = sweep_first(**unit, due.at); !done) {
        return done;
    }
    if (Result<bool> taken = take_back_silent(**unit, due.at); !taken || *taken) {
        return taken ? Result<void>() : Result<void>(taken.error());
    }
    return take_in(**unit, decide_timer(plans_, (*unit)->state, leads_.shared(), due.at), due.at);
}

Result<void> Engine::Loop::decide_answer(const ChannelAnswered& answered, Instant now) {
    const Result<std::optional<LeadId>> lead = options_.store.lead_of(answered.key);
    if (!lead || !*lead) {
        return lead ? Result<void>() : Result<void>(lead.error());
    }
    Result<Unit*> unit = leads_.get(**lead, now);
    if (!unit || *unit == nullptr) {
        return unit ? Result<void>() : Result<void>(unit.error());
    }
    if (Result<void> done = sweep_before_dispatch(**unit, now); !done) {
        return done;
    }
    Decision decision = decide(plans_, (*unit)->state, leads_.shared(), answered, now);
    if (const MessageRow* row = (*unit)->state.message(answered.key); row != nullptr) {
        outbox_.answered(*row, answered.delivery.kind);
        for (ChannelRow& channel : outbox_.take_changes()) {
            leads_.channel(std::move(channel));
        }
    }
    leads_.keep(**unit, answered, now);
    return take_in(**unit, std::move(decision), now);
}

/// Takes a decision in, and what it means for the other leads of its account.
Result<void> Engine::Loop::take_in(Unit& unit, Decision decision, Instant now) {
    if (Result<void> done = take_in_alone(unit, std::move(decision), now); !done) {
        return done;
    }
    return looking_at_accounts_ || changed_accounts_.empty() ? Result<void>() : look_at_accounts(now);
}

/// A changed answer goes on to the account's other leads at once, before anything else is decided (S6a, S36).
Result<void> Engine::Loop::look_at_accounts(Instant now) {
    looking_at_accounts_ = true;
    Result<void> done;
    while (done && !changed_accounts_.empty()) {
        const auto [account, by] = std::move(changed_accounts_.front());
        changed_accounts_.pop_front();
        done = look_at_leads_of(account, by, now);
    }
    looking_at_accounts_ = false;
    if (!done) { // Half of an account is decided.
        return stop(done.error());
    }
    return {};
}

Result<void> Engine::Loop::look_at_leads_of(const AccountId& account, const LeadId& but_for, Instant now) {
    const Result<std::vector<LeadId>> ids = leads_.leads_of(account);
    if (!ids) {
        return ids.error();
    }
    for (const LeadId& id : *ids) {
        if (id == but_for) {
            continue;
        }
        Result<Unit*> unit = leads_.get(id, now);
        if (!unit) {
            return unit.error();
        }
        if (*unit == nullptr || (*unit)->state.lead.account.id != account ||
            ((*unit)->state.enrollments.empty() && plans_.current.compiled().becomes.empty())) {
            continue;
        }
        // Something that was decided late may be earlier than what this lead's own clock has decided since.
        const Instant at = std::max(now, (*unit)->state.lead.decided_at);
        Result<void> done = take_in(**unit, decide_account_changed(plans_, (*unit)->state, leads_.shared(), at), at);
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> Engine::Loop::take_in_alone(Unit& unit, Decision decision, Instant now) {
    if (decision.account_answers_changed) {
        changed_accounts_.emplace_back(decision.account, unit.state.lead.id);
    }
    const std::set<MessageKey> take_back = std::move(decision.take_back);
    for (const MessageKey& key : decision.find) {
        const MessageRow& row = *unit.state.message(key);
        if (!options_.clock.is_virtual() && row.next_attempt <= options_.clock.now()) {
            continue; // Who was away makes up for each time that it was to be asked, and asks the last time.
        }
        finds_[row.message.channel].push_back({key, row.attempts, row.message.lead});
    }
    const std::set<MessageKey> changed = decision.messages;
    for (const MessageKey& key : changed) {
        outbox_.update(*unit.state.message(key));
    }
    leads_.absorb(unit, std::move(decision));
    for (const MessageKey& key : take_back) {
        const auto handover = handovers_.find(key);
        if (handover != handovers_.end() && handover->second->take_back()) {
            handovers_.erase(handover);
            leads_.keep(unit, TakenBack{key}, now);
            if (Result<void> done =
                    take_in_alone(unit, decide_withdrawn(plans_, unit.state, leads_.shared(), key, now), now);
                !done) {
                return done;
            }
        }
    }
    for (const MessageKey& key : changed) {
        if (unit.state.message(key)->state != MessageState::handing_over) {
            handovers_.erase(key);
        }
    }
    return {};
}

} // namespace nurture::inline v0
