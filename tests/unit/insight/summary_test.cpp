// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/summary.hpp>

#include "support/catch.hpp"
#include "unit/insight/lines.hpp"

namespace {

using namespace nurture;
using testing_support::line;

TEST_CASE("the funnel counts entered, left and sent per step", "[insight]") {
    Summary summary;
    for (const std::uint64_t number : {1U, 2U}) {
        summary.take(line(JournalKind::enrolled, {{"by", "form_submitted"}}, "", number));
        summary.take(line(JournalKind::entered, {}, "first", number));
        summary.take(line(JournalKind::sent, {{"content", "first"}}, "first", number));
        summary.take(line(JournalKind::entered, {}, "rest", number));
    }
    summary.take(line(JournalKind::left, {{"state", "exited"}, {"reason", "demo_requested"}}, "rest", 1));
    const WorkflowSummary& workflow = summary.workflows().at("two-mails");
    CHECK(workflow.enrolled == 2);
    CHECK(workflow.active == 1);
    CHECK(workflow.messages == 2);
    CHECK(workflow.left[EnrollmentState::exited] == 1);
    CHECK(workflow.left[EnrollmentState::completed] == 0);
    CHECK(workflow.exits.at("demo_requested") == 1);
    CHECK(workflow.steps.at("first").entered == 2);
    CHECK(workflow.steps.at("first").left == 2);
    CHECK(workflow.steps.at("first").sent == 2);
    CHECK(workflow.steps.at("rest").entered == 2);
    CHECK(workflow.steps.at("rest").left == 1);
    CHECK(summary.total().enrolled == 2);
    CHECK(summary.total().active == 1);
}

TEST_CASE("only sends that were passed over count as skipped", "[insight]") {
    Summary summary;
    summary.take(line(JournalKind::skipped, {{"reason", "unsubscribed"}, {"content", "first"}}, "first"));
    summary.take(line(JournalKind::skipped, {{"reason", "if"}}, "second"));
    CHECK(summary.total().skipped.at("unsubscribed") == 1);
    CHECK(summary.total().skipped.size() == 1);
}

TEST_CASE("workflows are counted apart and add up", "[insight]") {
    Summary summary;
    JournalLine other = line(JournalKind::enrolled, {}, "", 2);
    other.workflow = "other";
    summary.take(line(JournalKind::enrolled));
    summary.take(other);
    summary.take(line(JournalKind::refused, {{"reason", "already_enrolled"}}, "", 0));
    CHECK(summary.workflows().at("two-mails").enrolled == 1);
    CHECK(summary.workflows().at("other").enrolled == 1);
    CHECK(summary.workflows().at("two-mails").refused.at("already_enrolled") == 1);
    CHECK(summary.total().enrolled == 2);
}

} // namespace
