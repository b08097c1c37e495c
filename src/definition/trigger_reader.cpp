// SPDX-License-Identifier: BSL-1.0
/// \file
/// One trigger of a workflow.

#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "definition/readers.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key trigger_keys[] = {
    {"event"},  {"where"}, {"count"},  {"within"}, {"becomes"},  {"reset_when"}, {"inactive"},
    {"events"}, {"date"},  {"offset"}, {"at"},     {"schedule"}, {"from"},       {"once_per", Known::later}};

constexpr std::string_view forms[] = {"event", "becomes", "inactive", "date", "schedule"};

/// What stands beside which form, or which other one.
struct Companion {
    std::string_view key;
    std::string_view form;
    std::string_view or_form{};
};
constexpr Companion companions[] = {{"where", "event"},         {"count", "event"},     {"within", "event"},
                                    {"reset_when", "becomes"},  {"events", "inactive"}, {"offset", "date"},
                                    {"at", "date", "schedule"}, {"from", "schedule"}};

void check_companions(const KeyedMap& map, const Reading& reading) {
    for (const Companion& one : companions) {
        if (map.has(one.key) && !map.has(one.form) && (one.or_form.empty() || !map.has(one.or_form))) {
            reading.error("unknown_key", map.member(one.key)->place,
                          one.or_form.empty()
                              ? fmt::format("\"{}\" stands beside \"{}\"", one.key, one.form)
                              : fmt::format("\"{}\" stands beside \"{}\" or \"{}\"", one.key, one.form, one.or_form));
        }
    }
}

/// `count` and `within`, which go together.
void read_count(const KeyedMap& map, TriggerOnEvent& trigger, const Reading& reading) {
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

TriggerOnDate read_date_trigger(const KeyedMap& map, const Reading& reading) {
    TriggerOnDate trigger{read_date_field(map, reading), read_date_moment(map, reading)};
    if (trigger.field.owner == DateField::Owner::trigger) {
        reading.wrong_type(map.find("date")->place,
                           "\"date\" of a trigger is a field of \"lead\" or \"account\": there is no event yet");
        trigger.field.owner = DateField::Owner::lead;
    }
    return trigger;
}

/// Nothing after a remark.
std::optional<TriggerOnSchedule> read_schedule(const KeyedMap& map, const Reading& reading) {
    const Document& written = *map.find("schedule");
    const Document* at = map.find("at");
    if (at == nullptr) {
        reading.wrong_type(written.place, "\"schedule\" needs a time of day; write for example {schedule: "
                                          "\"FREQ=WEEKLY;BYDAY=MO\", at: \"09:00\"}");
        return {};
    }
    const auto rule = read_text(written, "schedule", reading);
    const auto time = read_time_of_day(*at, "at", reading);
    std::optional<CivilDate> from;
    if (const Document* first = map.find("from")) {
        const auto text = read_text(*first, "from", reading);
        const Result<CivilDate> date = parse_date(text.value_or(""));
        if (text && !date) {
            reading.wrong_type(first->place, fmt::format("\"from\": {}", date.error().message));
        }
        if (!date) {
            return {};
        }
        from = *date;
    }
    if (!rule || !time) {
        return {};
    }
    Result<Schedule> schedule = Schedule::parse(*rule, *time, from);
    if (!schedule) {
        reading.wrong_type(written.place, fmt::format("\"schedule\": {}", schedule.error().message));
        return {};
    }
    return TriggerOnSchedule{*std::move(schedule)};
}

/// What the one form that is there says; nothing after a remark that leaves nothing to go on with.
std::optional<TriggerNode> read_form(const KeyedMap& map, const Reading& reading) {
    if (map.has("event")) {
        TriggerOnEvent trigger{.match = read_event_match(map, reading)};
        read_count(map, trigger, reading);
        return TriggerNode{std::move(trigger)};
    }
    if (map.has("becomes")) {
        TriggerOnBecoming trigger;
        read_into(trigger.condition, map, "becomes", read_expression, reading);
        read_into(trigger.reset_when, map, "reset_when", read_expression, reading);
        return TriggerNode{std::move(trigger)};
    }
    if (map.has("inactive")) {
        return TriggerNode{TriggerOnBecoming{read_inactive(map, reading), {}}};
    }
    if (map.has("date")) {
        return TriggerNode{read_date_trigger(map, reading)};
    }
    std::optional<TriggerOnSchedule> schedule = read_schedule(map, reading);
    return schedule ? std::optional(TriggerNode{*std::move(schedule)}) : std::nullopt;
}

} // namespace

void read_trigger(const Document& document, Workflow& workflow, const Reading& reading) {
    const KeyedMap map(document, trigger_keys, "a trigger", reading);
    if (!map) {
        return;
    }
    int given = 0;
    for (const std::string_view form : forms) {
        given += map.has(form) ? 1 : 0;
    }
    if (given != 1) {
        reading.wrong_type(document.place, "a trigger needs one of \"event\", \"becomes\", \"inactive\", \"date\" and "
                                           "\"schedule\"; write for example {event: form_submitted}");
        return;
    }
    check_companions(map, reading);
    if (std::optional<TriggerNode> trigger = read_form(map, reading)) {
        Node node;
        node.what = *std::move(trigger);
        node.place = document.place;
        workflow.nodes.push_back(std::move(node));
    }
}

} // namespace nurture::inline v0::reading
