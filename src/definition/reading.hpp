// SPDX-License-Identifier: BSL-1.0
/// \file
/// What all readers of documents share: remarks, the known keys of a map, and scalars of a kind.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/definition/document.hpp>
#include <nurture/definition/workflow.hpp>
#include <nurture/time/calendar_duration.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::reading {

/// Where remarks go, and what the thing being read is called in them: `workflow "welcome", step "post"`.
class Reading {
public:
    explicit Reading(Diagnostics& remarks, std::string who = {}) : remarks_(&remarks), who_(std::move(who)) {}

    [[nodiscard]] Reading of(std::string part) const;

    void error(std::string rule, const Place& place, std::string_view message, std::string hint = {}) const;
    void wrong_type(const Place& place, std::string_view message) const { error("type", place, message); }

    /// `"handoff" is part of the catalog format but not supported in this version`.
    void unsupported(const Place& place, std::string_view what) const;

private:
    Diagnostics* remarks_;
    std::string who_;
};

/// How a key that a map may have is treated.
enum class Known {
    now,       ///< Read.
    later,     ///< Part of the format, not of this version.
    companion, ///< Goes with a `later` key; alone it is unknown.
    elsewhere  ///< Does not stand here; the advice says where.
};

struct Key {
    std::string_view name;
    Known known = Known::now;
    std::string_view advice{};
};

/// A map whose keys have been compared with the known ones. Everything about keys is remarked on here.
class KeyedMap {
public:
    /// `what` is the map in a sentence: "a workflow". If the document is no map, that is a remark and it is empty.
    KeyedMap(const Document& document, std::span<const Key> keys, std::string_view what, const Reading& reading);

    [[nodiscard]] explicit operator bool() const noexcept { return document_ != nullptr; }
    [[nodiscard]] const Document* find(std::string_view key) const noexcept;
    [[nodiscard]] bool has(std::string_view key) const noexcept { return find(key) != nullptr; }
    [[nodiscard]] const DocumentMember* member(std::string_view key) const noexcept;

private:
    const Document* document_ = nullptr;
};

/// Remarks on keys that stand twice in a map.
void check_duplicates(const Document& map, const Reading& reading);

/// Remarks on a key that is none, with what may have been meant.
void unknown_key(const DocumentMember& member, std::string_view what, const std::vector<std::string>& known,
                 const Reading& reading);

/// Whether a word stands beside a verb and not in its value: `timeout`, `then` …
[[nodiscard]] bool is_step_option(std::string_view word) noexcept;

/// ` did you mean "x"?` behind a semicolon, or nothing.
[[nodiscard]] std::string suggestion(std::string_view wanted, const std::vector<std::string>& candidates);

/// The kind of a document for a sentence: "a list".
[[nodiscard]] std::string_view kind_name(const Document& document) noexcept;

// Each gives nothing after a remark. `name` is the key.

[[nodiscard]] std::optional<std::string> read_text(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<std::string> read_id(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<std::int64_t> read_integer(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<double> read_number(const Document&, std::string_view name, const Reading&);
/// Percent with at most two decimals, as hundredths of a percent: 0 to 10,000.
[[nodiscard]] std::optional<std::uint32_t> read_weight(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::string to_weight_text(std::uint64_t hundredths); ///< "33.34", "50".
[[nodiscard]] std::optional<bool> read_bool(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<CalendarDuration> read_duration(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<Milliseconds> read_elapsed(const Document&, std::string_view name, const Reading&);
[[nodiscard]] std::optional<Instant> read_instant(const Document&, std::string_view name, const Reading&);

/// A condition or expression; an empty one is an error of rule "condition".
[[nodiscard]] SourceString read_expression(const Document&, std::string_view name, const Reading&);

/// A Liquid text, which may be empty.
[[nodiscard]] SourceString read_template(const Document&, std::string_view name, const Reading&);

/// A body, which may stand in a file of its own; the loader of files has put the file's text here then.
[[nodiscard]] SourceString read_body(const Document&, std::string_view name, const Reading&);

/// A text or a list of texts, none of them empty.
[[nodiscard]] std::vector<std::string> read_texts(const Document&, std::string_view name, const Reading&);

/// An IANA zone that the system has, else the empty text.
[[nodiscard]] std::string read_time_zone(const Document&, std::string_view name, const Reading&);

/// One of a few words; `words` is for the remark.
[[nodiscard]] std::optional<std::size_t> read_word(const Document&, std::string_view name,
                                                   const std::vector<std::string>& words, const Reading&);

/// Assigns where there is something to read.
template <class T, class Read>
void read_into(T& target, const KeyedMap& map, std::string_view key, Read read, const Reading& reading) {
    if (const Document* value = map.find(key)) {
        if (auto result = read(*value, key, reading)) {
            target = *std::move(result);
        }
    }
}

inline void read_into(SourceString& target, const KeyedMap& map, std::string_view key,
                      SourceString (*read)(const Document&, std::string_view, const Reading&), const Reading& reading) {
    if (const Document* value = map.find(key)) {
        target = read(*value, key, reading);
    }
}

} // namespace nurture::inline v0::reading
