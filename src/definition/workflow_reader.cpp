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

constexpr Key trigger_keys[] = {{"event"},
                                {"where"},
                                {"count"},
                                {"within"},
                                {"becomes"},
                                {"reset_when"},
                                {"inactive"},
                                {"events"},
                                {"date", Known::later},
                                {"offset", Known::companion},
                                {"at", Known::companion},
                                {"schedule", Known::later},
                                {"from", Known::companion},
                                {"once_per", Known::later}};

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

bool is_later_trigger(const KeyedMap& map) {
    return map.has("date") || map.has("schedule");
}

/// Remarks on what stands beside the wrong form of a trigger.
void check_companions(const KeyedMap& map, const Reading& reading) {
    constexpr std::pair<std::string_view, std::string_view> companions[] = {
        {"where", "event"}, {"count", "event"}, {"within", "event"}, {"reset_when", "becomes"}, {"events", "inactive"}};
    for (const auto& [key, form] : companions) {
        if (map.has(key) && !map.has(form)) {
            reading.error("unknown_key", map.member(key)->place, fmt::format("\"{}\" stands beside \"{}\"", key, form));
        }
    }
}

/// `count` and `within`, which go together.
void read_count(const KeyedMap& map, TriggerNode& trigger, const Reading& reading) {
    if (map.has("count") != map.has("within")) {
        const std::string_view given = map.has("count") ? "count" : "within";
        reading.wrong_type(map.member(given)->place,
                           fmt::format("\"{}\" needs \"{}\" beside it; write for example {{event: page_visited, count: "
                                       "3, within: 7d}}",
                                       given, map.has("count") ? "within" : "count"));
        return;
    }
    if (const Document* written = map.find("count")) {
        const auto count = read_integer(*written, "count", reading);
        if (count && (*count < 1 || *count > std::numeric_limits<std::uint32_t>::max())) {
            reading.wrong_type(written->place, "\"count\" must be a whole number from 1");
        } else if (count) {
            trigger.count = static_cast<std::uint32_t>(*count);
        }
    }
    if (const Document* written = map.find("within")) {
        const auto within = read_elapsed(*written, "within", reading);
        if (within && within->count() == 0) {
            reading.wrong_type(written->place, "\"within\" must be longer than nothing; write for example 7d");
        }
        trigger.within = within.value_or(Milliseconds(0));
    }
}

/// The condition that `inactive` and `events` are short for; empty after a remark.
SourceString read_inactive(const KeyedMap& map, const Reading& reading) {
    const Document& written = *map.find("inactive");
    std::vector<std::string> events;
    if (const Document* list = map.find("events")) {
        events = read_texts(*list, "events", reading);
        if (events.empty()) { // Without types it would be about whatever the lead does.
            return {};
        }
    }
    if (!read_elapsed(written, "inactive", reading)) {
        return {};
    }
    return {inactive_condition(written.text, events), written.place};
}

void read_trigger(const Document& document, Workflow& workflow, const Reading& reading) {
    const KeyedMap map(document, trigger_keys, "a trigger", reading);
    if (!map || is_later_trigger(map)) {
        return;
    }
    const int forms = (map.has("event") ? 1 : 0) + (map.has("becomes") ? 1 : 0) + (map.has("inactive") ? 1 : 0);
    if (forms != 1) {
        reading.wrong_type(document.place, "a trigger needs one of \"event\", \"becomes\" and \"inactive\"; write for "
                                           "example {event: form_submitted}");
        return;
    }
    check_companions(map, reading);
    TriggerNode trigger;
    if (map.has("event")) {
        trigger.match = read_event_match(map, reading);
        read_count(map, trigger, reading);
    } else if (map.has("becomes")) {
        read_into(trigger.becomes, map, "becomes", read_expression, reading);
        read_into(trigger.reset_when, map, "reset_when", read_expression, reading);
    } else {
        trigger.becomes = read_inactive(map, reading);
    }
    Node node;
    node.what = std::move(trigger);
    node.place = document.place;
    workflow.nodes.push_back(std::move(node));
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
