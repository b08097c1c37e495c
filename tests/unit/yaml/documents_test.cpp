// SPDX-License-Identifier: BSL-1.0
/// \file
/// YAML text to documents: what is kept, and where it stood.

#include <memory>
#include <string>
#include <utility>

#include <nurture/yaml/load.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;

namespace {

Checked<std::vector<Document>> documents(std::string text) {
    return yaml::read_documents(std::make_shared<const SourceText>(SourceText{"test.yaml", std::move(text)}));
}

Document one(const std::string& text) {
    const auto read = documents(text);
    INFO(nurture_test::list(read.diagnostics));
    REQUIRE(read.ok());
    REQUIRE(read->size() == 1);
    return read->front();
}

using LineColumn = std::pair<std::uint32_t, std::uint32_t>;

LineColumn at(const Place& place) {
    return {place.line, place.column};
}

} // namespace

TEST_CASE("scalars are kept as they are written", "[yaml][documents]") {
    const Document map = one("a: 007\nb: no\nc: 17:00\nd: 0x1F\ne: yes # really\nf: 2026-05-01\n");
    for (const auto& [key, text] :
         {std::pair("a", "007"), {"b", "no"}, {"c", "17:00"}, {"d", "0x1F"}, {"e", "yes"}, {"f", "2026-05-01"}}) {
        CHECK(map.find(key)->text == text);
        CHECK_FALSE(map.find(key)->quoted);
    }
}

TEST_CASE("quoted and block scalars are marked as text", "[yaml][documents]") {
    const Document map =
        one("a: \"1\"\nb: 'it''s'\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne: \"\"\nf: \"\\u00e9\\n\"\n");
    CHECK(map.find("a")->text == "1");
    CHECK(map.find("b")->text == "it's");
    CHECK(map.find("c")->text == "one\ntwo\n");
    CHECK(map.find("d")->text == "one two");
    CHECK(map.find("e")->kind == Document::Kind::scalar);
    CHECK(map.find("f")->text == "é\n");
    for (const DocumentMember& member : map.members) {
        CHECK(member.value.quoted);
    }
}

TEST_CASE("null has several spellings, which stay known", "[yaml][documents]") {
    const Document map = one("a:\nb: ~\nc: null\nd: Null\ne: NULL\n");
    for (const auto& [key, text] : {std::pair("a", ""), {"b", "~"}, {"c", "null"}, {"d", "Null"}, {"e", "NULL"}}) {
        CHECK(map.find(key)->kind == Document::Kind::null);
        CHECK(map.find(key)->text == text);
    }
}

TEST_CASE("keys are text whatever they look like", "[yaml][documents]") {
    const Document map = one("no: 1\n007: 2\n\"a b\": 3\nnull: 4\n? long\n: 5\n");
    std::string keys;
    for (const DocumentMember& member : map.members) {
        keys += member.key + ";";
    }
    CHECK(keys == "no;007;a b;null;long;");
}

TEST_CASE("equal keys are kept for the reader to refuse", "[yaml][documents]") {
    const Document map = one("a: 1\na: 2\n");
    REQUIRE(map.members.size() == 2);
    CHECK(map.members[1].place.line == 2);
}

TEST_CASE("lists and maps nest in block and in flow style", "[yaml][documents]") {
    const Document map = one("a:\n- x\n- y: 1\n  z: [2, {k: v}]\nb: {}\nc: []\n");
    const Document& list = *map.find("a");
    REQUIRE(list.items.size() == 2);
    CHECK(list.items[1].find("z")->items[1].find("k")->text == "v");
    CHECK(map.find("b")->kind == Document::Kind::map);
    CHECK(map.find("c")->kind == Document::Kind::list);
}

TEST_CASE("places are those of the first character", "[yaml][documents]") {
    const Document map = one("a: plain\nlist:\n  - one\n  - {k: \"v\"}\nb: 'q'\nempty:\n");
    CHECK(at(map.place) == LineColumn(1, 1));
    CHECK(at(map.members[0].place) == LineColumn(1, 1));
    CHECK(at(map.find("a")->place) == LineColumn(1, 4));
    CHECK(at(map.find("list")->items[0].place) == LineColumn(3, 5));
    CHECK(at(map.find("list")->items[1].place) == LineColumn(4, 5));
    CHECK(at(map.find("list")->items[1].members[0].place) == LineColumn(4, 6));
    CHECK(at(map.find("list")->items[1].find("k")->place) == LineColumn(4, 10)); // Behind the quote.
    CHECK(at(map.find("b")->place) == LineColumn(5, 5));
    CHECK(at(map.find("empty")->place) == LineColumn(6, 1)); // Nothing is there: its key.
}

TEST_CASE("columns count characters, not bytes", "[yaml][documents]") {
    const Document map = one("ключ: {имя: \"ö\", b: c}\n");
    CHECK(at(map.members[0].place) == LineColumn(1, 1));
    CHECK(at(map.members[0].value.members[0].place) == LineColumn(1, 8));
    CHECK(at(map.members[0].value.members[0].value.place) == LineColumn(1, 14));
    CHECK(at(map.members[0].value.members[1].value.place) == LineColumn(1, 21));
}

TEST_CASE("the place of a block scalar is where its text begins", "[yaml][documents]") {
    const Document map = one("a: |\n\n    first\n    second\nb: >-\n  x\nc: |\n");
    CHECK(at(map.find("a")->place) == LineColumn(3, 5));
    CHECK(at(map.find("b")->place) == LineColumn(6, 3));
    CHECK(map.find("c")->text.empty());
}

TEST_CASE("line ends of Windows make no difference", "[yaml][documents]") {
    const Document map = one("a:\r\n  - x\r\n  - |\r\n    one\r\n    two\r\nb: \"y\r\n  z\"\r\n");
    CHECK(map.find("a")->items[0].text == "x");
    CHECK(map.find("a")->items[1].text == "one\ntwo\n");
    CHECK(map.find("b")->text == "y z");
    CHECK(at(map.find("b")->place) == LineColumn(6, 5));
}

TEST_CASE("a byte-order mark is passed over", "[yaml][documents]") {
    const Document map = one("\xEF\xBB\xBF"
                             "a: x\n");
    REQUIRE(map.members.size() == 1);
    CHECK(map.members[0].key == "a");
    CHECK(at(map.members[0].value.place) == LineColumn(1, 4));
}

TEST_CASE("several documents stand between lines of three dashes", "[yaml][documents]") {
    const auto read = documents("---\na: 1\n---\nb: 2\n...\n---\n---\nc: 3\n");
    REQUIRE(read.ok());
    REQUIRE(read->size() == 4);
    CHECK((*read)[1].find("b")->text == "2");
    CHECK((*read)[2].kind == Document::Kind::null);
    CHECK(at((*read)[3].place) == LineColumn(8, 1));
}

TEST_CASE("a text of nothing but comments has no documents", "[yaml][documents]") {
    CHECK(documents("").value.empty());
    CHECK(documents("# nothing\n").value.empty());
    CHECK(documents("").ok());
}

TEST_CASE("JSON is YAML too", "[yaml][documents]") {
    const Document map = one(R"({"a": [1, true, null, "x\u00e9"], "b": {"c": -1.5e3}})");
    CHECK(map.find("a")->items[3].text == "xé");
    CHECK(map.find("b")->find("c")->text == "-1.5e3");
}
