// SPDX-License-Identifier: BSL-1.0

#include <cstddef>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

using Vertex = WorkflowGraph::Vertex;
using Way = WorkflowGraph::Way;

/// Whether the step changes what conditions look at.
bool writes(const Node& node) {
    const auto is = [&node](auto what) { return std::holds_alternative<decltype(what)>(node.what); };
    return is(SetNode{}) || is(ComputeNode{}) || is(TagNode{}) || is(ScoreNode{}) || is(SubscribeNode{}) ||
           is(EnrollNode{}) || is(UnenrollNode{});
}

/// Cycles that take no time.
///
/// A wait until a condition, or for engagement, ends at once where it is met already, and so it does again each time
/// round, unless a step of the cycle changes the condition or sends a new message. So there are four questions: with
/// either kind of wait taken as instant, in cycles without such steps, or not.
class InstantLoops {
public:
    explicit InstantLoops(const WorkflowView& view)
        : view_(view), reachable_(view.graph.reachable(view.graph.start())), reported_(view.nodes().size()) {}

    void report(Remarks& remarks) {
        for (const unsigned waits : {0U, unsigned{WorkflowGraph::if_holds}, unsigned{WorkflowGraph::if_engaged},
                                     WorkflowGraph::if_holds | WorkflowGraph::if_engaged}) {
            report(waits, remarks);
        }
    }

private:
    [[nodiscard]] bool is_instant(const Way& way, unsigned waits) const {
        if (!reachable_[way.from] || (way.instant & (WorkflowGraph::always | waits)) == 0 ||
            way.to == view_.graph.end()) {
            return false;
        }
        const Node& node = view_.nodes()[WorkflowGraph::node_of(way.from)];
        const bool does_it = way.from == WorkflowGraph::done(WorkflowGraph::node_of(way.from));
        if (!does_it) {
            return true;
        }
        return !((waits & WorkflowGraph::if_holds) != 0 && writes(node)) &&
               !((waits & WorkflowGraph::if_engaged) != 0 && std::holds_alternative<SendNode>(node.what));
    }

    void report(unsigned waits, Remarks& remarks) {
        const auto along = [&](const Way& way) { return is_instant(way, waits); };
        const std::vector<std::size_t> component = view_.graph.components(along);
        std::vector<bool> seen(view_.graph.size());
        for (const Way& way : view_.graph.ways()) {
            const std::size_t cycle = component[way.from];
            if (cycle != component[way.to] || seen[cycle] || !along(way)) {
                continue;
            }
            seen[cycle] = true;
            report_cycle(view_.graph.path_along(way.from, way.from, along), remarks);
        }
    }

    void report_cycle(const std::vector<Vertex>& cycle, Remarks& remarks) {
        for (const Vertex vertex : cycle) {
            if (reported_[WorkflowGraph::node_of(vertex)]) {
                return;
            }
        }
        for (const Vertex vertex : cycle) {
            reported_[WorkflowGraph::node_of(vertex)] = true;
        }
        const std::vector<std::string> steps = view_.graph.names(cycle);
        const Node& first = view_.nodes()[WorkflowGraph::node_of(cycle.front())];
        const std::string step = steps.empty() ? first.id.str() : steps.front();
        remarks.error("loop_without_delay",
                      sentence_about(view_.definition()) + ": the loop through step " + called(step) +
                          " can go round without taking any time",
                      first.place, {"put a delay into it", steps});
    }

    const WorkflowView& view_;
    std::vector<bool> reachable_;
    std::vector<bool> reported_; ///< By node.
};

} // namespace

void check_loop_without_delay(const WorkflowView& view, Remarks& remarks) {
    InstantLoops(view).report(remarks);
}

} // namespace nurture::inline v0
