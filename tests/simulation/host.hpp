// SPDX-License-Identifier: BSL-1.0
/// \file
/// The host's side of inputs: keeps each until it is settled, and sends it again when the process died before.

#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <nurture/engine/engine.hpp>

#include "simulation/findings.hpp"
#include "simulation/promises.hpp"
#include "simulation/simulated_leads.hpp"

namespace nurture::simulation {

class Host {
public:
    Host(SimulatedLeads& leads, const Promises& promises, Findings& findings)
        : leads_(leads), promises_(promises), findings_(findings) {}

    /// Something happens: in the CRM at once, and to the engine as soon as it takes it.
    void give(Input input);
    /// An event that was given before, once more.
    void give_again(Event event) { waiting_.push_back({std::move(event)}); }

    void feed(Engine& engine); ///< Hands over what the engine has not got, in order.
    void engine_is_gone();     ///< What was not settled goes again.

    [[nodiscard]] bool is_done() const noexcept { return waiting_.empty(); }
    [[nodiscard]] std::size_t settled() const noexcept { return settled_; }
    /// Events that the engine has acknowledged as applied.
    [[nodiscard]] const std::set<std::pair<LeadId, std::string>>& acknowledged() const noexcept {
        return acknowledged_;
    }

private:
    struct Waiting {
        Input input{};
        std::optional<Ticket> ticket{};
        bool is_settled = false;
    };
    void settle(Ticket ticket, const Settled& settled);
    void check(const Input& input, const Settled& settled);

    SimulatedLeads& leads_;
    const Promises& promises_;
    Findings& findings_;
    std::deque<Waiting> waiting_;
    /// Callbacks of an engine that is gone, or of a ticket of before, must not come.
    std::shared_ptr<bool> engine_lives_ = std::make_shared<bool>(true);
    Ticket latest_{};
    std::set<std::pair<LeadId, std::string>> acknowledged_;
    std::set<LeadId> ever_deleted_;
    std::map<LeadId, std::size_t> deletions_;
    std::map<LeadId, Lead> deleted_; ///< As they were.
    std::size_t settled_ = 0;
};

} // namespace nurture::simulation
