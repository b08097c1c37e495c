// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

#include "plan/compiled.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

/// A catalog read from JSON, whose remarks have places.
Catalog read(const std::string& text) {
    auto source = std::make_shared<SourceText>();
    source->name = "catalog.json";
    source->text = text;
    const Checked<Document> document = read_json(source);
    REQUIRE(document.ok());
    Checked<Catalog> catalog = read_catalog(document.value.items);
    for (const Diagnostic& diagnostic : catalog.diagnostics) {
        UNSCOPED_INFO(to_string(diagnostic));
    }
    REQUIRE(catalog.ok());
    return catalog.value;
}

/// A catalog that declares fields.
Catalog declaring() {
    Catalog catalog = catalog_with({"hello"});
    catalog.fields.declared = true;
    catalog.fields.lead = {{"employees", {FieldKind::integer, {}, {}}}};
    catalog.fields.account = {{"industry", {FieldKind::string, {}, {}}}};
    catalog.fields.events = {{"form_submitted", {{"form", {FieldKind::string, {}, {}}}}}};
    return catalog;
}

Diagnostics errors_of(const Catalog& catalog) {
    Diagnostics found;
    for (const Diagnostic& diagnostic : compile(catalog).diagnostics) {
        if (diagnostic.severity == Severity::error) {
            found.push_back(diagnostic);
        }
    }
    return found;
}

/// The only error of a catalog with this workflow in it, as "rule: message (hint)".
std::string error_of(Catalog catalog, const WorkflowBuilder& builder) {
    const Diagnostics found = errors_of(add(catalog, builder));
    REQUIRE(found.size() == 1);
    return found[0].rule + ": " + found[0].message + (found[0].hint.empty() ? "" : " (" + found[0].hint + ")");
}

} // namespace

TEST_CASE("an empty plan has no version and no workflows", "[plan]") {
    const Plan plan;
    CHECK(plan.empty());
    CHECK(plan.workflows().empty());
    CHECK(plan.channels().empty());
    CHECK(plan.catalog_version() == Digest());
}

TEST_CASE("a plan knows its workflows and the channels that sends use", "[plan]") {
    Catalog catalog = catalog_with({"hello", "unsent"});
    catalog.contents.at("unsent").channel = "fax";
    add(catalog, WorkflowBuilder("b").send("hello"));
    add(catalog, WorkflowBuilder("a").note("n"));
    const Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());
    CHECK(plan.value.workflows() == std::vector<WorkflowId>{"a", "b"});
    CHECK(plan.value.channels() == std::vector<ChannelId>{"email"});
    CHECK(plan.value.compiled().find("b")->definition.id == "b");
    CHECK(plan.value.compiled().find("c") == nullptr);
}

TEST_CASE("references to what does not exist are errors with a suggestion", "[plan][reference]") {
    Catalog catalog = catalog_with({"hello"});
    CHECK(
        error_of(catalog, WorkflowBuilder("w").send("helo")) ==
        "unknown_reference: workflow \"w\": step \"helo\": there is no content \"helo\" in this catalog (did you mean "
        "\"hello\"?)");
    CHECK(error_of(catalog, WorkflowBuilder("w").exit_to("elsewhere")).find("no workflow \"elsewhere\"") !=
          std::string::npos);
    CHECK(error_of(catalog, WorkflowBuilder("w").category("newsletter").send("hello")).find("no category") !=
          std::string::npos);
    CHECK(error_of(catalog, WorkflowBuilder("w").send("hello").wait(for_engagement("message_opened", {"helo"}), "3d"))
              .find("no step \"helo\"") != std::string::npos);
    CHECK(error_of(catalog,
                   WorkflowBuilder("w").note("n").id("note").wait(for_engagement("message_opened", {"note"}), "3d"))
              .find("sends no message") != std::string::npos);
}

TEST_CASE("references inside of conditions are checked where they stand", "[plan][reference]") {
    const Catalog catalog = catalog_with({"hello"});
    const auto asking = [](std::string condition) {
        return WorkflowBuilder("w").send("hello").note("n").only_if(condition);
    };
    CHECK(error_of(catalog, asking("opened(\"helo\")")).find("did you mean \"hello\"?") != std::string::npos);
    CHECK(error_of(catalog, asking("enrolledIn(\"v\")")).find("no workflow \"v\"") != std::string::npos);
    CHECK(error_of(catalog, asking("subscribed(\"news\")")).find("no category \"news\"") != std::string::npos);
    Catalog fine = catalog;
    CHECK(errors_of(add(fine, asking("enrolledIn(\"w\") && subscribed(\"marketing\") && opened(\"hello\")"))).empty());
}

TEST_CASE("with declared fields, events and fields that are not declared are errors", "[plan][reference]") {
    CHECK(error_of(declaring(), WorkflowBuilder("w").on("form_submited").note("n")) ==
          "unknown_reference: workflow \"w\": trigger: there is no event \"form_submited\" in this catalog (did you "
          "mean \"form_submitted\"?)");
    CHECK(error_of(declaring(), WorkflowBuilder("w").exit_on("left").note("n")).find("no event \"left\"") !=
          std::string::npos);
    CHECK(error_of(declaring(), WorkflowBuilder("w").wait(for_event("left"), "3d")).find("no event \"left\"") !=
          std::string::npos);
    CHECK(error_of(declaring(), WorkflowBuilder("w").set({{"emploees", 5}})).find("\"employees\"") !=
          std::string::npos);
    CHECK(error_of(declaring(), WorkflowBuilder("w").note("{{ account.industri }}")).find("\"industry\"") !=
          std::string::npos);

    Catalog free = catalog_with({});
    CHECK(errors_of(add(free, WorkflowBuilder("w").on("anything").set({{"any", 5}}).note("{{ lead.other }}"))).empty());
    Catalog built_in = declaring();
    CHECK(errors_of(add(built_in, WorkflowBuilder("w").on("message_opened").note("{{ lead.email }}"))).empty());
}

TEST_CASE("an expression that does not compile is reported at its place", "[plan][condition]") {
    const Catalog catalog = read(R"([
  {"fields": {"lead": {"employees": "int"}, "events": {"form_submitted": {"form": "string"}}}},
  {"workflow": "welcome",
   "trigger": {"event": "form_submitted"},
   "when": "lead.employees > lead.emploees",
   "steps": [{"note": "hello {{ lead.nobody }}"}]}
])");
    const Diagnostics found = errors_of(catalog);
    REQUIRE(found.size() == 2);
    CHECK(found[0].rule == "condition");
    CHECK(found[0].place.line == 5);
    CHECK(found[0].place.column == 35);
    CHECK(found[1].rule == "unknown_reference");
    CHECK(found[1].place.line == 6);
}

TEST_CASE("all mistakes of a catalog are reported together", "[plan]") {
    Catalog catalog = catalog_with({"hello"});
    catalog.contents.at("hello").when = "lead.score >=";
    catalog.contents.at("hello").subject = "{{ lead.first_name ";
    add(catalog, WorkflowBuilder("a").send("nothing").exit("done").note("behind it"));
    add(catalog, WorkflowBuilder("b").note("n").id("n").only_if("1 +").go_to("n"));
    std::vector<std::string> rules;
    for (const Diagnostic& diagnostic : errors_of(catalog)) {
        rules.push_back(diagnostic.rule);
    }
    std::sort(rules.begin(), rules.end());
    CHECK(rules == std::vector<std::string>{"condition", "condition", "loop_without_delay", "template",
                                            "unknown_reference", "unreachable_step"});
}

TEST_CASE("an event is known in where, in key and behind the wait that it ended", "[plan][scope]") {
    const auto is_fine = [](const WorkflowBuilder& builder) {
        Catalog catalog = catalog_with({"hello"});
        return errors_of(add(catalog, builder)).empty();
    };
    const auto asks = [](Steps& s) { s.note("{{ event.topic }}").only_if("event.topic == \"a\""); };
    CHECK(is_fine(WorkflowBuilder("w").on("a", "event.x == 1").key("event.x").exit_on("b", "event.x == 2").note("n")));
    CHECK_FALSE(is_fine(WorkflowBuilder("w").on("a").only_when("event.x == 1").note("n")));
    CHECK(is_fine(WorkflowBuilder("w").wait(for_event("a"), "3d", then(asks))));
    CHECK_FALSE(is_fine(WorkflowBuilder("w").wait(for_event("a"), "3d", otherwise(asks))));
    CHECK_FALSE(is_fine(WorkflowBuilder("w").wait(for_event("a"), "3d").note("n").only_if("event.topic == \"a\"")));
    CHECK(is_fine(WorkflowBuilder("w")
                      .wait(for_event("a"), "3d", otherwise([](Steps& s) { s.exit("late"); }))
                      .note("n")
                      .only_if("event.topic == \"a\"")));
    CHECK_FALSE(is_fine(WorkflowBuilder("w").wait(until("lead.x == 1"), "3d", then(asks))));
}

TEST_CASE("the event behind a wait has the types that the wait asked for", "[plan][scope]") {
    Catalog catalog = declaring();
    catalog.fields.events["page_visited"] = {{"path", {FieldKind::string, {}, {}}}};
    Catalog wrong = catalog;
    const auto form = [](Steps& s) { s.note("n").only_if("event.form == \"a\""); };
    CHECK(errors_of(add(catalog, WorkflowBuilder("w").wait(for_event("form_submitted"), "3d", then(form)))).empty());
    CHECK(errors_of(add(wrong, WorkflowBuilder("w").wait(for_event("page_visited"), "3d", then(form)))).size() == 1);
}

TEST_CASE("the trigger is known in steps, exits and goals, not in content's when", "[plan][scope]") {
    Catalog catalog = catalog_with({"hello"});
    add(catalog, WorkflowBuilder("w")
                     .on("a")
                     .exit_when("trigger.x == 1")
                     .goal_on("b", "event.x == trigger.x")
                     .wait(for_event("c", "event.x == trigger.x"), "3d")
                     .note("{{ trigger.x }}")
                     .only_if("trigger.x == 2"));
    CHECK(errors_of(catalog).empty());
    catalog.contents.at("hello").when = "trigger.x == 1";
    CHECK(errors_of(catalog).size() == 1);
}

TEST_CASE("templates know their names and no others", "[plan][template]") {
    const auto is_fine = [](const std::string& text) {
        Catalog catalog = catalog_with({"hello"});
        catalog.contents.at("hello").text = text;
        return errors_of(add(catalog, WorkflowBuilder("w").send("hello"))).empty();
    };
    CHECK(is_fine("{{ lead.first_name | default: \"there\" }} {{ account.name }} {{ trigger.form }} {{ event.form }}"));
    CHECK(is_fine("{{ score.fit }} {{ now }} {{ sender.postal_address }} {{ unsubscribe_url }} {{ preferences_url }}"));
    CHECK_FALSE(is_fine("{{ first_name }}"));
    CHECK_FALSE(is_fine("{{ lead }}"));
    CHECK_FALSE(is_fine("{{ sender.phone }}"));
    CHECK_FALSE(is_fine("{{ unsubscribe }}"));
    CHECK(is_fine("{{ latest.form_submitted.title }}{% for topic in lead.topics %}{{ topic }}{% endfor %}"));
    CHECK_FALSE(is_fine("{{ latest.form_submitted }}"));
    CHECK_FALSE(is_fine("{{ result.step }}"));
    CHECK_FALSE(is_fine("{{ [lead.first_name] }}"));
    CHECK_FALSE(is_fine("{% for topic in topics %}{{ topic }}{% endfor %}"));
}

TEST_CASE("a workflow is transactional by its category, or if all its sends are", "[plan]") {
    const auto is_transactional = [](const WorkflowBuilder& builder) {
        Catalog catalog = catalog_with({"hello", "receipt"});
        catalog.contents.at("receipt").category = "transactional";
        const Checked<Plan> plan = compile(add(catalog, builder));
        REQUIRE(plan.ok());
        return plan.value.compiled().workflows.front().transactional;
    };
    CHECK(is_transactional(WorkflowBuilder("w").category("transactional").note("n")));
    CHECK(is_transactional(WorkflowBuilder("w").send("receipt").note("n")));
    CHECK(is_transactional(WorkflowBuilder("w").send("hello", {"transactional"})));
    CHECK_FALSE(is_transactional(WorkflowBuilder("w").send("receipt").send("hello")));
    CHECK_FALSE(is_transactional(WorkflowBuilder("w").note("n")));
}

TEST_CASE("the category of a send is the step's, else the content's, else the workflow's", "[plan]") {
    Catalog catalog = catalog_with({"hello", "news"});
    catalog.settings.categories.emplace("newsletter", Consent::opt_in);
    catalog.settings.categories.emplace("events", Consent::opt_out);
    catalog.contents.at("news").category = "newsletter";
    add(catalog, WorkflowBuilder("w").category("events").send("hello").send("news").send("news", {"marketing"}));
    const Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());
    const std::vector<CompiledNode>& nodes = plan.value.compiled().workflows.front().nodes;
    CHECK(nodes[0].category == "events");
    CHECK(nodes[1].category == "newsletter");
    CHECK(nodes[2].category == "marketing");
    CHECK(plan.value.compiled().contents[nodes[1].content].definition.id == "news");
}

TEST_CASE("triggers are found by event type, in the order of workflows", "[plan]") {
    Catalog catalog = catalog_with({});
    add(catalog, WorkflowBuilder("b").on("x").note("n"));
    add(catalog, WorkflowBuilder("a").on("y").on("x", "event.n == 1").note("n"));
    const Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());
    const auto& triggers = plan.value.compiled().triggers;
    REQUIRE(triggers.count("x") == 1);
    REQUIRE(triggers.find("x")->second.size() == 2);
    CHECK(triggers.find("x")->second[0].workflow == 0);
    CHECK_FALSE(triggers.find("x")->second[0].match.where.empty());
    CHECK(triggers.find("x")->second[1].workflow == 1);
    CHECK(triggers.find("y")->second.size() == 1);
}

TEST_CASE("a plan names the fields that are read or written, and the events that must be kept", "[plan]") {
    Catalog catalog = catalog_with({"hello"});
    catalog.contents.at("hello").subject = "{{ lead.title }}";
    WaitFor since = for_event("replied");
    since.since_enrollment = true;
    add(catalog, WorkflowBuilder("w")
                     .only_when("lead.country == \"DE\" && account.industry == \"steel\"")
                     .set({{"plan", "trial"}})
                     .compute({{"level", "lead.points + 1"}})
                     .note("{{ lead.nick }}")
                     .wait({since, for_event("left")}, "3d"));
    const Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());
    for (const char* field : {"title", "country", "plan", "level", "points", "nick", "email", "time_zone", "tags"}) {
        CHECK(plan.value.compiled().lead_fields.count(field) == 1);
    }
    CHECK(plan.value.compiled().account_fields == std::set<std::string, std::less<>>{"industry"});
    CHECK(plan.value.compiled().kept_events == std::set<std::string, std::less<>>{"replied"});
}

TEST_CASE("setting a field of the account is refused until its other leads can see it", "[plan]") {
    Catalog catalog;
    add(catalog, WorkflowBuilder("w").set({{"account.tier", 2}}));
    const Checked<Plan> plan = compile(catalog);
    REQUIRE_FALSE(plan.ok());
    CHECK(plan.diagnostics.front().rule == "unsupported");
}

TEST_CASE("a workflow's version changes with what it means and the fields it names, and with nothing else",
          "[plan][version]") {
    Catalog catalog = declaring();
    add(catalog,
        WorkflowBuilder("w").on("form_submitted", "event.form == \"x\"").note("n").only_if("lead.employees > 5"));
    const auto version = [](const Catalog& of) {
        const Checked<Plan> plan = compile(of);
        REQUIRE(plan.ok());
        return plan.value.version_of("w");
    };
    const Digest first = version(catalog);
    CHECK(first != Digest());
    CHECK(to_hex(first) == compile(catalog).value.compiled().find("w")->version_hex);

    Catalog other_field = catalog;
    other_field.fields.lead["unrelated"] = {FieldKind::string, {}, {}};
    add(other_field, WorkflowBuilder("v").note("n"));
    CHECK(version(other_field) == first);
    CHECK(compile(other_field).value.catalog_version() != compile(catalog).value.catalog_version());

    Catalog scored = catalog;
    scored.scoring.declared = true;
    CHECK(version(scored) == first);
    CHECK(compile(scored).value.catalog_version() != compile(catalog).value.catalog_version());

    Catalog other_type = catalog;
    other_type.fields.lead["employees"] = {FieldKind::real, {}, {}};
    CHECK(version(other_type) != first);

    Catalog other_event = catalog;
    other_event.fields.events["form_submitted"]["title"] = {FieldKind::string, {}, {}};
    CHECK(version(other_event) != first);

    Catalog other_step = catalog;
    add(other_step,
        WorkflowBuilder("w").on("form_submitted", "event.form == \"x\"").note("m").only_if("lead.employees > 5"));
    CHECK(version(other_step) != first);
}

TEST_CASE("limits and time zones are checked", "[plan][limit]") {
    Catalog catalog = catalog_with({});
    catalog.settings.limits.steps = 2;
    CHECK(error_of(catalog, WorkflowBuilder("w").note("a").note("b").note("c")).find("limit: ") == 0);

    Catalog huge = catalog_with({});
    huge.settings.limits.steps = 1'000'000;
    WorkflowBuilder chain("w");
    for (int i = 0; i <= 10'000; ++i) {
        chain.tag("x");
    }
    CHECK(error_of(huge, chain).find("more than the limit of 10000") != std::string::npos);

    Catalog many = catalog_with({});
    many.settings.limits.workflows = 1;
    add(many, WorkflowBuilder("a").note("n"));
    CHECK(error_of(many, WorkflowBuilder("b").note("n")).find("limit: ") == 0);

    CHECK(error_of(catalog_with({}), WorkflowBuilder("w").time_zone("Europe/Nowhere").note("n")).find("type: ") == 0);
}
