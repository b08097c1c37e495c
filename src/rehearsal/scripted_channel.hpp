// SPDX-License-Identifier: BSL-1.0
/// \file
/// A channel that answers as a scenario says.

#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/time/clock.hpp>

#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

/// Accepts every message, but for what its rules say; remembers what it was handed.
class ScriptedChannel final : public Channel {
public:
    struct Handed {
        Instant at{};
        Message message{};
    };

    /// `die` is what a crash does.
    ScriptedChannel(const Clock& clock, Capabilities capabilities, std::function<void()> die)
        : clock_(clock), capabilities_(capabilities), die_(std::move(die)) {}

    /// The first rule that fits a message answers it; one without `times` holds until its end.
    void add(ChannelRule rule) { rules_.push_back(std::move(rule)); }
    /// One of the next hand-overs, each takes one of these, is the end of the process.
    void add(const Crash& crash) { crashes_.push_back(crash.point); }

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    /// Knows of every key whether it was accepted; what a crash hid from the engine was.
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override { return capabilities_; }

    [[nodiscard]] const std::vector<Handed>& handed() const noexcept { return handed_; }

private:
    DeliveryKind answer_to(const Message& message);
    void crash_at(const Message& message, DeliverySink& sink);

    const Clock& clock_;
    Capabilities capabilities_;
    std::function<void()> die_;
    std::deque<Crash::Point> crashes_;
    std::vector<ChannelRule> rules_;
    std::vector<Handed> handed_;
    std::set<MessageKey> accepted_;
};

} // namespace nurture::inline v0::rehearsal
