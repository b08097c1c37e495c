// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <nurture/lead/value.hpp>
#include <nurture/version.hpp>

namespace nurture::figures {

namespace {

/// Two or three digits that count; whole numbers from 100 on.
std::string number_text(double value) {
    if (std::abs(value) >= 1'000) {
        return grouped(static_cast<std::size_t>(std::llround(value)));
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f",
                  std::abs(value) < 0.1   ? 4
                  : std::abs(value) < 10  ? 2
                  : std::abs(value) < 100 ? 1
                                          : 0,
                  value);
    return text.data();
}

std::string line_of(const Quantity& quantity) {
    std::array<char, 400> line{};
    const Range& range = quantity.range;
    const std::string spread =
        range.low == range.high ? "" : "(" + number_text(range.low) + " - " + number_text(range.high) + ")";
    std::snprintf(line.data(), line.size(), "    %-58s %12s %-10s %-21s %s\n", quantity.what.c_str(),
                  number_text(range.middle).c_str(), quantity.unit.c_str(), spread.c_str(),
                  quantity.target.empty() ? "" : ("target " + quantity.target).c_str());
    std::string text = line.data();
    text.erase(text.find_last_not_of(" \n") + 1);
    return text + '\n';
}

Value as_value(const std::vector<Quantity>& quantities) {
    Value::List list;
    for (const Quantity& quantity : quantities) {
        Fields fields{{"what", quantity.what},
                      {"low", quantity.range.low},
                      {"median", quantity.range.middle},
                      {"high", quantity.range.high}};
        if (!quantity.unit.empty()) {
            fields.set("unit", quantity.unit);
        }
        if (!quantity.target.empty()) {
            fields.set("target", quantity.target);
        }
        list.emplace_back(std::move(fields));
    }
    return list;
}

/// How busy the machine was in the last minute.
double load() {
    std::array<double, 1> loads{};
    return getloadavg(loads.data(), 1) == 1 ? loads[0] : -1;
}

} // namespace

Range range_of(std::vector<double> values) {
    if (values.empty()) {
        return {};
    }
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

Range ratio_of(const std::vector<double>& measured, const std::vector<double>& floor) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < measured.size() && i < floor.size(); ++i) {
        ratios.push_back(floor[i] > 0 ? measured[i] / floor[i] : 0);
    }
    return range_of(std::move(ratios));
}

std::string grouped(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

std::string as_text(const Figure& figure) {
    std::string text = figure.name + "  " + figure.title + "\n    " + figure.sizes + "\n";
    for (const Quantity& ratio : figure.ratios) {
        text += line_of(ratio);
    }
    for (const Quantity& detail : figure.details) {
        text += line_of(detail);
    }
    for (const std::string& note : figure.notes) {
        text += "    " + note + '\n';
    }
    return text;
}

std::string as_json(const std::vector<Figure>& figures) {
    Value::List list;
    for (const Figure& figure : figures) {
        Value::List notes(figure.notes.begin(), figure.notes.end());
        list.emplace_back(Fields{{"figure", figure.name},
                                 {"title", figure.title},
                                 {"sizes", figure.sizes},
                                 {"ratios", as_value(figure.ratios)},
                                 {"details", as_value(figure.details)},
                                 {"notes", std::move(notes)}});
    }
    return to_json(Value(Fields{{"version", NURTURE_VERSION_STRING}, {"load", load()}, {"figures", std::move(list)}}));
}

} // namespace nurture::figures
