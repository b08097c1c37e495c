// SPDX-License-Identifier: BSL-1.0
/// \file
/// Leads of a replay: a CRM whose past is told to the engine input by input.

#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include <nurture/lead/lead.hpp>
#include <nurture/runtime/lead_store.hpp>

namespace nurture::inline v0 {

/// A LeadStore in memory for inputs that were recorded earlier, or are written down in a scenario.
///
/// A live CRM shows the values of now. A replay accepts inputs ahead of the instant they are decided at, and the
/// engine fetches a lead when it first meets it: values of a later LeadChanged must not be seen then. So fetch()
/// gives each lead as it was introduced; what the host and the engine change afterwards is seen by find() alone.
/// Not synchronized: used from the thread of run_due.
class ReplayedLeads final : public LeadStore {
public:
    /// The lead exists from now on.
    void introduce(Lead lead) {
        LeadId id = lead.id;
        changed_.erase(id);
        introduced_.insert_or_assign(std::move(id), std::move(lead));
    }

    void erase(const LeadId& id) {
        introduced_.erase(id);
        changed_.erase(id);
    }

    /// The host's own change, which the engine hears of by a LeadChanged. An absent value clears.
    void set(const LeadId& id, const std::string& field, Value value) {
        if (Lead* const lead = change(id)) {
            lead->fields.set(field, std::move(value));
            set_by_host_.emplace(id, field);
        }
    }

    /// The account that the lead belongs to from now on.
    void move(const LeadId& id, Account account) {
        if (Lead* const lead = change(id)) {
            lead->account = std::move(account);
        }
    }

    /// The lead as it is now, or null.
    [[nodiscard]] const Lead* find(const LeadId& id) const {
        if (const auto at = changed_.find(id); at != changed_.end()) {
            return &at->second;
        }
        const auto at = introduced_.find(id);
        return at == introduced_.end() ? nullptr : &at->second;
    }

    [[nodiscard]] std::size_t size() const noexcept { return introduced_.size(); }

    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        for (const LeadId& id : ids) {
            if (const auto at = introduced_.find(id); at != introduced_.end()) {
                sink.found(at->second);
            }
        }
        return {};
    }

    /// A conflict only where the host itself set the field meanwhile.
    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
        for (const LeadChange& wanted : changes) {
            const auto* const field = std::get_if<SetField>(&wanted.what);
            Lead* const lead = field == nullptr ? nullptr : change(wanted.lead);
            if (lead == nullptr || applied_.contains(wanted.key)) {
                sink.applied(wanted.key); // Gone, or done before: nothing is left to do.
                continue;
            }
            const Value* const held = lead->fields.find(field->field);
            const Value current = held == nullptr ? Value() : *held;
            const bool applies =
                current == field->from || current == field->to || !set_by_host_.contains({wanted.lead, field->field});
            if (applies) {
                lead->fields.set(field->field, field->to);
                applied_.insert(wanted.key);
                sink.applied(wanted.key);
            } else {
                sink.conflict(wanted.key, current);
            }
        }
        return {};
    }

    Result<void> scan(const LeadId& after, LeadSink& sink) override {
        for (auto at = introduced_.upper_bound(after); at != introduced_.end() && !sink.full(); ++at) {
            sink.found(at->second);
        }
        return {};
    }

    void forget(const LeadId& id) override { erase(id); }

private:
    /// The lead's own copy for changes, made at the first one.
    Lead* change(const LeadId& id) {
        const auto at = introduced_.find(id);
        return at == introduced_.end() ? nullptr : &changed_.try_emplace(id, at->second).first->second;
    }

    std::map<LeadId, Lead> introduced_;
    std::map<LeadId, Lead> changed_;
    std::set<std::pair<LeadId, std::string>> set_by_host_;
    std::set<std::string> applied_; ///< Keys of changes.
};

} // namespace nurture::inline v0
