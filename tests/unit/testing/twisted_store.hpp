// SPDX-License-Identifier: BSL-1.0
/// \file
/// A store that does everything as MemoryStore does but for one thing: what the contract suite must find.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/testing/engine_store.hpp>

#include "support/forwarding_store.hpp"

namespace nurture::testing_support {

/// The rows of a commit as copies that can be changed.
inline testing::MadeCommit copied(const CommitGroup& group) {
    testing::MadeCommit made{.driven_to = group.driven_to,
                             .catalog = group.catalog,
                             .zone_data = group.zone_data,
                             .versions = {group.versions.begin(), group.versions.end()},
                             .journal = {group.journal.begin(), group.journal.end()},
                             .seen = {group.seen.begin(), group.seen.end()},
                             .suppressed = {group.suppressed.begin(), group.suppressed.end()},
                             .changes = {group.changes.begin(), group.changes.end()},
                             .settled_changes = {group.settled_changes.begin(), group.settled_changes.end()},
                             .marks = {group.marks.begin(), group.marks.end()},
                             .sweeps = {group.sweeps.begin(), group.sweeps.end()},
                             .channels = {group.channels.begin(), group.channels.end()},
                             .inputs = group.inputs,
                             .refusals = {group.refusals.begin(), group.refusals.end()}};
    for (const LeadRow* row : group.leads) {
        made.leads.push_back(*row);
    }
    for (const auto& [lead, row] : group.enrollments) {
        made.enrollments.emplace_back(lead, *row);
    }
    for (const auto& [lead, row] : group.messages) {
        made.messages.emplace_back(lead, *row);
    }
    for (const AggregateRow& row : group.aggregates) {
        made.aggregates.push_back({row.lead, row.account, row.question, *row.aggregate});
    }
    return made;
}

/// What is wrong with a store. Each changes what the real one is told or what it answers.
struct Twist {
    std::function<void(testing::MadeCommit&)> commit{};
    std::function<void(OpenedStore&)> open{};
    std::function<void(std::vector<LeadState>&)> load{};
    std::function<void(std::vector<AccountState>&)> load_accounts{};
    std::function<void(std::vector<LeadId>&)> leads_of{};
    std::function<Result<std::vector<DueRow>>(EngineStore&, Instant, std::size_t)> due{};
    std::function<void(std::vector<MessageRow>&)> outbox{};
    std::function<void(std::vector<MessageRow>&)> in_doubt{};
    std::function<Result<std::vector<LeadId>>(EngineStore&, const LeadId&, std::size_t)> leads{};
    std::function<Result<std::vector<bool>>(EngineStore&, std::span<const EventName>, Instant)> seen{};
    std::function<void(std::vector<bool>&)> suppressed{};
    std::function<void(std::optional<LeadId>&)> lead_of{};
    std::function<void(std::vector<LeadChange>&)> pending{};
    std::function<void(std::vector<Refusal>&)> refusals{};
    std::function<Result<std::vector<JournalLine>>(std::vector<JournalLine> all, const JournalQuery&)> journal{};
    std::function<void(std::vector<std::pair<Instant, Message>>&)> messages{};
    bool takes_any_epoch = false;
    bool repeats_epochs = false;
    bool writes_half = false; ///< Of a commit that fails.
    bool always_records = false;
    bool is_lead_store = false; ///< And the subject's, too.
    bool keeps_leads = false;   ///< Also those that were forgotten.
    bool changes_twice = false; ///< At each opening those of the latest commit again.
};

class TwistedStore final : public ForwardingStore {
public:
    TwistedStore(EngineStore& to, Twist twist) : ForwardingStore(to), twist_(std::move(twist)) {}

    bool fails_next = false;
    MemoryLeadStore leads_of_its_own;

    Result<OpenedStore> open() override {
        Result<OpenedStore> opened = ForwardingStore::open();
        real_epoch_ = opened->epoch;
        if (twist_.repeats_epochs) {
            opened->epoch = 1;
        }
        if (twist_.open) {
            twist_.open(*opened);
        }
        if (twist_.changes_twice) {
            make(latest_changes_);
        }
        return opened;
    }
    Result<void> commit(const CommitGroup& group) override {
        testing::MadeCommit made = copied(group);
        if (std::exchange(fails_next, false)) {
            if (twist_.writes_half) {
                (void)testing::commit(target(), real_epoch_, {.driven_to = made.driven_to, .leads = made.leads});
            }
            return Error{Errc::store, "the disk is full"};
        }
        if (twist_.commit) {
            twist_.commit(made);
        }
        if (twist_.is_lead_store) {
            make(made.changes);
            made.changes.clear();
        }
        const bool passes = twist_.takes_any_epoch || twist_.repeats_epochs;
        Result<void> done = testing::commit(target(), passes ? real_epoch_ : group.epoch, made);
        for (const LeadRow& row : made.leads) {
            if (done && row.forgotten && !twist_.keeps_leads) {
                leads_of_its_own.erase(row.id);
            }
        }
        return done;
    }

    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override {
        return twisted(ForwardingStore::load(ids), twist_.load);
    }
    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override {
        return twisted(ForwardingStore::load_accounts(ids), twist_.load_accounts);
    }
    Result<std::vector<LeadId>> leads_of(const AccountId& account) override {
        return twisted(ForwardingStore::leads_of(account), twist_.leads_of);
    }
    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override {
        return twist_.due ? twist_.due(target(), up_to, at_most) : ForwardingStore::due(up_to, at_most);
    }
    Result<std::vector<MessageRow>> outbox() override { return twisted(ForwardingStore::outbox(), twist_.outbox); }
    Result<std::vector<MessageRow>> in_doubt() override {
        return twisted(ForwardingStore::in_doubt(), twist_.in_doubt);
    }
    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override {
        return twist_.leads ? twist_.leads(target(), after, at_most) : ForwardingStore::leads(after, at_most);
    }
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        return twist_.seen ? twist_.seen(target(), names, now) : ForwardingStore::seen(names, now);
    }
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override {
        return twisted(ForwardingStore::suppressed(hashes), twist_.suppressed);
    }
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override {
        return twisted(ForwardingStore::lead_of(key), twist_.lead_of);
    }
    Result<std::vector<LeadChange>> pending_changes() override {
        return twisted(ForwardingStore::pending_changes(), twist_.pending);
    }
    Result<void> refusals(const std::function<void(const Refusal&)>& take) override {
        std::vector<Refusal> all;
        (void)ForwardingStore::refusals([&](const Refusal& refusal) { all.push_back(refusal); });
        if (twist_.refusals) {
            twist_.refusals(all);
        }
        for (const Refusal& refusal : all) {
            take(refusal);
        }
        return {};
    }
    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override {
        if (!twist_.journal) {
            return ForwardingStore::journal(query, take);
        }
        std::vector<JournalLine> all;
        (void)ForwardingStore::journal({}, [&](const JournalLine& line) { all.push_back(line); });
        const Result<std::vector<JournalLine>> lines = twist_.journal(std::move(all), query);
        for (const JournalLine& line : *lines) {
            take(line);
        }
        return {};
    }
    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override {
        std::vector<std::pair<Instant, Message>> all;
        (void)ForwardingStore::messages([&](Instant at, const Message& message) { all.emplace_back(at, message); });
        if (twist_.messages) {
            twist_.messages(all);
        }
        for (const auto& [at, message] : all) {
            take(at, message);
        }
        return {};
    }
    [[nodiscard]] bool records_messages() const noexcept override {
        return twist_.always_records || ForwardingStore::records_messages();
    }
    [[nodiscard]] LeadStore* lead_store() noexcept override {
        return twist_.is_lead_store ? &leads_of_its_own : nullptr;
    }

private:
    template <class T>
    static Result<T> twisted(Result<T> answer, const std::function<void(T&)>& twist) {
        if (twist) {
            twist(*answer);
        }
        return answer;
    }
    void make(const std::vector<LeadChange>& changes) {
        for (const LeadChange& change : changes) {
            if (const auto* set = std::get_if<SetField>(&change.what)) {
                leads_of_its_own.set(change.lead, set->field, set->to);
            }
        }
        latest_changes_ = changes;
    }

    Twist twist_;
    std::uint64_t real_epoch_ = 0;
    std::vector<LeadChange> latest_changes_;
};

class TwistedSubject final : public testing::EngineStoreSubject {
public:
    TwistedSubject(bool records, Twist twist) : real_(MemoryStore::Options{records}), store_(real_, std::move(twist)) {}

    EngineStore& store() override { return store_; }
    void reopen() override {}
    void put(const Lead& lead) override { store_.leads_of_its_own.put(lead); }
    bool fail_next_commit() override {
        store_.fails_next = true;
        return true;
    }

private:
    MemoryStore real_;
    TwistedStore store_;
};

/// What the suite says about a store with this twist.
inline std::vector<std::string> findings_about(const Twist& twist) {
    return testing::check_engine_store([&](bool records) { return std::make_unique<TwistedSubject>(records, twist); });
}

} // namespace nurture::testing_support
