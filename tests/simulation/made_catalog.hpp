// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalogs as a seed has them: workflows of every kind of step, rule and setting that messages to a lead depend on.

#pragma once

#include <string>

#include <nurture/definition/catalog.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/testing/made_values.hpp>

namespace nurture::simulation {

using testing::Dice;

struct MadeCatalog {
    std::string text{}; ///< The documents in JSON, one a line.
    Catalog catalog{};
    Plan plan{};
    std::string errors{}; ///< Why there is no plan; empty if there is one.
};

[[nodiscard]] MadeCatalog make_catalog(Dice& dice);

} // namespace nurture::simulation
