// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/rules/constraints.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

bool one_implies(std::string_view later, std::string_view earlier) {
    return implies(constraints_of(later), constraints_of(earlier));
}

bool is_empty(std::string_view condition, std::string_view field) {
    const FieldConstraints constraints = constraints_of(condition);
    const auto found = constraints.fields.find(field);
    return found != constraints.fields.end() && found->second.empty();
}

const auto nothing = [](Steps& s) { s.note("n"); };

} // namespace

TEST_CASE("a wait for the event of an exit never sees its then", "[plan][wait]") {
    WorkflowBuilder builder("nurture");
    builder.on("form_submitted").exit_on("demo_requested");
    builder.wait(for_event("demo_requested"), "3d", then(nothing)).id("demo");
    const Diagnostics found = findings(catalog_of(builder, {}), "shadowed_wait");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(says(found[0], "\"demo\""));
}

TEST_CASE("an exit that asks for more than the wait does not overtake it", "[plan][wait]") {
    const auto found = [](const WorkflowBuilder& builder) {
        return findings(catalog_of(builder, {}), "shadowed_wait").size();
    };
    CHECK(found(WorkflowBuilder("w").exit_on("a", "event.x == 1").wait(for_event("a"), "3d")) == 0);
    CHECK(found(WorkflowBuilder("w").exit_on("a", "event.x == 1").wait(for_event("a", "event.x == 1"), "3d")) == 1);
    CHECK(found(WorkflowBuilder("w").goal_on("a").wait(for_event("a", "event.x == 1"), "3d")) == 1);
    CHECK(found(WorkflowBuilder("w").exit_on("a").wait({for_event("a"), for_event("b")}, "3d")) == 0);
    CHECK(found(WorkflowBuilder("w").exit_on("a").goal_on("b").wait({for_event("a"), for_event("b")}, "3d")) == 1);
    CHECK(found(WorkflowBuilder("w").exit_when("hasTag(\"x\")").wait(until("hasTag(\"x\")"), "3d")) == 1);
}

TEST_CASE("a step in which leads wait has an id, or a note says so", "[plan][wait]") {
    WorkflowBuilder builder("w");
    builder.wait(for_event("a"), "3d").delay("1d").delay("2d").id("named").note("n");
    const Diagnostics found = findings(catalog_of(builder, {}), "unnamed_wait");
    REQUIRE(found.size() == 2);
    CHECK(found[0].severity == Severity::note);
    CHECK(says(found[0], "wait"));
    CHECK(says(found[1], "delay"));
}

TEST_CASE("comparisons of one field are read as the values they allow", "[plan][constraints]") {
    CHECK(is_empty("lead.score > 50 && lead.score < 30", "lead.score"));
    CHECK(is_empty("lead.a && (lead.score > 50 && x(1)) && lead.score <= 50", "lead.score"));
    CHECK_FALSE(is_empty("lead.score >= 50 && lead.score <= 50", "lead.score"));
    CHECK(is_empty("lead.c == \"DE\" && lead.c == \"AT\"", "lead.c"));
    CHECK(is_empty("lead.c in [\"DE\", \"AT\"] && lead.c != \"DE\" && lead.c != \"AT\"", "lead.c"));
    CHECK_FALSE(is_empty("lead.c != \"DE\" && lead.c != \"AT\"", "lead.c"));
    CHECK(is_empty("lead.t < -2 && lead.t > -1.5", "lead.t"));
}

TEST_CASE("of what is not a plain comparison nothing is said", "[plan][constraints]") {
    CHECK(constraints_of("lead.score > 50 || lead.score < 30").fields.empty());
    CHECK(constraints_of("lead.score > 50 ? true : false").fields.empty());
    CHECK(constraints_of("lead.score > account.score").fields.empty());
    CHECK(constraints_of("!(lead.score > 50)").fields.empty());
    CHECK(constraints_of("lead.name.size() > 50 && lead.name.size() < 2").fields.empty());
    CHECK(constraints_of("lead.x == 1 && lead.x == \"1\"").fields.empty());
    CHECK(constraints_of("lead.x > 9007199254740993 && lead.x < 9007199254740993").fields.empty());
    CHECK(constraints_of("lead.score >").fields.empty());
}

TEST_CASE("a narrower condition implies a wider one about the same field", "[plan][constraints]") {
    CHECK(one_implies("lead.score > 50", "lead.score > 30"));
    CHECK(one_implies("lead.score > 50 && lead.a", "lead.score >= 50"));
    CHECK(one_implies("lead.c == \"DE\"", "lead.c in [\"DE\", \"AT\"]"));
    CHECK(one_implies("lead.c == \"DE\"", "lead.c != \"FR\""));
    CHECK_FALSE(one_implies("lead.score >= 50", "lead.score > 50"));
    CHECK_FALSE(one_implies("lead.score > 30", "lead.score > 50"));
    CHECK_FALSE(one_implies("lead.score > 50", "lead.score > 30 && lead.a"));
    CHECK_FALSE(one_implies("lead.c != \"FR\"", "lead.c == \"DE\""));
    CHECK_FALSE(one_implies("lead.c == \"5\"", "lead.c > 3"));
}

TEST_CASE("an arm that an earlier one covers is never taken", "[plan][arm]") {
    WorkflowBuilder builder("w");
    builder.branch(when("lead.score > 30", nothing), when("lead.score > 50", nothing), when("lead.score < 5", nothing))
        .id("b");
    const Diagnostics found = findings(catalog_of(builder, {}), "shadowed_arm");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(says(found[0], "`lead.score > 50`"));

    WorkflowBuilder ordered("w");
    ordered.branch(when("lead.score > 50", nothing), when("lead.score > 30", nothing));
    CHECK(findings(catalog_of(ordered, {}), "shadowed_arm").empty());

    WorkflowBuilder same("w");
    same.branch(when("hasTag(\"a\")", nothing), when("hasTag(\"b\")", nothing), when("hasTag(\"a\")", nothing));
    CHECK(findings(catalog_of(same, {}), "shadowed_arm").size() == 1);
}

TEST_CASE("a condition that no value meets never holds", "[plan][never]") {
    WorkflowBuilder builder("w");
    builder.on("a", "event.n > 5 && event.n < 3")
        .only_when("lead.score > 50 && lead.score < 30")
        .note("n")
        .only_if("lead.x == 1");
    const Diagnostics found = findings(catalog_of(builder, {}), "never_true");
    REQUIRE(found.size() == 2);
    CHECK(found[0].severity == Severity::warning);
    CHECK(says(found[0], "lead.score"));
    CHECK(says(found[1], "event.n"));
}

TEST_CASE("segments and content are looked through for conditions that never hold", "[plan][never]") {
    Catalog catalog = catalog_with({"hello", "other"});
    catalog.contents.at("hello").when = "lead.score > 50 && lead.score < 30";
    catalog.contents.at("other").when = "lead.score > 30 && lead.score < 50";
    catalog.segments["cold"] = {"cold", {}, {}, "account.size == 1 && account.size == 2", {}};
    catalog.segments["warm"] = {"warm", {}, {}, "account.size == 1", {}};
    const Diagnostics found = findings(catalog, "never_true");
    REQUIRE(found.size() == 2);
    CHECK(says(found[0], "content \"hello\": `lead.score > 50 && lead.score < 30` never holds"));
    CHECK(says(found[1], "segment \"cold\": `account.size == 1 && account.size == 2` never holds"));
}

TEST_CASE("an enumeration has no other values than the declared ones", "[plan][never]") {
    Catalog catalog = catalog_of(
        WorkflowBuilder("w").note("n").only_if("lead.persona != \"sales\" && lead.persona != \"marketing\""), {});
    CHECK(findings(catalog, "never_true").empty());
    catalog.fields.declared = true;
    catalog.fields.lead = {{"persona", {FieldKind::enumeration, {"sales", "marketing"}, {}}}};
    CHECK(findings(catalog, "never_true").size() == 1);
}
