// SPDX-License-Identifier: BSL-1.0

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"

using namespace nurture;
using namespace nurture::testing_plan;
using namespace std::chrono_literals;

namespace {

const std::string after_2026 = "now > timestamp(\"2026-01-01T00:00:00Z\")";

/// A catalog of one workflow and some segments to ask for.
Catalog catalog_around(const WorkflowBuilder& builder) {
    Catalog catalog = catalog_of(builder, {"mail"});
    catalog.segments["old"] = {"old", {}, {}, after_2026, {}};
    catalog.segments["older"] = {"older", {}, {}, "inSegment(\"old\")", {}};
    catalog.segments["busy"] = {"busy", {}, {}, "accountCount(\"page_visited\", \"7d\") > 10", {}};
    return catalog;
}

Plan plan_of(const Catalog& catalog) {
    const Checked<Plan> plan = compile(catalog);
    for (const Diagnostic& remark : plan.diagnostics) {
        UNSCOPED_INFO(to_string(remark));
    }
    REQUIRE(plan.ok());
    return *plan;
}

Plan plan_of(const WorkflowBuilder& builder) {
    return plan_of(catalog_around(builder));
}

/// The error that a catalog has, with its rule and hint; empty if it has none.
std::string error_of(const Catalog& catalog) {
    std::string text;
    for (const Diagnostic& remark : compile(catalog).diagnostics) {
        if (remark.severity == Severity::error) {
            text += remark.rule + ": " + remark.message + (remark.hint.empty() ? "" : " (" + remark.hint + ")");
        }
    }
    return text;
}

std::string error_of(const WorkflowBuilder& builder) {
    return error_of(catalog_around(builder));
}

WorkflowBuilder becoming(const std::string& condition, const std::string& reset_when = {}) {
    return WorkflowBuilder("w").on_becoming(condition, reset_when).note("n");
}

/// The workflow "w" with this trigger, whatever it says.
Catalog catalog_with_trigger(TriggerNode trigger) {
    Catalog catalog = catalog_around(WorkflowBuilder("w").on("a").note("n"));
    catalog.workflows.at("w").nodes[0].what = std::move(trigger);
    return catalog;
}

} // namespace

TEST_CASE("conditions that turn true are in the order of priority, then workflow, then as written", "[plan][trigger]") {
    Catalog catalog = catalog_with({});
    add(catalog, WorkflowBuilder("c").priority(5).on_becoming("lead.a == 1").note("n"));
    add(catalog, WorkflowBuilder("a").on_becoming("lead.z == 1", "lead.z == 2").on_becoming("lead.b == 1").note("n"));
    add(catalog, WorkflowBuilder("b").on_inactivity("90d", {"page_visited"}).note("n"));
    const Plan plan = plan_of(catalog);
    const std::vector<CompiledBecomes>& becomes = plan.compiled().becomes;
    REQUIRE(becomes.size() == 4);
    CHECK(becomes[0].workflow == 2);
    CHECK(becomes[1].workflow == 0);
    CHECK(becomes[1].when.text() == "lead.z == 1");
    CHECK(becomes[1].reset_when.text() == "lead.z == 2");
    CHECK(becomes[2].when.text() == "lead.b == 1");
    CHECK(becomes[2].reset_when.empty());
    CHECK(becomes[3].when.text() == "inactive(\"90d\", [\"page_visited\"])");
    CHECK(plan.compiled().lead_fields.count("z") == 1);
    CHECK(plan.compiled().lead_fields.count("created_at") == 1);
    CHECK(plan.compiled().questions_by_type.count("page_visited") == 1);
    CHECK(plan.compiled().triggers.empty());
}

TEST_CASE("what is kept of a condition is found again as long as workflow and texts are the same", "[plan][trigger]") {
    const auto id = [](const WorkflowBuilder& builder) { return plan_of(builder).compiled().becomes.at(0).id; };
    const std::string first = id(becoming("lead.a == 1", "lead.a == 2"));
    CHECK(first == "w/" + to_hex(Sha256().update("11:lead.a == 1").update("11:lead.a == 2").digest()).substr(0, 16));
    CHECK(first == id(WorkflowBuilder("w")
                          .title("Other")
                          .priority(3)
                          .on("x")
                          .on_becoming("lead.a == 1", "lead.a == 2")
                          .note("m")));
    CHECK(first != id(becoming("lead.a == 1")));
    CHECK(first != id(becoming("lead.a == 1", "lead.a == 3")));
    CHECK(first != id(WorkflowBuilder("v").on_becoming("lead.a == 1", "lead.a == 2").note("n")));
}

TEST_CASE("a trigger that is written twice is one", "[plan][trigger]") {
    const Plan plan = plan_of(WorkflowBuilder("w")
                                  .on_becoming("lead.a == 1")
                                  .on_becoming("lead.a == 1")
                                  .on_becoming("lead.a == 1", "lead.a == 2")
                                  .on_count("x", 3, "7d")
                                  .on_count("x", 3, "1w")
                                  .on_count("x", 5, "7d")
                                  .note("n"));
    CHECK(plan.compiled().becomes.size() == 2);
    CHECK(plan.compiled().triggers.at("x").size() == 2);
}

TEST_CASE("a trigger that counts says how many, within what, and has an id of its own", "[plan][trigger]") {
    WorkflowBuilder builder("w");
    builder.on_count("b", 3, "7d", "event.n == 1").on("b").note("n");
    Catalog catalog = catalog_around(builder);
    std::get<TriggerOnEvent>(std::get<TriggerNode>(catalog.workflows.at("w").nodes[0].what).on).match.types = {"b", "a",
                                                                                                               "b"};
    const Plan plan = plan_of(catalog);
    REQUIRE(plan.compiled().triggers.at("b").size() == 2);
    REQUIRE(plan.compiled().triggers.at("a").size() == 1);
    const CompiledTrigger& counted = plan.compiled().triggers.at("a")[0];
    CHECK(counted.count == 3);
    CHECK(counted.within == 7 * 24h);
    CHECK(counted.match.types == std::vector<std::string>{"a", "b"});
    CHECK(counted.match.where.text() == "event.n == 1");
    CHECK(counted.id == "w/" + to_hex(Sha256().update("1:a1:b12:event.n == 19:604800000").digest()).substr(0, 16));
    CHECK(plan.compiled().triggers.at("b")[0].id == counted.id);
    REQUIRE(counted.counted != nullptr);
    CHECK(counted.counted->kind == HistoryQuestion::Kind::count);
    CHECK(counted.counted->types == counted.match.types);
    CHECK(counted.counted->window == counted.within);
    CHECK(plan.compiled().triggers.at("b")[0].counted->id == counted.counted->id);

    const CompiledTrigger& plain = plan.compiled().triggers.at("b")[1];
    CHECK(plain.count == 1);
    CHECK(plain.within == 0h);
    CHECK(plain.id.empty());
    CHECK(plain.counted == nullptr);
}

TEST_CASE("what a trigger counts is kept apart from what conditions and other triggers count", "[plan][trigger]") {
    const Plan plan = plan_of(WorkflowBuilder("w")
                                  .on_count("x", 3, "7d")
                                  .on_count("x", 5, "7d")
                                  .note("n")
                                  .only_if("count(\"x\", \"7d\") > 2"));
    const std::vector<CompiledTrigger>& triggers = plan.compiled().triggers.at("x");
    REQUIRE(triggers.size() == 2);
    CHECK(plan.compiled().questions_by_type.at("x").size() == 1);
    CHECK(triggers[0].counted->id != triggers[1].counted->id);
    CHECK(plan.compiled().questions.count(triggers[0].counted->id) == 0);
    CHECK(plan.compiled().questions.count(triggers[1].counted->id) == 0);
}

TEST_CASE("a trigger cannot count further than events are kept", "[plan][trigger][limit]") {
    Catalog catalog = catalog_around(WorkflowBuilder("w").on_count("x", 11, "7d").note("n"));
    CHECK(error_of(catalog).empty());
    catalog.settings.limits.events_kept = 10;
    CHECK(error_of(catalog) == "limit: workflow \"w\": trigger counts to 11, more than the limit of 10 (raise "
                               "settings.limits.events_kept)");
}

TEST_CASE("a condition that turns true is about the lead, not about an event or an enrollment",
          "[plan][trigger][scope]") {
    CHECK(error_of(becoming("lead.score > 5 && account.size > 3 && score.fit > 1.0 && count(\"a\") > 2 && " +
                            after_2026 + " && completed(\"w\")"))
              .empty());
    CHECK(error_of(becoming("event.form == \"x\"")).find("condition: workflow \"w\": trigger: ") == 0);
    CHECK(error_of(becoming("trigger.form == \"x\"")).find("condition: workflow \"w\": trigger: ") == 0);
    CHECK(error_of(becoming("lead.a == 1", "event.form == \"x\"")).find("condition: workflow \"w\": trigger: ") == 0);
    CHECK(error_of(WorkflowBuilder("w").on_becoming("opened(\"mail\")").send("mail")) ==
          "unknown_reference: workflow \"w\": trigger: step \"mail\" belongs to no enrollment here (ask about messages "
          "in the steps, exits and goals of a workflow)");
    CHECK(error_of(becoming("opened()")) == "unknown_reference: workflow \"w\": trigger: `opened()` asks about the "
                                            "messages of an enrollment, and there is none here (ask about messages in "
                                            "the steps, exits and goals of a workflow)");
    CHECK(error_of(becoming("inSegment(\"odl\")")) == "unknown_reference: workflow \"w\": trigger: there is no segment "
                                                      "\"odl\" in this catalog (did you mean \"old\"?)");
    CHECK(error_of(WorkflowBuilder("w").on_count("x", 3, "7d", "event.n == 1 && lead.a == 2").note("n")).empty());
}

TEST_CASE("a trigger knows whether time alone can make it true", "[plan][trigger][timed]") {
    const auto is_timed = [](const std::string& condition, const std::string& reset_when = {}) {
        const Plan plan = plan_of(becoming(condition, reset_when));
        CHECK(plan.compiled().has_timed_becomes == plan.compiled().becomes.at(0).timed);
        return plan.compiled().becomes.at(0).timed;
    };
    CHECK_FALSE(is_timed("lead.a == 1", "lead.a == 2"));
    CHECK(is_timed(after_2026));
    CHECK(is_timed("inSegment(\"older\")"));
    CHECK(is_timed("lead.a == 1", "inSegment(\"older\")"));
    CHECK(is_timed("count(\"page_visited\", \"7d\") > 3"));
    CHECK_FALSE(plan_of(WorkflowBuilder("w").on("x").only_when(after_2026).note("n")).compiled().has_timed_becomes);
}

TEST_CASE("a trigger that asks what the account did is looked at when its other leads do something",
          "[plan][trigger][history]") {
    const Plan plan =
        plan_of(becoming("lead.a == 1 && accountLeads(\"page_visited\", \"7d\") > 2", "!inSegment(\"busy\")"));
    CHECK(plan.compiled().becomes.at(0).asks_account);
    CHECK(plan.compiled().looks_at_accounts);
    CHECK_FALSE(plan.compiled().workflows.at(0).asks_account);
    REQUIRE(plan.compiled().account_conditions.size() == 2);
    CHECK(plan.compiled().account_conditions[0].text() == plan.compiled().becomes[0].when.text());
    CHECK(plan.compiled().account_conditions[1].text() == "accountCount(\"page_visited\", \"7d\") > 10");
    CHECK(plan.compiled().find_segment("busy")->looked_at);

    const Plan other = plan_of(becoming("lead.a == 1"));
    CHECK_FALSE(other.compiled().becomes.at(0).asks_account);
    CHECK_FALSE(other.compiled().looks_at_accounts);
}

TEST_CASE("a trigger whose next change cannot be told is an error, also through a segment", "[plan][trigger][timed]") {
    const std::string untold = "now - lead.created_at > now - lead.renewal_date";
    CHECK(error_of(becoming(untold)).find("condition: workflow \"w\": trigger: ") == 0);
    CHECK(error_of(becoming("lead.a == 1", untold)).find("condition: workflow \"w\": trigger: ") == 0);
    Catalog catalog = catalog_around(becoming("lead.a == 1", "inSegment(\"old\")"));
    catalog.segments.at("old").when = untold;
    const std::string through = error_of(catalog);
    CHECK(through.find("condition: segment \"old\": ") == 0);
    CHECK(through.find("(looked at by workflow \"w\": trigger)") != std::string::npos);
}

TEST_CASE("leads that are there already need a condition to be enrolled by", "[plan][trigger]") {
    CHECK(plan_of(becoming("lead.a == 1").enroll_existing()).compiled().workflows.at(0).enroll_existing);
    CHECK_FALSE(plan_of(becoming("lead.a == 1")).compiled().workflows.at(0).enroll_existing);
    CHECK(error_of(WorkflowBuilder("w").on("x").enroll_existing().note("n")) ==
          "type: workflow \"w\": `enroll_existing` is about leads for which a trigger `becomes` holds already, and "
          "there is no such trigger (add a trigger `becomes` or `inactive`, or leave it out)");
}

TEST_CASE("a trigger that is made in C++ and says nothing is an error", "[plan][trigger]") {
    const EventMatch event{{"a"}, {}};
    const auto says_of = [&](TriggerNode trigger) {
        const std::string text = error_of(catalog_with_trigger(std::move(trigger)));
        const std::string begin = "type: workflow \"w\": trigger ";
        REQUIRE(text.find(begin) == 0);
        return text.substr(begin.size());
    };
    CHECK(error_of(catalog_with_trigger({TriggerOnEvent{event, 1, 7h}})).empty());
    CHECK(says_of({}) == "needs an event");
    CHECK(says_of({TriggerOnBecoming{}}) == "needs a condition that becomes true");
    CHECK(says_of({TriggerOnEvent{event, 3, 0h}}) == "counts from 1, within more than nothing");
    CHECK(says_of({TriggerOnEvent{event, 0, 7h}}) == "counts from 1, within more than nothing");
    CHECK(says_of({TriggerOnDate{{DateField::Owner::trigger, "x"}, {}}}) ==
          "needs a date of the lead or its account: there is no event yet");
}

TEST_CASE("a date trigger needs a field that can hold a date", "[plan][trigger][time]") {
    Catalog catalog = catalog_around(WorkflowBuilder("w").on_date("lead.renewal_date", "-30d").note("n"));
    CHECK(plan_of(catalog).compiled().lead_fields.contains("renewal_date"));
    REQUIRE(plan_of(catalog).compiled().dates.size() == 1);
    CHECK(plan_of(catalog).compiled().dates[0].id.find("w/") == 0);
    catalog.fields.declared = true;
    catalog.fields.lead["renewal_date"] = {FieldKind::string};
    catalog.segments.clear();
    CHECK(error_of(catalog) == "type: workflow \"w\": trigger: lead.renewal_date is no date (declare it as `date` or "
                               "`timestamp`, or name another field)");
}

TEST_CASE("triggers of one form that say the same are one", "[plan][trigger][time]") {
    const Plan plan = plan_of(WorkflowBuilder("w")
                                  .on_date("lead.due", "-2d")
                                  .on_date("lead.due", "-2d")
                                  .on_date("lead.due", "-2d", "09:00")
                                  .on_schedule("FREQ=DAILY", "09:00")
                                  .on_schedule("FREQ=DAILY", "09:00")
                                  .note("n"));
    CHECK(plan.compiled().dates.size() == 2);
    CHECK(plan.compiled().schedules.size() == 1);
}

TEST_CASE("triggers are looked through for conditions that never hold", "[plan][trigger][never]") {
    const Diagnostics found =
        findings(catalog_around(becoming("lead.score > 50 && lead.score < 30", "lead.size == 1 && lead.size == 2")),
                 "never_true");
    REQUIRE(found.size() == 2);
    CHECK(says(found[0], "workflow \"w\": trigger: `lead.score > 50 && lead.score < 30` never holds"));
    CHECK(says(found[1], "`lead.size == 1 && lead.size == 2` never holds"));
}

TEST_CASE("a trigger is part of the workflow's version", "[plan][trigger][version]") {
    const auto version = [](const WorkflowBuilder& builder) { return plan_of(builder).version_of("w"); };
    const Digest before = version(becoming("lead.a == 1"));
    CHECK(before == version(becoming("lead.a == 1")));
    CHECK(before != version(becoming("lead.a == 2")));
    CHECK(before != version(becoming("lead.a == 1", "lead.a == 2")));
    CHECK(before != version(becoming("lead.a == 1").enroll_existing()));
}
