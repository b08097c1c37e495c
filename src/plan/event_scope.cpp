// SPDX-License-Identifier: BSL-1.0

#include "plan/event_scope.hpp"

#include <algorithm>
#include <variant>

namespace nurture::inline v0 {

namespace {

using Vertex = WorkflowGraph::Vertex;

constexpr Index unknown = none - 1;

/// The types of the events that can end the wait; empty if none can.
std::vector<std::string> types_of(const WaitNode& wait) {
    std::vector<std::string> types;
    for (const WaitFor& one : wait.any) {
        types.insert(types.end(), one.match.types.begin(), one.match.types.end());
    }
    std::sort(types.begin(), types.end());
    types.erase(std::unique(types.begin(), types.end()), types.end());
    return types;
}

/// Whether the vertex means that this event has come.
bool brings_an_event(const CompiledWorkflow& workflow, const WorkflowGraph& graph, Vertex vertex) {
    if (vertex == graph.end() || vertex != WorkflowGraph::done(WorkflowGraph::node_of(vertex))) {
        return false;
    }
    const auto* wait = std::get_if<WaitNode>(&workflow.definition.nodes[WorkflowGraph::node_of(vertex)].what);
    return wait != nullptr && !types_of(*wait).empty();
}

} // namespace

std::vector<EventScope> event_scopes(const CompiledWorkflow& workflow, const WorkflowGraph& graph) {
    const std::vector<Vertex>& dominators = graph.dominators();
    std::vector<Index> waits(graph.size(), unknown); // The wait whose event is known behind each vertex.
    waits[graph.start()] = none;
    const auto wait_before = [&](Vertex wanted) {
        std::vector<Vertex> chain;
        Vertex vertex = wanted;
        while (vertex != WorkflowGraph::nowhere && waits[vertex] == unknown) {
            chain.push_back(vertex);
            vertex = dominators[vertex];
        }
        Index wait = vertex == WorkflowGraph::nowhere ? none : waits[vertex];
        for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
            if (brings_an_event(workflow, graph, *at)) {
                wait = WorkflowGraph::node_of(*at);
            }
            waits[*at] = wait;
        }
        return waits[wanted];
    };

    std::vector<EventScope> scopes(workflow.nodes.size());
    for (Index node = 0; node < workflow.nodes.size(); ++node) {
        const Vertex vertex = WorkflowGraph::reached(node);
        if (vertex != graph.start() && dominators[vertex] == WorkflowGraph::nowhere) {
            scopes[node].has_event = true;
            continue;
        }
        if (const Index wait = wait_before(vertex); wait != none) {
            scopes[node] = {true, types_of(std::get<WaitNode>(workflow.definition.nodes[wait].what))};
        }
    }
    return scopes;
}

} // namespace nurture::inline v0
