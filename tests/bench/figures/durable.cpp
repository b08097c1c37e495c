// SPDX-License-Identifier: BSL-1.0
// P2: leads a second on SQLite with full durability.

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "bench/figures/files.hpp"
#include "bench/figures/flow.hpp"
#include "bench/figures/options.hpp"
#include "bench/figures/raw_database.hpp"
#include "bench/figures/written_rows.hpp"

namespace nurture::figures {

namespace {

struct Rates {
    std::vector<double> engine, rows, lean, with_channel;
    std::vector<double> engine_processor, rows_processor;
};

double rate(std::size_t leads, const Stopwatch& watch) {
    return static_cast<double>(leads) / watch.seconds();
}

/// Runs the flow on the file; gives how many commits it took. Closing the file, with its checkpoint, is measured too.
std::size_t run_engine(const std::filesystem::path& path, std::size_t leads, Channel* channel, Stopwatch& watch) {
    std::optional<OpenEngine> open(std::in_place, path,
                                   Opening{.record_messages = channel == nullptr, .channel = channel});
    drive(open->engine(), FlowInputs(leads, joins_apart), watch);
    const std::size_t commits = open->store().commits;
    watch.go();
    open.reset();
    watch.stop();
    return commits;
}

void check_flow(const std::filesystem::path& finished, std::size_t leads) {
    RawDatabase database(finished);
    if (database.number("SELECT count(*) FROM recorded_message") != static_cast<double>(leads + leads / 2) ||
        database.number("SELECT count(*) FROM enrollment_row") != 0) {
        throw std::logic_error("the flow did not run as it should");
    }
}

struct Run {
    std::size_t commits = 0;
    std::size_t rows = 0;
};

Run turn(const DatabaseFile& base, const Options& options, std::size_t leads, Rates& rates) {
    const DatabaseFile finished(options.folder, "engine");
    const DatabaseFile copied(options.folder, "rows");
    const DatabaseFile lean(options.folder, "lean");
    copy_database(base.path(), finished.path());
    Stopwatch by_engine;
    Stopwatch by_rows;
    Stopwatch by_lean;
    Run run;
    run.commits = run_engine(finished.path(), leads, nullptr, by_engine);
    check_flow(finished.path(), leads);
    run.rows = write_final_rows(base.path(), finished.path(), copied.path(), run.commits, by_rows);
    const std::string text(200, 't');
    write_lean_rows(lean.path(), FlowInputs(leads, joins_apart), text, run.commits, by_lean);
    rates.engine.push_back(rate(leads, by_engine));
    rates.rows.push_back(rate(leads, by_rows));
    rates.lean.push_back(rate(leads, by_lean));
    rates.engine_processor.push_back(by_engine.processor_seconds());
    rates.rows_processor.push_back(by_rows.processor_seconds());
    return run;
}

void turn_with_channel(const DatabaseFile& base, const Options& options, std::size_t leads, Rates& rates) {
    const DatabaseFile finished(options.folder, "channel");
    copy_database(base.path(), finished.path());
    AcceptingChannel channel;
    Stopwatch watch;
    (void)run_engine(finished.path(), leads, &channel, watch);
    rates.with_channel.push_back(rate(leads, watch));
}

} // namespace

Figure durable(const Options& options, WaitingFiles&) {
    const std::size_t leads = options.leads_or(5'000, 100'000);
    const std::size_t leads_with_channel = std::max<std::size_t>(leads / 20, 2) / 2 * 2;
    const DatabaseFile base(options.folder, "base");
    const DatabaseFile base_with_channel(options.folder, "base-channel");
    put_leads(base.path(), leads, true);
    put_leads(base_with_channel.path(), leads_with_channel, false);
    Rates rates;
    Run run;
    for (std::size_t i = 0; i < options.repetitions; ++i) {
        run = turn(base, options, leads, rates);
        turn_with_channel(base_with_channel, options, leads_with_channel, rates);
    }
    const auto constant = [](double value) { return Range{value, value, value}; };
    const auto share = [leads](std::size_t number) { return static_cast<double>(number) / static_cast<double>(leads); };
    return {
        .name = "P2",
        .title = "on SQLite with synchronous=FULL, leads a second against hand-written rows",
        .sizes = grouped(leads) + " leads, " + std::to_string(options.repetitions) + " turns, group commit of 1,000",
        .ratios = {{"engine / plain loop over its own final rows", ratio_of(rates.engine, rates.rows), "", ">= 0.6"},
                   {"engine / lean rows", ratio_of(rates.engine, rates.lean), "", ">= 0.4"},
                   {"the same as the first, by the processor's time",
                    ratio_of(rates.rows_processor, rates.engine_processor), "", ""}},
        .details = {{"engine, messages recorded", range_of(rates.engine), "leads/s", ""},
                    {"engine, channel that accepts, " + grouped(leads_with_channel) + " leads",
                     range_of(rates.with_channel), "leads/s", ""},
                    {"loop over the final rows", range_of(rates.rows), "leads/s", ""},
                    {"lean rows", range_of(rates.lean), "leads/s", ""},
                    {"commits of each", constant(static_cast<double>(run.commits)), "", ""},
                    {"rows that the engine leaves, a lead", constant(share(run.rows)), "", ""}},
        .notes = {
            flow_in_words,
            "Final rows: each row that the engine left or changed is written once, in the order of its key, in as "
            "many commits. Lean: a row a lead, rewritten when it opens or times out, and a row a message.",
            "Closing with its checkpoint is on the watch of all three. With a channel under a virtual clock every "
            "message is committed by itself before it is handed over."}};
}

} // namespace nurture::figures
