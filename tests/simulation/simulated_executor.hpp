// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where the calls of channels wait until the case lets them run.

#pragma once

#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include <nurture/effects/executor.hpp>
#include <nurture/testing/made_values.hpp>

namespace nurture::simulation {

/// The tasks of one channel run in the order posted, those of different ones in whatever order the dice say.
class SimulatedExecutor final : public Executor {
public:
    void post(const ChannelId& channel, std::function<void()> task) override {
        tasks_[channel].push_back(std::move(task));
    }

    [[nodiscard]] bool empty() const noexcept { return tasks_.empty(); }

    void run_one(testing::Dice& dice) {
        if (tasks_.empty()) {
            return;
        }
        const auto line = std::next(tasks_.begin(), static_cast<std::ptrdiff_t>(dice.below(tasks_.size())));
        const std::function<void()> task = std::move(line->second.front());
        line->second.pop_front();
        if (line->second.empty()) {
            tasks_.erase(line);
        }
        task();
    }

    void drop() { tasks_.clear(); }

private:
    std::map<ChannelId, std::deque<std::function<void()>>> tasks_;
};

} // namespace nurture::simulation
