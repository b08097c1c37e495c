// SPDX-License-Identifier: BSL-1.0
/// \file
/// Results of scenarios as JUnit XML, which build servers read.

#pragma once

#include <string>
#include <vector>

#include <nurture/rehearsal/scenario.hpp>

namespace nurture::cli {

[[nodiscard]] std::string junit_xml(const std::vector<ScenarioResult>& results);

} // namespace nurture::cli
