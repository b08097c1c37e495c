// SPDX-License-Identifier: BSL-1.0

#include <map>
#include <vector>

#include <fmt/format.h>

#include <nurture/insight/story.hpp>
#include <nurture/insight/summary.hpp>

#include "clash.hpp"
#include "commands.hpp"
#include "funnel.hpp"
#include "interruption.hpp"
#include "loading.hpp"
#include "outbox.hpp"
#include "replay.hpp"
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

/// Everything that is printed and written once the replay is done.
int report(const RunOptions& options, const Catalog& catalog, Replay& replay, WholeFile& outbox) {
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
    if (outbox.is_open()) {
        if (const auto written = write_outbox(replay.store(), outbox); !written) {
            return give_up({exit_status::internal, written.error().message});
        }
    }
    if (options.json) {
        fmt::print("{}", summary_json(replay, catalog, told.summary));
        return exit_status::good;
    }
    fmt::print("{}", summary_text(replay, catalog, told.summary));
    if (told.summary.total().messages > 0) {
        fmt::print("{}\n", options.outbox.empty() ? "They are not kept; --outbox FILE writes them to a file."
                                                  : "They are in " + options.outbox + '.');
    }
    const LeadId lead = options.story.empty() ? told.longest() : LeadId(options.story);
    if (lead.empty()) {
        return exit_status::good;
    }
    const Result<std::string> text = story_of(replay.store(), lead, !options.story.empty());
    if (!text) {
        return give_up({exit_status::internal, text.error().message});
    }
    fmt::print("{}", *text);
    return exit_status::good;
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
    WholeFile outbox;
    WholeFile rejects;
    for (const auto& [file, path] : {std::pair(&outbox, &options.outbox), std::pair(&rejects, &options.rejects)}) {
        if (path->empty()) {
            continue;
        }
        if (const auto opened = file->open(*path); !opened) {
            return give_up({exit_status::usage, opened.error().message});
        }
    }
    Replay replay(options, loaded.plan, loaded.catalog, [&](const BadInput& bad) {
        if (rejects.is_open()) {
            rejects.write(reject_json(bad));
        }
    });
    std::optional<Halt> halt = replay.read_leads();
    if (!halt) {
        halt = replay.play_events();
    }
    if (rejects.is_open()) {
        if (const auto written = rejects.finish(); !written) {
            return give_up({exit_status::internal, written.error().message});
        }
    }
    return halt ? give_up(*halt) : report(options, loaded.catalog, replay, outbox);
}

} // namespace nurture::cli
