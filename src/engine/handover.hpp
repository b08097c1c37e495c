// SPDX-License-Identifier: BSL-1.0
/// \file
/// One call of a channel: what is handed over, what is taken back before it, and the answers.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include <nurture/effects/channel.hpp>

#include "engine/intake.hpp"

namespace nurture::inline v0 {

/// Whether the channel has been called for a message. A message can be taken back until then (S29).
class Handover {
public:
    /// Whether the message may be handed to the channel now; from then on it cannot be taken back.
    [[nodiscard]] bool begin() noexcept { return advance(Phase::called); }
    /// Whether the message was taken back in time.
    [[nodiscard]] bool take_back() noexcept { return advance(Phase::withdrawn); }

private:
    enum class Phase { waiting, called, withdrawn };
    [[nodiscard]] bool advance(Phase to) noexcept {
        Phase expected = Phase::waiting;
        return phase_.compare_exchange_strong(expected, to);
    }
    std::atomic<Phase> phase_{Phase::waiting};
};

/// Messages on their way to one call of a channel.
struct Batch {
    std::vector<Message> messages{};
    std::vector<std::shared_ptr<Handover>> handovers{}; ///< One per message.
};

/// Calls the channel with what has not been taken back; its answers go to the intake. An exception is caught:
/// messages without an answer count as deferred.
void deliver(Channel& channel, Batch batch, const std::shared_ptr<Intake>& intake);

/// A message as it is looked up.
struct Sought {
    MessageKey key{};
    std::uint32_t attempt = 0;
    LeadId lead{};
};

/// Asks the channel what became of these. Only what settles a doubt goes to the intake; who hears nothing asks again
/// later.
void look_up(Channel& channel, const std::vector<Sought>& sought, const std::shared_ptr<Intake>& intake);

} // namespace nurture::inline v0
