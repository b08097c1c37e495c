// SPDX-License-Identifier: BSL-1.0
/// \file
/// The clock of a stage: virtual, but for a time in which nobody drives the engine.

#pragma once

#include <nurture/time/clock.hpp>

namespace nurture::inline v0::rehearsal {

/// A virtual clock that can become one that the engine cannot move. What it is changes while no engine is open.
class StageClock final : public Clock {
public:
    explicit StageClock(Instant start) : now_(start) {}

    [[nodiscard]] Instant now() const override { return now_; }
    [[nodiscard]] bool is_virtual() const noexcept override { return is_virtual_; }
    void advance_to(Instant at) override {
        if (is_virtual_ && at > now_) {
            now_ = at;
        }
    }

    /// Also backwards: an engine that died went on for a while.
    void set(Instant at) { now_ = at; }
    void be_virtual(bool is_virtual) { is_virtual_ = is_virtual; }

private:
    Instant now_;
    bool is_virtual_ = true;
};

} // namespace nurture::inline v0::rehearsal
