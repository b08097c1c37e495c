// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "runtime/aggregate.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// How far ahead a host's clock may be (S4).
constexpr Milliseconds forgiven_future = std::chrono::minutes(5);

const std::string* text_property(const Event& event, std::string_view name) {
    const Value* value = event.properties.find(name);
    return value != nullptr ? value->as_string() : nullptr;
}

/// What an event takes in a store, near enough for a limit.
std::size_t bytes_of(const Value& value) {
    std::size_t bytes = 8;
    if (const std::string* text = value.as_string(); text != nullptr) {
        bytes += text->size();
    } else if (const Value::List* list = value.as_list(); list != nullptr) {
        for (const Value& item : *list) {
            bytes += bytes_of(item);
        }
    } else if (const Value::Map* map = value.as_map(); map != nullptr) {
        for (const Field& field : *map) {
            bytes += field.name.size() + bytes_of(field.value);
        }
    }
    return bytes;
}

} // namespace

LeadChanged changed_by(const Event& event) {
    LeadChanged change{.lead = event.lead};
    for (const Field& property : event.properties) {
        if (property.name != "changed") {
            change.fields.push_back(property);
        }
    }
    return change;
}

bool is_done_by_a_machine(const Event& event) {
    // S32. A bounce or complaint is a machine's by nature and counts.
    if (event.type != "message_opened" && event.type != "message_clicked" && event.type != "message_unsubscribed") {
        return false;
    }
    const Value* machine = event.properties.find("machine");
    return machine != nullptr && machine->as_bool() != nullptr && *machine->as_bool();
}

void Turn::take(const Event& given) {
    follow_ups_ = 0;
    Event event = given;
    const Instant occurred = event.time.value_or(now_);
    if (occurred > now_ + forgiven_future) {
        decision_.refusal = Error{Errc::from_the_future, "the event " + event.type + " of lead " + event.lead.str() +
                                                             " says it occurred at " + to_string(occurred) +
                                                             ", more than five minutes after now (" + to_string(now_) +
                                                             "); check the sender's clock"};
        return;
    }
    const std::size_t most = plan_.catalog.settings.limits.event_bytes;
    if (event.type.size() + event.id.size() + bytes_of(event.properties) > most) {
        decision_.refusal =
            Error{Errc::too_large, "the event " + event.type.substr(0, 100) + " of lead " + event.lead.str() +
                                       " is larger than the limit event_bytes (" + std::to_string(most) +
                                       "); send less, or raise settings.limits.event_bytes"};
        return;
    }
    if (event.type == "lead_changed") {
        take(changed_by(event));
        return;
    }
    if (event.type == "lead_deleted") {
        take(LeadDeleted{event.lead});
        return;
    }
    if (event.type == "lead_forgotten") {
        take(LeadDeleted{event.lead, true});
        return;
    }
    event.time = std::min(occurred, now_);
    fill_in_message(event);
    const bool too_late = now_ - *event.time > plan_.catalog.settings.delivery.late_events;
    Fields because{{"type", event.type}};
    if (!event.id.empty()) {
        because.set("id", event.id);
    }
    if (*event.time != now_) {
        because.set("time", *event.time);
    }
    if (!event.properties.empty()) {
        because.set("properties", event.properties);
    }
    journal(JournalKind::event, nullptr, std::move(because));
    if (is_done_by_a_machine(event)) {
        return;
    }
    remember(event);
    if (!too_late) {
        score(event);
    }
    note_consent(event); // However late: nobody is written to after opting out.
    if (too_late) {
        fire_triggers(event, true);
        return;
    }
    happen(event);
}

void Turn::fill_in_message(Event& event) const {
    const std::string* key = text_property(event, "message");
    if (key == nullptr || !event.type.starts_with("message_")) {
        return;
    }
    const MessageRow* row = state_.message(*key);
    if (row == nullptr) {
        return;
    }
    event.properties.set("content", row->message.content.str());
    event.properties.set("step", row->message.step.str());
    event.properties.set("workflow", row->message.workflow.str());
    event.properties.set("category", row->message.category);
    event.properties.set("variant", row->message.variant);
    const auto content = plan_.catalog.contents.find(row->message.content);
    if (content != plan_.catalog.contents.end() && !content->second.topics.empty()) {
        Value::List topics(content->second.topics.begin(), content->second.topics.end());
        event.properties.set("topics", std::move(topics));
    }
}

void Turn::remember(const Event& event) {
    TypeHistory& history = state_.lead.history[event.type];
    ++history.count;
    history.last = std::max(history.last, *event.time);
    if (plan_.kept_events.contains(event.type)) {
        history.kept.push_back({event, state_.lead.seq});
        if (history.kept.size() > plan_.catalog.settings.limits.events_kept) {
            history.kept.erase(history.kept.begin());
        }
    }
    keep_answers(event);
    const std::string* key = text_property(event, "message");
    if (key == nullptr || !engagement_of(event.type)) {
        return;
    }
    MessageRow* row = state_.message(*key);
    if (row != nullptr && row->engagement.size() < plan_.catalog.settings.limits.events_kept) {
        row->engagement.push_back(event);
        changed(*row);
    }
}

void Turn::keep_answers(const Event& event) {
    const bool moves_others = plan_.looks_at_accounts && !state_.lead.account.id.empty();
    const std::optional<std::string> before = moves_others ? account_answers() : std::nullopt;
    const auto by_type = plan_.questions_by_type.find(event.type);
    if (by_type != plan_.questions_by_type.end()) {
        for (const HistoryQuestion* question : by_type->second) {
            keep_answer(*question, event);
        }
    }
    for (const HistoryQuestion* question : plan_.questions_of_any_type) {
        keep_answer(*question, event);
    }
    if (moves_others && !decision_.account_aggregates.empty()) {
        const std::optional<std::string> after = account_answers();
        decision_.account_answers_changed |= !before || !after || *before != *after;
    }
}

void Turn::keep_answer(const HistoryQuestion& question, const Event& event) {
    const AccountId& account = state_.lead.account.id;
    if (!concerns(question, event) || (question.is_about_account() && account.empty())) {
        return;
    }
    if (question.predicate != nullptr &&
        !holds(*question.predicate, facts_of_lead(nullptr, {.event = &event}), nullptr)) {
        return;
    }
    const Limits& limits = plan_.catalog.settings.limits;
    if (question.is_about_account()) {
        AccountState& state = shared_.accounts[account];
        state.id = account;
        take_up(state.aggregates[question.id], question, event, now_,
                std::max(limits.events_kept, limits.leads_per_account));
        decision_.account = account;
        decision_.account_aggregates.insert(question.id);
    } else {
        take_up(state_.aggregates[question.id], question, event, now_, limits.events_kept);
        decision_.aggregates.insert(question.id);
    }
}

/// What conditions that are looked at are answered about the account; nothing if the answers are not the same for
/// all of its leads.
std::optional<std::string> Turn::account_answers() {
    std::string answers;
    const LeadFacts seen = facts(nullptr);
    const auto add = [&](const Condition& condition) {
        const std::optional<std::string> more = condition.account_answers(seen);
        answers += more.value_or("");
        answers += '\n';
        return more.has_value();
    };
    for (const Condition& condition : plan_.account_conditions) {
        if (!add(condition)) {
            return {};
        }
    }
    return answers;
}

void Turn::note_consent(const Event& event) {
    const std::string* key = text_property(event, "message");
    const MessageRow* row = key != nullptr ? state_.message(*key) : nullptr;
    if (event.type == "message_unsubscribed") {
        const std::string* scope = text_property(event, "scope");
        if (scope != nullptr && *scope == "all") {
            for (const auto& [category, consent] : plan_.catalog.settings.categories) {
                set_consent(category, false, event.type);
            }
        } else {
            set_consent(row != nullptr ? row->message.category : "marketing", false, event.type);
        }
    }
    const std::string* bounce = text_property(event, "bounce");
    const bool hard_bounce = event.type == "message_bounced" && (bounce == nullptr || *bounce != "soft");
    if (hard_bounce || event.type == "message_complained") {
        if (row != nullptr) {
            suppress(row->message.channel, row->message.to);
        }
    }
}

void Turn::set_consent(const std::string& category, bool subscribed, std::string_view source) {
    state_.lead.consent[category] = {.subscribed = subscribed, .source = std::string(source), .at = now_};
    if (subscribed) {
        return;
    }
    for (const MessageRow& row : state_.messages) {
        if (row.state == MessageState::handing_over && row.message.category == category && !is_exempt(row)) {
            decision_.take_back.insert(row.message.key);
        }
    }
}

void Turn::subscribe(EnrollmentRow& row) {
    const auto& node = std::get<SubscribeNode>(definition_of(row).what);
    Fields because{{"source", row.workflow.str()}};
    for (const std::string& category : node.categories) {
        because.set("subscribed." + category, node.subscribed);
        set_consent(category, node.subscribed, row.workflow.str());
    }
    journal(JournalKind::changed, &row, std::move(because));
    go(row, node_of(row).next);
    if (!runs_away(row.number)) {
        look(nullptr);
    }
}

void Turn::suppress(const ChannelId& channel, std::string_view address) {
    const Digest hash = address_hash(plans_, channel, address);
    if (shared_.suppressed.insert(hash).second) {
        decision_.suppressed.push_back(hash);
    }
}

void Turn::happen(const Event& event) {
    look(&event);
}

void Turn::take(const ConsentGiven& consent) {
    const auto& categories = plan_.catalog.settings.categories;
    if (!categories.contains(consent.category)) {
        std::vector<std::string> known;
        for (const auto& [category, default_] : categories) {
            known.push_back(category);
        }
        const std::optional<std::string> meant = did_you_mean(consent.category, known);
        decision_.refusal = Error{Errc::invalid_argument, "lead " + state_.lead.id.str() + ": there is no category \"" +
                                                              consent.category + "\"" +
                                                              (meant ? "; did you mean \"" + *meant + "\"?" : "")};
        return;
    }
    journal(JournalKind::changed, nullptr,
            {{"subscribed." + consent.category, consent.subscribed}, {"source", consent.source}});
    set_consent(consent.category, consent.subscribed, consent.source);
    look(nullptr);
}

void Turn::take(const LeadDeleted& gone) {
    state_.lead.forgotten = gone.forget;
    journal(JournalKind::event, nullptr, {{"type", gone.forget ? "lead_forgotten" : "lead_deleted"}});
    for (const std::uint64_t number : in_order()) {
        leave(number, EnrollmentState::deleted, "");
    }
    state_.lead.fields = {};
    state_.lead.account = {};
    state_.lead.consent.clear();
    state_.lead.history.clear();
    state_.lead.engagement = {};
    state_.lead.becomes.clear();
    for (auto& [question, aggregate] : state_.aggregates) {
        aggregate = {};
        decision_.aggregates.insert(question);
    }
    for (MessageRow& message : state_.messages) {
        message.engagement.clear();
        if (message.state !=
            MessageState::handing_over) { // The bytes of an attempt that runs are kept until its answer.
            message.message.to.clear();
        }
        changed(message);
    }
    state_.lead.deleted = true;
    if (gone.forget) {
        drop_person();
        shared_.forgotten_enrollments = std::max(shared_.forgotten_enrollments, state_.lead.enrollments);
    }
}

/// What a deletion leaves, so that the lead can be told from others, and may tell of the person. Of a message that is
/// on its way too: whether it arrives nobody will ask.
void Turn::drop_person() {
    state_.lead.past.clear();
    state_.lead.dates.clear();
    state_.lead.unknown_zones.clear();
    state_.aggregates.clear();
    decision_.aggregates.clear();
    for (MessageRow& row : state_.messages) {
        drop_rendered(row);
    }
}

} // namespace nurture::inline v0
