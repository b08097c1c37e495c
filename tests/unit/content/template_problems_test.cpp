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
    const TemplateProblem problem = problem_of("Hi {% if lead.score > 5 %}you{% endif %}");
    CHECK(problem.message == "the tag {% if %} is not supported yet");
    CHECK(problem.unsupported);
    CHECK(problem.offset == 3);
    CHECK(problem_of("{%- assign x = 1 -%}").message == "the tag {% assign %} is not supported yet");
    CHECK(problem_of("{% endif %}").message == "the tag {% endif %} is not supported yet");
}

TEST_CASE("the parts of a block are not problems besides the block", "[content][template]") {
    CHECK(problems_of("{% if a %}x{% elsif b %}y{% else %}z{% endif %}").size() == 1);
    CHECK(problems_of("{% if a %}x{% endif %}{% for b in c %}{{ b }}{% endfor %}").size() == 2);
}

TEST_CASE("what stands in a raw block or a comment is not read", "[content][template]") {
    CHECK(problem_of("{% raw %}{{ }} {% nonsense %}{% endraw %}").message == "the tag {% raw %} is not supported yet");
    CHECK(problem_of("{% comment %}{{ }}{%- endcomment -%}").message.find("comment") != std::string::npos);
    CHECK(problems_of("{% comment %}{{ }}{% endcomment %}{{ }}").size() == 2);
    CHECK(problems_of("{% raw %}{{ }}").size() == 1);
}

TEST_CASE("a tag that does not exist is a problem with a suggestion", "[content][template]") {
    const TemplateProblem problem = problem_of("{% unles x %}");
    CHECK(problem.message == "the tag \"unles\" does not exist");
    CHECK(problem.hint == "did you mean unless?");
    CHECK_FALSE(problem.unsupported);
    CHECK(problem_of("{% %}").message == "the tag {% %} is empty");
}

TEST_CASE("a filter that this version does not have is named as such", "[content][template]") {
    const TemplateProblem problem = problem_of("{{ lead.renewal_date | date: \"%d %B\" }}");
    CHECK(problem.message == "the filter date is not supported yet");
    CHECK(problem.unsupported);
    CHECK(problem.offset == 23);
    CHECK(problem_of("{{ lead.first_name | required }}").unsupported);
    CHECK(problem_of("{{ x | default: 'a' | upcase }}").message == "the filter upcase is not supported yet");
    CHECK(problem_of("{{ x | default: 'a', allow_false: true }}").unsupported);
}

TEST_CASE("a filter that does not exist is a problem with a suggestion", "[content][template]") {
    const TemplateProblem problem = problem_of("{{ lead.first_name | defualt: 'x' }}");
    CHECK(problem.message == "the filter \"defualt\" does not exist");
    CHECK(problem.hint == "did you mean default?");
    CHECK_FALSE(problem.unsupported);
    CHECK(problem_of("{{ x | blorp }}").hint.empty());
}

TEST_CASE("indexing and ranges are not supported yet", "[content][template]") {
    CHECK(problem_of("{{ lead.tags[0] }}").message == "indexing with [ ] is not supported yet");
    CHECK(problem_of("{{ lead.tags[0] }}").unsupported);
    CHECK(problem_of("{{ lead[\"first name\"] }}").unsupported);
    CHECK(problem_of("{{ ['x'] }}").unsupported);
    CHECK(problem_of("{{ (1..3) }}").unsupported);
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
    const auto problems = problems_of("{{ lead.first_name and {{ lead.x | date }} and {% if");
    REQUIRE(problems.size() == 3);
    CHECK(problems[0].message == "{{ is not closed");
    CHECK(problems[1].message == "the filter date is not supported yet");
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
    CHECK(problem_of("{{ x | default }}").message == "the filter default needs a value");
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
