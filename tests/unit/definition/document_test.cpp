// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/document.hpp>

#include <string>
#include <utility>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::json;

TEST_CASE("JSON becomes scalars, lists and maps with their places", "[definition][json]") {
    const auto read = json("{\n  \"a\": [1, \"zwö\", null],\n  \"ключ\": true }");
    REQUIRE(read.ok());
    const Document& map = *read;
    REQUIRE(map.kind == Document::Kind::map);
    const Document& list = *map.find("a");
    REQUIRE(list.items.size() == 3);
    CHECK(list.items[0].text == "1");
    CHECK_FALSE(list.items[0].quoted);
    CHECK(list.items[1].text == "zwö");
    CHECK(list.items[1].quoted);
    CHECK(list.items[2].kind == Document::Kind::null);
    CHECK(std::pair(list.items[0].place.line, list.items[0].place.column) == std::pair(2U, 9U));
    CHECK(std::pair(list.items[1].place.line, list.items[1].place.column) == std::pair(2U, 13U));
    CHECK(std::pair(map.members[1].place.line, map.members[1].place.column) == std::pair(3U, 4U));
    CHECK(std::pair(map.members[1].value.place.line, map.members[1].value.place.column) == std::pair(3U, 11U));
    CHECK(map.find("b") == nullptr);
}

TEST_CASE("equal keys of JSON are kept for the reader to refuse", "[definition][json]") {
    const auto read = json(R"({"a": 1, "a": 2})");
    REQUIRE(read.ok());
    REQUIRE(read->members.size() == 2);
    CHECK(read->find("a")->text == "1");
}

TEST_CASE("escapes of JSON are resolved, also beyond 16 bits", "[definition][json]") {
    const auto read = json(R"(["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "\u0000"])");
    REQUIRE(read.ok());
    CHECK(read->items[0].text == "\"\\/\b\f\n\r\t");
    CHECK(read->items[1].text == "é😀");
    CHECK(read->items[2].text == std::string(1, '\0'));
}

TEST_CASE("a byte-order mark before JSON is passed over and does not shift the column", "[definition][json]") {
    const auto read = json("\xEF\xBB\xBF{\"a\": 1}");
    REQUIRE(read.ok());
    CHECK(read->place.column == 1);
    CHECK(read->members[0].place.column == 3);
}

TEST_CASE("what RFC 8259 does not allow is one error of rule syntax with its place", "[definition][json]") {
    struct Bad {
        std::string text;
        std::uint32_t line, column;
        std::string words;
    };
    const auto bad = GENERATE(values<Bad>({
        {"", 1, 1, "the end of the text"},
        {"{", 1, 2, "key in double quotes"},
        {"[1,]", 1, 4, "expected a value"},
        {"[1 2]", 1, 4, "\",\" or \"]\""},
        {"{\"a\" 1}", 1, 6, "\":\""},
        {"{a: 1}", 1, 2, "key in double quotes"},
        {"[01]", 1, 2, "\"01\""},
        {"[+1]", 1, 2, "\"+1\""},
        {"[1.]", 1, 2, "\"1.\""},
        {"[.5]", 1, 2, "\".5\""},
        {"[1e]", 1, 2, "\"1e\""},
        {"[NaN]", 1, 2, "\"NaN\""},
        {"[True]", 1, 2, "double quotes"},
        {"['a']", 1, 2, "\"'a'\""},
        {"[1] x", 1, 5, "behind the end"},
        {"{\n\"a\": \"b", 2, 6, "no closing quote"},
        {"[\"a\nb\"]", 1, 4, "0x0A"},
        {"[\"\\x\"]", 1, 4, "no escape"},
        {"[\"\\u12g4\"]", 1, 7, "hexadecimal"},
        {"[\"\\ud800\"]", 1, 8, "surrogate"},
        {"[\"\\udc00\"]", 1, 8, "surrogate"},
        {"[\"\xFF\"]", 1, 3, "0xFF"},
        {"[\"\xC0\xAF\"]", 1, 3, "0xC0"},
        {"[\"\xED\xA0\x80\"]", 1, 3, "0xED"},
        {"[// no\n1]", 1, 2, "\"//\""},
    }));
    CAPTURE(bad.text);
    const auto read = json(bad.text);
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics[0].rule == "syntax");
    CAPTURE(read.diagnostics[0].message);
    CHECK(read.diagnostics[0].message.find(bad.words) != std::string::npos);
    CHECK(read.diagnostics[0].place.line == bad.line);
    CHECK(read.diagnostics[0].place.column == bad.column);
}

TEST_CASE("a million brackets are refused without using up the stack", "[definition][json]") {
    const auto read = json(std::string(1'000'000, '['));
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics[0].message.find("nested") != std::string::npos);
}

TEST_CASE("nesting is allowed up to its limit", "[definition][json]") {
    const auto nested = [](int depth) {
        const auto size = static_cast<std::size_t>(depth);
        auto source =
            std::make_shared<const SourceText>(SourceText{"x", std::string(size, '[') + "1" + std::string(size, ']')});
        return read_json(source, 5).ok();
    };
    CHECK(nested(5));
    CHECK_FALSE(nested(6));
}

TEST_CASE("canonical JSON has sorted keys, no spaces and the kinds of its scalars", "[definition][json]") {
    const auto read = json(R"({ "b" : [1, -0.5, 2e3, true, null, "true", "1"], "a" : {}, "é": "\u000a\"", "B": [] })");
    REQUIRE(read.ok());
    CHECK(to_canonical_json(*read) == R"({"B":[],"a":{},"b":[1,-0.5,2e3,true,null,"true","1"],"é":"\n\""})");
}

TEST_CASE("plain scalars that JSON does not have become texts", "[definition][json]") {
    Document scalar;
    scalar.kind = Document::Kind::scalar;
    for (const char* text : {"01", "+1", "0x1F", ".5", "yes", "1.", "-", ""}) {
        scalar.text = text;
        CHECK(to_canonical_json(scalar) == "\"" + std::string(text) + "\"");
    }
}

TEST_CASE("canonical JSON reads back to what it says", "[definition][json]") {
    const std::string text = R"({"a":[1,2.5,"x\\\"\u0001"],"b":{"c":null,"d":false}})";
    const auto read = json(text);
    REQUIRE(read.ok());
    CHECK(to_canonical_json(*json(to_canonical_json(*read))) == text);
}
