// SPDX-License-Identifier: BSL-1.0
/// \file
/// Operators on values. None of these is an error, save where an operator absorbs errors.

#pragma once

#include "condition/ast.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

[[nodiscard]] Datum apply(BinaryOp op, const Datum& a, const Datum& b, Workspace& work);
[[nodiscard]] Datum negate(const Datum& a, Workspace& work);

/// `!`, which hands an error on.
[[nodiscard]] Datum invert(const Datum& a, Workspace& work);

/// `&&` with `all`, else `||`: one operand can decide alone; only if none does, an error counts.
[[nodiscard]] Datum join(bool all, const Datum& a, const Datum& b, Workspace& work);

/// `container[key]`.
[[nodiscard]] Datum index(const Datum& container, const Datum& key, Workspace& work);

} // namespace nurture::inline v0::cel
