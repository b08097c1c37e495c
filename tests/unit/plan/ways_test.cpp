// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

Node named(std::string id, Node::What what) {
    Node node;
    node.id = id;
    node.named = true;
    node.what = std::move(what);
    return node;
}

Catalog catalog_of(Workflow workflow) {
    Catalog catalog;
    const WorkflowId id = workflow.id;
    catalog.workflows.emplace(id, std::move(workflow));
    return catalog;
}

/// Two notes, one behind the other.
Workflow two_notes() {
    Workflow workflow;
    workflow.id = "notes";
    workflow.nodes = {named("a", NoteNode{"a"}), named("b", NoteNode{"b"})};
    workflow.edges = {{0, 1, Edge::Kind::next, 0}};
    workflow.first = 0;
    return workflow;
}

} // namespace

TEST_CASE("a step behind an exit can never be reached", "[plan][reach]") {
    const Catalog catalog = catalog_of(WorkflowBuilder("welcome")
                                           .on("signed_up")
                                           .send("hello")
                                           .exit("done")
                                           .send("never")
                                           .id("never")
                                           .note("nor this"),
                                       {"hello", "never"});
    const Diagnostics found = findings(catalog, "unreachable_step");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::error);
    CHECK(says(found[0], "\"never\""));
}

TEST_CASE("a branch cuts the way only if all its arms end and there is an else", "[plan][reach]") {
    WorkflowBuilder all("all");
    all.branch(when("lead.a == 1", [](Steps& s) { s.exit(); }), otherwise([](Steps& s) { s.exit(); })).note("n");
    CHECK(findings(catalog_of(all, {}), "unreachable_step").size() == 1);

    WorkflowBuilder open("open");
    open.branch(when("lead.a == 1", [](Steps& s) { s.exit(); })).note("n");
    CHECK(findings(catalog_of(open, {}), "unreachable_step").empty());

    WorkflowBuilder skipped("skipped");
    skipped.exit("done").only_if("lead.a == 1").note("n");
    CHECK(findings(catalog_of(skipped, {}), "unreachable_step").empty());
}

TEST_CASE("a step that only a failed send leads to can be reached", "[plan][reach]") {
    WorkflowBuilder builder("failing");
    builder.send("hello", {"", SendNode::OnFailure::step, "call"}).exit("sent").note("call them").id("call");
    CHECK(findings(catalog_of(builder, {"hello"}), "unreachable_step").empty());
}

TEST_CASE("a plan resolves every way to the index of a node", "[plan]") {
    const Checked<Plan> plan =
        compile(catalog_of(WorkflowBuilder("ways")
                               .on("signed_up")
                               .wait(for_event("replied"), "3d", then([](Steps& s) { s.note("yes").id("yes"); }),
                                     otherwise([](Steps& s) { s.exit("no"); }))
                               .id("wait")
                               .note("last")
                               .id("last")
                               .only_if("lead.x == 1"),
                           {}));
    REQUIRE(plan.ok());
    const CompiledWorkflow* const workflow = plan.value.compiled().find("ways");
    REQUIRE(workflow != nullptr);
    // 0 trigger, 1 wait, 2 yes, 3 exit, 4 last
    CHECK(workflow->first == 1);
    CHECK(workflow->nodes[0].next == 1);
    CHECK(workflow->nodes[1].next == 2);
    CHECK(workflow->nodes[1].otherwise == 3);
    CHECK(workflow->nodes[2].next == 4);
    CHECK(workflow->nodes[3].next == none);
    CHECK(workflow->nodes[4].next == none);
    CHECK(workflow->nodes[4].skipped == none);
    CHECK_FALSE(workflow->nodes[4].condition.empty());
}

TEST_CASE("edges that make no sense are refused and never walked", "[plan]") {
    CHECK(compile(catalog_of(two_notes())).ok());

    Workflow beyond = two_notes();
    beyond.edges[0].to = 7;
    CHECK(findings(catalog_of(beyond), "type").size() == 1);

    Workflow twice = two_notes();
    twice.edges.push_back({0, 0, Edge::Kind::next, 0});
    CHECK(findings(catalog_of(twice), "type").size() == 1);

    Workflow wrong = two_notes();
    wrong.edges[0].kind = Edge::Kind::met;
    CHECK(findings(catalog_of(wrong), "type").size() == 1);

    Workflow headless = two_notes();
    headless.first.reset();
    CHECK(findings(catalog_of(headless), "type").size() == 1);

    Workflow lost = two_notes();
    lost.nodes[1].what = GotoNode{};
    CHECK(findings(catalog_of(lost), "unknown_reference").size() == 1);

    Workflow same = two_notes();
    same.nodes[1].id = "a";
    CHECK(findings(catalog_of(same), "duplicate_id").size() == 1);
}

TEST_CASE("a workflow without steps is a plan that completes at once", "[plan]") {
    Workflow empty;
    empty.id = "empty";
    const Checked<Plan> plan = compile(catalog_of(empty));
    REQUIRE(plan.ok());
    CHECK(plan.value.compiled().find("empty")->first == none);
}
