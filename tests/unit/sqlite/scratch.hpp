// SPDX-License-Identifier: BSL-1.0
/// \file
/// A folder for the files of one test, and short ways to a database in it.

#pragma once

#include <sqlite3.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <nurture/sqlite/database.hpp>

namespace nurture::testing_support {

/// A folder that is removed with all that is in it.
class Scratch {
public:
    Scratch() {
        static std::atomic<int> count{0};
        folder_ = std::filesystem::temp_directory_path() /
                  ("nurture-sqlite-" + std::to_string(getpid()) + "-" + std::to_string(++count));
        std::filesystem::create_directories(folder_);
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::string file(const std::string& name = "store.db") const { return (folder_ / name).string(); }
    [[nodiscard]] std::string folder() const { return folder_.string(); }

private:
    std::filesystem::path folder_;
};

/// Opens a database; throws what is wrong if it cannot be.
inline std::unique_ptr<sqlite::Database> opened(const std::string& path, sqlite::Options options = {}) {
    Result<std::unique_ptr<sqlite::Database>> database = sqlite::Database::open(path, options);
    if (!database) {
        throw std::runtime_error(database.error().message);
    }
    return *std::move(database);
}

/// Runs SQL as another program would. Throws if it fails.
inline std::string run_sql(const std::string& path, const std::string& sql) {
    sqlite3* raw = nullptr;
    sqlite3_open(path.c_str(), &raw);
    std::string said;
    const auto take = [](void* out, int columns, char** values, char**) {
        for (int i = 0; i < columns; ++i) {
            *static_cast<std::string*>(out) += std::string(i == 0 ? "" : "|") + (values[i] == nullptr ? "" : values[i]);
        }
        *static_cast<std::string*>(out) += '\n';
        return 0;
    };
    const int code = sqlite3_exec(raw, sql.c_str(), take, &said, nullptr);
    const std::string problem = sqlite3_errmsg(raw);
    sqlite3_close(raw);
    if (code != SQLITE_OK) {
        throw std::runtime_error(problem);
    }
    return said;
}

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace nurture::testing_support
