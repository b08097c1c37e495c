// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>

#include <nurture/testing/lead_store.hpp>

#include "docs/crm_lead_store.hpp"

/// A CRM of its own with nothing in it. The suite makes one for each rule.
class CrmSubject final : public nurture::testing::LeadStoreSubject {
public:
    nurture::LeadStore& store() override { return store_; }

    nurture::Lead put(const nurture::Lead& lead) override {
        table_[lead.id].lead = lead;
        return lead; // as it is kept: this CRM takes every value
    }

private:
    std::map<nurture::LeadId, Contact> table_;
    CrmLeadStore store_{table_};
};
