// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

void note(Steps& steps) {
    steps.note("n");
}

void leave(Steps& steps) {
    steps.exit("done");
}

} // namespace

TEST_CASE("a plan resolves every arm of an experiment to the index of a node", "[plan][split]") {
    const Checked<Plan> plan = compile(catalog_of(
        WorkflowBuilder("w").split("tone", arm("a", 50, note), arm("b", 40, leave), holdout("c", 10)).note("after"),
        {}));
    REQUIRE(plan.ok());
    const CompiledWorkflow* const workflow = plan.value.compiled().find("w");
    REQUIRE(workflow != nullptr);
    CHECK(workflow->nodes[0].arms == std::vector<Index>{1, 2, 3});
    CHECK(workflow->nodes[0].next == none);
    CHECK(workflow->nodes[1].next == 3);
    CHECK(workflow->nodes[2].next == none);
}

TEST_CASE("an experiment cuts the way if all its arms end, without any else", "[plan][reach][split]") {
    CHECK(findings(catalog_of(WorkflowBuilder("w").split("x", arm("a", leave), arm("b", leave)).note("n"), {}),
                   "unreachable_step")
              .size() == 1);
    CHECK(findings(catalog_of(WorkflowBuilder("w").split("x", arm("a", leave), holdout("b")).note("n"), {}),
                   "unreachable_step")
              .empty());
}

TEST_CASE("rules walk along the arms of an experiment", "[plan][split]") {
    WorkflowBuilder loop("w");
    loop.note("n").id("again").split("x", arm("a", [](Steps& s) { s.go_to("again"); }), arm("b", leave));
    CHECK(findings(catalog_of(loop, {}), "loop_without_delay").size() == 1);

    WorkflowBuilder twice("w");
    twice.send("hello").split("x", arm("a", [](Steps& s) { s.send("hello"); }), arm("b", note));
    CHECK(findings(catalog_of(twice, {"hello"}), "repeated_content").size() == 1);

    WorkflowBuilder apart("w");
    apart.split("x", arm("a", [](Steps& s) { s.send("hello"); }), arm("b", [](Steps& s) { s.send("hello"); }));
    CHECK(findings(catalog_of(apart, {"hello"}), "repeated_content").empty());
    CHECK(findings(catalog_of(apart, {"hello"}), "bounds")[0].message ==
          "workflow \"w\" takes 0s, sends 1 message and has 2 ways through");
}

TEST_CASE("an edge that a split cannot have is refused", "[plan][split]") {
    for (const Edge edge :
         {Edge{0, 1, Edge::Kind::next, 0}, Edge{0, 1, Edge::Kind::otherwise, 0}, Edge{0, 1, Edge::Kind::arm, 2}}) {
        Catalog catalog = catalog_of(WorkflowBuilder("w").split("x", arm("a", leave), arm("b", leave)), {});
        catalog.workflows.at("w").edges.push_back(edge);
        const Diagnostics found = findings(catalog, "type");
        REQUIRE(found.size() == 1);
        CHECK(says(found[0], "a split has no way of this kind"));
    }
}
