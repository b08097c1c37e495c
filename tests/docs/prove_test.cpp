// SPDX-License-Identifier: BSL-1.0
// What docs/how-to/prove-an-adapter.md says, done.

#include <memory>

#include "docs/crm_subject.hpp"
#include "support/catch.hpp"

TEST_CASE("the lead store of the how-to keeps the contract", "[docs]") {
    const auto make = [] { return std::make_unique<CrmSubject>(); };
    for (const auto& failure : nurture::testing::check_lead_store(make))
        FAIL_CHECK(failure);
}
