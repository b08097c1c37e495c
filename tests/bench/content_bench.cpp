// SPDX-License-Identifier: BSL-1.0
/// \file
/// What it costs to render a typical nurture mail. The target: under 5 µs. With NURTURE_MAIL=PATH in the environment
/// it writes the mail to PATH.liquid and what it becomes to PATH.html, for liquid_js/compare.sh.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <nurture/content/template.hpp>

#include "unit/content/typical_mail.hpp"

using namespace nurture;

namespace {

void typical_mail(benchmark::State& state) {
    std::vector<TemplateProblem> problems;
    const Template mail = Template::parse(test::typical_mail(), problems).value();
    const test::TypicalLead lead;
    RenderContext context;
    context.escaping = Escaping::html;
    if (const char* path = std::getenv("NURTURE_MAIL")) {
        std::ofstream(std::string(path) + ".liquid") << mail.text();
        std::ofstream(std::string(path) + ".html") << *mail.render(lead, context);
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(mail.render(lead, context));
    }
}
BENCHMARK(typical_mail);

void parse_typical_mail(benchmark::State& state) {
    const std::string text = test::typical_mail();
    for (auto _ : state) {
        std::vector<TemplateProblem> problems;
        benchmark::DoNotOptimize(Template::parse(text, problems));
    }
}
BENCHMARK(parse_typical_mail);

} // namespace
