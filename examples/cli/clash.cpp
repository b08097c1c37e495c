// SPDX-License-Identifier: BSL-1.0

#include "clash.hpp"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace nurture::cli {

namespace {

namespace fs = std::filesystem;
using Named = std::pair<std::string, std::string>; ///< What it is, and its path.

bool same_file(const std::string& a, const std::string& b) {
    std::error_code failure;
    if (fs::equivalent(a, b, failure)) {
        return true;
    }
    const fs::path left = fs::weakly_canonical(fs::absolute(a, failure), failure);
    return !failure && left == fs::weakly_canonical(fs::absolute(b, failure), failure) && !failure;
}

/// What is written for an output: its file, and the one it is until then.
std::vector<std::string> written_for(const std::string& path) {
    std::error_code failure;
    if (path.empty() || (fs::exists(path, failure) && !fs::is_regular_file(path, failure))) {
        return {};
    }
    return {path, path + ".part"};
}

bool clashes(const std::string& output, const std::string& path) {
    for (const std::string& written : written_for(output)) {
        if (same_file(written, path)) {
            return true;
        }
    }
    return false;
}

void add_catalog(const std::string& path, std::vector<Named>& out) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) {
        out.emplace_back("the catalog", path);
        return;
    }
    for (auto at = fs::recursive_directory_iterator(path, failure);
         !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
        const std::string extension = at->path().extension().string();
        if (extension == ".yaml" || extension == ".yml" || extension == ".json") {
            out.emplace_back("a file of the catalog", at->path().string());
        }
    }
}

/// A database has files beside it.
void add_database(const std::string& path, std::vector<Named>& out) {
    if (path.empty()) {
        return;
    }
    out.emplace_back("the database", path);
    for (const char* const suffix : {"-wal", "-shm", "-owner"}) {
        out.emplace_back("a file of the database", path + suffix);
    }
}

std::vector<Named> read_by(const RunOptions& options) {
    std::vector<Named> read;
    add_database(options.database, read);
    add_catalog(options.catalog, read);
    for (const auto& [what, paths] :
         {std::pair("a file of --leads", &options.leads), std::pair("a file of --accounts", &options.accounts),
          std::pair("a file of --events", &options.events)}) {
        for (const std::string& path : *paths) {
            read.emplace_back(what, path);
        }
    }
    return read;
}

} // namespace

std::string clash_of(const RunOptions& options) {
    const std::vector<Named> read = read_by(options);
    for (const auto& [option, output] :
         {std::pair("--outbox", &options.outbox), std::pair("--rejects", &options.rejects)}) {
        for (const auto& [what, path] : read) {
            if (clashes(*output, path)) {
                return fmt::format("{} {} would overwrite {}, {}; name another file", option, *output, path, what);
            }
        }
    }
    for (const auto& [what, path] : read) {
        if (!options.database.empty() && what.find("database") == std::string::npos &&
            same_file(options.database, path)) {
            return fmt::format("--db {} is {}, {}; name another file", options.database, path, what);
        }
    }
    for (const std::string& written : written_for(options.rejects)) {
        if (clashes(options.outbox, written)) {
            return fmt::format("--outbox {} and --rejects {} would be written to the same file; name two files",
                               options.outbox, options.rejects);
        }
    }
    return {};
}

} // namespace nurture::cli
