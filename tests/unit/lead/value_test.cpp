// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/value.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;

TEST_CASE("fields are kept in byte order and each name once", "[lead][value]") {
    Fields fields = {{"phone", "1"}, {"email", "a@example.com"}, {"Zip", "2"}};
    fields.set("phone", "3");
    REQUIRE(fields.size() == 3);
    CHECK(fields.begin()->name == "Zip");
    CHECK((fields.begin() + 1)->name == "email");
    CHECK(*fields.find("phone") == Value("3"));
    CHECK(fields.find("fax") == nullptr);
}

TEST_CASE("setting a field to absent erases it", "[lead][value]") {
    Fields fields = {{"email", "a@example.com"}};
    fields.set("email", Value());
    fields.set("phone", Value());
    CHECK(fields.empty());
    CHECK_FALSE(fields.erase("email"));
}

TEST_CASE("an empty text is present", "[lead][value]") {
    CHECK_FALSE(Value("").is_absent());
    CHECK(Value().is_absent());
    CHECK(Value("") != Value());
}

TEST_CASE("one and one point zero are different values", "[lead][value]") {
    CHECK(Value(1) != Value(1.0));
    CHECK(Value(1) == Value(std::int64_t{1}));
    CHECK(Value(true) != Value(1));
}

TEST_CASE("a value is JSON with its maps in order of keys", "[lead][value]") {
    const Value value =
        Value::Map{{"b", Value::List{1, true, Value(), "x"}}, {"a", Value::Map{}}, {"c", Value::List{}}};
    CHECK(to_json(value) == R"({"a":{},"b":[1,true,null,"x"],"c":[]})");
    CHECK(to_json(Value()) == "null");
    CHECK(to_json(Value(false)) == "false");
    CHECK(to_json(Value(Value::List{Value(Value::List{}), Value(Value::List{})})) == "[[],[]]");
}

TEST_CASE("the largest and the smallest whole number are JSON digit by digit", "[lead][value]") {
    CHECK(to_json(Value(std::numeric_limits<std::int64_t>::max())) == "9223372036854775807");
    CHECK(to_json(Value(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808");
}

TEST_CASE("a double in JSON never looks like a whole number", "[lead][value]") {
    CHECK(to_json(Value(1.0)) == "1.0");
    CHECK(to_json(Value(-0.0)) == "-0.0");
    CHECK(to_json(Value(100000.0)) == "100000.0");
    CHECK(to_json(Value(1e15)) == "1e+15");
    CHECK(to_json(Value(999999999999999.0)) == "999999999999999.0");
}

TEST_CASE("a double in JSON has the fewest digits that read back", "[lead][value]") {
    CHECK(to_json(Value(0.1)) == "0.1");
    CHECK(to_json(Value(0.1 + 0.2)) == "0.30000000000000004");
    CHECK(to_json(Value(0.00001)) == "0.00001");
    CHECK(to_json(Value(0.000001)) == "1e-06");
    CHECK(to_json(Value(5e-324)) == "5e-324");
    CHECK(to_json(Value(std::numeric_limits<double>::max())) == "1.7976931348623157e+308");
}

TEST_CASE("what JSON cannot write is null", "[lead][value]") {
    CHECK(to_json(Value(std::nan(""))) == "null");
    CHECK(to_json(Value(std::numeric_limits<double>::infinity())) == "null");
    CHECK(to_json(Value(-std::numeric_limits<double>::infinity())) == "null");
}

TEST_CASE("text in JSON is escaped where it must be and nowhere else", "[lead][value]") {
    CHECK(to_json(Value("a\"b\\c/d")) == R"("a\"b\\c/d")");
    CHECK(to_json(Value("\b\f\n\r\t\x01\x1f\x7f")) == "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    CHECK(to_json(Value(std::string("a\0b", 3))) == R"("a\u0000b")");
    CHECK(to_json(Value("Grüße 日本 🙂")) == "\"Grüße 日本 🙂\"");
    CHECK(to_json(Value(Value::Map{{"k\"", 1}})) == R"({"k\"":1})");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character in JSON", "[lead][value]") {
    const std::string instead = "\xEF\xBF\xBD";
    CHECK(to_json(Value("a\xFF"
                        "b")) == "\"a" + instead + "b\"");
    CHECK(to_json(Value("\xC3")) == "\"" + instead + "\"");
    CHECK(to_json(Value("\xC3\"")) == "\"" + instead + "\\\"\"");
    CHECK(to_json(Value("\xC0\xAF")) == "\"" + instead + instead + "\"");
    CHECK(to_json(Value("\xED\xA0\x80")) == "\"" + instead + instead + instead + "\"");
    CHECK(to_json(Value("\xF4\x90\x80\x80")) == "\"" + instead + instead + instead + instead + "\"");
    CHECK(to_json(Value("\xE0\x80\x80")) == "\"" + instead + instead + instead + "\"");
    CHECK(to_json(Value("\xF4\x8F\xBF\xBF")) == "\"\xF4\x8F\xBF\xBF\"");
    CHECK(to_json(Value("\xED\x9F\xBF")) == "\"\xED\x9F\xBF\"");
}

TEST_CASE("an instant in JSON is RFC 3339 text", "[lead][value]") {
    CHECK(to_json(Value(*parse_instant("2026-03-02T10:00:00+01:00"))) == "\"2026-03-02T09:00:00.000Z\"");
}

TEST_CASE("a value reads like a person would write it", "[lead][value]") {
    CHECK(to_text(Value()).empty());
    CHECK(to_text(Value("as\n\"it\" is")) == "as\n\"it\" is");
    CHECK(to_text(Value(true)) == "true");
    CHECK(to_text(Value(42)) == "42");
    CHECK(to_text(Value(62.0)) == "62");
    CHECK(to_text(Value(0.5)) == "0.5");
    CHECK(to_text(Value(std::nan(""))).empty());
    CHECK(to_text(Value(*parse_instant("2026-03-02"))) == "2026-03-02T00:00:00.000Z");
    CHECK(to_text(Value(Value::List{"a", 1, "c"})) == "a, 1, c");
    CHECK(to_text(Value(Value::Map{{"a", 1}})) == R"({"a":1})");
}

TEST_CASE("any double reads back from its JSON", "[lead][value][property]") {
    CHECK(rc::check("doubles of all sizes", [] {
        const double number = *rc::gen::arbitrary<double>() * std::pow(10.0, *rc::gen::inRange(-300, 300));
        RC_PRE(std::isfinite(number));
        const std::string json = to_json(Value(number));
        RC_ASSERT(std::strtod(json.c_str(), nullptr) == number);
        RC_ASSERT(json.find_first_of(".e") != std::string::npos);
    }));
}

TEST_CASE("any bytes become JSON of visible characters in one line", "[lead][value][property]") {
    CHECK(rc::check("arbitrary bytes", [] {
        const std::string json = to_json(Value(*rc::gen::arbitrary<std::string>()));
        for (const char c : json) {
            RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
        }
        RC_ASSERT(json.front() == '"' && json.back() == '"');
    }));
}
