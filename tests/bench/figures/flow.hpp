// SPDX-License-Identifier: BSL-1.0
/// \file
/// The reference flow: trigger, send A, wait up to three days for the open of A. Who opens is tagged, set to a stage
/// and noted; who does not is sent B. Half of the leads open.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/lead/event.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/time/clock.hpp>

#include "bench/figures/machine.hpp"

namespace nurture::figures {

/// What the flow is, for whoever reads the figures.
extern const char* const flow_in_words;

[[nodiscard]] const Plan& flow_plan();
inline constexpr std::string_view flow_workflow = "flow";
inline constexpr std::string_view flow_first_send = "a";

/// The instant at which the flow begins.
[[nodiscard]] Instant flow_begin();

/// Ids are in no order, as those of most hosts.
[[nodiscard]] LeadId lead_id(std::size_t number);
[[nodiscard]] Lead lead_of_flow(std::size_t number);
[[nodiscard]] Event joining(std::size_t number);
[[nodiscard]] Event opening_of_first(std::size_t number);
/// Something the flow does not ask about: it is noted in history and journal, and sends nothing.
[[nodiscard]] Event page_view(std::size_t number);

/// An event with the instant at which it is accepted.
struct TimedEvent {
    Instant at{};
    Event event{};
};

/// The flow's inputs in order of time, made in portions so that making them need not be measured: the leads join one
/// after the other, every other one opens an hour later.
class FlowInputs {
public:
    FlowInputs(std::size_t leads, Milliseconds apart, bool with_opens = true)
        : leads_(leads), apart_(apart), with_opens_(with_opens) {}

    [[nodiscard]] std::vector<TimedEvent> next(std::size_t at_most); ///< Empty: there are no more.
    [[nodiscard]] std::size_t leads() const noexcept { return leads_; }
    [[nodiscard]] Instant last_join() const; ///< Of the last lead.

private:
    [[nodiscard]] Instant join_of(std::size_t number) const;

    std::size_t leads_;
    Milliseconds apart_;
    bool with_opens_;
    std::size_t joined_ = 0;
    std::size_t opened_ = 0; ///< The next lead that opens, 0, 2, 4 …
};

inline constexpr Milliseconds opens_after = std::chrono::hours(1);
inline constexpr Milliseconds times_out_after = std::chrono::hours(72);
/// Between two joins of a run of the flow: so some 260,000 leads wait at once if there are as many.
inline constexpr Milliseconds joins_apart = std::chrono::seconds(1);

/// Runs the flow to its end; the watch goes while the engine works.
void drive(Engine& engine, FlowInputs inputs, Stopwatch& watch);
/// The same, and stops where the inputs end: everybody who did not open still waits.
void drive_to_last_input(Engine& engine, FlowInputs inputs, Stopwatch& watch);

/// An ordinary channel, which has every message at once.
class AcceptingChannel final : public Channel {
public:
    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    std::size_t count_ = 0;
};

} // namespace nurture::figures
