// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values and rows as texts that are equal if, and only if, they are the same to the bit.

#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/lead/event.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::testing {

/// Named texts of the members of a row.
using Members = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] inline std::string text_of(const Members& members) {
    std::string text = "{";
    for (const auto& [name, value] : members) {
        text += (text.size() > 1 ? ", " : "") + name + ' ' + value;
    }
    return text + '}';
}

[[nodiscard]] inline std::string exact(bool flag) {
    return flag ? "true" : "false";
}
[[nodiscard]] inline std::string exact(std::uint64_t number) {
    return std::to_string(number);
}
[[nodiscard]] inline std::string exact(std::uint32_t number) {
    return std::to_string(number);
}
[[nodiscard]] inline std::string exact(std::int64_t number) {
    return std::to_string(number);
}

/// The shortest text that reads back to this double, with its bits: -0.0 is not 0.0.
[[nodiscard]] inline std::string exact(double number) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return std::string(text, end) + "(" + std::to_string(std::bit_cast<std::uint64_t>(number)) + ")";
}

/// Quoted; what cannot be seen is written as its code.
[[nodiscard]] inline std::string exact(std::string_view text) {
    std::string quoted = "\"";
    while (!text.empty()) {
        const auto is_plain = [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '\x7F';
        };
        const auto plain =
            static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
        quoted += text.substr(0, plain);
        if (plain < text.size()) {
            quoted += "\\" + std::to_string(static_cast<unsigned char>(text[plain])) + ';';
        }
        text.remove_prefix(std::min(text.size(), plain + 1));
    }
    return quoted + '"';
}
[[nodiscard]] inline std::string exact(const std::string& text) {
    return exact(std::string_view(text));
}
template <class Kind>
[[nodiscard]] std::string exact(const Id<Kind>& id) {
    return exact(id.str());
}

/// In milliseconds since 1970.
[[nodiscard]] inline std::string exact(Instant at) {
    return at == end_of_time      ? "never"
           : at == Instant::min() ? "before everything"
                                  : std::to_string(at.time_since_epoch().count()) + "ms";
}

[[nodiscard]] inline std::string exact(const Fields& fields);

[[nodiscard]] inline std::string exact(const Value& value) {
    if (const bool* flag = value.as_bool()) {
        return exact(*flag);
    }
    if (const std::int64_t* number = value.as_int()) {
        return exact(*number);
    }
    if (const double* number = value.as_double()) {
        return exact(*number);
    }
    if (const std::string* text = value.as_string()) {
        return exact(*text);
    }
    if (const Instant* at = value.as_instant()) {
        return exact(*at);
    }
    if (const Fields* map = value.as_map()) {
        return exact(*map);
    }
    if (const Value::List* list = value.as_list()) {
        std::string text = "[";
        for (const Value& item : *list) {
            text += (text.size() > 1 ? ", " : "") + exact(item);
        }
        return text + ']';
    }
    return "absent";
}

[[nodiscard]] inline std::string exact(const Fields& fields) {
    std::string text = "{";
    for (const Field& field : fields) {
        text += (text.size() > 1 ? ", " : "") + exact(field.name) + ": " + exact(field.value);
    }
    return text + '}';
}

/// Every row has a function members_of().
template <class Row>
[[nodiscard]] std::string exact(const Row& row);
template <class T>
[[nodiscard]] std::string exact(const std::optional<T>& value);
template <class T>
[[nodiscard]] std::string exact(const std::vector<T>& items);
template <class T, class Order>
[[nodiscard]] std::string exact(const std::set<T, Order>& items);
template <class Key, class T, class Order>
[[nodiscard]] std::string exact(const std::map<Key, T, Order>& items);
template <class A, class B>
[[nodiscard]] std::string exact(const std::pair<A, B>& pair);

// Each row is taken apart into all its members: one that is added later does not compile until it is named here.

[[nodiscard]] inline Members members_of(const Event& event) {
    const auto& [lead, type, id, time, properties] = event;
    return {{"lead", exact(lead)},
            {"type", exact(type)},
            {"id", exact(id)},
            {"time", exact(time)},
            {"properties", exact(properties)}};
}
[[nodiscard]] inline Members members_of(const Account& account) {
    const auto& [id, fields] = account;
    return {{"id", exact(id)}, {"fields", exact(fields)}};
}
[[nodiscard]] inline Members members_of(const Lead& lead) {
    const auto& [id, fields, account, subscriptions] = lead;
    return {{"id", exact(id)},
            {"fields", exact(fields)},
            {"account", text_of(members_of(account))},
            {"subscriptions", exact(subscriptions)}};
}
[[nodiscard]] inline Members members_of(const LeadChange& change) {
    const auto& [key, lead, what] = change;
    Members members{{"key", exact(key)}, {"lead", exact(lead)}};
    if (const auto* set = std::get_if<SetField>(&what)) {
        const auto& [field, from, to] = *set;
        members.insert(members.end(), {{"field", exact(field)}, {"from", exact(from)}, {"to", exact(to)}});
    } else {
        const auto& [text] = std::get<AddNote>(what);
        members.emplace_back("note", exact(text));
    }
    return members;
}

[[nodiscard]] inline std::string exact(const Digest& digest) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned byte : digest.bytes) {
        text += {digits[byte / 16], digits[byte % 16]};
    }
    return text;
}
/// A running hash by where it stands, not by what is left over in its buffer.
[[nodiscard]] inline std::string exact(const Sha256& hash) {
    return exact(hash.digest()) + ", going on to " + exact(Sha256(hash).update("and on").digest());
}
[[nodiscard]] inline std::string exact(EnrollmentState state) {
    return std::to_string(static_cast<int>(state));
}
[[nodiscard]] inline std::string exact(Standing standing) {
    return std::to_string(static_cast<int>(standing));
}
[[nodiscard]] inline std::string exact(MessageState state) {
    return std::to_string(static_cast<int>(state));
}
[[nodiscard]] inline std::string exact(JournalKind kind) {
    return std::to_string(static_cast<int>(kind));
}

[[nodiscard]] inline Members members_of(const ConsentEntry& entry) {
    const auto& [subscribed, source, at] = entry;
    return {{"subscribed", exact(subscribed)}, {"source", exact(source)}, {"at", exact(at)}};
}
[[nodiscard]] inline Members members_of(const PastEnrollment& past) {
    const auto& [workflow, key, left_at, completed] = past;
    return {{"workflow", exact(workflow)},
            {"key", exact(key)},
            {"left_at", exact(left_at)},
            {"completed", exact(completed)}};
}
[[nodiscard]] inline Members members_of(const DateAnswer& answer) {
    const auto& [value, pending] = answer;
    return {{"value", exact(value)}, {"pending", exact(pending)}};
}
[[nodiscard]] inline Members members_of(const BecomesAnswer& answer) {
    const auto& [holds, armed] = answer;
    return {{"holds", exact(holds)}, {"armed", exact(armed)}};
}
[[nodiscard]] inline Members members_of(const KeptEvent& kept) {
    const auto& [event, seq] = kept;
    return {{"event", exact(event)}, {"seq", exact(seq)}};
}
[[nodiscard]] inline Members members_of(const TypeHistory& history) {
    const auto& [count, last, kept] = history;
    return {{"count", exact(count)}, {"last", exact(last)}, {"kept", exact(kept)}};
}
[[nodiscard]] inline Members members_of(const LeadRow& row) {
    const auto& [id, fields, account, consent, enrollments, seq, chain, due, past, history, unknown_zones, becomes,
                 dates, swept, met_at, deleted, forgotten, decided_at, follow_ups, engagement] = row;
    return {{"id", exact(id)},
            {"fields", exact(fields)},
            {"account", exact(account)},
            {"consent", exact(consent)},
            {"enrollments", exact(enrollments)},
            {"seq", exact(seq)},
            {"chain", exact(chain)},
            {"due", exact(due)},
            {"past", exact(past)},
            {"history", exact(history)},
            {"unknown_zones", exact(unknown_zones)},
            {"becomes", exact(becomes)},
            {"dates", exact(dates)},
            {"swept", exact(swept)},
            {"met_at", exact(met_at)},
            {"deleted", exact(deleted)},
            {"forgotten", exact(forgotten)},
            {"decided_at", exact(decided_at)},
            {"follow_ups", exact(follow_ups)},
            {"engagement", exact(engagement.points) + '@' + exact(engagement.at)}};
}
[[nodiscard]] inline Members members_of(const EnrollmentRow& row) {
    const auto& [number, workflow, version, key, state, reason, enrolled_at, enrolled_seq, left_at, trigger, node, step,
                 visit, standing, reached_at, due, factor, expires_at, met, visits] = row;
    return {{"number", exact(number)},
            {"workflow", exact(workflow)},
            {"version", exact(version)},
            {"key", exact(key)},
            {"state", exact(state)},
            {"reason", exact(reason)},
            {"enrolled_at", exact(enrolled_at)},
            {"enrolled_seq", exact(enrolled_seq)},
            {"left_at", exact(left_at)},
            {"trigger", exact(trigger)},
            {"node", exact(node)},
            {"step", exact(step)},
            {"visit", exact(visit)},
            {"standing", exact(standing)},
            {"reached_at", exact(reached_at)},
            {"due", exact(due)},
            {"factor", exact(factor)},
            {"expires_at", exact(expires_at)},
            {"met", exact(met)},
            {"visits", exact(visits)}};
}
[[nodiscard]] inline Members members_of(const Message& message) {
    const auto& [key, attempt, lead, channel, to, workflow, version, step, content, variant, category, subject, preview,
                 text, html, from, reply_to, data, at, unsubscribe] = message; // The last two are not kept.
    return {{"key", exact(key)},
            {"attempt", exact(attempt)},
            {"lead", exact(lead)},
            {"channel", exact(channel)},
            {"to", exact(to)},
            {"workflow", exact(workflow)},
            {"version", exact(version)},
            {"step", exact(step)},
            {"content", exact(content)},
            {"variant", exact(variant)},
            {"category", exact(category)},
            {"subject", exact(subject)},
            {"preview", exact(preview)},
            {"text", exact(text)},
            {"html", exact(html)},
            {"from", exact(from)},
            {"reply_to", exact(reply_to)},
            {"data", exact(data)}};
}
[[nodiscard]] inline Members members_of(const MessageRow& row) {
    const auto& [message, enrollment, visit, state, reached_at, queued_at, priority, attempts, first_attempt,
                 next_attempt, handed_over_at, put_off_by, full_since, doubts, content_hash, engagement] = row;
    Members members = members_of(message);
    members.insert(members.end(), {{"enrollment", exact(enrollment)},
                                   {"visit", exact(visit)},
                                   {"state", exact(state)},
                                   {"reached_at", exact(reached_at)},
                                   {"queued_at", exact(queued_at)},
                                   {"priority", exact(priority)},
                                   {"attempts", exact(attempts)},
                                   {"first_attempt", exact(first_attempt)},
                                   {"next_attempt", exact(next_attempt)},
                                   {"handed_over_at", exact(handed_over_at)},
                                   {"put_off_by", exact(static_cast<std::uint32_t>(put_off_by))},
                                   {"full_since", exact(full_since)},
                                   {"doubts", exact(doubts)},
                                   {"content_hash", exact(content_hash)},
                                   {"engagement", exact(engagement)}});
    return members;
}
[[nodiscard]] inline Members members_of(const Aggregate& aggregate) {
    const auto& [instants, merged, latest, active, topics, leads] = aggregate;
    return {{"instants", exact(instants)}, {"merged", exact(merged)}, {"latest", exact(latest)},
            {"active", exact(active)},     {"topics", exact(topics)}, {"leads", exact(leads)}};
}
[[nodiscard]] inline Members members_of(const JournalLine& line) {
    const auto& [seq, at, lead, workflow, version, enrollment, step, kind, because, forgotten] = line;
    return {{"seq", exact(seq)},         {"at", exact(at)},
            {"lead", exact(lead)},       {"workflow", exact(workflow)},
            {"version", exact(version)}, {"enrollment", exact(enrollment)},
            {"step", exact(step)},       {"kind", exact(kind)},
            {"because", exact(because)}, {"forgotten", exact(forgotten)}};
}
[[nodiscard]] inline Members members_of(const VersionRow& row) {
    const auto& [workflow, version, ordinal, canonical] = row;
    return {{"workflow", exact(workflow)},
            {"version", exact(version)},
            {"ordinal", exact(ordinal)},
            {"canonical", exact(canonical)}};
}
[[nodiscard]] inline Members members_of(const Mark& mark) {
    const auto& [source, position, prefix] = mark;
    return {{"source", exact(source)}, {"position", exact(position)}, {"prefix", exact(prefix)}};
}
[[nodiscard]] inline Members members_of(const ChannelRow& row) {
    const auto& [id, down] = row;
    return {{"id", exact(id)}, {"down", exact(down)}};
}
[[nodiscard]] inline Members members_of(const SweepRow& row) {
    const auto& [number, at, kind, trigger, place, done] = row;
    return {{"number", exact(number)},   {"at", exact(at)},       {"kind", exact(name(kind))},
            {"trigger", exact(trigger)}, {"place", exact(place)}, {"done", exact(done)}};
}
[[nodiscard]] inline Members members_of(const InputCounts& counts) {
    const auto& [applied, duplicates, refused] = counts;
    return {{"applied", exact(applied)}, {"duplicates", exact(duplicates)}, {"refused", exact(refused)}};
}
[[nodiscard]] inline Members members_of(const Refusal& refusal) {
    const auto& [place, reason] = refusal;
    return {{"place", text_of(members_of(place))}, {"reason", exact(reason)}};
}
[[nodiscard]] inline Members members_of(const DueRow& row) {
    const auto& [at, lead] = row;
    return {{"at", exact(at)}, {"lead", exact(lead)}};
}

// All overloads are known from here on.

template <class Row>
std::string exact(const Row& row) {
    return text_of(members_of(row));
}

template <class Items>
[[nodiscard]] std::string exact_list(const Items& items) {
    std::string text = "[";
    for (const auto& item : items) {
        text += (text.size() > 1 ? ", " : "") + exact(item);
    }
    return text + ']';
}
template <class T>
std::string exact(const std::optional<T>& value) {
    return value ? exact(*value) : "nothing";
}
template <class T>
std::string exact(const std::vector<T>& items) {
    return exact_list(items);
}
template <class T, class Order>
std::string exact(const std::set<T, Order>& items) {
    return exact_list(items);
}
template <class Key, class T, class Order>
std::string exact(const std::map<Key, T, Order>& items) {
    return exact_list(items);
}
template <class A, class B>
std::string exact(const std::pair<A, B>& pair) {
    return exact(pair.first) + ": " + exact(pair.second);
}

} // namespace nurture::inline v0::testing
