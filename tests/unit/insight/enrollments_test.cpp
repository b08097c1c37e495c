// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/enrollments.hpp>

#include "support/catch.hpp"
#include "unit/insight/lines.hpp"

namespace {

using namespace nurture;
using testing_support::line;
using testing_support::monday;

TEST_CASE("an enrollment is known with its key, its step and how it left", "[insight]") {
    Enrollments enrollments;
    enrollments.take(line(JournalKind::enrolled, {{"by", "form_submitted"}, {"key", "june"}}));
    enrollments.take(line(JournalKind::entered, {}, "first"));
    REQUIRE(enrollments.all().size() == 1);
    CHECK(enrollments.all()[0].state == EnrollmentState::active);
    CHECK(enrollments.all()[0].key == "june");
    CHECK(enrollments.all()[0].step == StepId("first"));
    CHECK(enrollments.all()[0].left_at == end_of_time);

    enrollments.take(line(JournalKind::left, {{"state", "exited"}, {"reason", "demo_requested"}}));
    CHECK(enrollments.all()[0].state == EnrollmentState::exited);
    CHECK(enrollments.all()[0].reason == "demo_requested");
    CHECK(enrollments.all()[0].step == StepId("first"));
    CHECK(enrollments.all()[0].left_at == monday);
}

TEST_CASE("enrollments of one number and different leads are kept apart", "[insight]") {
    Enrollments enrollments;
    JournalLine other = line(JournalKind::enrolled);
    other.lead = "ben";
    enrollments.take(line(JournalKind::enrolled));
    enrollments.take(other);
    enrollments.take(line(JournalKind::left, {{"state", "completed"}}));
    REQUIRE(enrollments.all().size() == 2);
    CHECK(enrollments.all()[0].state == EnrollmentState::completed);
    CHECK(enrollments.all()[1].state == EnrollmentState::active);
}

TEST_CASE("lines that concern no enrollment make none", "[insight]") {
    Enrollments enrollments;
    enrollments.take(line(JournalKind::event, {{"type", "form_submitted"}}, "", 0));
    enrollments.take(line(JournalKind::refused, {{"reason", "reenroll"}}, "", 0));
    CHECK(enrollments.all().empty());
}

} // namespace
