// SPDX-License-Identifier: BSL-1.0
#include "simulation/simulated_channel.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace nurture::simulation {

void SimulatedChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    for (const Message& message : messages) {
        process_.call(); // It dies before the channel has the message …
        promises_.handed_over(message, can_);
        take(message, sink, messages.size() == 1);
    }
    process_.call(); // … or behind it, with the answers.
}

void SimulatedChannel::take(const Message& message, const std::shared_ptr<DeliverySink>& sink, bool alone) {
    constexpr const char* words[] = {"ok", "greylisted", "no such user", "maintenance", "cut off"};
    const auto with = [&](DeliveryKind kind) {
        const bool waits = kind == DeliveryKind::deferred || kind == DeliveryKind::unavailable;
        return Answer{sink,
                      message.key,
                      message.attempt,
                      {kind, words[static_cast<std::size_t>(kind)], waits ? pause() : Milliseconds{0}}};
    };
    switch (weather) {
    case Weather::fair: answer(with(DeliveryKind::accepted)); return;
    case Weather::down:
        if (dice_.in(4)) {
            later_.push_back(with(DeliveryKind::unavailable));
        } else {
            answer(with(DeliveryKind::unavailable));
        }
        return;
    case Weather::silent:
        if (dice_.in(2)) {
            has(message.key);
        }
        return;
    case Weather::mixed: break;
    }
    switch (dice_.below(26)) {
    case 0: answer(with(DeliveryKind::rejected)); return;
    case 1:
    case 2: answer(with(DeliveryKind::deferred)); return;
    case 3: answer(with(DeliveryKind::unavailable)); return;
    case 4: later_.push_back(with(DeliveryKind::deferred)); return;
    case 5: later_.push_back(with(DeliveryKind::unavailable)); return;
    case 6: later_.push_back(with(DeliveryKind::rejected)); return;
    case 7:
        has(message.key); // And never a word.
        return;
    case 8: return; // Lost.
    case 9:
        if (alone) { // Else those before it, taken but not answered yet, would count as deferred.
            promises_.answered(message.key, message.attempt, {DeliveryKind::deferred});
            throw std::runtime_error("the channel broke");
        }
        return;
    case 10:
        answer(with(DeliveryKind::accepted));
        sink->answer(message.key, {DeliveryKind::rejected, "once more"}); // Counts for nothing.
        return;
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
        has(message.key);
        later_.push_back(with(DeliveryKind::accepted));
        return;
    case 16:
        has(message.key);
        answer(with(DeliveryKind::in_doubt));
        return;
    case 17: answer(with(DeliveryKind::in_doubt)); return;
    default: answer(with(DeliveryKind::accepted)); return;
    }
}

void SimulatedChannel::has(const MessageKey& key) {
    had_.insert(key);
    promises_.reached(key);
}

Milliseconds SimulatedChannel::pause() {
    return dice_.in(3) ? std::chrono::minutes(1 + dice_.below(200)) : Milliseconds{0};
}

void SimulatedChannel::find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) {
    process_.call();
    if (!can_.lookup) {
        promises_.asked_in_vain();
    }
    for (const MessageKey& key : keys) {
        look_up(key, sink);
    }
    process_.call();
}

/// It never says of a message that it had or had not what is not so: that no engine could mend.
void SimulatedChannel::look_up(const MessageKey& key, const std::shared_ptr<DeliverySink>& sink) {
    const Delivery truth{had_.contains(key) ? DeliveryKind::accepted : DeliveryKind::unknown, "looked up"};
    const Answer answered{sink, key, 0, truth};
    if (weather == Weather::fair) {
        answer(answered);
        return;
    }
    if (weather == Weather::down) {
        sink->answer(key, {DeliveryKind::unavailable, "maintenance"}); // Counts for nothing.
        return;
    }
    switch (weather == Weather::silent ? 0 : dice_.below(8)) {
    case 0: return; // Not a word.
    case 1: sink->answer(key, {DeliveryKind::deferred, "ask again"}); return;
    case 2: sink->answer(key, {DeliveryKind::in_doubt, "who knows"}); return;
    case 3: sink->answer(MessageKey("NOBODYSENTTHISMESSAGEEVERX"), truth); return;
    case 4: later_.push_back(answered); return;
    case 5:
        answer(answered);
        sink->answer(key, {DeliveryKind::unknown, "once more"});
        return;
    default: answer(answered);
    }
}

void SimulatedChannel::answer(const Answer& answer) {
    if (answer.delivery.kind == DeliveryKind::accepted) {
        had_.insert(answer.key);
    }
    if (answer.attempt == 0) {
        promises_.looked_up(answer.key, answer.delivery.kind);
    } else {
        promises_.answered(answer.key, answer.attempt, answer.delivery);
    }
    answer.sink->answer(answer.key, answer.delivery);
}

void SimulatedChannel::answer_one() {
    if (later_.empty()) {
        return;
    }
    const std::size_t place = dice_.below(later_.size());
    std::swap(later_[place], later_.back());
    const Answer next = std::move(later_.back());
    later_.pop_back();
    answer(next);
}

} // namespace nurture::simulation
