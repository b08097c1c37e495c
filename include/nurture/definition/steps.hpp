// SPDX-License-Identifier: BSL-1.0
/// \file
/// Steps as they are written, one below the other with lists inside, and how they become a graph.

#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/definition/workflow.hpp>

namespace nurture::inline v0 {

struct Step;

/// A way out of a `wait`, `branch` or `split` with the steps on it. Where they end, the next step after the verb
/// follows.
struct Way {
    Edge::Kind kind = Edge::Kind::met; ///< `met`, `timed_out`, `arm` or `otherwise`.
    std::size_t arm = 0;               ///< Of an arm its number.
    std::string place{};               ///< In derived ids: "then", "else", "branch[0].then", "cases.yes", "arms.a".
    std::vector<Step> steps;           ///< No "{}": clang 14 would need Step to be complete here.
};

/// A verb with what stands beside it.
struct Step {
    Node::What what{};
    StepId id{};              ///< Empty: derived.
    SourceString condition{}; ///< `if`.
    std::vector<Way> ways{};  ///< Of a wait, branch or split. A way that is missing goes on at the next step.
    SourceString target{};    ///< Of `goto`, and of a send with OnFailure::step: the id of the step it leads to.
    Place place{};
    Place id_place{}; ///< Of the id, if it is given.
};

/// Whether a text is an id of the catalog format: [a-z0-9][a-z0-9_-]*.
[[nodiscard]] inline bool is_catalog_id(std::string_view text) noexcept {
    const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && letter_or_digit(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter_or_digit(c) || c == '_' || c == '-'; });
}

/// Appends steps to a workflow as nodes and edges, and sets its first step. Its triggers lead there.
///
/// A step without id is known by its content's id, if it is the only send of that content and no step has that id,
/// else by its place ("steps[2].then[0]"). Edges are in the order of `from`, kind, arm. Two steps of one id
/// (`duplicate_id`) and ways to steps that do not exist (`unknown_reference`) are remarks; such a way is left out.
inline void append_steps(Workflow& workflow, const std::vector<Step>& steps, Diagnostics& remarks);

namespace detail {

/// Does the work of append_steps.
class StepAppender {
public:
    StepAppender(Workflow& workflow, Diagnostics& remarks) : workflow_(workflow), remarks_(remarks) {}

    void append(const std::vector<Step>& steps) {
        take_ids(steps);
        const NodeIndex first = workflow_.nodes.size();
        std::vector<Edge> from_triggers;
        for (NodeIndex trigger = 0; trigger < first; ++trigger) {
            from_triggers.push_back({trigger, 0, Edge::Kind::next, 0});
        }
        append_list(steps, "steps", std::move(from_triggers));
        if (workflow_.nodes.size() > first) {
            workflow_.first = first;
        }
        resolve_jumps();
        std::stable_sort(workflow_.edges.begin(), workflow_.edges.end(), [](const Edge& a, const Edge& b) {
            return std::tie(a.from, a.kind, a.arm) < std::tie(b.from, b.kind, b.arm);
        });
    }

private:
    /// A way to a step that is known by its id only.
    struct Jump {
        Edge edge{};
        SourceString target{};
    };

    void take_ids(const std::vector<Step>& steps) {
        for (const Step& step : steps) {
            if (!step.id.empty() && !given_.insert(step.id.str()).second) {
                remark("duplicate_id", step.id_place,
                       "two steps have the id \"" + step.id.str() + "\"; give one of them another");
            }
            if (const auto* send = std::get_if<SendNode>(&step.what)) {
                ++sends_[send->content.str()];
            }
            for (const Way& way : step.ways) {
                take_ids(way.steps);
            }
        }
    }

    [[nodiscard]] StepId id_of(const Step& step, const std::string& place) const {
        if (!step.id.empty()) {
            return step.id;
        }
        const auto* send = std::get_if<SendNode>(&step.what);
        if (send != nullptr && !send->content.empty() && sends_.at(send->content.str()) == 1 &&
            given_.count(send->content.str()) == 0) {
            return send->content.str();
        }
        return place;
    }

    /// Appends a list that these edges lead to; gives the edges that lead out of it.
    std::vector<Edge> append_list(const std::vector<Step>& steps, const std::string& place, std::vector<Edge> loose) {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            loose = append_step(steps[i], place + "[" + std::to_string(i) + "]", std::move(loose));
        }
        return loose;
    }

    std::vector<Edge> append_step(const Step& step, const std::string& place, std::vector<Edge> loose) {
        const NodeIndex index = workflow_.nodes.size();
        workflow_.nodes.push_back({id_of(step, place), !step.id.empty(), step.condition, step.what, step.place});
        for (Edge& edge : loose) {
            edge.to = index;
            workflow_.edges.push_back(edge);
        }
        loose = ways_out(step, index);
        for (const Way& way : step.ways) {
            const Edge edge{index, 0, way.kind, way.arm};
            const auto same = [&](const Edge& other) { return other.kind == edge.kind && other.arm == edge.arm; };
            const auto at = std::find_if(loose.begin(), loose.end(), same);
            std::vector<Edge> into;
            if (at != loose.end()) {
                into.push_back(*at);
                loose.erase(at);
            }
            const std::vector<Edge> out = append_list(way.steps, place + "." + way.place, std::move(into));
            loose.insert(loose.end(), out.begin(), out.end());
        }
        return loose;
    }

    /// The ways that leave a node of themselves, before it is known where to.
    std::vector<Edge> ways_out(const Step& step, NodeIndex index) {
        std::vector<Edge> loose;
        const auto way = [&](Edge::Kind kind, std::size_t arm = 0) { loose.push_back({index, 0, kind, arm}); };
        if (const auto* wait = std::get_if<WaitNode>(&step.what)) {
            way(Edge::Kind::met);
            if (wait->timeout) {
                way(Edge::Kind::timed_out);
            }
        } else if (const auto* branch = std::get_if<BranchNode>(&step.what)) {
            for (std::size_t arm = 0; arm < branch->arms.size(); ++arm) {
                way(Edge::Kind::arm, arm);
            }
            way(Edge::Kind::otherwise);
        } else if (const auto* split = std::get_if<SplitNode>(&step.what)) {
            for (std::size_t arm = 0; arm < split->arms.size(); ++arm) {
                way(Edge::Kind::arm, arm);
            }
        } else if (std::holds_alternative<GotoNode>(step.what)) {
            jumps_.push_back({{index, 0, Edge::Kind::next, 0}, step.target});
        } else if (!std::holds_alternative<ExitNode>(step.what)) {
            way(Edge::Kind::next);
        }
        const auto* send = std::get_if<SendNode>(&step.what);
        if (send != nullptr && send->on_failure == SendNode::OnFailure::step) {
            jumps_.push_back({{index, 0, Edge::Kind::failed, 0}, step.target});
        }
        if (!step.condition.empty()) {
            way(Edge::Kind::skipped);
        }
        return loose;
    }

    void resolve_jumps() {
        std::map<std::string_view, NodeIndex> places;
        std::vector<std::string> known;
        for (NodeIndex i = 0; i < workflow_.nodes.size(); ++i) {
            const std::string& id = workflow_.nodes[i].id.str();
            if (!id.empty() && places.emplace(id, i).second && id.find('[') == std::string::npos) {
                known.push_back(id);
            }
        }
        for (const Jump& jump : jumps_) {
            const auto found = places.find(jump.target.text);
            if (found != places.end()) {
                workflow_.edges.push_back({jump.edge.from, found->second, jump.edge.kind, 0});
                continue;
            }
            const char* what = jump.edge.kind == Edge::Kind::failed ? "\"on_failure\"" : "\"goto\"";
            const auto meant = did_you_mean(jump.target.text, known);
            remark("unknown_reference", jump.target.place,
                   std::string(what) + " leads to the step \"" + jump.target.text + "\", which does not exist" +
                       (meant ? "; did you mean \"" + *meant + "\"?" : ""));
        }
    }

    void remark(const char* rule, const Place& place, const std::string& message) {
        remarks_.push_back(
            {Severity::error, rule, "workflow \"" + workflow_.id.str() + "\": " + message, {}, place, {}});
    }

    Workflow& workflow_;
    Diagnostics& remarks_;
    std::set<std::string, std::less<>> given_{};
    std::map<std::string, std::size_t, std::less<>> sends_{};
    std::vector<Jump> jumps_{};
};

} // namespace detail

inline void append_steps(Workflow& workflow, const std::vector<Step>& steps, Diagnostics& remarks) {
    detail::StepAppender(workflow, remarks).append(steps);
}

} // namespace nurture::inline v0
