// SPDX-License-Identifier: BSL-1.0
// Expressions that mean harm: each is refused, or ends within its budget. None of these tests would end if it did not.
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

#include <algorithm>
#include <utility>

using namespace nurture;
using namespace nurture::test;

namespace {

constexpr std::size_t most_bytes = 8 * 1024;
const std::string budget = "the evaluation takes more than 100000 steps";

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

/// As often as it fits into an expression.
std::string filled_with(std::string_view text) {
    return repeated(text, most_bytes / text.size());
}

FactsOfALead lead_with_long_texts() {
    FactsOfALead facts;
    facts.lead_fields = {{"long", Value(std::string(1'000'000, 'a'))},
                         {"longer", Value(std::string(500'000, 'a') + "b")},
                         {"ladder", Value(repeated("ab", 100'000))}};
    return facts;
}

std::string error_of(const std::string& text) {
    return outcome_of(text, lead_with_long_texts()).error;
}

} // namespace

TEST_CASE("brackets of every kind nest 64 deep and no deeper", "[condition][adversarial]") {
    const auto nested = [](std::string_view open, std::string_view close, std::size_t levels) {
        return problems_of(repeated(open, levels) + "true" + repeated(close, levels) + " == true");
    };
    for (const auto& [open, close] : {std::pair("(", ")"), std::pair("[", "]"), std::pair("[1, ", "]"),
                                      std::pair("{1: ", "}"), std::pair("dyn(", ")"), std::pair("!(", ")"),
                                      std::pair("[true].all(x, ", ")"), std::pair("true ? true : ", "")}) {
        CAPTURE(open);
        const auto fine = nested(open, close, 64);
        const bool only_types = std::all_of(fine.begin(), fine.end(), [](const ConditionProblem& problem) {
            return problem.message.find("compare") != std::string::npos;
        });
        CHECK(only_types); // a list is not true, and says so
        const auto problems = nested(open, close, 65);
        REQUIRE(problems.size() == 1);
        CHECK(problems.front().message == "this is nested deeper than 64 levels");
    }
}

TEST_CASE("whatever fills an expression does not fill the stack", "[condition][adversarial]") {
    for (const char* text :
         {"(",          "!",    "-",    "[",     "{",   "a[",   "a(",   "a.b(", "{1:", "!(", "-(", "-[",   "!-",
          "a?",         "a?b:", "a&&(", "a||",   "a&&", "a+",   "a.",   "\"",   "'",   "\\", "`",  "b'",   "r'''",
          ".",          ",",    ":",    "?",     ")",   "]",    "}",    "a ",   "1 ",  "1.", "0x", "has(", "[1].map(x,",
          "[1].all(x,", "not ", "in ",  "a in ", "\n",  "\xC3", "\xFF", "//",   "&",   "|",  "=",  "=="}) {
        CAPTURE(text);
        const auto problems = problems_of(filled_with(text));
        CHECK_FALSE(problems.empty());
        CHECK(problems.size() <= 100);
    }
}

TEST_CASE("macros within macros end within the budget", "[condition][adversarial]") {
    const std::string list = "[1,2,3,4,5,6,7,8,9,10]";
    for (const std::string macro : {"all", "exists_one", "map", "filter"}) {
        std::string text = "true";
        for (char variable = 'a'; variable < 'a' + 20; ++variable) {
            text = list + "." + macro + "(" + variable + ", " + (macro == "map" ? text : "[" + text + "] != []") + ")";
        }
        CAPTURE(macro);
        CHECK(error_of(macro == "map" ? "size(" + text + ")" : text) == budget);
    }
    CHECK(error_of(list + repeated(".map(x, " + list + ")", 100) + " == []").empty());
}

TEST_CASE("a value that holds itself many times over is not spelled out", "[condition][adversarial]") {
    const std::string doubled = "[1]" + repeated(".map(x, [x, x])", 60);
    CHECK(error_of(doubled) == budget);
    CHECK(error_of(doubled + " == " + doubled) == budget);
    CHECK(error_of(doubled + " in [" + doubled + "]") == budget);
    CHECK(error_of("'%s'.format([" + doubled + "])") == budget);
    CHECK(error_of("[1]" + repeated(".map(x, {'a': x, 'b': x})", 60)) == budget);
    CHECK(error_of(filled_with("lead.long, ").insert(0, "[") + "1]") == budget);
}

TEST_CASE("texts that double end within the budget", "[condition][adversarial]") {
    CHECK(error_of("['a']" + repeated(".map(x, x + x)", 60)) == budget);
    CHECK(error_of("'a'" + repeated(".replace('a', 'aa')", 60)) == budget);
    CHECK(error_of("lead.long.replace('a', lead.long)") == budget);
    CHECK(error_of("[lead.long]" + repeated(".map(x, [x, x].join(x))", 60)) == budget);
    CHECK(error_of("[lead.long]" + repeated(".map(x, '%s%s'.format([x, x]))", 60)) == budget);
    CHECK(error_of("'" + filled_with("%s").substr(0, 6000) + "'.format([lead.long])").find("more clauses") !=
          std::string::npos);
    CHECK(error_of("[lead.long.split('')]" + repeated(".map(x, x + x)", 60)) == budget);
    CHECK(error_of("[b'a']" + repeated(".map(x, x + x)", 60)) == budget);
    CHECK(error_of("'%.101f'.format([1.0])").find("0 to 100 decimals") != std::string::npos);
    CHECK(error_of("'%.99999999999999999999f'.format([1.0])").find("0 to 100 decimals") != std::string::npos);
}

TEST_CASE("looking for a text takes no longer than the budget", "[condition][adversarial]") {
    for (const char* search : {"lead.long.contains(lead.longer)", "lead.long.indexOf(lead.longer)",
                               "lead.long.lastIndexOf('b' + lead.longer)", "lead.long.split(lead.longer)",
                               "lead.long.replace(lead.longer, '')"}) {
        CAPTURE(search);
        CHECK(error_of(search) == budget);
    }
    CHECK(holds("!lead.long.contains('ab')", lead_with_long_texts()));
    CHECK(holds("lead.longer.indexOf('ab') == 499999", lead_with_long_texts()));
}

TEST_CASE("regular expressions that make others backtrack for ever are linear", "[condition][adversarial]") {
    const FactsOfALead facts = lead_with_long_texts();
    CHECK_FALSE(holds("lead.longer.matches('^(a+)+$')", facts));
    CHECK_FALSE(holds("lead.longer.matches('^(a|aa)+$')", facts));
    CHECK_FALSE(holds("lead.longer.matches('^([a-z]+)*[0-9]$')", facts));
    CHECK_FALSE(holds("lead.ladder.matches('(.*)(.*)(.*)(.*)(.*)c')", facts));
    CHECK(error_of("lead.longer.matches('^" + repeated("a?", 400) + repeated("a", 100) + "$')") == budget);
}

TEST_CASE("a regular expression that is large in little text is refused", "[condition][adversarial]") {
    const auto message = [](const std::string& pattern) {
        const auto problems = problems_of("lead.long.matches('" + pattern + "')");
        return problems.empty() ? std::string() : problems.front().message;
    };
    CHECK(message("((a{100}){100}){100}").find("not a regular expression") != std::string::npos);
    CHECK(message("a{1001}").find("not a regular expression") != std::string::npos);
    CHECK(message(repeated("(", 1000)).find("not a regular expression") != std::string::npos);
    CHECK(message(repeated("(", 500) + repeated(")", 500)).empty());
    CHECK(message("(a)\\\\1").find("not a regular expression") != std::string::npos);
    CHECK(message("(?=a)").find("not a regular expression") != std::string::npos);
    CHECK(message(std::string(1025, 'a')).find("1024 bytes") != std::string::npos);
}
