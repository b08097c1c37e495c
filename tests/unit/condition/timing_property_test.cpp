// SPDX-License-Identifier: BSL-1.0
// Random conditions over random histories: from one next change to the next, no change of the answer is missed.
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

#include <array>
#include <random>
#include <utility>

using namespace nurture;
using namespace nurture::test;

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;
constexpr Instant start{Milliseconds(20'000 * day)};
constexpr Instant finish = start + Milliseconds(200 * day);
constexpr std::array<const char*, 5> windows = {"36h", "3d", "7d", "2w", "90d"};
constexpr std::array<std::int64_t, 5> window_lengths = {36 * hour, 3 * day, 7 * day, 14 * day, 90 * day};

/// The same numbers on every platform.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}

    std::int64_t below(std::int64_t end) {
        return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(end));
    }
    bool toss() { return below(2) == 0; }
    template <class List>
    std::string of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(list.size())))];
    }

private:
    std::mt19937_64 engine_;
};

FactsOfALead random_lead(Dice& dice) {
    FactsOfALead facts;
    facts.at = start;
    const auto some_event = [&dice] {
        // Often to the day, so that events fall together, and on the start.
        const std::int64_t ago = dice.toss() ? dice.below(20) * 24 * hour : dice.below(20 * day);
        Event event;
        event.lead = LeadId(dice.toss() ? "ada" : "bob");
        event.type = dice.toss() ? "page_visited" : "form_submitted";
        event.time = start - Milliseconds(ago);
        event.properties = {{"code", Value(dice.below(3))}, {"topic", Value(dice.toss() ? "x" : "y")}};
        return event;
    };
    for (std::int64_t i = dice.below(8); i > 0; --i) {
        facts.past.push_back(some_event());
        facts.account_past.push_back(some_event());
        auto& times = facts.events[facts.past.back().type];
        times.push_back(facts.past.back().time.value());
        std::sort(times.begin(), times.end());
    }
    if (dice.toss()) facts.created = start - Milliseconds(dice.below(40) * day);
    if (dice.toss()) facts.lead_fields.set("employees", Value(dice.below(4)));
    // Large at the epoch, so that it is a score of everyday size at the start.
    facts.half_life = Milliseconds((5 + dice.below(60)) * day);
    const double ratio =
        static_cast<double>(start.time_since_epoch().count()) / static_cast<double>(facts.half_life.count());
    const double points = static_cast<double>(dice.below(2000) - 500) / 10;
    facts.parts = {static_cast<double>(dice.below(20)), ratio < 1000 ? points * std::exp2(ratio) : 0.0};
    return facts;
}

std::string compared(Dice& dice, const std::string& term, const std::string& bound) {
    constexpr std::array<const char*, 6> signs = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    return dice.below(4) == 0 ? bound + dice.of(signs) + term : term + dice.of(signs) + bound;
}

std::string some_count(Dice& dice) {
    constexpr std::array<const char*, 3> names = {"count", "accountCount", "accountLeads"};
    constexpr std::array<const char*, 3> types = {"'page_visited'", "'form_submitted'",
                                                  "['page_visited', 'form_submitted']"};
    std::string text = dice.of(names) + "(" + dice.of(types) + ", '" + dice.of(windows) + "'";
    if (dice.below(3) == 0) text += ", event.code == " + std::to_string(dice.below(3));
    return text + ")";
}

std::string some_sum(Dice& dice) {
    const std::string number = std::to_string(1 + dice.below(3));
    switch (dice.below(6)) {
    case 0: return some_count(dice) + " + " + some_count(dice);
    case 1: return some_count(dice) + " * " + number + " - -2 * " + some_count(dice);
    case 2: return number + " - " + some_count(dice);
    case 3: return "-" + some_count(dice) + " * lead.employees / " + number;
    default: return some_count(dice);
    }
}

std::string some_moment(Dice& dice) {
    switch (dice.below(4)) {
    case 0: return "last('page_visited') + duration('" + dice.of(windows) + "')";
    case 1: return "latest('form_submitted', event.code > 0).time + duration('" + dice.of(windows) + "')";
    default: return "timestamp('" + to_string(start + Milliseconds(dice.below(220 * day) - 20 * day)) + "')";
    }
}

std::string some_leaf(Dice& dice) {
    switch (dice.below(10)) {
    case 0:
    case 1:
    case 2: return compared(dice, some_sum(dice), std::to_string(dice.below(6) - 1));
    case 3: return compared(dice, some_count(dice), "lead.employees");
    case 4: return "inactive('" + dice.of(windows) + "'" + (dice.toss() ? ", 'page_visited')" : ")");
    case 5: return compared(dice, "interest('x')", std::to_string(dice.below(3)));
    case 6:
        return compared(dice, dice.toss() ? "lead.score" : "int(lead.score) * -2", std::to_string(dice.below(80) - 20));
    case 7: return compared(dice, "score.engagement + score.fit", std::to_string(dice.below(80)) + ".25");
    case 8: return compared(dice, "now", some_moment(dice));
    default: return "lead.employees > 1";
    }
}

std::string some_condition(Dice& dice, int depth) {
    const std::int64_t choice = depth == 0 ? 9 : dice.below(10);
    const auto inner = [&] { return "(" + some_condition(dice, depth - 1) + ")"; };
    if (choice < 3) return inner() + " && " + inner();
    if (choice < 6) return inner() + " || " + inner();
    if (choice == 6) return "!" + inner();
    if (choice == 7) return inner() + " ? " + inner() + " : " + inner();
    return some_leaf(dice);
}

/// Where an answer can change, the milliseconds around, and instants in between.
std::vector<Instant> candidates(Dice& dice, const FactsOfALead& facts) {
    std::vector<Instant> found;
    for (const auto* events : {&facts.past, &facts.account_past}) {
        for (const Event& each : *events) {
            for (const std::int64_t length : window_lengths) {
                for (const int beside : {-1, 0, 1}) {
                    found.push_back(*each.time + Milliseconds(length + beside));
                }
            }
        }
    }
    for (int i = 0; i < 100; ++i) {
        found.push_back(start + Milliseconds(dice.below(200 * day)));
    }
    found.erase(std::remove_if(found.begin(), found.end(), [](Instant at) { return at < start || at > finish; }),
                found.end());
    std::sort(found.begin(), found.end());
    return found;
}

/// The instants at which the condition is looked at, from the start on.
std::vector<Instant> looks(const Condition& condition, FactsOfALead facts) {
    std::vector<Instant> found = {facts.at};
    while (found.back() <= finish && found.size() < 200) {
        facts.at = found.back();
        const Instant next = condition.next_change(facts);
        if (next <= found.back()) return {}; // never goes on
        found.push_back(next);
    }
    return found;
}

} // namespace

TEST_CASE("from one next change to the next, no change of an answer is missed", "[condition][timing]") {
    ConditionScope scope = open_scope();
    scope.looked_at = true;
    scope.score_decays = true;
    Dice dice(20260310);
    int changes = 0;
    for (int round = 0; round < 1500; ++round) {
        FactsOfALead facts = random_lead(dice);
        const std::string text = some_condition(dice, round % 4);
        INFO(text);
        std::vector<ConditionProblem> problems;
        const auto condition = Condition::compile(text, scope, problems);
        REQUIRE(condition.has_value());
        const std::vector<Instant> looked = looks(*condition, facts);
        REQUIRE(looked.size() > 1);
        REQUIRE(looked.back() > finish);
        const FactsOfALead at_start = facts;
        std::vector<Instant> asked = candidates(dice, facts);
        for (const Instant at : looked) {
            if (at > start && at <= finish) asked.insert(asked.end(), {at - Milliseconds(1), at});
        }
        std::sort(asked.begin(), asked.end());
        std::size_t interval = 0;
        bool expected = condition->holds(facts);
        for (const Instant at : asked) {
            for (; looked[interval + 1] <= at; ++interval) {
                facts.at = looked[interval + 1];
                const bool before = std::exchange(expected, condition->holds(facts));
                changes += before != expected ? 1 : 0;
            }
            facts.at = at;
            INFO(to_string(at));
            if (condition->holds(facts) != expected || condition->holds_at(at_start, at) != expected) {
                FAIL("an answer changed between two looks");
            }
        }
    }
    CHECK(changes > 500); // else the test compares nothing
}
