// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/field_type.hpp>

#include <cstdint>
#include <string>

#include "support/catch.hpp"

using namespace nurture;

namespace {

FieldType type_of(FieldKind kind) {
    return FieldType{kind, {}, {}};
}

Value read(FieldKind kind, std::string_view text) {
    const Result<Value> value = read_as(type_of(kind), text);
    INFO(text << ": " << (value ? "" : value.error().message));
    REQUIRE(value.ok());
    return *value;
}

std::string refusal(const FieldType& type, std::string_view text) {
    const Result<Value> value = read_as(type, text);
    if (value) {
        return "read as " + to_json(*value);
    }
    return value.error().code == Errc::unreadable ? value.error().message : "another code";
}

std::string refusal(FieldKind kind, std::string_view text) {
    return refusal(type_of(kind), text);
}

} // namespace

TEST_CASE("text of a string field stays as it is written", "[lead][field_type]") {
    CHECK(read(FieldKind::string, "01234") == Value("01234"));
    CHECK(read(FieldKind::string, "") == Value(""));
    CHECK(read(FieldKind::dynamic, "12") == Value("12"));
}

TEST_CASE("a whole number is read to its end", "[lead][field_type]") {
    CHECK(read(FieldKind::integer, "12") == Value(12));
    CHECK(read(FieldKind::integer, "-7") == Value(-7));
    CHECK(read(FieldKind::integer, "007") == Value(7));
    CHECK(read(FieldKind::integer, "9223372036854775807") == Value(std::int64_t{9223372036854775807}));
    CHECK(refusal(FieldKind::integer, "9223372036854775808") ==
          "\"9223372036854775808\" is not a number that fits in 64 bits");
    for (const char* text : {"", " 12", "12 ", "12.0", "1e3", "0x10", "1,000", "twelve", "-"}) {
        INFO(text);
        CHECK(refusal(FieldKind::integer, text).find("is not a whole number, expected digits such as 12") !=
              std::string::npos);
    }
    CHECK(refusal(FieldKind::integer, "+12").find("without a plus sign") != std::string::npos);
}

TEST_CASE("a double is read without a locale and is finite", "[lead][field_type]") {
    CHECK(read(FieldKind::real, "0.5") == Value(0.5));
    CHECK(read(FieldKind::real, "12") == Value(12.0));
    CHECK(read(FieldKind::real, "1e3") == Value(1000.0));
    for (const char* text : {"", "0,5", "nan", "inf", "-infinity", "1.5 ", "+1.5", "0x1p3"}) {
        INFO(text);
        CHECK(refusal(FieldKind::real, text).find("is not a number, expected one such as 12 or 0.5") !=
              std::string::npos);
    }
    CHECK(refusal(FieldKind::real, "1e999").find("a number that a double can hold") != std::string::npos);
}

TEST_CASE("a bool is true or false", "[lead][field_type]") {
    CHECK(read(FieldKind::boolean, "true") == Value(true));
    CHECK(read(FieldKind::boolean, "false") == Value(false));
    for (const char* text : {"", "yes", "TRUE", "1"}) {
        INFO(text);
        CHECK(refusal(FieldKind::boolean, text).find("is not true or false") != std::string::npos);
    }
}

TEST_CASE("a timestamp is an instant", "[lead][field_type]") {
    CHECK(read(FieldKind::timestamp, "2026-03-02T10:00:00+01:00") == Value(*parse_instant("2026-03-02T09:00:00Z")));
    CHECK(refusal(FieldKind::timestamp, "2026-13-02").find("the month 13 does not exist") != std::string::npos);
}

TEST_CASE("a date stays text and must exist", "[lead][field_type]") {
    CHECK(read(FieldKind::date, "2024-02-29") == Value("2024-02-29"));
    CHECK(refusal(FieldKind::date, "2026-02-29").find("February 2026 has no day 29") != std::string::npos);
    CHECK(refusal(FieldKind::date, "2026-03-02T09:00:00Z").find("is not a date alone, write 2026-03-02") !=
          std::string::npos);
    for (const char* text : {"", "tomorrow", "02.03.2026", "3/2/2026", "aaaaaaaaaa"}) {
        INFO(text);
        CHECK(refusal(FieldKind::date, text).find("is not a date, expected one such as 2026-03-02") !=
              std::string::npos);
    }
}

TEST_CASE("a list stands between commas, or semicolons where there is one", "[lead][field_type]") {
    CHECK(read(FieldKind::text_list, "a, b ,c") == Value(Value::List{"a", "b", "c"}));
    CHECK(read(FieldKind::text_list, "Miller, Inc;b") == Value(Value::List{"Miller, Inc", "b"}));
    CHECK(read(FieldKind::text_list, "a,,b,") == Value(Value::List{"a", "b"}));
    CHECK(read(FieldKind::text_list, "one two") == Value(Value::List{"one two"}));
    CHECK(read(FieldKind::text_list, "") == Value(Value::List{}));
    CHECK(read(FieldKind::text_list, " , ") == Value(Value::List{}));
}

TEST_CASE("a list that prints reads back", "[lead][field_type]") {
    const Value list = Value::List{"webinar", "pricing", "trial"};
    CHECK(read(FieldKind::text_list, to_text(list)) == list);
}

TEST_CASE("an enumeration takes its values and names them otherwise", "[lead][field_type]") {
    const FieldType persona{FieldKind::enumeration, {"marketing", "sales"}, {}};
    CHECK(*read_as(persona, "sales") == Value("sales"));
    CHECK(refusal(persona, "Sales") == "\"Sales\" is not one of marketing, sales");
    CHECK(refusal(persona, "") == "\"\" is not one of marketing, sales");
}

TEST_CASE("every lead and every account has its built-in fields", "[lead][field_type]") {
    for (const char* field : {"id", "email", "phone", "first_name", "last_name", "account_id", "time_zone", "owner",
                              "lifecycle_stage", "lead_status"}) {
        INFO(field);
        REQUIRE(built_in_lead_fields().count(field) == 1);
        CHECK(built_in_lead_fields().find(field)->second.kind == FieldKind::string);
    }
    CHECK(built_in_lead_fields().at("score").kind == FieldKind::integer);
    CHECK(built_in_lead_fields().at("created_at").kind == FieldKind::timestamp);
    CHECK(built_in_lead_fields().at("tags").kind == FieldKind::text_list);
    CHECK(built_in_lead_fields().size() == 13);
    CHECK(built_in_account_fields().at("domain").kind == FieldKind::string);
    CHECK(built_in_account_fields().size() == 5);
}

TEST_CASE("every built-in event has its properties", "[lead][field_type]") {
    const auto& events = built_in_events();
    CHECK(events.size() == 13);
    for (const char* type : {"message_delivered", "message_opened", "message_clicked", "message_replied",
                             "message_bounced", "message_complained", "message_unsubscribed"}) {
        INFO(type);
        REQUIRE(events.count(type) == 1);
        CHECK(events.find(type)->second.count("message") == 1);
        CHECK(events.find(type)->second.count("content") == 1);
    }
    CHECK(events.at("message_clicked").at("link").kind == FieldKind::string);
    CHECK(events.at("message_opened").at("machine").kind == FieldKind::boolean);
    CHECK(events.at("message_opened").at("topics").kind == FieldKind::text_list);
    CHECK(events.at("lead_changed").at("changed").kind == FieldKind::text_list);
    CHECK(events.at("lead_merged").at("into").kind == FieldKind::string);
    CHECK(events.at("task_done").size() == 4);
}

TEST_CASE("a bounce is hard and an unsubscription of one category unless they say otherwise", "[lead][field_type]") {
    const FieldType& bounce = built_in_events().at("message_bounced").at("bounce");
    CHECK(bounce.values == std::vector<std::string>{"hard", "soft"});
    CHECK(bounce.fallback == Value("hard"));
    const FieldType& scope = built_in_events().at("message_unsubscribed").at("scope");
    CHECK(scope.values == std::vector<std::string>{"category", "all"});
    CHECK(scope.fallback == Value("category"));
}

TEST_CASE("a value fits the field whose declared type can hold it", "[lead][field_type]") {
    CHECK(fits({.kind = FieldKind::integer}, 3));
    CHECK_FALSE(fits({.kind = FieldKind::integer}, "three"));
    CHECK_FALSE(fits({.kind = FieldKind::integer}, 3.5));
    CHECK(fits({.kind = FieldKind::real}, 3));
    CHECK_FALSE(fits({.kind = FieldKind::string}, true));
    CHECK(fits({.kind = FieldKind::enumeration, .values = {"marketing", "sales"}}, "sales"));
    CHECK_FALSE(fits({.kind = FieldKind::enumeration, .values = {"marketing", "sales"}}, "zzz"));
    CHECK(fits({.kind = FieldKind::text_list}, Value::List{"a"}));
    CHECK_FALSE(fits({.kind = FieldKind::text_list}, Value::List{1}));
    CHECK(fits({.kind = FieldKind::boolean}, Value()));
    CHECK(fits({.kind = FieldKind::dynamic}, "anything"));
}
