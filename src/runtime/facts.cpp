// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>

#include "runtime/aggregate.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::array<std::string_view, 6> engagement_types{
    "", "message_delivered", "message_opened", "message_clicked", "message_replied", "message_bounced"};

const Value* declared_default(const FieldTypes::Named& types, std::string_view name) {
    const auto at = types.find(name);
    return at != types.end() && !at->second.fallback.is_absent() ? &at->second.fallback : nullptr;
}

bool has_happened(const MessageRow& row, Engagement what, std::optional<std::string_view> link) {
    if (!row.was_sent()) {
        return false;
    }
    if (what == Engagement::sent) {
        return true;
    }
    const std::string_view type = engagement_types[static_cast<std::size_t>(what)];
    return std::any_of(row.engagement.begin(), row.engagement.end(), [&](const Event& event) {
        if (event.type != type) {
            return false;
        }
        if (!link) {
            return true;
        }
        const Value* clicked = event.properties.find("link");
        return clicked != nullptr && matches_wildcard(*link, to_text(*clicked));
    });
}

} // namespace

std::optional<Engagement> engagement_of(std::string_view event_type) noexcept {
    const auto at = std::find(engagement_types.begin() + 1, engagement_types.end(), event_type);
    if (at == engagement_types.end()) {
        return {};
    }
    return static_cast<Engagement>(at - engagement_types.begin());
}

bool matches_wildcard(std::string_view pattern, std::string_view text) noexcept {
    // Greedy with one point to return to: linear in practice, quadratic at worst, never exponential.
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_subscribed(const CompiledPlan& plan, const LeadRow& lead, std::string_view category) {
    const auto entry = lead.consent.find(category);
    if (entry != lead.consent.end()) {
        return entry->second.subscribed;
    }
    const auto& categories = plan.catalog.settings.categories;
    const auto declared = categories.find(category);
    return declared == categories.end() || declared->second == Consent::opt_out;
}

LeadFacts::LeadFacts(const CompiledPlan& plan, const LeadState& state, const Shared& shared, const Zone& zone,
                     Instant now, Scope scope)
    : plan_(plan), state_(state), shared_(shared), zone_(zone), now_(now), scope_(scope), id_(state.lead.id.str()) {}

const Value* LeadFacts::lead(std::string_view name) const {
    if (name == "id") {
        return &id_;
    }
    const Value* value = state_.lead.fields.find(name);
    return value != nullptr ? value : declared_default(plan_.catalog.fields.lead, name);
}

const Value* LeadFacts::account(std::string_view name) const {
    if (state_.lead.account.id.empty()) {
        return nullptr;
    }
    if (name == "id") {
        return &computed_.emplace_front(state_.lead.account.id.str());
    }
    const Value* value = state_.lead.account.fields.find(name);
    return value != nullptr ? value : declared_default(plan_.catalog.fields.account, name);
}

bool LeadFacts::engaged(Engagement what, std::optional<std::string_view> step,
                        std::optional<std::string_view> link) const {
    if (scope_.enrollment == nullptr) {
        return false;
    }
    for (auto row = state_.messages.rbegin(); row != state_.messages.rend(); ++row) {
        if (row->enrollment != scope_.enrollment->number || (step && row->message.step.str() != *step)) {
            continue;
        }
        if (has_happened(*row, what, link)) {
            return true;
        }
        if (step) {
            return false; // A step visited twice means its latest message (S19).
        }
    }
    return false;
}

std::int64_t LeadFacts::count(std::string_view type) const {
    const auto at = state_.lead.history.find(type);
    return at == state_.lead.history.end() ? 0 : static_cast<std::int64_t>(at->second.count);
}

std::optional<Instant> LeadFacts::last(std::string_view type) const {
    const auto at = state_.lead.history.find(type);
    if (at == state_.lead.history.end() || at->second.count == 0) {
        return {};
    }
    return at->second.last;
}

const Aggregate* LeadFacts::aggregate(const HistoryQuestion& question) const {
    const Aggregates* held = &state_.aggregates;
    if (question.is_about_account()) {
        const auto account = shared_.accounts.find(state_.lead.account.id);
        if (account == shared_.accounts.end()) {
            return nullptr;
        }
        held = &account->second.aggregates;
    }
    const auto at = held->find(question.id);
    return at == held->end() ? nullptr : &at->second;
}

std::int64_t LeadFacts::count(const HistoryQuestion& question, Instant at) const {
    const Aggregate* held = aggregate(question);
    return held == nullptr ? 0 : count_at(*held, question, at);
}

const Event* LeadFacts::latest(const HistoryQuestion& question) const {
    const Aggregate* held = aggregate(question);
    return held == nullptr || !held->latest ? nullptr : &*held->latest;
}

const Event* LeadFacts::latest(std::string_view type) const {
    const auto questions = plan_.questions_by_type.find(type);
    if (questions == plan_.questions_by_type.end()) {
        return nullptr;
    }
    for (const HistoryQuestion* question : questions->second) {
        if (question->kind == HistoryQuestion::Kind::latest && question->predicate == nullptr) {
            return latest(*question);
        }
    }
    return nullptr;
}

std::optional<Instant> LeadFacts::last_active(const HistoryQuestion& question) const {
    const Aggregate* held = aggregate(question);
    return held != nullptr && held->active != Instant::min() ? held->active : created_at();
}

Instant LeadFacts::created_at() const {
    const Value* field = state_.lead.fields.find("created_at");
    if (field != nullptr && field->as_instant() != nullptr) {
        return *field->as_instant();
    }
    if (field != nullptr && field->as_string() != nullptr) {
        if (const Result<Instant> read = parse_instant(*field->as_string())) {
            return *read;
        }
    }
    return std::min(state_.lead.met_at, now_);
}

std::int64_t LeadFacts::interest(std::string_view topic, Instant at) const {
    for (const HistoryQuestion* question : plan_.questions_of_any_type) {
        if (question->kind == HistoryQuestion::Kind::interest) {
            const Aggregate* held = aggregate(*question);
            return held == nullptr ? 0 : interest_at(*held, topic, at);
        }
    }
    return 0;
}

LeadFacts::LeadFacts(const LeadFacts& outer, Instant at, SegmentAnswers& answers)
    : plan_(outer.plan_), state_(outer.state_), shared_(outer.shared_), zone_(outer.zone_), now_(at), id_(outer.id_),
      outer_answers_(&answers) {}

bool LeadFacts::in_segment(std::string_view segment, Instant at) const {
    const CompiledSegment* found = plan_.find_segment(segment);
    if (found == nullptr) {
        return false;
    }
    SegmentAnswers& known = answers();
    if (const auto answer = known.holds.find({found, at}); answer != known.holds.end()) {
        return answer->second;
    }
    const bool holds = found->when.holds_at(LeadFacts(*this, at, known), at);
    known.holds.emplace(std::pair(found, at), holds);
    return holds;
}

Instant LeadFacts::segment_changes(std::string_view segment, Instant from) const {
    const CompiledSegment* found = plan_.find_segment(segment);
    if (found == nullptr || !found->timed) {
        return end_of_time;
    }
    SegmentAnswers& known = answers();
    if (const auto answer = known.changes.find({found, from}); answer != known.changes.end()) {
        return answer->second;
    }
    const Instant next = found->when.next_change(LeadFacts(*this, from, known));
    known.changes.emplace(std::pair(found, from), next);
    return next;
}

bool LeadFacts::has_tag(std::string_view tag) const {
    const Value* tags = state_.lead.fields.find("tags");
    const Value::List* list = tags != nullptr ? tags->as_list() : nullptr;
    return list != nullptr && std::any_of(list->begin(), list->end(), [&](const Value& held) {
               return held.as_string() != nullptr && *held.as_string() == tag;
           });
}

bool LeadFacts::subscribed(std::string_view category) const {
    return is_subscribed(plan_, state_.lead, category);
}

bool LeadFacts::enrolled_in(std::string_view workflow) const {
    return std::any_of(state_.enrollments.begin(), state_.enrollments.end(),
                       [&](const auto& entry) { return entry.second.workflow.str() == workflow; });
}

bool LeadFacts::completed(std::string_view workflow) const {
    return std::any_of(state_.lead.past.begin(), state_.lead.past.end(),
                       [&](const PastEnrollment& past) { return past.completed && past.workflow.str() == workflow; });
}

const Value* LeadFacts::find(const std::vector<std::string>& path) const {
    const auto keep = [this](Value value) { return &computed_.emplace_front(std::move(value)); };
    const auto deeper = [&path](const Value* value, std::size_t from) {
        for (std::size_t i = from; value != nullptr && i < path.size(); ++i) {
            value = value->as_map() != nullptr ? value->as_map()->find(path[i]) : nullptr;
        }
        return value;
    };
    const auto of_event = [&](const Event* event, std::size_t from) -> const Value* {
        if (event == nullptr) {
            return nullptr;
        }
        const std::string& name = path[from];
        const Value* property = event->properties.find(name);
        if (property != nullptr) {
            return deeper(property, from + 1);
        }
        if (name == "type") {
            return keep(event->type);
        }
        return name == "time" && event->time ? keep(*event->time) : nullptr;
    };
    const std::string& root = path.front();
    if (path.size() == 1) {
        if (root == "now") {
            return keep(now_);
        }
        if (scope_.links != nullptr && root == "unsubscribe_url") {
            return scope_.links->unsubscribe.empty() ? nullptr : keep(scope_.links->unsubscribe);
        }
        if (scope_.links != nullptr && root == "preferences_url") {
            return scope_.links->preferences.empty() ? nullptr : keep(scope_.links->preferences);
        }
        return root == "owner" ? lead(root) : nullptr;
    }
    if (root == "lead" && path[1] == "score" && path.size() == 2 && is_scored()) {
        return keep(rounded(score(now_)));
    }
    if (root == "lead") {
        return deeper(lead(path[1]), 2);
    }
    if (root == "account") {
        return deeper(account(path[1]), 2);
    }
    if (root == "trigger") {
        return of_event(scope_.trigger, 1);
    }
    if (root == "event") {
        return of_event(scope_.event, 1);
    }
    if (root == "latest" && path.size() > 2) {
        return of_event(latest(path[1]), 2);
    }
    if (root == "score" && path.size() == 2) {
        const ScoreParts parts = score(now_);
        return path[1] == "fit" ? keep(parts.fit) : path[1] == "engagement" ? keep(parts.engagement) : nullptr;
    }
    if (root == "sender") {
        const Sender& sender = plan_.catalog.settings.sender;
        const std::string* text = path[1] == "from"             ? &sender.from
                                  : path[1] == "reply_to"       ? &sender.reply_to
                                  : path[1] == "company"        ? &sender.company
                                  : path[1] == "postal_address" ? &sender.postal_address
                                                                : nullptr;
        return text == nullptr || text->empty() ? nullptr : keep(*text);
    }
    return nullptr;
}

} // namespace nurture::inline v0
