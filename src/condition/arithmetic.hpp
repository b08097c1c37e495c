// SPDX-License-Identifier: BSL-1.0
/// \file
/// Operators on two values, neither of which is an error.

#pragma once

#include "condition/ast.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

[[nodiscard]] Datum apply(BinaryOp op, const Datum& a, const Datum& b, Workspace& work);
[[nodiscard]] Datum negate(const Datum& a, Workspace& work);

/// `container[key]`.
[[nodiscard]] Datum index(const Datum& container, const Datum& key, Workspace& work);

} // namespace nurture::inline v0::cel
