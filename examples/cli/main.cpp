// SPDX-License-Identifier: BSL-1.0
// The command line. The one file that includes CLI11, which takes longer to compile than everything else here.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/version.hpp>

#include "commands.hpp"
#include "terminal.hpp"

namespace {

using namespace nurture;
using namespace nurture::cli;

/// An instant, or an error that names the option.
std::function<std::string(const std::string&)> instant_into(std::optional<Instant>& target) {
    return [&target](const std::string& text) {
        const Result<Instant> at = parse_instant(text);
        if (!at) {
            return at.error().message;
        }
        target = *at;
        return std::string();
    };
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

struct Line {
    ::CLI::App app{"Nurtures B2B leads by workflows: checks, tests and runs a catalog of them.", "nurture"};
    CheckOptions check{};
    PreviewOptions preview{};
    RunOptions run{};
    ExplainOptions explain{};
    TestOptions test{};
    std::string database{}; ///< Of `db`.
    std::string backup{};
    std::string forgotten{};
    std::optional<Instant> check_now{};
    std::string on_error = "stop";

    Line() {
        app.set_version_flag("--version", std::string("nurture ") + NURTURE_VERSION_STRING);
        app.require_subcommand(1);
        app.set_help_all_flag("--help-all", "Help for all subcommands");
        add_check();
        add_preview();
        add_run();
        add_explain();
        add_database();
        add_test();
        app.footer("Exit status: 0 good; 1 the answer is no; 2 usage or unreadable input; 3 an internal failure or an "
                   "interruption.");
    }

    void add_check() {
        ::CLI::App& command = *app.add_subcommand("check", "Check a catalog by every rule");
        command.add_option("CATALOG", check.catalog, "A catalog file or directory")->required();
        command.add_option("--format", check.format, "text, json or sarif")
            ->check(::CLI::IsMember({"text", "json", "sarif"}));
        command.add_flag("--strict", check.strict, "Warnings count as errors");
        command.add_flag("--fields", check.fields, "Tell which fields the catalog reads and writes, and where")
            ->excludes("--strict");
        add_instant(command, "--now", check_now, "The day on which the catalog is to run; no rule asks for it yet");
    }

    void add_preview() {
        ::CLI::App& command = *app.add_subcommand("preview", "Show a content as a lead would get it");
        command.add_option("CATALOG", preview.catalog, "A catalog file or directory")->required();
        command.add_option("CONTENT", preview.content, "The id of the content")->required();
        auto* const lead = command.add_option("--lead", preview.lead, "Leads: CSV or JSON Lines; the first is taken")
                               ->type_name("FILE");
        command.add_option("--id", preview.id, "Of these leads the one with this id")->needs(lead);
        command.add_option("--accounts", preview.accounts, "Accounts: CSV or JSON Lines")
            ->type_name("FILE")
            ->needs(lead);
        command
            .add_option(
                "--fields", preview.fields,
                "Values such as first_name=Ada account.industry=Retail event.form=guide; they come before the file's")
            ->type_name("NAME=VALUE");
        command.add_option("--variant", preview.variant, "Only this variant; default: all")->type_name("NAME");
        add_instant(command, "--now", preview.now, "The instant of sending; default: now");
        auto* const folder =
            command.add_option("--out", preview.folder, "Write CONTENT.headers, .txt and .html into this folder")
                ->type_name("DIR");
        command.add_flag("--json", preview.json, "Print a JSON array")->excludes(folder);
    }

    void add_run() {
        ::CLI::App& command = *app.add_subcommand("run", "Replay leads and events through a catalog");
        command.add_option("CATALOG", run.catalog, "A catalog file or directory")->required();
        command.add_option("--leads", run.leads, "Leads: CSV or JSON Lines, also .gz; repeatable")->required();
        command.add_option("--events", run.events, "Events: CSV or JSON Lines, also .gz; repeatable")->required();
        command.add_option("--accounts", run.accounts, "Accounts: CSV or JSON Lines, also .gz; repeatable");
        command.add_option("--db", run.database,
                           "Keep everything in this SQLite file; on one that has seen part of the inputs, go on");
        add_instant(command, "--from", run.from, "The instant at which leads exist; default: the first event");
        add_instant(command, "--until", run.until, "Run timers up to this instant; default: the last event");
        auto* const outbox =
            command.add_option("--outbox", run.outbox, "Write the messages to this file, as JSON Lines");
        auto* const json = command.add_flag("--json", run.json, "Print the summary as JSON");
        command.add_option("--on-error", on_error, "What a bad row does: stop or skip")
            ->check(::CLI::IsMember({"stop", "skip"}));
        command.add_option("--rejects", run.rejects, "Write the rows that were skipped to this file, as JSON Lines");
        command.add_flag("--sort", run.sort, "Sort each event file by time first");
        add_group(command);
        command.add_option("--story", run.story, "Tell the whole story of this lead")->excludes(json);
        command
            .add_option("--channel", run.channels,
                        "Send for real: email=console, file:PATH, smtp:HOST[:PORT][,from=…] or webhook:URL; "
                        "repeatable. Default: messages are recorded")
            ->type_name("NAME=WAY")
            ->excludes(outbox);
    }

    void add_explain() {
        ::CLI::App& command = *app.add_subcommand("explain", "Tell what happened to a lead and why");
        command.add_option("LEAD", explain.lead, "The lead's id")->required();
        command.add_option("--db", explain.database, "The database of a run")->required();
        auto* const why_not = command.add_option("--why-not", explain.why_not, "Why the lead is not in this workflow")
                                  ->type_name("WORKFLOW");
        command
            .add_option("--message", explain.message,
                        "How this message came about or why it was not sent: its key, or its step or content")
            ->type_name("KEY")
            ->excludes(why_not);
        command.add_flag("--json", explain.json, "Print one JSON document");
    }

    void add_database() {
        ::CLI::App& command = *app.add_subcommand("db", "Care of a database");
        command.require_subcommand(1);
        const auto add = [&](const std::string& name, const std::string& help) {
            ::CLI::App& added = *command.add_subcommand(name, help);
            added.add_option("FILE", database, "The database")->required();
            return &added;
        };
        add("check", "Look for damage, and decide once more what was kept")
            ->add_option("--catalog", check.catalog, "The catalog it was deployed with: replays kept inputs");
        add("export", "Print the journal as JSON Lines");
        add("digest", "Print the digest of everything that was decided");
        add("backup", "Copy the database into a new file, also beside an engine that runs")
            ->add_option("TO", backup, "The new file")
            ->required();
        ::CLI::App& forget = *command.add_subcommand(
            "forget", "Forget a person: end what runs and remove what tells of them. Backups made before keep it");
        forget.add_option("LEAD", forgotten, "The lead's id")->required();
        forget.add_option("--db", database, "The database, in which no engine works")->required();
    }

    int execute_database() {
        const ::CLI::App& command = *app.get_subcommand("db");
        if (command.got_subcommand("check")) {
            return check_database(database, check.catalog);
        }
        if (command.got_subcommand("backup")) {
            return back_up_database(database, backup);
        }
        if (command.got_subcommand("forget")) {
            return forget_lead(database, forgotten);
        }
        return command.got_subcommand("export") ? export_journal(database) : print_digest(database);
    }

    void add_test() {
        ::CLI::App& command = *app.add_subcommand("test", "Play scenario files");
        command.add_option("PATH", test.paths, "Scenario files, or directories of them")->required();
        command.add_option("--junit", test.junit, "Write the results to this file, as JUnit XML");
        command.add_option("--filter", test.filter, "Only scenarios whose file or name contains this text");
        command.add_flag("--durable", test.durable,
                         "Play each scenario on a database file that is closed and opened again after every input");
    }

    void add_group(::CLI::App& command) {
        command
            .add_option_function<std::int64_t>(
                "--group",
                [this](const std::int64_t& group) {
                    if (group < 1) {
                        throw ::CLI::ValidationError("--group must be 1 or more");
                    }
                    run.group = static_cast<std::size_t>(group);
                },
                "Decisions of one commit; changes speed, never a decision")
            ->type_name("N");
    }

    static void add_instant(::CLI::App& command, const std::string& name, std::optional<Instant>& target,
                            const std::string& help) {
        command
            .add_option_function<std::string>(
                name,
                [name, &target](const std::string& text) {
                    const std::string mistake = instant_into(target)(text);
                    if (!mistake.empty()) {
                        throw ::CLI::ValidationError(name, mistake);
                    }
                },
                help)
            ->type_name("T");
    }

    int execute() {
        run.skip_bad_rows = on_error == "skip";
        if (app.got_subcommand("check")) {
            return nurture::cli::check(check);
        }
        if (app.got_subcommand("preview")) {
            return nurture::cli::preview(preview);
        }
        if (app.got_subcommand("run")) {
            return nurture::cli::run(run);
        }
        if (app.got_subcommand("explain")) {
            return nurture::cli::explain(explain);
        }
        return app.got_subcommand("db") ? execute_database() : nurture::cli::test(test);
    }
};

/// What is wrong with the first word if it is neither an option nor a command; CLI11 would not name it.
std::string unknown_command(const ::CLI::App& app, const std::string& word) {
    std::vector<std::string> names;
    for (const ::CLI::App* const command : app.get_subcommands({})) {
        names.push_back(command->get_name());
    }
    if (word.substr(0, 1) == "-" || std::find(names.begin(), names.end(), word) != names.end()) {
        return {};
    }
    const std::string unknown = "there is no command \"" + word + "\"; ";
    const std::optional<std::string> meant = did_you_mean(word, names);
    return unknown + (meant ? "did you mean \"" + *meant + "\"?" : "the commands are " + joined(names));
}

int parse_and_execute(int argc, char** argv) {
    Line line;
    if (const std::string mistake = argc > 1 ? unknown_command(line.app, argv[1]) : std::string(); !mistake.empty()) {
        complain(mistake);
        return exit_status::usage;
    }
    try {
        line.app.parse(argc, argv);
    } catch (const ::CLI::ValidationError& error) {
        complain(error.what()); // Says by itself what the value must be.
        return exit_status::usage;
    } catch (const ::CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            return line.app.exit(error);
        } // --help, --version
        complain(std::string(error.what()) + "; `nurture --help-all` shows every option");
        return exit_status::usage;
    }
    return line.execute();
}

} // namespace

int main(int argc, char** argv) {
    int status = exit_status::internal;
    try {
        status = parse_and_execute(argc, argv);
    } catch (const std::bad_alloc&) {
        complain("out of memory");
    } catch (const std::exception& error) {
        complain(std::string("internal failure: ") + error.what());
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        complain("standard output cannot be written");
        return exit_status::internal;
    }
    return status;
}
