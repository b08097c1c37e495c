// SPDX-License-Identifier: BSL-1.0

#include "plan/graph.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>

// The only file that includes Boost.Graph: it costs seconds to compile.
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/function_property_map.hpp>

namespace nurture::inline v0 {

namespace {

/// Of an edge: which way it is.
struct WayIndex {
    std::size_t way = 0;
};

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, WayIndex>;
using GraphEdge = boost::graph_traits<Graph>::edge_descriptor;
using Vertex = WorkflowGraph::Vertex;

/// Lets through the edges that are marked.
struct Along {
    const Graph* graph = nullptr;
    const std::vector<bool>* marked = nullptr;
    bool operator()(const GraphEdge& edge) const { return (*marked)[(*graph)[edge].way]; }
};

using Filtered = boost::filtered_graph<Graph, Along>;

/// Notes who came first to each vertex.
class FirstComer : public boost::default_bfs_visitor {
public:
    explicit FirstComer(std::vector<Vertex>& parents) : parents_(&parents) {}

    template <class AnyGraph>
    void tree_edge(const typename boost::graph_traits<AnyGraph>::edge_descriptor& edge, const AnyGraph& graph) const {
        (*parents_)[target(edge, graph)] = source(edge, graph);
    }

private:
    std::vector<Vertex>* parents_;
};

// Sums over all ways of a workflow stay far from the end of the numbers.
constexpr Milliseconds longest_counted = std::chrono::hours(24) * 366 * 300;

Milliseconds nominal(const CalendarDuration& duration) {
    // A month has thirty days here, five business days have seven, eight business hours are one of them.
    const std::int64_t days = duration.days + std::int64_t{30} * duration.months +
                              std::int64_t{7} * duration.business_days / 5 +
                              std::int64_t{7} * duration.business_hours / 40;
    return std::min(longest_counted,
                    Milliseconds(std::chrono::hours(24)) * days + std::min(longest_counted, duration.exact));
}

/// How long a delay lasts. One until a moment may be over at once, if that has passed.
void add_delay(WorkflowGraph::Way& through, const DelayNode& delay) {
    through.instant = WorkflowGraph::never;
    if (const auto* length = std::get_if<DelayFor>(&delay.end)) {
        through.shortest = nominal(length->length);
        through.longest = through.shortest;
        const bool waits_for_a_time = length->day != DayTime{};
        if (waits_for_a_time) {
            through.longest = std::min(longest_counted, *through.longest + Milliseconds(std::chrono::hours(24 * 7)));
        }
        through.instant = length->length.is_zero() ? WorkflowGraph::always : WorkflowGraph::never;
    } else if (std::holds_alternative<DelayUntilTime>(delay.end)) {
        through.longest = std::chrono::hours(24 * 7);
    } else if (std::holds_alternative<DelayComputed>(delay.end)) {
        through.longest =
            std::nullopt; // Most are longer than nothing; where one is not, `limits.visits` ends the loop.
    } else {
        const bool is_fixed = std::holds_alternative<DelayUntilInstant>(delay.end);
        through.longest = std::nullopt;
        through.instant = is_fixed ? WorkflowGraph::always : WorkflowGraph::if_holds;
    }
}

/// How soon a wait can be met.
unsigned instant_of(const WaitNode& wait) {
    unsigned instant = WorkflowGraph::never;
    for (const WaitFor& one : wait.any) {
        switch (one.kind) {
        case WaitFor::Kind::event:
            instant |= one.since_enrollment ? WorkflowGraph::always : WorkflowGraph::never;
            break;
        case WaitFor::Kind::engagement: instant |= WorkflowGraph::if_engaged; break;
        case WaitFor::Kind::until: instant |= WorkflowGraph::if_holds; break;
        }
    }
    return instant;
}

} // namespace

struct WorkflowGraph::Boosted {
    Graph graph;

    [[nodiscard]] Filtered along(const std::vector<bool>& marked) const {
        return Filtered(graph, Along{&graph, &marked});
    }

    /// Who comes first to each vertex in a search along the marked ways; nowhere where none comes.
    [[nodiscard]] std::vector<Vertex> search(Vertex from, const std::vector<bool>& marked) const {
        std::vector<Vertex> parents(num_vertices(graph), nowhere);
        boost::breadth_first_search(along(marked), from, boost::visitor(FirstComer(parents)));
        return parents;
    }
};

WorkflowGraph::WorkflowGraph(const CompiledWorkflow& workflow)
    : workflow_(&workflow), leaving_(2 * workflow.nodes.size() + 1), boosted_(std::make_unique<Boosted>()) {
    start_ = workflow.first == none ? end() : reached(workflow.first);
    for (Index node = 0; node < workflow.nodes.size(); ++node) {
        add_node(node);
    }
    boosted_->graph = Graph(size());
    for (std::size_t way = 0; way < ways_.size(); ++way) {
        leaving_[ways_[way].from].push_back(way);
        add_edge(ways_[way].from, ways_[way].to, WayIndex{way}, boosted_->graph);
    }
    dominators_.assign(size(), nowhere);
    boost::lengauer_tarjan_dominator_tree(
        boosted_->graph, start_,
        boost::make_iterator_property_map(dominators_.begin(), get(boost::vertex_index, boosted_->graph)));
}

WorkflowGraph::~WorkflowGraph() = default;

void WorkflowGraph::add(Vertex from, Index to, Way way) {
    way.from = from;
    way.to = to == none ? end() : reached(to);
    ways_.push_back(way);
}

void WorkflowGraph::add_node(Index node) {
    const Node& written = workflow_->definition.nodes[node];
    const CompiledNode& compiled = workflow_->nodes[node];
    if (std::holds_alternative<TriggerNode>(written.what)) {
        return;
    }
    if (!written.condition.empty()) {
        add(reached(node), compiled.skipped, {});
    }
    Way through;
    through.from = reached(node);
    through.to = done(node);
    if (const auto* delay = std::get_if<DelayNode>(&written.what)) {
        add_delay(through, *delay);
    } else if (const auto* wait = std::get_if<WaitNode>(&written.what)) {
        through.instant = instant_of(*wait);
        through.longest = wait->timeout ? std::optional(nominal(*wait->timeout)) : std::nullopt;
        if (wait->timeout) {
            Way over;
            over.shortest = nominal(*wait->timeout);
            over.longest = over.shortest;
            over.instant = wait->timeout->is_zero() ? always : never;
            add(reached(node), compiled.otherwise, over);
        }
    } else if (const auto* send = std::get_if<SendNode>(&written.what)) {
        through.sends = true;
        if (send->on_failure != SendNode::OnFailure::go_on) {
            add(reached(node), compiled.failed, {});
        }
    }
    ways_.push_back(through);

    for (const Index arm : compiled.arms) {
        add(done(node), arm, {});
    }
    if (std::holds_alternative<BranchNode>(written.what)) {
        add(done(node), compiled.otherwise, {});
    } else if (!std::holds_alternative<SplitNode>(written.what)) {
        add(done(node), compiled.next, {}); // Of an exit there is none: the end.
    }
}

std::vector<bool> WorkflowGraph::reachable(Vertex from, const std::vector<bool>& avoid) const {
    std::vector<bool> marked(ways_.size());
    for (std::size_t way = 0; way < ways_.size(); ++way) {
        marked[way] = avoid.empty() || !(avoid[ways_[way].from] || avoid[ways_[way].to]);
    }
    const std::vector<Vertex> parents = boosted_->search(from, marked);
    std::vector<bool> is_reachable(size());
    for (Vertex vertex = 0; vertex < size(); ++vertex) {
        is_reachable[vertex] = vertex == from || parents[vertex] != nowhere;
    }
    return is_reachable;
}

std::vector<Vertex> WorkflowGraph::path(Vertex from, Vertex to, const std::vector<bool>& avoid) const {
    return path_along(from, to, [&](const Way& way) { return avoid.empty() || !(avoid[way.from] || avoid[way.to]); });
}

std::vector<Vertex> WorkflowGraph::path_along(Vertex from, Vertex to,
                                              const std::function<bool(const Way&)>& along) const {
    std::vector<bool> marked(ways_.size());
    for (std::size_t way = 0; way < ways_.size(); ++way) {
        marked[way] = along(ways_[way]);
    }
    std::vector<Vertex> parents = boosted_->search(from, marked);
    Vertex last = parents[to];
    if (from == to) { // The search does not come back to where it began: the nearest vertex from which it could.
        std::size_t fewest = std::numeric_limits<std::size_t>::max();
        for (std::size_t way = 0; way < ways_.size(); ++way) {
            if (!marked[way] || ways_[way].to != to) {
                continue;
            }
            std::size_t steps = 0;
            Vertex vertex = ways_[way].from;
            while (vertex != from && vertex != nowhere) {
                vertex = parents[vertex];
                ++steps;
            }
            if (vertex == from && steps < fewest) {
                fewest = steps;
                last = ways_[way].from;
            }
        }
    }
    if (last == nowhere) {
        return {};
    }
    std::vector<Vertex> path{to, last};
    while (path.back() != from) {
        path.push_back(parents[path.back()]);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

std::vector<std::size_t> WorkflowGraph::components(const std::function<bool(const Way&)>& along) const {
    std::vector<bool> marked(ways_.size());
    for (std::size_t way = 0; way < ways_.size(); ++way) {
        marked[way] = along(ways_[way]);
    }
    std::vector<std::size_t> component(size());
    boost::strong_components(
        boosted_->along(marked),
        boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, boosted_->graph)));
    return component;
}

std::vector<std::optional<std::int64_t>>
WorkflowGraph::least(const std::function<std::int64_t(const Way&)>& weight) const {
    std::vector<std::int64_t> weights;
    weights.reserve(ways_.size());
    for (const Way& way : ways_) {
        weights.push_back(weight(way));
    }
    constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int64_t> distances(size(), far);
    const auto weight_of = [&](const GraphEdge& edge) { return weights[boosted_->graph[edge].way]; };
    boost::dijkstra_shortest_paths(boosted_->graph, start_,
                                   boost::weight_map(boost::make_function_property_map<GraphEdge>(weight_of))
                                       .distance_map(boost::make_iterator_property_map(
                                           distances.begin(), get(boost::vertex_index, boosted_->graph)))
                                       .distance_inf(far));
    std::vector<std::optional<std::int64_t>> result(size());
    for (Vertex vertex = 0; vertex < size(); ++vertex) {
        if (distances[vertex] != far) {
            result[vertex] = distances[vertex];
        }
    }
    return result;
}

std::vector<std::string> WorkflowGraph::names(const std::vector<Vertex>& path) const {
    std::vector<std::string> ids;
    Index before = none;
    for (const Vertex vertex : path) {
        if (vertex == end() || node_of(vertex) == before) {
            continue;
        }
        before = node_of(vertex);
        const Node& node = workflow_->definition.nodes[before];
        if (!std::holds_alternative<GotoNode>(node.what)) {
            ids.push_back(node.id.str());
        }
    }
    return ids;
}

} // namespace nurture::inline v0
