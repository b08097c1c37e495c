// SPDX-License-Identifier: BSL-1.0
/// \file
/// The host's process, which may die inside any call that the engine makes.

#pragma once

#include <cstddef>

namespace nurture::simulation {

/// Leaves the call in which the process dies. What the engine makes of it reaches nobody: a dead process writes no
/// commit and calls no channel.
struct Died {};

class Process {
public:
    /// It dies so many calls from now.
    void die_in(std::size_t calls) { left_ = calls + 1; }
    void go_on_living() { left_ = 0; }
    void restart() {
        left_ = 0;
        dead_ = false;
    }
    [[nodiscard]] bool is_dead() const noexcept { return dead_; }

    /// At each call that leaves the engine.
    void call() {
        if (left_ > 0 && --left_ == 0) {
            dead_ = true;
        }
        if (dead_) {
            throw Died{};
        }
    }

private:
    std::size_t left_ = 0; ///< Calls until it dies; 0: it does not.
    bool dead_ = false;
};

} // namespace nurture::simulation
