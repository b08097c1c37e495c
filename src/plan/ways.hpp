// SPDX-License-Identifier: BSL-1.0
/// \file
/// The edges of a workflow as indices at their nodes.

#pragma once

#include "plan/compiled.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// Sets `first` and the ways of `nodes`, one for each node of `definition`, and remarks on edges that make no sense,
/// which only a workflow built in C++ can have. Whether they are sound: if not, nothing may walk along them.
bool connect(CompiledWorkflow& workflow, Remarks& remarks);

} // namespace nurture::inline v0
