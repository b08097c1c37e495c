// SPDX-License-Identifier: BSL-1.0

#include "support/catch.hpp"

#include "plan/remarks.hpp"

using namespace nurture;

namespace {

/// "line:column" of the byte at which `wanted` begins in an expression that stands at a place of a source.
std::string place_of(const std::string& wanted, const std::string& expression, const std::string& source_text,
                     std::uint32_t line, std::uint32_t column) {
    auto source = std::make_shared<SourceText>();
    source->text = source_text;
    const Place place = place_within(SourceString(expression, Place{source, line, column}), expression.find(wanted));
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

} // namespace

TEST_CASE("a place inside of an expression counts characters from where it begins", "[plan][place]") {
    CHECK(place_of("b", "a && b", "when: a && b\n", 1, 7) == "1:12");
    CHECK(place_of("b", "\"ü\" + b", "when: \"ü\" + b\n", 1, 7) == "1:13");
}

TEST_CASE("the lines of a block are counted, with their indentation", "[plan][place]") {
    const std::string source = "when: |\n  a\n    && b\n  && c\n";
    CHECK(place_of("a", "a\n  && b\n&& c", source, 2, 3) == "2:3");
    CHECK(place_of("b", "a\n  && b\n&& c", source, 2, 3) == "3:8");
    CHECK(place_of("c", "a\n  && b\n&& c", source, 2, 3) == "4:6");
    CHECK(place_of("c", "a\n  && b\n&& c", source, 1, 7) == "4:6");
}

TEST_CASE("where the source is written otherwise than it reads, the place is the beginning", "[plan][place]") {
    CHECK(place_of("b", "a &&\n b", "when: \"a &&\\n b\"\n", 1, 8) == "1:8");
    CHECK(place_of("b", "a && b", "when: >\n  a\n  && b\n", 1, 7) == "1:7");
}

TEST_CASE("a text without a source has no place within", "[plan][place]") {
    CHECK(place_within(SourceString("a && b"), 5).line == 0);
}

TEST_CASE("remarks are taken by place, once", "[plan]") {
    auto source = std::make_shared<SourceText>();
    Remarks remarks;
    remarks.note("b", "second", Place{source, 2, 1});
    CHECK_FALSE(remarks.has_errors());
    remarks.error("a", "first", Place{source, 1, 1}, {"advice", {"x", "y"}});
    CHECK(remarks.has_errors());
    const Diagnostics taken = remarks.take();
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].message == "first");
    CHECK(taken[0].hint == "advice");
    CHECK(taken[0].witness.size() == 2);
    CHECK(remarks.take().empty());
}
