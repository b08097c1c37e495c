// SPDX-License-Identifier: BSL-1.0
/// \file
/// A scenario as it is meant: who there is, what happens when, what is expected.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/definition/document.hpp>
#include <nurture/effects/channel.hpp>
#include <nurture/lead/event.hpp>
#include <nurture/lead/field_type.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/time/instant.hpp>

#include "definition/reading.hpp"

namespace nurture::inline v0::rehearsal {

/// What is expected of one item: the keys it names with their texts, instants as RFC 3339.
struct ExpectedItem {
    Place place{};
    std::vector<std::pair<std::string, std::string>> keys{};
    std::optional<std::uint64_t> count{};
};

/// A list of items that was given, even if it is empty.
struct ExpectedList {
    Place place{};
    std::vector<ExpectedItem> items{};
};

/// Fields of a lead or account that must be equal; an absent value: there is none.
struct ExpectedFields {
    Place place{};
    std::string id{};
    std::vector<std::pair<Place, Field>> fields{};
};

/// A finding of `check`.
struct ExpectedFinding {
    Place place{};
    std::string code{};
    std::string message{};
    std::optional<std::uint32_t> line{};
};

/// An `expect`.
struct Expectations {
    std::optional<ExpectedList> messages{};
    std::optional<ExpectedList> notes{};
    std::vector<ExpectedFields> leads{};
    std::vector<ExpectedFields> accounts{};
    std::vector<ExpectedItem> enrollments{};
    std::vector<ExpectedItem> no_enrollments{};
    std::vector<ExpectedItem> journal{};
    std::vector<ExpectedItem> deliveries{};
    std::vector<ExpectedFinding> errors{};
    std::vector<std::pair<Place, std::string>> no_findings{};
    std::optional<Place> clean{};
};

/// Which message an event is about: the lead's latest of a step or content, or the one of an enrollment.
struct MessageName {
    std::string of{};
    std::optional<std::uint64_t> enrollment{};
};

// What happens.
struct Happen {
    Event event{};
    std::optional<MessageName> message{};
};
struct SetFields {
    LeadId lead{};
    std::vector<Field> fields{};
};
struct Create {
    Lead lead{};
};
struct Delete {
    LeadId lead{};
    bool forget = false;
};
struct Command {
    Input input{};
};
struct ChannelRule {
    ChannelId channel{};
    DeliveryKind answer = DeliveryKind::accepted;
    std::optional<std::uint64_t> times{};
    Instant until = end_of_time;
    std::optional<LeadId> lead{};
};
/// The process dies at the next hand-over on a channel: before the channel is called, without an answer of it, or with
/// an answer that the engine has no time to write down.
struct Crash {
    enum class Point { before_handover, after_handover, after_accept };
    ChannelId channel{};
    Point point = Point::before_handover;
};
struct Restart {};
/// The engine is not driven until then.
struct Idle {
    Instant until{};
};

struct Entry {
    Instant at{};
    Place place{};
    std::variant<Happen, SetFields, Create, Delete, Command, ChannelRule, Crash, Restart, Idle, Expectations> act{};
};

/// Where the catalog of a scenario comes from.
struct Head {
    std::string name{};
    Place place{};
    Instant start{};
    std::vector<std::string> paths{};  ///< As written.
    std::vector<Document> documents{}; ///< Inline.
    std::optional<std::string> text{}; ///< `catalog_text`.
};

/// The rest, which depends on the types of the catalog's fields.
struct Script {
    std::map<AccountId, Account> accounts{};
    std::vector<Lead> leads{};                           ///< From the start.
    std::vector<std::pair<LeadId, Fields>> suppressed{}; ///< Leads whose addresses are suppressed from the start.
    std::map<ChannelId, Capabilities> capabilities{};
    std::vector<Entry> timeline{};
    Instant until{};
    Expectations expect{};
};

/// Mistakes become remarks; what this version does not have becomes one of rule "unsupported".
[[nodiscard]] Head read_head(const Document& document, const reading::Reading& reading);
[[nodiscard]] Script read_script(const Document& document, const Head& head, const FieldTypes& types,
                                 const reading::Reading& reading);
[[nodiscard]] Expectations read_expectations(const Document& document, const Head& head, const FieldTypes& types,
                                             const reading::Reading& reading);

// Shared by the readers of a scenario.

/// The keys at the top of a scenario, compared with the known ones.
[[nodiscard]] reading::KeyedMap scenario_map(const Document& document, const reading::Reading& reading);
/// The declared type of a name, else the built-in one, else null.
[[nodiscard]] const FieldType* find_type(const FieldTypes::Named& declared, const FieldTypes::Named& built_in,
                                         const std::string& name);
/// A value of a type, or by the core schema where there is none; absent for null.
[[nodiscard]] std::optional<Value> read_value(const DocumentMember& member, const FieldType* type,
                                              const reading::Reading& reading);
/// Nothing, with a remark, of what is no list or no map.
[[nodiscard]] const std::vector<Document>& items_of(const Document& list, std::string_view name,
                                                    const reading::Reading& reading);
[[nodiscard]] const std::vector<DocumentMember>& members_of(const Document& map, std::string_view name,
                                                            const reading::Reading& reading);
/// An instant or an offset from the start.
[[nodiscard]] std::optional<Instant> read_moment(const Document& document, std::string_view name, Instant start,
                                                 const reading::Reading& reading);
/// A value of a lead's field, `tags` among them; absent for null.
[[nodiscard]] std::optional<Value> read_lead_value(const DocumentMember& member, const FieldTypes& types,
                                                   const reading::Reading& reading);
[[nodiscard]] std::optional<Value> read_account_value(const DocumentMember& member, const FieldTypes& types,
                                                      const reading::Reading& reading);

} // namespace nurture::inline v0::rehearsal
