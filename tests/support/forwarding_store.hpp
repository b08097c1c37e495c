// SPDX-License-Identifier: BSL-1.0
/// \file
/// An EngineStore that hands every call on to another: tests change one function of it.

#pragma once

#include <functional>
#include <span>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

namespace nurture::testing_support {

class ForwardingStore : public EngineStore {
public:
    explicit ForwardingStore(EngineStore& to) : to_(&to) {}

    /// Hands on to another store from now on.
    void forward_to(EngineStore& to) { to_ = &to; }
    [[nodiscard]] EngineStore& target() const { return *to_; }

    Result<OpenedStore> open() override { return to_->open(); }
    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override { return to_->load(ids); }
    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override {
        return to_->load_accounts(ids);
    }
    Result<std::vector<LeadId>> leads_of(const AccountId& account) override { return to_->leads_of(account); }
    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override { return to_->due(up_to, at_most); }
    Result<std::vector<MessageRow>> outbox() override { return to_->outbox(); }
    Result<std::vector<MessageRow>> in_doubt() override { return to_->in_doubt(); }
    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override {
        return to_->leads(after, at_most);
    }
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        return to_->seen(names, now);
    }
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override { return to_->lead_of(key); }
    Result<std::vector<LeadId>> forgotten() override { return to_->forgotten(); }
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override { return to_->suppressed(hashes); }
    Result<std::vector<LeadChange>> pending_changes() override { return to_->pending_changes(); }
    Result<void> refusals(const std::function<void(const Refusal&)>& take) override { return to_->refusals(take); }
    Result<void> kept_inputs(const std::function<void(const KeptInput&)>& take) override {
        return to_->kept_inputs(take);
    }
    Result<void> commit(const CommitGroup& group) override { return to_->commit(group); }
    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override {
        return to_->journal(query, take);
    }
    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override {
        return to_->messages(take);
    }
    [[nodiscard]] bool records_messages() const noexcept override { return to_->records_messages(); }
    [[nodiscard]] LeadStore* lead_store() noexcept override { return to_->lead_store(); }

private:
    EngineStore* to_;
};

} // namespace nurture::testing_support
