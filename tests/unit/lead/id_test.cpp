// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/id.hpp>

#include <type_traits>
#include <unordered_set>

#include "support/catch.hpp"

using namespace nurture;

TEST_CASE("an id of one kind cannot stand where another is meant", "[lead][id]") {
    CHECK_FALSE(std::is_convertible_v<LeadId, WorkflowId>);
    CHECK_FALSE(std::is_constructible_v<LeadId, WorkflowId>);
    CHECK(std::is_convertible_v<const char*, LeadId>);
}

TEST_CASE("ids are ordered by bytes, not by letters", "[lead][id]") {
    CHECK(LeadId("B") < LeadId("a"));
    CHECK(LeadId("z") < LeadId("ä"));
    CHECK(LeadId("lead-10") < LeadId("lead-9"));
    CHECK(LeadId("a") < LeadId("ab"));
    CHECK(LeadId("a") == LeadId(std::string("a")));
}

TEST_CASE("an id can be a key of a hash map", "[lead][id]") {
    const std::unordered_set<LeadId> ids = {"ada", "ada", "bob"};
    CHECK(ids.size() == 2);
    CHECK(ids.count("bob") == 1);
}
