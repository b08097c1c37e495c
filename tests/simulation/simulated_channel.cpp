// SPDX-License-Identifier: BSL-1.0
#include "simulation/simulated_channel.hpp"

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
    constexpr const char* words[] = {"ok", "greylisted", "no such user", "maintenance"};
    const auto with = [&](DeliveryKind kind) {
        return Answer{sink, message.key, message.attempt, {kind, words[static_cast<std::size_t>(kind)]}};
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
            promises_.reached(message.key);
        }
        return;
    case Weather::mixed: break;
    }
    switch (dice_.below(24)) {
    case 0: answer(with(DeliveryKind::rejected)); return;
    case 1:
    case 2: answer(with(DeliveryKind::deferred)); return;
    case 3: answer(with(DeliveryKind::unavailable)); return;
    case 4: later_.push_back(with(DeliveryKind::deferred)); return;
    case 5: later_.push_back(with(DeliveryKind::unavailable)); return;
    case 6: later_.push_back(with(DeliveryKind::rejected)); return;
    case 7:
        promises_.reached(message.key); // And never a word.
        return;
    case 8: return; // Lost.
    case 9:
        if (alone) { // Else those before it, taken but not answered yet, would count as deferred.
            promises_.answered(message.key, message.attempt, DeliveryKind::deferred);
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
        promises_.reached(message.key);
        later_.push_back(with(DeliveryKind::accepted));
        return;
    default: answer(with(DeliveryKind::accepted)); return;
    }
}

void SimulatedChannel::answer(const Answer& answer) {
    promises_.answered(answer.key, answer.attempt, answer.delivery.kind);
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
