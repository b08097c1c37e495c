// SPDX-License-Identifier: BSL-1.0
/// \file
/// A channel that answers as a scenario says.

#pragma once

#include <memory>
#include <span>
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
        DeliveryKind answer = DeliveryKind::accepted;
    };

    ScriptedChannel(const Clock& clock, Capabilities capabilities) : clock_(clock), capabilities_(capabilities) {}

    /// The first rule that fits a message answers it; one without `times` holds until its end.
    void add(ChannelRule rule) { rules_.push_back(std::move(rule)); }

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override { return capabilities_; }

    [[nodiscard]] const std::vector<Handed>& handed() const noexcept { return handed_; }

private:
    DeliveryKind answer_to(const Message& message);

    const Clock& clock_;
    Capabilities capabilities_;
    std::vector<ChannelRule> rules_;
    std::vector<Handed> handed_;
};

} // namespace nurture::inline v0::rehearsal
