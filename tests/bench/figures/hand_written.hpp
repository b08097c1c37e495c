// SPDX-License-Identifier: BSL-1.0
/// \file
/// The reference flow as one would write it by hand for this one workflow, in memory: the floor of P1.

#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nurture/lead/event.hpp>
#include <nurture/runtime/engine_store.hpp>

#include "bench/figures/flow.hpp"

namespace nurture::figures {

/// What an engine wrote about one lead, by what it was that happened.
struct WrittenByEngine {
    enum Cause { joined, opened, timed_out };
    std::array<std::string, 3> journal{}; ///< Lines as JSON.
    std::array<Message, 3> messages{};    ///< Of `joined` and `timed_out`.
};

/// Reads it from a store on which the flow has run with messages recorded: lead 0 opened, lead 1 timed out.
[[nodiscard]] WrittenByEngine written_by_engine(EngineStore& store);

/// Looks up the id, appends the same journal bytes, copies the same texts. No plan, conditions, templates, hashes,
/// groups or store.
class HandWrittenLoop {
public:
    explicit HandWrittenLoop(WrittenByEngine written) : written_(std::move(written)) {}

    void add(const LeadId& id) { leads_.try_emplace(id.str()); }
    void take(const TimedEvent& input);
    void run_to(Instant now);
    [[nodiscard]] std::size_t journal_bytes() const noexcept { return journal_bytes_; }
    [[nodiscard]] std::size_t sent() const noexcept { return outbox_.size(); }

private:
    enum class Stage { none, waiting, engaged, reminded };
    struct State {
        Stage stage = Stage::none;
    };
    struct Sent {
        std::string lead, to, subject, text;
    };
    void write(WrittenByEngine::Cause cause);
    void send(const std::string& lead, const Message& message);

    WrittenByEngine written_;
    using Leads = std::unordered_map<std::string, State>;
    Leads leads_;
    std::deque<std::pair<Instant, Leads::value_type*>> timeouts_; ///< Waits are equally long: first in, first out.
    std::string block_;
    std::vector<std::string> blocks_; ///< Of the journal, 1 MiB each.
    std::vector<Sent> outbox_;
    std::size_t journal_bytes_ = 0;
};

} // namespace nurture::figures
