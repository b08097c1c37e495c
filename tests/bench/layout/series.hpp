// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is compared with what.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/layout/layout.hpp"

namespace nurture::layout {

/// The first layout of a series is the floor, the second the proposed one.
struct Series {
    std::string title;
    std::int64_t leads = 100'000;
    Work work{};
    int turns = 3;
    std::vector<Layout> layouts{};
    bool one_database = false; ///< The layouts differ in knobs only: all but the floor share a database.
    bool sizes = false;        ///< Measure bytes and stories too.
};

/// The series that the decision rests on.
[[nodiscard]] std::vector<Series> all_series();

/// Runs one, in turns, and prints its tables.
void run(const Series& series, const std::string& folder);

} // namespace nurture::layout
