// SPDX-License-Identifier: BSL-1.0
/// \file
/// SQLite gets no memory, at one allocation of a small run after the other: each is told or does no harm, and the run
/// ends as if there had been enough.
///
/// The environment variable NURTURE_MEMORY_STEP says at which fail: every 67th, each one with 1.

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "faulty_disk.hpp"
#include "small_run.hpp"
#include "support/catch.hpp"
#include "support/sqlite_subjects.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// As long as it lives SQLite's memory comes from here. No database may be open when it begins or ends.
class ScarceMemory {
public:
    ScarceMemory() {
        sqlite3_shutdown();
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain);
        sqlite3_mem_methods scarce = plain;
        scarce.xMalloc = [](int size) -> void* { return fails() ? nullptr : plain.xMalloc(size); };
        scarce.xRealloc = [](void* old, int size) -> void* { return fails() ? nullptr : plain.xRealloc(old, size); };
        if (sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce) != SQLITE_OK) {
            throw std::runtime_error("SQLite does not let go of its memory");
        }
        sqlite3_initialize();
    }
    ~ScarceMemory() {
        sqlite3_shutdown();
        sqlite3_config(SQLITE_CONFIG_MALLOC, &plain);
        sqlite3_initialize();
    }
    ScarceMemory(const ScarceMemory&) = delete;
    ScarceMemory& operator=(const ScarceMemory&) = delete;

    /// Allocation `first` fails, counted from now and from 1, and the ones behind it, `times` in all.
    void fail(std::size_t first, std::size_t times) {
        count = 0;
        from = first;
        until = first + times;
    }
    [[nodiscard]] std::size_t allocations() const { return count; }

private:
    static bool fails() {
        ++count;
        return count >= from && count < until;
    }
    static inline sqlite3_mem_methods plain{};
    static inline std::size_t count = 0;
    static inline std::size_t from = 0;
    static inline std::size_t until = 0;
};

} // namespace

TEST_CASE("SQLite without memory tells so or does no harm, and the run goes on", "[recovery][memory]") {
    ScarceMemory memory;
    const FaultyDisk disk; // Never told to fail: it spares syncs.
    std::size_t allocations = 0;
    std::string expected;
    {
        const TemporaryFolder folder;
        SmallRun run(small_plan(), (folder.path() / "nurture.db").string());
        memory.fail(0, 0);
        REQUIRE(run.go_on());
        allocations = memory.allocations();
        expected = state_of((folder.path() / "nurture.db").string());
        REQUIRE(expected.size() == 64);
    }
    const std::size_t step = number_from("NURTURE_MEMORY_STEP", 67 * patience);
    std::size_t told = 0;
    for (std::size_t n = 1; n <= allocations; n += step) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "nurture.db").string();
        SmallRun run(small_plan(), file);
        memory.fail(n, n % 3 == 0 ? 100 : 1); // Some of them SQLite can do without, but not without many.
        const Result<void> first = run.go_on(n % 2 == 0);
        INFO("allocation " << n << " of " << allocations << (first ? "" : ": ")
                           << (first ? "" : first.error().message));
        if (!first) {
            ++told;
            CHECK((first.error().code == Errc::store || first.error().code == Errc::lead_store));
            CHECK_THAT(first.error().message, Catch::Contains("memory ran out"));
        }
        memory.fail(0, 0);
        const Result<void> second = run.go_on();
        INFO((second ? "" : second.error().message));
        REQUIRE(second);
        CHECK_FALSE(run.has_lost());
        CHECK(state_of(file) == expected);
    }
    CHECK(told * step > allocations / 8);
}
