// SPDX-License-Identifier: BSL-1.0
/// \file
/// A queue and a thread for each channel.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include <nurture/effects/executor.hpp>

namespace nurture::inline v0 {

/// Runs the calls of each channel one at a time in their order, those of different channels side by side. A thread
/// begins with the first call of its channel.
class ChannelThreads final : public Executor {
public:
    ChannelThreads() = default;
    ~ChannelThreads() override { finish(); }
    ChannelThreads(const ChannelThreads&) = delete;
    ChannelThreads& operator=(const ChannelThreads&) = delete;

    void post(const ChannelId& channel, std::function<void()> task) override;
    /// Runs everything that was posted and ends the threads. Nothing may be posted any more.
    void finish();

private:
    struct Line {
        std::mutex mutex{};
        std::condition_variable changed{};
        std::deque<std::function<void()>> tasks{};
        bool ends = false;
        std::thread thread{};
    };
    static void run(Line& line);

    std::mutex mutex_;
    std::map<ChannelId, Line> lines_; ///< Lines stay where they are.
};

} // namespace nurture::inline v0
