// SPDX-License-Identifier: BSL-1.0
/// \file
/// A small run on a disk that fails at one call of it after the other: none is left out. What comes out must be what
/// comes out of a sound disk, everything acknowledged must be there, and the file must be sound.
///
/// Two environment variables make it longer or shorter: NURTURE_DISK_SEEDS says how often power is lost at each call,
/// in turn with nothing kept that was not synced and with other sectors of it kept (1), NURTURE_DISK_STEP at every
/// which call something fails (1, in slow builds 7).

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "faulty_disk.hpp"
#include "small_run.hpp"
#include "support/catch.hpp"
#include "support/sqlite_subjects.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

struct Calls {
    std::size_t count = 0;
    std::string digest{};
};

/// The calls of a run that a fault could strike, and what comes out of it.
Calls calls_of_a_run(FaultyDisk& disk, Fault fault) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "nurture.db").string();
    disk.plan(fault, SIZE_MAX);
    SmallRun run(small_plan(), file);
    REQUIRE(run.go_on());
    const std::size_t calls = disk.calls();
    disk.mend();
    return {calls, state_of(file)};
}

/// At which calls: each, where code is fast.
std::size_t step() {
    return number_from("NURTURE_DISK_STEP", patience);
}

std::vector<std::string> files_in(const TemporaryFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Backs a file up once for each call of the disk that the fault can strike, and then without one.
void strike_backups(FaultyDisk& disk, Fault fault, const std::string& words) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "nurture.db").string();
    const std::string to = (folder.path() / "copy.db").string();
    SmallRun run(small_plan(), file);
    REQUIRE(run.go_on());
    const std::string state = state_of(file);
    REQUIRE(state.size() == 64);
    std::size_t told = 0;
    bool has_struck = true;
    for (std::size_t n = 1; has_struck; ++n) {
        disk.mend();
        auto source = sqlite::Database::open(file, {.mode = sqlite::Options::Mode::read});
        REQUIRE(source);
        const std::vector<std::string> before = files_in(folder);
        disk.strike(fault, n);
        const Result<void> done = (*source)->back_up(to);
        has_struck = disk.has_struck();
        INFO("call " << n << ", " << disk.victim() << (done ? "" : ": ") << (done ? "" : done.error().message));
        disk.mend();
        if (!done) {
            ++told;
            REQUIRE(has_struck);
            CHECK(done.error().code == Errc::store);
            CHECK_THAT(done.error().message, Catch::Contains(words) && Catch::Contains(".db"));
            CHECK(files_in(folder) == before); // Neither the name nor a part of the copy.
            REQUIRE((*source)->back_up(to));   // The same object goes on.
        }
        CHECK(state_of(to) == state); // Whole and sound, or else it has not that name.
        CHECK((*source)->check()->empty());
        std::filesystem::remove(to);
    }
    CHECK(told > 10);
    CHECK(state_of(file) == state);
}

} // namespace

TEST_CASE("power is lost at every write and sync, and what was acknowledged is there", "[recovery][disk]") {
    const std::size_t seeds = number_from("NURTURE_DISK_SEEDS", 1);
    FaultyDisk disk;
    const Calls sound = calls_of_a_run(disk, Fault::power);
    REQUIRE(sound.digest.size() == 64);
    for (std::size_t n = 1; n <= sound.count; n += step()) {
        for (std::uint64_t seed = n; seed < n + seeds; ++seed) {
            const TemporaryFolder folder;
            const std::string file = (folder.path() / "nurture.db").string();
            SmallRun run(small_plan(), file);
            disk.plan(Fault::power, n);
            (void)run.go_on(); // What fails at the very end, when the file is closed, nobody is told.
            run.close();
            INFO("call " << n << " of " << sound.count << ", " << disk.victim() << ", seed " << seed);
            REQUIRE(disk.has_struck());
            disk.settle(seed % 2 == 0 ? 0 : seed); // Nothing is kept that was not synced, or some of it.
            if (std::filesystem::exists(file) && std::filesystem::file_size(file) > 0) {
                const std::string state = state_of(file);
                CHECK(
                    (state.size() == 64 || state.find("is empty") != std::string::npos)); // Tables come in one commit.
            }
            const Result<void> done = run.go_on();
            INFO((done ? "" : done.error().message));
            REQUIRE(done);
            CHECK_FALSE(run.has_lost());
            CHECK(state_of(file) == sound.digest);
        }
    }
}

TEST_CASE("an error of the disk at any call is told, and the run goes on as if there had been none",
          "[recovery][disk]") {
    FaultyDisk disk;
    const Calls sound = calls_of_a_run(disk, Fault::io);
    REQUIRE(sound.digest.size() == 64);
    std::size_t told = 0;
    for (std::size_t n = 1; n <= sound.count; n += step()) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "nurture.db").string();
        SmallRun run(small_plan(), file);
        disk.plan(Fault::io, n);
        const Result<void> first = run.go_on(n % 2 == 0);
        INFO("call " << n << " of " << sound.count << ", " << disk.victim() << (first ? "" : ": ")
                     << (first ? "" : first.error().message));
        REQUIRE(disk.has_struck());
        if (!first) {
            ++told;
            CHECK((first.error().code == Errc::store || first.error().code == Errc::lead_store)); // The file is both.
            CHECK_THAT(first.error().message, Catch::Contains("nurture.db") && Catch::Contains("; "));
        }
        const Result<void> second = run.go_on();
        INFO((second ? "" : second.error().message));
        REQUIRE(second);
        CHECK_FALSE(run.has_lost());
        disk.mend();
        CHECK(state_of(file) == sound.digest);
    }
    CHECK(told * step() > sound.count / 2);
}

TEST_CASE("a disk that is full from any write on is told, and the run goes on when there is room", "[recovery][disk]") {
    FaultyDisk disk;
    const Calls sound = calls_of_a_run(disk, Fault::full);
    REQUIRE(sound.digest.size() == 64);
    for (std::size_t n = 1; n <= sound.count; n += step()) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "nurture.db").string();
        SmallRun run(small_plan(), file);
        disk.plan(Fault::full, n);
        const Result<void> first = run.go_on(n % 2 == 0);
        INFO("write " << n << " of " << sound.count << ", " << disk.victim() << (first ? "" : ": ")
                      << (first ? "" : first.error().message));
        REQUIRE(disk.has_struck());
        if (!first) {
            CHECK((first.error().code == Errc::store || first.error().code == Errc::lead_store));
            CHECK_THAT(first.error().message, Catch::Contains("the disk is full"));
        }
        disk.mend();
        const Result<void> second = run.go_on();
        INFO((second ? "" : second.error().message));
        REQUIRE(second);
        CHECK_FALSE(run.has_lost());
        CHECK(state_of(file) == sound.digest);
    }
}

TEST_CASE("a backup that meets an error of the disk is told and leaves nothing, and the next one is whole",
          "[recovery][disk]") {
    FaultyDisk disk;
    strike_backups(disk, Fault::io, "; ");
}

TEST_CASE("a backup to a disk that is full from any write on leaves nothing, and the next one is whole",
          "[recovery][disk]") {
    FaultyDisk disk;
    strike_backups(disk, Fault::full, "the disk is full");
}
