// SPDX-License-Identifier: BSL-1.0
#include "effects/outbox.hpp"

#include <algorithm>
#include <utility>

namespace nurture::inline v0 {

OutboxPlace OutboxPlace::of(const MessageRow& row) {
    return {.queued_at = row.queued_at,
            .lead = row.message.lead,
            .priority = row.priority,
            .workflow = row.message.workflow,
            .enrollment = row.enrollment,
            .visit = row.visit,
            .key = row.message.key,
            .channel = row.message.channel};
}

void Outbox::set_limits(const ChannelId& channel, std::size_t in_flight, SendRate rate) {
    Line& line = lines_[channel];
    line.in_flight = std::max<std::size_t>(in_flight, 1);
    line.rate = rate;
}

Instant Outbox::Line::free_at() const {
    const bool is_full = rate.messages > 0 && handed_over.size() >= rate.messages;
    return is_full ? later_by(handed_over.front(), rate.per) : Instant::min();
}

void Outbox::update(const MessageRow& row) {
    Line& line = lines_[row.message.channel];
    const MessageKey& key = row.message.key;
    if (const auto at = places_.find(key); at != places_.end()) {
        line.waiting.erase(at->second);
        line.held.erase(at->second);
        places_.erase(at);
    }
    const bool was_handed_over = line.handing_over.contains(key); // And is told of anew: looked up, for example.
    if (const auto at = line.handing_over.find(key); at != line.handing_over.end()) {
        const auto busy = busy_.find(at->second);
        if (--busy->second == 0) {
            busy_.erase(busy);
        }
        line.handing_over.erase(at);
    }
    const OutboxPlace place = OutboxPlace::of(row);
    if (row.state == MessageState::queued) {
        line.waiting.insert(place);
        if (row.put_off_by == PutOffBy::channel) {
            line.held.insert(place);
        }
        places_.emplace(key, place);
    } else if (row.state == MessageState::held) {
        line.held.insert(place);
        places_.emplace(key, place);
    } else if (row.state == MessageState::handing_over) {
        line.handing_over.emplace(key, row.message.lead);
        ++busy_[row.message.lead];
        if (line.rate.messages > 0 && !was_handed_over) {
            line.handed_over.push_back(row.handed_over_at);
            if (line.handed_over.size() > line.rate.messages) {
                line.handed_over.pop_front();
            }
        }
    }
}

void Outbox::restore(const ChannelRow& channel) {
    lines_[channel.id].down = channel.down;
}

void Outbox::answered(const MessageRow& row, DeliveryKind kind) {
    const bool is_down = kind == DeliveryKind::unavailable;
    if (is_down && row.state != MessageState::held) { // It came too late to say anything.
        return;
    }
    Line& line = lines_[row.message.channel]; // If it answers again all may go, each by its own schedule.
    line.is_news |= line.down != is_down;
    line.down = is_down;
}

std::vector<ChannelRow> Outbox::take_changes() {
    std::vector<ChannelRow> changes;
    for (auto& [channel, line] : lines_) {
        if (std::exchange(line.is_news, false)) {
            changes.push_back({channel, line.down});
        }
    }
    return changes;
}

const OutboxPlace* Outbox::next_of(const Line& line, Instant now,
                                   const std::function<bool(const LeadId&)>& must_wait) const {
    if (line.handing_over.size() >= line.in_flight || line.free_at() > now) {
        return nullptr;
    }
    if (line.down) {
        // Tried with one message alone, the first by place, when its next attempt is due (S30).
        const auto probe = line.held.empty() ? line.waiting.begin() : line.waiting.find(*line.held.begin());
        const bool goes =
            probe != line.waiting.end() && line.handing_over.empty() && !(must_wait && must_wait(probe->lead));
        return goes ? &*probe : nullptr;
    }
    for (const OutboxPlace& place : line.waiting) {
        if (!(per_lead_ && busy_.contains(place.lead)) && !(must_wait && must_wait(place.lead))) {
            return &place;
        }
    }
    return nullptr;
}

Instant Outbox::next_by_rate() const {
    Instant next = end_of_time;
    for (const auto& [channel, line] : lines_) {
        const Instant free = line.free_at();
        if (free != Instant::min() && next_of(line, free, {}) != nullptr) {
            next = std::min(next, free);
        }
    }
    return next;
}

std::optional<OutboxPlace> Outbox::waiting(const MessageKey& key) const {
    const auto at = places_.find(key);
    if (at == places_.end() || !lines_.at(at->second.channel).waiting.contains(at->second)) {
        return std::nullopt;
    }
    return at->second;
}

std::optional<OutboxPlace> Outbox::next(Instant now, const std::optional<ChannelId>& of,
                                        const std::function<bool(const LeadId&)>& must_wait) const {
    const OutboxPlace* first = nullptr;
    for (const auto& [channel, line] : lines_) {
        if (of && channel != *of) {
            continue;
        }
        const OutboxPlace* place = next_of(line, now, must_wait);
        if (place != nullptr && (first == nullptr || *place < *first)) {
            first = place;
        }
    }
    return first == nullptr ? std::optional<OutboxPlace>{} : std::optional<OutboxPlace>{*first};
}

} // namespace nurture::inline v0
