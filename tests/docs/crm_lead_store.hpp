// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <variant>

#include <nurture/runtime/lead_store.hpp>

/// A contact as this CRM keeps it. `keys` are those of changes it has taken.
struct Contact {
    nurture::Lead lead{};
    std::string timeline{};
    std::set<std::string> keys{};
};

/// The leads of a CRM whose contacts stand in a table, here a map.
class CrmLeadStore final : public nurture::LeadStore {
public:
    explicit CrmLeadStore(std::map<nurture::LeadId, Contact>& table) : table_(table) {}

    nurture::Result<void> fetch(std::span<const nurture::LeadId> ids, nurture::LeadSink& sink) override {
        for (const nurture::LeadId& id : ids) {
            if (const auto row = table_.find(id); row != table_.end()) {
                sink.found(row->second.lead);
            }
        }
        return {};
    }

    nurture::Result<void> apply(std::span<const nurture::LeadChange> changes, nurture::ChangeSink& sink) override {
        for (const nurture::LeadChange& change : changes) {
            apply_one(change, sink);
        }
        return {};
    }

    nurture::Result<void> scan(const nurture::LeadId& after, nurture::LeadSink& sink) override {
        for (auto row = table_.upper_bound(after); row != table_.end() && !sink.full(); ++row) {
            sink.found(row->second.lead);
        }
        return {};
    }

private:
    void apply_one(const nurture::LeadChange& change, nurture::ChangeSink& sink) {
        const auto row = table_.find(change.lead);
        if (row == table_.end() || row->second.keys.count(change.key) != 0) {
            sink.applied(change.key); // gone, or done before: nothing is left to do
            return;
        }
        Contact& contact = row->second;
        if (const auto* note = std::get_if<nurture::AddNote>(&change.what)) {
            contact.timeline += note->text + '\n';
        } else {
            const auto& set = std::get<nurture::SetField>(change.what);
            const nurture::Value* held = contact.lead.fields.find(set.field);
            const nurture::Value current = held == nullptr ? nurture::Value() : *held;
            if (current != set.from && current != set.to) {
                sink.conflict(change.key, current); // somebody here was faster: our value stays
                return;
            }
            contact.lead.fields.set(set.field, set.to);
        }
        contact.keys.insert(change.key); // in the same transaction as the change
        sink.applied(change.key);
    }

    std::map<nurture::LeadId, Contact>& table_;
};
