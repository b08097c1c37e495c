// SPDX-License-Identifier: BSL-1.0
/// \file
/// The stores in memory as subjects of the contract suites.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/testing/engine_store_subject.hpp>
#include <nurture/testing/lead_store.hpp>

namespace nurture::testing_support {

class MemorySubject final : public testing::EngineStoreSubject {
public:
    explicit MemorySubject(bool records = false) : store_(MemoryStore::Options{records}) {}

    EngineStore& store() override { return store_; }
    void reopen() override {}

private:
    MemoryStore store_;
};

inline std::unique_ptr<testing::EngineStoreSubject> in_memory(bool records) {
    return std::make_unique<MemorySubject>(records);
}

class MemoryLeadSubject final : public testing::LeadStoreSubject {
public:
    explicit MemoryLeadSubject(bool detects_conflicts)
        : detects_conflicts_(detects_conflicts), store_(MemoryLeadStore::Options{detects_conflicts}) {}

    LeadStore& store() override { return store_; }
    Lead put(const Lead& lead) override {
        store_.put(lead);
        return lead;
    }
    [[nodiscard]] bool detects_conflicts() const override { return detects_conflicts_; }
    std::optional<std::vector<std::string>> notes(const LeadId& lead) override {
        std::vector<std::string> texts;
        for (const MemoryLeadStore::Note& note : store_.notes()) {
            if (note.lead == lead) {
                texts.push_back(note.text);
            }
        }
        return texts;
    }

private:
    bool detects_conflicts_;
    MemoryLeadStore store_;
};

} // namespace nurture::testing_support
