// SPDX-License-Identifier: BSL-1.0
/// \file
/// The load of tests/unit/engine/digest_test.cpp on SQLite, with restarts and deaths: what comes out must be what comes
/// out in memory without any.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/load.hpp"
#include "support/mortal_subject.hpp"
#include "support/sqlite_subjects.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

std::unique_ptr<testing::EngineStoreSubject> on_disk(bool records, bool keeps_leads) {
    return std::make_unique<SqliteSubject>(sqlite::Options{.record_messages = records, .keep_leads = keeps_leads});
}

std::string digest_on_disk(const Plan& plan, const Way& way, bool keeps_leads = true) {
    return LoadRun(plan, way, on_disk(way.recorder, keeps_leads)).digest();
}

/// A load so small that a process may die at each of its commits.
constexpr Way small{.group = 7, .leads = 8, .inputs = 60};

Way small_at(std::size_t group, bool recorder) {
    Way way = small;
    way.group = group;
    way.recorder = recorder;
    return way;
}

/// What came out of a run.
struct Outcome {
    std::string digest{};
    std::vector<std::string> sent{};
    std::vector<MessageKey> handed_over{}; ///< In order of keys, each as often as it was.
    std::size_t commits = 0;
    std::size_t deaths = 0;
};

/// Plays a load; `dies` is asked at each commit, with its number from 1.
Outcome play(const Plan& plan, const Way& way, std::unique_ptr<testing::EngineStoreSubject> inner,
             const std::function<bool(std::size_t, const CommitGroup&)>& dies = {}, Death death = Death::behind) {
    auto owned = std::make_unique<MortalSubject>(std::move(inner));
    MortalSubject& mortal = *owned;
    Outcome outcome;
    mortal.death = death;
    mortal.dies = [&](const CommitGroup& group) {
        if (group.catalog) { // An engine that dies while it is opened was never there.
            return false;
        }
        ++outcome.commits;
        return dies && dies(outcome.commits, group);
    };
    LoadRun run(plan, way, std::move(owned));
    for (std::size_t starts = 0; !run.go_on(); ++starts) {
        REQUIRE(mortal.deaths == starts + 1); // It stopped for no other reason.
        run.nursery().close();
        run.nursery().clock = VirtualClock(monday); // A new process knows nothing.
    }
    outcome.deaths = mortal.deaths;
    outcome.digest = run.nursery().digest();
    outcome.sent = run.nursery().sent();
    for (const Message& message : run.nursery().email.handed_over) {
        outcome.handed_over.push_back(message.key);
    }
    std::sort(outcome.handed_over.begin(), outcome.handed_over.end());
    return outcome;
}

/// Whether a store has a message whose channel may have been called: dying now would leave it in doubt.
bool has_doubts(EngineStore& store) {
    const Result<std::vector<MessageRow>> rows = store.in_doubt();
    return !rows || !rows->empty();
}

/// For every commit of a load: what comes out when the process dies there once. `counts` says at which it may.
template <class Counts, class Check>
std::size_t die_at_every_commit(const Plan& plan, const Way& way, Death death, const Counts& counts,
                                const Check& check) {
    const std::size_t commits = play(plan, way, std::make_unique<MemorySubject>(way.recorder)).commits;
    std::size_t deaths = 0;
    for (std::size_t k = 1; k <= commits; ++k) {
        auto memory = std::make_unique<MemorySubject>(way.recorder);
        EngineStore& store = memory->store();
        const Outcome outcome = play(
            plan, way, std::move(memory),
            [&](std::size_t commit, const CommitGroup& group) { return commit == k && counts(store, group); }, death);
        deaths += outcome.deaths;
        INFO("commit " << k << " of " << commits);
        check(outcome);
    }
    return deaths;
}

} // namespace

TEST_CASE("on SQLite the digest is that of memory, at every group size", "[recovery][digest]") {
    const Plan plan = plan_of(load_catalog);
    for (const Answers answers : {Answers::accepted, Answers::mixed}) {
        const std::string expected = LoadRun(plan, {.answers = answers}).digest();
        for (const std::size_t group : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
            INFO("group " << group);
            CHECK(digest_on_disk(plan, {.group = group, .answers = answers, .cached_leads = 0}) == expected);
        }
    }
}

TEST_CASE("on SQLite the digest does not depend on restarts, nor on where the leads are", "[recovery][digest]") {
    const Plan plan = plan_of(load_catalog);
    const std::string expected = LoadRun(plan, {.inputs = 500}).digest();
    CHECK(digest_on_disk(plan, {.reopen_every = 1, .inputs = 500}) == expected);
    CHECK(digest_on_disk(plan, {.group = 7, .cached_leads = 0, .reopen_every = 13, .inputs = 500}) == expected);
    CHECK(digest_on_disk(plan, {.group = 7, .reopen_every = 13, .inputs = 500}, false) == expected);
    CHECK(digest_on_disk(plan, {.group = 7, .recorder = true, .reopen_every = 13, .inputs = 500}) == expected);
}

TEST_CASE("a process that dies between any deciding commit and its first dispatch loses nothing", "[recovery]") {
    const Plan plan = plan_of(load_catalog);
    const Death death = GENERATE(Death::behind, Death::before);
    const std::size_t group = GENERATE(std::size_t{1}, std::size_t{7});
    const Way way = small_at(group, false);
    const Outcome expected = play(plan, way, std::make_unique<MemorySubject>());
    const std::size_t deaths = die_at_every_commit(
        plan, way, death,
        [&](EngineStore& store, const CommitGroup& commit) {
            return !has_doubts(store) && !(death == Death::behind && hands_over(commit));
        },
        [&](const Outcome& outcome) {
            CHECK(outcome.digest == expected.digest);
            CHECK(outcome.handed_over == expected.handed_over);
        });
    CHECK(deaths > expected.commits / 8);
}

TEST_CASE("a process that dies at any commit of a recording store loses nothing", "[recovery]") {
    const Plan plan = plan_of(load_catalog);
    const Death death = GENERATE(Death::behind, Death::before);
    const Way way = small_at(GENERATE(std::size_t{1}, std::size_t{7}), true);
    const Outcome expected = play(plan, way, std::make_unique<MemorySubject>(true));
    const std::size_t deaths = die_at_every_commit(
        plan, way, death, [](EngineStore&, const CommitGroup&) { return true; },
        [&](const Outcome& outcome) { CHECK(outcome.digest == expected.digest); });
    CHECK(deaths == expected.commits);
}

TEST_CASE("a message in doubt goes again to a channel that is idempotent, and to no other", "[recovery]") {
    const Plan plan = plan_of(load_catalog);
    const Death death = GENERATE(Death::behind, Death::before);
    Way way = small_at(7, false);
    way.idempotent = GENERATE(false, true);
    const Outcome expected = play(plan, way, std::make_unique<MemorySubject>());
    const auto any = [](EngineStore&, const CommitGroup&) { return true; };
    std::size_t twice = 0;
    std::size_t lost = 0;
    const std::size_t deaths = die_at_every_commit(plan, way, death, any, [&](const Outcome& outcome) {
        CHECK(outcome.sent == expected.sent); // The same messages at the same instants, as far as the journal says.
        std::vector<MessageKey> keys = outcome.handed_over;
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        twice += outcome.handed_over.size() - keys.size();
        lost += expected.handed_over.size() - std::min(keys.size(), expected.handed_over.size());
    });
    CHECK(deaths == expected.commits);
    if (way.idempotent) {
        CHECK(lost == 0);
        CHECK((death == Death::before) == (twice > 0)); // The channel was called, and its answer died with the process.
    } else {
        CHECK((death == Death::behind) == (lost > 0)); // It was not called yet, and marketing is assumed sent.
    }
}

TEST_CASE("on SQLite a process that dies at one commit after the other ends as if it had lived", "[recovery]") {
    const Plan plan = plan_of(load_catalog);
    const bool keeps_leads = GENERATE(true, false);
    const Way way = small_at(GENERATE(std::size_t{1}, std::size_t{7}), false);
    const Outcome expected = play(plan, way, std::make_unique<MemorySubject>());
    auto file = std::make_unique<SqliteSubject>(sqlite::Options{.keep_leads = keeps_leads});
    EngineStore& store = file->store();
    const Outcome outcome = play(plan, way, std::move(file), [&](std::size_t, const CommitGroup& commit) {
        return !has_doubts(store) && !hands_over(commit); // Each is kept, so there is always a next one.
    });
    CHECK(outcome.deaths > expected.commits / 8);
    CHECK(outcome.digest == expected.digest);
    CHECK(outcome.handed_over == expected.handed_over);
}

TEST_CASE("on SQLite a recording store whose process dies at every commit ends as if it had lived", "[recovery]") {
    const Plan plan = plan_of(load_catalog);
    const Way way = small_at(7, true);
    const Outcome expected = play(plan, way, std::make_unique<MemorySubject>(true));
    const Outcome outcome = play(plan, way, on_disk(true, true), [](std::size_t, const CommitGroup&) { return true; });
    CHECK(outcome.deaths >= expected.commits);
    CHECK(outcome.digest == expected.digest);
}
