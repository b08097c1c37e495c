// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

std::string bounds(const WorkflowBuilder& builder, std::initializer_list<std::string_view> contents = {}) {
    const Diagnostics found = findings(catalog_of(builder, contents), "bounds");
    return found.size() == 1 && found[0].severity == Severity::note ? found[0].message : "";
}

} // namespace

TEST_CASE("the bounds of a straight workflow are one number each", "[plan][bounds]") {
    CHECK(bounds(WorkflowBuilder("w").send("a").delay("2d").delay("36h").send("b"), {"a", "b"}) ==
          "workflow \"w\" takes 3d12h, sends 2 messages and has one way through");
}

TEST_CASE("waits, branches and skipped steps widen the bounds", "[plan][bounds]") {
    WorkflowBuilder builder("w");
    builder.send("a").wait(for_engagement("message_clicked", {"a"}), "5d", then([](Steps& s) { s.note("n"); }),
                           otherwise([](Steps& s) { s.send("b").delay("7d"); }));
    builder.send("c").only_if("lead.x == 1");
    CHECK(bounds(builder, {"a", "b", "c"}) ==
          "workflow \"w\" takes 0s to 12d, sends 1 to 3 messages and has 4 ways through");
}

TEST_CASE("a loop and a wait without end have no upper bound, unless the enrollment expires", "[plan][bounds]") {
    const auto loop = [] {
        WorkflowBuilder builder("w");
        builder.send("a").delay("30d").branch(when("lead.x == 1", [](Steps& s) { s.exit("done"); })).go_to("a");
        return builder;
    };
    CHECK(bounds(loop(), {"a"}) ==
          "workflow \"w\" takes 30d or more, sends 1 or more messages and has ways that go round in a loop");
    CHECK(bounds(loop().expires("90d"), {"a"}) ==
          "workflow \"w\" takes 30d to 90d, sends 1 or more messages and has ways that go round in a loop");
    CHECK(bounds(WorkflowBuilder("w").wait_forever(for_event("x"))) ==
          "workflow \"w\" takes 0s or more, sends 0 messages and has one way through");
    CHECK(bounds(WorkflowBuilder("w").note("n").id("n").delay("1d").go_to("n")) ==
          "workflow \"w\" does not end by itself, sends 0 messages and has ways that go round in a loop");
}

TEST_CASE("more ways than can be counted are a million or more", "[plan][bounds]") {
    WorkflowBuilder builder("w");
    for (int i = 0; i < 40; ++i) {
        builder.note("n").only_if("lead.x == 1");
    }
    CHECK(bounds(builder) == "workflow \"w\" takes 0s, sends 0 messages and has a million ways through or more");
}
