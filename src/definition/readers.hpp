// SPDX-License-Identifier: BSL-1.0
/// \file
/// The readers, one per kind of document.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/steps.hpp>

#include "definition/reading.hpp"

namespace nurture::inline v0::reading {

// Each takes the whole document, whose key of its kind has been seen.

void read_settings(const Document& document, Settings& settings, const Reading& reading);
void read_fields(const Document& document, FieldTypes& fields, const Reading& reading);
[[nodiscard]] Scoring read_scoring(const Document& document, const Reading& reading);
[[nodiscard]] Segment read_segment(const Document& document, const Reading& reading);
[[nodiscard]] Content read_content(const Document& document, const Reading& reading);
[[nodiscard]] Workflow read_workflow(const Document& document, const FieldTypes& fields, const Limits& limits,
                                     const Reading& reading, Diagnostics& remarks);

/// What reading the steps of a workflow needs to know.
struct StepScope {
    const FieldTypes* fields = nullptr;
    std::size_t nesting = 0; ///< At most so many lists within one another.
};

/// The value of a step `score`.
[[nodiscard]] ScoreNode read_score(const Document& value, const Reading& reading);

/// Reads a list of steps; `place` is its place in derived ids: "steps", "steps[2].then".
[[nodiscard]] std::vector<Step> read_steps(const Document& list, const std::string& place, std::size_t depth,
                                           const StepScope& scope, const Reading& reading);

/// `{event: T, where: C}`: the types and the condition.
[[nodiscard]] EventMatch read_event_match(const KeyedMap& map, const Reading& reading);

/// Adds a trigger to the workflow's nodes.
void read_trigger(const Document& document, Workflow& workflow, const Reading& reading);

/// `date` of a map that has it, and `offset` and `at` beside it.
[[nodiscard]] DateField read_date_field(const KeyedMap& map, const Reading& reading);
[[nodiscard]] DateMoment read_date_moment(const KeyedMap& map, const Reading& reading);

/// The value of `delay`. One that cannot be read still takes a day, else the checks would find loops that are none.
[[nodiscard]] DelayNode read_delay(const Document& value, const Reading& reading);

/// A list of weekdays; none after a remark.
[[nodiscard]] std::optional<Weekdays> read_weekdays(const Document& document, std::string_view name,
                                                    const Reading& reading);
[[nodiscard]] std::optional<TimeOfDay> read_time_of_day(const Document& document, std::string_view name,
                                                        const Reading& reading);

/// A `split` as written. Without arms: it could not be read.
struct WrittenSplit {
    SplitNode node{};
    std::vector<const Document*> steps{}; ///< Of each arm its list of steps; null where there is none.
};

/// The `split` of a step, with what stands beside it.
[[nodiscard]] WrittenSplit read_split(const Document& step, const Document& value, const Reading& reading);

/// `measure`.
[[nodiscard]] std::optional<Measure> read_measure(const Document& document, std::string_view name,
                                                  const Reading& reading);

/// The value of `wait`.
[[nodiscard]] std::vector<WaitFor> read_wait_value(const Document& value, const Reading& reading);

} // namespace nurture::inline v0::reading
