// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the machine says about this process: time, memory, reads.

#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <nurture/result.hpp>

namespace nurture::figures {

/// The value of a call that must not fail.
template <class T>
T expect(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return *std::move(result);
}
inline void expect(const Result<void>& result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
}

/// Seconds of the clock and of the processor, of what is between go() and stop().
class Stopwatch {
public:
    void go();
    void stop();
    [[nodiscard]] double seconds() const noexcept { return seconds_; }
    [[nodiscard]] double processor_seconds() const noexcept { return processor_; }

private:
    std::chrono::steady_clock::time_point since_{};
    double processor_since_ = 0;
    double seconds_ = 0;
    double processor_ = 0;
};

/// Bytes that this process has asked the operating system to read.
[[nodiscard]] std::uint64_t bytes_read();

/// The most memory that was ever resident, in bytes.
[[nodiscard]] std::uint64_t peak_resident_bytes();

} // namespace nurture::figures
