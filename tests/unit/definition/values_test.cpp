// SPDX-License-Identifier: BSL-1.0
/// \file
/// Literal values: the YAML 1.2 core schema, and declared types.

#include "definition/literal.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::list;
using nurture_test::says;

namespace {

Document plain(std::string text) {
    Document document;
    document.kind = Document::Kind::scalar;
    document.text = std::move(text);
    return document;
}

Document quoted_text(std::string text) {
    Document document = plain(std::move(text));
    document.quoted = true;
    return document;
}

std::optional<Value> literal(const Document& document) {
    Diagnostics remarks;
    return reading::read_literal(document, "x", reading::Reading(remarks));
}

std::optional<Value> typed(const Document& document, FieldKind kind) {
    Diagnostics remarks;
    return reading::read_field_value(document, FieldType{kind, {"a", "b"}, {}}, "x", reading::Reading(remarks));
}

} // namespace

TEST_CASE("plain scalars are what the core schema makes of them", "[definition][values]") {
    struct Case {
        std::string text;
        Value value;
    };
    const auto one = GENERATE(values<Case>({
        {"true", true},
        {"false", false},
        {"yes", "yes"},
        {"no", "no"},
        {"on", "on"},
        {"y", "y"},
        {"0", 0},
        {"-0", 0},
        {"+12", 12},
        {"007", 7},
        {"0o17", 15},
        {"0x1F", 31},
        {"0b11", "0b11"},
        {"1_000", "1_000"},
        {"1.0", 1.0},
        {"1.", 1.0},
        {".5", 0.5},
        {"-1.5e3", -1500.0},
        {"1e3", 1000.0},
        {"+.5", 0.5},
        {"1e", "1e"},
        {".", "."},
        {"-", "-"},
        {"e5", "e5"},
        {"1.2.3", "1.2.3"},
        {"2026-05-01", "2026-05-01"},
        {"17:00", "17:00"},
        {"0x", "0x"},
        {"0o8", "0o8"},
        {"-0x1F", "-0x1F"},
        {"hello", "hello"},
        {"3d", "3d"},
        {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
    }));
    CAPTURE(one.text);
    const auto value = literal(plain(one.text));
    REQUIRE(value.has_value());
    CHECK(*value == one.value);
}

TEST_CASE("quoted scalars are text", "[definition][values]") {
    for (const char* text : {"true", "12", "null", "~", ""}) {
        CHECK(literal(quoted_text(text)) == Value(text));
    }
}

TEST_CASE("nothing is an absent value", "[definition][values]") {
    CHECK(literal(Document()) == Value());
}

TEST_CASE("what would be taken for something else than was meant is refused", "[definition][values]") {
    for (const char* text : {"True", "TRUE", "False", "FALSE", ".inf", "-.INF", ".nan", "9223372036854775808", "1e999",
                             "0xFFFFFFFFFFFFFFFFF"}) {
        CAPTURE(text);
        Diagnostics remarks;
        CHECK_FALSE(reading::read_literal(plain(text), "x", reading::Reading(remarks)).has_value());
        REQUIRE(remarks.size() == 1);
        CHECK(says(remarks, "type", "quotes"));
    }
}

TEST_CASE("a value of a declared text field is the text as it is written", "[definition][values]") {
    CHECK(typed(plain("01234"), FieldKind::string) == Value("01234"));
    CHECK(typed(plain("true"), FieldKind::string) == Value("true"));
    CHECK(typed(plain("1.50"), FieldKind::string) == Value("1.50"));
    CHECK(typed(Document(), FieldKind::string) == Value());
}

TEST_CASE("a value of another declared type must be one", "[definition][values]") {
    CHECK(typed(plain("12"), FieldKind::integer) == Value(12));
    CHECK(typed(plain("12"), FieldKind::real) == Value(12.0));
    CHECK(typed(plain("true"), FieldKind::boolean) == Value(true));
    CHECK(typed(plain("b"), FieldKind::enumeration) == Value("b"));
    CHECK(typed(plain("2026-05-01"), FieldKind::date) == Value("2026-05-01"));
    CHECK(typed(plain("2026-05-01T00:00:00Z"), FieldKind::timestamp) == Value(*parse_instant("2026-05-01T00:00:00Z")));
    CHECK_FALSE(typed(plain("twelve"), FieldKind::integer));
    CHECK_FALSE(typed(quoted_text("12"), FieldKind::integer));
    CHECK_FALSE(typed(plain("yes"), FieldKind::boolean));
    CHECK_FALSE(typed(plain("c"), FieldKind::enumeration));
    CHECK_FALSE(typed(plain("a"), FieldKind::text_list));
}

TEST_CASE("set reads by the declared and the built-in types", "[definition][values]") {
    const auto read = nurture_test::catalog(
        R"({'workflow': 'w', 'steps': [{'set': {'zip': 1234, 'first_name': 7, 'other': 7, 'account.size': 3}}]},
           {'fields': {'lead': {'zip': 'string', 'other': 'int'}, 'account': {'size': 'double'}}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const auto& set = std::get<SetNode>(read->workflows.at("w").nodes.at(0).what);
    CHECK(set.fields[0].second == Value("1234"));
    CHECK(set.fields[1].second == Value("7"));
    CHECK(set.fields[2].second == Value(7));
    CHECK(set.fields[3].second == Value(3.0));
}
