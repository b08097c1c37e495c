// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

using Way = WorkflowGraph::Way;

constexpr std::uint64_t most_ways = 1'000'000;

/// The most that can happen from one place to the end; none: no bound.
struct Most {
    std::optional<std::int64_t> time = 0;
    std::optional<std::int64_t> messages = 0;
    std::uint64_t ways = 0; ///< Up to most_ways.
    bool loops = false;     ///< A way may go round in a loop: they cannot be counted.
};

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    return a && b ? std::optional(*a + *b) : std::nullopt;
}

std::optional<std::int64_t> larger(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

std::optional<std::int64_t> time_of(const Way& way) {
    return way.longest ? std::optional<std::int64_t>(way.longest->count()) : std::nullopt;
}

/// Goes through the strong components from the end backwards.
Most most_from_start(const WorkflowGraph& graph) {
    const std::vector<std::size_t> component = graph.components([](const Way&) { return true; });
    std::vector<std::vector<const Way*>> leaving(graph.size()); // By component.
    for (const Way& way : graph.ways()) {
        leaving[component[way.from]].push_back(&way);
    }
    std::vector<Most> most(graph.size());
    most[component[graph.end()]].ways = 1;
    for (std::size_t here = 0; here < graph.size(); ++here) {
        Most& mine = most[here];
        Most round;
        for (const Way* way : leaving[here]) {
            const Most& there = most[component[way->to]];
            if (component[way->to] == here) {
                mine.loops = true;
                round.time = sum(round.time, time_of(*way));
                round.messages = sum(round.messages, way->sends ? 1 : 0);
                continue;
            }
            mine.time = larger(mine.time, sum(time_of(*way), there.time));
            mine.messages = larger(mine.messages, sum(way->sends ? 1 : 0, there.messages));
            mine.ways = std::min(most_ways, mine.ways + there.ways);
            mine.loops = mine.loops || there.loops;
        }
        if (round.time != 0) {
            mine.time.reset();
        }
        if (round.messages != 0) {
            mine.messages.reset();
        }
    }
    return most[component[graph.start()]];
}

std::string duration(std::int64_t milliseconds) {
    constexpr std::int64_t day = Milliseconds(std::chrono::hours(24)).count();
    CalendarDuration length;
    length.days = static_cast<std::int32_t>(milliseconds / day);
    length.exact = Milliseconds(milliseconds % day);
    return to_string(length);
}

std::string from_to(const std::string& least, const std::optional<std::string>& most) {
    if (!most) {
        return least + " or more";
    }
    return least == *most ? least : least + " to " + *most;
}

std::string ways_text(const Most& most) {
    if (most.loops) {
        return "has ways that go round in a loop";
    }
    if (most.ways >= most_ways) {
        return "has a million ways through or more";
    }
    return most.ways == 1 ? "has one way through" : "has " + std::to_string(most.ways) + " ways through";
}

/// Cut off where the enrollment expires.
std::optional<std::int64_t> within(const std::optional<CalendarDuration>& expires, std::optional<std::int64_t> time) {
    if (!expires) {
        return time;
    }
    const std::int64_t end = (Milliseconds(std::chrono::hours(24)) * expires->days + expires->exact).count();
    return time ? std::min(*time, end) : end;
}

} // namespace

void check_bounds(const WorkflowView& view, Remarks& remarks) {
    const WorkflowGraph& graph = view.graph;
    const Workflow& workflow = view.definition();
    const auto shortest = graph.least([](const Way& way) { return way.shortest.count(); })[graph.end()];
    const auto fewest = graph.least([](const Way& way) { return std::int64_t{way.sends ? 1 : 0}; })[graph.end()];
    const Most most = most_from_start(graph);
    const std::optional<std::int64_t> longest = within(workflow.expires, most.time);
    const std::optional<std::int64_t> quickest = shortest ? within(workflow.expires, shortest) : longest;

    std::string text = sentence_about(workflow);
    if (quickest) {
        text += " takes " + from_to(duration(*quickest), longest ? std::optional(duration(*longest)) : std::nullopt);
    } else {
        text += " does not end by itself";
    }
    const std::string least = std::to_string(fewest.value_or(0));
    const std::string messages =
        from_to(least, most.messages ? std::optional(std::to_string(*most.messages)) : std::nullopt);
    text += ", sends " + messages + (messages == "1" ? " message" : " messages") + " and " + ways_text(most);
    remarks.note("bounds", std::move(text), workflow.place);
}

} // namespace nurture::inline v0
