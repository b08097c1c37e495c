// SPDX-License-Identifier: BSL-1.0

#include <nurture/content/template.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;

namespace {

/// Values by their dotted name.
class Values final : public TemplateScope {
public:
    Values() = default;
    explicit Values(std::map<std::string, Value> values) : values_(std::move(values)) {}

    const Value* find(const std::vector<std::string>& path) const override {
        std::string name;
        for (const std::string& part : path) {
            name += (name.empty() ? "" : ".") + part;
        }
        const auto at = values_.find(name);
        return at == values_.end() ? nullptr : &at->second;
    }

private:
    std::map<std::string, Value> values_;
};

Values ada() {
    return Values({{"lead.first_name", "Ada"},
                   {"lead.company", "<Love & \"Lace\"'s>"},
                   {"lead.score", 62.0},
                   {"lead.visits", 3},
                   {"lead.customer", false},
                   {"lead.nickname", ""},
                   {"lead.tags", Value::List{"a", "b"}},
                   {"lead.topics", Value::List{}},
                   {"lead.created_at", *parse_instant("2026-03-02T09:00:00Z")},
                   {"account.name", "Example Ltd"},
                   {"latest.form_submitted.title", "Guide"}});
}

Template parse(std::string_view text) {
    std::vector<TemplateProblem> problems;
    const auto parsed = Template::parse(text, problems);
    INFO(text << ": " << (problems.empty() ? "" : problems.front().message));
    REQUIRE(parsed.has_value());
    CHECK(problems.empty());
    return *parsed;
}

RenderContext limited(Escaping escaping, std::size_t bytes) {
    RenderContext context;
    context.escaping = escaping;
    context.bytes = bytes;
    return context;
}

std::string rendered(std::string_view text, Escaping escaping = Escaping::none) {
    RenderContext context;
    context.escaping = escaping;
    const Result<std::string> out = parse(text).render(ada(), context);
    REQUIRE(out.ok());
    return *out;
}

} // namespace

TEST_CASE("a template that was never parsed renders to nothing", "[content][template]") {
    const Template none;
    CHECK(none.text().empty());
    CHECK(none.names().empty());
    CHECK(*none.render(Values(), limited(Escaping::none, 0)) == "");
}

TEST_CASE("text without tags is written as it stands", "[content][template]") {
    CHECK(rendered("Hello { you }, 100 %} and }} \\n <b>") == "Hello { you }, 100 %} and }} \\n <b>");
    CHECK(rendered("").empty());
    CHECK(rendered("{") == "{");
    CHECK(rendered("<b>&", Escaping::html) == "<b>&");
}

TEST_CASE("a tag is replaced by its value", "[content][template]") {
    CHECK(rendered("Hello {{ lead.first_name }}!") == "Hello Ada!");
    CHECK(rendered("{{lead.first_name}}{{ account.name }}") == "AdaExample Ltd");
    CHECK(rendered("{{ latest.form_submitted.title }}") == "Guide");
    CHECK(rendered("{{ lead . first_name }}") == "Ada");
    CHECK(rendered("{{\n  lead.first_name\n}}") == "Ada");
}

TEST_CASE("a value reads as a person would write it", "[content][template]") {
    CHECK(rendered("{{ lead.score }} {{ lead.visits }} {{ lead.customer }}") == "62 3 false");
    CHECK(rendered("{{ lead.tags }}") == "a, b");
    CHECK(rendered("{{ lead.created_at }}") == "2026-03-02T09:00:00.000Z");
}

TEST_CASE("an absent value is written as nothing", "[content][template]") {
    CHECK(rendered("Hello {{ lead.title }}!") == "Hello !");
}

TEST_CASE("default replaces what is absent, false or empty", "[content][template]") {
    CHECK(rendered("{{ lead.title | default: \"there\" }}") == "there");
    CHECK(rendered("{{ lead.nickname | default: 'there' }}") == "there");
    CHECK(rendered("{{ lead.customer | default: 'no' }}") == "no");
    CHECK(rendered("{{ lead.topics | default: 'none' }}") == "none");
    CHECK(rendered("{{ lead.first_name | default: 'there' }}") == "Ada");
    CHECK(rendered("{{ lead.visits | default: 0 }}") == "3");
}

TEST_CASE("a default is a text, a number, a truth or another name", "[content][template]") {
    CHECK(rendered("{{ x | default: 'say \"hi\"' }}") == "say \"hi\"");
    CHECK(rendered("{{ x | default: \"it's\" }}") == "it's");
    CHECK(rendered("{{ x | default: 12 }}{{ x | default: -0.5 }}{{ x|default:true }}") == "12-0.5true");
    CHECK(rendered("{{ x | default: account.name }}") == "Example Ltd");
    CHECK(rendered("{{ x | default: '' }}").empty());
    CHECK(rendered("{{ x | default: 'a | b' }}") == "a | b");
    CHECK(rendered("{{ x | default: '{{' }}") == "{{");
}

TEST_CASE("defaults are tried in order", "[content][template]") {
    CHECK(rendered("{{ x | default: lead.nickname | default: 'there' }}") == "there");
    CHECK(rendered("{{ x | default: lead.first_name | default: 'there' }}") == "Ada");
    CHECK(rendered("{{ x | default: lead.customer }}") == "false");
}

TEST_CASE("a literal is a value too", "[content][template]") {
    CHECK(rendered("{{ 'text' }}{{ 7 }}{{ true }}{{ nil }}{{ nil | default: 'x' }}") == "text7truex");
}

TEST_CASE("a dash takes the white space on its side away", "[content][template]") {
    CHECK(rendered("a \n {{- lead.first_name }} b") == "aAda b");
    CHECK(rendered("a {{ lead.first_name -}} \n\t b") == "a Adab");
    CHECK(rendered("a {{- lead.first_name -}} b") == "aAdab");
    CHECK(rendered("{{ lead.first_name -}}  {{ lead.visits }}") == "Ada3");
    CHECK(rendered("{{ lead.first_name }}  {{- lead.visits }}") == "Ada3");
    CHECK(rendered("{{ lead.first_name -}}  ") == "Ada");
}

TEST_CASE("a minus sign is not white-space control", "[content][template]") {
    CHECK(rendered("a {{ -1 }}") == "a -1");
}

TEST_CASE("in HTML the values are escaped and the template is not", "[content][template]") {
    CHECK(rendered("<p>{{ lead.company }}</p>", Escaping::html) == "<p>&lt;Love &amp; &quot;Lace&quot;&#39;s&gt;</p>");
    CHECK(rendered("{{ x | default: '<b>' }}", Escaping::html) == "&lt;b&gt;");
    CHECK(rendered("{{ lead.company }}", Escaping::none) == "<Love & \"Lace\"'s>");
}

TEST_CASE("the names that a template reads are known with their places", "[content][template]") {
    const Template parsed = parse("Hi {{ lead.first_name | default: account.name }} {{score}} {{ true }}");
    REQUIRE(parsed.names().size() == 3);
    CHECK(parsed.names()[0].path == std::vector<std::string>{"lead", "first_name"});
    CHECK(parsed.names()[0].offset == 6);
    CHECK(parsed.names()[1].path == std::vector<std::string>{"account", "name"});
    CHECK(parsed.names()[1].offset == 33);
    CHECK(parsed.names()[2].path == std::vector<std::string>{"score"});
    CHECK(parsed.text() == "Hi {{ lead.first_name | default: account.name }} {{score}} {{ true }}");
}

TEST_CASE("what is longer than the limit is refused and what is as long is not", "[content][template]") {
    const Template parsed = parse("Hi {{ lead.company }}");
    CHECK(parsed.render(ada(), limited(Escaping::none, 20)).ok());
    RenderFailure why;
    const Result<std::string> refused = parsed.render(ada(), limited(Escaping::none, 19), &why);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Errc::invalid_argument);
    CHECK(why.kind == RenderFailure::Kind::message_bytes);
    CHECK(refused.error().message.find("longer than 19 bytes") != std::string::npos);
    CHECK_FALSE(parsed.render(ada(), limited(Escaping::html, 20)).ok());
    CHECK_FALSE(parsed.render(ada(), limited(Escaping::none, 2)).ok());
}

TEST_CASE("nothing of a value stays markup in HTML", "[content][template][property]") {
    const Template parsed = parse("{{ value }}");
    CHECK(rc::check("any text", [&] {
        const Values values({{"value", *rc::gen::container<std::string>(rc::gen::elementOf(std::string("<>&\"'a;")))}});
        const Result<std::string> out = parsed.render(values, limited(Escaping::html, 100'000));
        RC_ASSERT(out.ok());
        RC_ASSERT(out->find_first_of("<>\"'") == std::string::npos);
    }));
}

TEST_CASE("text without braces renders to itself", "[content][template][property]") {
    CHECK(rc::check("any text of other characters", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \n}%-|\"'<")));
        std::vector<TemplateProblem> problems;
        const auto parsed = Template::parse(text, problems);
        RC_ASSERT(parsed.has_value());
        RC_ASSERT(*parsed->render(Values(), limited(Escaping::html, 100'000)) == text);
    }));
}
