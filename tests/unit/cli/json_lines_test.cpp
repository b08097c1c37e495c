// SPDX-License-Identifier: BSL-1.0

#include <cstdint>
#include <string>

#include "input/record.hpp"
#include "support/catch.hpp"

namespace {

using namespace nurture;
using cli::ByteSource;
using cli::Outcome;
using cli::Record;
using cli::RecordReader;

std::unique_ptr<RecordReader> reader_of(std::string text) {
    return RecordReader::json_lines(ByteSource::of_text("events.jsonl", std::move(text)));
}

std::string first_mistake(std::string text) {
    auto reader = reader_of(std::move(text));
    Record record;
    Outcome outcome = reader->next(record);
    while (outcome.is_row()) {
        outcome = reader->next(record);
    }
    return outcome.kind == Outcome::Kind::end ? "" : describe(outcome.bad);
}

TEST_CASE("a line of JSON gives values of their own kinds", "[cli][jsonl]") {
    auto reader =
        reader_of(R"({"id":"ada","n":12,"x":1.5,"yes":true,"no":null,"list":["a",2],"map":{"k":"v","z":null}})");
    Record record;
    REQUIRE(reader->next(record).is_row());
    CHECK(record.find("id")->value == Value("ada"));
    CHECK(record.find("n")->value == Value(std::int64_t{12}));
    CHECK(record.find("x")->value == Value(1.5));
    CHECK(record.find("yes")->value == Value(true));
    CHECK(record.find("no")->value.is_absent());
    CHECK(record.find("list")->value == Value(Value::List{"a", std::int64_t{2}}));
    CHECK(record.find("map")->value == Value(Value::Map{{"k", "v"}}));
    REQUIRE(record.find("map")->members.size() == 2);
    CHECK(record.find("map")->members[1].name == "z");
    CHECK(record.find("map")->members[1].value.is_absent());
    CHECK(reader->next(record).kind == Outcome::Kind::end);
}

TEST_CASE("blank lines, CRLF, a byte-order mark and escapes are read", "[cli][jsonl]") {
    auto reader = reader_of("\xEF\xBB\xBF\r\n{\"id\":\"caf\\u00e9\"}\r\n\n{\"id\":\"b\"}");
    Record record;
    REQUIRE(reader->next(record).is_row());
    CHECK(record.line == 2);
    CHECK(record.find("id")->value == Value("café"));
    REQUIRE(reader->next(record).is_row());
    CHECK(record.line == 4);
    CHECK(reader->next(record).kind == Outcome::Kind::end);
}

TEST_CASE("each mistake in JSON Lines is reported with its line", "[cli][jsonl]") {
    CHECK(first_mistake("{\"id\":\"a\"}\n{\"id\":}\n").find("events.jsonl:2:") == 0);
    CHECK(first_mistake("{\"id\":\"a\"\n").find("events.jsonl:1") == 0);
    CHECK(first_mistake("{\"id\":\"a}\n").find("a string is never closed") != std::string::npos);
    CHECK(first_mistake("{\"id\":\"a\"} {\"id\":\"b\"}\n").find("something follows the object") != std::string::npos);
    CHECK(first_mistake("{\"id\":\"a\",\"id\":\"b\"}\n").find("the key \"id\" stands in one object twice") !=
          std::string::npos);
    CHECK(first_mistake("[{\"id\":\"a\"}]\n").find("a line must be one object") != std::string::npos);
    CHECK(first_mistake("12\n").find("a line must be one object") != std::string::npos);
    CHECK(first_mistake("{\"n\":18446744073709551615}\n").find("larger than 64 bits") != std::string::npos);
    CHECK(first_mistake("{\"n\":99999999999999999999999}\n").find("larger than 64 bits") != std::string::npos);
    CHECK(first_mistake("{\"n\":01}\n").find("events.jsonl:1") == 0);
    CHECK(first_mistake("{\"t\":tru}\n").find("events.jsonl:1") == 0);
    CHECK(first_mistake("{\"t\":nul}\n").find("events.jsonl:1") == 0);
    CHECK(first_mistake("{\"t\":\"\\u0000\"}\n").find("NUL") != std::string::npos);
    CHECK(first_mistake("{\"t\":\"\xFF\"}\n").find("not valid UTF-8") != std::string::npos);
}

TEST_CASE("nesting has a limit and does not exhaust the stack", "[cli][jsonl]") {
    std::string deep = "{\"d\":";
    deep += std::string(100'000, '[') + std::string(100'000, ']') + "}\n";
    CHECK(first_mistake(deep).find("events.jsonl:1") == 0);
    std::string fine = "{\"d\":" + std::string(60, '[') + std::string(60, ']') + "}\n";
    CHECK(first_mistake(fine).empty());
}

TEST_CASE("reading goes on behind a line with a mistake", "[cli][jsonl]") {
    auto reader = reader_of("{\"id\":}\n{\"id\":\"ada\"}\n");
    Record record;
    CHECK(reader->next(record).kind == Outcome::Kind::bad_row);
    REQUIRE(reader->next(record).is_row());
    CHECK(record.cells.size() == 1);
    CHECK(record.find("id")->value == Value("ada"));
}

} // namespace
