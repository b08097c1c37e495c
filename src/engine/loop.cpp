// SPDX-License-Identifier: BSL-1.0
#include "engine/loop.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

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
