// SPDX-License-Identifier: BSL-1.0
/// \file
/// Versions of workflows and catalogs (S39): hashes of their canonical forms.

#pragma once

#include <nurture/definition/catalog.hpp>
#include <nurture/lead/sha256.hpp>

#include "plan/expressions.hpp"

namespace nurture::inline v0 {

/// The SHA-256 of the workflow's canonical form and of the types of the fields it names.
[[nodiscard]] Digest version_of(const Workflow& workflow, const Mentions& mentions, const FieldTypes& fields);

/// The SHA-256 over the canonical forms of settings, fields, contents and workflows.
[[nodiscard]] Digest version_of(const Catalog& catalog);

} // namespace nurture::inline v0
