// SPDX-License-Identifier: BSL-1.0
// Every example of docs/reference/liquid.md gives what its comment says, and every filter that it names is there.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nurture/content/template.hpp>

#include "content/filters.hpp"
#include "docs/examples_of.hpp"
#include "support/catch.hpp"

namespace {

using namespace nurture;

/// The lead of the page.
class LeadOfThePage final : public TemplateScope {
public:
    [[nodiscard]] const Value* find(const std::vector<std::string>& path) const override {
        if (path.size() == 1) return path.front() == "now" ? &now_ : nullptr;
        return path.front() == "lead" && path.size() == 2 ? lead_.find(path[1]) : nullptr;
    }

private:
    Value now_{parse_instant("2026-05-20T08:00:00Z").value()};
    Fields lead_{{"first_name", "Ada"},
                 {"city", "Köln"},
                 {"score", 62.0},
                 {"tags", Value::List{"vip", "beta"}},
                 {"renewal_date", "2026-12-01"}};
};

TEST_CASE("every example of the page about Liquid gives what it says", "[docs]") {
    const Zone berlin = Zone::find("Europe/Berlin").value();
    RenderContext context;
    context.zone = &berlin;
    context.now = parse_instant("2026-05-20T08:00:00Z").value();
    const auto all = testing_support::examples_of("liquid.md", "```liquid");
    CHECK(all.size() > 20);
    for (const auto& [text, result] : all) {
        INFO(text << " // " << result);
        std::vector<TemplateProblem> problems;
        const auto parsed = Template::parse(text, problems);
        REQUIRE(parsed.has_value());
        const auto out = parsed->render(LeadOfThePage(), context);
        CHECK((out ? *out : out.error().message) == result);
    }
}

TEST_CASE("the page about Liquid names every filter", "[docs]") {
    std::ifstream file(NURTURE_SOURCE_DIR "/docs/reference/liquid.md");
    const std::string page(std::istreambuf_iterator<char>(file), {});
    const liquid::Filters filters = liquid::all_filters();
    for (std::size_t i = 0; i < filters.size; ++i) {
        INFO(filters.first[i].name);
        CHECK(page.find("`" + std::string(filters.first[i].name) + "`") != std::string::npos);
    }
}

} // namespace
