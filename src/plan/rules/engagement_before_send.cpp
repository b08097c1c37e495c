// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

using Vertex = WorkflowGraph::Vertex;

/// Questions about messages at steps that a lead can reach without having been sent them.
class EarlyQuestions {
public:
    explicit EarlyQuestions(const WorkflowView& view)
        : view_(view), reachable_(view.graph.reachable(view.graph.start())) {
        number_dominator_tree();
        for (Index node = 0; node < view.nodes().size(); ++node) {
            if (std::holds_alternative<SendNode>(view.nodes()[node].what)) {
                sends_.emplace(view.nodes()[node].id.str(), node);
            }
        }
    }

    void report(Remarks& remarks) {
        for (Index node = 0; node < view_.nodes().size(); ++node) {
            if (!reachable_[WorkflowGraph::reached(node)] ||
                std::holds_alternative<TriggerNode>(view_.nodes()[node].what)) {
                continue;
            }
            const CompiledNode& compiled = view_.workflow.nodes[node];
            check(node, compiled.condition, remarks);
            check(node, compiled.subject, remarks);
            for (const Condition& condition : compiled.conditions) {
                check(node, condition, remarks);
            }
            for (const CompiledWaitFor& wait : compiled.waits) {
                check(node, wait.match.where, remarks);
                check(node, wait.until, remarks);
                std::vector<Index> asked;
                for (const StepId& step : wait.messages) {
                    add(step.str(), asked);
                }
                check(node, asked, remarks);
            }
        }
    }

private:
    /// Numbers the vertices so that one dominates another if its range of numbers holds the other's first.
    void number_dominator_tree() {
        const std::vector<Vertex>& dominators = view_.graph.dominators();
        std::vector<std::vector<Vertex>> children(view_.graph.size());
        for (Vertex vertex = 0; vertex < dominators.size(); ++vertex) {
            if (dominators[vertex] != WorkflowGraph::nowhere) {
                children[dominators[vertex]].push_back(vertex);
            }
        }
        first_.assign(view_.graph.size(), 0);
        last_.assign(view_.graph.size(), 0);
        std::size_t number = 0;
        std::vector<Vertex> open{view_.graph.start()};
        std::vector<Vertex> order;
        while (!open.empty()) {
            const Vertex vertex = open.back();
            open.pop_back();
            order.push_back(vertex);
            first_[vertex] = last_[vertex] = ++number;
            open.insert(open.end(), children[vertex].begin(), children[vertex].end());
        }
        for (auto vertex = order.rbegin(); vertex != order.rend(); ++vertex) {
            for (const Vertex child : children[*vertex]) {
                last_[*vertex] = std::max(last_[*vertex], last_[child]);
            }
        }
    }

    [[nodiscard]] bool dominates(Vertex above, Vertex below) const {
        return first_[above] != 0 && first_[above] <= first_[below] && first_[below] <= last_[above];
    }

    void add(const std::string& step, std::vector<Index>& asked) const {
        if (const auto send = sends_.find(step); send != sends_.end()) {
            asked.push_back(send->second);
        }
    }

    void check(Index node, const Condition& condition, Remarks& remarks) {
        if (condition.empty()) {
            return;
        }
        std::vector<Index> asked;
        for (const std::string& step : condition.references().engagement) {
            add(step, asked);
        }
        check(node, asked, remarks);
    }

    /// Of several messages one on every way is enough: `opened("a") || opened("b")` behind a branch that sends either.
    void check(Index node, const std::vector<Index>& asked, Remarks& remarks) {
        const Vertex here = WorkflowGraph::reached(node);
        std::vector<Index> early;
        for (const Index send : asked) {
            if (!dominates(WorkflowGraph::done(send), here)) {
                early.push_back(send);
            }
        }
        for (const Index send : early) {
            const bool never_before = !behind(send)[here];
            if (never_before || reachable_without(asked)[here]) {
                report(node, send, never_before, remarks);
            }
        }
    }

    /// Where leads can be that have been sent the message.
    const std::vector<bool>& behind(Index send) {
        const auto [at, is_new] = behind_.try_emplace(send);
        if (is_new) {
            at->second = view_.graph.reachable(WorkflowGraph::done(send));
        }
        return at->second;
    }

    /// Where leads can be that have been sent none of the messages.
    const std::vector<bool>& reachable_without(const std::vector<Index>& sends) {
        const auto [at, is_new] = without_.try_emplace(sends);
        if (is_new) {
            at->second = view_.graph.reachable(view_.graph.start(), marked(sends));
        }
        return at->second;
    }

    [[nodiscard]] std::vector<bool> marked(const std::vector<Index>& sends) const {
        std::vector<bool> vertices(view_.graph.size());
        for (const Index send : sends) {
            vertices[WorkflowGraph::done(send)] = true;
        }
        return vertices;
    }

    void report(Index node, Index send, bool never_before, Remarks& remarks) {
        const Node& asking = view_.nodes()[node];
        std::vector<std::string> witness;
        if (shown_.insert(send).second) { // One way for each message: to search for each question takes too long.
            const Vertex start = view_.graph.start();
            const Vertex here = WorkflowGraph::reached(node);
            witness = view_.graph.names(here == start ? std::vector<Vertex>{start}
                                                      : view_.graph.path(start, here, marked({send})));
        }
        const std::string message = called(view_.nodes()[send].id.str());
        remarks.warning(
            "engagement_before_send",
            sentence_about(view_.definition(), asking) + " asks about message " + message +
                (never_before ? ", which is never sent before it" : ", which is not sent on every way to it"),
            asking.place,
            {"ask `sent(" + message + ")` on its own, or ask where the message has been sent", std::move(witness)});
    }

    const WorkflowView& view_;
    std::vector<bool> reachable_;
    std::map<std::string, Index, std::less<>> sends_;
    std::vector<std::size_t> first_;
    std::vector<std::size_t> last_;
    std::map<Index, std::vector<bool>> behind_;
    std::map<std::vector<Index>, std::vector<bool>> without_;
    std::set<Index> shown_;
};

} // namespace

void check_engagement_before_send(const WorkflowView& view, Remarks& remarks) {
    EarlyQuestions(view).report(remarks);
}

} // namespace nurture::inline v0
