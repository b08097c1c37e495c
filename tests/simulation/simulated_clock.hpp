// SPDX-License-Identifier: BSL-1.0
/// \file
/// The machine's clock as a case moves it: forward, back, or not at all.

#pragma once

#include <algorithm>

#include <nurture/time/clock.hpp>

namespace nurture::simulation {

class SimulatedClock final : public Clock {
public:
    explicit SimulatedClock(Instant start) : now_(start), highest_(start) {}

    [[nodiscard]] Instant now() const override { return now_; }
    /// The latest instant that it has ever told.
    [[nodiscard]] Instant highest() const noexcept { return highest_; }

    void move(Milliseconds by) {
        now_ += by;
        highest_ = std::max(highest_, now_);
    }

private:
    Instant now_;
    Instant highest_;
};

} // namespace nurture::simulation
