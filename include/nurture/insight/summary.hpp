// SPDX-License-Identifier: BSL-1.0
/// \file
/// The funnel: what the journal adds up to, in all and per workflow and step.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include <nurture/lead/id.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0 {

/// How many enrollments came through a step. One that comes twice counts twice.
struct StepCounts {
    std::uint64_t entered = 0;
    std::uint64_t left = 0; ///< Went on or left the workflow; entered − left stand there now.
    std::uint64_t sent = 0; ///< Messages of the step that a channel accepted.
};

/// Enrollments by how they left.
class LeftCounts {
public:
    [[nodiscard]] std::uint64_t& operator[](EnrollmentState state) { return counts_[static_cast<std::size_t>(state)]; }
    [[nodiscard]] std::uint64_t operator[](EnrollmentState state) const {
        return counts_[static_cast<std::size_t>(state)];
    }

private:
    std::array<std::uint64_t, 10> counts_{};
};

/// The states in which an enrollment can have left, in the order of the documentation.
inline constexpr std::array<EnrollmentState, 8> left_states{
    EnrollmentState::completed, EnrollmentState::goal,    EnrollmentState::exited,  EnrollmentState::failed,
    EnrollmentState::removed,   EnrollmentState::expired, EnrollmentState::deleted, EnrollmentState::merged};

/// What one workflow, or all of them, did.
struct WorkflowSummary {
    std::uint64_t enrolled = 0;
    std::uint64_t active = 0; ///< Paused ones among them.
    LeftCounts left{};
    std::map<std::string, std::uint64_t> exits{};   ///< By reason: those that left as `exited`.
    std::uint64_t messages = 0;                     ///< Accepted ones.
    std::map<std::string, std::uint64_t> skipped{}; ///< Sends passed over, by reason.
    std::map<std::string, std::uint64_t> refused{}; ///< Triggers that did not enroll, by reason.
    std::map<StepId, StepCounts> steps{};           ///< Of one workflow; only steps that were reached.
};

/// Adds journal lines up. They come in the order of each lead.
class Summary {
public:
    void take(const JournalLine& line);

    [[nodiscard]] const WorkflowSummary& total() const noexcept { return total_; }
    [[nodiscard]] const std::map<WorkflowId, WorkflowSummary>& workflows() const noexcept { return workflows_; }

private:
    void enter(const JournalLine& line, WorkflowSummary& workflow);
    void leave(const JournalLine& line, WorkflowSummary& workflow);
    void leave_step(const JournalLine& line, WorkflowSummary& workflow);

    WorkflowSummary total_{};
    std::map<WorkflowId, WorkflowSummary> workflows_;
    std::map<std::pair<LeadId, std::uint64_t>, StepId> standing_; ///< Where active enrollments are.
};

} // namespace nurture::inline v0
