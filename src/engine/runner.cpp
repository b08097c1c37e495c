// SPDX-License-Identifier: BSL-1.0
#include <nurture/engine/runner.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <utility>

#include "engine/channel_threads.hpp"

namespace nurture::inline v0 {

namespace {

/// The engine has nothing of it and can go on where it was.
bool may_pass(const Error& error) {
    return error.code == Errc::lead_store || error.code == Errc::clock_jumped;
}

} // namespace

class Runner::Threads {
public:
    Threads(Clock& clock, Options options) : clock_(clock), options_(std::move(options)) {}
    ~Threads() { (void)stop(); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

    [[nodiscard]] Executor& executor() { return channels_; }
    [[nodiscard]] Engine& engine() { return *engine_; }

    /// What was accepted before it stops is decided.
    Result<Ticket> accept(Input input, AcceptOptions options) {
        const std::shared_lock lock(accept_mutex_);
        if (stops()) {
            return Error{Errc::busy, "the runner has stopped; give the input to the next one"};
        }
        return engine_->accept(std::move(input), std::move(options));
    }

    void begin(std::unique_ptr<Engine> engine) {
        engine_ = std::move(engine);
        thread_ = std::thread([this] { run(); });
    }

    void wake() {
        {
            const std::lock_guard lock(mutex_);
            woken_ = true;
        }
        changed_.notify_one();
    }

    void confirm_clock() {
        {
            const std::lock_guard lock(mutex_);
            confirms_clock_ = true;
            woken_ = true;
        }
        changed_.notify_one();
    }

    Result<void> stop() {
        const std::lock_guard only_one(stop_mutex_);
        {
            const std::lock_guard no_accept(accept_mutex_);
            const std::lock_guard lock(mutex_);
            stops_ = true;
        }
        changed_.notify_one();
        if (thread_.joinable()) {
            thread_.join();
        }
        channels_.finish();
        return ended_by_ ? Result<void>(*ended_by_) : Result<void>();
    }

private:
    void run() {
        while (!stops()) {
            if (const std::optional<Milliseconds> wait = run_once(); !wait) {
                return;
            } else if (*wait > Milliseconds::zero()) {
                wait_for(*wait, true);
            }
        }
        finish();
    }

    /// How long nothing is to be done; nothing after an error that ends it.
    std::optional<Milliseconds> run_once(bool hand_over = true) {
        if (takes_confirmation()) {
            engine_->confirm_clock();
        }
        const Instant now = clock_.now();
        const Result<Progress> progress = engine_->run_due(now, {.hand_over = hand_over});
        if (!progress) {
            if (options_.failed) {
                options_.failed(progress.error());
            }
            if (!may_pass(progress.error())) {
                ended_by_ = progress.error();
                return std::nullopt;
            }
            return options_.retry_within;
        }
        unanswered_ = progress->unanswered;
        return progress->more || progress->next <= now ? Milliseconds::zero()
                                                       : std::min(progress->next - now, options_.look_within);
    }

    /// Nothing is handed over any more; what was is waited for.
    void finish() {
        channels_.finish();
        const auto until = std::chrono::steady_clock::now() + options_.stop_within;
        for (;;) {
            const std::optional<Milliseconds> wait = run_once(false);
            const bool late = std::chrono::steady_clock::now() >= until;
            if (!wait || (late && *wait > Milliseconds::zero()) || (unanswered_ == 0 && *wait > Milliseconds::zero())) {
                return;
            }
            if (*wait > Milliseconds::zero()) {
                wait_for(std::min(*wait, options_.retry_within), false);
            }
        }
    }

    void wait_for(Milliseconds length, bool until_stopped) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, length, [&] { return woken_ || (until_stopped && stops_); });
        woken_ = false;
    }

    bool stops() {
        const std::lock_guard lock(mutex_);
        return stops_;
    }

    bool takes_confirmation() {
        const std::lock_guard lock(mutex_);
        return std::exchange(confirms_clock_, false);
    }

    Clock& clock_;
    Options options_;
    ChannelThreads channels_;
    std::unique_ptr<Engine>
        engine_; ///< Behind the channels' threads: gone before them, so that late answers go nowhere.
    std::size_t unanswered_ = 0;
    std::optional<Error> ended_by_; ///< Written by the thread, read when it has ended.

    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool stops_ = false;
    bool confirms_clock_ = false;

    std::shared_mutex accept_mutex_; ///< Held by who accepts, so that stop() is behind all of them.
    std::mutex stop_mutex_;
    std::thread thread_;
};

Runner::Runner(std::unique_ptr<Threads> threads) : threads_(std::move(threads)) {}

Runner::~Runner() = default;

Result<std::unique_ptr<Runner>> Runner::open(const Plan& plan, Engine::Options engine, Options options) {
    if (engine.clock.is_virtual()) {
        return Error{Errc::invalid_argument, "a Runner follows a clock that runs by itself; drive an engine with a "
                                             "virtual clock by Engine::run_due"};
    }
    if (engine.executor != nullptr) {
        return Error{Errc::invalid_argument, "a Runner calls channels on threads of its own; leave executor empty"};
    }
    auto threads = std::make_unique<Threads>(engine.clock, std::move(options));
    engine.executor = &threads->executor();
    engine.wake = [threads = threads.get(), also = std::move(engine.wake)] {
        threads->wake();
        if (also) {
            also();
        }
    };
    Result<std::unique_ptr<Engine>> opened = Engine::open(plan, std::move(engine));
    if (!opened) {
        return opened.error();
    }
    threads->begin(*std::move(opened));
    return std::unique_ptr<Runner>(new Runner(std::move(threads)));
}

Result<Ticket> Runner::accept(Input input, AcceptOptions options) {
    return threads_->accept(std::move(input), std::move(options));
}

void Runner::on_durable(Ticket ticket, std::function<void(const Settled&)> f) {
    threads_->engine().on_durable(ticket, std::move(f));
    threads_->wake();
}

void Runner::confirm_clock() {
    threads_->confirm_clock();
}

Result<void> Runner::stop() {
    return threads_->stop();
}

} // namespace nurture::inline v0
