// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <memory>
#include <utility>

#include <nurture/smtp/smtp_channel.hpp>

/// A channel that submits to Acme's mail server, with the password from the environment.
inline nurture::Result<std::unique_ptr<nurture::smtp::SmtpChannel>> acme_mail(const nurture::Clock& clock,
                                                                              const nurture::Links& links) {
    const char* password = std::getenv("ACME_MAIL_PASSWORD");
    nurture::smtp::Settings settings;
    settings.host = "mail.acme.example";
    settings.user = "nurture";
    settings.password = password != nullptr ? password : "";
    settings.from = "Acme News <news@acme.example>";
    settings.bounces_to = "bounces@acme.example";
    settings.links = &links; // the same as in Engine::Options
    return nurture::smtp::SmtpChannel::create(std::move(settings), clock);
}
