// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lead made of a few assignments, for tests of conditions.

#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nurture/condition/condition.hpp>

namespace nurture::test {

/// Facts that a test sets; what is not set is absent.
class FactsOfALead final : public Facts {
public:
    Instant at{};
    Zone local{};
    Fields lead_fields{};
    Fields account_fields{};
    std::optional<Event> event_here{};
    std::optional<Event> trigger_here{};
    ScoreParts parts{};
    std::set<std::string, std::less<>> tags{};
    std::set<std::string, std::less<>> categories{};
    std::set<std::string, std::less<>> running{};
    std::set<std::string, std::less<>> done{};
    std::set<std::string, std::less<>> engagements{}; ///< "clicked post https://…", "opened", "sent post".
    std::map<std::string, std::vector<Instant>, std::less<>> events{};
    std::vector<Event> past{};         ///< What the lead did, with times.
    std::vector<Event> account_past{}; ///< What the leads of the account did.
    std::optional<Instant> created{};
    std::set<std::string, std::less<>> segments{};
    std::map<std::string, Value, std::less<>> results{};
    Milliseconds half_life{0}; ///< Of the engagement, from 1970 on; zero: it stays.

    [[nodiscard]] Instant now() const override { return at; }
    [[nodiscard]] const Value* lead(std::string_view name) const override { return lead_fields.find(name); }
    [[nodiscard]] const Value* account(std::string_view name) const override { return account_fields.find(name); }
    [[nodiscard]] const Event* event() const override { return event_here ? &*event_here : nullptr; }
    [[nodiscard]] const Event* trigger() const override { return trigger_here ? &*trigger_here : nullptr; }
    [[nodiscard]] ScoreParts score(Instant when) const override {
        if (half_life.count() == 0) return parts;
        const auto ratio =
            static_cast<double>(when.time_since_epoch().count()) / static_cast<double>(half_life.count());
        return {parts.fit, parts.engagement * std::exp2(-ratio)};
    }
    [[nodiscard]] const Zone& zone() const override { return local; }
    [[nodiscard]] bool engaged(Engagement engagement, std::optional<std::string_view> step,
                               std::optional<std::string_view> link) const override {
        constexpr const char* names[] = {"sent", "delivered", "opened", "clicked", "replied", "bounced"};
        std::string asked = names[static_cast<int>(engagement)];
        if (step) asked += " " + std::string(*step);
        if (link) asked += " " + std::string(*link);
        return engagements.count(asked) != 0;
    }
    [[nodiscard]] std::int64_t count(std::string_view type) const override {
        const auto found = events.find(type);
        return found == events.end() ? 0 : static_cast<std::int64_t>(found->second.size());
    }
    [[nodiscard]] std::optional<Instant> last(std::string_view type) const override {
        const auto found = events.find(type);
        if (found == events.end() || found->second.empty()) return {};
        return found->second.back();
    }
    [[nodiscard]] std::int64_t count(const HistoryQuestion& question, Instant when) const override {
        std::int64_t events_found = 0;
        std::set<LeadId> leads;
        for (const Event& each : question.is_about_account() ? account_past : past) {
            if (each.time > when || each.time <= when - question.window.value() || !counts(each, question)) continue;
            ++events_found;
            leads.insert(each.lead);
        }
        const bool of_leads = question.kind == HistoryQuestion::Kind::account_leads;
        return of_leads ? static_cast<std::int64_t>(leads.size()) : events_found;
    }
    [[nodiscard]] const Event* latest(const HistoryQuestion& question) const override {
        const Event* found = nullptr;
        for (const Event& each : past) {
            if (counts(each, question) && (found == nullptr || found->time <= each.time)) found = &each;
        }
        return found;
    }
    [[nodiscard]] std::optional<Instant> last_active(const HistoryQuestion& question) const override {
        const Event* found = latest(question);
        return found != nullptr ? found->time : created;
    }
    [[nodiscard]] std::int64_t interest(std::string_view topic, Instant when) const override {
        return std::count_if(past.begin(), past.end(), [&](const Event& each) {
            const Value* named = each.properties.find("topic");
            const bool recent = each.time <= when && each.time > when - interest_window;
            return recent && named != nullptr && *named == Value(topic);
        });
    }
    [[nodiscard]] bool in_segment(std::string_view segment, Instant) const override {
        return segments.count(segment) != 0;
    }
    [[nodiscard]] const Value* result(std::string_view step) const override {
        const auto found = results.find(step);
        return found != results.end() ? &found->second : nullptr;
    }
    [[nodiscard]] bool has_tag(std::string_view tag) const override { return tags.count(tag) != 0; }
    [[nodiscard]] bool subscribed(std::string_view category) const override { return categories.count(category) != 0; }
    [[nodiscard]] bool enrolled_in(std::string_view workflow) const override { return running.count(workflow) != 0; }
    [[nodiscard]] bool completed(std::string_view workflow) const override { return done.count(workflow) != 0; }

private:
    [[nodiscard]] static bool counts(const Event& event, const HistoryQuestion& question) {
        const auto& types = question.types;
        if (!types.empty() && std::find(types.begin(), types.end(), event.type) == types.end()) return false;
        if (question.predicate == nullptr) return true;
        FactsOfALead alone;
        alone.event_here = event;
        return question.predicate->holds(alone);
    }
};

/// Something that happened, with a time such as "2026-03-02T09:00:00Z".
inline Event happened(std::string type, std::string_view time, Fields properties = {}, std::string lead = "ada") {
    return {.lead = LeadId(std::move(lead)),
            .type = std::move(type),
            .time = parse_instant(time).value(),
            .properties = std::move(properties)};
}

/// The fields of a small catalog.
inline const FieldTypes& declared_fields() {
    static const FieldTypes fields = [] {
        const auto kind = [](FieldKind wanted) { return FieldType{wanted, {}, {}}; };
        FieldTypes made;
        made.declared = true;
        made.lead = {{"employees", kind(FieldKind::integer)},
                     {"title", kind(FieldKind::string)},
                     {"ratio", kind(FieldKind::real)},
                     {"renewal_date", kind(FieldKind::date)},
                     {"interests", kind(FieldKind::text_list)},
                     {"persona", FieldType{FieldKind::enumeration, {"marketing", "sales"}, {}}},
                     {"language", FieldType{FieldKind::string, {}, Value("en")}}};
        made.account = {{"industry", kind(FieldKind::string)}, {"employees", kind(FieldKind::integer)}};
        made.events = {{"page_visited", {{"path", kind(FieldKind::string)}, {"code", kind(FieldKind::integer)}}},
                       {"form_submitted", {{"form", kind(FieldKind::string)}, {"code", kind(FieldKind::string)}}}};
        return made;
    }();
    return fields;
}

/// A scope in which everything is dynamic and both events are there.
inline ConditionScope open_scope() {
    ConditionScope scope;
    scope.has_event = true;
    scope.has_trigger = true;
    return scope;
}

inline ConditionScope declared_scope() {
    ConditionScope scope = open_scope();
    scope.fields = &declared_fields();
    return scope;
}

/// The problems of an expression, in the order of the text.
inline std::vector<ConditionProblem> problems_of(std::string_view text, const ConditionScope& scope = open_scope()) {
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    if (compiled.has_value() != problems.empty()) problems.insert(problems.begin(), ConditionProblem{});
    return problems;
}

/// Whether a condition holds; an expression with problems throws their first message.
inline bool holds(std::string_view text, const Facts& facts, const ConditionScope& scope = open_scope()) {
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    if (!compiled) throw problems.empty() ? std::string("no problem") : problems.front().message;
    return compiled->holds(facts);
}

/// What an expression gives; any type will do.
inline Outcome outcome_of(std::string_view text, const Facts& facts, ConditionScope scope = open_scope()) {
    scope.result = ConditionScope::Result::value;
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    if (!compiled) throw problems.empty() ? std::string("no problem") : problems.front().message;
    return compiled->evaluate(facts);
}

inline Explanation explained(std::string_view text, const Facts& facts, const ConditionScope& scope = open_scope()) {
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    if (!compiled) throw problems.empty() ? std::string("no problem") : problems.front().message;
    return compiled->explain(facts);
}

} // namespace nurture::test
