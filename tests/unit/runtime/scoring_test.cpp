// SPDX-License-Identifier: BSL-1.0
/// \file
/// Points, their decay and their bounds.

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include <nurture/runtime/decide.hpp>

#include "plan/compiled.hpp"
#include "runtime/turn.hpp"
#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view halving = R"([
  {"scoring": {"engagement": {"half_life": "10d", "min": -20, "max": 100, "rules": [
    {"event": "visited", "points": 40, "limit": 2, "per": "1d"}, {"event": "complained", "points": -400}]}}},
  {"workflow": "unused", "steps": [{"tag": "never"}]}
])";

LeadState with(double points, Instant at) {
    LeadState state;
    state.lead.id = "ada";
    state.lead.engagement = {points, at};
    return state;
}

double engagement(const LeadState& state, Instant at) {
    static const Plan plan = plan_of(halving);
    return score_of(plan, state, at).engagement;
}

double points_of(Nursery& nursery) {
    const std::vector<LeadId> ada{"ada"};
    return nursery.store.load(ada)->front().lead.engagement.points;
}

} // namespace

TEST_CASE("engagement halves in every half-life, above and below nothing", "[runtime][scoring]") {
    const LeadState up = with(40, monday);
    const LeadState down = with(-8, monday);
    for (int halves = 0; halves < 60; ++halves) {
        const Instant at = monday + halves * 240h;
        CHECK(engagement(up, at) == std::ldexp(40.0, -halves));
        CHECK(engagement(down, at) == std::ldexp(-8.0, -halves));
    }
    CHECK(engagement(LeadState(), monday) == 0);
    CHECK(engagement(LeadState(), end_of_time) == 0);
    CHECK(engagement(up, end_of_time) == 0);
}

TEST_CASE("while nothing but time goes on, a score moves in one direction and never out of its bounds",
          "[runtime][scoring][property]") {
    CHECK(rc::check([] {
        const double points = *rc::gen::inRange(-5'000, 20'000) / 8.0;
        const LeadState state = with(points, monday);
        double before = engagement(state, monday);
        Instant at = monday;
        for (int i = 0; i < 20; ++i) {
            at += Milliseconds(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
            const double now = engagement(state, at);
            RC_ASSERT(now >= -20 && now <= 100);
            RC_ASSERT((points < 0 ? now >= before : now <= before));
            before = now;
        }
    }));
}

TEST_CASE("what is beyond a bound is lost for ever", "[runtime][scoring]") {
    Nursery nursery(halving);
    nursery.lead("ada");
    nursery.event(0ms, "ada", "complained");
    nursery.event(0ms, "ada", "visited");
    nursery.run_to(0ms);
    CHECK(points_of(nursery) == 20);
}

TEST_CASE("how often a rule has counted is remembered when its points change, and other rules come",
          "[runtime][scoring]") {
    const auto counted = [](std::string_view rules) {
        const Plan plan = plan_of(R"([{"scoring": {"engagement": {"rules": [)" + std::string(rules) +
                                  R"(]}}}, {"workflow": "unused", "steps": [{"tag": "never"}]}])");
        std::vector<std::uint64_t> ids;
        for (const CompiledEngagementRule& rule : plan.compiled().scoring.by_event.at("visited")) {
            ids.push_back(rule.counted->id);
        }
        return ids;
    };
    const std::string rule = R"({"event": "visited", "points": 1, "limit": 2, "per": "1d"})";
    const auto ids = counted(rule + "," + rule);
    REQUIRE(ids.size() == 2);
    CHECK(ids[0] != ids[1]);
    CHECK(counted(R"({"event": "visited", "points": 9, "limit": 3, "per": "1d"})") ==
          std::vector<std::uint64_t>{ids[0]});
    CHECK(counted(R"({"event": "visited", "points": 1, "limit": 2, "per": "2d"})").front() != ids[0]);
    CHECK(counted(R"({"event": "visited", "points": 1, "limit": 2, "per": "1d", "where": "event.path == \"/\""})")
              .front() != ids[0]);
}

TEST_CASE("a lead that was deleted and comes again has no points", "[runtime][scoring]") {
    Nursery nursery(halving);
    nursery.lead("ada");
    nursery.event(0s, "ada", "visited");
    nursery.event(1s, "ada", "visited");
    nursery.event(2s, "ada", "lead_deleted");
    nursery.run_to(2s);
    CHECK(points_of(nursery) == 0);
    nursery.event(3s, "ada", "lead_created");
    nursery.event(3s, "ada", "visited"); // The two before would fill the limit.
    nursery.run_to(3s);
    CHECK(points_of(nursery) == 40);
}

TEST_CASE("what came late has decayed since it occurred, and what came too late is no points", "[runtime][scoring]") {
    Nursery nursery(halving);
    nursery.lead("ada");
    nursery.give(72h, Event{.lead = "ada", .type = "visited", .time = monday});
    nursery.run_to(72h);
    CHECK(points_of(nursery) == Approx(40 * std::exp2(-0.3)).epsilon(1e-12));
    nursery.give(72h + 1ms, Event{.lead = "ada", .type = "complained", .time = monday});
    nursery.run_to(72h + 1ms);
    CHECK(points_of(nursery) == Approx(40 * std::exp2(-0.3)).epsilon(1e-12));
}
