// SPDX-License-Identifier: BSL-1.0

#include "content/liquid_words.hpp"

#include <string>

#include "content/filters.hpp"
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

TEST_CASE("the tags that divide or end a block are known", "[content][liquid]") {
    CHECK(belongs_to_a_block("else"));
    CHECK(belongs_to_a_block("endfor"));
    CHECK_FALSE(belongs_to_a_block("if"));
}

TEST_CASE("the filters stand in byte order, so that they are found", "[content][liquid]") {
    const liquid::Filters all = liquid::all_filters();
    for (std::size_t i = 0; i < all.size; ++i) {
        CHECK(liquid::find_filter(all.first[i].name) == all.first + i);
    }
    CHECK(liquid::find_filter("Date") == nullptr);
    CHECK(liquid::find_filter("") == nullptr);
}
