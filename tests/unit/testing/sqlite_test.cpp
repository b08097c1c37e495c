// SPDX-License-Identifier: BSL-1.0
/// \file
/// The contract suites over SQLite files.

#include "support/catch.hpp"
#include "support/sqlite_subjects.hpp"

#include <nurture/testing/engine_store.hpp>

using namespace nurture;
using namespace nurture::testing_support;

TEST_CASE("a SQLite file that is the lead store too keeps the contract", "[testing][store][sqlite]") {
    const auto make = [](bool records) {
        return std::make_unique<SqliteSubject>(sqlite::Options{.record_messages = records});
    };
    for (const auto& failure : testing::check_engine_store(make))
        FAIL_CHECK(failure);
}

TEST_CASE("a SQLite file beside a lead store of the host keeps the contract", "[testing][store][sqlite]") {
    const auto make = [](bool records) {
        return std::make_unique<SqliteSubject>(sqlite::Options{.record_messages = records, .keep_leads = false});
    };
    for (const auto& failure : testing::check_engine_store(make))
        FAIL_CHECK(failure);
}

TEST_CASE("the leads of a SQLite file keep the contract", "[testing][lead-store][sqlite]") {
    const auto make = [] { return std::make_unique<SqliteLeadSubject>(); };
    for (const auto& failure : testing::check_lead_store(make))
        FAIL_CHECK(failure);
}
