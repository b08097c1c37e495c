// SPDX-License-Identifier: BSL-1.0
/// \file
/// What conditions ask about the past, and what time alone does to their answers.

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

using Lines = std::vector<std::string>;

const std::vector<JournalKind> notes_and_ends{JournalKind::note, JournalKind::left};

void belongs(Nursery& nursery, const LeadId& id, const AccountId& account) {
    nursery.leads.put(Lead{.id = id,
                           .fields = {{"email", id.str() + "@example.com"}, {"account_id", account.str()}},
                           .account = Account{.id = account}});
}

} // namespace

TEST_CASE("a windowed count in a branch counts what occurred, late events among it", "[engine][history]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"}, "steps": [
        {"branch": [{"if": "count('visited', '7d', event.path.startsWith('/pricing')) >= 2", "then": [{"note": "hot"}]}],
         "else": [{"note": "cold"}]}]}])json");
    nursery.lead("ada");
    nursery.lead("bob");
    for (const char* id : {"ada", "bob"}) {
        nursery.event(0h, id, "visited", {{"path", "/pricing"}});
        nursery.event(0h, id, "visited", {{"path", "/blog"}});
    }
    nursery.give(2h,
                 Event{.lead = "ada", .type = "visited", .time = monday - 24h, .properties = {{"path", "/pricing/x"}}});
    nursery.give(
        2h, Event{.lead = "bob", .type = "visited", .time = monday - 8 * 24h, .properties = {{"path", "/pricing"}}});
    nursery.event(24h, "ada", "go");
    nursery.event(24h, "bob", "go");
    nursery.run_to(24h);
    CHECK(nursery.told({JournalKind::note}) == Lines{"ada note hot", "bob note cold"});
}

TEST_CASE("an exit on a windowed count takes effect when the last event leaves the window", "[engine][history]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "visited"},
        "exit": [{"when": "count('visited', '7d') == 0"}], "steps": [{"delay": "30d"}]}])json");
    nursery.lead("ada");
    nursery.event(0h, "ada", "visited");
    nursery.event(48h, "ada", "visited");
    nursery.run_to(48h + 7 * 24h - 1ms);
    CHECK(nursery.told(notes_and_ends).empty());
    CHECK(nursery.run_to(48h + 7 * 24h - 1ms).next == monday + 48h + 7 * 24h);
    nursery.run_to(48h + 7 * 24h);
    CHECK(nursery.told(notes_and_ends) == Lines{"ada left exited condition"});
}

TEST_CASE("a wait until silence ends when the silence is long enough, after a restart too", "[engine][history]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"},
        "steps": [{"wait": {"until": "inactive('3d', ['visited', 'go'])"}, "forever": true}, {"note": "silent"}]}])json");
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.event(24h, "ada", "visited");
    nursery.run_to(24h);
    nursery.reopen();
    nursery.run_to(4 * 24h - 1ms);
    CHECK(nursery.told({JournalKind::note}).empty());
    nursery.run_to(4 * 24h);
    CHECK(nursery.told({JournalKind::note}) == Lines{"ada note silent"});
}

TEST_CASE("looking at a condition that did not change leaves no trace", "[engine][history]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"},
        "exit": [{"when": "now >= timestamp('2026-03-04T00:00:00Z') && hasTag('done')"}],
        "steps": [{"delay": "30d"}]}])json");
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(1h);
    const std::string before = nursery.digest();
    nursery.run_to(5 * 24h);
    CHECK(nursery.digest() == before);
}

TEST_CASE("a segment is an exit like the condition it stands for", "[engine][history]") {
    Nursery nursery(R"json([{"segment": "cold", "when": "inactive('2d')"},
        {"workflow": "w", "trigger": {"event": "go"}, "exit": [{"when": "inSegment('cold')"}],
         "steps": [{"delay": "30d"}]}])json");
    nursery.lead("ada");
    nursery.event(0h, "ada", "go");
    nursery.run_to(2 * 24h - 1ms);
    CHECK(nursery.told(notes_and_ends).empty());
    nursery.run_to(2 * 24h);
    CHECK(nursery.told(notes_and_ends) == Lines{"ada left exited condition"});
}

TEST_CASE("what another lead of the account does ends an enrollment", "[engine][history][account]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"},
        "goal": [{"when": "accountLeads('visited', '7d') >= 2"}], "steps": [{"delay": "30d"}]}])json");
    nursery.group = GENERATE(std::size_t{1}, std::size_t{1'000});
    belongs(nursery, "ada", "acme");
    belongs(nursery, "bob", "acme");
    belongs(nursery, "cyd", "other");
    belongs(nursery, "dan", "acme");
    for (const char* id : {"ada", "cyd"}) {
        nursery.event(0h, id, "go");
        nursery.event(0h, id, "visited");
    }
    nursery.event(2h, "ada", "visited"); // Once more does not make her two.
    nursery.event(3h, "bob", "visited");
    nursery.event(4h, "dan", "go"); // Comes too late for a goal that is met.
    nursery.run_to(4h);
    CHECK(nursery.told({JournalKind::left, JournalKind::refused}) ==
          Lines{"ada left goal condition", "dan refused goal_already_met"});
}

TEST_CASE("a count over the account falls by time for each of its leads", "[engine][history][account]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"},
        "exit": [{"when": "accountCount('visited', '1d') < 1"}], "steps": [{"delay": "30d"}]}])json");
    belongs(nursery, "ada", "acme");
    belongs(nursery, "bob", "acme");
    nursery.event(0h, "bob", "visited");
    nursery.event(1h, "ada", "go");
    nursery.event(2h, "bob", "go");
    nursery.event(3h, "bob", "visited");
    nursery.run_to(3h);
    nursery.reopen();
    nursery.run_to(27h - 1ms);
    CHECK(nursery.told(notes_and_ends).empty());
    nursery.run_to(27h);
    CHECK(nursery.told(notes_and_ends) == Lines{"ada left exited condition", "bob left exited condition"});
}

TEST_CASE("a lead that changes account leaves what it did there behind", "[engine][history][account]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"}, "reenroll": "always", "steps": [
        {"branch": [{"if": "accountCount('visited', '7d') == 1", "then": [{"note": "one"}]}],
         "else": [{"note": "none"}]}]}])json");
    belongs(nursery, "ada", "acme");
    belongs(nursery, "bob", "acme");
    nursery.event(0h, "ada", "visited");
    nursery.run_to(0h);
    belongs(nursery, "ada", "other");
    nursery.give(1h, LeadChanged{.lead = "ada", .fields = {{"account_id", "other"}}});
    nursery.event(2h, "ada", "go");
    nursery.event(2h, "bob", "go");
    nursery.run_to(2h);
    CHECK(nursery.told({JournalKind::note}) == Lines{"ada note none", "bob note one"});
}

TEST_CASE("the latest event tells what it said", "[engine][history]") {
    Nursery nursery(R"json([{"workflow": "w", "trigger": {"event": "go"}, "steps": [
        {"branch": [{"if": "latest('form', event.kind != 'newsletter').title == 'Scoring'", "then": [{"note": "yes"}]}],
         "else": [{"note": "no"}]}]}])json");
    nursery.lead("ada");
    nursery.lead("bob");
    nursery.event(0h, "ada", "form", {{"kind", "guide"}, {"title", "Scoring"}});
    nursery.event(1h, "ada", "form", {{"kind", "newsletter"}, {"title", "News"}});
    nursery.event(2h, "ada", "go");
    nursery.event(2h, "bob", "go");
    nursery.run_to(2h);
    CHECK(nursery.told({JournalKind::note}) == Lines{"ada note yes", "bob note no"});
}
