// SPDX-License-Identifier: BSL-1.0
// Templates of a hostile customer end within their budgets.

#include "unit/content/rendering.hpp"

#include <array>

using namespace nurture;
using namespace nurture::test;

namespace {

RenderFailure::Kind failure_of(std::string_view text, const NamedValues& values = {}) {
    RenderFailure why;
    RenderContext context;
    context.bytes = 10'000;
    context.steps = 100'000;
    context.memory = 1'000'000;
    REQUIRE(rendered(text, values, context, &why).rfind("error: ", 0) == 0);
    return why.kind;
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

} // namespace

TEST_CASE("loops in loops end", "[content][budgets]") {
    std::string text;
    for (const char name : std::string_view("abcdefgh")) {
        text += std::string("{% for ") + name + " in (1..1000) %}";
    }
    CHECK(failure_of(text + repeated("{% endfor %}", 8)) == RenderFailure::Kind::budget);
    CHECK(failure_of("{% for i in (1..9223372036854775807) %}{% endfor %}") == RenderFailure::Kind::budget);
    CHECK(failure_of("{% for i in (-9223372036854775807..9223372036854775807) %}x{% endfor %}") !=
          RenderFailure::Kind::mistake);
    CHECK(failure_of("{% tablerow i in (1..999999999) %}{% endtablerow %}") == RenderFailure::Kind::message_bytes);
}

TEST_CASE("texts that double end", "[content][budgets]") {
    CHECK(failure_of("{% assign x = 'abcdefgh' %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}") ==
          RenderFailure::Kind::budget);
    CHECK(failure_of(
              "{% assign x = 'a' %}{% for i in (1..60) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}") ==
          RenderFailure::Kind::message_bytes);
    CHECK(failure_of("{% assign x = 'a' %}{% for i in (1..60) %}{% assign x = x | replace: 'a', 'aa' %}{% endfor %}") ==
          RenderFailure::Kind::budget);
    CHECK(failure_of("{% assign x = 'a' %}{% for i in (1..60) %}{% assign x = x | replace: '', x %}{% endfor %}") ==
          RenderFailure::Kind::budget);
}

TEST_CASE("lists that grow end", "[content][budgets]") {
    CHECK(failure_of("{{ (1..99999999) | join }}") == RenderFailure::Kind::budget);
    CHECK(failure_of("{{ (0..9223372036854775807) | reverse | size }}") == RenderFailure::Kind::budget);
    CHECK(failure_of("{% assign x = 'a b c' | split: ' ' %}{% for i in (1..60) %}{% assign x = x | concat: x %}"
                     "{% endfor %}") == RenderFailure::Kind::budget);
    const NamedValues values({{"text", std::string(100'000, ',')}, {"long", std::string(1'000'000, 'a')}});
    CHECK(failure_of("{% assign x = text | split: '' | sort | uniq | join: text %}", values) ==
          RenderFailure::Kind::budget);
    CHECK(failure_of("{{ long }}", values) == RenderFailure::Kind::message_bytes);
    CHECK(failure_of("{% for i in (1..1000) %}{% if long contains 'ab' %}{% endif %}{% endfor %}", values) ==
          RenderFailure::Kind::budget);
}

TEST_CASE("a search that nearly matches everywhere ends", "[content][budgets]") {
    const NamedValues values({{"text", std::string(1'000'000, 'a')}, {"part", std::string(400'000, 'a') + "b"}});
    CHECK(failure_of("{{ text | replace: part, 'x' }}", values) == RenderFailure::Kind::budget);
    CHECK(failure_of("{{ text | split: part }}", values) == RenderFailure::Kind::budget);
    CHECK(failure_of("{{ text | remove_last: part }}", values) == RenderFailure::Kind::budget);
    CHECK(failure_of("{% if text contains part %}{% endif %}", values) == RenderFailure::Kind::budget);
}

TEST_CASE("texts that render texts end", "[content][budgets]") {
    std::map<std::string, std::string, std::less<>> texts;
    for (int i = 0; i < 7; ++i) { // Ten million of them; deeper is refused when the template is parsed.
        const std::string next = "{% render 'p" + std::to_string(i + 1) + "' %}";
        texts["p" + std::to_string(i)] = repeated(next, 10);
    }
    texts["p7"] = "x";
    const NamedPieces pieces(texts);
    RenderContext context;
    context.steps = 100'000;
    CHECK_FALSE(parsed("{% render 'p0' %}", &pieces).render(NamedValues(), context).ok());
}

TEST_CASE("long templates are parsed in time by their length", "[content][budgets]") {
    // Each would take minutes if it were looked through again from every place.
    constexpr std::array<std::string_view, 16> parts = {
        "{{",        "{%",         "{{'",         "{% raw %}", "{% comment %}", "{%comment", "{%#",     "{{ a[",
        "{% if a %", "{% liquid ", "{{ a | b: '", "{% doc %}", "{% cycle ",     "{%-",       "{% for ", "{% render '"};
    for (const std::string_view part : parts) {
        std::vector<TemplateProblem> problems;
        CHECK_FALSE(Template::parse(repeated(part, 20'000), problems).has_value());
        CHECK(problems.size() <= 100);
    }
    std::vector<TemplateProblem> problems;
    CHECK(Template::parse(repeated("{%liquid echo a%}", 20'000), problems).has_value());
    CHECK(Template::parse(repeated("{% if a %}{% endif %}{{ a.b | upcase }}", 20'000), problems).has_value());
    CHECK_FALSE(Template::parse(std::string(1'048'577, ' '), problems).has_value());
}

TEST_CASE("markup that nothing closes is looked through once", "[content][budgets]") {
    const NamedValues values({{"text", repeated("<!-- <script <style < ", 20'000)}});
    RenderContext context;
    context.memory = 64'000'000;
    CHECK(rendered("{{ text | strip_html | size }}", values, context) == "440000");
}

TEST_CASE("the deepest nesting that is allowed is rendered", "[content][budgets]") {
    std::string text = "x";
    for (int i = 0; i < 99; ++i) {
        text = "{% if true %}" + text + "{% endif %}";
    }
    CHECK(rendered(text) == "x");
}
