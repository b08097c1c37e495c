// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/counter.hpp"

#if defined(__linux__)
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace nurture::figures {

#if defined(__linux__)

InstructionCounter::InstructionCounter() {
    perf_event_attr wanted{};
    wanted.type = PERF_TYPE_HARDWARE;
    wanted.size = sizeof wanted;
    wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
    wanted.exclude_kernel = 1;
    wanted.exclude_hv = 1;
    file_ = static_cast<int>(syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
}

InstructionCounter::~InstructionCounter() {
    if (file_ >= 0) {
        close(file_);
    }
}

std::optional<std::uint64_t> InstructionCounter::read() const {
    std::uint64_t count = 0;
    const bool was_read = file_ >= 0 && ::read(file_, &count, sizeof count) == static_cast<ssize_t>(sizeof count);
    return was_read ? std::optional<std::uint64_t>(count) : std::nullopt;
}

#else

InstructionCounter::InstructionCounter() = default;
InstructionCounter::~InstructionCounter() = default;
std::optional<std::uint64_t> InstructionCounter::read() const {
    return {};
}

#endif

} // namespace nurture::figures
