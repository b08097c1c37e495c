// SPDX-License-Identifier: BSL-1.0

#include "funnel.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "terminal.hpp"

namespace nurture::cli {

namespace {

constexpr std::array<std::string_view, 14> skip_reasons{
    "unsubscribed",  "suppressed",   "no_address",   "cap",         "duplicate", "expired",  "stale",
    "missing_value", "not_eligible", "already_sent", "quiet_hours", "withdrawn", "no_owner", "nothing_left"};

std::string json_text(const std::string& text) {
    return to_json(Value(text));
}

std::string left_json(const LeftCounts& left) {
    std::string text = "{";
    for (const EnrollmentState state : left_states) {
        text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", name(state), left[state]);
    }
    return text + '}';
}

std::string counts_json(const std::map<std::string, std::uint64_t>& counts) {
    std::string text = "{";
    for (const auto& [key, count] : counts) {
        text += fmt::format("{}{}:{}", text.size() == 1 ? "" : ",", json_text(key), count);
    }
    return text + '}';
}

std::string skipped_json(const std::map<std::string, std::uint64_t>& skipped) {
    std::string text = "{";
    for (const std::string_view reason : skip_reasons) {
        const auto at = skipped.find(std::string(reason));
        text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", reason, at == skipped.end() ? 0 : at->second);
    }
    return text + '}';
}

/// Every step in the order written, also those that nobody reached.
std::vector<std::pair<StepId, StepCounts>> steps_of(const Workflow& workflow, const WorkflowSummary& summary) {
    std::vector<std::pair<StepId, StepCounts>> steps;
    for (const Node& node : workflow.nodes) {
        if (kind_of(node) == NodeKind::trigger || node.id.empty()) {
            continue;
        }
        const auto at = summary.steps.find(node.id);
        steps.emplace_back(node.id, at == summary.steps.end() ? StepCounts{} : at->second);
    }
    return steps;
}

WorkflowSummary summary_of(const Summary& summary, const WorkflowId& id) {
    const auto at = summary.workflows().find(id);
    return at == summary.workflows().end() ? WorkflowSummary{} : at->second;
}

std::string workflow_json(const Workflow& workflow, const WorkflowSummary& summary) {
    std::string text =
        fmt::format(R"({{"enrolled":{},"active":{},"left":{},"exits":{},"messages":{},"steps":{{)", summary.enrolled,
                    summary.active, left_json(summary.left), counts_json(summary.exits), summary.messages);
    std::string_view comma;
    for (const auto& [id, counts] : steps_of(workflow, summary)) {
        text += fmt::format(R"({}{}:{{"entered":{},"left":{},"sent":{}}})", comma, json_text(id.str()), counts.entered,
                            counts.left, counts.sent);
        comma = ",";
    }
    return text + "}}";
}

/// "375 exited (won 375), 12 completed", or "nobody left".
std::string left_text(const WorkflowSummary& summary) {
    std::string text;
    for (const EnrollmentState state : left_states) {
        if (summary.left[state] == 0) {
            continue;
        }
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(summary.left[state]), name(state));
        if (state != EnrollmentState::exited) {
            continue;
        }
        std::string reasons;
        for (const auto& [reason, count] : summary.exits) {
            reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", grouped(count), reason);
        }
        text += " (" + reasons + ')';
    }
    return text.empty() ? "nobody left" : text;
}

std::string table(const Workflow& workflow, const WorkflowSummary& summary) {
    const auto steps = steps_of(workflow, summary);
    std::size_t width = 4;
    for (const auto& [id, counts] : steps) {
        width = std::max(width, id.str().size());
    }
    std::string text = fmt::format("  {:<{}}  {:>11}  {:>11}  {:>11}\n", "step", width, "entered", "sent", "left");
    for (const auto& [id, counts] : steps) {
        text += fmt::format("  {:<{}}  {:>11}  {:>11}  {:>11}\n", id.str(), width, grouped(counts.entered),
                            grouped(counts.sent), grouped(counts.left));
    }
    return text;
}

std::string reasons_text(std::string_view what, const std::map<std::string, std::uint64_t>& reasons) {
    std::string text;
    for (const auto& [reason, count] : reasons) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), reason);
    }
    return text.empty() ? text : fmt::format("{}: {}\n", what, text);
}

} // namespace

std::string summary_json(const Replay& replay, const Catalog& catalog, const Summary& summary) {
    const ReplayCounts& counts = replay.counts();
    const WorkflowSummary& total = summary.total();
    std::string text = fmt::format(
        R"({{"leads":{},"accounts":{},"events":{},"duplicates":{},"rejected":{},"enrolled":{},"active":{},"left":{},)"
        R"("messages":{},"skipped":{},"tasks":0,"notifications":0,"workflows":{{)",
        counts.leads, counts.accounts, counts.events, counts.duplicates, counts.rejected, total.enrolled, total.active,
        left_json(total.left), total.messages, skipped_json(total.skipped));
    std::string_view comma;
    for (const auto& [id, workflow] : catalog.workflows) {
        text += fmt::format("{}{}:{}", comma, json_text(id.str()), workflow_json(workflow, summary_of(summary, id)));
        comma = ",";
    }
    return text + "},\"until\":" + (replay.until() ? json_text(to_string(*replay.until())) : "null") + "}\n";
}

std::string summary_text(const Replay& replay, const Catalog& catalog, const Summary& summary) {
    const ReplayCounts& counts = replay.counts();
    std::string text = fmt::format("{}, {}", counted(counts.leads, "lead"), counted(counts.events, "event"));
    if (counts.accounts > 0) {
        text += ", " + counted(counts.accounts, "account");
    }
    if (counts.duplicates > 0) {
        text += fmt::format(", {} of them seen before", grouped(counts.duplicates));
    }
    if (counts.rejected > 0) {
        text += fmt::format(", {} rejected", counted(counts.rejected, "row"));
    }
    if (replay.start() && replay.until()) {
        text += fmt::format("\n{} to {}\n", to_string(*replay.start()), to_string(*replay.until()));
    } else {
        text += "\n";
    }
    for (const auto& [id, workflow] : catalog.workflows) {
        const WorkflowSummary of_workflow = summary_of(summary, id);
        text += fmt::format("\n{}: {} enrolled, {} active, {}\n", bold(id.str()), grouped(of_workflow.enrolled),
                            grouped(of_workflow.active), left_text(of_workflow));
        if (of_workflow.enrolled > 0) {
            text += table(workflow, of_workflow);
        }
        text += reasons_text("  not enrolled", of_workflow.refused);
        text += reasons_text("  not sent", of_workflow.skipped);
    }
    return text + fmt::format("\n{}\n", counted(summary.total().messages, "message"));
}

} // namespace nurture::cli
