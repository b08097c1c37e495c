// SPDX-License-Identifier: BSL-1.0

#include <nurture/content/template.hpp>

#include <string>
#include <vector>

#include <rapidcheck.h>

#include "support/catch.hpp"

using namespace nurture;

namespace {

std::vector<TemplateProblem> problems_of(std::string_view text) {
    std::vector<TemplateProblem> problems;
    const bool parsed = Template::parse(text, problems).has_value();
    CHECK(parsed == problems.empty());
    return problems;
}

TemplateProblem problem_of(std::string_view text) {
    const std::vector<TemplateProblem> problems = problems_of(text);
    INFO(text);
    REQUIRE(problems.size() == 1);
    return problems.front();
}

} // namespace

TEST_CASE("a tag that this version does not have is named as such", "[content][template]") {
    const TemplateProblem problem = problem_of("Hi {% include 'footer' %}");
    CHECK(problem.message == "the tag {% include %} is not supported");
    CHECK(problem.unsupported);
    CHECK(problem.offset == 3);
}

TEST_CASE("what stands in a raw block or a comment is not read", "[content][template]") {
    CHECK(problems_of("{% raw %}{{ }} {% nonsense %}{% endraw %}{% comment %}{{ }}{%- endcomment -%}").empty());
    CHECK(problem_of("{% comment %}{{ }}{% endcomment %}{{ }}").offset == 36);
    CHECK(problem_of("{% raw %}{{ }}").message == "{% raw %} is not closed");
    CHECK(problem_of("{% comment %}{% comment %}{% endcomment %}").message == "{% comment %} is not closed");
}

TEST_CASE("a block that is not closed is found where it begins", "[content][template]") {
    const TemplateProblem problem = problem_of("a {% for x in y %}{% if x %}b{% endif %}");
    CHECK(problem.message == "{% for %} is not closed");
    CHECK(problem.hint == "add {% endfor %}");
    CHECK(problem.offset == 2);
}

TEST_CASE("an end without a beginning is a problem that names the open block", "[content][template]") {
    CHECK(problem_of("{% endif %}").message == "{% endif %} has no beginning here");
    CHECK(problem_of("{% if a %}{% endfor %}{% endif %}").hint == "the block that is open is {% if %}");
    CHECK(problem_of("{% if a %}{% liquid endif %}{% endif %}").message == "{% endif %} has no beginning here");
}

TEST_CASE("a mistake in the first line of a block is one problem", "[content][template]") {
    CHECK(problems_of("{% if a = 1 %}x{% elsif b %}y{% else %}z{% endif %}").size() == 1);
    CHECK(problem_of("{% if a = 1 %}{% endif %}").hint == "write ==");
    CHECK(problems_of("{% for a of b %}{{ a }}{% endfor %}").size() == 1);
    CHECK(problem_of("{% if a and %}{% endif %}").message == "a value is missing before %}");
    CHECK(problem_of("{% if not a %}{% endif %}").offset == 10);
    CHECK(problem_of("{% for a in b limits: 3 %}{% endfor %}").message == "\"limits\" is no option of a loop");
    CHECK(problem_of("{% if a %}{% else if b %}{% endif %}").hint == "write elsif");
    CHECK(problem_of("{% assign x 1 %}").message == "= is missing in {% assign %}");
    CHECK(problem_of("{% case a %}{% when %}{% endcase %}").message == "a value is missing before %}");
}

TEST_CASE("a tag that does not exist is a problem with a suggestion", "[content][template]") {
    const TemplateProblem problem = problem_of("{% unles x %}");
    CHECK(problem.message == "the tag \"unles\" does not exist");
    CHECK(problem.hint == "did you mean unless?");
    CHECK_FALSE(problem.unsupported);
    CHECK(problem_of("{% %}").message == "the tag {% %} is empty");
}

TEST_CASE("a filter says how many values it takes", "[content][template]") {
    CHECK(problem_of("{{ x | upcase: 1 }}").message == "the filter upcase takes no value");
    CHECK(problem_of("{{ x | append }}").message == "the filter append needs a value");
    CHECK(problem_of("{{ x | append: 'a', 'b' }}").message == "the filter append takes one value");
    CHECK(problem_of("{{ x | slice: 1, 2, 3 }}").message == "the filter slice takes two values at most");
    CHECK(problem_of("{{ x | upcase: loud: true }}").message == "the filter upcase has no option \"loud\"");
}

TEST_CASE("a filter that does not exist is a problem with a suggestion", "[content][template]") {
    const TemplateProblem problem = problem_of("{{ lead.first_name | defualt: 'x' }}");
    CHECK(problem.message == "the filter \"defualt\" does not exist");
    CHECK(problem.hint == "did you mean default?");
    CHECK_FALSE(problem.unsupported);
    CHECK(problem_of("{{ x | blorp }}").hint.empty());
}

TEST_CASE("brackets and ranges are closed", "[content][template]") {
    CHECK(problem_of("{{ lead.tags[0 }}").message == "] is missing");
    CHECK(problem_of("{{ (1..3 }}").message == ") is missing behind a range");
    CHECK(problem_of("{{ (1.3) }}").message == ".. is missing in a range");
}

TEST_CASE("what lies too deep is refused and not followed", "[content][template]") {
    std::string names = "{{ a";
    std::string blocks;
    for (int i = 0; i < 10'000; ++i) {
        names += "[a";
        blocks += "{% if a %}";
    }
    CHECK(problem_of(names + " }}").message == "values lie too deep in one another");
    CHECK(problems_of(blocks).size() == 100);
}

TEST_CASE("a tag that is not closed is found where it begins", "[content][template]") {
    const TemplateProblem problem = problem_of("Hi {{ lead.first_name } there");
    CHECK(problem.message == "{{ is not closed");
    CHECK(problem.hint == "add }}");
    CHECK(problem.offset == 3);
    CHECK(problem_of("{% if x").message == "{% is not closed");
    CHECK(problem_of("{{").message == "{{ is not closed");
}

TEST_CASE("a tag that is not closed does not swallow the next", "[content][template]") {
    const auto problems = problems_of("{{ lead.first_name and {{ lead.x | dat }} and {% if");
    REQUIRE(problems.size() == 3);
    CHECK(problems[0].message == "{{ is not closed");
    CHECK(problems[1].message == "the filter \"dat\" does not exist");
    CHECK(problems[2].message == "{% is not closed");
}

TEST_CASE("all problems are found in one go, in the order of the text", "[content][template]") {
    const auto problems = problems_of("{{ }} {{ a | b2 }} {{ c | date }} {{ d");
    REQUIRE(problems.size() == 4);
    CHECK(problems[0].offset < problems[1].offset);
    CHECK(problems[1].offset < problems[2].offset);
    CHECK(problems[2].offset < problems[3].offset);
}

TEST_CASE("problems of an earlier template do not spoil a later one", "[content][template]") {
    std::vector<TemplateProblem> problems;
    CHECK_FALSE(Template::parse("{{ }}", problems).has_value());
    CHECK(Template::parse("{{ a }}", problems).has_value());
    CHECK(problems.size() == 1);
}

TEST_CASE("what cannot stand in a tag is shown with advice", "[content][template]") {
    CHECK(problem_of("{{ }}").message == "the tag {{ }} is empty");
    CHECK(problem_of("{{ lead. }}").message == "a name is missing behind the dot");
    CHECK(problem_of("{{ lead.2nd }}").message == "\"2nd \" is not expected here");
    CHECK(problem_of("{{ lead.first_name default: 'x' }}").hint == "write | before a filter");
    CHECK(problem_of("{{ x | }}").message == "a filter is missing behind |");
    CHECK(problem_of("{{ x | default: }}").message == "a value is missing before }}");
    CHECK(problem_of("{{ x | default: 'a', 'b' }}").message == "the filter default takes one value");
    CHECK(problem_of("{{ x | default: \"there }}").message == "the quotation mark \" is not closed before }}");
    CHECK(problem_of("{{ x | default: 99999999999999999999 }}").message == "the number is too large");
    CHECK(problem_of("{{ a == b }}").message == "\"== b \" is not expected here");
}

TEST_CASE("the quotation marks of a word processor are recognized", "[content][template]") {
    const TemplateProblem problem = problem_of("{{ x | default: “there” }}");
    CHECK(problem.message == "“ is not a quotation mark of Liquid");
    CHECK(problem.hint == "write \" instead");
}

TEST_CASE("after a hundred problems no more are sought", "[content][template]") {
    std::string text;
    for (int i = 0; i < 1'000; ++i) {
        text += "{{ }}";
    }
    CHECK(problems_of(text).size() == 100);
}

TEST_CASE("any text is a template or has a problem inside it", "[content][template][property]") {
    CHECK(rc::check("texts of the characters of tags", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("{{{}}}%%-|.:,'\"a1[ \n")));
        std::vector<TemplateProblem> problems;
        const bool parsed = Template::parse(text, problems).has_value();
        RC_ASSERT(parsed == problems.empty());
        for (const TemplateProblem& problem : problems) {
            RC_ASSERT(problem.offset <= text.size());
            RC_ASSERT(!problem.message.empty());
        }
    }));
}
