// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs the conformance cases of the Common Expression Language: `cel_conformance [DIR [file…]]`.
///
/// Prints each failing case as file/section/name and ends with "N passed, N failed". A case that stands in the list
/// of deviations is counted apart, and is a failure if it passes: the list holds nothing that is not so.

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "condition/compile.hpp"
#include "condition/evaluate.hpp"
#include "condition/literal.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace nurture;
using cel::Datum;
using cel::Kind;
using Json = simdjson::dom::element;

constexpr std::array<std::string_view, 14> core_files = {
    "basic", "comparisons", "conversions", "fields",   "fp_math", "integer_math", "lists",
    "logic", "macros",      "parse",       "plumbing", "string",  "timestamps",   "string_ext"};

class NoFacts final : public Facts {
public:
    [[nodiscard]] Instant now() const override { return Instant{}; }
    [[nodiscard]] const Zone& zone() const override { return zone_; }

private:
    Zone zone_{};
};

std::string from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) break;
        held = (held << 6U) | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(static_cast<unsigned char>((held >> static_cast<unsigned>(bits)) & 0xFFU));
        }
    }
    return bytes;
}

/// Makes the values of a case; they live as long as it.
class Values {
public:
    Datum of(Json json) {
        const simdjson::dom::object members = json.get_object();
        for (const auto& [key, value] : members) {
            if (key == "int64Value") return cel::of_int(std::stoll(std::string(value.get_string().value())));
            if (key == "uint64Value") return cel::of_uint(std::stoull(std::string(value.get_string().value())));
            if (key == "doubleValue") return of_number(value);
            if (key == "boolValue") return cel::of_bool(value.get_bool().value());
            if (key == "stringValue") return text(std::string(value.get_string().value()), Kind::text);
            if (key == "bytesValue") return text(from_base64(value.get_string().value()), Kind::bytes);
            if (key == "typeValue") return type(value.get_string().value());
            if (key == "listValue") return list(value);
            if (key == "mapValue") return map(value);
        }
        return {};
    }

private:
    cel::Arena arena_{};

    Datum text(std::string made, Kind kind) {
        arena_.texts.push_front(std::move(made));
        return cel::refer(kind, arena_.texts.front());
    }

    static Datum of_number(Json value) {
        if (value.is_string()) return cel::of_double(cel::read_double(value.get_string().value(), true).value_or(0));
        return cel::of_double(value.get_double().value());
    }

    static Datum type(std::string_view name) {
        for (int kind = 0; kind <= static_cast<int>(Kind::type); ++kind) {
            if (cel::type_name(static_cast<Kind>(kind)) == name) return cel::of_type(static_cast<Kind>(kind));
        }
        return {};
    }

    Datum list(Json json) {
        cel::ListData made;
        simdjson::dom::array values;
        if (json["values"].get(values) == simdjson::SUCCESS) {
            for (const Json value : values) {
                made.items.push_back(of(value));
            }
        }
        arena_.lists.push_front(std::move(made));
        Datum result;
        result.kind = Kind::list;
        result.list = &arena_.lists.front();
        return result;
    }

    Datum map(Json json) {
        cel::MapData made;
        simdjson::dom::array entries;
        if (json["entries"].get(entries) == simdjson::SUCCESS) {
            for (const Json entry : entries) {
                made.entries.emplace_back(of(entry["key"].value()), of(entry["value"].value()));
            }
        }
        arena_.maps.push_front(std::move(made));
        Datum result;
        result.kind = Kind::map;
        result.map = &arena_.maps.front();
        return result;
    }
};

/// Whether a result is the expected one, to the type: here 1 is not 1.0, and NaN is NaN.
bool same(const Datum& got, const Datum& wanted) {
    cel::Meter meter;
    if (got.is_list() && wanted.is_list()) {
        if (size_of_list(got) != size_of_list(wanted)) return false;
        for (std::size_t i = 0; i < size_of_list(got); ++i) {
            if (!same(item_of(got, i), item_of(wanted, i))) return false;
        }
        return true;
    }
    if (got.is_map() && wanted.is_map()) {
        if (size_of_map(got) != size_of_map(wanted)) return false;
        for (std::size_t i = 0; i < size_of_map(got); ++i) {
            const Datum key = key_of(got, i);
            Datum a;
            Datum b;
            if (!find_key(got, key, meter, a) || !find_key(wanted, key, meter, b) || !same(a, b)) return false;
        }
        return true;
    }
    if (got.kind != wanted.kind) return false;
    if (got.kind == Kind::real && std::isnan(got.number) && std::isnan(wanted.number)) return true;
    return cel::equal(got, wanted, meter);
}

bool flag(Json test, const char* key) {
    bool value = false;
    return test[key].get(value) == simdjson::SUCCESS && value;
}

/// Empty if the case passes, else what happened.
std::string failure_of(Json test) {
    Values values;
    cel::FreeVariables free;
    std::vector<Datum> bound;
    simdjson::dom::object bindings;
    if (test["bindings"].get(bindings) == simdjson::SUCCESS) {
        for (const auto& [name, value] : bindings) {
            free.names.emplace_back(name);
            bound.push_back(values.of(value["value"].value()));
        }
    }
    free.lenient = flag(test, "disableCheck");
    const bool fails = test["evalError"].error() == simdjson::SUCCESS;
    ConditionScope scope;
    scope.result = ConditionScope::Result::value;
    std::vector<ConditionProblem> problems;
    const auto program = cel::compile(test["expr"].get_string().value(), scope, &free, problems);
    if (program == nullptr) return fails ? "" : "does not compile: " + problems.front().message;
    if (flag(test, "checkOnly")) return "";
    const NoFacts facts;
    cel::Evaluation evaluation(*program, facts, &bound);
    const Datum got = evaluation.run();
    if (got.failed()) return fails ? "" : "error: " + std::string(got.view());
    if (fails) return "an error was expected";
    Json wanted;
    const bool given = test["value"].get(wanted) == simdjson::SUCCESS;
    return same(got, given ? values.of(wanted) : cel::of_bool(true)) ? "" : "another value";
}

/// The names in the list of deviations: the first word of each line.
std::set<std::string> read_deviations(const std::string& path) {
    std::set<std::string> names;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') names.insert(line.substr(0, line.find(": ")));
    }
    return names;
}

struct Tally {
    int passed = 0;
    int failed = 0;
    int deviating = 0;
};

/// The file's text. Doubles that are written as whole numbers beyond 64 bits, which the reader refuses, get ".0".
bool read_file(const std::string& path, std::string& text) {
    std::ifstream file(path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
    constexpr std::string_view key = "\"doubleValue\":";
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
        at = text.find_first_not_of("0123456789-", at + key.size());
        if (at != std::string::npos && (text[at] == '}' || text[at] == ',')) text.insert(at, ".0");
    }
    return file.good() || !text.empty();
}

bool run_file(const std::string& directory, const std::string& name, const std::set<std::string>& deviations,
              Tally& tally) {
    simdjson::dom::parser parser;
    simdjson::dom::array tests;
    std::string text;
    if (!read_file(directory + "/" + name + ".json", text) || parser.parse(text).get(tests) != simdjson::SUCCESS) {
        std::cerr << "cannot read " << directory << "/" << name << ".json\n";
        return false;
    }
    for (const Json test : tests) {
        const std::string full = name + "/" + std::string(test["section"].get_string().value()) + "/" +
                                 std::string(test["name"].get_string().value());
        std::string failure = failure_of(test);
        if (deviations.count(full) != 0) {
            ++tally.deviating;
            if (!failure.empty()) continue;
            failure = "is in the list of deviations, but passes";
        }
        (failure.empty() ? tally.passed : tally.failed) += 1;
        if (!failure.empty()) std::cout << full << ": " << failure << '\n';
    }
    return true;
}

} // namespace

int main(int argc, char** argv) {
    std::string directory;
    if (argc > 1) {
        directory = argv[1];
    } else if (const auto shared = testing_support::shared_data("cel-conformance")) {
        directory = shared->string();
    } else {
        std::cout << "SKIPPED: no conformance cases here; name their folder: cel_conformance DIR [file...]\n";
        return 0;
    }
    const auto deviations = read_deviations(std::string(NURTURE_SOURCE_DIR) + "/tests/conformance/deviations.txt");
    std::vector<std::string> files(argv + std::min(argc, 2), argv + argc);
    if (files.empty()) files.assign(core_files.begin(), core_files.end());
    Tally tally;
    for (const std::string& file : files) {
        if (!run_file(directory, file, deviations, tally)) return 2;
    }
    if (tally.deviating > 0) std::cout << tally.deviating << " deviate, as listed\n";
    std::cout << tally.passed << " passed, " << tally.failed << " failed\n";
    return tally.failed == 0 ? 0 : 1;
}
