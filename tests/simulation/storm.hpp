// SPDX-License-Identifier: BSL-1.0
/// \file
/// One case: an engine under a system clock, with everything around it failing as the seed says, then made whole again.

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/testing/engine_store_subject.hpp>
#include <nurture/testing/made_values.hpp>

#include "simulation/findings.hpp"
#include "simulation/host.hpp"
#include "simulation/made_catalog.hpp"
#include "simulation/made_inputs.hpp"
#include "simulation/process.hpp"
#include "simulation/promises.hpp"
#include "simulation/simulated_channel.hpp"
#include "simulation/simulated_clock.hpp"
#include "simulation/simulated_executor.hpp"
#include "simulation/simulated_leads.hpp"
#include "simulation/simulated_store.hpp"

namespace nurture::simulation {

class Storm {
public:
    Storm(testing::Dice& dice, const MadeCatalog& made, testing::EngineStoreSubject& subject, Findings& findings);

    /// Plays it to its end, or to what is found first.
    void play();

    /// What it took, for --verbose.
    [[nodiscard]] std::string told() const;
    [[nodiscard]] std::string journal(); ///< A line each.

private:
    void act();
    void run(RunOptions options = {});
    void stumble(const Error& error);
    void open();
    void crash();
    void look_at_journal(); ///< Whether what was acknowledged is still there.
    [[nodiscard]] bool clock_jumped() const;
    void change_weather();
    void move_clock();
    void jump();
    void prepare_death();
    void change_silently();
    void give(std::size_t inputs);
    [[nodiscard]] std::vector<std::pair<LeadId, MessageKey>> known_messages() const;
    // storm_end.cpp
    void clear_up();
    [[nodiscard]] bool is_anything_queued();
    void drain();
    void look_between(Instant next);
    void check_rest();
    void check_lead(const LeadState& state);
    void check_forgotten(const LeadState& state);
    void check_enrollment(const LeadState& state, const EnrollmentRow& row);
    void check_chain(const LeadState& state);

    testing::Dice& dice_;
    const MadeCatalog& made_;
    Findings& findings_;
    SimulatedClock clock_;
    Process process_;
    Promises promises_;
    SimulatedLeads leads_;
    testing::EngineStoreSubject& subject_;
    SimulatedStore store_;
    std::array<SimulatedChannel, 2> channels_;
    SimulatedExecutor executor_;
    bool uses_executor_;
    Host host_;
    MadeInputs inputs_;
    std::unique_ptr<Engine> engine_;
    std::vector<Event> given_; ///< Some of the events, to be given again.
    std::size_t lines_ = 0;    ///< Of the journal, committed so far.
    std::size_t crashes_ = 0;
    Milliseconds answer_within_;
    Instant driven_to_;         ///< Where the clock stood at the latest run that came to its end.
    bool may_be_asked_ = false; ///< Whether the engine may ask about the clock.
    std::optional<Progress> progress_{};
};

} // namespace nurture::simulation
