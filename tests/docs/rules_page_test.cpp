// SPDX-License-Identifier: BSL-1.0
// On docs/reference/rules.md every bad example is remarked on by its rule, and no good one is.

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nurture/plan/plan.hpp>
#include <nurture/yaml/load.hpp>

#include "support/catch.hpp"

namespace {

using namespace nurture;

struct Example {
    std::string rule{};
    bool bad = false;
    std::string text{};
};

/// The YAML blocks below "Bad:" and "Good:", with the heading they stand under.
std::vector<Example> examples() {
    std::ifstream page(NURTURE_SOURCE_DIR "/docs/reference/rules.md");
    std::vector<Example> found;
    std::string rule;
    bool bad = false;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (inside && line != "```") {
            found.back().text += line + '\n';
        } else if (line == "```yaml") {
            found.push_back({rule, bad, {}});
            inside = true;
        } else if (line == "```") {
            inside = false;
        } else if (line.compare(0, 3, "## ") == 0) {
            rule = line.substr(3);
        } else if (line == "Bad:" || line == "Good:") {
            bad = line == "Bad:";
        }
    }
    return found;
}

/// As `nurture check` does: what could not be read is compiled as far as it goes.
bool is_remarked_on(const Example& example) {
    const Checked<Catalog> catalog = yaml::load_text(example.text);
    const Checked<Plan> plan = compile(catalog.value);
    const auto is_it = [&](const Diagnostic& remark) { return remark.rule == example.rule; };
    return std::any_of(catalog.diagnostics.begin(), catalog.diagnostics.end(), is_it) ||
           std::any_of(plan.diagnostics.begin(), plan.diagnostics.end(), is_it);
}

TEST_CASE("the examples of the page about rules are bad and good as it says", "[docs]") {
    const std::vector<Example> all = examples();
    std::map<std::string, int> seen;
    for (const Example& example : all) {
        INFO(example.rule << (example.bad ? ", bad:\n" : ", good:\n") << example.text);
        CHECK(is_remarked_on(example) == example.bad);
        seen[example.rule] += example.bad ? 1 : -1;
    }
    CHECK(seen.size() == 24);
    for (const auto& [rule, balance] : seen) {
        INFO(rule);
        CHECK(balance == 0); // one of each
    }
}

} // namespace
