// SPDX-License-Identifier: BSL-1.0
#include "runtime/object_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace nurture::inline v0 {

namespace {

constexpr std::string_view mark = "\xEE\x80\x80"; // U+E000, which no alphabet uses.

bool has_form_of_instant(std::string_view text) {
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    if (text.size() != form.size()) {
        return false;
    }
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

struct NamedNumber {
    std::string_view name{};
    double number = 0;
};
constexpr std::array<NamedNumber, 3> named_numbers{{{"inf", std::numeric_limits<double>::infinity()},
                                                    {"-inf", -std::numeric_limits<double>::infinity()},
                                                    {"nan", std::numeric_limits<double>::quiet_NaN()}}};

void append_marked(std::string& out, std::string_view text) {
    std::string marked(mark);
    marked += text;
    append_json(out, std::string_view(marked));
}

void append_text(std::string& out, std::string_view text) {
    if (has_form_of_instant(text) || text.substr(0, mark.size()) == mark) {
        append_marked(out, text);
    } else {
        append_json(out, text);
    }
}

Value text_in(const std::string& text) {
    if (std::string_view(text).substr(0, mark.size()) != mark) {
        const Result<Instant> at = has_form_of_instant(text) ? parse_instant(text) : Result<Instant>(Error{});
        return at ? Value(*at) : Value(text);
    }
    const std::string_view rest = std::string_view(text).substr(mark.size());
    for (const NamedNumber& each : named_numbers) {
        if (rest == each.name) {
            return each.number;
        }
    }
    return rest;
}

Value scalar_in(const std::string& text) {
    if (text == "true" || text == "false") {
        return text == "true";
    }
    const char* const end = text.data() + text.size();
    if (text.find_first_of(".eE") == std::string::npos) {
        std::int64_t whole = 0;
        if (std::from_chars(text.data(), end, whole).ptr == end) {
            return whole;
        }
    }
    double number = 0;
    std::from_chars(text.data(), end, number);
    return number;
}

} // namespace

void append_exactly(std::string& out, const Value& value) {
    if (const std::string* text = value.as_string()) {
        append_text(out, *text);
    } else if (const double* number = value.as_double(); number != nullptr && !std::isfinite(*number)) {
        const std::size_t which = std::isnan(*number) ? 2 : *number < 0 ? 1 : 0;
        append_marked(out, named_numbers.at(which).name);
    } else if (const Value::List* list = value.as_list()) {
        out += '[';
        for (const Value& item : *list) {
            out += &item == &list->front() ? "" : ",";
            append_exactly(out, item);
        }
        out += ']';
    } else if (const Value::Map* map = value.as_map()) {
        out += '{';
        for (const Field& field : *map) {
            out += &field == map->begin() ? "" : ",";
            append_json(out, std::string_view(field.name));
            out += ':';
            append_exactly(out, field.value);
        }
        out += '}';
    } else {
        append_json(out, value);
    }
}

Value read_exactly(const Document& written) {
    switch (written.kind) {
    case Document::Kind::null: return {};
    case Document::Kind::scalar: return written.quoted ? text_in(written.text) : scalar_in(written.text);
    case Document::Kind::map: return read_fields_exactly(written);
    case Document::Kind::list: break;
    }
    Value::List list;
    for (const Document& item : written.items) {
        list.push_back(read_exactly(item));
    }
    return list;
}

Fields read_fields_exactly(const Document& written) {
    Fields fields;
    for (const DocumentMember& member : written.members) {
        fields.set(member.key, read_exactly(member.value));
    }
    return fields;
}

ObjectText& ObjectText::add(std::string_view key, const Value& value) {
    std::string json;
    append_exactly(json, value);
    return add_json(key, json);
}

ObjectText& ObjectText::add_json(std::string_view key, std::string_view json) {
    text_ += text_.empty() ? '{' : ',';
    append_json(text_, key);
    text_ += ':';
    text_ += json;
    return *this;
}

ObjectText& ObjectText::add_account(const Account& account) {
    ObjectText text;
    if (!account.id.empty()) {
        text.add("id", account.id.str());
    }
    if (!account.fields.empty()) {
        text.add("fields", account.fields);
    }
    return add_json("account", text.done());
}

} // namespace nurture::inline v0
