// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where the calls of channels run.

#pragma once

#include <functional>

#include <nurture/lead/id.hpp>

namespace nurture::inline v0 {

/// Runs tasks that call the host's channels. Posted from the thread of run_due. The tasks of one channel must run one
/// at a time, in the order posted, on any thread; those of different channels may run side by side. A task that has
/// not run when the engine is gone may still run or be dropped: its answers go nowhere.
class Executor {
public:
    virtual ~Executor() = default;
    virtual void post(const ChannelId& channel, std::function<void()> task) = 0;

protected:
    Executor() = default;
    Executor(const Executor&) = default;
    Executor& operator=(const Executor&) = default;
};

} // namespace nurture::inline v0
