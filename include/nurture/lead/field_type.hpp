// SPDX-License-Identifier: BSL-1.0
/// \file
/// The declared types of fields and event properties: the `fields` document of a catalog.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/lead/value.hpp>

namespace nurture::inline v0 {

/// What a field may hold. Spelled in YAML as the enumerators are, save `integer` (`int`), `boolean` (`bool`),
/// `text_list` (`list<string>`) and `enumeration` (`{enum: [..]}`).
enum class FieldKind { dynamic, string, integer, real, boolean, timestamp, date, text_list, enumeration };

[[nodiscard]] std::string_view name(FieldKind kind) noexcept; ///< As `fields` spells it, "enum" without its values.

/// The type of one field.
struct FieldType {
    FieldKind kind = FieldKind::dynamic;
    std::vector<std::string> values{}; ///< Of an enumeration, in the order written.
    Value fallback{};                  ///< The declared `default`; it makes an absent field present.

    friend bool operator==(const FieldType&, const FieldType&) = default;
};

/// As `fields` spells it: "string", "list<string>", "enum [lead, mql]".
[[nodiscard]] std::string to_string(const FieldType& type);

/// The types of everything a condition or template may name. Where nothing is declared everything is dynamic.
struct FieldTypes {
    using Named = std::map<std::string, FieldType, std::less<>>;

    bool declared = false; ///< Whether there is a `fields` document; then other names are errors.
    Named lead{};          ///< Besides the built-in fields.
    Named account{};       ///< Besides the built-in fields.
    std::map<std::string, Named, std::less<>> events{}; ///< Properties by event type, besides the built-in events.

    friend bool operator==(const FieldTypes&, const FieldTypes&) = default;
};

/// The fields that every lead has: `email`, `time_zone`, `lifecycle_stage` … (workflow-format, "fields").
[[nodiscard]] const FieldTypes::Named& built_in_lead_fields();

/// The fields that every account has: `id`, `name`, `domain`, `owner`, `score`.
[[nodiscard]] const FieldTypes::Named& built_in_account_fields();

/// The built-in events with their properties: `message_opened`, `lead_changed`, `task_done` …
[[nodiscard]] const std::map<std::string, FieldTypes::Named, std::less<>>& built_in_events();

/// Whether a field of this type may hold the value. A whole number fits a `double`, an absent value fits everywhere.
[[nodiscard]] bool fits(const FieldType& type, const Value& value);

/// Reads a text as the declared kind ("01234" stays text for a string field, "12" becomes a number for an int).
///
/// Dynamic: as it stands. A text that the kind cannot hold is Errc::unreadable with what was expected.
/// A `date` becomes text "YYYY-MM-DD"; conditions read it as 00:00 in the lead's zone. The items of a list stand
/// between commas, or between semicolons where there is one; spaces around them and empty items are dropped.
[[nodiscard]] Result<Value> read_as(const FieldType& type, std::string_view text);

} // namespace nurture::inline v0
