// SPDX-License-Identifier: BSL-1.0
#include <nurture/rehearsal/replay.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/load.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

Plan plan_that_keeps(const std::string& how_long) {
    std::string catalog(load_catalog);
    const std::string before = R"("delivery": {)";
    catalog.insert(catalog.find(before) + before.size(), R"("keep_inputs": ")" + how_long + R"(", )");
    return plan_of(catalog);
}

const Plan& keeping_plan() {
    static const Plan plan = plan_that_keeps("3650d");
    return plan;
}

/// Who looks at a store that somebody has changed.
class ChangedStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    std::function<void(LeadState&)> state = [](LeadState&) {};
    std::function<bool(const KeptInput&)> is_there = [](const KeptInput&) { return true; };

    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override {
        Result<std::vector<LeadState>> states = ForwardingStore::load(ids);
        for (LeadState& each : *states) {
            state(each);
        }
        return states;
    }
    Result<void> kept_inputs(const std::function<void(const KeptInput&)>& take) override {
        return ForwardingStore::kept_inputs([&](const KeptInput& input) {
            if (is_there(input)) {
                take(input);
            }
        });
    }
};

/// A load that was played to its end and is looked at again and again.
struct Played {
    explicit Played(Way way, const Plan& plan = keeping_plan()) : run(plan, way) { (void)run.digest(); }
    LoadRun run;
    ChangedStore store{run.nursery().store};
};

Played& played_load() {
    static Played load({.answers = Answers::mixed, .leads = 10, .inputs = 150, .forgets = false});
    load.store.state = [](LeadState&) {};
    load.store.is_there = [](const KeptInput&) { return true; };
    return load;
}

std::vector<std::string> differences_of(EngineStore& store) {
    const Result<ReplayResult> replayed = replay_kept_inputs(store, keeping_plan());
    if (!replayed) {
        return {replayed.error().message};
    }
    CHECK(replayed->not_replayed == "");
    return replayed->differences;
}

std::string only_difference_of(EngineStore& store) {
    const std::vector<std::string> differences = differences_of(store);
    CHECK(differences.size() == 1);
    return differences.empty() ? "" : differences.front();
}

bool has(const std::string& text, const std::string& part) {
    UNSCOPED_INFO(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("where somebody was forgotten nothing is decided once more", "[rehearsal][replay]") {
    Played load({.inputs = 600});
    const Result<ReplayResult> replayed = replay_kept_inputs(load.store, keeping_plan());
    REQUIRE(replayed.ok());
    CHECK(has(replayed->not_replayed, "somebody was forgotten"));
}

TEST_CASE("a load that is decided once more from what was kept comes to the same", "[rehearsal][replay]") {
    for (const Answers answers : {Answers::accepted, Answers::mixed}) {
        for (Way way : {Way{.answers = answers, .inputs = 600},
                        Way{.group = 1, .answers = answers, .cached_leads = 0, .inputs = 600},
                        Way{.group = 7, .answers = answers, .reopen_every = 13, .inputs = 600},
                        Way{.recorder = true, .answers = answers, .inputs = 600}}) {
            way.forgets = false;
            Played load(way);
            const Result<ReplayResult> replayed = replay_kept_inputs(load.store, keeping_plan());
            REQUIRE(replayed.ok());
            CHECK(replayed->not_replayed == "");
            CHECK(replayed->differences == std::vector<std::string>{});
            CHECK(replayed->inputs >= 550); // Some are duplicates, or refused.
            CHECK(replayed->leads == 40);
        }
    }
}

TEST_CASE("a value that somebody changed in the store is named", "[rehearsal][replay]") {
    Played& load = played_load();
    CHECK(differences_of(load.store).empty());

    load.store.state = [](LeadState& state) {
        if (state.lead.id == "lead-3") {
            state.lead.fields.set("points", 99);
        }
    };
    const std::string told = only_difference_of(load.store);
    CHECK(has(told, "lead lead-3: `fields` is {"));
    CHECK(has(told, "\"points\":99"));
    CHECK(has(told, " in the database and {"));

    LeadId with_aggregate;
    load.store.state = [&](LeadState& state) {
        for (auto& [question, aggregate] : state.aggregates) {
            if (with_aggregate.empty() && !aggregate.instants.empty()) {
                with_aggregate = state.lead.id;
            }
            if (with_aggregate == state.lead.id && !aggregate.instants.empty()) {
                aggregate.instants.front() += 1ms;
                return;
            }
        }
    };
    const std::string told_of_past = only_difference_of(load.store);
    CHECK(has(told_of_past, "lead " + with_aggregate.str() + ": `instants` of answer about the past "));
}

TEST_CASE("an instant that somebody changed in an enrollment is named", "[rehearsal][replay]") {
    LoadRun run(keeping_plan(), {.leads = 20, .inputs = 1});
    run.nursery().event(1h, "lead-2", "joined");
    run.nursery().run_to(2h);
    ChangedStore store(run.nursery().store);
    CHECK(differences_of(store).empty());
    store.state = [](LeadState& state) {
        if (state.lead.id == "lead-2") {
            state.enrollments.at(1).due += 1h;
        }
    };
    CHECK(only_difference_of(store) ==
          "lead lead-2: `due` of enrollment 1 is \"2026-03-04T11:00:00.000Z\" in the database and "
          "\"2026-03-04T10:00:00.000Z\" in the replay");
}

TEST_CASE("each kept input that is missing is found by what it did", "[rehearsal][replay]") {
    Played& load = played_load();
    std::vector<KeptInput> kept;
    REQUIRE(load.store.kept_inputs([&](const KeptInput& input) { kept.push_back(input); }).ok());
    std::size_t found = 0;
    for (std::size_t i = 1; i < kept.size(); i += 9) {
        std::size_t at = 0;
        load.store.is_there = [&](const KeptInput&) { return at++ != i; };
        INFO(kept[i].json);
        const std::vector<std::string> differences = differences_of(load.store);
        // A value that the field had already, or an answer that came too late, leaves no trace.
        found += differences.empty() ? 0 : 1;
        if (!differences.empty() && kept[i].json.find("\"type\":\"visited\"") != std::string::npos) {
            CHECK(std::any_of(differences.begin(), differences.end(), [&](const std::string& difference) {
                return difference.find("of " + to_string(kept[i].at)) != std::string::npos;
            }));
        }
    }
    CHECK(found >= kept.size() / 9 * 9 / 10);
}

TEST_CASE("the first journal line that differs is told", "[rehearsal][replay]") {
    LoadRun run(keeping_plan(), {.leads = 2, .inputs = 1});
    run.nursery().event(1h, "lead-1", "visited", {{"path", "/blog"}, {"topic", "news"}});
    run.nursery().event(2h, "lead-1", "visited", {{"path", "/pricing"}, {"topic", "news"}});
    run.nursery().run_to(3h);
    ChangedStore store(run.nursery().store);
    store.is_there = [](const KeptInput& input) { return input.json.find("/blog") == std::string::npos; };
    const std::string told = only_difference_of(store);
    CHECK(has(told, "lead lead-1: the database has line "));
    CHECK(has(told, " of 2026-03-02T10:00:00.000Z, `event` {"));
    CHECK(has(told, "/blog"));
    CHECK(has(told, ", the replay line "));
    CHECK(has(told, " of 2026-03-02T11:00:00.000Z, `event`"));
}

TEST_CASE("a store that kept nothing, or not everything, is not replayed and nothing is wrong with it",
          "[rehearsal][replay]") {
    const auto said = [](EngineStore& store, const Plan& plan) {
        const Result<ReplayResult> replayed = replay_kept_inputs(store, plan);
        REQUIRE(replayed.ok());
        CHECK(replayed->differences.empty());
        return replayed->not_replayed;
    };
    const Plan without = plan_of(load_catalog);
    Played nothing({.inputs = 20}, without);
    CHECK(said(nothing.store, without) == "it keeps no inputs (setting delivery.keep_inputs)");

    const Plan week = plan_that_keeps("7d");
    LoadRun short_lived(week, {.leads = 3, .inputs = 1});
    short_lived.nursery().event(24h, "lead-1", "joined");
    short_lived.nursery().event(24h * 6, "lead-1", "joined");
    short_lived.nursery().run_to(24h * 8);
    CHECK(has(said(short_lived.nursery().store, week), "the inputs that it keeps begin at 2026-03-03T09:00:00.000Z"));
    short_lived.nursery().reopen(); // Looking at it has displaced its engine.
    short_lived.nursery().run_to(24h * 20);
    CHECK(said(short_lived.nursery().store, week) ==
          "all inputs that it kept are older than delivery.keep_inputs says");

    Played older({.inputs = 20});
    older.store.is_there = [](const KeptInput& input) { return !input.lead.empty(); };
    CHECK(has(said(older.store, keeping_plan()), "an earlier version of nurture did not keep enough"));

    MemoryStore fresh;
    CHECK(said(fresh, keeping_plan()) == "no engine has worked on it yet");
}

TEST_CASE("a replay with another catalog is refused", "[rehearsal][replay]") {
    const Result<ReplayResult> replayed = replay_kept_inputs(played_load().store, plan_that_keeps("9d"));
    REQUIRE_FALSE(replayed.ok());
    CHECK(replayed.error().code == Errc::catalog_differs);
    CHECK(has(replayed.error().message, "it was deployed with another catalog ("));
}

TEST_CASE("what was met once more after it was deleted is replayed", "[rehearsal][replay]") {
    LoadRun run(keeping_plan(), {.leads = 2, .inputs = 1});
    run.nursery().event(1h, "lead-1", "joined");
    run.nursery().give(2h, LeadDeleted{.lead = "lead-1"});
    run.nursery().run_to(3h);
    run.nursery().lead("lead-1", {{"points", 45}, {"first_name", "2026-03-02T09:00:00.000Z"}});
    run.nursery().event(4h, "lead-1", "lead_created");
    run.nursery().event(5h, "lead-1", "joined");
    run.nursery().run_to(24h * 30);
    CHECK(differences_of(run.nursery().store).empty());
}
