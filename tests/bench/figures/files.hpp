// SPDX-License-Identifier: BSL-1.0
/// \file
/// Database files that the figures measure: with leads that nothing happened to yet, or that all wait.

#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/sqlite/database.hpp>

#include "bench/figures/counting_store.hpp"
#include "bench/figures/flow.hpp"

namespace nurture::figures {

/// A file in the figures' folder, removed at the end.
class DatabaseFile {
public:
    DatabaseFile(const std::filesystem::path& folder, const std::string& name);
    ~DatabaseFile();
    DatabaseFile(const DatabaseFile&) = delete;
    DatabaseFile& operator=(const DatabaseFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// How an engine is opened on a file.
struct Opening {
    bool record_messages = true; ///< Of a new file.
    Channel* channel = nullptr;
    Clock* clock = nullptr; ///< Null: a virtual one.
    std::size_t cached_leads = 50'000;
    std::size_t cache_bytes = 64 * 1024 * 1024;
};

/// An engine with its database and clock; closed in that order.
class OpenEngine {
public:
    explicit OpenEngine(const std::filesystem::path& path, const Opening& opening = {});
    [[nodiscard]] Engine& engine() noexcept { return *engine_; }
    [[nodiscard]] sqlite::Database& database() noexcept { return *database_; }
    [[nodiscard]] const CountingStore& store() const noexcept { return *store_; }

private:
    VirtualClock clock_{flow_begin()};
    std::unique_ptr<sqlite::Database> database_;
    std::unique_ptr<CountingStore> store_;
    std::unique_ptr<Engine> engine_;
};

/// Puts leads of these numbers into the lead store of a file.
void put_leads(const std::filesystem::path& path, std::size_t leads, bool record_messages);

/// Joins of leads that all wait when the last has come.
inline constexpr Milliseconds waiting_joins_apart = std::chrono::milliseconds(1);
/// Leads behind those that wait, who never joined.
inline constexpr std::size_t spare_leads = 10'000;

/// Files in which leads wait for the open of A, each made when it is first asked for.
class WaitingFiles {
public:
    explicit WaitingFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

    /// A closed file in which so many leads wait. Not to be changed: work on a copy.
    [[nodiscard]] const std::filesystem::path& with(std::size_t leads);

private:
    std::filesystem::path folder_;
    std::map<std::size_t, DatabaseFile> made_;
};

/// A file of one's own in which leads wait.
class WaitingCopy {
public:
    WaitingCopy(WaitingFiles& files, std::size_t leads, const std::string& name);
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return file_.path(); }
    [[nodiscard]] std::size_t leads() const noexcept { return leads_; }
    void renew(); ///< As if nothing had been done with it.

private:
    const std::filesystem::path& original_;
    DatabaseFile file_;
    std::size_t leads_;
};

/// The instant at which all of them wait.
[[nodiscard]] Instant all_wait(std::size_t leads);

} // namespace nurture::figures
