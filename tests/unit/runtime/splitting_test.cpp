// SPDX-License-Identifier: BSL-1.0
#include "runtime/splitting.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "runtime/exact_math.hpp"
#include "support/catch.hpp"

using namespace nurture;

namespace {

std::string arm_of(const std::vector<SplitArm>& arms, const std::string& lead) {
    return std::string(arms[choose_arm("exp", arms, lead)].name);
}

std::string lead(int i) {
    return "lead-" + std::to_string(i);
}

} // namespace

TEST_CASE("arms are those that 50 decimal digits give", "[runtime][split]") {
    const std::string expected = "aaaaabaacaabbaaacbcaaaba"; // lead-0, lead-1 …
    const std::vector<SplitArm> arms{{"a", 50}, {"b", 30}, {"c", 20}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(arm_of(arms, lead(static_cast<int>(i))) == std::string(1, expected[i]));
    }
}

TEST_CASE("weights are shares of the leads", "[runtime][split]") {
    const std::vector<SplitArm> arms{{"a", 5'000}, {"b", 3'000}, {"c", 2'000}, {"none", 0}};
    int count[4] = {};
    for (int i = 0; i < 20'000; ++i) {
        ++count[choose_arm("content:guide", arms, lead(i))];
    }
    // Four standard deviations of a binomial are at most 283.
    CHECK(std::abs(count[0] - 10'000) < 283);
    CHECK(std::abs(count[1] - 6'000) < 260);
    CHECK(std::abs(count[2] - 4'000) < 227);
    CHECK(count[3] == 0);
}

TEST_CASE("the order of arms does not count, and leads move only into the arm that gained", "[runtime][split]") {
    const std::vector<SplitArm> before{{"a", 50}, {"b", 30}, {"c", 20}};
    const std::vector<SplitArm> turned{{"c", 20}, {"a", 50}, {"b", 30}};
    const std::vector<SplitArm> after{{"a", 25}, {"b", 15}, {"c", 60}}; // The others in proportion.
    int moved = 0;
    for (int i = 0; i < 5'000; ++i) {
        const std::string was = arm_of(before, lead(i));
        CHECK(arm_of(turned, lead(i)) == was);
        const std::string is = arm_of(after, lead(i));
        if (is != was) {
            CHECK(is == "c");
            ++moved;
        }
    }
    CHECK(moved > 1'850); // 40 of 100.
    CHECK(moved < 2'150);
}

TEST_CASE("two experiments share no leads by anything but chance", "[runtime][split]") {
    const std::vector<SplitArm> arms{{"a", 1}, {"b", 1}};
    int same = 0;
    for (int i = 0; i < 10'000; ++i) {
        same += choose_arm("one", arms, lead(i)) == choose_arm("two", arms, lead(i)) ? 1 : 0;
    }
    CHECK(std::abs(same - 5'000) < 200);
}
