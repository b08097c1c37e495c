// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `workflow` document without its steps.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key workflow_keys[] = {{"workflow"},
                                 {"title"},
                                 {"description"},
                                 {"owner"},
                                 {"stage"},
                                 {"category"},
                                 {"window"},
                                 {"priority"},
                                 {"time_zone"},
                                 {"trigger"},
                                 {"when"},
                                 {"key"},
                                 {"reenroll"},
                                 {"while_active"},
                                 {"enroll_existing"},
                                 {"exit"},
                                 {"goal"},
                                 {"expires"},
                                 {"steps"},
                                 {"group", Known::later},
                                 {"pause_when", Known::later}};

constexpr Key leave_keys[] = {{"event"}, {"where"}, {"when"}, {"reason"}};

/// Calls `read` for each item of a list, or for the one thing that stands where a list may.
template <class Read>
void for_one_or_each(const Document& document, Read read) {
    if (document.kind != Document::Kind::list) {
        read(document);
        return;
    }
    for (const Document& item : document.items) {
        read(item);
    }
}

void read_leave_rule(const Document& document, std::string_view name, std::vector<LeaveRule>& rules,
                     const Reading& reading) {
    const KeyedMap map(document, leave_keys, fmt::format("\"{}\"", name), reading);
    if (!map) {
        return;
    }
    LeaveRule rule;
    rule.place = document.place;
    if (map.has("event") == map.has("when")) {
        reading.wrong_type(document.place, fmt::format("\"{}\" needs either \"event\" or \"when\"", name));
        return;
    }
    if (map.has("event")) {
        rule.match = read_event_match(map, reading);
    } else if (map.has("where")) {
        reading.error("unknown_key", map.member("where")->place,
                      "\"where\" is about an event; it stands beside "
                      "\"event\", not beside \"when\"");
    }
    read_into(rule.when, map, "when", read_expression, reading);
    read_into(rule.reason, map, "reason", read_text, reading);
    if (!rule.match.types.empty() || !rule.when.empty()) {
        rules.push_back(std::move(rule));
    }
}

void read_reenroll(const Document& document, Workflow& workflow, const Reading& reading) {
    if (document.kind == Document::Kind::scalar && (document.text == "never" || document.text == "always")) {
        workflow.reenroll.kind = document.text == "never" ? Reenroll::Kind::never : Reenroll::Kind::always;
    } else if (const auto after = read_elapsed(document, "reenroll", reading)) {
        workflow.reenroll = {Reenroll::Kind::after, *after};
    }
}

/// What is about the workflow as a whole and is a single value.
void read_head(const KeyedMap& map, Workflow& workflow, const Reading& reading) {
    read_into(workflow.title, map, "title", read_text, reading);
    read_into(workflow.description, map, "description", read_text, reading);
    read_into(workflow.owner, map, "owner", read_text, reading);
    read_into(workflow.stage, map, "stage", read_text, reading);
    read_into(workflow.category, map, "category", read_id, reading);
    read_into(workflow.window, map, "window", read_id, reading);
    read_into(workflow.priority, map, "priority", read_integer, reading);
    read_into(workflow.when, map, "when", read_expression, reading);
    read_into(workflow.key, map, "key", read_expression, reading);
    if (const Document* zone = map.find("time_zone")) {
        workflow.time_zone = read_time_zone(*zone, "time_zone", reading);
    }
    if (const Document* reenroll = map.find("reenroll")) {
        read_reenroll(*reenroll, workflow, reading);
    }
    if (const Document* value = map.find("while_active")) {
        const auto word = read_word(*value, "while_active", {"ignore", "restart"}, reading);
        workflow.while_active = word.value_or(0) == 0 ? WhileActive::ignore : WhileActive::restart;
    }
    read_into(workflow.enroll_existing, map, "enroll_existing", read_bool, reading);
    if (const Document* expires = map.find("expires")) {
        workflow.expires = read_duration(*expires, "expires", reading);
    }
}

void read_ways_out(const KeyedMap& map, Workflow& workflow, const Reading& reading) {
    if (const Document* exits = map.find("exit")) {
        for_one_or_each(*exits, [&](const Document& rule) { read_leave_rule(rule, "exit", workflow.exits, reading); });
    }
    if (const Document* goals = map.find("goal")) {
        for_one_or_each(*goals, [&](const Document& rule) { read_leave_rule(rule, "goal", workflow.goals, reading); });
    }
}

} // namespace

Workflow read_workflow(const Document& document, const FieldTypes& fields, const Limits& limits, const Reading& reading,
                       Diagnostics& remarks) {
    Workflow workflow;
    const std::string name = document.find("workflow")->text;
    const Reading here = reading.of(fmt::format("workflow {}", quoted(name)));
    const KeyedMap map(document, workflow_keys, "a workflow", here);
    workflow.place = map.member("workflow")->place;
    if (const auto id = read_id(*map.find("workflow"), "workflow", here)) {
        workflow.id = *id;
    }
    read_head(map, workflow, here);
    if (const Document* triggers = map.find("trigger")) {
        for_one_or_each(*triggers, [&](const Document& trigger) { read_trigger(trigger, workflow, here); });
    }
    read_ways_out(map, workflow, here);

    const Document* steps = map.find("steps");
    if (steps == nullptr) {
        here.wrong_type(workflow.place, "\"steps\" is missing");
        return workflow;
    }
    append_steps(workflow, read_steps(*steps, "steps", 1, {&fields, limits.nesting}, here), remarks);
    const auto triggers =
        static_cast<std::size_t>(std::count_if(workflow.nodes.begin(), workflow.nodes.end(), [](const Node& node) {
            return std::holds_alternative<TriggerNode>(node.what);
        }));
    if (workflow.nodes.size() - triggers > limits.steps) {
        here.error("limit", steps->place,
                   fmt::format("{} steps are more than settings.limits.steps ({})", workflow.nodes.size() - triggers,
                               limits.steps));
    }
    return workflow;
}

} // namespace nurture::inline v0::reading
