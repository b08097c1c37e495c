// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/why.hpp>

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/insight/lines.hpp"

namespace {

using namespace nurture;
using testing_support::line;
using Lines = std::vector<JournalLine>;

/// A lead's lines, numbered, an hour apart.
Lines in_order(std::initializer_list<JournalLine> lines) {
    Lines numbered = lines;
    for (std::size_t i = 0; i < numbered.size(); ++i) {
        numbered[i].seq = i + 1;
        numbered[i].at += std::chrono::hours(i);
    }
    return numbered;
}

JournalLine event(std::string type, Fields because = {}) {
    because.set("type", std::move(type));
    JournalLine made = line(JournalKind::event, std::move(because), "", 0);
    made.workflow = {};
    return made;
}

WhyNot ask(const Lines& lines, const Workflow* definition = nullptr) {
    return why_not(lines, "ada", "two-mails", definition);
}

Workflow on_guide() {
    Workflow workflow;
    workflow.id = "two-mails";
    workflow.nodes.push_back(
        {.what = TriggerNode{TriggerOnEvent{.match = {{"form_submitted"}, R"(event.form == "guide")"}}}});
    workflow.nodes.push_back({.what = TriggerNode{TriggerOnEvent{
                                  .match = {{"page_visited"}, {}}, .count = 3, .within = std::chrono::hours(48)}}});
    workflow.nodes.push_back({.what = TriggerNode{TriggerOnBecoming{.condition = "lead.score >= 50"}}});
    return workflow;
}

const JournalLine refused =
    line(JournalKind::refused,
         {{"reason", "not_eligible"}, {"by", "go"}, {"because", Value::Map{{"lead.score (12) >= 50", false}}}}, "", 0);
const JournalLine enrolled = line(JournalKind::enrolled, {{"by", "go"}});
const JournalLine left = line(JournalKind::left, {{"state", "exited"}, {"reason", "stop"}});

TEST_CASE("a refusal is told with the value that decided", "[insight]") {
    const WhyNot why = ask(in_order({event("go"), refused}));
    CHECK(why.answer == WhyNot::Answer::refused);
    CHECK(why.line->seq == 2);
    CHECK(why.text ==
          "At 2026-03-02 10:00:00 go did not enroll ada in two-mails: not_eligible, its `when` does not hold: "
          "lead.score (12) >= 50 does not hold.");
}

TEST_CASE("a lead that may not come again is told how it left", "[insight]") {
    const WhyNot why =
        ask(in_order({enrolled, left, line(JournalKind::refused, {{"reason", "reenroll"}, {"by", "go"}}, "", 0)}));
    CHECK(why.answer == WhyNot::Answer::refused);
    CHECK(why.text ==
          "At 2026-03-02 11:00:00 go did not enroll ada in two-mails: reenroll, its `reenroll` does not let "
          "the lead in again. It left at 2026-03-02 10:00:00 as exited, reason stop.");
}

TEST_CASE("a lead that is in a workflow, or was, is told so", "[insight]") {
    const WhyNot in =
        ask(in_order({refused, enrolled, line(JournalKind::entered, {}, "rest"),
                      line(JournalKind::waiting, {{"until", "Friday"}, {"for", "3d"}}, "rest"), refused}));
    CHECK(in.answer == WhyNot::Answer::is_in);
    CHECK(in.line->kind == JournalKind::enrolled);
    CHECK(in.text == "ada is in two-mails since 2026-03-02 10:00:00 and stands at rest; it waits until Friday (3d).");
    const WhyNot was = ask(in_order({refused, enrolled, left}));
    CHECK(was.answer == WhyNot::Answer::was_in);
    CHECK(was.text == "ada was in two-mails and left at 2026-03-02 11:00:00 as exited, reason stop; no trigger of it "
                      "has fired since.");
}

TEST_CASE("where no trigger fired, the triggers are named, and what came near", "[insight]") {
    JournalLine other = refused;
    other.workflow = "other";
    const Lines lines = in_order({event("form_submitted", {{"properties", Fields{{"form", "webinar"}}}}), other,
                                  event("form_submitted", {{"properties", Fields{{"form", "demo"}}}})});
    const Workflow definition = on_guide();
    CHECK(ask(lines).text == "No trigger of two-mails has fired for ada.");
    const WhyNot why = ask(lines, &definition);
    CHECK(why.answer == WhyNot::Answer::never);
    CHECK_FALSE(why.line);
    CHECK(why.text ==
          "No trigger of two-mails has fired for ada. It enrolls on form_submitted where event.form == "
          "\"guide\", or on page_visited happening 3 times in 48h, or on this becoming true: lead.score >= "
          "50. form_submitted happened 2 times, the latest at 2026-03-02 11:00:00 (form: demo), and that was "
          "not it.");
    CHECK(ask({}, &definition).text.find("Nothing of the kind has happened.") != std::string::npos);
}

const JournalLine sent = line(
    JournalKind::sent, {{"key", "K1"}, {"content", "hello"}, {"channel", "email"}, {"to", "a@b.example"}}, "first");

std::vector<std::uint64_t> seqs(const Lines& lines) {
    std::vector<std::uint64_t> all;
    for (const JournalLine& each : lines) {
        all.push_back(each.seq);
    }
    return all;
}

TEST_CASE("a message is told with the way that led to it", "[insight]") {
    Lines lines = in_order({event("go"), event("go"), enrolled, line(JournalKind::entered, {}, "first"),
                            line(JournalKind::entered, {}, "elsewhere", 2), sent, left});
    lines[1].at = lines[2].at;
    const std::optional<WhyMessage> why = why_message(lines, "K1");
    REQUIRE(why);
    CHECK(why->line.seq == 6);
    CHECK(seqs(why->way) == std::vector<std::uint64_t>{2, 3, 4});
    CHECK(why->text ==
          "\"hello\" went to a@b.example by email at 2026-03-02 14:00:00: two-mails #1 had come to first.");
    CHECK(why_message(lines, "hello")->line.seq == 6);
    CHECK(why_message(lines, "first")->line.seq == 6);
    CHECK_FALSE(why_message(lines, "K2"));
}

TEST_CASE("a message that was not sent is told with what stood in the way", "[insight]") {
    const auto skipped = [](const char* reason) {
        return line(JournalKind::skipped, {{"reason", reason}, {"content", "hello"}}, "first");
    };
    const JournalLine consent = [] {
        JournalLine made = line(JournalKind::changed, {{"subscribed.marketing", false}, {"source", "page"}}, "", 0);
        made.workflow = {};
        return made;
    }();
    const Lines unsubscribed = in_order({consent, event("message_bounced"), enrolled, skipped("unsubscribed")});
    CHECK(why_message(unsubscribed, "hello")->text == "\"hello\" was not sent at 2026-03-02 12:00:00: unsubscribed, "
                                                      "the lead does not get this category. two-mails #1 "
                                                      "had come to first.");
    CHECK(seqs(why_message(unsubscribed, "hello")->way) == std::vector<std::uint64_t>{1, 3});
    const Lines suppressed = in_order({consent, event("message_bounced"), enrolled, skipped("suppressed")});
    CHECK(seqs(why_message(suppressed, "hello")->way) == std::vector<std::uint64_t>{2, 3});
    JournalLine before = sent;
    before.enrollment = 7;
    const Lines twice = in_order({before, enrolled, skipped("already_sent")});
    CHECK(seqs(why_message(twice, "hello")->way) == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("the latest message of a step is the one that is told", "[insight]") {
    const Lines lines = in_order({enrolled, sent, line(JournalKind::skipped, {{"reason", "if"}}, "first"),
                                  line(JournalKind::delayed, {{"until", "noon"}, {"reason", "deferred"}}, "first")});
    CHECK(why_message(lines, "first")->line.kind == JournalKind::delayed);
    CHECK(why_message(lines, "K1")->line.kind == JournalKind::sent);
}

} // namespace
