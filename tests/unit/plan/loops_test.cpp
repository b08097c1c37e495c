// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

const std::string rule = "loop_without_delay";

} // namespace

TEST_CASE("a loop of actions and branches takes no time", "[plan][loop]") {
    const Catalog catalog = catalog_of(WorkflowBuilder("tireless")
                                           .on("signed_up")
                                           .note("again")
                                           .id("again")
                                           .branch(when("lead.tired == true", [](Steps& s) { s.exit("tired"); }))
                                           .go_to("again"),
                                       {});
    const Diagnostics found = findings(catalog, rule);
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::error);
    CHECK(says(found[0], "\"again\""));
    CHECK(found[0].witness == std::vector<std::string>{"again", "steps[1]", "again"});
    CHECK(compile(catalog).value.empty());
}

TEST_CASE("a loop with a delay in it takes time", "[plan][loop]") {
    CHECK(faults(catalog_of(WorkflowBuilder("monthly")
                                .on("trial_ended")
                                .goal_when("lead.lifecycle_stage == \"customer\"")
                                .note("nudge")
                                .id("nudge")
                                .delay("30d")
                                .id("month")
                                .go_to("nudge"),
                            {})) == "");
}

TEST_CASE("a delay of nothing, and one that may be skipped, take no time", "[plan][loop]") {
    WorkflowBuilder zero("zero");
    zero.goal_on("bought").note("n").id("n").delay("0s").go_to("n");
    CHECK(findings(catalog_of(zero, {}), rule).size() == 1);

    WorkflowBuilder skipped("skipped");
    skipped.goal_on("bought").note("n").id("n").delay("3d").only_if("lead.patient == true").go_to("n");
    CHECK(findings(catalog_of(skipped, {}), rule).size() == 1);
}

TEST_CASE("a wait for an event takes time in a loop, whichever way it ends", "[plan][loop]") {
    WorkflowBuilder builder("asking");
    builder.goal_on("bought").wait(for_event("replied"), "3d").id("w").go_to("w");
    CHECK(faults(catalog_of(builder, {})) == "");

    WorkflowBuilder impatient("impatient");
    impatient.goal_on("bought").wait(for_event("replied"), "0s").id("w").go_to("w");
    CHECK(findings(catalog_of(impatient, {}), rule).size() == 1);
}

TEST_CASE("a wait until a condition that stays true ends at once every time round", "[plan][loop]") {
    WorkflowBuilder stays("stays");
    stays.goal_on("bought").send("offer").wait_forever(until("lead.level > 3")).id("w").go_to("offer");
    CHECK(findings(catalog_of(stays, {"offer"}), rule).size() == 1);

    WorkflowBuilder changes("changes");
    changes.goal_on("bought").wait_forever(until("hasTag(\"ask\")")).id("w").untag("ask").go_to("w");
    CHECK(findings(catalog_of(changes, {}), rule).empty());
}

TEST_CASE("a wait for the click on a message that is sent anew takes time", "[plan][loop]") {
    WorkflowBuilder anew("anew");
    anew.goal_on("bought").send("offer").wait_forever(for_engagement("message_clicked", {"offer"})).go_to("offer");
    CHECK(findings(catalog_of(anew, {"offer"}), rule).empty());

    WorkflowBuilder old("old");
    old.goal_on("bought")
        .send("offer")
        .wait_forever(for_engagement("message_clicked", {"offer"}))
        .id("w")
        .tag("x")
        .go_to("w");
    CHECK(findings(catalog_of(old, {"offer"}), rule).size() == 1);
}

TEST_CASE("each loop without a delay is reported once", "[plan][loop]") {
    WorkflowBuilder builder("two");
    builder.note("a").id("a").branch(when("lead.x == 1", [](Steps& s) { s.go_to("a"); }));
    builder.note("b").id("b").branch(when("lead.x == 2", [](Steps& s) { s.go_to("b"); }));
    CHECK(findings(catalog_of(builder, {}), rule).size() == 2);
}

TEST_CASE("a loop that nothing can leave is warned of", "[plan][loop]") {
    const auto loop = [] {
        WorkflowBuilder builder("forever");
        builder.on("signed_up").note("n").id("n").delay("30d").id("month").go_to("n");
        return builder;
    };
    const Diagnostics found = findings(catalog_of(loop(), {}), "endless_loop");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].witness == std::vector<std::string>{"n", "month", "n"});

    CHECK(findings(catalog_of(loop().exit_on("unsubscribed"), {}), "endless_loop").empty());
    CHECK(findings(catalog_of(loop().goal_when("reached(\"mql\")"), {}), "endless_loop").empty());
    CHECK(findings(catalog_of(loop().expires("365d"), {}), "endless_loop").empty());

    WorkflowBuilder branched("branched");
    branched.delay("30d").id("d").branch(when("lead.x == 1", [](Steps& s) { s.exit("done"); })).go_to("d");
    CHECK(findings(catalog_of(branched, {}), "endless_loop").empty());
}
