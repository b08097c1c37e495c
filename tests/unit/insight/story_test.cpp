// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/story.hpp>

#include <string>
#include <utility>

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
          "two-mails: not enrolled by form_submitted: not_eligible");
    CHECK(sentence(line(JournalKind::refused, {{"reason", "already_enrolled"}, {"by", "host"}, {"key", "june"}}, "",
                        0)) == "two-mails: not enrolled by host: already_enrolled (key: june)");
    CHECK(sentence(line(JournalKind::branched, {{"arm", 0}, {"because", "lead.score = 60"}})) ==
          "two-mails #1: takes arm 1 (lead.score = 60)");
    CHECK(sentence(line(JournalKind::split, {{"arm", "warm"}, {"experiment", "tone"}, {"weight", 33.34}})) ==
          "two-mails #1: takes arm \"warm\" of experiment \"tone\" (33.34% of the leads, by a hash of the id)");
    CHECK(
        sentence(
            line(JournalKind::split, {{"arm", "none"}, {"experiment", "tone"}, {"weight", 10}, {"holdout", true}})) ==
        "two-mails #1: takes the control arm \"none\" of experiment \"tone\" (10% of the leads, by a hash of the id)");
    CHECK(sentence(line(JournalKind::error, {{"where", "note"}, {"cause", "no such field"}})) ==
          "two-mails #1: error in note: no such field");
}

TEST_CASE("a sentence about points says for what, and what the lead has with them", "[insight]") {
    JournalLine visited = line(JournalKind::scored, {{"by", "page_visited"}, {"points", 10}, {"engagement", 42.5}});
    visited.workflow = {};
    CHECK(sentence(visited) == "+10 points by page_visited, engagement is 42.5");
    visited.because = {{"by", "page_visited"}, {"points", 4.999999}, {"engagement", 19.958826236582972}};
    CHECK(sentence(visited) == "+5 points by page_visited, engagement is 19.96");
    CHECK(sentence(line(JournalKind::scored, {{"reason", "met us"}, {"points", -2.5}, {"engagement", 40}})) ==
          "two-mails #1: -2.5 points, engagement is 40 (met us)");
}

Value leaf(const char* text, Value outcome) {
    return Value::Map{{text, std::move(outcome)}};
}

TEST_CASE("what decided a condition reads as what holds and what does not", "[insight]") {
    CHECK(reasons(leaf("lead.score (62) >= 50", true)) == "lead.score (62) >= 50");
    CHECK(reasons(Value::Map{{"all", Value::List{leaf("lead.score (62) >= 50", true),
                                                 Value::Map{{"not", leaf(R"(clicked("post"))", false)}}}}}) ==
          R"(lead.score (62) >= 50, and clicked("post") does not hold)");
    CHECK(reasons(Value::Map{{"any", Value::List{leaf("lead.a (1) > 2", false), leaf("lead.b (absent) > 2", "absent"),
                                                 leaf("1 / lead.c (0) > 2", "division by zero")}}}) ==
          "lead.a (1) > 2 does not hold, lead.b (absent) > 2 has no value, and 1 / lead.c (0) > 2 fails: division by "
          "zero");
    CHECK(sentence(line(JournalKind::branched, {{"arm", 1}, {"because", leaf("lead.score (62) >= 50", true)}})) ==
          "two-mails #1: takes arm 2 (lead.score (62) >= 50)");
    CHECK(sentence(line(JournalKind::skipped, {{"reason", "if"}, {"because", leaf("lead.vip (false)", false)}})) ==
          "two-mails #1: passes over the step: if (lead.vip (false) does not hold)");
}

TEST_CASE("every kind of line has words", "[insight]") {
    for (int kind = 0; kind <= static_cast<int>(JournalKind::split); ++kind) {
        INFO(name(static_cast<JournalKind>(kind)));
        CHECK(sentence(line(static_cast<JournalKind>(kind))).size() > std::string("two-mails #1: ").size());
    }
}

} // namespace
