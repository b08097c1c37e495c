// SPDX-License-Identifier: BSL-1.0
/// \file
/// A disk without room: the commit fails with advice, nothing of it is kept, and the next one works when there is room.

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nurture/runtime/memory_store.hpp>

#include "answers.hpp"
#include "random_groups.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;

namespace {

/// While this lives no file may grow beyond a size.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        signal_before_ = signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, signal_before_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*signal_before_)(int) = SIG_DFL;
};

/// A small file system in memory, mounted over a folder.
class SmallDisk {
public:
    explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {
        is_mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=512k") == 0;
    }
    ~SmallDisk() {
        if (is_mounted_) {
            umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool is_mounted() const noexcept { return is_mounted_; }

private:
    std::string folder_;
    bool is_mounted_ = false;
};

/// Commits to both until the database fails; gives its error. What failed is committed to neither.
Error commit_until_full(Database& store, MemoryStore& memory, GroupMaker& groups, std::uint64_t epoch,
                        OwnedGroup& failed) {
    for (int i = 0; i < 2'000; ++i) {
        failed = groups.next(epoch);
        if (const Result<void> done = store.commit(failed.view); !done) {
            return done.error();
        }
        REQUIRE(memory.commit(failed.view));
    }
    return {Errc::invalid_argument, "it never failed"};
}

} // namespace

TEST_CASE("a file that may not grow stops commits and nothing else", "[sqlite][full]") {
    const Scratch scratch;
    const auto store = opened(scratch.file(), {.keep_leads = false});
    MemoryStore memory;
    GroupMaker groups(4);
    const std::uint64_t epoch = store->open()->epoch;
    REQUIRE(memory.open()->epoch == epoch);
    OwnedGroup failed;
    {
        const FileSizeLimit limit(std::filesystem::file_size(scratch.file() + "-wal") + 200'000);
        const Error error = commit_until_full(*store, memory, groups, epoch, failed);
        CHECK(error.code == Errc::store);
        CHECK_THAT(error.message, Catch::Contains("disk"));
        require_same_answers(memory, *store, groups);
        CHECK_FALSE(store->commit(failed.view));
    }
    REQUIRE(store->commit(failed.view));
    REQUIRE(memory.commit(failed.view));
    require_same_answers(memory, *store, groups);
    require_same_logs(memory, *store, groups);
    CHECK(store->check()->empty());
}

TEST_CASE("a full disk says that it is full, and a file opened on it again has what was committed", "[sqlite][full]") {
    const Scratch scratch;
    const SmallDisk disk(scratch.folder());
    if (!disk.is_mounted()) {
        NURTURE_SKIP("mounting a small disk needs root");
    }
    MemoryStore memory;
    GroupMaker groups(5);
    OwnedGroup failed;
    {
        const auto store = opened(scratch.file(), {.keep_leads = false});
        const std::uint64_t epoch = store->open()->epoch;
        REQUIRE(memory.open()->epoch == epoch);
        const Error error = commit_until_full(*store, memory, groups, epoch, failed);
        CHECK(error.code == Errc::store);
        CHECK_THAT(error.message, Catch::Contains("the disk is full"));
    }
    const auto store = opened(scratch.file(), {.mode = sqlite::Options::Mode::read, .keep_leads = false});
    require_same_answers(memory, *store, groups);
    require_same_logs(memory, *store, groups);
}
