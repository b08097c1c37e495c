// SPDX-License-Identifier: BSL-1.0

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

using Vertex = WorkflowGraph::Vertex;

/// Which of some steps lie on the ways to each vertex: up to two of them, which is enough to find another one than
/// the vertex's own, and keeps the search linear however many steps send the same.
class StepsBefore {
public:
    StepsBefore(const WorkflowGraph& graph, const std::vector<Index>& steps)
        : graph_(graph), two_(graph.size(), Two{none, none}) {
        for (const Index step : steps) {
            spread(WorkflowGraph::done(step), step);
        }
        while (!open_.empty()) {
            const auto [vertex, step] = open_.front();
            open_.pop_front();
            spread(vertex, step);
        }
    }

    /// Another of the steps, behind which this one can come; none if there is none.
    [[nodiscard]] Index another_before(Index step) const {
        for (const Index other : two_[WorkflowGraph::done(step)]) {
            if (other != none && other != step) {
                return other;
            }
        }
        return none;
    }

private:
    void spread(Vertex from, Index step) {
        for (const std::size_t way : graph_.leaving(from)) {
            const Vertex to = graph_.ways()[way].to;
            auto& [first, second] = two_[to];
            if (first == step || second == step || second != none) {
                continue;
            }
            (first == none ? first : second) = step;
            open_.emplace_back(to, step);
        }
    }

    using Two = std::array<Index, 2>;

    const WorkflowGraph& graph_;
    std::vector<Two> two_;
    std::deque<std::pair<Vertex, Index>> open_;
};

} // namespace

/// A loop that comes back to the same step is meant; two steps that send the same are what this warns of.
void check_repeated_content(const WorkflowView& view, Remarks& remarks) {
    const std::vector<bool> reachable = view.graph.reachable(view.graph.start());
    std::map<ContentId, std::vector<Index>> by_content;
    for (Index node = 0; node < view.nodes().size(); ++node) {
        const auto* send = std::get_if<SendNode>(&view.nodes()[node].what);
        if (send != nullptr && reachable[WorkflowGraph::done(node)]) {
            by_content[send->content].push_back(node);
        }
    }
    for (const auto& [content, sends] : by_content) {
        if (sends.size() < 2) {
            continue;
        }
        const StepsBefore before(view.graph, sends);
        for (const Index again : sends) {
            const Index earlier = before.another_before(again);
            if (earlier == none) {
                continue;
            }
            const Node& node = view.nodes()[again];
            const std::vector<Vertex> way = view.graph.path(WorkflowGraph::done(earlier), WorkflowGraph::done(again));
            remarks.warning("repeated_content",
                            sentence_about(view.definition(), node) + " sends content " + called(content.str()) +
                                " again, which step " + called(view.nodes()[earlier].id.str()) +
                                " has sent on the same way",
                            node.place, {"", view.graph.names(way)});
            break;
        }
    }
}

} // namespace nurture::inline v0
