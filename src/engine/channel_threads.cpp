// SPDX-License-Identifier: BSL-1.0
#include "engine/channel_threads.hpp"

#include <utility>

namespace nurture::inline v0 {

void ChannelThreads::post(const ChannelId& channel, std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    Line& line = lines_[channel];
    {
        const std::lock_guard line_lock(line.mutex);
        line.tasks.push_back(std::move(task));
    }
    line.changed.notify_one();
    if (!line.thread.joinable()) {
        line.thread = std::thread([&line] { run(line); });
    }
}

void ChannelThreads::run(Line& line) {
    std::unique_lock lock(line.mutex);
    for (;;) {
        line.changed.wait(lock, [&line] { return line.ends || !line.tasks.empty(); });
        if (line.tasks.empty()) {
            return;
        }
        const std::function<void()> task = std::move(line.tasks.front());
        line.tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

void ChannelThreads::finish() {
    const std::lock_guard lock(mutex_);
    for (auto& [channel, line] : lines_) {
        {
            const std::lock_guard line_lock(line.mutex);
            line.ends = true;
        }
        line.changed.notify_one();
    }
    for (auto& [channel, line] : lines_) {
        if (line.thread.joinable()) {
            line.thread.join();
        }
    }
}

} // namespace nurture::inline v0
