// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a catalog asks about the past, arranged for the arrival of events.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// What counts events for itself and nobody else: equal texts share what is kept.
[[nodiscard]] std::shared_ptr<const HistoryQuestion>
question_of_its_own(std::string text, std::vector<std::string> types, Milliseconds window);

/// Puts the questions of all conditions into the plan, by id and by event type.
void index_questions(const Mentions& mentions, CompiledPlan& plan, Remarks& remarks);

} // namespace nurture::inline v0
