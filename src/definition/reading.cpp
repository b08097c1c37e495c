// SPDX-License-Identifier: BSL-1.0
/// \file
/// Remarks, known keys, and scalars of a kind.

#include "definition/reading.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include <nurture/definition/steps.hpp>
#include <nurture/time/zone.hpp>

#include "definition/literal.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr std::array<std::string_view, 13> step_options = {
    "id",   "if",     "timeout",  "forever",    "then",         "else",   "cases",
    "arms", "window", "category", "on_failure", "nothing_left", "measure"};

/// Whether a key looks like a piece of a condition that commas or colons tore apart.
bool looks_torn(std::string_view key) noexcept {
    return key.find_first_of("()=<>&|!\"'[]") != std::string_view::npos;
}

/// The text of a scalar that is not null; a remark otherwise.
const std::string* scalar(const Document& document, std::string_view name, const Reading& reading) {
    if (document.kind == Document::Kind::scalar) {
        return &document.text;
    }
    if (document.kind == Document::Kind::null) {
        reading.wrong_type(document.place, fmt::format("\"{}\" has no value", name));
    } else {
        reading.wrong_type(document.place,
                           fmt::format("\"{}\" must be a single value, not {}", name, kind_name(document)));
    }
    return nullptr;
}

/// The keys that begin a document. None of them is a key inside one.
constexpr std::array<std::string_view, 6> document_kinds = {"settings", "fields",  "scoring",
                                                            "segment",  "content", "workflow"};

bool is_document_kind(std::string_view key) noexcept {
    return std::find(document_kinds.begin(), document_kinds.end(), key) != document_kinds.end();
}

template <class T>
std::optional<T> value_of(Result<T> result, const Document& document, std::string_view name, const Reading& reading) {
    if (result) {
        return *std::move(result);
    }
    const bool later = result.error().code == Errc::unsupported;
    reading.error(later ? "unsupported" : "type", document.place, fmt::format("{}: {}", name, result.error().message));
    return std::nullopt;
}

} // namespace

Reading Reading::of(std::string part) const {
    return Reading(*remarks_, who_.empty() ? std::move(part) : fmt::format("{}, {}", who_, part));
}

void Reading::error(std::string rule, const Place& place, std::string_view message, std::string hint) const {
    remarks_->push_back({Severity::error,
                         std::move(rule),
                         who_.empty() ? std::string(message) : fmt::format("{}: {}", who_, message),
                         std::move(hint),
                         place,
                         {}});
}

void Reading::unsupported(const Place& place, std::string_view what) const {
    error("unsupported", place,
          fmt::format("{} is part of the catalog format but not supported in this version", what));
}

bool is_step_option(std::string_view word) noexcept {
    return std::find(step_options.begin(), step_options.end(), word) != step_options.end();
}

std::string suggestion(std::string_view wanted, const std::vector<std::string>& candidates) {
    const auto meant = did_you_mean(wanted, candidates);
    return meant ? fmt::format("; did you mean \"{}\"?", *meant) : std::string();
}

std::string_view kind_name(const Document& document) noexcept {
    switch (document.kind) {
    case Document::Kind::null: return "nothing";
    case Document::Kind::scalar: return "a single value";
    case Document::Kind::list: return "a list";
    case Document::Kind::map: break;
    }
    return "a map";
}

void check_duplicates(const Document& map, const Reading& reading) {
    std::vector<const DocumentMember*> sorted;
    sorted.reserve(map.members.size());
    for (const DocumentMember& member : map.members) {
        sorted.push_back(&member);
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const DocumentMember* a, const DocumentMember* b) { return a->key < b->key; });
    const DocumentMember* first = nullptr;
    for (const DocumentMember* member : sorted) {
        if (first == nullptr || first->key != member->key) {
            first = member;
            continue;
        }
        reading.error(
            "duplicate_key", member->place,
            fmt::format("the key {} is given twice in one map{}", quoted(member->key),
                        first->place.line == 0 ? std::string() : fmt::format("; first on line {}", first->place.line)));
    }
}

void unknown_key(const DocumentMember& member, std::string_view what, const std::vector<std::string>& known,
                 const Reading& reading) {
    std::string hint;
    if (looks_torn(member.key)) {
        hint = "a condition inside { } or [ ] needs quotes, or a line of its own";
    }
    reading.error("unknown_key", member.place,
                  fmt::format("{} is not a key of {}{}", quoted(member.key), what, suggestion(member.key, known)),
                  std::move(hint));
}

KeyedMap::KeyedMap(const Document& document, std::span<const Key> keys, std::string_view what, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, fmt::format("{} must be a map, not {}", what, kind_name(document)));
        return;
    }
    document_ = &document;
    check_duplicates(document, reading);
    std::vector<std::string> names;
    for (const Key& key : keys) {
        if (key.known == Known::now || key.known == Known::later) {
            names.emplace_back(key.name);
        }
    }
    const auto known_as = [&](const DocumentMember& member) {
        return std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == member.key; });
    };
    const bool has_later = std::any_of(document.members.begin(), document.members.end(), [&](const auto& member) {
        const auto key = known_as(member);
        return key != keys.end() && key->known == Known::later;
    });
    const bool is_document =
        std::any_of(keys.begin(), keys.end(), [](const Key& key) { return is_document_kind(key.name); });
    for (const DocumentMember& member : document.members) {
        const auto key = known_as(member);
        if (key == keys.end() && is_document && is_document_kind(member.key)) {
            reading.error(
                "unknown_key", member.place,
                fmt::format("\"{}\" begins a document of its own; put \"---\" on the line before it", member.key));
        } else if (key == keys.end() || (key->known == Known::companion && !has_later)) {
            unknown_key(member, what, names, reading);
        } else if (key->known == Known::later) {
            reading.unsupported(member.place, quoted(member.key));
        } else if (key->known == Known::elsewhere) {
            reading.error("unknown_key", member.place, fmt::format("{} {}", quoted(member.key), key->advice));
        }
    }
}

const DocumentMember* KeyedMap::member(std::string_view key) const noexcept {
    if (document_ == nullptr) {
        return nullptr;
    }
    const auto found = std::find_if(document_->members.begin(), document_->members.end(),
                                    [key](const DocumentMember& member) { return member.key == key; });
    return found == document_->members.end() ? nullptr : &*found;
}

const Document* KeyedMap::find(std::string_view key) const noexcept {
    const DocumentMember* found = member(key);
    return found == nullptr ? nullptr : &found->value;
}

std::optional<std::string> read_text(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::string> read_id(const Document& document, std::string_view name, const Reading& reading) {
    // `workflow: null` is a name like any other; only nothing at all is none.
    const bool written = document.kind == Document::Kind::null && !document.text.empty();
    const std::string* text = written ? &document.text : scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    if (!is_catalog_id(*text)) {
        reading.wrong_type(document.place,
                           fmt::format("{}: {} is no id; ids are made of a-z, 0-9, \"-\" and \"_\" and begin with a "
                                       "letter or digit",
                                       name, quoted(*text)));
        return std::nullopt;
    }
    return *text;
}

std::optional<std::int64_t> read_integer(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, failure] = std::from_chars(text->data(), end, number);
    if (failure != std::errc() || stopped != end || document.quoted) {
        reading.wrong_type(document.place, fmt::format("\"{}\" must be a whole number, not {}", name, quoted(*text)));
        return std::nullopt;
    }
    return number;
}

std::optional<double> read_number(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    double number = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, failure] = std::from_chars(text->data(), end, number);
    if (failure != std::errc() || stopped != end || document.quoted || !std::isfinite(number)) {
        reading.wrong_type(document.place, fmt::format("\"{}\" must be a number, not {}", name, quoted(*text)));
        return std::nullopt;
    }
    return number;
}

std::optional<std::uint32_t> read_weight(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    const std::string_view all(*text);
    const std::size_t dot = all.find('.');
    std::string digits(all.substr(0, dot));
    std::string decimals(dot == std::string_view::npos ? std::string_view() : all.substr(dot + 1));
    const bool has_bad_dot = dot != std::string_view::npos && (decimals.empty() || decimals.size() > 2);
    decimals.resize(2, '0');
    digits += decimals;
    std::uint32_t hundredths = 0;
    const char* end = digits.data() + digits.size();
    const auto [stopped, failure] = std::from_chars(digits.data(), end, hundredths);
    if (document.quoted || has_bad_dot || dot == 0 || failure != std::errc() || stopped != end || hundredths > 10'000) {
        reading.wrong_type(document.place,
                           fmt::format("\"{}\" must be a number from 0 to 100 with at most two decimals, not {}", name,
                                       quoted(*text)));
        return std::nullopt;
    }
    return hundredths;
}

std::string to_weight_text(std::uint64_t hundredths) {
    std::string text = fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

std::optional<bool> read_bool(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    if (document.quoted || (*text != "true" && *text != "false")) {
        reading.wrong_type(document.place, fmt::format("\"{}\" must be true or false, not {}", name, quoted(*text)));
        return std::nullopt;
    }
    return *text == "true";
}

std::optional<CalendarDuration> read_duration(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? std::nullopt : value_of(parse_calendar_duration(*text), document, name, reading);
}

std::optional<Milliseconds> read_elapsed(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? std::nullopt : value_of(parse_elapsed(*text), document, name, reading);
}

std::optional<Instant> read_instant(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? std::nullopt : value_of(parse_instant(*text), document, name, reading);
}

SourceString read_expression(const Document& document, std::string_view name, const Reading& reading) {
    const bool blank =
        document.kind == Document::Kind::scalar && document.text.find_first_not_of(" \t\r\n") == std::string::npos;
    if (document.kind == Document::Kind::null || blank) {
        reading.error("condition", document.place,
                      fmt::format("\"{}\" is empty; write a condition or leave the key "
                                  "out",
                                  name));
        return {};
    }
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? SourceString() : SourceString(*text, document.place);
}

SourceString read_template(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    return text == nullptr ? SourceString() : SourceString(*text, document.place);
}

SourceString read_body(const Document& document, std::string_view name, const Reading& reading) {
    if (document.kind == Document::Kind::map && document.find("file") != nullptr) {
        reading.wrong_type(document.place,
                           fmt::format("\"{}\": {{file: …}} can be read only where the catalog itself is "
                                       "read from a file; write the text here",
                                       name));
        return {};
    }
    return read_template(document, name, reading);
}

std::vector<std::string> read_texts(const Document& document, std::string_view name, const Reading& reading) {
    std::vector<std::string> texts;
    const auto take = [&](const Document& item) {
        const std::string* text = scalar(item, name, reading);
        if (text != nullptr && text->empty()) {
            reading.wrong_type(item.place, fmt::format("\"{}\" must not be empty", name));
        } else if (text != nullptr) {
            texts.push_back(*text);
        }
    };
    if (document.kind != Document::Kind::list) {
        take(document);
        return texts;
    }
    if (document.items.empty()) {
        reading.wrong_type(document.place, fmt::format("\"{}\" is an empty list", name));
    }
    for (const Document& item : document.items) {
        take(item);
    }
    return texts;
}

std::string read_time_zone(const Document& document, std::string_view name, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return {};
    }
    if (!Zone::find(*text)) {
        reading.wrong_type(document.place, fmt::format("{}: there is no time zone {}; write an IANA name such as "
                                                       "Europe/Berlin",
                                                       name, quoted(*text)));
        return {};
    }
    return *text;
}

std::optional<std::size_t> read_word(const Document& document, std::string_view name,
                                     const std::vector<std::string>& words, const Reading& reading) {
    const std::string* text = scalar(document, name, reading);
    if (text == nullptr) {
        return std::nullopt;
    }
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found == words.end()) {
        reading.wrong_type(document.place, fmt::format("\"{}\" must be {}, not {}{}", name, fmt::join(words, " or "),
                                                       quoted(*text), suggestion(*text, words)));
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - words.begin());
}

} // namespace nurture::inline v0::reading
