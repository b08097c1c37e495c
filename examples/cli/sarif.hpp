// SPDX-License-Identifier: BSL-1.0
/// \file
/// Findings for machines: JSON and SARIF 2.1.0.

#pragma once

#include <string>

#include <nurture/definition/diagnostic.hpp>

namespace nurture::cli {

/// One JSON document with counts and findings.
[[nodiscard]] std::string findings_json(const Diagnostics& findings);

/// What code hosts show beside the lines.
[[nodiscard]] std::string findings_sarif(const Diagnostics& findings);

} // namespace nurture::cli
