// SPDX-License-Identifier: BSL-1.0
/// \file
/// A catalog from the command line.

#pragma once

#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <filesystem>

#include <nurture/definition/catalog.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/yaml/load.hpp>

namespace nurture::cli {

/// A catalog with its plan and every remark on either.
struct Loaded {
    Catalog catalog{};
    Plan plan{};
    Diagnostics findings{};
};

[[nodiscard]] inline bool exists(const std::string& path) {
    std::error_code failure;
    return std::filesystem::exists(path, failure);
}

/// What could not be read is compiled as far as it goes, so that all mistakes are reported in one go.
[[nodiscard]] inline Loaded load(const std::string& path) {
    Checked<Catalog> read = yaml::load(path);
    Checked<Plan> plan = compile(read.value);
    Loaded loaded{std::move(read.value), plan.value, std::move(read.diagnostics)};
    std::move(plan.diagnostics.begin(), plan.diagnostics.end(), std::back_inserter(loaded.findings));
    sort_by_place(loaded.findings);
    return loaded;
}

} // namespace nurture::cli
