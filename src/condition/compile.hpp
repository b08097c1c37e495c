// SPDX-License-Identifier: BSL-1.0
/// \file
/// From a text to a program.

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <nurture/condition/condition.hpp>

#include "condition/checker.hpp"
#include "condition/program.hpp"

namespace nurture::inline v0::cel {

/// Parses, checks and compiles; null if there are problems. `free` is for expressions outside of a catalog, whose
/// variables are given at evaluation.
[[nodiscard]] std::shared_ptr<const CompiledCondition> compile(std::string_view text, const ConditionScope& scope,
                                                               const FreeVariables* free,
                                                               std::vector<ConditionProblem>& problems,
                                                               Sight sight = Sight::everything);

/// Turns the checked tree of the program into instructions.
void generate(CompiledCondition& program);

} // namespace nurture::inline v0::cel
