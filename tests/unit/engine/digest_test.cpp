// SPDX-License-Identifier: BSL-1.0
/// \file
/// One load decided in many ways: the digest must be one. And the load must be able to tell them apart.

#include <map>
#include <string>

#include "support/catch.hpp"
#include "support/load.hpp"

using namespace nurture;
using namespace nurture::testing_support;

TEST_CASE("the digest does not depend on group size, memory or restarts", "[engine][digest]") {
    const Plan plan = plan_of(load_catalog);
    for (const Answers answers : {Answers::accepted, Answers::mixed}) {
        const std::string expected = LoadRun(plan, {.answers = answers}).digest();
        CHECK(LoadRun(plan, {.group = 1, .answers = answers}).digest() == expected);
        CHECK(LoadRun(plan, {.group = 7, .answers = answers}).digest() == expected);
        CHECK(LoadRun(plan, {.group = 7, .answers = answers, .cached_leads = 0}).digest() == expected);
        CHECK(LoadRun(plan, {.answers = answers, .reopen_every = 1}).digest() == expected);
        CHECK(LoadRun(plan, {.answers = answers, .reopen_every = 13}).digest() == expected);
    }
}

TEST_CASE("the recorder decides as a channel that always accepts", "[engine][digest]") {
    const Plan plan = plan_of(load_catalog);
    const std::string expected = LoadRun(plan, {}).digest();
    for (const std::size_t group : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
        CHECK(LoadRun(plan, {.group = group, .recorder = true}).digest() == expected);
    }
}

TEST_CASE("the load reaches what it is meant to prove", "[engine][digest]") {
    LoadRun run(plan_of(load_catalog), {.answers = Answers::mixed});
    (void)run.digest();
    std::map<std::string, int> seen;
    (void)run.nursery().store.journal({}, [&](const JournalLine& line) {
        const std::string kind(name(line.kind));
        ++seen[kind];
        ++seen[kind + " in " + line.workflow.str()];
        for (const char* key : {"state", "reason", "text", "by", "type"}) {
            if (const Value* value = line.because.find(key); value != nullptr) {
                ++seen[kind + ' ' + to_text(*value)];
                ++seen[kind + ' ' + to_text(*value) + " in " + line.workflow.str()];
            }
        }
    });
    for (const char* wanted : {"sent",
                               "skipped suppressed",
                               "skipped unsubscribed",
                               "skipped no_address",
                               "skipped duplicate",
                               "skipped not_eligible",
                               "skipped rejected",
                               "delayed deferred",
                               "left goal",
                               "left exited",
                               "left completed",
                               "left failed",
                               "left removed",
                               "left restarted",
                               "refused already_enrolled",
                               "refused reenroll",
                               "note",
                               "changed",
                               "branched",
                               "resumed",
                               "enrolled in tour",
                               "note scoring",
                               "resumed condition in tour",
                               "enrolled in committee",
                               "left met in committee",
                               "left silent account in committee",
                               "refused goal_already_met in committee",
                               "note forms",
                               "note several",
                               "enrolled in hot",
                               "enrolled in win-back",
                               "scored visited",
                               "scored lost",
                               "scored told in fever",
                               "left cold in fever",
                               "resumed condition in fever",
                               "enrolled fever in tour",
                               "left fever in webinar",
                               "changed in fever",
                               "changed in win-back",
                               "event lead_deleted",
                               "event lead_forgotten",
                               "left completed in win-back"}) {
        INFO(wanted);
        CHECK(seen[wanted] > 0);
    }
}

// Debug and Release, g++ and clang must agree: each build compares itself with this. A change of decisions changes
// it; so does a change of what the journal says. Then look at the difference, and write the new digest here.
TEST_CASE("the digest is the same in every build", "[engine][digest]") {
    CHECK(LoadRun(plan_of(load_catalog), {.answers = Answers::mixed}).digest() ==
          "cb10c13209ff7ea4e2187ba2718ee8bf6da328c336bd533ec3c55d6529d2b344");
}
