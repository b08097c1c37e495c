// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/machine.hpp"

#include <sys/resource.h>

#include <fstream>
#include <string>

namespace nurture::figures {

namespace {

/// User and system time of all threads of this process.
double processor_seconds_so_far() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The number behind a word in a file of /proc; 0 where there is none.
std::uint64_t number_behind(const std::string& word, const char* file) {
    std::ifstream lines(file);
    for (std::string read; lines >> read;) {
        if (std::uint64_t number = 0; read == word && lines >> number) {
            return number;
        }
    }
    return 0;
}

} // namespace

void Stopwatch::go() {
    processor_since_ = processor_seconds_so_far();
    since_ = std::chrono::steady_clock::now();
}

void Stopwatch::stop() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - since_).count();
    processor_ += processor_seconds_so_far() - processor_since_;
}

std::uint64_t bytes_read() {
    return number_behind("rchar:", "/proc/self/io");
}

std::uint64_t peak_resident_bytes() {
    return number_behind("VmHWM:", "/proc/self/status") * 1024;
}

} // namespace nurture::figures
