// SPDX-License-Identifier: BSL-1.0
/// \file
/// Counts what an engine asks of its store.

#pragma once

#include <cstddef>
#include <utility>

#include <nurture/runtime/engine_store.hpp>

namespace nurture::figures {

/// Hands every call on to another store.
class CountingStore final : public EngineStore {
public:
    explicit CountingStore(EngineStore& store) : store_(store) {}

    std::size_t calls = 0; ///< Commits among them.
    std::size_t commits = 0;
    std::size_t lines = 0; ///< Of the journal, committed.

    Result<std::optional<Digest>> deployed() override { return counted(store_).deployed(); }
    Result<OpenedStore> open() override { return counted(store_).open(); }
    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override { return counted(store_).load(ids); }
    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override {
        return counted(store_).load_accounts(ids);
    }
    Result<std::vector<LeadId>> leads_of(const AccountId& account) override {
        return counted(store_).leads_of(account);
    }
    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override {
        return counted(store_).due(up_to, at_most);
    }
    Result<std::vector<MessageRow>> outbox() override { return counted(store_).outbox(); }
    Result<std::vector<MessageRow>> in_doubt() override { return counted(store_).in_doubt(); }
    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override {
        return counted(store_).leads(after, at_most);
    }
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        return counted(store_).seen(names, now);
    }
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override { return counted(store_).lead_of(key); }
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override {
        return counted(store_).suppressed(hashes);
    }
    Result<std::vector<LeadChange>> pending_changes() override { return counted(store_).pending_changes(); }
    Result<void> refusals(const std::function<void(const Refusal&)>& take) override {
        return counted(store_).refusals(take);
    }
    Result<void> commit(const CommitGroup& group) override {
        ++commits;
        lines += group.journal.size();
        return counted(store_).commit(group);
    }
    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override {
        return counted(store_).journal(query, take);
    }
    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override {
        return counted(store_).messages(take);
    }
    [[nodiscard]] bool records_messages() const noexcept override { return store_.records_messages(); }
    [[nodiscard]] LeadStore* lead_store() noexcept override { return store_.lead_store(); }

private:
    EngineStore& counted(EngineStore& store) noexcept {
        ++calls;
        return store;
    }
    EngineStore& store_;
};

} // namespace nurture::figures
