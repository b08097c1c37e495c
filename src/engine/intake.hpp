// SPDX-License-Identifier: BSL-1.0
/// \file
/// The one queue of inputs (S2), filled from any thread.

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <nurture/engine/engine.hpp>

namespace nurture::inline v0 {

/// Inputs in the order of their places, and the answers of channels. Outlives the engine as long as a sink is kept.
class Intake {
public:
    struct Entry {
        Ticket ticket{};
        Instant at{};
        Input input{};
        std::vector<Mark> marks{};
        LeadId lead{}; ///< Whom it is about; of an answer, which names a message, whom that is to.
    };

    Intake(const Clock& clock, std::size_t capacity, Instant driven_to, std::function<void()> wake);

    Result<Ticket> accept(Input input, AcceptOptions options);

    /// Takes a channel's answer to a message to this lead: never refused. Under a virtual clock it precedes every
    /// input; else it is queued at the clock's instant. Dropped when closed.
    void answer(ChannelAnswered answered, const LeadId& lead);

    /// An input of the engine's own, right behind those that are queued.
    void add(Input input, Instant at);

    [[nodiscard]] std::optional<ChannelAnswered> take_answer();
    void put_back(ChannelAnswered answered); ///< It could not be decided.
    /// Whether an input of this lead waits to be decided; for system clocks.
    [[nodiscard]] bool holds_input_of(const LeadId& lead) const;
    [[nodiscard]] std::optional<Instant> next_at() const;
    [[nodiscard]] Entry take();
    void put_back(Entry entry); ///< To the front: it could not be decided.
    /// Ids of the leads of the next inputs, for reading ahead.
    [[nodiscard]] std::vector<LeadId> leads_ahead(std::size_t at_most) const;

    /// The system clock has stepped back to this instant: what waits and was accepted later was accepted now.
    void step_back(Instant to);
    void drive(Instant to); ///< No place before this instant is accepted from now on.
    void close();

private:
    void count(const LeadId& lead, bool comes);

    const Clock& clock_;
    std::size_t capacity_;
    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::deque<Entry> entries_;
    std::deque<ChannelAnswered> answers_;
    std::unordered_map<LeadId, std::size_t> inputs_of_; ///< Under a system clock.
    Instant last_;
    std::uint64_t tickets_ = 0;
    bool closed_ = false;
};

/// The lead of an input; empty for the answer of a channel, which names a message.
[[nodiscard]] const LeadId& lead_of(const Input& input);

} // namespace nurture::inline v0
