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
            open_.emplace(message.key, message.attempt);
        }
    }

    void answer(const MessageKey& key, Delivery delivery) override {
        std::uint32_t attempt = 0;
        {
            const std::lock_guard lock(mutex_);
            const auto at = open_.find(key);
            if (at == open_.end()) {
                return;
            }
            attempt = at->second;
            open_.erase(at);
        }
        intake_->answer({.key = key, .attempt = attempt, .delivery = std::move(delivery)});
    }

    void answer_the_rest(const std::string& reason) {
        std::map<MessageKey, std::uint32_t> rest;
        {
            const std::lock_guard lock(mutex_);
            rest.swap(open_);
        }
        for (const auto& [key, attempt] : rest) {
            intake_->answer({.key = key, .attempt = attempt, .delivery = {DeliveryKind::deferred, reason}});
        }
    }

private:
    std::shared_ptr<Intake> intake_;
    std::mutex mutex_;
    std::map<MessageKey, std::uint32_t> open_;
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

} // namespace nurture::inline v0
