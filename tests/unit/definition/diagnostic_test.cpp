// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/diagnostic.hpp>

#include <memory>
#include <string>

#include "support/catch.hpp"

using namespace nurture;

namespace {

std::shared_ptr<const SourceText> source(std::string text) {
    return std::make_shared<const SourceText>(SourceText{"welcome.yaml", std::move(text)});
}

} // namespace

TEST_CASE("a remark is printed as compilers do, with the line and a caret", "[definition][diagnostic]") {
    const Diagnostic remark{Severity::error,
                            "unknown_key",
                            "\"titel\" is not a key",
                            "write title",
                            {source("workflow: w\ntitel: x\n"), 2, 1},
                            {"a", "b"}};
    CHECK(to_string(remark) == "welcome.yaml:2:1: error: \"titel\" is not a key [unknown_key]\n"
                               "    2 | titel: x\n"
                               "      | ^\n"
                               "      = write title\n"
                               "      = by a -> b");
}

TEST_CASE("a remark about something built in C++ has no place", "[definition][diagnostic]") {
    CHECK(to_string(Diagnostic{Severity::warning, "crowding", "too much", {}, {}, {}}) ==
          "warning: too much [crowding]");
}

TEST_CASE("the caret stands below its character, not below its byte, and behind tabs", "[definition][diagnostic]") {
    const Diagnostic remark{Severity::note, "bounds", "here", {}, {source("\tключ: ab\n"), 1, 8}, {}};
    CHECK(to_string(remark) == "welcome.yaml:1:8: note: here [bounds]\n"
                               "    1 | \tключ: ab\n"
                               "      | \t      ^");
}

TEST_CASE("a line of a megabyte is shown in part, around the caret", "[definition][diagnostic]") {
    std::string line(1'000'000, 'a');
    line[500'000] = 'X';
    const std::string text = to_string(Diagnostic{Severity::error, "type", "no", {}, {source(line), 1, 500'001}, {}});
    CHECK(text.size() < 500);
    const std::size_t shown = text.find('X');
    REQUIRE(shown != std::string::npos);
    // "…" is three bytes and one character.
    CHECK(shown - text.find("    1 | ") - 2 == text.find('^') - text.find("      | "));
}

TEST_CASE("a terminal does not obey what stands in a catalog", "[definition][diagnostic]") {
    const std::string text =
        to_string(Diagnostic{Severity::error, "type", "no", {}, {source("a: \x1B[2J\n"), 1, 4}, {}});
    CHECK(text.find('\x1B') == std::string::npos);
}

TEST_CASE("lines are found without their break and without a byte-order mark", "[definition][diagnostic]") {
    const SourceText text{"x", "\xEF\xBB\xBFone\r\ntwo\n\nfour"};
    CHECK(text.line(1) == "one");
    CHECK(text.line(2) == "two");
    CHECK(text.line(3).empty());
    CHECK(text.line(4) == "four");
    CHECK(text.line(5).empty());
    CHECK(text.line(0).empty());
}

TEST_CASE("remarks are sorted by file, line and column, equal places keep their order", "[definition][diagnostic]") {
    const auto a = std::make_shared<const SourceText>(SourceText{"a", ""});
    const auto b = std::make_shared<const SourceText>(SourceText{"b", ""});
    Diagnostics remarks;
    for (const auto& [rule, place] : {std::pair<const char*, Place>{"5", {b, 1, 1}},
                                      {"3", {a, 2, 1}},
                                      {"1", {a, 1, 9}},
                                      {"2", {a, 1, 9}},
                                      {"4", {a, 2, 3}},
                                      {"0", {}}}) {
        remarks.push_back({Severity::error, rule, {}, {}, place, {}});
    }
    sort_by_place(remarks);
    std::string order;
    for (const Diagnostic& remark : remarks) {
        order += remark.rule;
    }
    CHECK(order == "012345");
}

TEST_CASE("a misspelt word is found, another one is not", "[definition][diagnostic]") {
    const std::vector<std::string> keys = {"title", "priority", "time_zone", "trigger", "if", "id"};
    CHECK(did_you_mean("titel", keys) == "title");
    CHECK(did_you_mean("priorty", keys) == "priority");
    CHECK(did_you_mean("timezone", keys) == "time_zone");
    CHECK(did_you_mean("Trigger", keys) == "trigger");
    CHECK(did_you_mean("IF", keys) == "if");
    CHECK_FALSE(did_you_mean("of", keys).has_value());
    CHECK_FALSE(did_you_mean("budget", keys).has_value());
    CHECK_FALSE(did_you_mean("", keys).has_value());
    CHECK_FALSE(did_you_mean(std::string(1'000'000, 't'), keys).has_value());
}

TEST_CASE("of equally near words the first is meant", "[definition][diagnostic]") {
    CHECK(did_you_mean("cat", {"bat", "hat"}) == "bat");
    CHECK(did_you_mean("cats", {"bats", "cat"}) == "bats");
}

TEST_CASE("warnings alone do not make a result unusable", "[definition][diagnostic]") {
    Checked<int> checked{1, {{Severity::warning, "x", {}, {}, {}, {}}}};
    CHECK(checked.ok());
    checked.diagnostics.push_back({Severity::error, "x", {}, {}, {}, {}});
    CHECK_FALSE(checked.ok());
}
