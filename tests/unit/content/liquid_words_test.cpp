// SPDX-License-Identifier: BSL-1.0

#include "content/liquid_words.hpp"

#include <string>

#include "support/catch.hpp"

using namespace nurture;

TEST_CASE("a word that is near is suggested and one that is not is not", "[content][liquid]") {
    CHECK(nearest_liquid_filter("defualt") == "default");
    CHECK(nearest_liquid_filter("upcas") == "upcase");
    CHECK(nearest_liquid_filter("translate").empty());
    CHECK(nearest_liquid_tag("iff") == "if");
    CHECK(nearest_liquid_tag("unles") == "unless");
    CHECK(nearest_liquid_tag("x").empty());
}

TEST_CASE("a very long word is near nothing", "[content][liquid]") {
    CHECK(nearest_liquid_filter(std::string(1'000'000, 'd')).empty());
}

TEST_CASE("the words of Liquid are known", "[content][liquid]") {
    CHECK(is_liquid_filter("date"));
    CHECK(is_liquid_filter("required"));
    CHECK_FALSE(is_liquid_filter("Date"));
    CHECK(is_liquid_tag("if"));
    CHECK(is_liquid_tag("endfor"));
    CHECK(belongs_to_a_block("else"));
    CHECK_FALSE(belongs_to_a_block("if"));
}
