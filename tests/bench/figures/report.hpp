// SPDX-License-Identifier: BSL-1.0
/// \file
/// A figure as it is printed: ratios with their range, the quantities behind them, and what to know when reading them.

#pragma once

#include <string>
#include <vector>

namespace nurture::figures {

/// What several repetitions gave.
struct Range {
    double low = 0;
    double middle = 0; ///< Median.
    double high = 0;
};

[[nodiscard]] Range range_of(std::vector<double> values);

/// What one repetition of the measured and one of its floor gave, divided pair by pair: noise that lasts longer than a
/// pair drops out.
[[nodiscard]] Range ratio_of(const std::vector<double>& measured, const std::vector<double>& floor);

/// One number with its range.
struct Quantity {
    std::string what{};
    Range range{};
    std::string unit{};   ///< Empty for a ratio.
    std::string target{}; ///< ">= 0.25"; empty: it has none.
};

struct Figure {
    std::string name{}; ///< "P1"
    std::string title{};
    std::string sizes{};             ///< Of what was measured, and how often.
    std::vector<Quantity> ratios{};  ///< With a target first.
    std::vector<Quantity> details{}; ///< What the ratios are made of.
    std::vector<std::string> notes{};
};

[[nodiscard]] std::string as_text(const Figure& figure);
[[nodiscard]] std::string as_json(const std::vector<Figure>& figures);

/// "12,000".
[[nodiscard]] std::string grouped(std::size_t number);

} // namespace nurture::figures
