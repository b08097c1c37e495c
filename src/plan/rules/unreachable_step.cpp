// SPDX-License-Identifier: BSL-1.0

#include <cstddef>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

/// The steps to which no way leads: of those that lead to each other only the first is named.
class UnreachableSteps {
public:
    explicit UnreachableSteps(const WorkflowView& view)
        : view_(view), known_(view.graph.reachable(view.graph.start())) {}

    void report(Remarks& remarks) {
        for (Index node = 0; node < view_.nodes().size(); ++node) {
            const Node& written = view_.nodes()[node];
            if (std::holds_alternative<TriggerNode>(written.what) || known_[WorkflowGraph::reached(node)]) {
                continue;
            }
            remarks.error("unreachable_step", sentence_about(view_.definition(), written) + " can never be reached",
                          written.place,
                          {"every way before it ends or goes elsewhere; remove it, or lead a `goto` to it", {}});
            mark_from(WorkflowGraph::reached(node));
        }
    }

private:
    void mark_from(WorkflowGraph::Vertex vertex) {
        std::vector<WorkflowGraph::Vertex> open{vertex};
        known_[vertex] = true;
        while (!open.empty()) {
            const WorkflowGraph::Vertex from = open.back();
            open.pop_back();
            for (const std::size_t way : view_.graph.leaving(from)) {
                const WorkflowGraph::Vertex to = view_.graph.ways()[way].to;
                if (!known_[to]) {
                    known_[to] = true;
                    open.push_back(to);
                }
            }
        }
    }

    const WorkflowView& view_;
    std::vector<bool> known_;
};

} // namespace

void check_unreachable_step(const WorkflowView& view, Remarks& remarks) {
    UnreachableSteps(view).report(remarks);
}

} // namespace nurture::inline v0
