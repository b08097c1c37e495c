// SPDX-License-Identifier: BSL-1.0

#include "terminal.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace nurture::cli {

namespace {

bool has_colors() {
    static const bool colors = [] {
        const char* const no_color = std::getenv("NO_COLOR");
        return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
    }();
    return colors;
}

std::string painted(std::string_view text, int color) {
    return has_colors() ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
}

} // namespace

void complain(std::string_view sentence) {
    std::fflush(stdout);
    fmt::print(stderr, "nurture: {}\n", sentence);
}

std::string red(std::string_view text) {
    return painted(text, 31);
}
std::string yellow(std::string_view text) {
    return painted(text, 33);
}
std::string bold(std::string_view text) {
    return painted(text, 1);
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

std::string counted(std::uint64_t number, std::string_view one) {
    return fmt::format("{} {}{}", grouped(number), one, number == 1 ? "" : "s");
}

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0), next_(Clock::now() + std::chrono::seconds(1)) {}

ProgressLine::~ProgressLine() {
    if (shown_) {
        fmt::print(stderr, "\r\x1b[K");
    }
}

bool ProgressLine::is_due() {
    return terminal_ && Clock::now() >= next_;
}

void ProgressLine::show(std::string_view text) {
    fmt::print(stderr, "\r\x1b[K{}", text);
    std::fflush(stderr);
    shown_ = true;
    next_ = Clock::now() + std::chrono::milliseconds(200);
}

} // namespace nurture::cli
