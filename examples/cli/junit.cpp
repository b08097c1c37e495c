// SPDX-License-Identifier: BSL-1.0

#include "junit.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace nurture::cli {

namespace {

using Outcome = ScenarioResult::Outcome;

/// Text inside XML; control characters that XML does not have become '?'.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        default: out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
        }
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

std::string test_case(const ScenarioResult& result) {
    const std::string file = result.place.source == nullptr ? "" : result.place.source->name;
    std::string text = fmt::format("  <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"", escaped(file),
                                   escaped(result.name), escaped(file), result.place.line);
    if (result.outcome == Outcome::passed) {
        return text + "/>\n";
    }
    text += ">\n";
    if (result.outcome == Outcome::skipped) {
        text += fmt::format("    <skipped message=\"not supported yet: {}\"/>\n", escaped(joined(result.missing)));
    }
    for (const ScenarioFailure& failure : result.failures) {
        const std::string first = failure.message.substr(0, failure.message.find('\n'));
        text += fmt::format("    <failure message=\"{}\">{}</failure>\n", escaped(first), escaped(to_string(failure)));
    }
    return text + "  </testcase>\n";
}

} // namespace

std::string junit_xml(const std::vector<ScenarioResult>& results) {
    const auto count = [&](Outcome outcome) {
        return std::count_if(results.begin(), results.end(),
                             [&](const ScenarioResult& result) { return result.outcome == outcome; });
    };
    std::string text =
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"nurture\" tests=\"{}\" "
                    "failures=\"{}\" skipped=\"{}\">\n",
                    results.size(), count(Outcome::failed), count(Outcome::skipped));
    for (const ScenarioResult& result : results) {
        text += test_case(result);
    }
    return text + "</testsuite>\n";
}

} // namespace nurture::cli
