// SPDX-License-Identifier: BSL-1.0
/// \file
/// A channel that answers at once, later, never, twice and in any order, refuses, throws, cannot say, and is down for
/// days. One that can look messages up does so at once, later or never, and says what find() must not say.

#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/testing/made_values.hpp>

#include "simulation/process.hpp"
#include "simulation/promises.hpp"

namespace nurture::simulation {

class SimulatedChannel final : public Channel {
public:
    enum class Weather {
        fair,   ///< Accepts at once.
        mixed,  ///< Everything that a channel may do.
        down,   ///< Answers `unavailable`.
        silent, ///< Takes messages or loses them and says nothing.
    };

    SimulatedChannel(testing::Dice& dice, Process& process, Promises& promises, Capabilities can)
        : dice_(dice), process_(process), promises_(promises), can_(can) {}

    Weather weather = Weather::mixed;

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override { return can_; }

    [[nodiscard]] std::size_t unanswered() const noexcept { return later_.size(); }
    void answer_one(); ///< One of those that it had put off; which one the dice say.

private:
    struct Answer {
        std::shared_ptr<DeliverySink> sink{};
        MessageKey key{};
        std::uint32_t attempt = 0; ///< 0: it was looked up.
        Delivery delivery{};
    };
    void take(const Message& message, const std::shared_ptr<DeliverySink>& sink, bool alone);
    void answer(const Answer& answer);
    void look_up(const MessageKey& key, const std::shared_ptr<DeliverySink>& sink);
    void has(const MessageKey& key);
    [[nodiscard]] Milliseconds pause(); ///< Before it wants to be called again, now and then.

    testing::Dice& dice_;
    Process& process_;
    Promises& promises_;
    Capabilities can_;
    std::vector<Answer> later_;
    std::set<MessageKey> had_{}; ///< Messages that it took, whatever it said.
};

} // namespace nurture::simulation
