// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/summary.hpp>

#include <nurture/insight/enrollments.hpp>

namespace nurture::inline v0 {

void Summary::take(const JournalLine& line) {
    if (line.workflow.empty()) {
        return;
    }
    WorkflowSummary& workflow = workflows_[line.workflow];
    switch (line.kind) {
    case JournalKind::enrolled:
        for (WorkflowSummary* const counts : {&total_, &workflow}) {
            ++counts->enrolled;
            ++counts->active;
        }
        standing_[{line.lead, line.enrollment}] = StepId();
        break;
    case JournalKind::entered: enter(line, workflow); break;
    case JournalKind::left: leave(line, workflow); break;
    case JournalKind::sent:
        ++total_.messages;
        ++workflow.messages;
        ++workflow.steps[line.step].sent;
        break;
    case JournalKind::skipped:
        if (line.because.find("content") != nullptr) { // else a step whose `if` does not hold
            const std::string reason = because_text(line, "reason");
            ++total_.skipped[reason];
            ++workflow.skipped[reason];
        }
        break;
    case JournalKind::refused: {
        const std::string reason = because_text(line, "reason");
        ++total_.refused[reason];
        ++workflow.refused[reason];
        break;
    }
    default: break;
    }
}

void Summary::enter(const JournalLine& line, WorkflowSummary& workflow) {
    leave_step(line, workflow);
    standing_[{line.lead, line.enrollment}] = line.step;
    ++workflow.steps[line.step].entered;
}

void Summary::leave(const JournalLine& line, WorkflowSummary& workflow) {
    leave_step(line, workflow);
    standing_.erase({line.lead, line.enrollment});
    const EnrollmentState state = enrollment_state(because_text(line, "state"));
    for (WorkflowSummary* const counts : {&total_, &workflow}) {
        --counts->active;
        ++counts->left[state];
        if (state == EnrollmentState::exited) {
            ++counts->exits[because_text(line, "reason")];
        }
    }
}

void Summary::leave_step(const JournalLine& line, WorkflowSummary& workflow) {
    const auto at = standing_.find({line.lead, line.enrollment});
    if (at != standing_.end() && !at->second.empty()) {
        ++workflow.steps[at->second].left;
    }
}

} // namespace nurture::inline v0
