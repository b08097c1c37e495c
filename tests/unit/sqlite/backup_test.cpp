// SPDX-License-Identifier: BSL-1.0
/// \file
/// Copies of a database: of one state, whoever works on it meanwhile, and there wholly or not at all.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <nurture/engine/engine.hpp>

#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/load.hpp"
#include "support/sqlite_subjects.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;

namespace {

constexpr std::size_t leads = 12;
constexpr std::size_t inputs = 240;

void make_leads(Database& database) {
    std::vector<Lead> all;
    for (std::size_t i = 0; i < leads; ++i) {
        Fields fields{{"stage", "lead"}, {"email", "person" + std::to_string(i) + "@example.com"}, {"points", 40}};
        all.push_back({.id = LoadInputs::lead(i), .fields = fields, .account = LoadInputs::account(i % 3)});
    }
    REQUIRE(database.put(all));
}

/// Plays what the database has not seen of the load, one commit each, and gives its digest. Asks `goes_on` at each
/// input.
std::string play(const Plan& plan, Database& database, const std::function<bool()>& goes_on = {}) {
    VirtualClock clock(monday - 24h);
    auto engine = Engine::open(plan, {.store = database, .leads = database, .clock = clock, .group = 1});
    REQUIRE(engine);
    const LoadInputs load(leads, inputs);
    std::size_t next = 0;
    for (const Mark& mark : (*engine)->marks()) {
        next = mark.position;
    }
    for (std::size_t i = next; i < load.all().size(); ++i) {
        const auto& [after, input] = load.all()[i];
        REQUIRE((*engine)->accept(input, {.at = monday + after, .marks = {{.source = "load", .position = i + 1}}}));
    }
    while ((*engine)->run_due(monday + load.all().back().after, {.at_most = 1})->more && (!goes_on || goes_on())) {
    }
    return to_hex(*digest_of(database));
}

std::vector<std::string> files_in(const Scratch& scratch) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(scratch.folder())) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

TEST_CASE("a backup taken while an engine works is sound, and goes on from there to the same end", "[sqlite][backup]") {
    const Plan plan = plan_of(load_catalog);
    const Scratch scratch;
    const auto source = opened(scratch.file(), {.record_messages = true});
    make_leads(*source);
    std::atomic<bool> is_over{false};
    std::atomic<int> backups{0};
    std::vector<std::string> problems;
    std::thread other([&] {
        const auto beside = opened(scratch.file(), {.mode = sqlite::Options::Mode::read});
        for (int i = 0; !is_over || i == 0; ++i) {
            const Result<void> done = beside->back_up(scratch.file("backup-" + std::to_string(i)));
            if (!done) {
                problems.push_back(done.error().message);
                backups = 1;
                break;
            }
            ++backups;
        }
    });
    const std::string end = play(plan, *source, [&] {
        while (backups == 0) { // One at least is of the beginning.
            std::this_thread::yield();
        }
        return true;
    });
    is_over = true;
    other.join();
    CHECK(problems == std::vector<std::string>{});
    REQUIRE(backups > 1);
    for (int i = 0; i < backups; i += std::max(backups / 8, 1)) {
        const auto copy = opened(scratch.file("backup-" + std::to_string(i)));
        INFO("backup " << i << " of " << backups);
        CHECK(copy->check()->empty());
        CHECK(play(plan, *copy) == end);
    }
    for (const std::string& name : files_in(scratch)) {
        CHECK_THAT(name, !Catch::Contains("partial"));
        CHECK_FALSE((name.ends_with("-owner") && name != "store.db-owner"));
    }
}

TEST_CASE("a backup has every commit before it and none behind it, and needs no other file", "[sqlite][backup]") {
    const Plan plan = plan_of(load_catalog);
    const Scratch scratch;
    const auto source = opened(scratch.file(), {.record_messages = true});
    make_leads(*source);
    int left = 100;
    const std::string then = play(plan, *source, [&left] { return --left > 0; });
    REQUIRE(source->back_up(scratch.file("copy.db")));
    CHECK(play(plan, *source) != then);
    CHECK(files_in(scratch) ==
          std::vector<std::string>{"copy.db", "store.db", "store.db-owner", "store.db-shm", "store.db-wal"});
    CHECK(to_hex(*digest_of(*opened(scratch.file("copy.db"), {.mode = sqlite::Options::Mode::read}))) == then);
}

TEST_CASE("a backup overwrites nothing and leaves nothing behind when it fails", "[sqlite][backup]") {
    const Scratch scratch;
    const auto source = opened(scratch.file());
    make_leads(*source);
    const auto refused = [&](const std::string& to, const std::string& words) {
        const Result<void> done = source->back_up(to);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == Errc::store);
        CHECK_THAT(done.error().message, Catch::Contains(words));
    };
    write_file(scratch.file("there"), "precious");
    refused(scratch.file("there"), "exists already, and a backup overwrites nothing; name another file");
    CHECK(bytes_of(scratch.file("there")) == "precious");
    refused(scratch.file(), "exists already");
    refused(scratch.file("nowhere/copy.db"), "see that its folder exists");
    refused("", "name a file");
    const std::vector<std::string> before = files_in(scratch);
    {
        const FullDisk full(64 * 1'024);
        refused(scratch.file("copy.db"), "has room");
    }
    CHECK(files_in(scratch) == before);
    write_file(scratch.file("copy.db-partial"), "of one that was killed");
    CHECK(source->back_up(scratch.file("copy.db")));
    CHECK(opened(scratch.file("copy.db"))->lead_count().value() == leads);
    CHECK_FALSE(std::filesystem::exists(scratch.file("copy.db-partial")));
}
