// SPDX-License-Identifier: BSL-1.0
/// \file
/// An engine that runs by itself, on threads of its own.

#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <nurture/engine/engine.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// One thread that runs an engine when something is new or due, and one per channel that calls it. For hosts without a
/// loop of their own; without a Runner nurture starts no thread.
///
/// Every function may be called from any thread, but for stop() and the destructor, which are not for callbacks of the
/// engine. Works with a system clock: a virtual one moves when it is driven.
class Runner {
public:
    struct Options {
        /// Told on the runner's thread of each error of run_due(). After lead_store it tries again; after clock_jumped
        /// too, until confirm_clock() was called; any other has ended it.
        std::function<void(const Error&)> failed{};
        Milliseconds retry_within = std::chrono::seconds(1); ///< How soon it tries again.
        Milliseconds look_within = std::chrono::minutes(1);  ///< How soon it looks at the clock again, whatever is due.
        Milliseconds stop_within = std::chrono::seconds(30); ///< How long stop() waits for answers of channels.
    };

    /// Opens an engine and begins to run it. `executor` and `wake` of its options are the runner's own; a `wake` that
    /// is given is called besides.
    ///
    /// Errors: those of Engine::open; Errc::invalid_argument for a virtual clock or an executor of the host.
    [[nodiscard]] static Result<std::unique_ptr<Runner>> open(const Plan& plan, Engine::Options engine,
                                                              Options options);
    [[nodiscard]] static Result<std::unique_ptr<Runner>> open(const Plan& plan, Engine::Options engine) {
        return open(plan, std::move(engine), Options());
    }

    ~Runner(); ///< Stops, if nobody has.
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// As Engine::accept; Errc::busy when its queue is full, and after stop().
    Result<Ticket> accept(Input input, AcceptOptions options = {});
    /// As Engine::on_durable; f is called on the runner's thread.
    void on_durable(Ticket ticket, std::function<void(const Settled&)> f);
    /// As Engine::confirm_clock.
    void confirm_clock();

    /// Ends cleanly: no message is handed over any more, calls of channels that run or were posted end, what they
    /// answer is decided, everything accepted so far is decided and committed, the threads have ended. A channel that
    /// has not answered after `stop_within` leaves its messages in doubt, as a crash would (S29). Gives the error that
    /// ended the runner before, if one did. Called again, it gives the same.
    Result<void> stop();

private:
    class Threads;
    explicit Runner(std::unique_ptr<Threads> threads);
    std::unique_ptr<Threads> threads_;
};

} // namespace nurture::inline v0
