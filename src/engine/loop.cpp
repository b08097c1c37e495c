// SPDX-License-Identifier: BSL-1.0
#include "engine/loop.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <variant>

#include <nurture/time/zone_data.hpp>

#include "plan/compiled.hpp"

namespace nurture::inline v0 {

namespace {

/// What machines set their clocks back by as they run; the engine just waits for it (S2).
constexpr Milliseconds clock_tolerance = std::chrono::minutes(1);

/// Each channel is asked once.
std::map<ChannelId, Capabilities> capabilities_of(const std::map<ChannelId, Channel*>& channels) {
    std::map<ChannelId, Capabilities> all;
    for (const auto& [id, channel] : channels) {
        if (channel != nullptr) {
            all.emplace(id, channel->capabilities());
        }
    }
    return all;
}

Plans plans_for(const Plan& plan, const Engine::Options& options, const std::map<ChannelId, Capabilities>& can) {
    Plans plans{.current = plan, .answer_within = options.answer_within, .retry_jitter = options.retry_jitter};
    for (const auto& [id, capabilities] : can) {
        if (capabilities.idempotent) {
            plans.idempotent_channels.insert(id);
        }
        if (capabilities.lookup) {
            plans.lookup_channels.insert(id);
        }
    }
    return plans;
}

} // namespace

Engine::Loop::Loop(const Plan& plan, Options options, const OpenedStore& opened)
    : options_(std::move(options)), capabilities_(capabilities_of(options_.channels)),
      plans_(plans_for(plan, options_, capabilities_)),
      intake_(std::make_shared<Intake>(options_.clock, options_.queue, opened.driven_to, options_.wake)),
      leads_(plans_, options_.store, options_.leads, opened.epoch), outbox_(options_.clock.is_virtual()),
      driven_to_(opened.driven_to),
      behind_at_opening_(later_by(options_.clock.now(), clock_tolerance) < opened.driven_to),
      followed_to_(opened.driven_to) {}

Engine::Loop::~Loop() {
    intake_->close();
}

Result<void> Engine::Loop::start(const OpenedStore& opened) {
    options_.clock.advance_to(driven_to_); // What was in doubt is handed over at this instant.
    if (Result<void> done = leads_.start(opened); !done) {
        return done;
    }
    for (const Mark& mark : opened.marks) {
        marks_[mark.source] = mark;
    }
    for (const auto& [id, can] : capabilities_) {
        outbox_.set_limits(id, std::max(can.in_flight, can.batch), can.rate);
    }
    for (const ChannelRow& channel : opened.channels) {
        outbox_.restore(channel);
    }
    Result<std::vector<MessageRow>> waiting = options_.store.outbox();
    if (!waiting) {
        return waiting.error();
    }
    for (const MessageRow& row : *waiting) {
        outbox_.update(row);
    }
    Result<std::vector<MessageRow>> doubts = options_.store.in_doubt();
    if (!doubts) {
        return doubts.error();
    }
    doubts_ = *std::move(doubts);
    leads_.keep(opening(opened), std::max(options_.clock.now(), driven_to_));
    begin_sweeps(opened);
    if (opened.catalog) {
        return {};
    }
    std::vector<VersionRow> versions;
    for (const WorkflowId& id : plans_.current.workflows()) {
        versions.push_back({.workflow = id,
                            .version = plans_.current.version_of(id),
                            .canonical = to_canonical(plans_.current.compiled().catalog.workflows.at(id))});
    }
    leads_.deploy(plans_.current.catalog_version(), std::move(versions));
    if (!options_.clock.is_virtual()) { // What is scheduled from here on is made up for, however long it stays closed.
        move_clock(options_.clock.now());
    }
    return commit();
}

/// What a replay has to know of this engine.
EngineOpened Engine::Loop::opening(const OpenedStore& opened) const {
    return {.is_first = !opened.catalog,
            .is_virtual = options_.clock.is_virtual(),
            .records_messages = options_.store.records_messages(),
            .has_links = options_.links != nullptr,
            .has_doubts = !doubts_.empty(),
            .driven_to = opened.driven_to,
            .retry_jitter = options_.retry_jitter,
            .answer_within = options_.answer_within,
            .zone_data = zone_data_edition(),
            .channels = capabilities_};
}

Result<Ticket> Engine::Loop::accept(Input input, AcceptOptions options) {
    return intake_->accept(std::move(input), std::move(options));
}

std::vector<Mark> Engine::Loop::marks() const {
    std::vector<Mark> all;
    for (const auto& [source, mark] : marks_) {
        all.push_back(mark);
    }
    return all;
}

/// However the system clock steps back behind this, no input gets an earlier place (S1).
void Engine::Loop::move_clock(Instant to) {
    if (to > driven_to_) {
        driven_to_ = to;
        intake_->drive(to);
    }
    options_.clock.advance_to(driven_to_);
}

Instant Engine::Loop::now_for_dispatch() const {
    // A virtual clock stands at the instant of what is decided; a system clock that steps back is held (S2).
    return options_.clock.is_virtual() ? driven_to_ : std::max(options_.clock.now(), driven_to_);
}

Result<void> Engine::Loop::check_clock(Instant up_to) {
    if (options_.clock.is_virtual() || driven_to_ == Instant::min()) {
        return {};
    }
    if (std::exchange(clock_confirmed_, false)) {
        behind_at_opening_ = false;
        followed_to_ = up_to;
    }
    if (behind_at_opening_ || up_to > later_by(std::max(driven_to_, followed_to_), options_.max_jump)) {
        return Error{Errc::clock_jumped, "the clock says " + to_string(up_to) + ", but the engine was last driven to " +
                                             to_string(driven_to_) +
                                             "; if the clock is right, call confirm_clock() and run again"};
    }
    return {};
}

Result<Progress> Engine::Loop::run_due(Instant up_to, RunOptions options) {
    if (running_) {
        return Error{Errc::reentrant, "run_due was called from inside run_due; accept inputs and return instead"};
    }
    if (stopped_) {
        return *stopped_;
    }
    if (Result<void> clock = check_clock(up_to); !clock) {
        return clock.error();
    }
    struct Running {
        explicit Running(bool& flag) : flag_(flag) { flag_ = true; }
        ~Running() { flag_ = false; }
        bool& flag_;
    };
    const Running running(running_);
    may_hand_over_ = options.hand_over;
    only_ = options.only;
    const auto threw = [this](const std::string& what) {
        (void)stop(Error{Errc::adapter_threw, "an adapter of the host threw " + what});
    };
    try {
        Result<Progress> progress = drive(options_.clock.is_virtual() ? up_to : std::max(up_to, driven_to_), options);
        report_settled();
        return progress;
    } catch (const std::bad_alloc&) {
        threw("std::bad_alloc");
        throw;
    } catch (const std::exception& escaped) {
        threw(escaped.what());
    } catch (...) {
        threw("something that is no std::exception");
    }
    return *stopped_;
}

Result<Progress> Engine::Loop::drive(Instant up_to, const RunOptions& options) {
    if (!options_.clock.is_virtual()) { // Inputs do not wait until a clock that was ahead says so again (S1).
        intake_->step_back(std::max(options_.clock.now(), up_to));
    }
    std::size_t decided = 0;
    do { // The host's answers to changes of leads come as inputs behind a commit.
        if (Result<void> done = decide_all(up_to, options.at_most, decided); !done) {
            return done.error();
        }
    } while (decided < options.at_most && options_.clock.is_virtual() && has_input_up_to(up_to));
    const Result<std::optional<DueRow>> due = leads_.next_due(end_of_time, driven_to_);
    if (!due) {
        return due.error();
    }
    Progress progress;
    progress.next = std::min({*due ? (*due)->at : end_of_time, intake_->next_at().value_or(end_of_time), next_schedule_,
                              may_hand_over_ ? outbox_.next_by_rate() : end_of_time});
    progress.more = (progress.next <= up_to && progress.next != end_of_time) || !sweeps_.empty();
    if (!options_.clock.is_virtual()) { // Called at least so often, a host never looks like a clock that jumped.
        progress.next = std::min(progress.next, later_by(up_to, options_.max_jump / 2));
    }
    progress.durable_up_to = durable_;
    progress.unanswered = handovers_.size();
    return progress;
}

/// Decides and hands over until nothing is left up to the instant or enough was decided, and commits.
Result<void> Engine::Loop::decide_all(Instant up_to, std::size_t at_most, std::size_t& decided) {
    for (;;) {
        Result<Step> step = this->step(up_to, decided < at_most);
        if (!step) {
            if (!stopped_) {
                (void)commit(); // What was decided before stays decided.
            }
            return step.error();
        }
        if (*step == Step::nothing_left) {
            break;
        }
        decided += *step == Step::decided ? 1 : 0;
        if (is_group_full()) {
            if (Result<void> done = commit(); !done) {
                return done;
            }
            leads_.evict(options_.cached_leads);
        }
    }
    Result<std::optional<DueRow>> due = leads_.next_due(up_to, driven_to_);
    if (!due) {
        return due.error();
    }
    if (!*due && !has_input_up_to(up_to) && next_schedule_ > up_to && sweeps_.empty()) {
        move_clock(up_to);
    }
    Result<void> done = commit();
    leads_.evict(options_.cached_leads);
    return done;
}

bool Engine::Loop::is_group_full() {
    if (in_group_ == 0 || options_.clock.is_virtual()) {
        return in_group_ >= options_.group;
    }
    const Instant now = options_.clock.now();
    group_since_ = std::min(group_since_, now);
    return in_group_ >= options_.group || now - group_since_ >= options_.group_within;
}

bool Engine::Loop::has_input_up_to(Instant up_to) const {
    const std::optional<Instant> next = intake_->next_at();
    return next && *next <= up_to;
}

Result<Engine::Loop::Step> Engine::Loop::step(Instant up_to, bool may_decide) {
    const bool is_virtual = options_.clock.is_virtual();
    if (std::optional<ChannelAnswered> answered = intake_->take_answer()) {
        if (Result<void> done = decide_answer(*answered, now_for_dispatch()); !done) {
            intake_->put_back(*std::move(answered));
            return done.error();
        }
        return Step::done;
    }
    if (look_up_next()) {
        return Step::done;
    }
    if (is_virtual) { // Dispatch stands right behind what set it in motion (S26), and its answer right behind it.
        Result<bool> done = doubts_.empty() ? hand_over_next() : decide_next_doubt();
        if (!done || *done) {
            return done ? Result<Step>(Step::done) : Result<Step>(done.error());
        }
    }
    if (may_decide) {
        // Under a virtual clock at its very instant; and where a part may change what other leads are asked, or asks
        // itself what those would change who come in between.
        const bool at_once = is_virtual || plans_.current.compiled().has_account_questions;
        if (std::exchange(sweeps_turn_, !sweeps_turn_) || at_once) {
            if (Result<bool> swept = sweep_next(); !swept || *swept) {
                return swept ? Result<Step>(Step::decided) : Result<Step>(swept.error());
            }
        }
        Result<std::optional<DueRow>> due = leads_.next_due(up_to, driven_to_);
        if (!due) {
            return due.error();
        }
        const std::optional<Instant> input_at = intake_->next_at();
        const Instant schedule_at = next_schedule_;
        if (schedule_at != end_of_time && schedule_at <= up_to && (!*due || schedule_at <= (*due)->at) &&
            (!input_at || schedule_at < *input_at)) {
            begin_schedules(schedule_at); // Behind the inputs of its instant, before the timers (S2, S6a).
            return Step::decided;
        }
        if (const Instant free_at = outbox_.next_by_rate(); is_virtual && may_hand_over_ && free_at <= up_to &&
                                                            free_at > driven_to_ && (!*due || free_at <= (*due)->at) &&
                                                            (!input_at || free_at < *input_at)) {
            move_clock(free_at); // Like a timer of its own: behind the inputs of its instant.
            return Step::done;
        }
        if (input_at && *input_at <= up_to && (!*due || *input_at <= (*due)->at)) {
            Result<void> done = decide_input(intake_->take());
            return done ? Result<Step>(Step::decided) : Result<Step>(done.error());
        }
        if (*due) {
            Result<void> done = decide_timer_of(**due);
            return done ? Result<Step>(Step::decided) : Result<Step>(done.error());
        }
    }
    if (may_decide && !sweeps_.empty()) { // Nothing else is to be done.
        Result<bool> swept = sweep_next();
        return swept ? Result<Step>(Step::decided) : Result<Step>(swept.error());
    }
    if (!is_virtual) { // Behind every input and timer up to the clock's instant.
        if (Result<std::optional<DueRow>> due = leads_.next_due(now_for_dispatch(), driven_to_); !due) {
            return due.error();
        }
        Result<bool> done = doubts_.empty() || only_ ? hand_over_next() : decide_next_doubt();
        if (done && !*done && only_) {
            done = decide_next_doubt();
        }
        if (!done || *done) {
            return done ? Result<Step>(Step::done) : Result<Step>(done.error());
        }
    }
    return Step::nothing_left;
}

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
    // Who was away makes up for every `answer_within`; the channel is asked for the last of them.
    const bool asks_again =
        !options_.clock.is_virtual() && later_by(now, options_.answer_within) <= options_.clock.now();
    for (const MessageKey& key : decision.find) {
        if (asks_again) {
            break;
        }
        const MessageRow& row = *unit.state.message(key);
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

/// What is in memory cannot be trusted any more.
Error Engine::Loop::stop(const Error& cause) {
    stopped_ = Error{cause.code, cause.message + " (the engine has stopped; nothing acknowledged is lost: open the "
                                                 "store again to go on)"};
    return *stopped_;
}

Result<void> Engine::Loop::commit() {
    const Ticket decided = decided_;
    if (Result<void> done = leads_.commit(driven_to_); !done) {
        return stop(done.error());
    }
    for (auto& [source, mark] : new_marks_) {
        marks_[source] = std::move(mark);
    }
    new_marks_.clear();
    in_group_ = 0;
    group_since_ = end_of_time;
    durable_ = std::max(durable_, decided);
    leads_.apply_changes([this](LeadChanged current) { intake_->add(std::move(current), driven_to_); });
    return {};
}

} // namespace nurture::inline v0
