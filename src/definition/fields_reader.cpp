// SPDX-License-Identifier: BSL-1.0
/// \file
/// The `fields` document.

#include <array>

#include <fmt/format.h>

#include "definition/literal.hpp"
#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key document_keys[] = {{"fields"}};
constexpr Key fields_keys[] = {{"lead"}, {"account"}, {"events"}};
constexpr Key type_keys[] = {{"type"}, {"enum"}, {"default"}};

const std::vector<std::string>& type_names() {
    static const std::vector<std::string> names = {"string",    "int",  "double",      "bool",
                                                   "timestamp", "date", "list<string>"};
    return names;
}

constexpr std::array<FieldKind, 7> type_kinds = {FieldKind::string,   FieldKind::integer,   FieldKind::real,
                                                 FieldKind::boolean,  FieldKind::timestamp, FieldKind::date,
                                                 FieldKind::text_list};

std::optional<FieldType> read_enumeration(const Document& values, const Reading& reading) {
    FieldType type{FieldKind::enumeration, {}, {}};
    if (values.kind != Document::Kind::list || values.items.empty()) {
        reading.wrong_type(values.place, "\"enum\" must be a list of texts such as [marketing, sales]");
        return std::nullopt;
    }
    type.values = read_texts(values, "enum", reading);
    return type;
}

std::optional<FieldType> read_type(const Document& document, std::string_view name, const Reading& reading);

/// `{enum: [..]}` or `{type: T, default: V}`.
std::optional<FieldType> read_type_map(const Document& document, std::string_view name, const Reading& reading) {
    const KeyedMap map(document, type_keys, "a type", reading);
    const Document* type_name = map.find("type");
    const Document* values = map.find("enum");
    if ((type_name == nullptr) == (values == nullptr)) {
        reading.wrong_type(document.place, fmt::format("{} needs either \"type\" or \"enum\"", quoted(name)));
        return std::nullopt;
    }
    std::optional<FieldType> type =
        values != nullptr ? read_enumeration(*values, reading) : read_type(*type_name, name, reading);
    const Document* fallback = map.find("default");
    if (type && fallback != nullptr) {
        if (auto value = read_field_value(*fallback, *type, "default", reading)) {
            type->fallback = *std::move(value);
        }
    }
    return type;
}

std::optional<FieldType> read_type(const Document& document, std::string_view name, const Reading& reading) {
    if (document.kind == Document::Kind::map) {
        return read_type_map(document, name, reading);
    }
    const auto index = read_word(document, name, type_names(), reading);
    return index ? std::optional(FieldType{type_kinds[*index], {}, {}}) : std::nullopt;
}

/// Whether a catalog may declare a built-in field so: as it is, with a default or with the words a text may be.
bool fits_built_in(const FieldType& built_in, const FieldType& declared) noexcept {
    return built_in.kind == FieldKind::dynamic || built_in.kind == declared.kind ||
           (built_in.kind == FieldKind::string && declared.kind == FieldKind::enumeration);
}

void read_named(const Document& document, std::string_view owner, FieldTypes::Named& named,
                const FieldTypes::Named* built_in, const Reading& reading) {
    if (document.kind == Document::Kind::null) {
        return;
    }
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, fmt::format("{} must be a map of names and types", quoted(owner)));
        return;
    }
    check_duplicates(document, reading);
    for (const DocumentMember& member : document.members) {
        auto type = read_type(member.value, member.key, reading);
        const auto known = built_in == nullptr ? FieldTypes::Named::const_iterator() : built_in->find(member.key);
        if (type && built_in != nullptr && known != built_in->end() && !fits_built_in(known->second, *type)) {
            reading.wrong_type(member.place, fmt::format("{}.{} is built in with another type", owner, member.key));
        } else if (type && !named.emplace(member.key, *type).second && named.find(member.key)->second != *type) {
            reading.error("duplicate_id", member.place,
                          fmt::format("{}.{} is declared twice, with different types", owner, member.key));
        }
    }
}

} // namespace

void read_fields(const Document& document, FieldTypes& fields, const Reading& reading) {
    const Reading here = reading.of("fields");
    const KeyedMap outer(document, document_keys, "a document of fields", here);
    fields.declared = true;
    const Document& value = *outer.find("fields");
    if (value.kind == Document::Kind::null) {
        return;
    }
    const KeyedMap map(value, fields_keys, "\"fields\"", here);
    if (const Document* lead = map.find("lead")) {
        read_named(*lead, "lead", fields.lead, &built_in_lead_fields(), here);
    }
    if (const Document* account = map.find("account")) {
        read_named(*account, "account", fields.account, &built_in_account_fields(), here);
    }
    const Document* events = map.find("events");
    if (events == nullptr || events->kind == Document::Kind::null) {
        return;
    }
    if (events->kind != Document::Kind::map) {
        here.wrong_type(events->place, "\"events\" must be a map of event types and their properties");
        return;
    }
    check_duplicates(*events, here);
    for (const DocumentMember& event : events->members) {
        const auto built_in = built_in_events().find(event.key);
        read_named(event.value, event.key, fields.events[event.key],
                   built_in == built_in_events().end() ? nullptr : &built_in->second, here);
    }
}

} // namespace nurture::inline v0::reading
