// SPDX-License-Identifier: BSL-1.0

#include "unit/content/rendering.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

NamedValues lead() {
    return NamedValues({{"lead", Fields{{"name", "Ada"},
                                        {"score", 62.0},
                                        {"tags", Value::List{"b", "a", "c"}},
                                        {"customer", false},
                                        {"city", ""}}},
                        {"field", "name"}});
}

} // namespace

TEST_CASE("the first arm that holds is written", "[content][tags]") {
    constexpr std::string_view text =
        "{% if lead.score > 80 %}hot{% elsif lead.score > 50 %}warm{% else %}cold{% endif %}";
    CHECK(rendered(text, lead()) == "warm");
    CHECK(rendered(text) == "cold");
    CHECK(rendered("{% unless lead.customer %}new{% endunless %}", lead()) == "new");
    CHECK(rendered("{% if lead.city %}an empty text is true{% endif %}", lead()) == "an empty text is true");
    CHECK(rendered("{% if lead.city == blank and lead.title == blank %}x{% endif %}", lead()) == "x");
}

TEST_CASE("and and or bind from the right", "[content][tags]") {
    CHECK(rendered("{% if true or false and false %}yes{% else %}no{% endif %}") == "yes");
    CHECK(rendered("{% if false and false or true %}yes{% else %}no{% endif %}") == "no");
}

TEST_CASE("what has no order cannot be compared, and nothing is less than nothing", "[content][tags]") {
    CHECK(rendered("{% if lead.name > 3 %}{% endif %}", lead()) == "error: a text and a number cannot be compared");
    CHECK(rendered("{% if lead.title > 3 %}yes{% else %}no{% endif %}", lead()) == "no");
}

TEST_CASE("case writes every arm that is equal", "[content][tags]") {
    CHECK(rendered("{% case lead.name %}{% when 'Bob', 'Ada' %}1{% when 'Ada' %}2{% else %}3{% endcase %}", lead()) ==
          "12");
    CHECK(rendered("{% case lead.title %}{% when nil %}none{% endcase %}", lead()) == "none");
}

TEST_CASE("for goes through lists, maps and ranges", "[content][tags]") {
    CHECK(rendered("{% for tag in lead.tags %}{{ forloop.index }}{{ tag }} {% endfor %}", lead()) == "1b 2a 3c ");
    CHECK(rendered("{% for tag in lead.tags reversed limit: 2 offset: 1 %}{{ tag }}{% endfor %}", lead()) == "ca");
    CHECK(rendered("{% for i in (1..3) %}{{ i }}{% unless forloop.last %}, {% endunless %}{% endfor %}") == "1, 2, 3");
    CHECK(rendered("{% for entry in lead %}{{ entry[0] }} {% endfor %}", lead()) == "city customer name score tags ");
    CHECK(rendered("{% for x in lead.topics %}{% else %}none{% endfor %}", lead()) == "none");
    CHECK(rendered("{% for i in (1..9) %}{% if i == 2 %}{% continue %}{% elsif i == 4 %}{% break %}{% endif %}{{ i }}"
                   "{% endfor %}") == "13");
}

TEST_CASE("a break inside a capture ends the loop and keeps what was captured", "[content][tags]") {
    CHECK(rendered("{% for i in (1..3) %}{% capture x %}a{{ i }}{% break %}{% endcapture %}{% endfor %}{{ x }}") ==
          "a1");
}

TEST_CASE("the state of a loop may outlive it", "[content][tags]") {
    CHECK(rendered("{% for i in (1..3) %}{% assign last = forloop %}{% endfor %}{{ last.index }}") == "3");
}

TEST_CASE("a name that is assigned hides that of the scope from there on", "[content][tags]") {
    CHECK(rendered("{{ field }}{% assign field = 'x' %}{{ field }}", lead()) == "namex");
    CHECK(rendered("{% for field in (1..2) %}{{ field }}{% endfor %}{{ field }}", lead()) == "12name");
    CHECK(rendered("{% capture name %}{{ lead.name }}!{% endcapture %}{{ name }}", lead()) == "Ada!");
}

TEST_CASE("brackets name what is only known when the text is written", "[content][tags]") {
    CHECK(rendered("{{ lead[field] }}{{ lead['name'] }}{{ lead.tags[-1] }}{{ lead.tags[7] }}", lead()) == "AdaAdac");
}

TEST_CASE("counters and cycles go on from tag to tag", "[content][tags]") {
    CHECK(rendered("{% increment a %}{% increment a %}{% decrement b %}{{ a }}") == "01-12");
    CHECK(rendered("{% for i in (1..3) %}{% cycle 'odd', 'even' %} {% endfor %}") == "odd even odd ");
}

TEST_CASE("a liquid tag holds a tag on each line", "[content][tags]") {
    CHECK(rendered("{% liquid\n  assign x = 2\n  if x == 2\n    echo 'two'\n  endif\n%}") == "two");
}

TEST_CASE("a table has as many columns as it is told", "[content][tags]") {
    CHECK(rendered("{% tablerow tag in lead.tags cols: 2 %}{{ tag }}{% endtablerow %}", lead()) ==
          "<tr class=\"row1\">\n<td class=\"col1\">b</td><td class=\"col2\">a</td></tr>\n"
          "<tr class=\"row2\"><td class=\"col1\">c</td></tr>\n");
}

TEST_CASE("a rendered text has its own names and those of the scope", "[content][tags]") {
    const NamedPieces pieces({{"greeting", "{{ word }} {{ lead.name }}{{ x }}"},
                              {"tag", "<{{ tag }}{% unless forloop.last %},{% endunless %}>"},
                              {"loop", "{% render 'loop' %}"}});
    const auto out = [&](std::string_view text) { return *parsed(text, &pieces).render(lead(), {}); };
    CHECK(out("{% assign x = 1 %}{% render 'greeting', word: 'Hello' %}") == "Hello Ada");
    CHECK(out("{% render 'tag' for lead.tags %}{% render 'tag' with 'z' %}") == "<b,><a,><c><z,>");
    std::vector<TemplateProblem> problems;
    CHECK_FALSE(Template::parse("ab {% render 'loop' %}", problems, &pieces).has_value());
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().message == "in \"loop\": \"loop\" renders itself");
    CHECK(problems.front().offset == 3);
    problems.clear();
    CHECK_FALSE(Template::parse("{% render '/etc/passwd' %}", problems, &pieces).has_value());
    CHECK(problems.front().message == "there is no text \"/etc/passwd\" to render");
}

TEST_CASE("the names of a rendered text are those of the template, where it renders it", "[content][names]") {
    const NamedPieces pieces({{"greeting", "{{ word }} {{ lead.name }}"}, {"other", "{{ lead.other }}"}});
    const Template made = parsed("Hi {% render 'greeting', word: event.title %}", &pieces);
    REQUIRE(made.names().size() == 2);
    CHECK(made.names()[0].path == std::vector<std::string>{"lead", "name"});
    CHECK(made.names()[0].offset == 3);
    CHECK(made.names()[1].path == std::vector<std::string>{"event", "title"});
}

TEST_CASE("names that the template gives are not read from the scope", "[content][names]") {
    const auto names = [](std::string_view text) {
        const Template made = parsed(text);
        std::string all;
        for (const Template::Name& name : made.names()) {
            for (const std::string& part : name.path) {
                all += part + ".";
            }
            all += " ";
        }
        return all;
    };
    CHECK(names("{% assign x = lead.a %}{{ x }}{{ y }}") == "lead.a. y. ");
    CHECK(names("{{ x }}{% assign x = 1 %}") == "x. ");
    CHECK(names("{% for i in a %}{{ last }}{{ i.b }}{{ forloop.index }}{% assign last = i %}{% endfor %}{{ i }}") ==
          "a. i. ");
    CHECK(names("{% capture c %}{{ d.e.f }}{% endcapture %}{{ c }}{% increment n %}{{ n }}") == "d.e.f. ");
    CHECK(names("{{ lead.tags[0].x }}{{ lead[key] }}{{ ['a']['b'] }}") == "lead.tags. lead. key. a.b. ");
    CHECK(names("{{ [key] }}") == "[…]. key. ");
    CHECK(names("{% if a.b contains c and d %}{% elsif e == (f..g) %}{% endif %}") == "a.b. c. d. e. f. g. ");
}

TEST_CASE("a table takes anything for a number, as in the reference implementation", "[content][tags]") {
    CHECK(rendered("{% tablerow i in (1..3) cols: 2.6 limit: '2x' %}{{ i }}{% endtablerow %}") ==
          rendered("{% tablerow i in (1..2) cols: 2 %}{{ i }}{% endtablerow %}"));
    CHECK(rendered("{% for i in (1..3) limit: '2x' %}{% endfor %}") ==
          "error: a text stands where a whole number is needed");
}
