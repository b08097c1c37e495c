// SPDX-License-Identifier: BSL-1.0
/// \file
/// JSON of the store: what can be written is read back exactly.

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "random_rows.hpp"
#include "sqlite/exact_json.hpp"
#include "sqlite/packing.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::sqlite;
using namespace nurture::testing_support;

namespace {

std::optional<std::string> written(const Value& value) {
    ExactJson json;
    json.value(value);
    return json.is_exact() ? std::optional<std::string>(json.text()) : std::nullopt;
}

} // namespace

TEST_CASE("values are written as people expect them", "[sqlite][json]") {
    const Instant at = *parse_instant("2026-03-02T09:00:00Z");
    CHECK(written(Fields{{"b", Value::List{1, 1.0, -0.5, true}}, {"a", "say \"hi\""}, {"until", at}}) ==
          R"({"a":"say \"hi\"","b":[1,1.0,-0.5,true],"until":"2026-03-02T09:00:00.000Z"})");
    CHECK(written(Value::List{Value(), Fields{}, Value::List{}}) == "[null,{},[]]");
    CHECK(written("Grüße\n") == "\"Grüße\\u000a\"");
}

TEST_CASE("what can be written is read back as it was", "[sqlite][json]") {
    int exact = 0;
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        Dice dice(seed);
        const Value value = random_value(dice);
        if (const std::optional<std::string> text = written(value)) {
            ++exact;
            INFO("seed " << seed << ": " << *text);
            const std::optional<Value> read = read_exact_json(*text);
            REQUIRE(read);
            REQUIRE(*read == value);
        }
    }
    CHECK(exact > 1'000);
}

TEST_CASE("what needs an escape gets it wherever it stands", "[sqlite][json]") {
    const std::string plain = "abcdefgh ijklmnop ~!#[]^";
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const auto with = [&](const std::string& text) { return plain.substr(0, at) + text + plain.substr(at + 1); };
        INFO(at);
        CHECK(written(with("\"")) == '"' + with("\\\"") + '"');
        CHECK(written(with("\\")) == '"' + with("\\\\") + '"');
        CHECK(written(with("\x1f")) == '"' + with("\\u001f") + '"');
        CHECK(written(with(std::string(1, '\0'))) == '"' + with("\\u0000") + '"');
        CHECK(written(with("\x7f")) == '"' + with("\x7f") + '"');
        CHECK(written(with("ö")) == '"' + with("ö") + '"');
        CHECK_FALSE(written(with("\x80")));
    }
}

TEST_CASE("what would be read as something else is not written", "[sqlite][json]") {
    CHECK_FALSE(written("2026-03-02T09:00:00.000Z"));
    CHECK_FALSE(written("9999-99-99T99:99:99.999Z"));
    CHECK(written("2026-03-02T09:00:00Z"));
    CHECK_FALSE(written(Value(end_of_time)));
    CHECK_FALSE(written(Value(Instant::min())));
    CHECK_FALSE(written(std::numeric_limits<double>::quiet_NaN()));
    CHECK_FALSE(written("\xFF"));
    CHECK_FALSE(written(Fields{{"\xC0\x80", 1}}));
}

TEST_CASE("the first and last instants that have a text are written", "[sqlite][json]") {
    for (const char* text : {"0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
        const Instant at = *parse_instant(text);
        CHECK(written(Value(at)) == '"' + std::string(text) + '"');
        CHECK(read_exact_json('"' + std::string(text) + '"') == Value(at));
    }
    CHECK_FALSE(written(Value(*parse_instant("0001-01-01T00:00:00.000Z") - Milliseconds(1))));
    CHECK_FALSE(written(Value(*parse_instant("9999-12-31T23:59:59.999Z") + Milliseconds(1))));
}

TEST_CASE("a text that was never written is refused", "[sqlite][json][damage]") {
    for (const char* text : {"",
                             "{",
                             "[1,]",
                             "{\"a\":}",
                             "{\"a\":null}",
                             "{\"a\":1,}",
                             "{,}",
                             "nul",
                             "truee",
                             "\"open",
                             "\"\\x\"",
                             "\"\\u00g0\"",
                             "1 ",
                             "--1",
                             "1.2.3",
                             "99999999999999999999",
                             "[1 2]",
                             "{\"a\"1}",
                             "9999-99",
                             "\"9999-99-99T99:99:99.999Z\"",
                             "\"\\"}) {
        INFO(text);
        CHECK_FALSE(read_exact_json(text));
    }
}

TEST_CASE("changed texts are read as something or refused, and no more", "[sqlite][json][damage]") {
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        Dice dice(seed);
        std::string text = written(random_value(dice)).value_or("[{\"a\":[1.5,\"\\u0001\"]}]");
        text[dice.below(text.size())] = static_cast<char>(dice.bits());
        (void)read_exact_json(text);
        (void)read_exact_json(std::string_view(text).substr(0, dice.below(text.size() + 1)));
    }
}

TEST_CASE("JSON is as deep as what can be packed, and not deeper", "[sqlite][json]") {
    const auto lists = [](int levels) {
        return std::string(static_cast<std::size_t>(levels - 1), '[') + "1" +
               std::string(static_cast<std::size_t>(levels - 1), ']');
    };
    const std::optional<Value> deepest = read_exact_json(lists(deepest_value));
    REQUIRE(deepest);
    CHECK(written(*deepest) == lists(deepest_value));
    CHECK_FALSE(read_exact_json(lists(deepest_value + 1)));
    CHECK_FALSE(written(Value::List{*deepest}));
    CHECK_FALSE(read_exact_json(std::string(1'000'000, '[')));
}
