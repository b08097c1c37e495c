// SPDX-License-Identifier: BSL-1.0
/// \file
/// Words and progress on a terminal.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace nurture::cli {

/// `nurture: …` on stderr.
void complain(std::string_view sentence);

/// The text in a color if stdout is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string red(std::string_view text);
[[nodiscard]] std::string yellow(std::string_view text);
[[nodiscard]] std::string bold(std::string_view text);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 error", "2 errors".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one);

/// One line on stderr that is written over; only on a terminal, and only from the second second on.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Whether it is time to show something; asking costs little.
    [[nodiscard]] bool is_due();
    void show(std::string_view text);

private:
    using Clock = std::chrono::steady_clock;
    bool terminal_;
    bool shown_ = false;
    Clock::time_point next_;
};

} // namespace nurture::cli
