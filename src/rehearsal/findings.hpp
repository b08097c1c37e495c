// SPDX-License-Identifier: BSL-1.0
/// \file
/// The catalog of a scenario, and what `check` finds in it.

#pragma once

#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/rehearsal/scenario.hpp>

#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

/// As much of the catalog as could be read and compiled, with every remark.
struct Findings {
    Catalog catalog{};
    Plan plan{}; ///< Empty if there are errors.
    Diagnostics remarks{};
};

[[nodiscard]] Findings find(const Head& head, const CatalogSource& source);

/// What of the expected findings is not there, and what must not be there and is.
[[nodiscard]] std::vector<ScenarioFailure> check_findings(const Expectations& expect, const Diagnostics& remarks);

/// The features that remarks of rule "unsupported" name, each once.
[[nodiscard]] std::vector<std::string> missing_features(const Diagnostics& remarks);

/// Remarks one below the other, as check prints them.
[[nodiscard]] std::string listed(const Diagnostics& remarks);

} // namespace nurture::inline v0::rehearsal
