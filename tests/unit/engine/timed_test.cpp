// SPDX-License-Identifier: BSL-1.0
// What time alone begins: schedules over all leads, and deadlines when the system's time zones are another edition.

#include <chrono>
#include <string>
#include <vector>

#include <nurture/time/zone_data.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

const std::string letter = R"([{"workflow": "letter", "trigger": {"schedule": "FREQ=DAILY", "at": "10:00"},
                                "reenroll": "always", "when": "lead.wants == \"letter\"", "steps": [{"note": "letter"}]},
                               {"workflow": "echo", "trigger": {"event": "called"}, "reenroll": "always",
                                "steps": [{"note": "echo"}]}])";

void reader(Nursery& nursery, const LeadId& id) {
    nursery.lead(id, {{"wants", "letter"}});
}

std::vector<std::string> notes(Nursery& nursery) {
    return nursery.told({JournalKind::note});
}

/// An engine store in which deadlines were computed with other zones: as after an update of the system.
void set_edition(EngineStore& store, const std::string& edition) {
    const OpenedStore opened = store.open().value();
    CommitGroup group{.epoch = opened.epoch, .driven_to = opened.driven_to};
    group.inputs = opened.inputs;
    group.zone_data = edition;
    REQUIRE(store.commit(group));
}

void set_due(EngineStore& store, const LeadId& lead, Instant due) {
    const OpenedStore opened = store.open().value();
    std::vector<LeadState> states = store.load(std::vector<LeadId>{lead}).value();
    REQUIRE(states.size() == 1);
    REQUIRE(states[0].enrollments.size() == 1);
    EnrollmentRow& row = states[0].enrollments.begin()->second;
    row.due = due;
    states[0].lead.due = due;
    const LeadRow* leads[] = {&states[0].lead};
    const std::pair<LeadId, const EnrollmentRow*> rows[] = {{lead, &row}};
    CommitGroup group{.epoch = opened.epoch, .driven_to = opened.driven_to};
    group.inputs = opened.inputs;
    group.leads = leads;
    group.enrollments = rows;
    REQUIRE(store.commit(group));
}

} // namespace

TEST_CASE("a schedule begins once, however often the engine is opened at its very instant", "[engine][schedule]") {
    Nursery nursery(letter);
    reader(nursery, "ann");
    nursery.lead("ben", {{"wants", "nothing"}});
    CHECK(nursery.run_to(0h).next == monday + 1h);
    nursery.event(1h, "ann", "called");
    // The input stands before the schedule of its instant: the store is driven to it, and nothing more is committed.
    REQUIRE(nursery.engine().run_due(monday + 1h, {.at_most = 1}));
    CHECK(notes(nursery) == std::vector<std::string>{"ann note echo"});
    nursery.reopen();
    nursery.run_to(1h);
    const std::vector<std::string> once{"ann note echo", "ann note letter"};
    CHECK(notes(nursery) == once);
    nursery.reopen();
    nursery.run_to(2h);
    CHECK(notes(nursery) == once);
    CHECK(nursery.run_to(2h).next == monday + 25h);
}

TEST_CASE("a schedule that came while the engine was away is made up for", "[engine][schedule]") {
    Nursery nursery(letter);
    reader(nursery, "ann");
    nursery.run_to(0h);
    nursery.reopen();
    nursery.run_to(50h);
    CHECK(notes(nursery).size() == 3);
}

TEST_CASE("a schedule's part that is cut short goes on at the next opening", "[engine][schedule][sweep]") {
    Nursery nursery(letter);
    nursery.group = 1;
    for (const char* id : {"ann", "ben", "cid", "dan"}) {
        reader(nursery, id);
    }
    nursery.run_to(0h);
    REQUIRE(nursery.engine().run_due(monday + 1h, {.at_most = 3})); // Its beginning and two leads.
    CHECK(notes(nursery).size() == 2);
    nursery.reopen();
    nursery.lead("bob", {{"wants", "letter"}, {"created_at", monday + 2h}}); // Made since: not part of it.
    nursery.event(2h, "dan", "called");
    nursery.run_to(2h);
    CHECK(notes(nursery) == std::vector<std::string>{"ann note letter", "ben note letter", "cid note letter",
                                                     "dan note letter", "dan note echo"});
}

TEST_CASE("whom a schedule does not mean is not refused", "[engine][schedule]") {
    Nursery nursery(letter);
    nursery.lead("ben", {{"wants", "nothing"}});
    nursery.run_to(50h);
    CHECK(nursery.told({JournalKind::refused, JournalKind::enrolled}).empty());
}

TEST_CASE("deadlines follow the system's time zones when these are another edition", "[engine][zone]") {
    Nursery nursery(R"([{"settings": {"time_zone": "Europe/Berlin"}},
                        {"workflow": "w", "trigger": {"event": "joined"}, "expires": "2mo",
                         "steps": [{"delay": {"for": "2d", "at": "09:00"}}, {"note": "hello"}]}])");
    nursery.lead("ann");
    nursery.lead("new");
    nursery.event(0h, "ann", "joined");
    nursery.run_to(0h);
    nursery.close();
    set_edition(nursery.store, "2020a");
    set_due(nursery.store, "ann", monday + 46h); // As if the zone had been an hour ahead.
    nursery.reopen();
    nursery.run_to(1h);
    CHECK(nursery.told({JournalKind::waiting}) == std::vector<std::string>{"ann waiting", "ann waiting moved"});
    CHECK(nursery.store.open().value().zone_data == zone_data_edition());
    nursery.reopen();
    nursery.run_to(71h - 1ms);
    CHECK(notes(nursery).empty());
    nursery.run_to(71h); // Thursday, 09:00 in Berlin
    CHECK(notes(nursery) == std::vector<std::string>{"ann note hello"});
}

TEST_CASE("the same edition of the zones moves nothing", "[engine][zone]") {
    Nursery nursery(
        R"([{"workflow": "w", "trigger": {"event": "joined"}, "steps": [{"delay": "2d"}, {"note": "n"}]}])");
    nursery.lead("ann");
    nursery.event(0h, "ann", "joined");
    nursery.run_to(0h);
    nursery.close();
    CHECK(nursery.store.open().value().latest_sweep == 0);
    set_due(nursery.store, "ann", monday + 5h);
    nursery.reopen();
    nursery.run_to(5h);
    CHECK(notes(nursery) == std::vector<std::string>{"ann note n"});
}
