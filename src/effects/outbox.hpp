// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which messages go to which channel when: places, slots and channels that are down. Knows nothing about leads but
/// their ids.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/state.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// The place of a message in the outbox: the instant at which it was queued, then the order of S2.
struct OutboxPlace {
    Instant queued_at{};
    LeadId lead{};
    std::int64_t priority = 0;
    WorkflowId workflow{};
    std::uint64_t enrollment = 0;
    std::uint32_t visit = 0;
    MessageKey key{};
    ChannelId channel{};

    [[nodiscard]] static OutboxPlace of(const MessageRow& row);

    friend bool operator<(const OutboxPlace& a, const OutboxPlace& b) {
        return std::tie(a.queued_at, a.lead, b.priority, a.workflow, a.enrollment, a.visit, a.key) <
               std::tie(b.queued_at, b.lead, a.priority, b.workflow, b.enrollment, b.visit, b.key);
    }
};

/// The messages that wait to be handed over, over all channels.
class Outbox {
public:
    /// `per_lead`: of one lead the next message goes when the one before is answered (S26, virtual clocks).
    explicit Outbox(bool per_lead) : per_lead_(per_lead) {}

    void set_limits(const ChannelId& channel, std::size_t in_flight, SendRate rate = {});

    /// Takes note of a message as it stands now: queued, being handed over, held or settled.
    void update(const MessageRow& row);

    /// The next message that may be handed over at `now`, of one channel or of all.
    /// Leads for which `must_wait` holds are passed over.
    [[nodiscard]] std::optional<OutboxPlace> next(Instant now, const std::optional<ChannelId>& of = {},
                                                  const std::function<bool(const LeadId&)>& must_wait = {}) const;

    /// The place of a message that waits to be handed over.
    [[nodiscard]] std::optional<OutboxPlace> waiting(const MessageKey& key) const;

    /// The first instant at which a message may go that waits for its channel's rate alone; end_of_time: none does.
    [[nodiscard]] Instant next_by_rate() const;

    /// As the store knows a channel.
    void restore(const ChannelRow& channel);

    /// What a channel's answer says of the channel: down, or not. `row` is the message as it stands behind the answer.
    void answered(const MessageRow& row, DeliveryKind kind);

    /// Channels that went down or came back since this was asked last, as they are now.
    [[nodiscard]] std::vector<ChannelRow> take_changes();

private:
    struct Line {
        std::set<OutboxPlace> waiting;
        std::unordered_map<MessageKey, LeadId> handing_over;
        std::set<OutboxPlace> held; ///< Messages that met the channel down; the first is the one it is tried with.
        bool down = false;
        bool is_news = false; ///< `down` has changed.
        std::size_t in_flight = 16;
        SendRate rate{};
        std::deque<Instant> handed_over{}; ///< The last `rate.messages` hand-overs.

        /// When the rate lets the next message go; the beginning of time: always.
        [[nodiscard]] Instant free_at() const;
    };
    [[nodiscard]] const OutboxPlace* next_of(const Line& line, Instant now,
                                             const std::function<bool(const LeadId&)>& must_wait) const;

    bool per_lead_;
    std::map<ChannelId, Line> lines_;
    std::unordered_map<MessageKey, OutboxPlace> places_; ///< Of waiting and held messages.
    std::unordered_map<LeadId, std::size_t> busy_;       ///< Leads with messages being handed over.
};

} // namespace nurture::inline v0
