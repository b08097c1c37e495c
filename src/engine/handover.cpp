// SPDX-License-Identifier: BSL-1.0
#include "engine/handover.hpp"

#include <exception>
#include <map>
#include <string>
#include <utility>

namespace nurture::inline v0 {

namespace {

/// The first answer per message of one call goes to the intake, the others nowhere.
class Answers final : public DeliverySink {
public:
    Answers(std::shared_ptr<Intake> intake, const std::vector<Message>& messages) : intake_(std::move(intake)) {
        for (const Message& message : messages) {
            open_.emplace(message.key, Open{message.attempt, message.lead});
        }
    }
    Answers(std::shared_ptr<Intake> intake, const std::vector<Sought>& sought)
        : intake_(std::move(intake)), looks_up_(true) {
        for (const Sought& one : sought) {
            open_.emplace(one.key, Open{one.attempt, one.lead});
        }
    }

    void answer(const MessageKey& key, Delivery delivery) override {
        if (looks_up_ ? !settles(delivery.kind) : delivery.kind == DeliveryKind::unknown) {
            return;
        }
        Open open;
        {
            const std::lock_guard lock(mutex_);
            const auto at = open_.find(key);
            if (at == open_.end()) {
                return;
            }
            open = std::move(at->second);
            open_.erase(at);
        }
        intake_->answer({.key = key, .attempt = open.attempt, .delivery = std::move(delivery)}, open.lead);
    }

    void answer_the_rest(const std::string& reason) {
        std::map<MessageKey, Open> rest;
        {
            const std::lock_guard lock(mutex_);
            rest.swap(open_);
        }
        for (const auto& [key, open] : rest) {
            intake_->answer({.key = key, .attempt = open.attempt, .delivery = {DeliveryKind::deferred, reason}},
                            open.lead);
        }
    }

private:
    struct Open {
        std::uint32_t attempt = 0;
        LeadId lead{};
    };
    /// Anything else says something about the channel, and would have a message sent again that may have arrived.
    static bool settles(DeliveryKind kind) {
        return kind == DeliveryKind::accepted || kind == DeliveryKind::unknown || kind == DeliveryKind::rejected;
    }

    std::shared_ptr<Intake> intake_;
    bool looks_up_ = false;
    std::mutex mutex_;
    std::map<MessageKey, Open> open_; ///< Messages without an answer.
};

} // namespace

void deliver(Channel& channel, Batch batch, const std::shared_ptr<Intake>& intake) {
    std::vector<Message> wanted;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
        if (batch.handovers[i]->begin()) {
            wanted.push_back(std::move(batch.messages[i]));
        }
    }
    if (wanted.empty()) {
        return;
    }
    const auto answers = std::make_shared<Answers>(intake, wanted);
    try {
        channel.deliver(wanted, answers);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& escaped) {
        answers->answer_the_rest(std::string("the channel threw: ") + escaped.what());
    } catch (...) {
        answers->answer_the_rest("the channel threw something that is no std::exception");
    }
}

void look_up(Channel& channel, const std::vector<Sought>& sought, const std::shared_ptr<Intake>& intake) {
    std::vector<MessageKey> keys;
    for (const Sought& one : sought) {
        keys.push_back(one.key);
    }
    try {
        channel.find(keys, std::make_shared<Answers>(intake, sought));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (...) { // NOLINT(bugprone-empty-catch): no answer; it is asked again.
    }
}

} // namespace nurture::inline v0
