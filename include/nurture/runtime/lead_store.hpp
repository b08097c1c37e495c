// SPDX-License-Identifier: BSL-1.0
/// \file
/// The host's CRM, as the engine needs it. One of the interfaces a host implements.

#pragma once

#include <span>
#include <string>
#include <variant>

#include <nurture/lead/id.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/result.hpp>

namespace nurture::inline v0 {

/// A field's new value. `from` is the value it replaces, absent for none.
struct SetField {
    std::string field{};
    Value from{};
    Value to{}; ///< Absent clears.
};

/// A text for the lead's timeline.
struct AddNote {
    std::string text{};
};

/// A change that a workflow makes to a lead.
struct LeadChange {
    std::string key{}; ///< Unique per change and equal at every repetition: apply is idempotent by it.
    LeadId lead{};
    std::variant<SetField, AddNote> what{};
};

/// Takes leads as a store finds them.
class LeadSink {
public:
    virtual ~LeadSink() = default;
    virtual void found(Lead lead) = 0;
    /// Whether no more leads are wanted: a scan may end then.
    [[nodiscard]] virtual bool full() const { return false; }

protected:
    LeadSink() = default;
    LeadSink(const LeadSink&) = default;
    LeadSink& operator=(const LeadSink&) = default;
};

/// Takes the answers to changes, one per key.
class ChangeSink {
public:
    virtual ~ChangeSink() = default;
    virtual void applied(const std::string& key) = 0;
    /// The field no longer had the value `from`; the host's value stays and becomes the engine's.
    virtual void conflict(const std::string& key, Value current) = 0;

protected:
    ChangeSink() = default;
    ChangeSink(const ChangeSink&) = default;
    ChangeSink& operator=(const ChangeSink&) = default;
};

/// The authority on leads and accounts: the host's CRM.
///
/// Called from the thread of run_due, one call at a time. A call that is repeated after a failure or crash must do
/// no harm. Failure is the returned Error; an exception is caught and treated as one. Sinks are valid during the call.
class LeadStore {
public:
    virtual ~LeadStore() = default;

    /// Gives every lead of these ids that exists, with its account; leaves out the others.
    virtual Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) = 0;

    /// Makes the changes in this order. Idempotent by key: a change seen before is answered `applied` again.
    virtual Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) = 0;

    /// Gives leads in byte order of ids, those after `after`; ends when it likes or the
    /// sink is full; the caller goes on behind the last.
    virtual Result<void> scan(const LeadId& after, LeadSink& sink) = 0;

    /// The engine has forgotten this lead (LeadDeleted::forget). A store that has leads for the engine alone lets it
    /// go; a CRM, whose own decision it was, need do nothing. May be left out by a crash.
    virtual void forget(const LeadId&) {}

protected:
    LeadStore() = default;
    LeadStore(const LeadStore&) = default;
    LeadStore& operator=(const LeadStore&) = default;
};

} // namespace nurture::inline v0
