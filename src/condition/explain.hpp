// SPDX-License-Identifier: BSL-1.0
/// \file
/// Says why: the parts of an expression that decided, with their values.

#pragma once

#include <nurture/condition/condition.hpp>

#include "condition/program.hpp"

namespace nurture::inline v0::cel {

/// Bounded in depth, breadth and bytes, whatever the expression and the facts.
[[nodiscard]] Explanation explain(const CompiledCondition& program, const Facts& facts);

} // namespace nurture::inline v0::cel
