// SPDX-License-Identifier: BSL-1.0
/// \file
/// How a contract suite gets at engine stores of the kind that it checks.

#pragma once

#include <functional>
#include <memory>

#include <nurture/lead/lead.hpp>
#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0::testing {

/// One store of the kind that is checked, in a place of its own: a new file, schema or object, empty at the beginning
/// and removed with the subject. Failures of the place itself are thrown.
class EngineStoreSubject {
public:
    virtual ~EngineStoreSubject() = default;

    /// The store as it was opened last. Valid until reopen().
    virtual EngineStore& store() = 0;
    /// Lets go of the store and everything it has in memory, and opens the same data anew. A kind without durability
    /// keeps its object.
    virtual void reopen() = 0;
    /// Another store object over the same data, beside store(): what a second process would have. Null if two objects
    /// cannot have one data; then the rules about owners are checked with store() alone.
    virtual EngineStore* beside() { return nullptr; }
    /// Makes a lead in the lead store that store().lead_store() gives. Not called for a kind that gives none.
    virtual void put(const Lead&) {}
    /// Makes the next commit fail in the midst of its writing (a full disk, a lost connection), and only that one.
    /// False: this kind cannot be made to fail.
    virtual bool fail_next_commit() { return false; }

protected:
    EngineStoreSubject() = default;
    EngineStoreSubject(const EngineStoreSubject&) = default;
    EngineStoreSubject& operator=(const EngineStoreSubject&) = default;
};

/// Makes a subject. `records`: its store keeps accepted messages with their texts; null if the kind cannot, then the
/// rules about that are left out.
using EngineStoreFactory = std::function<std::unique_ptr<EngineStoreSubject>(bool records)>;

} // namespace nurture::inline v0::testing
