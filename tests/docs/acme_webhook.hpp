// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <memory>
#include <utility>

#include <nurture/webhook/webhook_channel.hpp>

/// A channel that posts to Acme's endpoint, signed with the secret from the environment.
inline nurture::Result<std::unique_ptr<nurture::webhook::WebhookChannel>> acme_webhook(const nurture::Clock& clock) {
    const char* secret = std::getenv("ACME_WEBHOOK_SECRET");
    nurture::webhook::Options options;
    options.url = "https://hooks.acme.example/nurture";
    if (secret != nullptr) {
        options.secrets = {secret};
    }
    return nurture::webhook::WebhookChannel::create(std::move(options), clock);
}
