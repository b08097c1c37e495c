// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/actual.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <nurture/runtime/decide.hpp>

#include "plan/compiled.hpp"

namespace nurture::inline v0::rehearsal {

namespace {

/// The messages that were dispatched, by key: their texts are not in the journal.
std::map<MessageKey, const Message*> dispatched_by_key(const Stage& stage) {
    std::map<MessageKey, const Message*> found;
    for (const auto& [key, message] : stage.in_doubt()) { // Of these the channel may know nothing.
        found.emplace(key, &message);
    }
    for (const auto& [name, channel] : stage.channels()) {
        for (const ScriptedChannel::Handed& handed : channel->handed()) {
            found.insert_or_assign(handed.message.key, &handed.message);
        }
    }
    return found;
}

/// An ordinal from 1; this version of the engine deploys once.
std::string ordinal(const Stage& stage, const EnrollmentAccount& enrollment) {
    return stage.plan().version_of(enrollment.workflow) == enrollment.version ? "1" : "0";
}

ActualItem line_item(const JournalLine& line) {
    ActualItem item{line.at,
                    line.lead,
                    {{"at", to_string(line.at)},
                     {"seq", std::to_string(line.seq)},
                     {"lead", line.lead.str()},
                     {"workflow", line.workflow.str()},
                     {"version", to_hex(line.version)},
                     {"enrollment", std::to_string(line.enrollment)},
                     {"step", line.step.str()},
                     {"kind", std::string(name(line.kind))},
                     {"reason", because_text(line, "reason")}}};
    for (const Field& field : line.because) {
        item.keys.emplace_back("because." + field.name, to_text(field.value));
    }
    return item;
}

ActualItem message_item(const JournalLine& line, const std::map<MessageKey, const Message*>& dispatched) {
    ActualItem item{line.at,
                    line.lead,
                    {{"at", to_string(line.at)},
                     {"lead", line.lead.str()},
                     {"content", because_text(line, "content")},
                     {"step", line.step.str()},
                     {"workflow", line.workflow.str()},
                     {"channel", because_text(line, "channel")},
                     {"subject", because_text(line, "subject")},
                     {"to", because_text(line, "to")}}};
    const auto at = dispatched.find(MessageKey(because_text(line, "key")));
    if (at != dispatched.end()) {
        item.keys.emplace_back("variant", at->second->variant);
        item.keys.emplace_back("text", at->second->text);
    }
    return item;
}

ActualItem note_item(const JournalLine& line) {
    return {line.at,
            line.lead,
            {{"at", to_string(line.at)}, {"lead", line.lead.str()}, {"text", because_text(line, "text")}}};
}

ActualItem enrollment_item(const Stage& stage, const EnrollmentAccount& enrollment) {
    return {enrollment.enrolled_at,
            enrollment.lead,
            {{"lead", enrollment.lead.str()},
             {"workflow", enrollment.workflow.str()},
             {"key", enrollment.key},
             {"state", std::string(name(enrollment.state))},
             {"reason", enrollment.reason},
             {"step", enrollment.step.str()},
             {"version", ordinal(stage, enrollment)}}};
}

/// Whether the lead gets messages of a category: by the ledger, else as introduced, else by default (S25a).
Result<Value> subscribed(Stage& stage, const Lead& lead, const std::string& category) {
    const Result<std::vector<LeadState>> states = stage.store().load(std::vector<LeadId>{lead.id});
    if (!states) {
        return states.error();
    }
    if (!states->empty()) {
        const auto& consent = states->front().lead.consent;
        if (const auto at = consent.find(category); at != consent.end()) {
            return Value(at->second.subscribed);
        }
    }
    if (const auto at = lead.subscriptions.find(category); at != lead.subscriptions.end()) {
        return Value(at->second);
    }
    const auto& categories = stage.plan().compiled().catalog.settings.categories;
    const auto at = categories.find(category);
    return Value(at == categories.end() || at->second == Consent::opt_out);
}

Result<Value> suppressed(Stage& stage, const Lead& lead) {
    std::vector<Digest> hashes;
    for (const ChannelId& channel : address_channels(stage.plan())) {
        const Value* const address = address_on(channel, lead.fields);
        if (address != nullptr) {
            hashes.push_back(address_hash({stage.plan()}, channel, to_text(*address)));
        }
    }
    const Result<std::vector<bool>> answers = stage.store().suppressed(hashes);
    if (!answers) {
        return answers.error();
    }
    return Value(std::find(answers->begin(), answers->end(), true) != answers->end());
}

Result<Value> score(Stage& stage, const Lead& lead, const std::string& part) {
    const Result<std::vector<LeadState>> states = stage.store().load(std::vector<LeadId>{lead.id});
    if (!states) {
        return states.error();
    }
    const LeadState state = states->empty() ? first_met({.current = stage.plan()}, lead, stage.now()) : states->front();
    const ScoreParts parts = score_of(stage.plan(), state, stage.now());
    return part == "score"       ? Value(std::round(parts.fit + parts.engagement))
           : part == "score.fit" ? Value(parts.fit)
                                 : Value(parts.engagement);
}

} // namespace

std::string_view ActualItem::text(std::string_view key) const noexcept {
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& entry) { return entry.first == key; });
    return found == keys.end() ? std::string_view() : std::string_view(found->second);
}

Result<Actual> look(Stage& stage) {
    Actual actual;
    Enrollments enrollments;
    const std::map<MessageKey, const Message*> dispatched = dispatched_by_key(stage);
    const Result<void> read = stage.store().journal({}, [&](const JournalLine& told) {
        JournalLine line = told;
        line.lead = stage.lead_behind(told.lead);
        actual.journal.push_back(line);
        actual.lines.push_back(line_item(line));
        if (line.kind == JournalKind::sent) {
            actual.messages.push_back(message_item(line, dispatched));
        }
        if (line.kind == JournalKind::note) {
            actual.notes.push_back(note_item(line));
        }
        enrollments.take(line);
    });
    if (!read) {
        return read.error();
    }
    for (const EnrollmentAccount& enrollment : enrollments.all()) {
        actual.enrollments.push_back(enrollment_item(stage, enrollment));
    }
    for (const auto& [name, channel] : stage.channels()) {
        for (const ScriptedChannel::Handed& handed : channel->handed()) {
            actual.deliveries.push_back(
                {handed.at,
                 handed.message.lead,
                 {{"lead", handed.message.lead.str()}, {"content", handed.message.content.str()}}});
        }
    }
    return actual;
}

Result<Value> lead_value(Stage& stage, const Lead& lead, const std::string& field) {
    constexpr std::string_view prefix = "subscribed.";
    if (field.compare(0, prefix.size(), prefix) == 0) {
        return subscribed(stage, lead, field.substr(prefix.size()));
    }
    if (field == "suppressed") {
        return suppressed(stage, lead);
    }
    if (field == "score" || field == "score.engagement" || field == "score.fit") {
        return score(stage, lead, field);
    }
    if (field == "id") {
        return Value(lead.id.str());
    }
    const Value* const value = lead.fields.find(field);
    return value == nullptr ? Value() : *value;
}

} // namespace nurture::inline v0::rehearsal
