// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/story.hpp>

#include "support/catch.hpp"
#include "unit/insight/lines.hpp"

namespace {

using namespace nurture;
using testing_support::line;
using testing_support::monday;

TEST_CASE("a story tells what happened, when and why", "[insight]") {
    JournalLine event =
        line(JournalKind::event, {{"type", "form_submitted"}, {"properties", Fields{{"form", "guide"}}}});
    event.workflow = {};
    JournalLine late = line(JournalKind::left, {{"state", "exited"}, {"reason", "demo_requested"}});
    late.at += Milliseconds(86'400'250);
    CHECK(
        story(
            {event, line(JournalKind::enrolled, {{"by", "form_submitted"}}),
             line(
                 JournalKind::sent,
                 {{"key", "k"}, {"content", "first"}, {"channel", "email"}, {"to", "a@b.example"}, {"subject", "One"}}),
             line(JournalKind::waiting, {{"until", monday + std::chrono::hours(72)}, {"for", "3d"}}), late}) ==
        "2026-03-02 09:00:00  happened: form_submitted (form: guide)\n"
        "2026-03-02 09:00:00  two-mails #1: enrolled by form_submitted\n"
        "2026-03-02 09:00:00  two-mails #1: sent \"One\" (first) by email to a@b.example\n"
        "2026-03-02 09:00:00  two-mails #1: waits until 2026-03-05 09:00:00 (3d)\n"
        "2026-03-03 09:00:00.250  two-mails #1: left as exited, reason demo_requested\n");
}

TEST_CASE("a sentence names the reason of what was not done", "[insight]") {
    CHECK(sentence(line(JournalKind::skipped, {{"reason", "unsubscribed"}, {"content", "first"}})) ==
          "two-mails #1: does not send \"first\": unsubscribed");
    CHECK(sentence(line(JournalKind::refused, {{"reason", "not_eligible"}, {"by", "form_submitted"}}, "", 0)) ==
          "two-mails: not enrolled: not_eligible (by: form_submitted)");
    CHECK(sentence(line(JournalKind::branched, {{"arm", 0}, {"because", "lead.score = 60"}})) ==
          "two-mails #1: takes arm 1 (lead.score = 60)");
    CHECK(sentence(line(JournalKind::error, {{"where", "note"}, {"cause", "no such field"}})) ==
          "two-mails #1: error in note: no such field");
}

TEST_CASE("every kind of line has words", "[insight]") {
    for (int kind = 0; kind <= static_cast<int>(JournalKind::deployed); ++kind) {
        INFO(name(static_cast<JournalKind>(kind)));
        CHECK(sentence(line(static_cast<JournalKind>(kind))).size() > std::string("two-mails #1: ").size());
    }
}

} // namespace
