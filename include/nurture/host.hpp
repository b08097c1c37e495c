// SPDX-License-Identifier: BSL-1.0
/// \file
/// The index of what a host implements. Interfaces and values only: an adapter compiles with the include path alone.
///
/// | interface | a host implements it to | supplied |
/// |---|---|---|
/// | LeadStore | let workflows see and change the leads of its CRM | MemoryLeadStore |
/// | Channel | reach people: mail, SMS, a webhook | smtp::SmtpChannel, webhook::WebhookChannel (components) |
/// | EngineStore | keep the engine's state in a database of its own | MemoryStore |
/// | Clock | give the engine its time | SystemClock, VirtualClock |
/// | Executor | call channels on threads of its own | at once, on the thread of run_due |
/// | Links | put unsubscribe and preference addresses into messages | none |

#pragma once

#include <nurture/effects/channel.hpp>
#include <nurture/effects/executor.hpp>
#include <nurture/effects/links.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>
#include <nurture/time/clock.hpp>
#include <nurture/version.hpp>
