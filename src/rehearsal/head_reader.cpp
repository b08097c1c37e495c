// SPDX-License-Identifier: BSL-1.0
// What stands at the top of a scenario, and the values that stand everywhere in it.

#include <array>
#include <cstddef>
#include <string_view>

#include "definition/literal.hpp"
#include "rehearsal/offset.hpp"
#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

using reading::Key;
using reading::KeyedMap;
using reading::Known;
using reading::Reading;

namespace {

constexpr std::array<Key, 11> scenario_keys{{{"scenario"},
                                             {"catalog"},
                                             {"documents"},
                                             {"catalog_text"},
                                             {"start"},
                                             {"accounts"},
                                             {"leads"},
                                             {"timeline"},
                                             {"until"},
                                             {"expect"},
                                             {"actions", Known::later}}};

} // namespace

const FieldType* find_type(const FieldTypes::Named& declared, const FieldTypes::Named& built_in,
                           const std::string& name) {
    if (const auto at = declared.find(name); at != declared.end()) {
        return &at->second;
    }
    const auto at = built_in.find(name);
    return at == built_in.end() ? nullptr : &at->second;
}

std::optional<Value> read_value(const DocumentMember& member, const FieldType* type, const Reading& reading) {
    if (member.value.kind == Document::Kind::null) {
        return Value();
    }
    return type == nullptr ? reading::read_literal(member.value, member.key, reading)
                           : reading::read_field_value(member.value, *type, member.key, reading);
}

const std::vector<Document>& items_of(const Document& list, std::string_view name, const Reading& reading) {
    if (list.kind != Document::Kind::list && list.kind != Document::Kind::null) {
        reading.wrong_type(list.place, "\"" + std::string(name) + "\" must be a list");
    }
    return list.items;
}

const std::vector<DocumentMember>& members_of(const Document& map, std::string_view name, const Reading& reading) {
    if (map.kind != Document::Kind::map && map.kind != Document::Kind::null) {
        reading.wrong_type(map.place, "\"" + std::string(name) + "\" must be a map");
    }
    return map.members;
}

std::optional<Instant> read_moment(const Document& document, std::string_view name, Instant start,
                                   const Reading& reading) {
    const auto text = reading::read_text(document, name, reading);
    if (!text) {
        return std::nullopt;
    }
    const Result<Instant> at = parse_moment(*text, start);
    if (at) {
        return *at;
    }
    reading.wrong_type(document.place, "\"" + std::string(name) + "\": " + at.error().message);
    return std::nullopt;
}

std::optional<Value> read_lead_value(const DocumentMember& member, const FieldTypes& types, const Reading& reading) {
    if (member.key == "tags" && member.value.kind != Document::Kind::null) {
        Value::List tags;
        for (const Document& tag : items_of(member.value, "tags", reading)) {
            if (auto text = reading::read_text(tag, "tags", reading)) {
                tags.emplace_back(*std::move(text));
            }
        }
        return Value(std::move(tags));
    }
    return read_value(member, find_type(types.lead, built_in_lead_fields(), member.key), reading);
}

std::optional<Value> read_account_value(const DocumentMember& member, const FieldTypes& types, const Reading& reading) {
    return read_value(member, find_type(types.account, built_in_account_fields(), member.key), reading);
}

Head read_head(const Document& document, const Reading& reading) {
    Head head;
    head.place = document.place;
    const KeyedMap map = scenario_map(document, reading);
    if (const Document* const name = map.find("scenario")) {
        head.name = reading::read_text(*name, "scenario", reading).value_or("");
        head.place = name->place;
    }
    if (const Document* const start = map.find("start")) {
        head.start = reading::read_instant(*start, "start", reading).value_or(Instant{});
    } else {
        reading.error("timeline", head.place, "a scenario needs \"start\", the instant at which it begins");
    }
    if (const Document* const catalog = map.find("catalog")) {
        head.paths = reading::read_texts(*catalog, "catalog", reading);
    }
    if (const Document* const documents = map.find("documents")) {
        head.documents = items_of(*documents, "documents", reading);
    }
    if (const Document* const text = map.find("catalog_text")) {
        head.text = reading::read_text(*text, "catalog_text", reading);
    }
    if (head.paths.empty() && head.documents.empty() && !head.text) {
        reading.error("timeline", head.place,
                      "a scenario needs a catalog: \"catalog\", \"documents\" or \"catalog_text\"");
    }
    return head;
}

KeyedMap scenario_map(const Document& document, const Reading& reading) {
    return KeyedMap(document, scenario_keys, "a scenario", reading);
}

} // namespace nurture::inline v0::rehearsal
