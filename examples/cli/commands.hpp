// SPDX-License-Identifier: BSL-1.0
/// \file
/// The subcommands of `nurture`. Each returns the exit status.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <nurture/time/instant.hpp>

namespace nurture::cli {

/// What a script can rely on.
namespace exit_status {
inline constexpr int good = 0;
inline constexpr int no = 1;       ///< The answer is no: a catalog with errors, a failed scenario.
inline constexpr int usage = 2;    ///< A wrong command line or an unreadable input.
inline constexpr int internal = 3; ///< Storage failed, or the run was interrupted: there is no answer.
} // namespace exit_status

struct CheckOptions {
    std::string catalog{};
    std::string format = "text"; ///< text, json or sarif.
    bool strict = false;         ///< Warnings count as errors.
    bool fields = false;         ///< Tell which fields are read and written, and by whom.
};
int check(const CheckOptions& options);

struct PreviewOptions {
    std::string catalog{};
    std::string content{};
    std::string lead{};     ///< A file of leads; empty: a lead without fields.
    std::string id{};       ///< Which of them; empty: the first.
    std::string accounts{}; ///< A file of accounts.
    std::vector<std::string> fields{};
    std::string variant{}; ///< Empty: all.
    std::string folder{};  ///< Where files are written; empty: to stdout.
    std::optional<Instant> now{};
    bool json = false;
};
int preview(const PreviewOptions& options);

struct RunOptions {
    std::string catalog{};
    std::vector<std::string> leads{};
    std::vector<std::string> accounts{};
    std::vector<std::string> events{};
    std::optional<Instant> from{};
    std::optional<Instant> until{};
    std::string database{}; ///< Empty: in memory.
    std::string outbox{};
    std::vector<std::string> channels{}; ///< NAME=WAY (channels.hpp); none: messages are recorded.
    bool json = false;
    bool skip_bad_rows = false;
    std::string rejects{};
    bool sort = false;
    std::size_t group = 1'000;
    std::string story{}; ///< Whose story to tell; empty: the longest.
};
int run(const RunOptions& options);

struct ExplainOptions {
    std::string lead{};
    std::string database{};
    std::string why_not{}; ///< A workflow.
    std::string message{}; ///< A key, or a step or content.
    bool json = false;
};
int explain(const ExplainOptions& options);

/// Care of a database: each reads only, also beside an engine that runs.
/// `catalog`: with which it was deployed, to decide once more what it kept; empty: that is not done.
int check_database(const std::string& path, const std::string& catalog);
int export_journal(const std::string& path);
int print_digest(const std::string& path);
int back_up_database(const std::string& path, const std::string& to);
int forget_lead(const std::string& path, const std::string& lead);

struct TestOptions {
    std::vector<std::string> paths{};
    std::string junit{};
    std::string filter{};
    bool durable = false; ///< On a file that is closed and opened again after every input.
};
int test(const TestOptions& options);

} // namespace nurture::cli
