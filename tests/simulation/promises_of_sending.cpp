// SPDX-License-Identifier: BSL-1.0
// What holds at the instant of a dispatch, by brute force over everything that was handed over before.

#include <algorithm>
#include <chrono>

#include "simulation/promises.hpp"

namespace nurture::simulation {

namespace {

/// Accepted, unanswered and assumed sent: what S28 counts.
bool counts(const Promises::KnownMessage& known) {
    return !known.attempts.empty() &&
           (known.state == MessageState::accepted || known.state == MessageState::assumed_sent ||
            known.state == MessageState::handing_over);
}

bool is_quiet(const QuietHours& quiet, const LocalTime& local) {
    const Milliseconds time = local.since_midnight;
    return quiet.from < quiet.to ? time >= quiet.from && time < quiet.to : time >= quiet.from || time < quiet.to;
}

bool is_same_day(const LocalTime& a, const LocalTime& b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

std::string small_letters(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

const Node* node_of(const Catalog& catalog, const Message& message) {
    const auto workflow = catalog.workflows.find(message.workflow);
    if (workflow == catalog.workflows.end()) {
        return nullptr;
    }
    const auto& nodes = workflow->second.nodes;
    const auto node = std::find_if(nodes.begin(), nodes.end(), [&](const Node& one) { return one.id == message.step; });
    return node == nodes.end() ? nullptr : &*node;
}

} // namespace

Zone Promises::zone_of(const KnownMessage& known) const {
    const std::string& workflow = catalog_.workflows.at(known.message.workflow).time_zone;
    const auto lead = leads_.find(known.message.lead);
    const std::string& own = lead != leads_.end() ? lead->second.zone : workflow;
    for (const std::string* name : {&own, &workflow, &catalog_.settings.time_zone}) {
        if (const std::optional<Zone> zone = name->empty() ? std::nullopt : Zone::find(*name)) {
            return *zone;
        }
    }
    return Zone();
}

/// At the dispatch, and again when the channel is called: what was committed before that takes the message back.
void Promises::check_person(const KnownMessage& known, Instant at, const char* when) {
    const Message& message = known.message;
    const KnownLead& lead = leads_[message.lead];
    const bool at_dispatch = std::string_view(when) == "is dispatched";
    if (lead.deleted) {
        broken(known, at, std::string(when) + ", and the lead is deleted");
    }
    if (lead.left.contains(known.enrollment)) {
        broken(known, at, std::string(when) + ", and its enrollment has left");
    }
    if (!known.exempt && !subscribed(message.lead, message.category)) {
        broken(known, at, std::string(when) + ", and the lead is not subscribed");
    }
    if (at_dispatch && suppressed_.contains({message.channel, small_letters(message.to)})) {
        broken(known, at, std::string(when) + ", and its address is suppressed");
    }
}

void Promises::check_hours(const KnownMessage& known, Instant at) {
    const Settings& settings = catalog_.settings;
    const Zone zone = zone_of(known);
    if (!known.exempt && settings.quiet_hours && is_quiet(*settings.quiet_hours, zone.to_local(at))) {
        broken(known, at, "is dispatched in quiet hours of " + zone.name());
    }
    const Node* node = node_of(catalog_, known.message);
    const auto* send = node != nullptr ? std::get_if<SendNode>(&node->what) : nullptr;
    if (send == nullptr) {
        broken(known, at, "is of a step that is no send");
        return;
    }
    const std::string& own = send->window;
    const std::string& id = own.empty() ? catalog_.workflows.at(known.message.workflow).window : own;
    const auto window = settings.windows.find(id);
    const bool open = id == "business_hours"             ? settings.business_hours.is_open(at, zone)
                      : window != settings.windows.end() ? window->second.is_open(at, zone)
                                                         : true;
    if (!open) {
        broken(known, at, "is dispatched outside its window " + id + " in " + zone.name());
    }
}

void Promises::check_caps(const KnownMessage& known, Instant at) {
    if (known.exempt) {
        return;
    }
    const Zone zone = zone_of(known);
    for (const Cap& cap : catalog_.settings.caps) {
        const auto is_of = [&](const Message& message) {
            return (cap.channel.empty() || cap.channel == message.channel) &&
                   (cap.category.empty() || cap.category == message.category);
        };
        if (!is_of(known.message)) {
            continue;
        }
        std::size_t found = 0; // Itself among them.
        for (const MessageKey& key : of_lead_[known.message.lead]) {
            const KnownMessage& other = messages_.at(key);
            if (other.exempt || !counts(other) || !is_of(other.message)) {
                continue;
            }
            const Instant then = other.attempts.back().at;
            found += cap.per.count() == 0                ? is_same_day(zone.to_local(then), zone.to_local(at)) ? 1U : 0U
                     : then > at - cap.per && then <= at ? 1U
                                                         : 0U;
        }
        if (found > cap.limit) {
            broken(known, at, "is number " + std::to_string(found) + " of " + to_string(cap));
        }
    }
}

void Promises::check_repetition(const KnownMessage& known, Instant at) {
    const auto content = catalog_.contents.find(known.message.content);
    if (content == catalog_.contents.end()) {
        broken(known, at, "is of no content");
        return;
    }
    if (content->second.expires_at && at > *content->second.expires_at) {
        broken(known, at, "is of a content that has expired");
    }
    const auto& within = catalog_.settings.delivery.duplicates_within;
    for (const MessageKey& key : of_lead_[known.message.lead]) {
        const KnownMessage& other = messages_.at(key);
        if (&other == &known || !counts(other) || other.forgotten || other.message.content != known.message.content) {
            continue;
        }
        if (content->second.once) {
            broken(known, at, "is of a content that the lead has had, and gets once");
        }
        const bool same = other.message.subject == known.message.subject && other.message.text == known.message.text;
        // One that is never asked about duplicates may have come behind it, at the same instant.
        const Instant then = other.attempts.back().at;
        const bool before = then < at || (then == at && !other.exempt);
        if (!known.exempt && within && same && before && then > at - *within) {
            broken(known, at, "says what " + key.str() + " has said at " + to_string(other.attempts.back().at));
        }
    }
}

/// In no span of that length more than the channel wants, beginning with the opening of the engine.
void Promises::check_rate(const KnownMessage& known, Instant at) {
    const SendRate& rate = can_[known.message.channel].rate;
    std::vector<Instant>& before = since_opening_[known.message.channel];
    before.push_back(at);
    const auto in_span = static_cast<std::size_t>(
        std::count_if(before.begin(), before.end(), [&](Instant then) { return then > at - rate.per && then <= at; }));
    if (rate.messages > 0 && in_span > rate.messages) {
        broken(known, at,
               "is number " + std::to_string(in_span) + " of " + std::to_string(rate.messages) + " in " +
                   std::to_string(rate.per.count()) + " ms");
    }
}

/// After a deferral, or when the channel was down, the next attempt is no earlier than the channel wants, nor than the
/// retry policy says (S30).
void Promises::check_retry(const KnownMessage& known, Instant at) {
    if (known.attempts.size() < 2) {
        return;
    }
    const Attempt& before = known.attempts[known.attempts.size() - 2];
    if (before.put_off && at < before.answered_at + before.not_before) {
        broken(known, at,
               "comes again, and its channel has said at " + to_string(before.answered_at) + " not before " +
                   to_string(before.answered_at + before.not_before));
    }
    if (!known.put_off || !before.answer || *before.answer == DeliveryKind::accepted ||
        *before.answer == DeliveryKind::rejected) {
        return;
    }
    const RetryPolicy& retry = catalog_.settings.delivery.retry;
    double wait = static_cast<double>(retry.first.count());
    for (std::uint32_t n = 1; n < before.number; ++n) {
        wait = std::min(wait * retry.factor, static_cast<double>(retry.at_most.count()));
    }
    const Instant since = before.put_off ? before.answered_at : before.at; // A doubt is as old as the attempt.
    if (at < since + Milliseconds(static_cast<Milliseconds::rep>(wait))) {
        broken(known, at, "comes again sooner after " + to_string(since) + " than the retry policy says");
    }
}

} // namespace nurture::simulation
