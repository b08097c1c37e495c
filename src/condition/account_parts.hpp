// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a condition asks about the account: the same answer for each of its leads.

#pragma once

#include <optional>
#include <string>

#include <nurture/condition/facts.hpp>

#include "condition/program.hpp"

namespace nurture::inline v0::cel {

[[nodiscard]] AccountParts account_parts(const CompiledCondition& program);

/// One character for each part; nothing where one asks about the lead too.
[[nodiscard]] std::optional<std::string> account_answers(const CompiledCondition& program, const Facts& facts);

} // namespace nurture::inline v0::cel
