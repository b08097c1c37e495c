// SPDX-License-Identifier: BSL-1.0

#include "replay/earlier_runs.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/format.h>

#include "replay/roster.hpp"

namespace nurture::cli {

namespace {

const char* const beginning = "from";

std::string events_source(bool sorted, std::size_t file) {
    return fmt::format("{}events {}", sorted ? "sorted " : "", file + 1);
}

} // namespace

Mark EarlierRuns::mark_of_beginning(const RunOptions& options) {
    return {beginning, 0, options.from ? to_string(*options.from) : "the first event"};
}

std::optional<Halt> EarlierRuns::read(const RunStores& stores, const RunOptions& options, const Digest& catalog) {
    database_ = stores.database;
    const Result<OpenedStore> opened = stores.state.open();
    if (!opened) {
        return Halt{exit_status::internal, opened.error().message};
    }
    if (stores.state.records_messages() != stores.channels.empty()) {
        return Halt{exit_status::usage,
                    stores.channels.empty()
                        ? fmt::format("{} keeps no messages, since it was begun with --channel, or by another program; "
                                      "say --channel as then, or name another file",
                                      database_)
                        : fmt::format("{} was begun without --channel and records its messages; go on without it, or "
                                      "name another file",
                                      database_)};
    }
    deployed_ = opened->catalog.has_value();
    driven_to_ = opened->driven_to;
    marks_ = opened->marks;
    if (deployed_ && *opened->catalog != catalog) {
        return Halt{exit_status::usage,
                    fmt::format("{} was begun with another catalog than {}; give it the catalog of then (its form and "
                                "comments do not matter), or begin with a new database",
                                database_, options.catalog)};
    }
    for (std::size_t i = 0; i < options.events.size(); ++i) {
        files_.emplace_back(events_source(options.sort, i), marks_);
    }
    if (auto halt = check_files(options)) {
        return halt;
    }
    if (auto halt = check_instants(options)) {
        return halt;
    }
    const Result<void> read = stores.state.refusals([this](const Refusal& refusal) {
        refusals_.emplace(std::pair(refusal.place.source, refusal.place.position), refusal.reason);
    });
    return read ? std::nullopt : std::optional(Halt{exit_status::internal, read.error().message});
}

/// Everything that was taken in must be there again.
std::optional<Halt> EarlierRuns::check_files(const RunOptions& options) const {
    const std::string events = options.sort ? "sorted events" : "events";
    const std::map<std::string, std::size_t> given{
        {"accounts", options.accounts.size()}, {"leads", options.leads.size()}, {events, options.events.size()}};
    for (const Mark& mark : marks_) {
        const std::size_t blank = std::min(mark.source.rfind(' '), mark.source.size());
        const std::string kind = mark.source.substr(0, blank);
        const auto files = given.find(kind);
        if (files == given.end() && (kind == "events" || kind == "sorted events")) {
            return Halt{exit_status::usage, fmt::format("{} was begun {} --sort; go on as it was begun", database_,
                                                        options.sort ? "without" : "with")};
        }
        if (files == given.end() || blank == mark.source.size()) {
            continue; // No file's.
        }
        std::size_t number = 0;
        std::from_chars(mark.source.data() + blank + 1, mark.source.data() + mark.source.size(), number);
        if (number > files->second) {
            return Halt{exit_status::usage,
                        fmt::format("{} has taken in file {} of --{}, and this run names {}; give the same files in "
                                    "the same order, new ones behind them",
                                    database_, number, kind.substr(kind.rfind(' ') + 1), files->second)};
        }
    }
    return std::nullopt;
}

std::optional<Halt> EarlierRuns::check_instants(const RunOptions& options) const {
    for (const Mark& mark : marks_) {
        if (const Mark now = mark_of_beginning(options); mark.source == beginning && mark.prefix != now.prefix) {
            return Halt{exit_status::usage, fmt::format("{} was begun at {}, and this run begins at {}; give the same "
                                                        "--from, or begin with a new database",
                                                        database_, mark.prefix, now.prefix)};
        }
    }
    if (options.until && options.from && *options.until < *options.from) {
        return Halt{exit_status::usage, fmt::format("--until {} is before the run begins at {}",
                                                    to_string(*options.until), to_string(*options.from))};
    }
    if (options.until && *options.until < driven_to_) {
        return Halt{exit_status::usage,
                    fmt::format("--until {} is before {}, up to which {} has come already; give a later instant, or "
                                "begin with a new database",
                                to_string(*options.until), to_string(driven_to_), database_)};
    }
    return std::nullopt;
}

const std::string* EarlierRuns::refusal(const EventRow& row) const {
    const auto at = refusals_.find({files_[row.file].source(), row.number});
    return at == refusals_.end() ? nullptr : &at->second;
}

std::optional<Halt> EarlierRuns::objection_to(const EventRow* fresh, const EventMerge& events) const {
    bool waits = false;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        waits = waits || !files_[i].is_caught_up();
        if (!files_[i].is_caught_up() && events.has_ended(i)) {
            return Halt{exit_status::usage, shortened_sentence(events.file_name(i), events.rows_given(i),
                                                               files_[i].rows_taken(), database_)};
        }
    }
    if (fresh == nullptr || (!waits && fresh->at >= driven_to_)) {
        return std::nullopt;
    }
    return Halt{exit_status::usage,
                fmt::format("{}:{}: {} is new and comes too late, because {} has come to {} already; add later events "
                            "only, or begin with a new database",
                            events.file_name(fresh->file), fresh->line, to_string(fresh->at), database_,
                            to_string(driven_to_))};
}

} // namespace nurture::cli
