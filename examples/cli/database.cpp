// SPDX-License-Identifier: BSL-1.0

#include "database.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include <nurture/engine/forget.hpp>
#include <nurture/rehearsal/replay.hpp>
#include <nurture/time/clock.hpp>

#include "commands.hpp"
#include "loading.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

int give_up(const Error& error) {
    complain(error.message);
    return exit_status::internal;
}

/// What was found to be sound is decided once more.
int check_by_replay(sqlite::Database& database, const Plan& plan, const std::string& path) {
    const Result<ReplayResult> replayed = replay_kept_inputs(database, plan);
    if (!replayed) {
        complain(fmt::format("{} could not be replayed: {}", path, replayed.error().message));
        return replayed.error().code == Errc::catalog_differs ? exit_status::usage : exit_status::internal;
    }
    for (const std::string& difference : replayed->differences) {
        fmt::print("{}\n", difference);
    }
    if (!replayed->differences.empty()) {
        return exit_status::no;
    }
    if (!replayed->not_replayed.empty()) {
        fmt::print("{} is sound. It was not replayed: {}.\n", path, replayed->not_replayed);
    } else {
        fmt::print("{} is sound, and a replay of {} comes to the same state of {}.\n", path,
                   counted(replayed->inputs, "kept input"), counted(replayed->leads, "lead"));
    }
    return exit_status::good;
}

} // namespace

Result<std::unique_ptr<sqlite::Database>> open_to_run(const std::string& path, bool records_messages) {
    Result<std::unique_ptr<sqlite::Database>> opened =
        sqlite::Database::open(path, {.record_messages = records_messages});
    if (!opened) {
        return opened;
    }
    if (const Result<void> alone = (*opened)->keep_others_out(); !alone) {
        return alone.error();
    }
    return opened;
}

Result<std::unique_ptr<sqlite::Database>> open_to_read(const std::string& path) {
    return sqlite::Database::open(path, {.mode = sqlite::Options::Mode::read});
}

RunStores stores_in(sqlite::Database& database, const std::string& path) {
    return {.state = database,
            .leads = database,
            .put = [&database](std::span<const Lead> leads) { return database.put(leads); },
            .lead_count = [&database] { return database.lead_count(); },
            .database = path};
}

int check_database(const std::string& path, const std::string& catalog) {
    std::optional<Loaded> loaded;
    if (!catalog.empty()) {
        loaded = exists(catalog) ? load(catalog) : Loaded{};
        if (has_errors(loaded->findings) || loaded->plan.empty()) {
            complain(fmt::format("{} {}", catalog, exists(catalog) ? "has errors, or no workflow" : "does not exist"));
            return exit_status::usage;
        }
    }
    const auto database = open_to_read(path);
    if (!database) {
        return give_up(database.error());
    }
    const Result<std::vector<std::string>> findings = (*database)->check();
    if (!findings) {
        return give_up(findings.error());
    }
    for (const std::string& finding : *findings) {
        fmt::print("{}\n", finding);
    }
    if (!findings->empty()) {
        return exit_status::no;
    }
    if (!loaded) {
        fmt::print("{} is sound.\n", path);
        return exit_status::good;
    }
    return check_by_replay(**database, loaded->plan, path);
}

int export_journal(const std::string& path) {
    const auto database = open_to_read(path);
    if (!database) {
        return give_up(database.error());
    }
    const Result<void> read =
        (*database)->journal({}, [](const JournalLine& line) { fmt::print("{}\n", to_json(line)); });
    return read ? exit_status::good : give_up(read.error());
}

int print_digest(const std::string& path) {
    const auto database = open_to_read(path);
    if (!database) {
        return give_up(database.error());
    }
    const Result<Digest> digest = digest_of(**database);
    if (!digest) {
        return give_up(digest.error());
    }
    fmt::print("{}\n", to_hex(*digest));
    return exit_status::good;
}

int back_up_database(const std::string& path, const std::string& to) {
    const auto database = open_to_read(path);
    if (!database) {
        return give_up(database.error());
    }
    const Result<void> done = (*database)->back_up(to);
    return done ? exit_status::good : give_up(done.error());
}

int forget_lead(const std::string& path, const std::string& lead) {
    const auto database = sqlite::Database::open(path, {.mode = sqlite::Options::Mode::open});
    if (!database) {
        return give_up(database.error());
    }
    sqlite::Database& store = **database;
    if (const Result<void> alone = store.keep_others_out(); !alone) {
        return give_up(alone.error().code == Errc::not_owner
                           ? Error{Errc::not_owner, alone.error().message + ", or let it forget the lead"}
                           : alone.error());
    }
    const Result<ForgottenLead> gone = forget(store, store, LeadId(lead), SystemClock().now());
    if (!gone) {
        complain(gone.error().code == Errc::unknown_lead
                     ? fmt::format("{} has no lead \"{}\"; see that the id is right", path, lead)
                     : gone.error().message);
        return gone.error().code == Errc::unknown_lead ? exit_status::usage : exit_status::internal;
    }
    fmt::print("{} was forgotten and is called {} in {} from now on.\nEnded: {}. Without address and text: {}. Without "
               "what is personal: {} of the journal.\nBackups made before still hold the lead.\n",
               lead, gone->name.str(), path, counted(gone->enrollments, "enrollment"),
               counted(gone->messages, "message"), counted(gone->lines, "line"));
    if (store.has_remains()) {
        complain(
            fmt::format("somebody reads {}, so that the log beside it keeps what was there; when they are done, run "
                        "`sqlite3 {} VACUUM`",
                        path, path));
    }
    return exit_status::good;
}

} // namespace nurture::cli
