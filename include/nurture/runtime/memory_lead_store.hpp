// SPDX-License-Identifier: BSL-1.0
/// \file
/// Leads in memory: for tests, replays and first programs.

#pragma once

#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/runtime/lead_store.hpp>

namespace nurture::inline v0 {

/// A LeadStore in memory. Not synchronized: used from the thread of run_due.
///
/// A replay gives inputs ahead of the instant at which the engine commits, so by default a workflow's change is
/// taken whatever the field holds: the engine knows better.
class MemoryLeadStore final : public LeadStore {
public:
    struct Options {
        bool detects_conflicts = false; ///< Answer `conflict` where the field does not hold `from`, as a live CRM does.
    };
    MemoryLeadStore() = default;
    explicit MemoryLeadStore(Options options) : options_(options) {}

    /// A note that a workflow left.
    struct Note {
        std::string key{};
        LeadId lead{};
        std::string text{};
    };

    void put(Lead lead) {
        LeadId id = lead.id;
        leads_.insert_or_assign(std::move(id), std::move(lead));
    }
    void erase(const LeadId& id) { leads_.erase(id); }
    [[nodiscard]] const Lead* find(const LeadId& id) const {
        const auto at = leads_.find(id);
        return at == leads_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] std::size_t size() const noexcept { return leads_.size(); }
    [[nodiscard]] const std::vector<Note>& notes() const noexcept { return notes_; }

    /// What the host itself does to a lead; the engine hears of it by a LeadChanged input.
    void set(const LeadId& id, const std::string& field, Value value) {
        const auto at = leads_.find(id);
        if (at != leads_.end()) {
            at->second.fields.set(field, std::move(value));
        }
    }

    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        for (const LeadId& id : ids) {
            if (const Lead* lead = find(id); lead != nullptr) {
                sink.found(*lead);
            }
        }
        return {};
    }

    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
        for (const LeadChange& change : changes) {
            const auto at = leads_.find(change.lead);
            if (at == leads_.end() || !applied_.insert(change.key).second) {
                sink.applied(change.key); // Gone, or done before: nothing is left to do.
            } else if (const auto* note = std::get_if<AddNote>(&change.what)) {
                notes_.push_back({change.key, change.lead, note->text});
                sink.applied(change.key);
            } else {
                set_field(at->second, change.key, std::get<SetField>(change.what), sink);
            }
        }
        return {};
    }

    Result<void> scan(const LeadId& after, LeadSink& sink) override {
        for (auto at = leads_.upper_bound(after); at != leads_.end() && !sink.full(); ++at) {
            sink.found(at->second);
        }
        return {};
    }

    void forget(const LeadId& id) override {
        erase(id);
        std::erase_if(notes_, [&](const Note& note) { return note.lead == id; });
    }

private:
    void set_field(Lead& lead, const std::string& key, const SetField& change, ChangeSink& sink) const {
        const Value* held = lead.fields.find(change.field);
        const Value current = held != nullptr ? *held : Value();
        if (!options_.detects_conflicts || current == change.from || current == change.to) {
            lead.fields.set(change.field, change.to);
            sink.applied(key);
        } else {
            sink.conflict(key, current);
        }
    }

    Options options_{};
    std::map<LeadId, Lead> leads_;
    std::vector<Note> notes_;
    std::unordered_set<std::string> applied_;
};

} // namespace nurture::inline v0
