// SPDX-License-Identifier: BSL-1.0

#include <nurture/result.hpp>

#include <memory>
#include <set>
#include <string>

#include "support/catch.hpp"
#include "time/quoted.hpp"

using namespace nurture;

TEST_CASE("every error code has a name of its own", "[time][result]") {
    std::set<std::string_view> names;
    const auto codes = {Errc::invalid_argument,
                        Errc::busy,
                        Errc::reentrant,
                        Errc::unsupported,
                        Errc::unknown_lead,
                        Errc::from_the_future,
                        Errc::unknown_workflow,
                        Errc::lead_store,
                        Errc::store,
                        Errc::not_owner,
                        Errc::catalog_differs,
                        Errc::no_channel,
                        Errc::clock_jumped,
                        Errc::unreadable,
                        Errc::adapter_threw};
    for (const Errc code : codes) {
        CHECK_FALSE(name(code).empty());
        CHECK(name(code) != "unknown");
        names.insert(name(code));
    }
    CHECK(names.size() == codes.size());
    CHECK(name(Errc::unknown_lead) == "unknown_lead");
}

TEST_CASE("a code of a newer release is named unknown", "[time][result]") {
    CHECK(name(static_cast<Errc>(65000)) == "unknown");
}

TEST_CASE("a result holds a value that can only be moved", "[time][result]") {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
    REQUIRE(result);
    const std::unique_ptr<int> taken = *std::move(result);
    CHECK(*taken == 7);
}

TEST_CASE("asking a failure for its value is caught", "[time][result]") {
    const Result<int> failed = Error{Errc::busy, "the queue is full"};
    CHECK_FALSE(failed);
    CHECK(failed.error().code == Errc::busy);
    CHECK_THROWS_AS(*failed, std::bad_variant_access);
}

TEST_CASE("a stranger's text stands in quotes, in one line and not too long", "[time][result]") {
    CHECK(quoted("2d") == "\"2d\"");
    CHECK(quoted("a\nb\x7F") == "\"a?b?\"");
    CHECK(quoted(std::string(50, 'x')) == "\"" + std::string(40, 'x') + "…\"");
}

TEST_CASE("a quoted text is never cut inside a character", "[time][result]") {
    CHECK(quoted(std::string(39, 'x') + "ää") == "\"" + std::string(39, 'x') + "…\"");
    CHECK(quoted(std::string(38, 'x') + "ää") == "\"" + std::string(38, 'x') + "ä…\"");
}
