// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

void add_segment(Catalog& catalog, std::string_view id, SourceString when) {
    catalog.segments[SegmentId(id)] = Segment{id, {}, {}, std::move(when), {}};
}

/// A catalog of these segments, all of which a branch asks for.
Catalog catalog_of_segments(std::initializer_list<std::pair<std::string_view, std::string>> segments) {
    Catalog catalog = catalog_with({});
    WorkflowBuilder builder("asks");
    for (const auto& [id, when] : segments) {
        add_segment(catalog, id, when);
        builder.note("n").only_if("inSegment(\"" + std::string(id) + "\")");
    }
    return add(catalog, builder);
}

std::string errors_of(const Catalog& catalog) {
    std::string text;
    for (const Diagnostic& remark : compile(catalog).diagnostics) {
        if (remark.severity == Severity::error) {
            text += remark.rule + ": " + remark.message + (remark.hint.empty() ? "" : " (" + remark.hint + ")") + '\n';
        }
    }
    return text;
}

/// The plan of a catalog without errors.
Plan plan_of(const Catalog& catalog) {
    const Checked<Plan> plan = compile(catalog);
    for (const Diagnostic& remark : plan.diagnostics) {
        UNSCOPED_INFO(to_string(remark));
    }
    REQUIRE(plan.ok());
    return *plan;
}

bool is_timed(const Catalog& catalog, std::string_view segment) {
    const Plan plan = plan_of(catalog);
    REQUIRE(plan.compiled().find_segment(segment) != nullptr);
    return plan.compiled().find_segment(segment)->timed;
}

const std::string after_2026 = "now > timestamp(\"2026-01-01T00:00:00Z\")";

} // namespace

TEST_CASE("a segment is found in the plan by its id", "[plan][segment]") {
    Catalog catalog = catalog_with({});
    add_segment(catalog, "cold", "lead.score < 10 && account.industry == \"steel\"");
    const Plan plan = plan_of(catalog);
    REQUIRE(plan.compiled().find_segment("cold") != nullptr);
    CHECK(plan.compiled().find_segment("cold")->definition.id == SegmentId("cold"));
    CHECK(plan.compiled().find_segment("cold")->when.text() == "lead.score < 10 && account.industry == \"steel\"");
    CHECK(plan.compiled().find_segment("warm") == nullptr);
    CHECK(plan.compiled().account_fields.count("industry") == 1);
}

TEST_CASE("a segment asks about the lead, its account and its past, and about no enrollment", "[plan][segment]") {
    const auto error = [](const std::string& when) {
        Catalog catalog = catalog_with({});
        add_segment(catalog, "cold", when);
        return errors_of(catalog);
    };
    CHECK(error("score.fit > 1.0 && count(\"page_visited\") > 2 && now > timestamp(\"2026-01-01T00:00:00Z\")").empty());
    CHECK(error("event.form == \"x\"").find("condition: segment \"cold\": ") == 0);
    CHECK(error("trigger.form == \"x\"").find("condition: segment \"cold\": ") == 0);
    CHECK(error("opened(\"mail\")") ==
          "unknown_reference: segment \"cold\": step \"mail\" belongs to no enrollment here (ask about messages in "
          "the steps, exits and goals of a workflow)\n");
    CHECK(error("lead.score < 10 || sent()") ==
          "unknown_reference: segment \"cold\": `sent()` asks about the messages of an enrollment, and there is none "
          "here (ask about messages in the steps, exits and goals of a workflow)\n");
    CHECK(error("result(\"mail\") == 1").find("unknown_reference: segment \"cold\": step \"mail\"") == 0);
    CHECK(error("lead.score <").find("condition: segment \"cold\": ") == 0);
    CHECK(error("") == "type: segment \"cold\" has no `when` (write the condition that its leads meet)\n");
}

TEST_CASE("what is wrong in a segment is reported at its place", "[plan][segment]") {
    Catalog catalog = catalog_with({});
    auto source = std::make_shared<SourceText>();
    source->name = "cold.yaml";
    source->text = "segment: cold\nwhen: lead.score < 10 && enrolledIn(\"x\")\n";
    catalog.segments["cold"] = {
        "cold", {}, {}, {"lead.score < 10 && enrolledIn(\"x\")", Place{source, 2, 7}}, Place{source, 1, 1}};
    const Diagnostics found = findings(catalog, "unknown_reference");
    REQUIRE(found.size() == 1);
    CHECK(found[0].place.line == 2);
    CHECK(found[0].place.column == 37);
    catalog.segments["cold"].when = SourceString("", Place{source, 2, 7}); // Who read it has remarked on that.
    CHECK(errors_of(catalog).empty());
}

TEST_CASE("a segment that does not exist is an error with a suggestion", "[plan][segment]") {
    Catalog catalog = catalog_of_segments({{"cold", "true"}});
    add(catalog, WorkflowBuilder("w").only_when("inSegment(\"clod\")").note("n"));
    CHECK(errors_of(catalog) == "unknown_reference: workflow \"w\": `when`: there is no segment \"clod\" in this "
                                "catalog (did you mean \"cold\"?)\n");
}

TEST_CASE("a segment that asks for itself is an error that names the way", "[plan][segment]") {
    CHECK(errors_of(catalog_of_segments({{"a", "inSegment(\"a\")"}})) ==
          "condition: segment \"a\" asks for itself (a segment's condition cannot depend on its own answer)\n");

    const Catalog catalog = catalog_of_segments({{"a", "inSegment(\"b\")"},
                                                 {"b", "hasTag(\"x\") && inSegment(\"c\")"},
                                                 {"c", "inSegment(\"d\") || !inSegment(\"a\")"},
                                                 {"d", "true"},
                                                 {"e", "inSegment(\"a\")"}});
    const Diagnostics found = findings(catalog, "condition");
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "segment \"a\" asks for itself through \"b\", \"c\"");
    CHECK(found[0].witness == std::vector<std::string>{"a", "b", "c", "a"});
}

TEST_CASE("segments ask for segments a limited number deep", "[plan][segment]") {
    const auto chain = [](int length) {
        Catalog catalog = catalog_with({});
        add_segment(catalog, "s0", "hasTag(\"x\")");
        for (int i = 1; i < length; ++i) {
            add_segment(catalog, "s" + std::to_string(i), "inSegment(\"s" + std::to_string(i - 1) + "\")");
        }
        return errors_of(catalog);
    };
    CHECK(chain(32).empty());
    CHECK(chain(1000) == "limit: segment \"s32\" asks for segments that ask for segments, more than 32 deep (write "
                         "some of their conditions out)\n");
}

TEST_CASE("a segment is timed if time alone changes it, also through another", "[plan][segment]") {
    const Catalog catalog = catalog_of_segments({{"a", "inSegment(\"old\") && hasTag(\"x\")"},
                                                 {"b", "inSegment(\"plain\")"},
                                                 {"old", after_2026},
                                                 {"plain", "lead.score > 5"},
                                                 {"z", "inSegment(\"a\")"}});
    CHECK(is_timed(catalog, "old"));
    CHECK(is_timed(catalog, "a"));
    CHECK(is_timed(catalog, "z"));
    CHECK_FALSE(is_timed(catalog, "plain"));
    CHECK_FALSE(is_timed(catalog, "b"));
}

TEST_CASE("workflows and waits know whether time alone can move their leads", "[plan][timed]") {
    const auto compiled = [](const WorkflowBuilder& builder) {
        Catalog catalog = catalog_with({});
        add_segment(catalog, "old", after_2026);
        add_segment(catalog, "older", "inSegment(\"old\")");
        add_segment(catalog, "plain", "lead.score > 5");
        return plan_of(add(catalog, builder)).compiled().workflows.front();
    };
    const auto nothing_timed = compiled(WorkflowBuilder("w")
                                            .only_when(after_2026)
                                            .exit_when("inSegment(\"plain\")")
                                            .exit_on("left", after_2026)
                                            .wait({until("lead.x == 1"), for_event("a", after_2026)}, "3d")
                                            .only_if("inSegment(\"old\")"));
    CHECK(nothing_timed.has_rules_on_conditions);
    CHECK_FALSE(nothing_timed.has_timed_rules);
    CHECK_FALSE(nothing_timed.nodes[0].waits[0].timed);
    CHECK_FALSE(nothing_timed.nodes[0].waits[1].timed);

    CHECK(compiled(WorkflowBuilder("w").exit_when(after_2026).note("n")).has_timed_rules);
    CHECK(compiled(WorkflowBuilder("w").goal_when(after_2026).note("n")).has_timed_rules);
    CHECK(compiled(WorkflowBuilder("w").goal_when("inSegment(\"older\")").note("n")).has_timed_rules);

    const auto wait = compiled(
        WorkflowBuilder("w").wait({until("lead.x == 1"), until(after_2026), until("inSegment(\"older\")")}, "3d"));
    CHECK_FALSE(wait.has_timed_rules);
    CHECK_FALSE(wait.nodes[0].waits[0].timed);
    CHECK(wait.nodes[0].waits[1].timed);
    CHECK(wait.nodes[0].waits[2].timed);
}

TEST_CASE("a comparison whose next change cannot be told is an error where it is looked at", "[plan][timed]") {
    const std::string untold = "now - lead.created_at > now - lead.renewal_date";
    const auto error = [&](const WorkflowBuilder& builder) {
        Catalog catalog = catalog_with({});
        add_segment(catalog, "odd", untold);
        add_segment(catalog, "through", "inSegment(\"odd\")");
        return errors_of(add(catalog, builder));
    };
    CHECK(error(WorkflowBuilder("w").note("n").only_if(untold)).empty());
    CHECK(error(WorkflowBuilder("w").only_when("inSegment(\"odd\")").note("n").only_if("inSegment(\"through\")"))
              .empty());
    CHECK(error(WorkflowBuilder("w").exit_when(untold).note("n")).find("condition: workflow \"w\": exit: ") == 0);
    CHECK(error(WorkflowBuilder("w").goal_when(untold).note("n")).find("condition: workflow \"w\": goal: ") == 0);
    CHECK(
        error(WorkflowBuilder("w").wait(until(untold), "3d").id("x")).find("condition: workflow \"w\": step \"x\": ") ==
        0);

    const std::string by_exit = error(WorkflowBuilder("w").exit_when("inSegment(\"odd\")").note("n"));
    CHECK(by_exit.find("condition: segment \"odd\": ") == 0);
    CHECK(by_exit.find(" (looked at by workflow \"w\": exit)") != std::string::npos);
    const std::string by_others = error(
        WorkflowBuilder("w").goal_when("inSegment(\"through\")").wait(until("inSegment(\"through\")"), "3d").note("n"));
    CHECK(by_others.find("condition: segment \"odd\": ") == 0);
    CHECK(by_others.find(" (looked at by workflow \"w\": goal through segment \"through\")") != std::string::npos);
    CHECK(std::count(by_others.begin(), by_others.end(), '\n') == 1);
}

TEST_CASE("a segment that nobody asks for is worth a note", "[plan][segment]") {
    Catalog catalog = catalog_of_segments({{"cold", "inSegment(\"colder\")"}, {"colder", "hasTag(\"x\")"}});
    CHECK(findings(catalog, "unused").empty());
    add_segment(catalog, "forgotten", "hasTag(\"y\")");
    const Diagnostics found = findings(catalog, "unused");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::note);
    CHECK(found[0].message == "no condition asks for segment \"forgotten\"");
}

TEST_CASE("the catalog's version covers segments, a workflow's does not", "[plan][version]") {
    Catalog catalog = catalog_of_segments({{"cold", "lead.score < 10"}});
    const Plan before = plan_of(catalog);
    catalog.segments.at("cold").when = "lead.score < 20";
    const Plan after = plan_of(catalog);
    CHECK(before.catalog_version() != after.catalog_version());
    CHECK(before.version_of("asks") == after.version_of("asks"));
}

TEST_CASE("only a call has a result, and there is no call yet", "[plan][result]") {
    const auto error = [](const std::string& condition) {
        Catalog catalog = catalog_with({});
        return errors_of(add(catalog, WorkflowBuilder("w").note("n").id("ask").note("m").id("m").only_if(condition)));
    };
    CHECK(error("result(\"ask\") == 1") == "unsupported: workflow \"w\": step \"m\": step \"ask\" has no result; only "
                                           "a `call` has one, and this version has no `call`\n");
    CHECK(error("result(\"aks\") == 1") == "unknown_reference: workflow \"w\": step \"m\": there is no step \"aks\" in "
                                           "this workflow (did you mean \"ask\"?)\n");
}
