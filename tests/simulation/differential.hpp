// SPDX-License-Identifier: BSL-1.0
/// \file
/// The other kind of case: one sequence of inputs under a virtual clock, played in several ways, has one digest.

#pragma once

#include <functional>
#include <memory>

#include <nurture/testing/engine_store_subject.hpp>
#include <nurture/testing/made_values.hpp>

#include "simulation/findings.hpp"
#include "simulation/made_catalog.hpp"

namespace nurture::simulation {

using MakeSubject = std::function<std::unique_ptr<testing::EngineStoreSubject>()>;

/// Plays it in one go, and then in ways that must not matter: with other groups and caches, in many short calls, and
/// with a process that dies at some of its commits. `other` makes the stores of these.
void compare_ways(testing::Dice& dice, const MadeCatalog& made, const MakeSubject& other, Findings& findings);

} // namespace nurture::simulation
