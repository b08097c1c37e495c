// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/preview.hpp>

#include <string>

#include "support/catch.hpp"

using namespace nurture;

namespace {

Plan plan_of(const Content& content, const Settings& settings = {}) {
    Catalog catalog;
    catalog.settings = settings;
    catalog.contents["guide"] = content;
    const Checked<Plan> plan = compile(catalog);
    for (const Diagnostic& diagnostic : plan.diagnostics) {
        INFO(to_string(diagnostic));
        REQUIRE(diagnostic.severity != Severity::error);
    }
    return *plan;
}

Content guide() {
    Content content{.id = "guide", .channel = "email", .subject = "{{ lead.first_name }}, your guide"};
    content.text = "For {{ account.name }} on {{ now | date: \"%d %B\" }}";
    return content;
}

PreviewFor ada() {
    PreviewFor who;
    who.lead = {.id = "ada", .fields = {{"email", "ada@example.com"}, {"first_name", "Ada"}}};
    who.lead.account = {.id = "acme", .fields = {{"name", "Acme"}}};
    who.now = parse_instant("2026-03-02T09:00:00Z").value();
    return who;
}

} // namespace

TEST_CASE("a preview is the message as it would be sent", "[runtime][preview]") {
    Settings settings;
    settings.sender.from = "News <news@acme.example>";
    settings.footer.text = "Leave: {{ unsubscribe_url }}";
    const Result<Message> message = preview(plan_of(guide(), settings), "guide", ada());
    REQUIRE(message);
    CHECK(message->to == "ada@example.com");
    CHECK(message->from == "News <news@acme.example>");
    CHECK(message->subject == "Ada, your guide");
    CHECK(message->text == "For Acme on 02 March\n\nLeave: https://unsubscribe.example/preview");
    CHECK(message->variant == "base");
}

TEST_CASE("the day in a preview is the lead's", "[runtime][preview]") {
    PreviewFor who = ada();
    who.now = parse_instant("2026-03-02T23:30:00Z").value();
    who.lead.fields.set("time_zone", "Europe/Berlin");
    const Result<Message> message = preview(plan_of(guide()), "guide", who);
    REQUIRE(message);
    CHECK(message->text == "For Acme on 03 March");
}

TEST_CASE("a preview shows the variant that is named", "[runtime][preview]") {
    Content content = guide();
    content.variants = {
        {.name = "short", .weight = 0, .subject = SourceString("Hi"), .html = SourceString("<p>Hi</p>")}};
    PreviewFor who = ada();
    const Plan plan = plan_of(content);
    CHECK(preview(plan, "guide", who)->subject == "Ada, your guide"); // Nobody gets a variant of weight 0.
    who.variant = "short";
    const Result<Message> message = preview(plan, "guide", who);
    REQUIRE(message);
    CHECK(message->variant == "short");
    CHECK(message->subject == "Hi");
    CHECK(message->text == "For Acme on 02 March"); // As the base has it.
    CHECK(message->html == "<p>Hi</p>");
    who.variant = "shrot";
    CHECK(preview(plan, "guide", who).error().message == "there is no variant \"shrot\"; did you mean \"short\"?");
}

TEST_CASE("a preview tells what is missing", "[runtime][preview]") {
    Content content = guide();
    content.subject = "{{ lead.title | required }}";
    const Plan plan = plan_of(content);
    const Result<Message> message = preview(plan, "guide", ada());
    REQUIRE_FALSE(message);
    CHECK(message.error().message.find("content \"guide\": subject: ") == 0);
    CHECK(message.error().message.find("lead.title") != std::string::npos);
    CHECK(preview(plan, "guid", ada()).error().message == "there is no content \"guid\"; did you mean \"guide\"?");
}

TEST_CASE("a footer stands inside of the page that it is joined to", "[runtime][preview]") {
    Settings settings;
    settings.footer = {.text = SourceString("Leave"), .html = SourceString("<p>Leave & {{ lead.first_name }}</p>")};
    Content content = guide();
    content.html = "<html><BODY>Hello</BODY></html>";
    PreviewFor who = ada();
    who.lead.fields.set("first_name", "<Ada>");
    const Result<Message> message = preview(plan_of(content, settings), "guide", who);
    REQUIRE(message);
    CHECK(message->html == "<html><BODY>Hello\n\n<p>Leave & &lt;Ada&gt;</p>\n</BODY></html>");
    content.html = "<p>{{ unsubscribe_url }}</p>"; // Has its own way out.
    CHECK(preview(plan_of(content, settings), "guide", who)->html == "<p>https://unsubscribe.example/preview</p>");
    content.category = "transactional";
    content.html = "<p>Hello</p>";
    CHECK(preview(plan_of(content, settings), "guide", who)->html == "<p>Hello</p>");
}
