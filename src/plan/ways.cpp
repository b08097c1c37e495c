// SPDX-License-Identifier: BSL-1.0

#include "plan/ways.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace nurture::inline v0 {

namespace {

/// Connects one workflow.
class Connector {
public:
    Connector(CompiledWorkflow& workflow, Remarks& remarks)
        : workflow_(workflow), definition_(workflow.definition), remarks_(remarks) {}

    bool run() {
        workflow_.nodes.assign(definition_.nodes.size(), CompiledNode());
        for (std::size_t i = 0; i < definition_.nodes.size(); ++i) {
            if (const auto* branch = std::get_if<BranchNode>(&definition_.nodes[i].what)) {
                workflow_.nodes[i].arms.assign(branch->arms.size(), none);
            } else if (const auto* split = std::get_if<SplitNode>(&definition_.nodes[i].what)) {
                workflow_.nodes[i].arms.assign(split->arms.size(), none);
            }
        }
        begin();
        for (const Edge& edge : definition_.edges) {
            connect(edge);
        }
        for (std::size_t i = 0; i < definition_.nodes.size(); ++i) {
            check_needed_ways(i);
        }
        return sound_;
    }

private:
    [[nodiscard]] bool is_trigger(NodeIndex node) const {
        return std::holds_alternative<TriggerNode>(definition_.nodes[node].what);
    }

    [[nodiscard]] std::string who(NodeIndex node) const {
        return "workflow " + called(definition_.id.str()) + ": " +
               (is_trigger(node) ? "the trigger" : "step " + called(definition_.nodes[node].id.str()));
    }

    void refuse(std::string message, const Place& place, std::string hint = {}) {
        sound_ = false;
        remarks_.error("type", std::move(message), place, {std::move(hint), {}});
    }

    void begin() {
        bool has_step = false;
        for (NodeIndex i = 0; i < definition_.nodes.size(); ++i) {
            has_step = has_step || !is_trigger(i);
        }
        if (definition_.first && *definition_.first < definition_.nodes.size() && !is_trigger(*definition_.first)) {
            workflow_.first = static_cast<Index>(*definition_.first);
        } else if (has_step || definition_.first) {
            refuse("workflow " + called(definition_.id.str()) + " does not say which step is the first",
                   definition_.place, "set Workflow::first to the index of a step");
        }
    }

    void connect(const Edge& edge) {
        if (edge.from >= definition_.nodes.size() || edge.to >= definition_.nodes.size() || is_trigger(edge.to)) {
            refuse("workflow " + called(definition_.id.str()) + ": an edge does not lead from a node to a step",
                   definition_.place);
            return;
        }
        Index* const way = way_of(edge);
        if (way == nullptr) {
            refuse(who(edge.from) + ": a " + std::string(verb_of(definition_.nodes[edge.from])) +
                       " has no way of this kind",
                   definition_.nodes[edge.from].place);
        } else if (*way != none) {
            refuse(who(edge.from) + " has two ways of the same kind", definition_.nodes[edge.from].place);
        } else {
            *way = static_cast<Index>(edge.to);
        }
    }

    /// Where the edge is kept, or null if its node cannot have such a way.
    [[nodiscard]] Index* way_of(const Edge& edge) {
        const Node& node = definition_.nodes[edge.from];
        CompiledNode& compiled = workflow_.nodes[edge.from];
        const bool is_wait = std::holds_alternative<WaitNode>(node.what);
        const bool is_branch = std::holds_alternative<BranchNode>(node.what);
        const bool is_split = std::holds_alternative<SplitNode>(node.what);
        const bool is_exit = std::holds_alternative<ExitNode>(node.what);
        switch (edge.kind) {
        case Edge::Kind::next: return is_wait || is_branch || is_split || is_exit ? nullptr : &compiled.next;
        case Edge::Kind::met: return is_wait ? &compiled.next : nullptr;
        case Edge::Kind::timed_out:
            return is_wait && std::get<WaitNode>(node.what).timeout ? &compiled.otherwise : nullptr;
        case Edge::Kind::arm: return edge.arm < compiled.arms.size() ? &compiled.arms[edge.arm] : nullptr;
        case Edge::Kind::otherwise: return is_branch ? &compiled.otherwise : nullptr;
        case Edge::Kind::failed: {
            const auto* send = std::get_if<SendNode>(&node.what);
            return send != nullptr && send->on_failure == SendNode::OnFailure::step ? &compiled.failed : nullptr;
        }
        case Edge::Kind::skipped: return node.condition.empty() || is_trigger(edge.from) ? nullptr : &compiled.skipped;
        }
        return nullptr;
    }

    /// Who read the workflow from a text has remarked on this, where the name of the step stands.
    void missing(const Node& node, std::string message) {
        sound_ = false;
        if (node.place.source == nullptr) {
            remarks_.error("unknown_reference", std::move(message), node.place);
        }
    }

    void check_needed_ways(NodeIndex i) {
        const Node& node = definition_.nodes[i];
        const CompiledNode& compiled = workflow_.nodes[i];
        if (std::holds_alternative<GotoNode>(node.what) && compiled.next == none) {
            missing(node, who(i) + ": this goto leads to no step");
        }
        const auto* send = std::get_if<SendNode>(&node.what);
        if (send != nullptr && send->on_failure == SendNode::OnFailure::step && compiled.failed == none) {
            missing(node, who(i) + ": on_failure leads to no step");
        }
        if (is_trigger(i) && compiled.next != workflow_.first) {
            refuse(who(i) + " does not lead to the first step", node.place);
        }
    }

    CompiledWorkflow& workflow_;
    const Workflow& definition_;
    Remarks& remarks_;
    bool sound_ = true;
};

} // namespace

bool connect(CompiledWorkflow& workflow, Remarks& remarks) {
    return Connector(workflow, remarks).run();
}

} // namespace nurture::inline v0
