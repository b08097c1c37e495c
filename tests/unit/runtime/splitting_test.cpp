// SPDX-License-Identifier: BSL-1.0
#include "runtime/splitting.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/exact_math.hpp"
#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using testing_support::Nursery;
using namespace std::chrono_literals;

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

TEST_CASE("the journal says which arm of which experiment, and how large its share is", "[runtime][split]") {
    Nursery nursery(
        R"([{"workflow": "w", "trigger": {"event": "go"}, "steps": [{"split": "tone", "id": "which", "arms": {
        "warm": {"weight": 45, "steps": []}, "brief": {"weight": 45, "steps": []},
        "none": {"weight": 10, "holdout": true}}}]}])");
    for (const char* lead : {"ada", "ben", "gus"}) {
        nursery.lead(lead);
        nursery.event(0h, lead, "go");
    }
    nursery.run_to(1h);
    std::vector<std::string> lines;
    (void)nursery.store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::split) {
            lines.push_back(line.lead.str() + ' ' + line.step.str() + ' ' + to_json(line.because));
        }
    });
    // The arms by 60 decimal digits.
    CHECK(lines ==
          std::vector<std::string>{R"(ada which {"arm":"brief","experiment":"tone","weight":45})",
                                   R"(ben which {"arm":"warm","experiment":"tone","weight":45})",
                                   R"(gus which {"arm":"none","experiment":"tone","holdout":true,"weight":10})"});
}

TEST_CASE("a lead keeps its arm over re-enrollments, workflows and an engine opened anew", "[runtime][split]") {
    const std::string arms = R"({"split": "tone", "arms": {
        "a": [{"note": "a"}], "b": [{"note": "b"}], "c": [{"note": "c"}], "d": [{"note": "d"}]}})";
    const std::string turned = R"({"split": "tone", "arms": {
        "d": [{"note": "d"}], "b": [{"note": "b"}], "a": [{"note": "a"}], "c": [{"note": "c"}]}})";
    Nursery nursery(R"([{"workflow": "w", "trigger": {"event": "go"}, "reenroll": "always", "steps": [)" + arms +
                    R"(]}, {"workflow": "v", "trigger": {"event": "on"}, "steps": [)" + turned + "]}]");
    std::map<std::string, int> leads_of;
    for (int i = 0; i < 40; ++i) {
        nursery.lead(lead(i));
        nursery.event(0h, lead(i), "go");
    }
    for (int i = 0; i < 40; ++i) {
        nursery.event(24h, lead(i), "go");
    }
    nursery.run_to(48h);
    nursery.reopen();
    for (int i = 0; i < 40; ++i) {
        nursery.event(72h, lead(i), "on");
    }
    nursery.run_to(96h);
    std::map<std::string, int> seen; // "lead note": how often.
    for (const std::string& line : nursery.told({JournalKind::note})) {
        ++seen[line];
    }
    CHECK(seen.size() == 40); // One note each …
    for (const auto& [line, times] : seen) {
        INFO(line);
        CHECK(times == 3);
        ++leads_of[line.substr(line.size() - 1)];
    }
    CHECK(leads_of.size() == 4); // … and leads in every arm.
}

TEST_CASE("an arm that nobody takes any more and an arm of all", "[runtime][split]") {
    Nursery nursery(R"([{"workflow": "w", "trigger": {"event": "go"}, "steps": [{"split": "tone", "arms": {
        "off": {"weight": 0, "steps": [{"note": "off"}]}, "on": {"weight": 100, "steps": [{"note": "on"}]}}}]}])");
    for (int i = 0; i < 20; ++i) {
        nursery.lead(lead(i));
        nursery.event(0h, lead(i), "go");
    }
    nursery.run_to(1h);
    const std::vector<std::string> notes = nursery.told({JournalKind::note});
    CHECK(notes.size() == 20);
    CHECK(std::count_if(notes.begin(), notes.end(), [](const auto& note) { return note.ends_with(" on"); }) == 20);
}

TEST_CASE("an experiment that a lead is not meant for is passed over", "[runtime][split]") {
    Nursery nursery(R"([{"workflow": "w", "trigger": {"event": "go"}, "steps": [
        {"split": "tone", "if": "lead.vip == true", "arms": {"a": [{"note": "a"}], "b": [{"note": "b"}]}},
        {"note": "after"}]}])");
    nursery.lead("ada");
    nursery.lead("ben", {{"vip", true}});
    nursery.event(0h, "ada", "go");
    nursery.event(0h, "ben", "go");
    nursery.run_to(1h);
    CHECK(nursery.told({JournalKind::note, JournalKind::skipped, JournalKind::split}) ==
          std::vector<std::string>{"ada skipped if", "ada note after", "ben split b", "ben note b", "ben note after"});
}
