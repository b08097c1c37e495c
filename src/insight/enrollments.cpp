// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/enrollments.hpp>

#include <nurture/insight/summary.hpp>

namespace nurture::inline v0 {

void Enrollments::take(const JournalLine& line) {
    if (line.enrollment == 0) {
        return;
    }
    const std::pair<LeadId, std::uint64_t> name{line.lead, line.enrollment};
    if (line.kind == JournalKind::enrolled) {
        place_.insert_or_assign(name, all_.size());
        all_.push_back({.lead = line.lead,
                        .number = line.enrollment,
                        .workflow = line.workflow,
                        .version = line.version,
                        .key = because_text(line, "key"),
                        .enrolled_at = line.at});
    }
    const auto at = place_.find(name);
    if (at == place_.end()) {
        return;
    }
    EnrollmentAccount& account = all_[at->second];
    if (line.kind == JournalKind::left) {
        account.state = enrollment_state(because_text(line, "state"));
        account.reason = because_text(line, "reason");
        account.left_at = line.at;
        if (!line.step.empty()) { // Empty if it left before its first step.
            account.step = line.step;
        }
    } else if (line.kind == JournalKind::entered) {
        account.step = line.step;
    }
}

EnrollmentState enrollment_state(std::string_view name) noexcept {
    for (const EnrollmentState state : left_states) {
        if (nurture::name(state) == name) {
            return state;
        }
    }
    return name == nurture::name(EnrollmentState::paused) ? EnrollmentState::paused : EnrollmentState::active;
}

std::string because_text(const JournalLine& line, std::string_view name) {
    const Value* const value = line.because.find(name);
    return value == nullptr ? std::string() : to_text(*value);
}

} // namespace nurture::inline v0
