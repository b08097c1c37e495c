// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/expectations.hpp"

#include <chrono>

#include "support/catch.hpp"

namespace {

using namespace nurture;
using namespace nurture::rehearsal;

ActualItem actual(int second, const std::string& lead, const std::string& content) {
    const Instant at = Instant{} + std::chrono::seconds(second);
    return {at, LeadId(lead), {{"at", to_string(at)}, {"lead", lead}, {"content", content}}};
}

ExpectedItem expected(std::vector<std::pair<std::string, std::string>> keys) {
    return {{}, std::move(keys), {}};
}

TEST_CASE("a complete list has neither one more nor one fewer", "[rehearsal]") {
    const std::vector<ActualItem> both{actual(1, "ada", "a"), actual(2, "ada", "b")};
    CHECK(is_list({expected({{"content", "a"}}), expected({{"content", "b"}})}, both));
    CHECK(is_list({}, {}));
    CHECK_FALSE(is_list({expected({{"content", "a"}})}, both));
    CHECK_FALSE(is_list({expected({{"content", "a"}}), expected({{"content", "b"}}), expected({})}, both));
    CHECK_FALSE(is_list({expected({{"content", "b"}}), expected({{"content", "a"}})}, both));
}

TEST_CASE("at one instant the order between leads does not count, within a lead it does", "[rehearsal]") {
    const std::vector<ActualItem> three{actual(1, "ada", "a"), actual(1, "ada", "b"), actual(1, "ben", "a")};
    CHECK(is_list({expected({{"lead", "ben"}}), expected({{"lead", "ada"}, {"content", "a"}}),
                   expected({{"lead", "ada"}, {"content", "b"}})},
                  three));
    CHECK_FALSE(is_list({expected({{"lead", "ben"}}), expected({{"lead", "ada"}, {"content", "b"}}),
                         expected({{"lead", "ada"}, {"content", "a"}})},
                        three));
}

TEST_CASE("items that name few keys are matched so that all fit, if there is a way", "[rehearsal]") {
    const std::vector<ActualItem> two{actual(1, "ada", "a"), actual(1, "ben", "a")};
    CHECK(is_list({expected({{"content", "a"}}), expected({{"lead", "ada"}})}, two));
    CHECK_FALSE(is_list({expected({{"lead", "ada"}}), expected({{"lead", "ada"}})}, two));
}

} // namespace
