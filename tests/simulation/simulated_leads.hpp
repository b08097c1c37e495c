// SPDX-License-Identifier: BSL-1.0
/// \file
/// A CRM that is down for a while, is slow, changes silently, and takes half of what it is given.

#pragma once

#include <map>
#include <span>
#include <string>
#include <variant>

#include <nurture/runtime/memory_lead_store.hpp>

#include "simulation/findings.hpp"
#include "simulation/process.hpp"
#include "simulation/simulated_clock.hpp"

namespace nurture::simulation {

class SimulatedLeads final : public LeadStore {
public:
    SimulatedLeads(SimulatedClock& clock, Process& process, Findings& findings)
        : clock_(clock), process_(process), findings_(findings) {}

    MemoryLeadStore leads{MemoryLeadStore::Options{.detects_conflicts = true}};
    bool down = false;
    Milliseconds slow{0}; ///< How long each call takes.

    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        call();
        return down ? failure() : leads.fetch(ids, sink);
    }

    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
        call();
        for (const LeadChange& change : changes) {
            const auto [known, is_new] = changes_.emplace(change.key, text_of(change));
            if (!is_new && known->second != text_of(change)) {
                findings_.add("the change " + change.key + " was once \"" + known->second + "\" and is now \"" +
                              text_of(change) + "\"");
            }
        }
        if (down) {
            const Result<void> half = leads.apply(changes.first(changes.size() / 2), sink);
            return half ? failure() : half;
        }
        return leads.apply(changes, sink);
    }

    Result<void> scan(const LeadId& after, LeadSink& sink) override {
        call();
        return down ? failure() : leads.scan(after, sink);
    }

private:
    void call() {
        process_.call();
        clock_.move(slow);
    }

    static Error failure() { return {Errc::lead_store, "the CRM does not answer"}; }

    static std::string text_of(const LeadChange& change) {
        if (const auto* note = std::get_if<AddNote>(&change.what)) {
            return change.lead.str() + " note " + note->text;
        }
        const auto& set = std::get<SetField>(change.what);
        return change.lead.str() + ' ' + set.field + ' ' + to_json(set.from) + " -> " + to_json(set.to);
    }

    SimulatedClock& clock_;
    Process& process_;
    Findings& findings_;
    std::map<std::string, std::string> changes_;
};

} // namespace nurture::simulation
