// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/builder.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::list;
using nurture_test::says;

namespace {

std::vector<std::string> ids(const Workflow& workflow) {
    std::vector<std::string> all;
    for (const Node& node : workflow.nodes) {
        all.push_back(node.id.str());
    }
    return all;
}

/// The edges as "from kind to", with "#n" for arm n.
std::vector<std::string> edges(const Workflow& workflow) {
    const char* kinds[] = {"next", "met", "timed_out", "arm", "otherwise", "failed", "skipped"};
    std::vector<std::string> all;
    for (const Edge& edge : workflow.edges) {
        std::string kind = kinds[static_cast<std::size_t>(edge.kind)];
        if (edge.kind == Edge::Kind::arm) {
            kind += "#" + std::to_string(edge.arm);
        }
        all.push_back(std::to_string(edge.from) + " " + kind + " " + std::to_string(edge.to));
    }
    return all;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("steps follow one another from the trigger on", "[definition][builder]") {
    const auto built = WorkflowBuilder("two-mails")
                           .on("form_submitted", R"(event.form == "guide")")
                           .send("first")
                           .delay("3d")
                           .send("second")
                           .build();
    REQUIRE(built.ok());
    CHECK(built->first == NodeIndex{1});
    CHECK(ids(*built) == Texts{"", "first", "steps[1]", "second"});
    CHECK(edges(*built) == Texts{"0 next 1", "1 next 2", "2 next 3"});
    CHECK(std::get<TriggerOnEvent>(std::get<TriggerNode>(built->nodes[0].what).on).match.where.text ==
          R"(event.form == "guide")");
    CHECK(std::get<DelayNode>(built->nodes[2].what) == DelayNode{DelayFor{{.days = 3}, {}}});
}

TEST_CASE("every trigger leads to the first step", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").on("a").on("b").note("hello").build();
    CHECK(edges(*built) == Texts{"0 next 2", "1 next 2"});
}

TEST_CASE("a workflow without steps has no first step", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").on("a").build();
    REQUIRE(built.ok());
    CHECK_FALSE(built->first.has_value());
    CHECK(built->edges.empty());
}

TEST_CASE("the arms of a branch join at the next step", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .branch(when("lead.score >= 50", [](Steps& s) { s.send("b").note("c"); }),
                                   when("lead.score >= 20", [](Steps&) {}), otherwise([](Steps& s) { s.tag("cold"); }))
                           .note("after")
                           .build();
    REQUIRE(built.ok());
    CHECK(ids(*built) == Texts{"steps[0]", "b", "steps[0].branch[0].then[1]", "steps[0].else[0]", "steps[1]"});
    CHECK(edges(*built) == Texts{"0 arm#0 1", "0 arm#1 4", "0 otherwise 3", "1 next 2", "2 next 4", "3 next 4"});
}

TEST_CASE("a branch without else goes on after it, and at the end completes", "[definition][builder]") {
    const auto with = [](Steps& s) { s.note("x"); };
    CHECK(edges(*WorkflowBuilder("w").branch(when("a", with)).note("y").build()) ==
          Texts{"0 arm#0 1", "0 otherwise 2", "1 next 2"});
    CHECK(edges(*WorkflowBuilder("w").branch(when("a", with)).build()) == Texts{"0 arm#0 1"});
}

TEST_CASE("a branch on an expression has an arm for each value", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .branch_on("lead.country", in_case("DE", [](Steps& s) { s.tag("de"); }),
                                      in_case("US", [](Steps& s) { s.tag("us"); }))
                           .build();
    REQUIRE(built.ok());
    const auto& branch = std::get<BranchNode>(built->nodes[0].what);
    CHECK(branch.subject.text == "lead.country");
    CHECK(branch.arms == std::vector<SourceString>{"DE", "US"});
    CHECK(ids(*built) == Texts{"steps[0]", "steps[0].cases.DE[0]", "steps[0].cases.US[0]"});
}

TEST_CASE("the arms of an experiment join at the next step", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .split("tone", arm("warm", 33.34, [](Steps& s) { s.note("a").note("b"); }),
                                  arm("brief", 56.66, [](Steps& s) { s.note("c"); }), holdout("none", 10))
                           .note("after")
                           .build();
    INFO(list(built.diagnostics));
    REQUIRE(built.ok());
    CHECK(std::get<SplitNode>(built->nodes[0].what) ==
          SplitNode{"tone", {{"warm", 3'334, false}, {"brief", 5'666, false}, {"none", 1'000, true}}, Measure::goal});
    CHECK(ids(*built) ==
          Texts{"steps[0]", "steps[0].arms.warm[0]", "steps[0].arms.warm[1]", "steps[0].arms.brief[0]", "steps[1]"});
    CHECK(edges(*built) == Texts{"0 arm#0 1", "0 arm#1 3", "0 arm#2 4", "1 next 2", "2 next 4", "3 next 4"});
}

TEST_CASE("arms without weights have equal shares", "[definition][builder]") {
    const auto steps = [](Steps& s) { s.note("x"); };
    const auto built = WorkflowBuilder("w").split("x", Measure::opened, arm("a", steps), holdout("b")).build();
    REQUIRE(built.ok());
    CHECK(std::get<SplitNode>(built->nodes[0].what) ==
          SplitNode{"x", {{"a", 5'000, false}, {"b", 5'000, true}}, Measure::opened});
}

TEST_CASE("what is wrong with an experiment is said", "[definition][builder]") {
    const auto steps = [](Steps& s) { s.note("x"); };
    const auto said = [](const WorkflowBuilder& builder, std::string_view words) {
        const auto built = builder.build();
        INFO(list(built.diagnostics));
        return built.diagnostics.size() == 1 && says(built.diagnostics, "type", words);
    };
    CHECK(said(WorkflowBuilder("w").split("Tone", arm("a", steps)), "no id of an experiment"));
    CHECK(said(WorkflowBuilder("w").split("x", arm("a", 100, steps), arm("b", steps)), "some have none"));
    CHECK(said(WorkflowBuilder("w").split("x", arm("a", 33.333, steps)), "two decimals"));
    CHECK(said(WorkflowBuilder("w").split("x", arm("a", -1, steps)), "from 0 to 100"));
    CHECK(said(WorkflowBuilder("w").split("x", when("a", steps)), "made by arm() and holdout()"));
    CHECK(said(WorkflowBuilder("w").branch(arm("a", steps)), "made by when()"));
}

TEST_CASE("a wait has two ways that join", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .wait(for_event("demo_requested"), "5d", then([](Steps& s) { s.tag("met"); }),
                                 otherwise([](Steps& s) { s.tag("late"); }))
                           .note("after")
                           .build();
    CHECK(edges(*built) == Texts{"0 met 1", "0 timed_out 2", "1 next 3", "2 next 3"});
    CHECK(ids(*built) == Texts{"steps[0]", "steps[0].then[0]", "steps[0].else[0]", "steps[1]"});
}

TEST_CASE("a wait without end never times out", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").wait_forever(until("lead.plan == \"paid\"")).note("after").build();
    CHECK(edges(*built) == Texts{"0 met 1"});
    CHECK_FALSE(std::get<WaitNode>(built->nodes[0].what).timeout.has_value());
}

TEST_CASE("goto leads forward and back, and nothing follows it", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .delay("1d")
                           .id("again")
                           .branch(when("a", [](Steps& s) { s.go_to("end"); }))
                           .go_to("again")
                           .note("x")
                           .id("end")
                           .build();
    REQUIRE(built.ok());
    CHECK(edges(*built) == Texts{"0 next 1", "1 arm#0 2", "1 otherwise 3", "2 next 4", "3 next 0"});
}

TEST_CASE("steps change scores, consent and enrollments elsewhere", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .score(10, "met us")
                           .subscribe("news")
                           .unsubscribe("offers")
                           .enroll("other")
                           .unenroll("third")
                           .unenroll_all()
                           .build();
    REQUIRE(built.ok());
    CHECK(std::get<ScoreNode>(built->nodes[0].what) == ScoreNode{10, "met us"});
    CHECK(std::get<SubscribeNode>(built->nodes[1].what) == SubscribeNode{{"news"}, true});
    CHECK(std::get<SubscribeNode>(built->nodes[2].what) == SubscribeNode{{"offers"}, false});
    CHECK(std::get<EnrollNode>(built->nodes[3].what) == EnrollNode{"other"});
    CHECK(std::get<UnenrollNode>(built->nodes[4].what) == UnenrollNode{"third"});
    CHECK(std::get<UnenrollNode>(built->nodes[5].what) == UnenrollNode{});
    CHECK(edges(*built) == Texts{"0 next 1", "1 next 2", "2 next 3", "3 next 4", "4 next 5"});
}

TEST_CASE("an exit ends its way", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").exit("done").note("never").exit_to("other").build();
    CHECK(edges(*built) == Texts{"1 next 2"});
    CHECK(std::get<ExitNode>(built->nodes[2].what).to == WorkflowId("other"));
}

TEST_CASE("a step with a condition can be passed over", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .note("a")
                           .only_if("x")
                           .exit()
                           .only_if("y")
                           .go_to("z")
                           .only_if("q")
                           .note("b")
                           .id("z")
                           .only_if("l")
                           .build();
    REQUIRE(built.ok());
    CHECK(edges(*built) == Texts{"0 next 1", "0 skipped 1", "1 skipped 2", "2 next 3", "2 skipped 3"});
    CHECK(built->nodes[1].condition.text == "y");
}

TEST_CASE("a refused send goes on where on_failure says", "[definition][builder]") {
    const auto built = WorkflowBuilder("w")
                           .send("first", {"", SendNode::OnFailure::step, "call"})
                           .exit()
                           .note("call them")
                           .id("call")
                           .build();
    REQUIRE(built.ok());
    CHECK(edges(*built) == Texts{"0 next 1", "0 failed 2"});
}

TEST_CASE("a content that is sent once names its step, one sent twice does not", "[definition][builder]") {
    CHECK(ids(*WorkflowBuilder("w").send("a").send("b").send("a").build()) == Texts{"steps[0]", "b", "steps[2]"});
    CHECK(ids(*WorkflowBuilder("w").send("a").note("x").id("a").build()) == Texts{"steps[0]", "a"});
    const auto named = WorkflowBuilder("w").send("a").id("first").build();
    CHECK(ids(*named) == Texts{"first"});
    CHECK(named->nodes[0].named);
    CHECK_FALSE(WorkflowBuilder("w").send("a").build()->nodes[0].named);
}

TEST_CASE("the send inside an arm counts for the names too", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").send("a").branch(when("x", [](Steps& s) { s.send("a"); })).build();
    CHECK(ids(*built) == Texts{"steps[0]", "steps[1]", "steps[1].branch[0].then[0]"});
}

TEST_CASE("a way to a step that does not exist is refused with a suggestion", "[definition][builder]") {
    const auto built = WorkflowBuilder("w").note("x").id("notice").delay("1d").go_to("notise").build();
    REQUIRE(built.diagnostics.size() == 1);
    CHECK(says(built.diagnostics, "unknown_reference", "notise"));
    CHECK(says(built.diagnostics, "unknown_reference", "did you mean \"notice\"?"));
}

TEST_CASE("two steps of one id are refused", "[definition][builder]") {
    const auto built =
        WorkflowBuilder("w").note("x").id("a").branch(when("c", [](Steps& s) { s.note("y").id("a"); })).build();
    CHECK(says(built.diagnostics, "duplicate_id", "\"a\""));
}

TEST_CASE("mistakes of the builder are remarks that name the workflow", "[definition][builder]") {
    const auto remarks = [](const WorkflowBuilder& builder) { return builder.build().diagnostics; };
    CHECK(says(remarks(WorkflowBuilder("w").delay("soon")), "type", "workflow \"w\": delay: \"soon\""));
    CHECK(says(remarks(WorkflowBuilder("w").reenroll("6m")), "type", "reenroll"));
    CHECK(says(remarks(WorkflowBuilder("w").expires("x")), "type", "expires"));
    CHECK(says(remarks(WorkflowBuilder("W W")), "type", "no id"));
    CHECK(says(remarks(WorkflowBuilder("w").note("x").id("A b")), "type", "no id"));
    CHECK(says(remarks(WorkflowBuilder("w").id("a")), "type", "none before it"));
    CHECK(says(remarks(WorkflowBuilder("w").branch(when("x", [](Steps& s) { s.delay("?"); }))), "type", "delay"));
    CHECK(says(remarks(WorkflowBuilder("w").branch(then([](Steps&) {}))), "type", "when()"));
    CHECK(says(remarks(WorkflowBuilder("w").wait(for_event("e"), "1d", when("x", [](Steps&) {}))), "type", "then()"));
    const auto twice = [](Steps&) {};
    CHECK(says(remarks(WorkflowBuilder("w").branch(when("x", twice), otherwise(twice), otherwise(twice))), "type",
               "twice"));
}

TEST_CASE("the builder makes what a document of the same meaning makes", "[definition][builder]") {
    const auto built =
        WorkflowBuilder("w")
            .title("Both")
            .priority(3)
            .reenroll("90d")
            .only_when("a")
            .key("event.webinar")
            .while_active(WhileActive::restart)
            .exit_on("demo_requested", "event.x", "demo")
            .goal_when("b")
            .expires("30d")
            .on("form_submitted")
            .send("mail", {"news", SendNode::OnFailure::exit, {}})
            .id("hello")
            .set({{"plan", "trial"}, {"account.tier", 2}, {"lead.old", Value()}})
            .compute({{"n", "lead.n + 1"}})
            .tag("x")
            .untag("y")
            .wait(std::vector<WaitFor>{for_engagement("message_clicked", {"hello"}, "*/pricing*"), until("c")}, "5d",
                  then([](Steps& s) { s.exit("clicked"); }))
            .only_if("d")
            .split("tone", Measure::replied, arm("warm", 33.34, [](Steps& s) { s.note("z"); }), holdout("none", 66.66))
            .exit_to("other", "why")
            .build();
    REQUIRE(built.ok());
    const auto read = nurture_test::catalog(R"({'workflow': 'w', 'title': 'Both', 'priority': 3, 'reenroll': '90d',
        'when': 'a', 'key': 'event.webinar', 'while_active': 'restart',
        'exit': [{'event': 'demo_requested', 'where': 'event.x', 'reason': 'demo'}], 'goal': {'when': 'b'},
        'expires': '30d', 'trigger': {'event': 'form_submitted'}, 'steps': [
          {'send': 'mail', 'category': 'news', 'on_failure': 'exit', 'id': 'hello'},
          {'set': {'plan': 'trial', 'account.tier': 2, 'lead.old': null}},
          {'compute': {'n': 'lead.n + 1'}}, {'tag': 'x'}, {'untag': ['y']},
          {'wait': {'any': [{'event': 'message_clicked', 'message': 'hello', 'link': '*/pricing*'}, {'until': 'c'}]},
           'timeout': '5d', 'if': 'd', 'then': [{'exit': 'clicked'}]},
          {'split': 'tone', 'measure': 'replied', 'arms': {
            'warm': {'weight': 33.34, 'steps': [{'note': 'z'}]}, 'none': {'weight': 66.66, 'holdout': true}}},
          {'exit': {'to': 'other', 'reason': 'why'}}]})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    CHECK(to_canonical(read->workflows.at("w")) == to_canonical(*built));
    CHECK(read->workflows.at("w") == *built);
}
