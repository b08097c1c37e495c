// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/field_type.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>

#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

FieldType of(FieldKind kind) {
    return FieldType{kind, {}, {}};
}

FieldType one_of(std::vector<std::string> values, Value fallback) {
    return FieldType{FieldKind::enumeration, std::move(values), std::move(fallback)};
}

/// What every event about a message has: the key, and what the engine knows of the message by it.
FieldTypes::Named message_properties() {
    return {{"message", of(FieldKind::string)},  {"content", of(FieldKind::string)},
            {"step", of(FieldKind::string)},     {"workflow", of(FieldKind::string)},
            {"category", of(FieldKind::string)}, {"topics", of(FieldKind::text_list)},
            {"variant", of(FieldKind::string)}};
}

FieldTypes::Named with(FieldTypes::Named properties, const FieldTypes::Named& more) {
    properties.insert(more.begin(), more.end());
    return properties;
}

std::map<std::string, FieldTypes::Named, std::less<>> make_built_in_events() {
    const FieldTypes::Named message = message_properties();
    const FieldTypes::Named engagement =
        with(message, {{"link", of(FieldKind::string)}, {"machine", of(FieldKind::boolean)}});
    return {
        {"message_delivered", engagement},
        {"message_opened", engagement},
        {"message_clicked", engagement},
        {"message_replied", engagement},
        {"message_bounced",
         with(message, {{"bounce", one_of({"hard", "soft"}, "hard")}, {"reason", of(FieldKind::string)}})},
        {"message_complained", message},
        {"message_unsubscribed",
         with(message, {{"scope", one_of({"category", "all"}, "category")}, {"machine", of(FieldKind::boolean)}})},
        {"lead_created", {}},
        {"lead_changed", {{"changed", of(FieldKind::text_list)}}},
        {"lead_deleted", {}},
        {"lead_forgotten", {}},
        {"lead_merged", {{"into", of(FieldKind::string)}}},
        {"task_done",
         {{"task", of(FieldKind::string)},
          {"step", of(FieldKind::string)},
          {"title", of(FieldKind::string)},
          {"outcome", of(FieldKind::string)}}},
    };
}

Error not_a(std::string_view text, const std::string& expected) {
    return Error{Errc::unreadable, quoted(text) + " is not " + expected};
}

bool begins_with_a_plus(std::string_view text) {
    return !text.empty() && text.front() == '+';
}

Result<Value> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc::result_out_of_range) {
        return not_a(text, "a number that fits in 64 bits");
    }
    if (failure != std::errc() || end != text.data() + text.size()) {
        return not_a(text, std::string("a whole number, expected digits such as 12") +
                               (begins_with_a_plus(text) ? " without a plus sign" : ""));
    }
    return Value(number);
}

Result<Value> read_real(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc::result_out_of_range) {
        return not_a(text, "a number that a double can hold");
    }
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
        return not_a(text, "a number, expected one such as 12 or 0.5");
    }
    return Value(number);
}

Result<Value> read_boolean(std::string_view text) {
    if (text == "true" || text == "false") {
        return Value(text == "true");
    }
    return not_a(text, "true or false, write one of these in lower case");
}

Result<Value> read_timestamp(std::string_view text) {
    const Result<Instant> at = parse_instant(text);
    return at ? Result<Value>(Value(*at)) : Result<Value>(at.error());
}

Result<Value> read_date(std::string_view text) {
    constexpr std::size_t date_size = 10;
    const Result<Instant> at = parse_instant(text);
    if (at && text.size() == date_size) {
        return Value(text);
    }
    if (at) {
        return not_a(text, "a date alone, write " + std::string(text.substr(0, date_size)));
    }
    // The sentence of an instant knows which month or day does not exist, but asks for a time too.
    return text.size() == date_size && text[4] == '-' ? Result<Value>(at.error())
                                                      : not_a(text, "a date, expected one such as 2026-03-02");
}

std::string_view without_spaces_around(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

Value read_text_list(std::string_view text) {
    const char separator = text.find(';') != std::string_view::npos ? ';' : ',';
    Value::List items;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view item = without_spaces_around(text.substr(0, end));
        if (!item.empty()) {
            items.emplace_back(item);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return Value(std::move(items));
}

Result<Value> read_enumeration(const std::vector<std::string>& values, std::string_view text) {
    if (std::find(values.begin(), values.end(), text) != values.end()) {
        return Value(text);
    }
    std::string expected = "one of ";
    for (const std::string& value : values) {
        expected += (&value == &values.front() ? "" : ", ") + value;
    }
    return not_a(text, expected);
}

} // namespace

std::string_view name(FieldKind kind) noexcept {
    constexpr std::string_view names[] = {"dynamic",   "string", "int",          "double", "bool",
                                          "timestamp", "date",   "list<string>", "enum"};
    return names[static_cast<std::size_t>(kind)];
}

std::string to_string(const FieldType& type) {
    std::string text(name(type.kind));
    for (const std::string& value : type.values) {
        text += (&value == &type.values.front() ? " [" : ", ") + value;
    }
    return type.values.empty() ? text : text + ']';
}

const FieldTypes::Named& built_in_lead_fields() {
    static const FieldTypes::Named fields = {
        {"id", of(FieldKind::string)},
        {"email", of(FieldKind::string)},
        {"phone", of(FieldKind::string)},
        {"first_name", of(FieldKind::string)},
        {"last_name", of(FieldKind::string)},
        {"account_id", of(FieldKind::string)},
        {"time_zone", of(FieldKind::string)},
        {"owner", of(FieldKind::string)},
        {"lifecycle_stage", of(FieldKind::string)},
        {"lead_status", of(FieldKind::string)},
        {"score", of(FieldKind::integer)},
        {"created_at", of(FieldKind::timestamp)},
        {"tags", of(FieldKind::text_list)},
    };
    return fields;
}

const FieldTypes::Named& built_in_account_fields() {
    static const FieldTypes::Named fields = {
        {"id", of(FieldKind::string)},    {"name", of(FieldKind::string)},   {"domain", of(FieldKind::string)},
        {"owner", of(FieldKind::string)}, {"score", of(FieldKind::integer)},
    };
    return fields;
}

const std::map<std::string, FieldTypes::Named, std::less<>>& built_in_events() {
    static const std::map<std::string, FieldTypes::Named, std::less<>> events = make_built_in_events();
    return events;
}

bool fits(const FieldType& type, const Value& value) {
    if (value.is_absent()) {
        return true;
    }
    switch (type.kind) {
    case FieldKind::dynamic: return true;
    case FieldKind::string: return value.as_string() != nullptr;
    case FieldKind::integer: return value.as_int() != nullptr;
    case FieldKind::real: return value.as_double() != nullptr || value.as_int() != nullptr;
    case FieldKind::boolean: return value.as_bool() != nullptr;
    case FieldKind::timestamp: return value.as_instant() != nullptr;
    case FieldKind::date: return value.as_instant() != nullptr || value.as_string() != nullptr;
    case FieldKind::text_list:
        return value.as_list() != nullptr && std::all_of(value.as_list()->begin(), value.as_list()->end(),
                                                         [](const Value& item) { return item.as_string() != nullptr; });
    case FieldKind::enumeration:
        return value.as_string() != nullptr &&
               std::find(type.values.begin(), type.values.end(), *value.as_string()) != type.values.end();
    }
    return false;
}

Result<Value> read_as(const FieldType& type, std::string_view text) {
    switch (type.kind) {
    case FieldKind::dynamic:
    case FieldKind::string: return Value(text);
    case FieldKind::integer: return read_integer(text);
    case FieldKind::real: return read_real(text);
    case FieldKind::boolean: return read_boolean(text);
    case FieldKind::timestamp: return read_timestamp(text);
    case FieldKind::date: return read_date(text);
    case FieldKind::text_list: return read_text_list(text);
    case FieldKind::enumeration: return read_enumeration(type.values, text);
    }
    return Value(text);
}

} // namespace nurture::inline v0
