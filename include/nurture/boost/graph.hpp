// SPDX-License-Identifier: BSL-1.0
/// \file
/// A Workflow as a graph of the Boost Graph Library, so that any of its algorithms runs on one.
///
/// The only header here that includes Boost. Vertices are the indices of nodes, edges are the workflow's. It models
/// VertexListGraph, EdgeListGraph and IncidenceGraph; nothing is copied. The edges of a workflow must be in order of
/// `from`, as the builder and the reader leave them.
///
///     boost::breadth_first_search(workflow, vertex(0, workflow), boost::visitor(…));

#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/property_map/property_map.hpp>

#include <nurture/definition/workflow.hpp>

namespace boost {

template <>
struct graph_traits<nurture::Workflow> {
    using vertex_descriptor = nurture::NodeIndex;
    using edge_descriptor = nurture::Edge;
    using directed_category = directed_tag;
    using edge_parallel_category = allow_parallel_edge_tag;
    struct traversal_category : incidence_graph_tag, vertex_list_graph_tag, edge_list_graph_tag {};

    using vertex_iterator = counting_iterator<nurture::NodeIndex>;
    using edge_iterator = std::vector<nurture::Edge>::const_iterator;
    using out_edge_iterator = std::vector<nurture::Edge>::const_iterator;
    using vertices_size_type = std::size_t;
    using edges_size_type = std::size_t;
    using degree_size_type = std::size_t;

    static vertex_descriptor null_vertex() { return static_cast<vertex_descriptor>(-1); }
};

/// Vertices are their own index.
template <>
struct property_map<nurture::Workflow, vertex_index_t> {
    using type = identity_property_map;
    using const_type = identity_property_map;
};

} // namespace boost

namespace nurture::inline v0 {

using WorkflowTraits = boost::graph_traits<Workflow>;

inline std::pair<WorkflowTraits::vertex_iterator, WorkflowTraits::vertex_iterator> vertices(const Workflow& workflow) {
    return {WorkflowTraits::vertex_iterator(0), WorkflowTraits::vertex_iterator(workflow.nodes.size())};
}

inline std::size_t num_vertices(const Workflow& workflow) {
    return workflow.nodes.size();
}

inline NodeIndex vertex(std::size_t index, const Workflow&) {
    return index;
}

inline std::pair<WorkflowTraits::edge_iterator, WorkflowTraits::edge_iterator> edges(const Workflow& workflow) {
    return {workflow.edges.begin(), workflow.edges.end()};
}

inline std::size_t num_edges(const Workflow& workflow) {
    return workflow.edges.size();
}

inline NodeIndex source(const Edge& edge, const Workflow&) {
    return edge.from;
}

inline NodeIndex target(const Edge& edge, const Workflow&) {
    return edge.to;
}

inline std::pair<WorkflowTraits::out_edge_iterator, WorkflowTraits::out_edge_iterator>
out_edges(NodeIndex node, const Workflow& workflow) {
    const auto first = std::lower_bound(workflow.edges.begin(), workflow.edges.end(), node,
                                        [](const Edge& edge, NodeIndex from) { return edge.from < from; });
    const auto last = std::upper_bound(first, workflow.edges.end(), node,
                                       [](NodeIndex from, const Edge& edge) { return from < edge.from; });
    return {first, last};
}

inline std::size_t out_degree(NodeIndex node, const Workflow& workflow) {
    const auto [first, last] = out_edges(node, workflow);
    return static_cast<std::size_t>(last - first);
}

inline boost::identity_property_map get(boost::vertex_index_t, const Workflow&) {
    return {};
}

inline NodeIndex get(boost::vertex_index_t, const Workflow&, NodeIndex node) {
    return node;
}

} // namespace nurture::inline v0
