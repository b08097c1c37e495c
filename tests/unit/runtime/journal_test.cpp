// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/journal.hpp>

#include "support/catch.hpp"

using namespace nurture;

namespace {

JournalLine sample() {
    return {.seq = 1,
            .at = Instant(Milliseconds(1'772'442'000'000)),
            .lead = "ada",
            .workflow = "two-mails",
            .version = sha256("v"),
            .enrollment = 1,
            .step = "first",
            .kind = JournalKind::sent,
            .because = {{"key", "K"}}};
}

Digest chained(const JournalLine& line) {
    Sha256 running;
    chain(running, line);
    return running.digest();
}

} // namespace

TEST_CASE("a journal line prints its keys in the documented order", "[runtime][journal]") {
    CHECK(to_json(sample()) ==
          R"({"seq":1,"time":"2026-03-02T09:00:00.000Z","lead":"ada","workflow":"two-mails","version":")" +
              to_hex(sha256("v")) + R"(","enrollment":1,"step":"first","kind":"sent","because":{"key":"K"}})");
}

TEST_CASE("every part of a journal line changes the chain", "[runtime][journal]") {
    const Digest original = chained(sample());
    const auto differs = [&](auto change) {
        JournalLine line = sample();
        change(line);
        return chained(line) != original;
    };
    CHECK(differs([](JournalLine& line) { line.seq = 2; }));
    CHECK(differs([](JournalLine& line) { line.at += Milliseconds(1); }));
    CHECK(differs([](JournalLine& line) { line.workflow = "two-mail"; }));
    CHECK(differs([](JournalLine& line) { line.version = {}; }));
    CHECK(differs([](JournalLine& line) { line.enrollment = 2; }));
    CHECK(differs([](JournalLine& line) { line.step = "second"; }));
    CHECK(differs([](JournalLine& line) { line.kind = JournalKind::skipped; }));
    CHECK(differs([](JournalLine& line) { line.because.set("key", "L"); }));
    CHECK(differs([](JournalLine& line) { line.because.set("text", "Hello"); }));
    CHECK_FALSE(differs([](JournalLine&) {}));
}

TEST_CASE("the chain stays valid when a lead's name and what is personal are forgotten", "[runtime][journal]") {
    JournalLine line = sample();
    line.kind = JournalKind::note;
    line.because = {{"text", "Call Ada"}, {"reason", "asked"}};
    const Digest original = chained(line);
    JournalLine forgotten = line;
    forgotten.lead = {};
    forgotten.because = other_parts(line);
    forgotten.forgotten = sha256(to_json(Value(personal_parts(line))));
    CHECK(forgotten.because.find("text") == nullptr);
    CHECK(chained(forgotten) == original);
    forgotten.forgotten = sha256("something else");
    CHECK(chained(forgotten) != original);
}

TEST_CASE("every kind of line is found by its name", "[runtime][journal]") {
    for (int i = 0; i <= static_cast<int>(JournalKind::split); ++i) {
        CHECK(journal_kind(name(static_cast<JournalKind>(i))) == static_cast<JournalKind>(i));
    }
    CHECK_FALSE(journal_kind("sends"));
}

TEST_CASE("a line forgets the person once, and its chain is the same", "[runtime][journal][forget]") {
    JournalLine line{.seq = 1, .lead = "ada", .kind = JournalKind::sent};
    line.because = {{"content", "guide"}, {"to", "ada@example.com"}};
    Sha256 before;
    chain(before, line);
    forget_person(line);
    CHECK(line.because == Fields{{"content", "guide"}});
    const JournalLine once = line;
    forget_person(line);
    CHECK(line == once);
    Sha256 after;
    chain(after, line);
    CHECK(to_hex(after.digest()) == to_hex(before.digest()));
    JournalLine plain{.seq = 2, .lead = "ada", .kind = JournalKind::left, .because = {{"state", "goal"}}};
    forget_person(plain);
    CHECK_FALSE(plain.forgotten);
}

TEST_CASE("a refusal may stay without its lead, and of others as it is", "[runtime][forget]") {
    CHECK(without_lead("the lead store has no lead ada; make the lead first", "ada") ==
          "the lead store has no lead; make the lead first");
    CHECK(without_lead("lead ada: there is no category \"ada\"", "ada") == "lead: there is no category \"ada\"");
    CHECK(without_lead("the lead store has no lead adamant; make it", "ada") ==
          "the lead store has no lead adamant; make it");
    CHECK(without_lead("the lead store has no lead e", "e") == "the lead store has no lead");
}
