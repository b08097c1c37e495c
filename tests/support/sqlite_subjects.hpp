// SPDX-License-Identifier: BSL-1.0
/// \file
/// SQLite files in temporary folders as subjects of the contract suites and of tests of engines.

#pragma once

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include <nurture/runtime/memory_store.hpp>
#include <nurture/sqlite/database.hpp>
#include <nurture/testing/engine_store_subject.hpp>
#include <nurture/testing/lead_store.hpp>

#include "support/forwarding_store.hpp"

namespace nurture::testing_support {

/// A folder of its own, removed with the object.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "nurture-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("no temporary folder can be made at " + pattern);
        }
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// As long as it lives no file of this process grows beyond a size: what a full disk looks like.
class FullDisk {
public:
    explicit FullDisk(std::uintmax_t size) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(size);
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
};

class SqliteSubject final : public testing::EngineStoreSubject {
public:
    explicit SqliteSubject(sqlite::Options options = {}) : options_(options) { reopen(); }

    EngineStore& store() override { return store_; }
    void reopen() override {
        beside_.reset();
        database_.reset();
        database_ = opened();
        store_.forward_to(*database_);
    }
    EngineStore* beside() override {
        beside_ = opened();
        return beside_.get();
    }
    void put(const Lead& lead) override {
        if (const Result<void> done = database_->put({&lead, 1}); !done) {
            throw std::runtime_error(done.error().message);
        }
    }
    bool fail_next_commit() override {
        store_.fails_next = true;
        return true;
    }

    [[nodiscard]] sqlite::Database& database() { return *database_; }
    [[nodiscard]] std::string file() const { return (folder_.path() / "nurture.db").string(); }

private:
    /// The disk is full in the midst of a commit if that is wanted.
    struct Store final : ForwardingStore {
        using ForwardingStore::ForwardingStore;
        bool fails_next = false;
        std::string log{};
        Result<void> commit(const CommitGroup& group) override {
            if (!std::exchange(fails_next, false)) {
                return ForwardingStore::commit(group);
            }
            std::error_code none;
            const std::uintmax_t written = std::filesystem::file_size(log, none);
            const FullDisk full((none ? 0 : written) + 8'192);
            return ForwardingStore::commit(group);
        }
    };
    std::unique_ptr<sqlite::Database> opened() {
        store_.log = file() + "-wal";
        Result<std::unique_ptr<sqlite::Database>> database = sqlite::Database::open(file(), options_);
        if (!database) {
            throw std::runtime_error(database.error().message);
        }
        return *std::move(database);
    }

    sqlite::Options options_;
    TemporaryFolder folder_;
    MemoryStore nothing_{}; ///< Until the file is open.
    Store store_{nothing_};
    std::unique_ptr<sqlite::Database> database_;
    std::unique_ptr<sqlite::Database> beside_;
};

class SqliteLeadSubject final : public testing::LeadStoreSubject {
public:
    LeadStore& store() override { return file_.database(); }
    Lead put(const Lead& lead) override {
        file_.put(lead);
        return lead;
    }
    void reopen() override { file_.reopen(); }
    [[nodiscard]] bool detects_conflicts() const override { return false; }
    std::optional<std::vector<std::string>> notes(const LeadId& lead) override {
        Result<std::vector<sqlite::Note>> notes = file_.database().notes();
        if (!notes) {
            throw std::runtime_error(notes.error().message);
        }
        std::vector<std::string> texts;
        for (const sqlite::Note& note : *notes) {
            if (note.lead == lead) {
                texts.push_back(note.text);
            }
        }
        return texts;
    }

private:
    SqliteSubject file_;
};

} // namespace nurture::testing_support
