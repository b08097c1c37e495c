// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <iterator>

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"
#include "plan/questions.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

using Kind = HistoryQuestion::Kind;

Plan plan_of(const Catalog& catalog) {
    const Checked<Plan> plan = compile(catalog);
    for (const Diagnostic& remark : plan.diagnostics) {
        UNSCOPED_INFO(to_string(remark));
    }
    REQUIRE(plan.ok());
    return *plan;
}

/// The texts of what events of a type count for.
std::set<std::string> asked_of(const CompiledPlan& plan, std::string_view type) {
    std::set<std::string> texts;
    const auto found = plan.questions_by_type.find(type);
    if (found != plan.questions_by_type.end()) {
        for (const HistoryQuestion* question : found->second) {
            texts.insert(question->text);
        }
    }
    return texts;
}

std::size_t number_of(const CompiledPlan& plan, Kind kind) {
    return static_cast<std::size_t>(std::count_if(plan.questions.begin(), plan.questions.end(),
                                                  [&](const auto& entry) { return entry.second->kind == kind; }));
}

std::shared_ptr<const HistoryQuestion> question(Kind kind, std::vector<std::string> types, std::string text,
                                                std::uint64_t id) {
    auto made = std::make_shared<HistoryQuestion>();
    made->kind = kind;
    made->types = std::move(types);
    made->text = std::move(text);
    made->id = id;
    return made;
}

} // namespace

TEST_CASE("questions are found by id, and by the types of the events that count for them", "[plan][history]") {
    Mentions mentions;
    for (const auto& one : {question(Kind::count, {"a", "b"}, "x", 3), question(Kind::count, {"a"}, "y", 1),
                            question(Kind::inactive, {}, "z", 2)}) {
        mentions.questions.emplace(one->text, one);
    }
    CompiledPlan plan;
    Remarks remarks;
    index_questions(mentions, plan, remarks);
    CHECK_FALSE(remarks.has_errors());
    CHECK(plan.questions.size() == 3);
    CHECK(plan.questions.at(3)->text == "x");
    REQUIRE(plan.questions_by_type.size() == 2);
    REQUIRE(plan.questions_by_type.at("a").size() == 2);
    CHECK(plan.questions_by_type.at("a")[0] == plan.questions.at(1).get());
    CHECK(plan.questions_by_type.at("a")[1] == plan.questions.at(3).get());
    CHECK(plan.questions_by_type.at("b").size() == 1);
    REQUIRE(plan.questions_of_any_type.size() == 1);
    CHECK(plan.questions_of_any_type[0] == plan.questions.at(2).get());
    CHECK_FALSE(plan.has_account_questions);
}

TEST_CASE("two questions that share an id are an error, for their answers would be mixed up", "[plan][history]") {
    Mentions mentions;
    for (const auto& one : {question(Kind::count, {"a"}, "x", 7), question(Kind::count, {"a"}, "y", 7)}) {
        mentions.questions.emplace(one->text, one);
    }
    CompiledPlan plan;
    Remarks remarks;
    index_questions(mentions, plan, remarks);
    const Diagnostics found = remarks.take();
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::error);
    CHECK(says(found[0], "`x` and `y`"));
}

TEST_CASE("the plan has the questions of all conditions, each once", "[plan][history]") {
    Catalog catalog = catalog_with({"hello"});
    catalog.contents.at("hello").when = "interest(\"scoring\") > 2";
    catalog.contents.at("hello").text = "{{ latest.form_submitted.form }}"; // which a condition asks too
    catalog.segments["cold"] = {"cold", {}, {}, "inactive(\"90d\")", {}};
    add(catalog,
        WorkflowBuilder("a")
            .on("form_submitted", "count(\"w\", \"1d\") == 0")
            .only_when("count(\"page_visited\", \"7d\") > 3 && inSegment(\"cold\")")
            .key("string(count(\"k\", \"1d\"))")
            .exit_when("count(\"page_visited\", \"7d\") > 9")
            .goal_on("bought", "count(\"g\", \"1d\") > 1")
            .send("hello")
            .compute({{"last_form", "latest(\"form_submitted\").form"}})
            .branch_on("count(\"s\", \"1d\")", in_case("1", [](Steps& s) { s.note("n"); }))
            .wait({until("accountLeads(\"page_visited\", \"7d\") > 2"), for_event("e", "count(\"e\", \"1d\") > 1")},
                  "3d"));
    add(catalog, WorkflowBuilder("b").note("n").only_if("count([\"page_visited\"], \"7d\") > 5 && count(\"d\") > 1"));
    const Plan plan = plan_of(catalog);
    const CompiledPlan& compiled = plan.compiled();
    CHECK(number_of(compiled, Kind::count) == 6); // of w, page_visited, k, g, s and e; count("d") needs no question
    CHECK(number_of(compiled, Kind::latest) == 1);
    CHECK(number_of(compiled, Kind::account_leads) == 1);
    CHECK(number_of(compiled, Kind::inactive) == 1);
    CHECK(number_of(compiled, Kind::interest) == 1);
    CHECK(asked_of(compiled, "page_visited").size() == 2);
    CHECK(asked_of(compiled, "form_submitted").size() == 1);
    CHECK(asked_of(compiled, "bought").empty());
    CHECK(compiled.questions_of_any_type.size() == 2);
    CHECK(compiled.has_account_questions);
}

TEST_CASE("a question about nothing that is declared is an error, also within its predicate", "[plan][history]") {
    const auto errors = [](const std::string& condition) {
        Catalog catalog = catalog_with({});
        catalog.fields.declared = true;
        catalog.fields.events = {{"page_visited", {{"path", {FieldKind::string, {}, {}}}}}};
        return faults(add(catalog, WorkflowBuilder("w").note("n").only_if(condition)));
    };
    CHECK(errors("count(\"page_visited\", \"7d\", event.path == \"/\") > 1").empty());
    CHECK(errors("count(\"page_visted\", \"7d\") > 1").find("\"page_visited\"") != std::string::npos);
    CHECK(errors("count(\"page_visited\", \"7d\", event.pth == \"/\") > 1").find("pth") != std::string::npos);
}

TEST_CASE("what events hold that a question asks about is part of the workflow's version", "[plan][history]") {
    Catalog catalog = catalog_with({});
    catalog.fields.declared = true;
    catalog.fields.events = {{"page_visited", {{"path", {FieldKind::string, {}, {}}}}}};
    add(catalog, WorkflowBuilder("w").note("n").only_if("count(\"page_visited\", \"7d\", event.path == \"/\") > 1"));
    const Digest before = plan_of(catalog).version_of("w");
    catalog.fields.events.at("page_visited")["title"] = {FieldKind::string, {}, {}};
    CHECK(plan_of(catalog).version_of("w") != before);
}

TEST_CASE("a plan that looks at what an account did says so, and where", "[plan][history]") {
    const auto compiled = [](const WorkflowBuilder& builder) {
        Catalog catalog = catalog_with({});
        catalog.segments["busy"] = {"busy", {}, {}, "accountCount(\"page_visited\", \"7d\") > 10", {}};
        catalog.segments["busier"] = {"busier", {}, {}, "inSegment(\"busy\") && hasTag(\"x\")", {}};
        return plan_of(add(catalog, builder));
    };
    const Plan asked_once = compiled(WorkflowBuilder("w").only_when("inSegment(\"busier\")").note("n"));
    CHECK(asked_once.compiled().has_account_questions);
    CHECK_FALSE(asked_once.compiled().looks_at_accounts);
    CHECK_FALSE(asked_once.compiled().workflows.front().asks_account);
    CHECK(asked_once.compiled().account_conditions.empty());
    CHECK(asked_once.compiled().find_segment("busier")->asks_account);

    const Plan by_rule = compiled(WorkflowBuilder("w").goal_when("inSegment(\"busier\")").note("n"));
    CHECK(by_rule.compiled().looks_at_accounts);
    CHECK(by_rule.compiled().workflows.front().asks_account);
    REQUIRE(by_rule.compiled().account_conditions.size() == 1);
    CHECK(by_rule.compiled().account_conditions[0].text() == "accountCount(\"page_visited\", \"7d\") > 10");

    const Plan by_wait = compiled(
        WorkflowBuilder("w").wait({until("hasTag(\"y\")"), until("accountLeads(\"page_visited\", \"7d\") > 1")}, "3d"));
    CHECK(by_wait.compiled().looks_at_accounts);
    const CompiledWorkflow& waits = by_wait.compiled().workflows.front();
    CHECK(waits.asks_account);
    CHECK_FALSE(waits.nodes[0].waits[0].asks_account);
    CHECK(waits.nodes[0].waits[1].asks_account);
    CHECK(by_wait.compiled().account_conditions.size() == 1);
}
