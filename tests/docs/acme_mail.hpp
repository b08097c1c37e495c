// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <memory>
#include <utility>

#include <nurture/smtp/smtp_channel.hpp>

/// A channel that submits to Acme's mail server, with the password from the environment.
inline nurture::Result<std::unique_ptr<nurture::smtp::SmtpChannel>> acme_mail() {
    const char* password = std::getenv("ACME_MAIL_PASSWORD");
    nurture::smtp::Options options;
    options.host = "mail.acme.example";
    options.user = "nurture";
    options.password = password != nullptr ? password : "";
    options.from = "Acme News <news@acme.example>";
    options.bounces_to = "bounces@acme.example";
    return nurture::smtp::SmtpChannel::create(std::move(options));
}
