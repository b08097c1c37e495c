// SPDX-License-Identifier: BSL-1.0
#include "runtime/aggregate.hpp"

#include <random>
#include <vector>

#include "support/catch.hpp"

using namespace nurture;
using namespace std::chrono_literals;

namespace {

constexpr Instant start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2));
constexpr std::size_t plenty = 1'000;

HistoryQuestion counting(HistoryQuestion::Kind kind, std::optional<Milliseconds> window) {
    return {.kind = kind, .types = {"visited"}, .window = window};
}

Event visited(Instant at, LeadId lead = "ada") {
    return {.lead = std::move(lead), .type = "visited", .time = at};
}

} // namespace

TEST_CASE("a window includes its end and excludes its beginning", "[runtime][history]") {
    const HistoryQuestion question = counting(HistoryQuestion::Kind::count, 1h);
    Aggregate aggregate;
    take_up(aggregate, question, visited(start), start, plenty);
    CHECK(count_at(aggregate, question, start) == 1);
    CHECK(count_at(aggregate, question, start + 1h - 1ms) == 1);
    CHECK(count_at(aggregate, question, start + 1h) == 0);
}

TEST_CASE("counts in a window are those of the whole history", "[runtime][history]") {
    std::mt19937 random(11);
    const HistoryQuestion question = counting(HistoryQuestion::Kind::count, 90min);
    Aggregate aggregate;
    std::vector<Instant> all;
    Instant now = start;
    for (int i = 0; i < 3'000; ++i) {
        now += 1min * (random() % 7);
        const Instant occurred = now - 1min * (random() % 3 == 0 ? random() % 200 : 0); // A third of them is late.
        take_up(aggregate, question, visited(occurred), now, plenty);
        all.push_back(occurred);
        const Instant asked = now + 1min * (random() % 100);
        const auto expected = std::count_if(all.begin(), all.end(), [&](Instant at) { return at > asked - 90min; });
        REQUIRE(count_at(aggregate, question, asked) == expected);
    }
    CHECK(aggregate.instants.size() < 100); // What has left the window is forgotten.
}

TEST_CASE("beyond the limit it stays exact whether a count reaches a number up to the limit", "[runtime][history]") {
    const HistoryQuestion question = counting(HistoryQuestion::Kind::count, 24h);
    Aggregate aggregate;
    for (int i = 0; i < 50; ++i) {
        take_up(aggregate, question, visited(start + 1min * i), start + 1min * i, 10);
    }
    CHECK(aggregate.instants.size() == 10);
    CHECK(count_at(aggregate, question, start + 50min) == 50);
    CHECK(count_at(aggregate, question, start + 24h + 45min) == 4);
    CHECK(count_at(aggregate, question, start + 24h + 39min) >= 10);
    CHECK(count_at(aggregate, question, start + 24h + 40min) == 9);
}

TEST_CASE("leads of an account are counted once each, by what they did last", "[runtime][history]") {
    const HistoryQuestion question = counting(HistoryQuestion::Kind::account_leads, 1h);
    Aggregate aggregate;
    take_up(aggregate, question, visited(start, "ada"), start, plenty);
    take_up(aggregate, question, visited(start + 10min, "bob"), start + 10min, plenty);
    take_up(aggregate, question, visited(start + 20min, "ada"), start + 20min, plenty);
    take_up(aggregate, question, visited(start + 5min, "bob"), start + 30min, plenty); // Late: bob has been later.
    CHECK(count_at(aggregate, question, start + 30min) == 2);
    CHECK(count_at(aggregate, question, start + 70min) == 1);
    CHECK(count_at(aggregate, question, start + 80min) == 0);
}

TEST_CASE("leads that have left the window are forgotten", "[runtime][history]") {
    const HistoryQuestion question = counting(HistoryQuestion::Kind::account_leads, 1h);
    Aggregate aggregate;
    for (int i = 0; i < 500; ++i) {
        const Instant at = start + 10min * i;
        take_up(aggregate, question, visited(at, "lead-" + std::to_string(i)), at, plenty);
    }
    CHECK(count_at(aggregate, question, start + 10min * 499) == 6);
    CHECK(aggregate.leads.size() < 20);
}

TEST_CASE("the latest event is the one that occurred last, of two at once the later told", "[runtime][history]") {
    const HistoryQuestion question{.kind = HistoryQuestion::Kind::latest, .types = {"visited"}};
    Aggregate aggregate;
    Event first = visited(start);
    first.properties.set("path", "/a");
    Event second = visited(start);
    second.properties.set("path", "/b");
    take_up(aggregate, question, first, start, plenty);
    take_up(aggregate, question, second, start, plenty);
    take_up(aggregate, question, visited(start - 1h), start, plenty);
    REQUIRE(aggregate.latest);
    CHECK(*aggregate.latest == second);
}

TEST_CASE("interest counts the topics that clicks and the host's events name, each once an event",
          "[runtime][history]") {
    const HistoryQuestion question{.kind = HistoryQuestion::Kind::interest};
    Aggregate aggregate;
    const auto happen = [&](std::string type, Fields properties, Instant at) {
        const Event event{.lead = "ada", .type = std::move(type), .time = at, .properties = std::move(properties)};
        if (concerns(question, event)) {
            take_up(aggregate, question, event, at, plenty);
        }
    };
    happen("visited", {{"topic", "scoring"}}, start);
    happen("read", {{"topics", Value::List{"scoring", "ai", "scoring"}}}, start);
    happen("message_clicked", {{"topics", Value::List{"ai"}}}, start + 1h);
    happen("message_opened", {{"topics", Value::List{"ai"}}}, start + 1h);
    CHECK(interest_at(aggregate, "scoring", start + 1h) == 2);
    CHECK(interest_at(aggregate, "ai", start + 1h) == 2);
    CHECK(interest_at(aggregate, "ai", start + interest_window) == 1);
    CHECK(interest_at(aggregate, "privacy", start) == 0);
}
