// SPDX-License-Identifier: BSL-1.0
#include "rehearsal/state_difference.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "runtime/object_text.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::size_t longest_value = 300; ///< Of a value in a sentence.

Value number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

Value as_value(const Event& event) {
    Fields fields{{"type", event.type}, {"id", event.id}, {"properties", event.properties}};
    if (event.time) {
        fields.set("time", *event.time);
    }
    return fields;
}

Value as_value(const std::optional<Event>& event) {
    return event ? as_value(*event) : Value();
}

Value as_value(const std::vector<Instant>& instants) {
    return Value::List(instants.begin(), instants.end());
}

using Members = std::vector<std::pair<std::string_view, Value>>;

Value history_of(const LeadRow& row) {
    Fields types;
    for (const auto& [type, history] : row.history) {
        Value::List kept;
        for (const KeptEvent& each : history.kept) {
            kept.push_back(Fields{{"event", as_value(each.event)}, {"seq", number(each.seq)}});
        }
        types.set(type, Fields{{"count", number(history.count)}, {"last", history.last}, {"kept", std::move(kept)}});
    }
    return types;
}

Value answers_of(const LeadRow& row) {
    Fields answers;
    for (const auto& [trigger, answer] : row.becomes) {
        answers.set("becomes " + trigger, Fields{{"holds", answer.holds}, {"armed", answer.armed}});
    }
    for (const auto& [trigger, answer] : row.dates) {
        answers.set("date " + trigger, Fields{{"value", answer.value}, {"pending", answer.pending}});
    }
    return answers;
}

Value past_of(const LeadRow& row) {
    Value::List past;
    for (const PastEnrollment& each : row.past) {
        past.push_back(Fields{{"workflow", each.workflow.str()},
                              {"key", each.key},
                              {"left_at", each.left_at},
                              {"completed", each.completed}});
    }
    return past;
}

Members members_of(const LeadRow& row) {
    Fields consent;
    for (const auto& [category, entry] : row.consent) {
        consent.set(category, Fields{{"subscribed", entry.subscribed}, {"source", entry.source}, {"at", entry.at}});
    }
    return {{"fields", row.fields},
            {"account", row.account.id.str()},
            {"account_fields", row.account.fields},
            {"consent", consent},
            {"enrollments", number(row.enrollments)},
            {"journal_lines", number(row.seq)},
            {"past enrollments", past_of(row)},
            {"history of events", history_of(row)},
            {"unknown time zones", Value::List(row.unknown_zones.begin(), row.unknown_zones.end())},
            {"answers of triggers", answers_of(row)},
            {"swept", number(row.swept)},
            {"met_at", row.met_at},
            {"deleted", row.deleted},
            {"due", row.due}};
}

Members members_of(const EnrollmentRow& row) {
    Value::List visits;
    for (const auto& [node, count] : row.visits) {
        visits.push_back(Value::List{number(node), number(count)});
    }
    return {{"workflow", row.workflow.str()},
            {"version", to_hex(row.version)},
            {"key", row.key},
            {"state", name(row.state)},
            {"step", row.step.str()},
            {"standing", number(static_cast<std::uint64_t>(row.standing))},
            {"due", row.due},
            {"reached_at", row.reached_at},
            {"expires_at", row.expires_at},
            {"enrolled_at", row.enrolled_at},
            {"enrolled_seq", number(row.enrolled_seq)},
            {"trigger", as_value(row.trigger)},
            {"place in the plan", number(row.node)},
            {"visit", number(row.visit)},
            {"visits", std::move(visits)},
            {"factor", row.factor},
            {"the event that ended its wait", as_value(row.met)}};
}

Members members_of(const MessageRow& row) {
    Value::List engagement;
    for (const Event& each : row.engagement) {
        engagement.push_back(as_value(each));
    }
    return {{"state", name(row.state)},
            {"content", row.message.content.str()},
            {"channel", row.message.channel.str()},
            {"address", row.message.to},
            {"variant", row.message.variant},
            {"category", row.message.category},
            {"workflow", row.message.workflow.str()},
            {"step", row.message.step.str()},
            {"enrollment", number(row.enrollment)},
            {"visit", number(row.visit)},
            {"attempts", number(row.attempts)},
            {"reached_at", row.reached_at},
            {"queued_at", row.queued_at},
            {"first_attempt", row.first_attempt},
            {"next_attempt", row.next_attempt},
            {"handed_over_at", row.handed_over_at},
            {"what put it off", number(static_cast<std::uint64_t>(row.put_off_by))},
            {"full_since", row.full_since},
            {"doubts", number(std::min(row.doubts, 2U))}, // More of them decide nothing else.
            {"content_hash", to_hex(row.content_hash)},
            {"engagement", std::move(engagement)}};
}

Members members_of(const Aggregate& aggregate) {
    Fields topics;
    for (const auto& [topic, instants] : aggregate.topics) {
        topics.set(topic, as_value(instants));
    }
    Fields leads;
    for (const auto& [lead, at] : aggregate.leads) {
        leads.set(lead.str(), at);
    }
    return {{"instants", as_value(aggregate.instants)},
            {"merged", number(aggregate.merged)},
            {"latest", as_value(aggregate.latest)},
            {"active", aggregate.active},
            {"topics", std::move(topics)},
            {"leads", std::move(leads)}};
}

std::string in_words(const Value& value) {
    std::string text;
    append_exactly(text, value);
    if (text.size() > longest_value) {
        text.resize(longest_value);
        text += " …";
    }
    return text;
}

/// `thing`: whose member it is, with a leading " of "; empty: the lead's own.
std::optional<std::string> first_difference(const Members& database, const Members& replay, const std::string& thing) {
    for (std::size_t i = 0; i < database.size(); ++i) {
        std::string one;
        std::string other;
        append_exactly(one, database[i].second);
        append_exactly(other, replay[i].second);
        if (one != other) {
            return '`' + std::string(database[i].first) + '`' + thing + " is " + in_words(database[i].second) +
                   " in the database and " + in_words(replay[i].second) + " in the replay";
        }
    }
    return std::nullopt;
}

/// Of two maps of rows; `what` names a row before its key.
template <class Rows>
std::optional<std::string> difference_of_rows(const Rows& database, const Rows& replay, const std::string& what) {
    for (const auto& [key, row] : database) {
        const auto other = replay.find(key);
        const std::string name = what + ' ' + std::to_string(key);
        if (other == replay.end()) {
            return name + " is in the database and not in the replay";
        }
        if (std::optional<std::string> found =
                first_difference(members_of(row), members_of(other->second), " of " + name)) {
            return found;
        }
    }
    for (const auto& [key, row] : replay) {
        if (!database.contains(key)) {
            return what + ' ' + std::to_string(key) + " is in the replay and not in the database";
        }
    }
    return std::nullopt;
}

std::optional<std::string> difference_of_messages(const std::deque<MessageRow>& database,
                                                  const std::deque<MessageRow>& replay) {
    std::map<MessageKey, const MessageRow*> rows;
    for (const MessageRow& row : replay) {
        rows.emplace(row.message.key, &row);
    }
    for (const MessageRow& row : database) {
        const std::string name = "message " + row.message.key.str();
        const auto other = rows.find(row.message.key);
        if (other == rows.end()) {
            return name + " is in the database and not in the replay";
        }
        if (auto found = first_difference(members_of(row), members_of(*other->second), " of " + name)) {
            return found;
        }
        rows.erase(other);
    }
    for (const auto& [key, row] : rows) {
        if (!row->is_final()) {
            return "message " + key.str() + " is " + std::string(name(row->state)) +
                   " in the replay and not in the database";
        }
    }
    return std::nullopt;
}

std::string in_words(const JournalLine& line) {
    std::string text =
        "line " + std::to_string(line.seq) + " of " + to_string(line.at) + ", `" + std::string(name(line.kind)) + '`';
    if (!line.workflow.empty()) {
        text += " in workflow " + line.workflow.str();
    }
    if (!line.step.empty()) {
        text += " at step " + line.step.str();
    }
    return line.because.empty() ? text : text + ' ' + in_words(Value(line.because));
}

} // namespace

std::optional<std::string> difference(const LeadState& database, const LeadState& replay) {
    if (auto found = difference_of_rows(database.enrollments, replay.enrollments, "enrollment")) {
        return found; // First: what says more than the lead's own `due`.
    }
    if (auto found = difference_of_messages(database.messages, replay.messages)) {
        return found;
    }
    if (auto found = difference_of_rows(database.aggregates, replay.aggregates, "answer about the past")) {
        return found;
    }
    return first_difference(members_of(database.lead), members_of(replay.lead), "");
}

std::optional<std::string> difference(const AccountState& database, const AccountState& replay) {
    return difference_of_rows(database.aggregates, replay.aggregates, "answer about the past");
}

std::optional<std::string> difference(const std::vector<JournalLine>& database,
                                      const std::vector<JournalLine>& replay) {
    const auto [one, other] = std::mismatch(database.begin(), database.end(), replay.begin(), replay.end());
    if (one == database.end() && other == replay.end()) {
        return std::nullopt;
    }
    return "the database has " + (one == database.end() ? "no more line" : in_words(*one)) + ", the replay " +
           (other == replay.end() ? "no more line" : in_words(*other));
}

} // namespace nurture::inline v0
