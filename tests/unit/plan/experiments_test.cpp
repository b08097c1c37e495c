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

/// The only remark about a catalog of one split made by hand, as "rule: message".
std::string fault(std::string experiment, std::vector<SplitNode::Arm> arms) {
    Workflow workflow;
    workflow.id = "w";
    Node node;
    node.id = "s";
    node.what = SplitNode{std::move(experiment), std::move(arms), Measure::goal};
    workflow.nodes = {node};
    workflow.first = 0;
    Catalog catalog;
    catalog.workflows.emplace("w", workflow);
    std::string text;
    for (const Diagnostic& remark : compile(catalog).diagnostics) {
        text += remark.severity == Severity::error ? remark.rule + ": " + remark.message : "";
    }
    return text;
}

/// What is said about workflow b where a has the first and b the second split.
std::string difference(WorkflowBuilder a, WorkflowBuilder b) {
    Catalog catalog = catalog_of(a.id("x"), {});
    add(catalog, b.id("y"));
    const Diagnostics found = findings(catalog, "split_weights");
    return found.size() == 1 && found[0].severity == Severity::error ? found[0].message : std::to_string(found.size());
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

TEST_CASE("a split that was made by hand has an experiment with arms whose weights are a hundred", "[plan][split]") {
    CHECK(fault("tone", {{"a", 9'000, false}, {"b", 1'000, true}}).empty());
    CHECK(fault("tone", {{"a", 3'333, false}, {"b", 3'333, false}, {"c", 3'333, false}}).empty()); // Equal shares.
    CHECK(fault("tone", {{"a", 3'333, false}, {"b", 3'333, false}, {"c", 3'332, false}}) ==
          "split_weights: workflow \"w\": step \"s\": the weights of experiment \"tone\" add up to 99.98, not 100");
    CHECK(fault("tone", {{"a", 4'500, false}, {"b", 4'500, false}}) ==
          "split_weights: workflow \"w\": step \"s\": the weights of experiment \"tone\" add up to 90, not 100");
    CHECK(fault("tone", {{"a", 0, false}, {"b", 0, false}}).find("add up to 0, not 100") != std::string::npos);
    CHECK(fault("tone", {{"a", 5'000, false}, {"a", 5'000, false}}) ==
          "duplicate_id: workflow \"w\": step \"s\": experiment \"tone\" has two arms of the name \"a\"");
    CHECK(fault("tone", {{"a", 5'000, true}, {"b", 5'000, true}}) ==
          "type: workflow \"w\": step \"s\": experiment \"tone\" has more than one control arm");
    CHECK(fault("tone", {}) == "type: workflow \"w\": step \"s\": experiment \"tone\" has no arms");
    CHECK(fault("", {{"a", 10'000, false}}) ==
          "type: workflow \"w\": step \"s\": a split needs the id of its experiment");
}

TEST_CASE("an experiment has the same arms wherever it is named", "[plan][split]") {
    const auto a = [] {
        return WorkflowBuilder("a").split("tone", arm("warm", 50, note), arm("brief", 40, note), holdout("none", 10));
    };
    const auto b = [] { return WorkflowBuilder("b"); };
    const std::string start =
        "workflow \"b\": step \"y\": experiment \"tone\" is not as in workflow \"a\": step \"x\": ";
    // Neither order, nor steps, nor what it is measured by, nor other experiments.
    CHECK(difference(a(), b().split("tone", Measure::clicked, holdout("none", 10), arm("brief", 40, leave),
                                    arm("warm", 50, note))) == "0");
    CHECK(difference(a(), b().split("length", arm("warm", note), arm("brief", note))) == "0");
    CHECK(difference(a(), b().split("tone", arm("warm", 40, note), arm("brief", 50, note), holdout("none", 10))) ==
          start + "the weight of \"brief\" is 50 here and 40 there");
    CHECK(difference(a(), b().split("tone", arm("warm", 50, note), arm("brief", 40, note), arm("none", 10, note))) ==
          start + "\"none\" is the control arm there only");
    CHECK(difference(a(), b().split("tone", arm("warm", 60, note), arm("brief", 40, note))) ==
          start + "it has an arm \"none\" there and none here");
    CHECK(difference(a(), b().split("tone", arm("warm", 40, note), arm("brief", 40, note), arm("short", 10, note),
                                    holdout("none", 10))) == start + "it has an arm \"short\" here and none there");
}

TEST_CASE("a workflow that names an experiment twice gives it the same arms", "[plan][split]") {
    WorkflowBuilder builder("w");
    builder.split("tone", arm("a", note), arm("b", note)).split("tone", arm("a", 90, note), arm("b", 10, note));
    CHECK(findings(catalog_of(builder, {}), "split_weights").size() == 1);
}
