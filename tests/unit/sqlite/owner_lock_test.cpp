// SPDX-License-Identifier: BSL-1.0
/// \file
/// One owner at a time, also between processes.

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;

TEST_CASE("who keeps others out keeps them out until it is gone", "[sqlite][owner]") {
    const Scratch scratch;
    auto first = opened(scratch.file());
    const auto second = opened(scratch.file());
    REQUIRE(first->keep_others_out());
    REQUIRE(first->keep_others_out()); // Once more does no harm.
    const Result<void> refused = second->keep_others_out();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_owner);
    CHECK_THAT(refused.error().message, Catch::Contains("in use by another engine"));
    first.reset();
    CHECK(second->keep_others_out().ok());
}

TEST_CASE("nobody keeps an engine out that owns the file already", "[sqlite][owner]") {
    const Scratch scratch;
    auto engine = opened(scratch.file());
    auto displaced = opened(scratch.file());
    REQUIRE(displaced->open());
    REQUIRE(engine->open()); // The later of two owns it; that is what epochs are for.
    const auto other = opened(scratch.file());
    CHECK_FALSE(other->keep_others_out());
    CHECK_FALSE(engine->keep_others_out());
    CHECK_FALSE(other->keep_others_out()); // Who was refused holds what it held.
    displaced.reset();
    CHECK_FALSE(other->keep_others_out());
    REQUIRE(engine->keep_others_out());
    CHECK(other->open().error().code == Errc::not_owner);
    engine.reset();
    CHECK_FALSE(std::filesystem::exists(scratch.file() + "-owner"));
    CHECK(other->open().ok());
}

TEST_CASE("who comes while another goes is not refused", "[sqlite][owner]") {
    const Scratch scratch;
    (void)opened(scratch.file());
    std::atomic<int> refused{0};
    const auto come_and_go = [&] {
        for (int i = 0; i < 200; ++i) {
            refused += opened(scratch.file())->open().ok() ? 0 : 1;
        }
    };
    std::thread other(come_and_go);
    come_and_go();
    other.join();
    CHECK(refused == 0);
    CHECK_FALSE(std::filesystem::exists(scratch.file() + "-owner"));
}

TEST_CASE("who only reads owns nothing and asks nobody", "[sqlite][owner]") {
    const Scratch scratch;
    const auto engine = opened(scratch.file());
    REQUIRE(engine->keep_others_out());
    const auto reader = opened(scratch.file(), {.mode = sqlite::Options::Mode::read});
    CHECK(reader->open().ok());
    CHECK(engine->open().ok());
}

TEST_CASE("nothing is left beside the file when its owner has closed it", "[sqlite][owner]") {
    const Scratch scratch;
    {
        const auto store = opened(scratch.file());
        REQUIRE(store->keep_others_out());
        CHECK(std::filesystem::exists(scratch.file() + "-owner"));
        CHECK_FALSE(opened(scratch.file())->keep_others_out()); // Who was refused does not remove it.
        CHECK(std::filesystem::exists(scratch.file() + "-owner"));
    }
    for (const char* beside : {"-owner", "-wal", "-shm"}) {
        CHECK_FALSE(std::filesystem::exists(scratch.file() + beside));
    }
}

TEST_CASE("a file that was left behind keeps nobody out", "[sqlite][owner]") {
    const Scratch scratch;
    write_file(scratch.file() + "-owner", "");
    CHECK(opened(scratch.file())->keep_others_out().ok());
}

TEST_CASE("a process that dies holds nothing", "[sqlite][owner]") {
    const Scratch scratch;
    (void)opened(scratch.file());
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto store = opened(scratch.file());
        const bool owns = store->keep_others_out().ok();
        (void)!write(ready[1], owns ? "y" : "n", 1);
        for (;;) {
            pause();
        }
    }
    char said = 0;
    REQUIRE(read(ready[0], &said, 1) == 1);
    REQUIRE(said == 'y');
    const auto store = opened(scratch.file());
    CHECK_FALSE(store->keep_others_out());
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    CHECK(store->keep_others_out().ok());
}
