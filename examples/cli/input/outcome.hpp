// SPDX-License-Identifier: BSL-1.0
/// \file
/// What reading the next row of an input file gives, and how a bad one is reported.

#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace nurture::cli {

/// A row or file that cannot be used: where, and one sentence that says why and what to do.
struct BadInput {
    std::string file{};
    std::uint64_t line = 0;   ///< From 1; 0: the file as a whole.
    std::uint64_t column = 0; ///< In characters, from 1; 0: the line as a whole.
    std::string reason{};
};

/// `events.csv:17:1: …`
[[nodiscard]] std::string describe(const BadInput& bad);

/// What a reader's next() came to.
struct Outcome {
    enum class Kind {
        row,
        end,
        bad_row,   ///< This row cannot be used; the next call goes on behind it.
        unreadable ///< Nothing behind this place can be read.
    };
    Kind kind = Kind::row;
    BadInput bad{};

    [[nodiscard]] bool is_row() const noexcept { return kind == Kind::row; }

    static Outcome row() { return {}; }
    static Outcome end() { return {Kind::end, {}}; }
    static Outcome bad_row(BadInput bad) { return {Kind::bad_row, std::move(bad)}; }
    static Outcome unreadable(BadInput bad) { return {Kind::unreadable, std::move(bad)}; }
};

} // namespace nurture::cli
