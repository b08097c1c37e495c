// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <string>

#include "support/catch.hpp"
#include "support/shared_data.hpp"

// Those that need a feature which does not exist yet are skipped by the program, which names it; none may fail.
TEST_CASE("the acceptance scenarios hold", "[data][scenarios]") {
    const auto folder = nurture::testing_support::shared_data("../scenarios");
    if (!folder) {
        NURTURE_SKIP("the folder of acceptance scenarios is missing");
    }
    const std::string command = std::string("'") + NURTURE_PROGRAM + "' test '" + folder->string() + "'";
    CHECK(std::system(command.c_str()) == 0);
}
