// SPDX-License-Identifier: BSL-1.0
/// \file
/// Measurements in a process of their own, where nothing of before is in memory, and under a tool that counts
/// instructions.

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nurture::figures {

/// What a child is told to do: `what` with a database in which `waiting` leads wait.
struct Task {
    std::string what{}; ///< "inputs", "tick", "open", "memory".
    std::filesystem::path file{};
    std::size_t waiting = 0;
    std::size_t inputs = 0;
    std::size_t cached_leads = 50'000;
    std::size_t cache_bytes = 64 * 1024 * 1024;
};

/// What it says, by name.
using Answers = std::map<std::string, double>;

/// Runs the task in a copy of this program.
[[nodiscard]] Answers run_in_child(const Task& task);

/// The same, and how many instructions work() of measure() took; nothing where neither the processor's counters may be
/// read nor callgrind is installed.
struct Counted {
    std::optional<double> instructions{};
    std::string by{}; ///< What counted them.
};
[[nodiscard]] Counted count_in_child(const Task& task);

/// In the child: the work that is counted and timed. Adds "seconds", "processor_seconds", "bytes_read", and
/// "instructions" if the processor tells.
void measure(Answers& answers, const std::function<void()>& work);

/// The first argument of a program that is a child.
inline constexpr const char* child_mark = "--child";

/// What main() does in a child.
int be_child(const std::vector<std::string>& arguments);

} // namespace nurture::figures
