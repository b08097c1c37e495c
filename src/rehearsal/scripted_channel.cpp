// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/scripted_channel.hpp"

#include <string>

namespace nurture::inline v0::rehearsal {

void ScriptedChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    for (const Message& message : messages) {
        if (!crashes_.empty()) {
            crash_at(message, *sink);
            continue;
        }
        const DeliveryKind answer = answer_to(message);
        handed_.push_back({clock_.now(), message});
        const bool accepted = answer == DeliveryKind::accepted;
        if (accepted) {
            accepted_.insert(message.key);
        }
        sink->answer(message.key, {answer, accepted ? std::string() : "as the scenario says"});
    }
}

void ScriptedChannel::find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) {
    for (const MessageKey& key : keys) {
        sink->answer(key, {accepted_.contains(key) ? DeliveryKind::accepted : DeliveryKind::unknown, {}});
    }
}

void ScriptedChannel::crash_at(const Message& message, DeliverySink& sink) {
    const Crash::Point point = crashes_.front();
    crashes_.pop_front();
    if (point != Crash::Point::before_handover) {
        handed_.push_back({clock_.now(), message});
        accepted_.insert(message.key);
    }
    die_();
    if (point == Crash::Point::after_accept) { // The engine hears it and cannot write it down any more.
        sink.answer(message.key, {DeliveryKind::accepted, {}});
    }
}

DeliveryKind ScriptedChannel::answer_to(const Message& message) {
    for (ChannelRule& rule : rules_) {
        const bool over = clock_.now() >= rule.until || (rule.times && *rule.times == 0);
        if (over || (rule.lead && *rule.lead != message.lead)) {
            continue;
        }
        if (rule.times) {
            --*rule.times;
        }
        return rule.answer;
    }
    return DeliveryKind::accepted;
}

} // namespace nurture::inline v0::rehearsal
