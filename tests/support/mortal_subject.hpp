// SPDX-License-Identifier: BSL-1.0
/// \file
/// A store whose process dies at a commit: right behind it, or right before it.

#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <nurture/testing/engine_store_subject.hpp>

#include "support/forwarding_store.hpp"

namespace nurture::testing_support {

/// What ends the process, as far as the engine can tell: nothing behind it is called.
struct Died {};

enum class Death { before, behind };

class MortalSubject final : public testing::EngineStoreSubject {
public:
    explicit MortalSubject(std::unique_ptr<testing::EngineStoreSubject> inner) : inner_(std::move(inner)) {}

    EngineStore& store() override { return store_; }
    void reopen() override {
        inner_->reopen();
        store_.forward_to(inner_->store());
    }
    void put(const Lead& lead) override { inner_->put(lead); }

    /// Asked at each commit, before it is written.
    std::function<bool(const CommitGroup&)> dies{};
    Death death = Death::behind;
    std::size_t deaths = 0;

private:
    struct Store final : ForwardingStore {
        Store(EngineStore& to, MortalSubject& subject) : ForwardingStore(to), subject_(subject) {}
        Result<void> commit(const CommitGroup& group) override {
            if (!subject_.dies || !subject_.dies(group)) {
                return ForwardingStore::commit(group);
            }
            ++subject_.deaths;
            if (subject_.death == Death::behind) {
                if (Result<void> done = ForwardingStore::commit(group); !done) {
                    return done;
                }
            }
            throw Died{};
        }
        MortalSubject& subject_;
    };

    std::unique_ptr<testing::EngineStoreSubject> inner_;
    Store store_{inner_->store(), *this};
};

/// Whether a commit marks a message as being handed over: the channel is called right behind it.
inline bool hands_over(const CommitGroup& group) {
    for (const auto& [lead, row] : group.messages) {
        if (row->state == MessageState::handing_over) {
            return true;
        }
    }
    return false;
}

} // namespace nurture::testing_support
