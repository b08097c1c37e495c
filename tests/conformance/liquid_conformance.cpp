// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs cases of the template language Liquid: `liquid_conformance [FILE]`.
///
/// Prints each failing case and ends with "N passed, N failed". A case that stands in the list of deviations is counted
/// apart, and is a failure if it passes or if it gives other output instead of an error: the list holds nothing that
/// is not so, and no deviation goes unnoticed.

#include <algorithm>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "content/renderer.hpp"
#include "content/template_parser.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace nurture;
using liquid::Datum;
using Json = simdjson::dom::element;

/// The data of a case, in the order of the file and with its nulls; lives as long as the case.
class Data final : public liquid::Source {
public:
    explicit Data(Json test) {
        Json data;
        if (test["data"].get(data) == simdjson::SUCCESS) root_ = of(data);
    }

    [[nodiscard]] bool find(const std::vector<std::string>& path, Datum& value) const override {
        if (path.size() != 1) return false;
        for (std::size_t i = 0; i < root_.size; ++i) {
            if (root_.entries[i].key == path.front()) {
                value = root_.entries[i].value;
                return true;
            }
        }
        return false;
    }

private:
    Datum of(Json json) {
        if (json.is_bool()) return liquid::of_bool(json.get_bool().value());
        if (json.is_int64()) return liquid::of_integer(json.get_int64().value());
        if (json.is_double()) return liquid::of_real(json.get_double().value());
        if (json.is_string()) {
            texts_.emplace_back(json.get_string().value());
            return liquid::of_text(texts_.back());
        }
        if (json.is_array()) {
            std::vector<Datum> items;
            const simdjson::dom::array array =
                json.get_array().value(); // Named: the loop outlives what the call gives.
            for (const Json item : array)
                items.push_back(of(item));
            lists_.push_back(std::move(items));
            return liquid::of_list(lists_.back().data(), lists_.back().size());
        }
        if (!json.is_object()) return {};
        std::vector<liquid::Entry> entries;
        const simdjson::dom::object object = json.get_object().value();
        for (const auto& [key, value] : object) {
            texts_.emplace_back(key);
            const std::string_view name = texts_.back();
            entries.push_back({name, of(value)});
        }
        maps_.push_back(std::move(entries));
        Datum made = liquid::of_kind(liquid::Kind::map);
        made.entries = maps_.back().data();
        made.size = maps_.back().size();
        return made;
    }

    std::deque<std::string> texts_{};
    std::deque<std::vector<Datum>> lists_{};
    std::deque<std::vector<liquid::Entry>> maps_{};
    Datum root_{};
};

class Pieces final : public TemplatePieces {
public:
    explicit Pieces(Json test) {
        simdjson::dom::object all;
        if (test["templates"].get(all) != simdjson::SUCCESS) return;
        for (const auto& [name, text] : all)
            texts_[std::string(name)] = std::string(text.get_string().value());
    }

    [[nodiscard]] const std::string* find(std::string_view name) const override {
        const auto at = texts_.find(name);
        return at == texts_.end() ? nullptr : &at->second;
    }

private:
    std::map<std::string, std::string, std::less<>> texts_{};
};

struct Outcome {
    bool failed = false;
    std::string text{}; ///< What was written, or why nothing was.
};

Outcome run(Json test) {
    std::vector<TemplateProblem> problems;
    const Pieces pieces(test);
    const auto program = liquid::parse_program(test["template"].get_string().value(), problems, &pieces);
    if (program == nullptr) return {true, problems.front().message};
    RenderContext context;
    context.now = Instant{};
    try {
        return {false, liquid::render_program(*program, Data(test), context)};
    } catch (const liquid::Stop& stop) {
        return {true, stop.message};
    }
}

bool is_expected(Json test, const Outcome& outcome) {
    bool invalid = false;
    if (test["invalid"].get(invalid) == simdjson::SUCCESS && invalid) return outcome.failed;
    if (outcome.failed) return false;
    std::string_view result;
    if (test["result"].get(result) == simdjson::SUCCESS) return outcome.text == result;
    const simdjson::dom::array results = test["results"].get_array().value();
    for (const Json any : results) {
        if (outcome.text == any.get_string().value()) return true;
    }
    return false;
}

/// The list of deviations: names, each with its reason behind ": ".
class Deviations {
public:
    explicit Deviations(const std::string& path) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line[0] == '#') continue;
            const std::string name = line.substr(0, line.find(": "));
            if (name.back() == '*') {
                beginnings_.push_back(name.substr(0, name.size() - 1));
            } else {
                names_.insert(name);
            }
        }
    }

    [[nodiscard]] bool names(const std::string& name) const { return names_.count(name) != 0; }
    [[nodiscard]] bool has_beginning_of(std::string_view name) const {
        return std::any_of(beginnings_.begin(), beginnings_.end(),
                           [&](const std::string& begin) { return name.substr(0, begin.size()) == begin; });
    }

private:
    std::set<std::string> names_{};
    std::vector<std::string> beginnings_{};
};

} // namespace

int main(int argc, char** argv) {
    std::string path;
    if (argc > 1) {
        path = argv[1];
    } else if (const auto shared = testing_support::shared_data("golden-liquid")) {
        path = (*shared / "golden_liquid.json").string();
    } else {
        std::cout << "SKIPPED: no conformance cases here; name their file: liquid_conformance FILE\n";
        return 0;
    }
    simdjson::dom::parser parser;
    simdjson::dom::array tests;
    if (parser.load(path)["tests"].get(tests) != simdjson::SUCCESS) {
        std::cerr << "cannot read " << path << '\n';
        return 2;
    }
    const Deviations deviations(std::string(NURTURE_SOURCE_DIR) + "/tests/conformance/liquid_deviations.txt");
    int passed = 0;
    int failed = 0;
    int deviating = 0;
    for (const Json test : tests) {
        const std::string name(test["name"].get_string().value());
        const Outcome outcome = run(test);
        bool passes = is_expected(test, outcome);
        std::string failure = (outcome.failed ? "error: " : "wrote: ") + outcome.text;
        const bool listed = deviations.names(name);
        if (listed || (!passes && deviations.has_beginning_of(name))) {
            ++deviating;
            if (!passes && outcome.failed) continue;
            failure = passes ? "is in the list of deviations, but passes" : "deviates without an error; " + failure;
            passes = false;
        }
        (passes ? passed : failed) += 1;
        if (!passes) std::cout << name << ": " << failure << '\n';
    }
    if (deviating > 0) std::cout << deviating << " deviate, as listed\n";
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
