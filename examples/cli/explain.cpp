// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/diagnostic.hpp>
#include <nurture/insight/story.hpp>
#include <nurture/insight/why.hpp>

#include "commands.hpp"
#include "database.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

using Lines = std::vector<JournalLine>;

constexpr std::size_t leads_compared = 200'000; ///< For "did you mean": then it is not worth the wait.

int give_up(int status, const std::string& sentence) {
    complain(sentence);
    return status;
}

int give_up(const Error& error) {
    return give_up(exit_status::internal, error.message);
}

/// "F has no lead "adda"; did you mean "ada"?"
std::string unknown(const std::string& path, std::string_view what, const std::string& name,
                    const std::vector<std::string>& names) {
    const std::optional<std::string> meant = did_you_mean(name, names);
    return fmt::format("{} has no {} \"{}\"{}", path, what, name,
                       meant ? fmt::format("; did you mean \"{}\"?", *meant) : "; see that the name is right");
}

std::string json_of(const JournalLine& line) {
    std::string text = to_json(line);
    text.pop_back();
    return text + ",\"text\":" + to_json(Value(sentence(line))) + '}';
}

std::string json_of(const Lines& lines) {
    std::string text = "[";
    for (const JournalLine& line : lines) {
        text += (text.size() == 1 ? "" : ",") + json_of(line);
    }
    return text + ']';
}

class LeadNames final : public LeadSink {
public:
    void found(Lead lead) override { names.push_back(lead.id.str()); }
    [[nodiscard]] bool full() const override { return names.size() >= leads_compared; }
    std::vector<std::string> names;
};

std::vector<std::string> lead_names(sqlite::Database& database) {
    LeadNames sink;
    for (std::size_t before = 1; before != sink.names.size() && !sink.full();) {
        before = sink.names.size();
        if (!database.scan(LeadId(sink.names.empty() ? "" : sink.names.back()), sink)) {
            break;
        }
    }
    return sink.names;
}

int tell_story(const ExplainOptions& options, const Lines& lines) {
    if (options.json) {
        fmt::print("{{\"lead\":{},\"timeline\":{}}}\n", to_json(Value(options.lead)), json_of(lines));
    } else if (lines.empty()) {
        fmt::print("Nothing has happened to {} yet.\n", options.lead);
    } else {
        fmt::print("{}", story(lines));
    }
    return exit_status::good;
}

int tell_why_not(const ExplainOptions& options, const Lines& lines, const OpenedStore& opened) {
    std::set<std::string> known;
    std::optional<Workflow> definition;
    for (const VersionRow& version : opened.versions) {
        known.insert(version.workflow.str());
        if (version.workflow.str() == options.why_not) {
            const Result<Workflow> read = read_canonical_workflow(version.canonical);
            definition = read ? std::optional(*read) : std::nullopt;
        }
    }
    if (!known.contains(options.why_not)) {
        return give_up(exit_status::usage,
                       unknown(options.database, "workflow", options.why_not, {known.begin(), known.end()}));
    }
    const WhyNot why =
        why_not(lines, LeadId(options.lead), WorkflowId(options.why_not), definition ? &*definition : nullptr);
    if (!options.json) {
        fmt::print("{}\n", why.text);
        return exit_status::good;
    }
    fmt::print("{{\"lead\":{},\"workflow\":{},\"answer\":\"{}\",\"line\":{},\"text\":{}}}\n",
               to_json(Value(options.lead)), to_json(Value(options.why_not)), name(why.answer),
               why.line ? json_of(*why.line) : "null", to_json(Value(why.text)));
    return exit_status::good;
}

/// Messages are found by key also where the journal names the enrollment and step alone.
std::optional<WhyMessage> find_message(const ExplainOptions& options, const Lines& lines, sqlite::Database& database) {
    if (std::optional<WhyMessage> found = why_message(lines, options.message)) {
        return found;
    }
    const std::vector<LeadId> ids{LeadId(options.lead)};
    const Result<std::vector<LeadState>> states = database.load(ids);
    if (!states || states->empty()) {
        return std::nullopt;
    }
    for (const MessageRow& row : states->front().messages) {
        if (row.message.key.str() != options.message) {
            continue;
        }
        Lines of_enrollment;
        std::copy_if(lines.begin(), lines.end(), std::back_inserter(of_enrollment), [&](const JournalLine& line) {
            return line.enrollment == 0 || line.enrollment == row.enrollment;
        });
        return why_message(of_enrollment, row.message.step.str());
    }
    return std::nullopt;
}

int tell_message(const ExplainOptions& options, const Lines& lines, sqlite::Database& database) {
    const std::optional<WhyMessage> why = find_message(options, lines, database);
    if (!why) {
        std::set<std::string> names;
        for (const JournalLine& line : lines) {
            if (line.kind == JournalKind::sent || line.kind == JournalKind::skipped) {
                names.insert(line.step.str());
            }
        }
        return give_up(exit_status::usage,
                       unknown(options.lead, "message", options.message, {names.begin(), names.end()}));
    }
    if (options.json) {
        fmt::print("{{\"lead\":{},\"line\":{},\"way\":{},\"text\":{}}}\n", to_json(Value(options.lead)),
                   json_of(why->line), json_of(why->way), to_json(Value(why->text)));
        return exit_status::good;
    }
    Lines all = why->way;
    all.push_back(why->line);
    fmt::print("{}\n\n{}", why->text, story(all));
    return exit_status::good;
}

} // namespace

int explain(const ExplainOptions& options) {
    const auto database = open_to_read(options.database);
    if (!database) {
        return give_up(database.error());
    }
    Lines lines;
    const Result<void> read =
        (*database)->journal({.lead = LeadId(options.lead)}, [&](const JournalLine& line) { lines.push_back(line); });
    if (!read) {
        return give_up(read.error());
    }
    if (lines.empty()) {
        const Result<std::optional<Lead>> lead = (*database)->find(LeadId(options.lead));
        if (!lead) {
            return give_up(lead.error());
        }
        if (!*lead) {
            return give_up(exit_status::usage, unknown(options.database, "lead", options.lead, lead_names(**database)));
        }
    }
    if (!options.message.empty()) {
        return tell_message(options, lines, **database);
    }
    if (options.why_not.empty()) {
        return tell_story(options, lines);
    }
    const Result<OpenedStore> opened = (*database)->open();
    return opened ? tell_why_not(options, lines, *opened) : give_up(opened.error());
}

} // namespace nurture::cli
