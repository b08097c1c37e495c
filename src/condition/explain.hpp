// SPDX-License-Identifier: BSL-1.0
/// \file
/// Says why: the parts of an expression that decided, with their values.

#pragma once

#include <string>

#include <nurture/condition/facts.hpp>

#include "condition/program.hpp"

namespace nurture::inline v0::cel {

/// Short text such as `lead.score (62) >= 50 && clicked("post") (false)`.
[[nodiscard]] std::string explain(const CompiledCondition& program, const Facts& facts);

} // namespace nurture::inline v0::cel
