// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <nurture/effects/channel.hpp>

/// What the mail service said: an HTTP status and its words.
struct Reply {
    int status = 0;
    std::string words{};
};

/// Sends by a mail service with an HTTP API that knows an idempotency key.
class MailServiceChannel final : public nurture::Channel {
public:
    using Post = std::function<Reply(const nurture::Message&)>; ///< Your HTTP client.

    explicit MailServiceChannel(Post post) : post_(std::move(post)) {}

    void deliver(std::span<const nurture::Message> messages, std::shared_ptr<nurture::DeliverySink> sink) override {
        for (const nurture::Message& message : messages) {
            const Reply reply = post_(message);
            sink->answer(message.key, {.kind = kind_of(reply.status), .reason = reply.words});
        }
    }

    [[nodiscard]] nurture::Capabilities capabilities() const override {
        return {.idempotent = true, .batch = 50, .in_flight = 100};
    }

private:
    static nurture::DeliveryKind kind_of(int status) {
        using nurture::DeliveryKind;
        if (status >= 200 && status < 300) {
            return DeliveryKind::accepted;
        }
        if (status == 429) {
            return DeliveryKind::deferred; // this message, later
        }
        if (status == 400 || status == 422) {
            return DeliveryKind::rejected; // this message, never
        }
        return DeliveryKind::unavailable; // 401, 5xx, no connection: no message would go
    }

    Post post_;
};
