// SPDX-License-Identifier: BSL-1.0
/// \file
/// Versions of workflows and catalogs (S39), and ids of triggers: hashes of what they say.

#pragma once

#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/lead/sha256.hpp>

#include "plan/expressions.hpp"

namespace nurture::inline v0 {

/// The SHA-256 of the workflow's canonical form and of the types of the fields it names.
[[nodiscard]] Digest version_of(const Workflow& workflow, const Mentions& mentions, const FieldTypes& fields);

/// What a trigger's state is kept by: the workflow's id, "/" and 16 hex digits of the SHA-256 over these texts, so
/// that it stays while they do.
[[nodiscard]] std::string trigger_id(const WorkflowId& workflow, const std::vector<std::string>& texts);

/// The SHA-256 over the canonical forms of settings, fields, contents, segments and workflows.
[[nodiscard]] Digest version_of(const Catalog& catalog);

} // namespace nurture::inline v0
