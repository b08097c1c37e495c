// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine's only source of "now" (S1).

#pragma once

#include <chrono>

#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// Tells the time. now() is called from any thread, advance_to() from the thread of run_due only.
class Clock {
public:
    virtual ~Clock() = default;

    [[nodiscard]] virtual Instant now() const = 0;

    /// Whether the engine moves this clock (S2): true for a VirtualClock, false for one that runs by itself.
    [[nodiscard]] virtual bool is_virtual() const noexcept { return false; }

    /// Sets a virtual clock to the instant of what is being decided; never backwards. Others ignore it.
    virtual void advance_to(Instant) {}

protected:
    Clock() = default;
    Clock(const Clock&) = default;
    Clock& operator=(const Clock&) = default;
};

/// The machine's clock: the one place in nurture that asks for the time.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    }
};

/// A clock that stands until the engine moves it: for replays, scenarios and tests.
///
/// Not synchronized: under a virtual clock inputs, run_due and answers belong to one thread.
class VirtualClock final : public Clock {
public:
    explicit VirtualClock(Instant start = Instant{}) : now_(start) {}

    [[nodiscard]] Instant now() const override { return now_; }
    [[nodiscard]] bool is_virtual() const noexcept override { return true; }
    void advance_to(Instant at) override {
        if (at > now_) {
            now_ = at;
        }
    }

private:
    Instant now_;
};

} // namespace nurture::inline v0
