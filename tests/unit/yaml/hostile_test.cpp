// SPDX-License-Identifier: BSL-1.0
/// \file
/// Texts that want to cost time or memory are refused with one sentence.

#include <memory>
#include <string>
#include <utility>

#include <nurture/yaml/load.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::says;

namespace {

Diagnostics remarks(std::string text, const yaml::ReadLimits& limits = {}) {
    return yaml::read_documents(std::make_shared<const SourceText>(SourceText{"x.yaml", std::move(text)}), limits)
        .diagnostics;
}

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    text.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        text += part;
    }
    return text;
}

} // namespace

TEST_CASE("deep nesting is refused, however it is written", "[yaml][hostile]") {
    for (const std::string& text :
         {repeated("[", 1'000'000), repeated("[\n", 500'000), repeated("{a: ", 250'000), repeated("{a:\n", 250'000),
          repeated("- ", 500'000), repeated("? ", 500'000), repeated("[{", 500'000), repeated("{", 1'000'000)}) {
        const Diagnostics found = remarks(text);
        CAPTURE(text.substr(0, 8));
        REQUIRE(found.size() == 1);
        CHECK(found[0].rule == "syntax");
        CHECK(to_string(found[0]).size() < 600);
    }
    std::string indented;
    for (std::size_t depth = 0; depth < 600; ++depth) {
        indented += std::string(depth, ' ') + "a:\n";
    }
    CHECK(says(remarks(indented), "syntax", "nested more than 100 deep"));
}

TEST_CASE("YAML may nest up to its limit", "[yaml][hostile]") {
    yaml::ReadLimits limits;
    limits.nesting = 5;
    CHECK(remarks("a: [[[[x]]]]", limits).empty());
    CHECK(says(remarks("a: [[[[[x]]]]]", limits), "syntax", "nested more than 5 deep"));
}

TEST_CASE("aliases are refused, so neither bombs nor cycles exist", "[yaml][hostile]") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 10; ++level) {
        const std::string below = "*a" + std::to_string(level - 1);
        bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + below;
        for (int i = 0; i < 9; ++i) {
            bomb += ", " + below;
        }
        bomb += "]\n";
    }
    for (const std::string& text :
         {bomb, std::string("a: &a [*a]\n"), std::string("&a a: *a\n"), std::string("*a : b\n")}) {
        const Diagnostics found = remarks(text);
        REQUIRE(found.size() == 1);
        CHECK(found[0].rule == "syntax");
    }
}

TEST_CASE("a text has at most so many values", "[yaml][hostile]") {
    yaml::ReadLimits limits;
    limits.nodes = 5;
    CHECK(remarks("[a, b, c, d]", limits).empty());
    CHECK(says(remarks("[a, b, c, d, e]", limits), "syntax", "more than 5 values"));
    CHECK(says(remarks("{a: b, c: d, e: f}", limits), "syntax", "more than 5 values"));
}

TEST_CASE("a text has at most so many bytes", "[yaml][hostile]") {
    yaml::ReadLimits limits;
    limits.bytes = 10;
    CHECK(remarks("a: 2345678", limits).empty());
    CHECK(says(remarks("a: 23456789", limits), "syntax", "11 bytes"));
}

TEST_CASE("a line of brackets is refused before it fills the memory", "[yaml][hostile]") {
    CHECK(says(remarks("[" + repeated("[],", 500'000) + "]"), "syntax", "longer than"));
    CHECK(remarks("[" + repeated("[],", 1'000) + "[]]\n").empty());
}

TEST_CASE("many keys, many equal keys and many mistakes stay cheap", "[yaml][hostile]") {
    std::string text = "workflow: w\nsteps: []\n";
    for (int i = 0; i < 20'000; ++i) {
        text += "k" + std::to_string(i) + ": 1\nsame: 1\n";
    }
    const auto read = yaml::load_text(text);
    CHECK(read.diagnostics.size() == 59'999); // 40,000 unknown keys, 19,999 of them given before.
}

TEST_CASE("a huge key is not repeated in its remark", "[yaml][hostile]") {
    const auto read =
        yaml::load_text("workflow: " + std::string(500'000, 'W') + "\n" + std::string(900, 'k') + ": 1\nsteps: []\n");
    for (const Diagnostic& remark : read.diagnostics) {
        CHECK(to_string(remark).size() < 1'000);
    }
    CHECK(read.diagnostics.size() == 2);
}

TEST_CASE("many remarks in a long line have their columns quickly", "[yaml][hostile]") {
    std::string text = "workflow: w\nsteps: [";
    for (int i = 0; i < 20'000; ++i) {
        text += "{note: ö, x: 1}, ";
    }
    const auto read = yaml::load_text(text + "]\n");
    REQUIRE(read.diagnostics.size() == 20'001); // And the limit of steps.
    CHECK(read.diagnostics.back().place.column == 9 + 19'999 * 17 + 10);
}
