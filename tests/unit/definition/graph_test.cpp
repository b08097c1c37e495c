// SPDX-License-Identifier: BSL-1.0

#include <nurture/boost/graph.hpp>

#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <nurture/definition/builder.hpp>

#include "support/catch.hpp"

using namespace nurture;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<Workflow>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<Workflow>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<Workflow>));

namespace {

Workflow with_a_loop() {
    return *WorkflowBuilder("w")
                .on("form_submitted")
                .delay("1d")
                .id("again")
                .branch(when("lead.done", [](Steps& s) { s.exit("done"); }))
                .id("ask")
                .go_to("again")
                .build();
}

Workflow without_a_loop() {
    return *WorkflowBuilder("w")
                .on("form_submitted")
                .send("a")
                .branch(when("x", [](Steps& s) { s.send("b"); }), otherwise([](Steps& s) { s.send("c"); }))
                .send("d")
                .build();
}

} // namespace

TEST_CASE("a workflow has the vertices and edges that BGL asks for", "[definition][graph]") {
    const Workflow workflow = without_a_loop();
    CHECK(num_vertices(workflow) == workflow.nodes.size());
    std::size_t seen = 0;
    for (auto [vertex, end] = vertices(workflow); vertex != end; ++vertex) {
        seen += out_degree(*vertex, workflow);
        for (auto [edge, last] = out_edges(*vertex, workflow); edge != last; ++edge) {
            CHECK(source(*edge, workflow) == *vertex);
        }
    }
    CHECK(seen == workflow.edges.size());
    CHECK(num_edges(workflow) == workflow.edges.size());
}

TEST_CASE("Boost's breadth-first search finds the steps in order of their distance", "[definition][graph]") {
    const Workflow workflow = without_a_loop();
    std::vector<std::size_t> distance(workflow.nodes.size(), 0);
    boost::breadth_first_search(
        workflow, vertex(0, workflow),
        boost::visitor(boost::make_bfs_visitor(boost::record_distances(distance.data(), boost::on_tree_edge()))));
    std::map<std::string, std::size_t> of;
    for (std::size_t i = 0; i < distance.size(); ++i) {
        of[workflow.nodes[i].id.str()] = distance[i];
    }
    CHECK(of["a"] == 1);
    CHECK(of["b"] == 3);
    CHECK(of["c"] == 3);
    CHECK(of["d"] == 4);
}

TEST_CASE("Boost's topological sort orders a workflow and refuses a loop", "[definition][graph]") {
    std::vector<NodeIndex> order;
    const Workflow workflow = without_a_loop();
    boost::topological_sort(workflow, std::back_inserter(order));
    CHECK(order.size() == 6);
    CHECK(order.back() == 0);
    const Workflow loop = with_a_loop();
    CHECK_THROWS_AS(boost::topological_sort(loop, std::back_inserter(order)), boost::not_a_dag);
}

TEST_CASE("Boost's strong components find the loop of a workflow", "[definition][graph]") {
    const Workflow workflow = with_a_loop();
    std::vector<int> component(workflow.nodes.size());
    const int count = boost::strong_components(workflow, component.data());
    CHECK(count == 3); // The trigger, the exit, and the three nodes of the loop.
    CHECK(component[1] == component[2]);
    CHECK(component[2] == component[4]);
    CHECK(component[3] != component[2]);
}

TEST_CASE("edges carry any weight that a host gives them", "[definition][graph]") {
    const Workflow workflow = without_a_loop();
    const auto weight = boost::make_function_property_map<Edge>(
        [&](const Edge& edge) { return verb_of(workflow.nodes[edge.from]) == "send" ? 1 : 0; });
    std::vector<int> messages(workflow.nodes.size());
    boost::dijkstra_shortest_paths(workflow, vertex(0, workflow),
                                   boost::weight_map(weight).distance_map(messages.data()));
    CHECK(messages.back() == 2); // Two messages have been sent on any way to the last one.
}
