// SPDX-License-Identifier: BSL-1.0
/// \file
/// A workflow as a graph, and what rules ask about it.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "plan/compiled.hpp"

namespace nurture::inline v0 {

/// The ways that a lead can take through a workflow whose edges are sound.
///
/// Each node is two vertices: `reached`, where a lead arrives, and `done`, where the node's own thing has happened:
/// the message was sent, the wait was met, the delay is over. Ways that pass it by (`if` does not hold, the send was
/// refused, the wait timed out) leave from `reached`. Every way out of the workflow ends in `end()`.
/// Exits and goals, which can take a lead from anywhere, are not in it.
class WorkflowGraph {
public:
    using Vertex = std::size_t;
    static constexpr Vertex nowhere = static_cast<Vertex>(-1);

    /// When a way takes no time at all.
    enum Swift : unsigned {
        never = 0,
        always = 1,
        if_holds = 2,  ///< If what `until` asks holds already.
        if_engaged = 4 ///< If the engagement waited for has happened already.
    };

    /// One way from a vertex to another.
    struct Way {
        Vertex from = nowhere;
        Vertex to = nowhere;
        unsigned instant = always;              ///< Swift values.
        Milliseconds shortest{0};               ///< Calendar days count as 24 hours.
        std::optional<Milliseconds> longest{0}; ///< None: no bound.
        bool sends = false;
    };

    explicit WorkflowGraph(const CompiledWorkflow& workflow);
    ~WorkflowGraph();
    WorkflowGraph(const WorkflowGraph&) = delete;
    WorkflowGraph& operator=(const WorkflowGraph&) = delete;

    [[nodiscard]] static Vertex reached(Index node) noexcept { return 2 * std::size_t{node}; }
    [[nodiscard]] static Vertex done(Index node) noexcept { return 2 * std::size_t{node} + 1; }
    [[nodiscard]] static Index node_of(Vertex vertex) noexcept { return static_cast<Index>(vertex / 2); }

    [[nodiscard]] std::size_t size() const noexcept { return leaving_.size(); } ///< Number of vertices.
    [[nodiscard]] Vertex start() const noexcept { return start_; }              ///< Without steps: end().
    [[nodiscard]] Vertex end() const noexcept { return leaving_.size() - 1; }

    [[nodiscard]] const std::vector<Way>& ways() const noexcept { return ways_; }
    /// The indices in ways() of those that leave a vertex.
    [[nodiscard]] const std::vector<std::size_t>& leaving(Vertex vertex) const noexcept { return leaving_[vertex]; }

    /// For each vertex whether a way leads there from `from`, not through vertices marked in `avoid` (empty: none).
    [[nodiscard]] std::vector<bool> reachable(Vertex from, const std::vector<bool>& avoid = {}) const;
    /// The vertices of a way with the fewest steps from `from` to `to`, both included, not through `avoid`. At least
    /// one step long, so that from a vertex to itself it is a cycle. Empty: there is none.
    [[nodiscard]] std::vector<Vertex> path(Vertex from, Vertex to, const std::vector<bool>& avoid = {}) const;
    /// The same along ways for which `along` holds.
    [[nodiscard]] std::vector<Vertex> path_along(Vertex from, Vertex to,
                                                 const std::function<bool(const Way&)>& along) const;

    /// The immediate dominator of each vertex: the last one that every way from the start passes before it. Nowhere
    /// for the start and for vertices that cannot be reached.
    [[nodiscard]] const std::vector<Vertex>& dominators() const noexcept { return dominators_; }

    /// The strong component of each vertex, over the ways for which `along` holds. A way between components leads to
    /// the smaller number.
    [[nodiscard]] std::vector<std::size_t> components(const std::function<bool(const Way&)>& along) const;

    /// The least sum of a weight over all ways from the start to each vertex; none where no way leads.
    [[nodiscard]] std::vector<std::optional<std::int64_t>>
    least(const std::function<std::int64_t(const Way&)>& weight) const;

    /// The ids of the steps of a path, each once in a row, without `goto` and the end.
    [[nodiscard]] std::vector<std::string> names(const std::vector<Vertex>& path) const;

private:
    struct Boosted;

    void add_node(Index node);
    void add(Vertex from, Index to, Way way);

    const CompiledWorkflow* workflow_;
    Vertex start_ = nowhere;
    std::vector<Way> ways_;
    std::vector<std::vector<std::size_t>> leaving_;
    std::unique_ptr<Boosted> boosted_;
    std::vector<Vertex> dominators_;
};

} // namespace nurture::inline v0
