// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <nurture/insight/story.hpp>
#include <nurture/insight/summary.hpp>
#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "channels.hpp"
#include "clash.hpp"
#include "commands.hpp"
#include "database.hpp"
#include "funnel.hpp"
#include "interruption.hpp"
#include "loading.hpp"
#include "outbox.hpp"
#include "replay/replay.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

constexpr std::size_t story_lines = 30; ///< Of a story that nobody asked for.

int give_up(const Halt& halt) {
    complain(halt.sentence);
    return halt.status;
}

std::string reject_json(const BadInput& bad) {
    const std::string column = bad.column == 0 ? std::string() : fmt::format("\"column\":{},", bad.column);
    return fmt::format("{{\"file\":{},\"line\":{},{}\"reason\":{}}}\n", to_json(Value(bad.file)), bad.line, column,
                       to_json(Value(bad.reason)));
}

/// The journal added up, and who has the longest story.
struct Told {
    Summary summary{};
    std::map<LeadId, std::size_t> lines{};

    [[nodiscard]] LeadId longest() const {
        LeadId longest;
        std::size_t most = 0;
        for (const auto& [lead, count] : lines) {
            if (count > most) {
                most = count;
                longest = lead;
            }
        }
        return longest;
    }
};

RunStores in_memory(MemoryStore& state, ReplayedLeads& leads) {
    return {.state = state,
            .leads = leads,
            .put =
                [&leads](std::span<const Lead> some) {
                    for (const Lead& lead : some) {
                        leads.introduce(lead);
                    }
                    return Result<void>();
                },
            .lead_count = [&leads] { return Result<std::size_t>(leads.size()); }};
}

Result<std::string> story_of(EngineStore& store, const LeadId& lead, bool whole) {
    std::vector<JournalLine> lines;
    std::size_t more = 0;
    const Result<void> read = store.journal({.lead = lead}, [&](const JournalLine& line) {
        if (whole || lines.size() < story_lines) {
            lines.push_back(line);
        } else {
            ++more;
        }
    });
    if (!read) {
        return read.error();
    }
    std::string text = fmt::format("\nThe story of {}:\n{}", lead.str(), story(lines));
    if (more > 0) {
        text += fmt::format("… and {} more; --story {} tells them all\n", counted(more, "line"), lead.str());
    }
    return text;
}

/// The files that a run writes; each is there whole or not at all.
struct Outputs {
    WholeFile outbox{};
    WholeFile rejects{};
};

std::optional<Halt> open_outputs(const RunOptions& options, Outputs& outputs) {
    for (const auto& [file, path] :
         {std::pair(&outputs.outbox, &options.outbox), std::pair(&outputs.rejects, &options.rejects)}) {
        if (path->empty()) {
            continue;
        }
        if (const auto opened = file->open(*path); !opened) {
            return Halt{exit_status::usage, opened.error().message};
        }
    }
    return std::nullopt;
}

std::optional<Halt> write_outputs(Replay& replay, Outputs& outputs) {
    const auto failed = [](const Error& error) { return Halt{exit_status::internal, error.message}; };
    if (outputs.rejects.is_open()) {
        for (const BadInput& bad : replay.rejects()) {
            outputs.rejects.write(reject_json(bad));
        }
        if (const auto written = outputs.rejects.finish(); !written) {
            return failed(written.error());
        }
    }
    if (outputs.outbox.is_open()) {
        if (const auto written = write_outbox(replay.store(), outputs.outbox); !written) {
            return failed(written.error());
        }
    }
    return std::nullopt;
}

std::string where_messages_are(const RunOptions& options) {
    if (!options.channels.empty()) {
        std::string text;
        for (const std::string& channel : options.channels) {
            text += (text.empty() ? "" : ", ") + channel;
        }
        return "They went to " + text + '.';
    }
    if (!options.outbox.empty()) {
        return "They are in " + options.outbox + '.';
    }
    return (options.database.empty() ? "They are not kept;" : "They are kept in " + options.database + ';') +
           " --outbox FILE writes them to a file.";
}

/// Everything that is printed once the replay is done.
int report(const RunOptions& options, const Catalog& catalog, Replay& replay) {
    Told told;
    const Result<void> read = replay.store().journal({}, [&](const JournalLine& line) {
        told.summary.take(line);
        if (!options.json) {
            ++told.lines[line.lead];
        }
    });
    if (!read) {
        return give_up({exit_status::internal, read.error().message});
    }
    if (options.json) {
        fmt::print("{}", summary_json(replay, catalog, told.summary));
        return exit_status::good;
    }
    fmt::print("{}", summary_text(replay, catalog, told.summary));
    if (told.summary.total().messages > 0) {
        fmt::print("{}\n", where_messages_are(options));
    }
    const LeadId lead = options.story.empty() ? told.longest() : LeadId(options.story);
    if (lead.empty()) {
        return exit_status::good;
    }
    if (options.story.empty() && !options.database.empty()) {
        fmt::print("`nurture explain {} --db {}` tells the story of a lead, and why it went so.\n", lead.str(),
                   options.database);
        return exit_status::good;
    }
    const Result<std::string> text = story_of(replay.store(), lead, !options.story.empty());
    if (!text) {
        return give_up({exit_status::internal, text.error().message});
    }
    fmt::print("{}", *text);
    return exit_status::good;
}

int play(const RunOptions& options, const Loaded& loaded, RunStores stores, Outputs& outputs) {
    Replay replay(options, loaded.plan, loaded.catalog, std::move(stores));
    auto halt = replay.play();
    if (!halt) {
        halt = write_outputs(replay, outputs);
    }
    return halt ? give_up(*halt) : report(options, loaded.catalog, replay);
}

/// A mistyped name must not leave an empty database behind.
std::optional<Halt> missing_input(const RunOptions& options) {
    for (const std::vector<std::string>* const paths : {&options.accounts, &options.leads, &options.events}) {
        for (const std::string& path : *paths) {
            if (!exists(path)) {
                return Halt{exit_status::usage, path + " does not exist"};
            }
        }
    }
    return std::nullopt;
}

/// Every channel of the catalog has a way, and no other is named.
std::optional<Halt> mismatch(const OwnedChannels& channels, const Plan& plan) {
    const std::vector<ChannelId> wanted = plan.channels();
    for (const ChannelId& id : wanted) {
        if (!channels.contains(id)) {
            return Halt{exit_status::usage,
                        fmt::format("the catalog sends by {}, too; say --channel {}=… as well", id.str(), id.str())};
        }
    }
    for (const auto& [id, channel] : channels) {
        if (std::find(wanted.begin(), wanted.end(), id) == wanted.end()) {
            return Halt{exit_status::usage,
                        fmt::format("--channel {}=…: the catalog sends nothing by {}", id.str(), id.str())};
        }
    }
    return std::nullopt;
}

/// The ways that --channel names, for as long as the run takes.
class Ways {
public:
    std::optional<Halt> open(const RunOptions& options, const Plan& plan) {
        if (options.channels.empty()) {
            return std::nullopt;
        }
        Result<OwnedChannels> made = make_channels(options.channels, options.json ? std::cerr : std::cout, clock_);
        if (!made) {
            return Halt{exit_status::usage, made.error().message};
        }
        owned_ = *std::move(made);
        return mismatch(owned_, plan);
    }
    void add_to(RunStores& stores) const {
        for (const auto& [id, channel] : owned_) {
            stores.channels.emplace(id, channel.get());
        }
    }

private:
    SystemClock clock_; ///< Who checks a signature goes by the clock on the wall.
    OwnedChannels owned_{};
};

int play_in_database(const RunOptions& options, const Loaded& loaded, const Ways& ways, Outputs& outputs) {
    if (const auto halt = missing_input(options)) {
        return give_up(*halt);
    }
    const Result<std::unique_ptr<sqlite::Database>> database = open_to_run(options.database, options.channels.empty());
    if (!database) {
        return give_up({exit_status::internal, database.error().message});
    }
    RunStores stores = stores_in(**database, options.database);
    ways.add_to(stores);
    return play(options, loaded, std::move(stores), outputs);
}

int play_in_memory(const RunOptions& options, const Loaded& loaded, const Ways& ways, Outputs& outputs) {
    MemoryStore state{MemoryStore::Options{.record_messages = options.channels.empty()}};
    ReplayedLeads leads;
    RunStores stores = in_memory(state, leads);
    ways.add_to(stores);
    return play(options, loaded, std::move(stores), outputs);
}

} // namespace

int run(const RunOptions& options) {
    if (!exists(options.catalog)) {
        return give_up({exit_status::usage, options.catalog + " does not exist; name a catalog file or directory"});
    }
    if (const std::string clash = clash_of(options); !clash.empty()) {
        return give_up({exit_status::usage, clash});
    }
    const Interruption interruption;
    const Loaded loaded = load(options.catalog);
    for (const Diagnostic& finding : loaded.findings) {
        if (finding.severity == Severity::error) {
            fmt::print(stderr, "{}\n", to_string(finding));
        }
    }
    if (has_errors(loaded.findings)) {
        return give_up({exit_status::no, "the catalog has errors, so nothing was run; `nurture check " +
                                             options.catalog + "` says more"});
    }
    if (loaded.catalog.workflows.empty()) {
        return give_up({exit_status::no, options.catalog + " has no workflow, so nothing was run"});
    }
    Ways ways;
    if (const auto halt = ways.open(options, loaded.plan)) {
        return give_up(*halt);
    }
    Outputs outputs;
    if (const auto halt = open_outputs(options, outputs)) {
        return give_up(*halt);
    }
    return options.database.empty() ? play_in_memory(options, loaded, ways, outputs)
                                    : play_in_database(options, loaded, ways, outputs);
}

} // namespace nurture::cli
