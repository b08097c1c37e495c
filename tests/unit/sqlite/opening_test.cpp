// SPDX-License-Identifier: BSL-1.0
/// \file
/// Opening: what is no database of ours is refused with a sentence that says what to do, and is left alone.

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "scratch.hpp"
#include "sqlite/schema.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;
using Mode = sqlite::Options::Mode;

namespace {

std::string refusal_of(const std::string& path, Mode mode) {
    const Result<std::unique_ptr<Database>> database = Database::open(path, {.mode = mode});
    if (database) {
        return "opened";
    }
    CHECK(database.error().code == Errc::store);
    return database.error().message;
}

constexpr std::initializer_list<Mode> all_modes{Mode::open, Mode::open_or_create, Mode::read};

/// While this lives the program has no special rights, also where root runs the tests.
class OrdinaryUser {
public:
    OrdinaryUser() : before_(geteuid()) {
        if (before_ == 0) {
            REQUIRE(seteuid(65534) == 0);
        }
    }
    ~OrdinaryUser() { (void)!seteuid(before_); }
    OrdinaryUser(const OrdinaryUser&) = delete;
    OrdinaryUser& operator=(const OrdinaryUser&) = delete;

private:
    uid_t before_;
};

void make_store(const std::string& path) {
    const auto store = opened(path);
    REQUIRE(store->open());
    const std::vector<Lead> leads{{.id = "ada", .fields = {{"email", "ada@example.com"}}}};
    REQUIRE(store->put(leads));
}

} // namespace

TEST_CASE("a missing file is made only where that is asked for", "[sqlite][opening]") {
    const Scratch scratch;
    for (const Mode mode : {Mode::open, Mode::read}) {
        CHECK_THAT(refusal_of(scratch.file(), mode), Catch::Contains("does not exist"));
        CHECK_FALSE(std::filesystem::exists(scratch.file()));
    }
    CHECK(refusal_of(scratch.file(), Mode::open_or_create) == "opened");
    CHECK(refusal_of(scratch.file(), Mode::open) == "opened");
    CHECK(refusal_of(scratch.file(), Mode::read) == "opened");
}

TEST_CASE("an empty file becomes a database only where that is asked for", "[sqlite][opening]") {
    const Scratch scratch;
    write_file(scratch.file(), "");
    for (const Mode mode : {Mode::open, Mode::read}) {
        CHECK_THAT(refusal_of(scratch.file(), mode), Catch::Contains("is empty"));
        CHECK(std::filesystem::file_size(scratch.file()) == 0);
    }
    CHECK(refusal_of(scratch.file(), Mode::open_or_create) == "opened");
    CHECK(std::filesystem::file_size(scratch.file()) > 0);
}

TEST_CASE("what is no file is refused", "[sqlite][opening]") {
    const Scratch scratch;
    const std::string pipe = scratch.file("pipe");
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    for (const Mode mode : all_modes) {
        CHECK_THAT(refusal_of(scratch.folder(), mode), Catch::Contains("is a directory"));
        CHECK_THAT(refusal_of(pipe, mode), Catch::Contains("is no regular file"));
        CHECK_THAT(refusal_of("", mode), Catch::Contains("name a file"));
        CHECK_THAT(refusal_of(std::string("a\0b", 3), mode), Catch::Contains("name a file"));
    }
    CHECK_THAT(refusal_of(scratch.file("no/such/folder"), Mode::open_or_create), Catch::Contains("folder exists"));
}

TEST_CASE("a file of another program is refused and left as it was", "[sqlite][opening]") {
    const Scratch scratch;
    const std::string text = scratch.file("text");
    const std::string other = scratch.file("other");
    const std::string unnamed = scratch.file("unnamed");
    write_file(text, std::string(5'000, 'x'));
    run_sql(other, "PRAGMA application_id = 42; CREATE TABLE store (x)");
    run_sql(unnamed, "CREATE TABLE store (x)");
    for (const Mode mode : all_modes) {
        const std::string before = bytes_of(text) + bytes_of(other) + bytes_of(unnamed);
        CHECK_THAT(refusal_of(text, mode), Catch::Contains("no SQLite database"));
        CHECK_THAT(refusal_of(other, mode), Catch::Contains("of another program"));
        CHECK_THAT(refusal_of(unnamed, mode), Catch::Contains("of another program"));
        CHECK(bytes_of(text) + bytes_of(other) + bytes_of(unnamed) == before);
    }
}

TEST_CASE("a file of a newer version is refused and left as it was", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    run_sql(scratch.file(), "PRAGMA user_version = 2");
    const std::string before = bytes_of(scratch.file());
    for (const Mode mode : all_modes) {
        CHECK_THAT(refusal_of(scratch.file(), mode), Catch::Contains("newer version of nurture") &&
                                                         Catch::Contains("of version 2") && Catch::Contains("knows 1"));
    }
    CHECK(bytes_of(scratch.file()) == before);
}

TEST_CASE("a file of a version before the first is refused", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    run_sql(scratch.file(), "PRAGMA user_version = 0");
    CHECK_THAT(refusal_of(scratch.file(), Mode::read), Catch::Contains("older version of nurture"));
    CHECK_THAT(refusal_of(scratch.file(), Mode::open), Catch::Contains("cannot be brought up"));
}

TEST_CASE("a file that was cut off is refused or answers with errors", "[sqlite][opening][damage]") {
    const Scratch scratch;
    make_store(scratch.file());
    const std::string whole = bytes_of(scratch.file());
    for (const std::size_t length : {std::size_t{1}, std::size_t{99}, std::size_t{100}, std::size_t{4'096},
                                     whole.size() / 2, whole.size() - 4'096}) {
        INFO(length);
        write_file(scratch.file(), whole.substr(0, length));
        const Result<std::unique_ptr<Database>> store = Database::open(scratch.file());
        if (store) {
            const Result<std::vector<std::string>> findings = (*store)->check();
            CHECK((!findings || !findings->empty()));
        } else {
            CHECK(store.error().code == Errc::store);
        }
    }
}

TEST_CASE("names that SQLite would take for something else are files", "[sqlite][opening]") {
    const Scratch scratch;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(scratch.folder());
    for (const char* name : {":memory:", "file:x?mode=memory", "plain"}) {
        CHECK(refusal_of(name, Mode::open_or_create) == "opened");
        CHECK(std::filesystem::exists(scratch.file(name)));
    }
    std::filesystem::current_path(before);
}

TEST_CASE("a file that this user may not write is refused for writing and opened for reading", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    REQUIRE(chmod(scratch.folder().c_str(), 0777) == 0);
    REQUIRE(chmod(scratch.file().c_str(), 0444) == 0);
    const OrdinaryUser user;
    CHECK_THAT(refusal_of(scratch.file(), Mode::open), Catch::Contains("cannot be written"));
    CHECK(refusal_of(scratch.file(), Mode::read) == "opened");
}

TEST_CASE("a folder that this user may not write is named in the refusal", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    REQUIRE(chmod(scratch.folder().c_str(), 0555) == 0);
    {
        const OrdinaryUser user;
        for (const Mode mode : all_modes) {
            CHECK_THAT(refusal_of(scratch.file(), mode), Catch::Contains("folder"));
        }
        CHECK_THAT(refusal_of(scratch.file("new"), Mode::open_or_create), Catch::Contains("folder"));
    }
    REQUIRE(chmod(scratch.folder().c_str(), 0755) == 0);
}

TEST_CASE("a file that another program holds is refused after the time to wait", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    const auto store = opened(scratch.file(), {.busy = Milliseconds(1)});
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(scratch.file().c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    const Result<OpenedStore> refused = store->open();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::store);
    CHECK_THAT(refused.error().message, Catch::Contains("locked by another program"));
    CHECK(store->lead_count().ok()); // Reading goes on.
    sqlite3_close(other);
    CHECK(store->open().ok());
}

TEST_CASE("an open file is in WAL mode, and has the page size of its making", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    CHECK(run_sql(scratch.file(), "PRAGMA journal_mode; PRAGMA page_size; PRAGMA application_id") ==
          "wal\n4096\n" + std::to_string(sqlite::application_id) + "\n");
    run_sql(scratch.file(), "PRAGMA journal_mode = DELETE");
    (void)opened(scratch.file());
    CHECK(run_sql(scratch.file(), "PRAGMA journal_mode") == "wal\n");
}

TEST_CASE("what a file brings along is not run", "[sqlite][opening]") {
    const Scratch scratch;
    make_store(scratch.file());
    run_sql(scratch.file(), "CREATE TRIGGER planted AFTER INSERT ON lead_record BEGIN DELETE FROM lead_record; END");
    const auto store = opened(scratch.file());
    const std::vector<Lead> leads{{.id = "bob"}};
    REQUIRE(store->put(leads));
    CHECK(*store->lead_count() == 2);
}
