// SPDX-License-Identifier: BSL-1.0

#include <cstddef>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

void check_endless_loop(const WorkflowView& view, Remarks& remarks) {
    const Workflow& workflow = view.definition();
    if (!workflow.exits.empty() || !workflow.goals.empty() || workflow.expires) {
        return;
    }
    const WorkflowGraph& graph = view.graph;
    const std::vector<bool> reachable = graph.reachable(graph.start());
    const std::vector<std::size_t> component = graph.components([](const WorkflowGraph::Way&) { return true; });
    std::vector<bool> leaves(graph.size());
    for (const WorkflowGraph::Way& way : graph.ways()) {
        if (component[way.from] != component[way.to]) {
            leaves[component[way.from]] = true;
        }
    }
    for (const WorkflowGraph::Way& way : graph.ways()) {
        const std::size_t cycle = component[way.from];
        if (!reachable[way.from] || cycle != component[way.to] || leaves[cycle]) {
            continue;
        }
        leaves[cycle] = true; // Reported once.
        const std::vector<std::string> steps = graph.names(graph.path(way.from, way.from));
        const Node& first = view.nodes()[WorkflowGraph::node_of(way.from)];
        remarks.warning("endless_loop", sentence_about(workflow, first) + " stands in a loop that no lead ever leaves",
                        first.place,
                        {"give the workflow an `exit`, a `goal` or `expires`, or a way out of the loop", steps});
    }
}

} // namespace nurture::inline v0
