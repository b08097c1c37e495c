// SPDX-License-Identifier: BSL-1.0
#include "simulation/promises.hpp"

#include <algorithm>
#include <utility>

#include <nurture/runtime/journal.hpp>

namespace nurture::simulation {

namespace {

std::string text_of(const Fields& fields, const char* name) {
    const Value* value = fields.find(name);
    return value != nullptr ? to_text(*value) : "";
}

std::string small_letters(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

bool is_final(MessageState state) {
    return state >= MessageState::accepted;
}

/// The category of a send: the step's, else the content's, else the workflow's.
std::string category_of(const Catalog& catalog, const Workflow& workflow, const SendNode& send) {
    const auto content = catalog.contents.find(send.content);
    return !send.category.empty()                                                   ? send.category
           : content != catalog.contents.end() && !content->second.category.empty() ? content->second.category
                                                                                    : workflow.category;
}

/// Its category is, or all of its sends are, and there is one.
bool is_transactional(const Catalog& catalog, const Workflow& workflow) {
    if (workflow.category == "transactional") {
        return true;
    }
    std::size_t sends = 0;
    for (const Node& node : workflow.nodes) {
        if (const auto* send = std::get_if<SendNode>(&node.what); send != nullptr) {
            ++sends;
            if (category_of(catalog, workflow, *send) != "transactional") {
                return false;
            }
        }
    }
    return sends > 0;
}

} // namespace

Promises::Promises(const Catalog& catalog, const SimulatedClock& clock, Findings& findings)
    : catalog_(catalog), clock_(clock), findings_(findings) {
    for (const auto& [id, workflow] : catalog.workflows) {
        if (is_transactional(catalog, workflow)) {
            transactional_.insert(id);
        }
    }
}

void Promises::broken(const KnownMessage& known, Instant at, const std::string& what) {
    findings_.add(to_string(at) + ": message " + known.message.key.str() + " (" + known.message.workflow.str() + '/' +
                  known.message.step.str() + ", " + known.message.category + ", " + known.message.channel.str() +
                  ") to " + known.message.lead.str() + ' ' + what);
}

bool Promises::is_exempt(const Message& message) const {
    return message.category == "transactional" || transactional_.contains(message.workflow);
}

bool Promises::may_come_again(const KnownMessage& known, const Capabilities& can) const {
    const DeliverySettings& delivery = catalog_.settings.delivery;
    if (can.lookup) {
        return false; // It is asked: only what it never had goes again.
    }
    return can.idempotent ||
           (known.exempt ? delivery.in_doubt_transactional : delivery.in_doubt_marketing) == InDoubt::resend;
}

void Promises::committed(const CommitGroup& group) {
    for (const LeadRow* row : group.leads) {
        leads_[row->id].zone = text_of(row->fields, "time_zone");
    }
    for (const JournalLine& line : group.journal) {
        read(line);
    }
    const auto is_dispatch = [this](const MessageRow& row) {
        const auto known = messages_.find(row.message.key);
        const std::size_t attempts = known == messages_.end() ? 0 : known->second.attempts.size();
        return row.state == MessageState::handing_over && row.attempts > attempts;
    };
    std::vector<const MessageRow*> dispatches;
    for (const auto& [lead, row] : group.messages) {
        if (is_dispatch(*row)) {
            dispatches.push_back(row);
            if (const auto known = messages_.find(row->message.key);
                known != messages_.end() && known->second.state == MessageState::handing_over) {
                answers_somehow_.insert(row->message.channel); // And it goes again in the same commit.
            }
        } else {
            keep(*row);
        }
    }
    look_at_channels(group);
    for (const MessageRow* row : dispatches) { // Of one commit each counts for the others.
        keep(*row);
        messages_.at(row->message.key).attempts.push_back({.number = row->attempts, .at = row->handed_over_at});
    }
    for (const MessageRow* row : dispatches) {
        dispatched(*row);
    }
}

/// What the store is told of channels fits what their messages were answered. Where several answers came in one commit
/// nobody knows which was the last.
void Promises::look_at_channels(const CommitGroup& group) {
    for (const ChannelRow& channel : group.channels) {
        if (channel.down) {
            down_.insert(channel.id);
        } else {
            down_.erase(channel.id);
        }
    }
    for (const ChannelId& channel : answers_unavailable_) {
        if (!down_.contains(channel) && !answers_otherwise_.contains(channel) && !answers_somehow_.contains(channel)) {
            findings_.add("the channel " + channel.str() + " is down, and the store was not told");
        }
    }
    for (const ChannelId& channel : answers_otherwise_) {
        if (down_.contains(channel) && !answers_unavailable_.contains(channel) && !answers_somehow_.contains(channel)) {
            findings_.add("the channel " + channel.str() + " is back, and the store was not told");
        }
    }
    answers_unavailable_.clear();
    answers_somehow_.clear();
    answers_otherwise_.clear();
}

void Promises::read(const JournalLine& line) {
    KnownLead& lead = leads_[line.lead];
    if (line.seq == 1) { // Perhaps a new person under the id of one that was forgotten.
        lead.deleted = false;
    }
    if (line.kind == JournalKind::event) {
        read_event(lead, line);
    } else if (line.kind == JournalKind::delayed) {
        read_delay(line);
    } else if (line.kind == JournalKind::left) {
        lead.left.insert(line.enrollment);
    } else if (line.kind == JournalKind::changed) {
        for (const Field& field : line.because) {
            constexpr std::string_view consent = "subscribed.";
            if (field.name.starts_with(consent) && field.value.as_bool() != nullptr) {
                lead.consent[field.name.substr(consent.size())] = *field.value.as_bool();
                lead.consents.insert(text_of(line.because, "source"));
            } else if (line.enrollment == 0 && field.name == "change_no" && field.value.as_int() != nullptr) {
                lead.changes.insert(*field.value.as_int());
            }
        }
    }
}

void Promises::read_event(KnownLead& lead, const JournalLine& line) {
    const std::string type = text_of(line.because, "type");
    if (const std::string id = text_of(line.because, "id"); !id.empty()) {
        const auto [before, is_new] = lead.events.emplace(id, line.at);
        if (!is_new && line.at < before->second + catalog_.settings.delivery.event_ids) {
            findings_.add("event " + id + " of " + line.lead.str() + " happened at " + to_string(before->second) +
                          " and again at " + to_string(line.at));
        }
        before->second = line.at;
    }
    if (type == "late_answer") {
        const auto late = messages_.find(text_of(line.because, "key"));
        if (late != messages_.end()) {
            answers_somehow_.insert(late->second.message.channel);
        }
        return;
    }
    if (type == "lead_deleted" || type == "lead_forgotten") {
        ++lead.deletions;
        lead.deleted = true;
        lead.consent.clear();
        for (const MessageKey& key : of_lead_[line.lead]) {
            messages_.at(key).forgotten = true;
        }
        if (type == "lead_forgotten") {
            forget(line.lead, lead);
        }
        return;
    }
    lead.deleted = lead.deleted && type != "lead_created";
    const Value* properties = line.because.find("properties");
    const Fields said = properties != nullptr && properties->as_map() != nullptr ? *properties->as_map() : Fields();
    auto about = messages_.find(text_of(said, "message"));
    if (about != messages_.end() && about->second.is_nobodys) {
        about = messages_.end();
    }
    const Value* machine = said.find("machine");
    if (machine != nullptr && type == "message_unsubscribed") {
        return;
    }
    if (type == "message_unsubscribed" && text_of(said, "scope") == "all") {
        for (const auto& [category, consent] : catalog_.settings.categories) {
            lead.consent[category] = false;
        }
    } else if (type == "message_unsubscribed") {
        lead.consent[about != messages_.end() ? about->second.message.category : "marketing"] = false;
    } else if (about != messages_.end() && !about->second.forgotten &&
               (type == "message_complained" || (type == "message_bounced" && text_of(said, "bounce") != "soft"))) {
        suppressed_.emplace(about->second.message.channel, small_letters(about->second.message.to));
    }
}

/// That an answer was given is not enough: the process may have died with it, or it came too late.
void Promises::read_delay(const JournalLine& line) {
    const std::string reason = text_of(line.because, "reason");
    if (reason != name(DeliveryKind::deferred) && reason != name(DeliveryKind::unavailable)) {
        return;
    }
    for (const MessageKey& key : of_lead_[line.lead]) {
        KnownMessage& known = messages_.at(key);
        if (known.enrollment == line.enrollment && known.message.step == line.step &&
            known.state == MessageState::handing_over &&
            text_of(line.because, "attempt") == std::to_string(known.attempts.back().number)) {
            known.attempts.back().put_off = true;
        }
    }
}

/// Nothing of before counts for who comes under this id.
void Promises::forget(const LeadId& id, KnownLead& lead) {
    for (auto& [event, decided_at] : lead.events) {
        decided_at = Instant::min();
    }
    for (const MessageKey& key : std::exchange(of_lead_[id], {})) {
        messages_.at(key).is_nobodys = true;
    }
}

void Promises::keep(const MessageRow& row) {
    const auto [at, is_new] = messages_.try_emplace(row.message.key);
    KnownMessage& known = at->second;
    if (is_new) {
        known.message = row.message;
        known.enrollment = row.enrollment;
        known.exempt = is_exempt(row.message);
        of_lead_[row.message.lead].push_back(row.message.key);
    } else if (known.attempts.empty() && row.attempts > 0) {
        known.message = row.message; // Now with its texts.
    }
    const bool corrected = known.state == MessageState::assumed_sent && row.state == MessageState::accepted;
    if (is_final(known.state) && row.state != known.state && !corrected) {
        broken(known, row.handed_over_at,
               "was " + std::string(name(known.state)) + " for good and is now " + std::string(name(row.state)));
    }
    const bool was_on_its_way = known.state == MessageState::handing_over;
    if (was_on_its_way && row.state == MessageState::held) {
        answers_unavailable_.insert(row.message.channel);
    } else if (was_on_its_way && row.state == MessageState::accepted) {
        answers_otherwise_.insert(row.message.channel);
    } else if (was_on_its_way) {
        answers_somehow_.insert(row.message.channel);
    }
    known.put_off = known.put_off || row.state == MessageState::held ||
                    (row.state == MessageState::deferred && row.put_off_by == PutOffBy::failure);
    known.state = row.state;
    known.latest_attempt = row.attempts;
    std::set<MessageKey>& in_flight = in_flight_[row.message.channel];
    if (row.state == MessageState::handing_over) {
        in_flight.insert(row.message.key);
    } else {
        in_flight.erase(row.message.key);
    }
}

void Promises::dispatched(const MessageRow& row) {
    KnownMessage& known = messages_.at(row.message.key);
    const Instant at = row.handed_over_at;
    const Capabilities& can = can_[row.message.channel];
    if (in_flight_[row.message.channel].size() > std::max(can.in_flight, can.batch)) {
        broken(known, at, "is one more than may be on their way to its channel");
    }
    if (down_.contains(row.message.channel) && in_flight_[row.message.channel].size() > 1) {
        broken(known, at, "is not the only one that its channel, which is down, is tried with");
    }
    if (at > clock_.highest()) {
        broken(known, at, "is handed over at an instant that no clock has shown");
    }
    check_person(known, at, "is dispatched");
    check_hours(known, at);
    check_caps(known, at);
    check_repetition(known, at);
    check_retry(known, at);
    check_rate(known, at);
    known.put_off = false;
}

void Promises::handed_over(const Message& message, const Capabilities& can) {
    ++hand_overs_;
    const auto at = messages_.find(message.key);
    if (at == messages_.end() || at->second.attempts.empty() || at->second.attempts.back().number != message.attempt) {
        findings_.add("message " + message.key.str() + ", attempt " + std::to_string(message.attempt) +
                      ", is handed over and nothing of it is committed");
        return;
    }
    KnownMessage& known = at->second;
    Attempt& attempt = known.attempts.back();
    Message same = known.message;
    same.attempt = message.attempt;
    same.at = known.attempts.front().at;
    if (!(same == message)) {
        broken(known, attempt.at, "has other bytes at attempt " + std::to_string(message.attempt));
    }
    if (attempt.handed_over) {
        broken(known, attempt.at, "is handed over twice in one attempt");
    }
    check_person(known, attempt.at, "is handed over");
    for (const Attempt& before : known.attempts) {
        const bool refused =
            before.answer && (*before.answer == DeliveryKind::deferred || *before.answer == DeliveryKind::unavailable ||
                              *before.answer == DeliveryKind::unknown);
        if (before.handed_over && !refused && !may_come_again(known, can)) {
            broken(known, attempt.at, "comes again, though its channel may have it and nobody asked for that");
        }
    }
    if (known.was_found && can.lookup) {
        broken(known, attempt.at, "comes again, though its channel was asked and had it");
    }
    attempt.handed_over = true;
}

void Promises::looked_up(const MessageKey& key, DeliveryKind kind) {
    const auto at = messages_.find(key);
    if (at == messages_.end()) {
        findings_.add("a channel is asked about message " + key.str() + ", of which nothing is committed");
        return;
    }
    KnownMessage& known = at->second;
    known.was_found = known.was_found || kind == DeliveryKind::accepted;
    for (Attempt& attempt : known.attempts) {
        if (!attempt.answer || *attempt.answer == DeliveryKind::in_doubt ||
            *attempt.answer == DeliveryKind::rejected) { // A refusal that nobody heard.
            attempt.answer = kind;
        }
    }
}

void Promises::reached(const MessageKey& key) {
    if (const auto at = messages_.find(key); at != messages_.end() && !at->second.attempts.empty()) {
        at->second.attempts.back().reached = true;
    }
}

void Promises::answered(const MessageKey& key, std::uint32_t number, const Delivery& delivery) {
    const DeliveryKind kind = delivery.kind;
    const auto at = messages_.find(key);
    if (at == messages_.end()) {
        return;
    }
    for (Attempt& attempt : at->second.attempts) {
        if (attempt.number == number) {
            const bool was_denied = attempt.answer == DeliveryKind::unknown; // That stands, whatever it says late.
            attempt.answer = was_denied && kind == DeliveryKind::rejected ? attempt.answer : std::optional(kind);
            attempt.reached = attempt.reached || kind == DeliveryKind::accepted;
            attempt.answered_at = clock_.now();
            attempt.not_before = delivery.not_before;
        }
    }
}

void Promises::driven() {
    for (auto& [key, known] : messages_) {
        if (!known.attempts.empty() && !known.attempts.back().put_off) {
            Instant& answered_at = known.attempts.back().answered_at;
            answered_at = std::min(answered_at, clock_.now());
        }
    }
}

void Promises::finish() {
    for (const auto& [key, known] : messages_) {
        const auto says_so = [](const Attempt& attempt) { return attempt.answer == DeliveryKind::accepted; };
        const bool accepted = known.was_found || std::any_of(known.attempts.begin(), known.attempts.end(), says_so);
        if (known.state == MessageState::accepted && !accepted) {
            broken(known, clock_.now(), "counts as accepted, and no channel has said so");
        }
        if (known.state == MessageState::withdrawn && !known.attempts.empty() &&
            known.attempts.back().number == known.latest_attempt && known.attempts.back().handed_over) {
            broken(known, clock_.now(), "counts as withdrawn, and the channel has it");
        }
    }
}

bool Promises::has_event(const LeadId& lead, const std::string& id) const {
    const auto at = leads_.find(lead);
    return at != leads_.end() && at->second.events.contains(id);
}

bool Promises::has_consent(const LeadId& lead, const std::string& source) const {
    const auto at = leads_.find(lead);
    return at != leads_.end() && at->second.consents.contains(source);
}

bool Promises::has_change(const LeadId& lead, std::int64_t number) const {
    const auto at = leads_.find(lead);
    return at != leads_.end() && at->second.changes.contains(number);
}

bool Promises::was_forgotten(const LeadId& lead, const std::string& id) const {
    const auto known = leads_.find(lead);
    if (known == leads_.end()) {
        return false;
    }
    const auto event = known->second.events.find(id);
    return event != known->second.events.end() && event->second == Instant::min();
}

std::size_t Promises::deletions(const LeadId& lead) const {
    const auto at = leads_.find(lead);
    return at != leads_.end() ? at->second.deletions : 0;
}

bool Promises::subscribed(const LeadId& lead, const std::string& category) const {
    const auto by_default = catalog_.settings.categories.find(category);
    bool subscribed = by_default == catalog_.settings.categories.end() || by_default->second == Consent::opt_out;
    if (const auto known = leads_.find(lead); known != leads_.end()) {
        for (const auto* said : {&known->second.made_with, &known->second.consent}) {
            if (const auto at = said->find(category); at != said->end()) {
                subscribed = at->second;
            }
        }
    }
    return subscribed;
}

} // namespace nurture::simulation
