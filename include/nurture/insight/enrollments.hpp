// SPDX-License-Identifier: BSL-1.0
/// \file
/// Every enrollment that the journal tells of, with how it stands or left.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/state.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// One passage of a lead through a workflow.
struct EnrollmentAccount {
    LeadId lead{};
    std::uint64_t number = 0; ///< Of that lead, from 1.
    WorkflowId workflow{};
    Digest version{};
    std::string key{}; ///< Of the workflow's `key`; empty without one.
    EnrollmentState state = EnrollmentState::active;
    std::string reason{}; ///< Why it left; empty while it is active.
    StepId step{};        ///< Where it stands, or stood when it left.
    Instant enrolled_at{};
    Instant left_at = end_of_time;
};

/// Follows enrollments through journal lines, which come in the order of each lead.
class Enrollments {
public:
    void take(const JournalLine& line);

    /// In the order in which they were enrolled.
    [[nodiscard]] const std::vector<EnrollmentAccount>& all() const noexcept { return all_; }

private:
    std::vector<EnrollmentAccount> all_;
    std::map<std::pair<LeadId, std::uint64_t>, std::size_t> place_;
};

/// The state of this name, or `active` if there is none.
[[nodiscard]] EnrollmentState enrollment_state(std::string_view name) noexcept;

/// The text under this name in a line's `because`, or "".
[[nodiscard]] std::string because_text(const JournalLine& line, std::string_view name);

} // namespace nurture::inline v0
