// SPDX-License-Identifier: BSL-1.0
#include "rehearsal/replay_stage.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace nurture::inline v0 {

/// Stands where it is set. A virtual one is moved by the engine besides.
class ReplayStage::ToldClock final : public Clock {
public:
    explicit ToldClock(bool is_virtual) : is_virtual_(is_virtual) {}
    [[nodiscard]] Instant now() const override { return now_; }
    [[nodiscard]] bool is_virtual() const noexcept override { return is_virtual_; }
    void advance_to(Instant at) override {
        if (is_virtual_) {
            now_ = std::max(now_, at);
        }
    }
    void set(Instant at) { now_ = at; }

private:
    bool is_virtual_;
    Instant now_{};
};

/// Answers what was answered then, and nothing where the answer came later.
class ReplayStage::ToldChannel final : public Channel {
public:
    ToldChannel(KeptLog& log, const Clock& clock, Capabilities can) : log_(log), clock_(clock), can_(can) {}

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            answer(message.key, message.attempt, *sink);
        }
    }
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) override {
        for (const MessageKey& key : keys) {
            answer(key, {}, *sink);
        }
    }
    [[nodiscard]] Capabilities capabilities() const override { return can_; }

private:
    void answer(const MessageKey& key, std::optional<std::uint32_t> attempt, DeliverySink& sink) {
        if (!clock_.is_virtual()) {
            return; // Each answer is an input with a place of its own.
        }
        if (std::optional<Delivery> delivery = log_.take_answer(key, attempt, clock_.now())) {
            sink.answer(key, *std::move(delivery));
        }
    }
    KeptLog& log_;
    const Clock& clock_;
    Capabilities can_;
};

/// The addresses are in texts alone, which are not compared; that there are some may decide.
class ReplayStage::ToldLinks final : public Links {
public:
    [[nodiscard]] std::string unsubscribe(const MessageKey&, const LeadId&, const std::string&) const override {
        return "https://example.invalid/unsubscribe";
    }
    [[nodiscard]] std::string preferences(const MessageKey&, const LeadId&, const std::string&) const override {
        return "https://example.invalid/preferences";
    }
};

/// Calls channels at once, or never if the message was taken back before.
class ReplayStage::ToldExecutor final : public Executor {
public:
    void post(const ChannelId&, std::function<void()> task) override {
        if (calls) {
            task();
        }
    }
    bool calls = true;
};

ReplayStage::ReplayStage(const Plan& plan, KeptLog& log)
    : plan_(plan), log_(log), is_virtual_(log.is_virtual()),
      store_(MemoryStore::Options{.record_messages = log.records_messages()}),
      clock_(std::make_shared<ToldClock>(is_virtual_)), executor_(std::make_shared<ToldExecutor>()),
      links_(std::make_shared<ToldLinks>()) {}

Result<void> ReplayStage::play(Instant until) {
    for (std::size_t i = 0; i < log_.steps().size(); ++i) {
        if (Result<void> done = play(i); !done) {
            return done;
        }
    }
    return drive(until);
}

Result<void> ReplayStage::play(std::size_t step) {
    const auto& [at, what] = log_.steps()[step];
    if (log_.is_used_up(step)) {
        return {};
    }
    if (const auto* opened = std::get_if<EngineOpened>(&what)) {
        // What was due behind that was decided by the new engine.
        Result<void> done = opened->driven_to > driven_to_ && !is_virtual_ ? drive(opened->driven_to) : Result<void>();
        return done ? open(*opened, at) : done;
    }
    if (const auto* turn = std::get_if<Dispatched>(&what)) {
        executor_->calls = !log_.was_taken_back(step);
        Result<void> done = give_turn(turn->key, turn->driven_to, at, true);
        executor_->calls = true;
        return done;
    }
    if (const auto* doubt = std::get_if<DoubtDecided>(&what)) {
        return give_turn(doubt->key, doubt->driven_to, at, false);
    }
    if (Result<void> done = drive_before(at); !done) {
        return done;
    }
    if (const auto* met = std::get_if<LeadMet>(&what)) {
        leads_.introduce(met->lead);
        return {};
    }
    if (const auto* input = std::get_if<Input>(&what)) {
        if (is_virtual_ && std::holds_alternative<ChannelAnswered>(*input)) { // A timer may have set it in motion.
            if (Result<void> done = drive(at); !done || log_.is_used_up(step)) {
                return done;
            }
        }
        return take(*input, at);
    }
    const auto* timers = std::get_if<TimersDecided>(&what);
    return timers != nullptr ? decide_timers(timers->count, at) : Result<void>();
}

namespace {

bool works_alike(const EngineOpened& a, const EngineOpened& b) {
    const auto can = [](const EngineOpened& opened) {
        std::map<ChannelId, std::pair<bool, bool>> all;
        for (const auto& [id, each] : opened.channels) {
            all.emplace(id, std::pair(each.idempotent, each.lookup));
        }
        return all;
    };
    return a.has_links == b.has_links && a.retry_jitter == b.retry_jitter && a.answer_within == b.answer_within &&
           can(a) == can(b);
}

} // namespace

/// What an engine that was closed in between knows no more, this one must not know either: it is opened anew where it
/// may depend on that.
Result<void> ReplayStage::open(const EngineOpened& opened, Instant at) {
    if (engine_ && is_virtual_ && works_alike(*opened_, opened)) {
        return {};
    }
    opened_ = opened;
    engine_.reset();
    clock_->set(is_virtual_ ? std::max(at, driven_to_) : at);
    Engine::Options options{.store = store_, .leads = leads_, .clock = *clock_};
    for (const auto& [id, can] : opened.channels) {
        Capabilities capabilities = can;
        if (!is_virtual_) { // Whose turn it is is told.
            capabilities = {.idempotent = can.idempotent, .lookup = can.lookup, .in_flight = SIZE_MAX};
        }
        channels_[id] = std::make_shared<ToldChannel>(log_, *clock_, capabilities);
        options.channels[id] = channels_[id].get();
    }
    options.executor = is_virtual_ ? nullptr : executor_.get();
    options.links = opened.has_links ? links_.get() : nullptr;
    options.cached_leads = SIZE_MAX;
    options.answer_within = opened.answer_within;
    options.retry_jitter = opened.retry_jitter;
    options.max_jump = std::chrono::hours(24 * 365 * 1'000);
    Result<std::unique_ptr<Engine>> engine = Engine::open(plan_, std::move(options));
    if (!engine) {
        return engine.error();
    }
    engine_ = *std::move(engine);
    return is_virtual_ || !opened.is_first ? Result<void>() : drive(at);
}

Result<void> ReplayStage::take(const Input& input, Instant at) {
    if (!is_virtual_) {
        clock_->set(at);
    }
    const Result<Ticket> ticket =
        engine_->accept(input, is_virtual_ ? AcceptOptions{.at = at} : AcceptOptions{.stood_at = at});
    if (!ticket) {
        refusals_.push_back("the kept input of " + to_string(at) + " is refused: " + ticket.error().message);
        return {};
    }
    if (std::holds_alternative<ChannelAnswered>(input)) { // Of which nobody hears what became.
        return run(at, {.at_most = 1});
    }
    const auto is_settled = std::make_shared<bool>(false);
    engine_->on_durable(*ticket, [this, is_settled, at](const Settled& settled) {
        *is_settled = true;
        if (settled.refusal) {
            refusals_.push_back("the kept input of " + to_string(at) + " is refused: " + settled.refusal->message);
        }
    });
    has_more_ = true;
    while (!*is_settled && has_more_) { // Parts of a sweep may come first, timers of this instant come behind.
        if (Result<void> done = run(at, {.at_most = 1}); !done) {
            return done;
        }
    }
    return {};
}

Result<void> ReplayStage::give_turn(const MessageKey& key, Instant driven_to, Instant at, bool hand_over) {
    if (Result<void> done = driven_to > driven_to_ || at == driven_to ? drive(driven_to) : Result<void>(); !done) {
        return done;
    }
    return run(at, {.at_most = 0, .hand_over = hand_over, .only = key});
}

/// Of an instant whose timers another input has interrupted already some are decided.
Result<void> ReplayStage::decide_timers(std::uint64_t count, Instant at) {
    if (count == 0) {
        return drive(at);
    }
    const std::uint64_t before = std::exchange(timers_at_, at) == at ? timers_ : 0;
    timers_ = std::max(count, before);
    return count > before ? run(at, {.at_most = static_cast<std::size_t>(count - before)}) : Result<void>();
}

/// Timers of an instant come behind its inputs (S2).
Result<void> ReplayStage::drive_before(Instant at) {
    if (!engine_ || at == Instant::min() || at - Milliseconds(1) <= driven_to_) {
        return {};
    }
    return drive(at - Milliseconds(1));
}

Result<void> ReplayStage::drive(Instant to) {
    if (!engine_) {
        return {};
    }
    driven_to_ = std::max(driven_to_, to);
    return run(to, {});
}

Result<void> ReplayStage::run(Instant to, RunOptions options) {
    if (!is_virtual_) {
        clock_->set(to);
        engine_->confirm_clock();
        options.only = options.only.value_or(MessageKey()); // Nobody's turn.
    }
    const Result<Progress> progress = engine_->run_due(to, options);
    has_more_ = progress && progress->more;
    return progress ? Result<void>() : Result<void>(progress.error());
}

} // namespace nurture::inline v0
