// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where the steps of a workflow know an `event`: behind the wait that it ended.

#pragma once

#include <string>
#include <vector>

#include "plan/compiled.hpp"
#include "plan/graph.hpp"

namespace nurture::inline v0 {

/// What `event` is at a step.
struct EventScope {
    bool has_event = false;
    std::vector<std::string> types{}; ///< In byte order.
};

/// One for each node. A step knows the event of the last wait for one that was met on every way to it: all steps of
/// its `then` and what only they lead to. A step that cannot be reached may use any.
[[nodiscard]] std::vector<EventScope> event_scopes(const CompiledWorkflow& workflow, const WorkflowGraph& graph);

} // namespace nurture::inline v0
