// SPDX-License-Identifier: BSL-1.0
/// \file
/// The whole core, for first programs. Larger ones include what they use.

#pragma once

#include <nurture/definition/builder.hpp>
#include <nurture/definition/catalog.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/host.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
