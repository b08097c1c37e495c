// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"
#include "unit/plan/checking.hpp"

using namespace nurture;
using namespace nurture::testing_plan;

namespace {

const std::string early = "engagement_before_send";

} // namespace

TEST_CASE("a click on a message that was sent on one side only is asked about too early", "[plan][engagement]") {
    const Catalog catalog = catalog_of(WorkflowBuilder("welcome")
                                           .on("signed_up")
                                           .branch(when("lead.country == \"DE\"", [](Steps& s) { s.send("german"); }))
                                           .delay("2d")
                                           .id("pause")
                                           .branch(when("clicked(\"german\")", [](Steps& s) { s.tag("clicked"); }))
                                           .id("asks"),
                                       {"german"});
    const Diagnostics found = findings(catalog, early);
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(says(found[0], "\"asks\""));
    CHECK(says(found[0], "not sent on every way"));
    CHECK(found[0].witness == std::vector<std::string>{"steps[0]", "pause", "asks"});
}

TEST_CASE("a message that was sent on every way may be asked about", "[plan][engagement]") {
    WorkflowBuilder straight("straight");
    straight.send("hello").delay("2d").note("n").only_if("opened(\"hello\")");
    CHECK(findings(catalog_of(straight, {"hello"}), early).empty());

    WorkflowBuilder either("either");
    either
        .branch(when("lead.country == \"DE\"", [](Steps& s) { s.send("german"); }),
                otherwise([](Steps& s) { s.send("english"); }))
        .wait(for_engagement("message_clicked", {"german", "english"}), "3d")
        .note("n")
        .only_if("opened(\"german\") || opened(\"english\")");
    CHECK(findings(catalog_of(either, {"german", "english"}), early).empty());
}

TEST_CASE("a send that is skipped or refused was not sent", "[plan][engagement]") {
    WorkflowBuilder skipped("skipped");
    skipped.send("hello").only_if("lead.a == 1").note("n").only_if("opened(\"hello\")");
    CHECK(findings(catalog_of(skipped, {"hello"}), early).size() == 1);

    WorkflowBuilder refused("refused");
    refused.send("hello", {"", SendNode::OnFailure::step, "n"}).note("n").id("n").only_if("opened(\"hello\")");
    CHECK(findings(catalog_of(refused, {"hello"}), early).size() == 1);
}

TEST_CASE("a message that is sent later only is never there to be asked about", "[plan][engagement]") {
    WorkflowBuilder builder("late");
    builder.wait(for_engagement("message_opened", {"hello"}), "3d").id("w").send("hello");
    const Diagnostics found = findings(catalog_of(builder, {"hello"}), early);
    REQUIRE(found.size() == 1);
    CHECK(says(found[0], "never sent before"));

    WorkflowBuilder asks("asks");
    asks.note("n").only_if("sent(\"hello\")").send("hello");
    CHECK(findings(catalog_of(asks, {"hello"}), early).empty());
}

TEST_CASE("content that two steps of one way send is a repetition", "[plan][content]") {
    const Catalog catalog = catalog_of(WorkflowBuilder("welcome")
                                           .on("signed_up")
                                           .send("checklist")
                                           .id("first")
                                           .delay("3d")
                                           .id("pause")
                                           .send("checklist")
                                           .id("again"),
                                       {"checklist"});
    const Diagnostics found = findings(catalog, "repeated_content");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].witness == std::vector<std::string>{"first", "pause", "again"});

    WorkflowBuilder apart("apart");
    apart.branch(when("lead.a == 1", [](Steps& s) { s.send("checklist"); }),
                 otherwise([](Steps& s) { s.send("checklist"); }));
    CHECK(findings(catalog_of(apart, {"checklist"}), "repeated_content").empty());
}

TEST_CASE("content that nobody sends is noted", "[plan][content]") {
    const Catalog catalog = catalog_of(WorkflowBuilder("welcome").send("hello"), {"hello", "forgotten"});
    const Diagnostics found = findings(catalog, "unused");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::note);
    CHECK(says(found[0], "\"forgotten\""));
}

TEST_CASE("a declared field that nothing reads or writes is noted", "[plan][content]") {
    Catalog catalog =
        catalog_of(WorkflowBuilder("welcome").on("signed_up", "event.form == \"x\"").note("{{ lead.used }}"), {});
    catalog.fields.declared = true;
    catalog.fields.lead = {{"used", {}}, {"forgotten", {}}};
    catalog.fields.events = {{"signed_up", {{"form", {}}}}};
    const Diagnostics found = findings(catalog, "unused");
    REQUIRE(found.size() == 1);
    CHECK(says(found[0], "\"forgotten\""));
}

TEST_CASE("marketing e-mail needs a way to unsubscribe and a postal address", "[plan][content]") {
    Catalog catalog = catalog_of(WorkflowBuilder("welcome").send("hello"), {"hello"});
    CHECK(findings(catalog, "no_unsubscribe").empty());

    catalog.contents.at("hello").html = "<p>Hello</p>";
    Diagnostics found = findings(catalog, "no_unsubscribe");
    REQUIRE(found.size() == 1);
    CHECK(found[0].severity == Severity::warning);
    CHECK(says(found[0], "html"));

    catalog.settings.sender.postal_address.clear();
    CHECK(findings(catalog, "no_unsubscribe").size() == 2);

    catalog.contents.at("hello").category = "transactional";
    CHECK(findings(catalog, "no_unsubscribe").empty());

    catalog.contents.at("hello").category = "";
    catalog.contents.at("hello").channel = "sms";
    CHECK(findings(catalog, "no_unsubscribe").empty());
}
