// SPDX-License-Identifier: BSL-1.0
#include "runtime/aggregate.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace nurture::inline v0 {

namespace {

/// The last instant that has left a window at `now`.
Instant left_behind(const std::optional<Milliseconds>& window, Instant now) {
    const bool reaches_back_for_ever = !window || now < Instant::min() + *window;
    return reaches_back_for_ever ? Instant::min() : now - *window;
}

auto first_after(const std::vector<Instant>& instants, Instant at) {
    return std::upper_bound(instants.begin(), instants.end(), at);
}

void forget_up_to(Aggregate& aggregate, Instant at) {
    const auto first = first_after(aggregate.instants, at);
    if (first != aggregate.instants.begin()) {
        aggregate.instants.erase(aggregate.instants.begin(), first);
        aggregate.merged = 0;
    }
}

/// Adds an instant in order; events that come in order cost nothing but the place behind the last.
void insert(std::vector<Instant>& instants, Instant at) {
    instants.insert(first_after(instants, at), at);
}

void merge_oldest(Aggregate& aggregate, std::size_t most) {
    if (aggregate.instants.size() > std::max<std::size_t>(most, 1)) {
        aggregate.instants.erase(aggregate.instants.begin());
        ++aggregate.merged;
    }
}

/// The topics that an event names: `topic`, `topics` or both, each once.
std::vector<std::string> topics_of(const Event& event) {
    std::vector<std::string> topics;
    const auto add = [&topics](const Value& value) {
        const std::string* text = value.as_string();
        if (text != nullptr && std::find(topics.begin(), topics.end(), *text) == topics.end()) {
            topics.push_back(*text);
        }
    };
    for (const std::string_view name : {"topic", "topics"}) {
        const Value* value = event.properties.find(name);
        if (value == nullptr) {
            continue;
        }
        add(*value);
        if (const Value::List* list = value->as_list(); list != nullptr) {
            std::for_each(list->begin(), list->end(), add);
        }
    }
    return topics;
}

void take_up_topics(Aggregate& aggregate, const Event& event, Instant now, std::size_t most) {
    const Instant gone = left_behind(interest_window, now);
    for (auto topic = aggregate.topics.begin(); topic != aggregate.topics.end();) {
        std::vector<Instant>& instants = topic->second;
        instants.erase(instants.begin(), first_after(instants, gone));
        topic = instants.empty() ? aggregate.topics.erase(topic) : std::next(topic);
    }
    for (const std::string& topic : topics_of(event)) {
        std::vector<Instant>& instants = aggregate.topics[topic];
        insert(instants, *event.time);
        if (instants.size() > most) {
            instants.erase(instants.begin());
        }
    }
}

void take_up_lead(Aggregate& aggregate, const Event& event, Instant gone, std::size_t most) {
    const auto [entry, is_new] = aggregate.leads.try_emplace(event.lead, *event.time);
    if (!is_new) {
        if (*event.time <= entry->second) {
            return; // A late event of a lead that has done it again since.
        }
        const auto before = std::lower_bound(aggregate.instants.begin(), aggregate.instants.end(), entry->second);
        if (before != aggregate.instants.end() && *before == entry->second) {
            aggregate.instants.erase(before);
        }
        entry->second = *event.time;
    }
    insert(aggregate.instants, *event.time);
    forget_up_to(aggregate, gone);
    merge_oldest(aggregate, most);
    if (aggregate.leads.size() > 2 * aggregate.instants.size() + aggregate.merged) {
        std::erase_if(aggregate.leads, [gone](const auto& lead) { return lead.second <= gone; });
    }
}

} // namespace

bool concerns(const HistoryQuestion& question, const Event& event) {
    if (!question.types.empty()) {
        return std::binary_search(question.types.begin(), question.types.end(), event.type);
    }
    if (question.kind == HistoryQuestion::Kind::interest) { // Of a message's events only the click is of interest.
        return is_caused_by_lead(event.type) && event.type != "message_opened" && event.type != "message_replied";
    }
    return is_caused_by_lead(event.type);
}

void take_up(Aggregate& aggregate, const HistoryQuestion& question, const Event& event, Instant now, std::size_t most) {
    switch (question.kind) {
    case HistoryQuestion::Kind::latest:
        if (!aggregate.latest || *event.time >= *aggregate.latest->time) {
            aggregate.latest = event;
        }
        break;
    case HistoryQuestion::Kind::inactive: aggregate.active = std::max(aggregate.active, *event.time); break;
    case HistoryQuestion::Kind::interest: take_up_topics(aggregate, event, now, most); break;
    case HistoryQuestion::Kind::account_leads:
        take_up_lead(aggregate, event, left_behind(question.window, now), most);
        break;
    case HistoryQuestion::Kind::count:
    case HistoryQuestion::Kind::account_count:
        insert(aggregate.instants, *event.time);
        forget_up_to(aggregate, left_behind(question.window, now));
        merge_oldest(aggregate, most);
        break;
    }
}

std::int64_t count_at(const Aggregate& aggregate, const HistoryQuestion& question, Instant at) {
    const std::vector<Instant>& instants = aggregate.instants;
    const auto first = first_after(instants, left_behind(question.window, at));
    const auto told_apart = static_cast<std::int64_t>(instants.end() - first);
    const bool with_oldest = first == instants.begin() && !instants.empty();
    return told_apart + (with_oldest ? static_cast<std::int64_t>(aggregate.merged) : 0);
}

std::int64_t interest_at(const Aggregate& aggregate, std::string_view topic, Instant at) {
    const auto entry = aggregate.topics.find(topic);
    if (entry == aggregate.topics.end()) {
        return 0;
    }
    return static_cast<std::int64_t>(entry->second.end() - first_after(entry->second, at - interest_window));
}

} // namespace nurture::inline v0
