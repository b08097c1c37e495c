// SPDX-License-Identifier: BSL-1.0
#include <nurture/smtp/smtp_channel.hpp>

#include <algorithm>
#include <utility>

#include "smtp/mail.hpp"
#include "smtp/mailbox.hpp"
#include "smtp/session.hpp"

namespace nurture::inline v0::smtp {

namespace {

Error wrong(std::string what) {
    return {Errc::invalid_argument, "smtp: " + std::move(what)};
}

bool is_host(const std::string& text) {
    const bool is_ipv6 =
        text.find(':') != std::string::npos && text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string::npos;
    return is_ipv6 || is_domain(text);
}

bool has_control(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
}

/// The options with their defaults filled in.
Result<Options> checked(Options options) {
    if (!is_host(options.host) || options.port == 0) {
        return wrong("host and port must name the mail server, host as a name or address alone");
    }
    const Result<Mailbox> from = mailbox("from", options.from);
    if (!from) {
        return wrong(from.error().message);
    }
    if (options.domain.empty()) {
        options.domain = from->address.substr(from->address.rfind('@') + 1);
    }
    if (!is_domain(options.domain)) {
        return wrong("domain is no name of letters, digits, hyphens and dots");
    }
    if (!options.bounces_to.empty()) {
        if (const Result<std::string> address = mail_address("bounces_to", options.bounces_to); !address) {
            return wrong(address.error().message);
        }
    }
    if (has_control(options.user) || has_control(options.password)) {
        return wrong("user and password must hold no control characters");
    }
    if (options.user.empty() && !options.password.empty()) {
        return wrong("a password needs a user");
    }
    if (options.encryption == Encryption::none && !options.user.empty()) {
        return wrong("a password would cross the network readable; use Encryption::starttls or implicit");
    }
    // libcurl takes 0 for "no limit".
    constexpr Milliseconds longest = std::chrono::hours(1);
    if (options.connect_within <= Milliseconds(0) || options.send_within <= Milliseconds(0) ||
        options.connect_within > longest || options.send_within > longest) {
        return wrong("connect_within and send_within must be between a millisecond and an hour");
    }
    if (options.batch == 0) {
        return wrong("batch must be at least 1");
    }
    return options;
}

} // namespace

struct SmtpChannel::Parts {
    Options options;
    Mailbox from;
    Session session;
};

Result<std::unique_ptr<SmtpChannel>> SmtpChannel::create(Options options) {
    Result<Options> good = checked(std::move(options));
    if (!good) {
        return good.error();
    }
    Mailbox from = *mailbox("from", good->from);
    std::unique_ptr<Parts> parts(new Parts{*good, std::move(from), Session(*good)});
    if (const std::string problem = parts->session.problem(); !problem.empty()) {
        return wrong("this libcurl cannot send mail: " + problem);
    }
    return std::unique_ptr<SmtpChannel>(new SmtpChannel(std::move(parts)));
}

SmtpChannel::SmtpChannel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SmtpChannel::~SmtpChannel() = default;

void SmtpChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    Delivery rest{.kind = DeliveryKind::accepted}; // or how all that follow are answered
    for (const Message& message : messages) {
        const Result<Mail> mail = compose(message, {.from = parts_->from, .domain = parts_->options.domain});
        if (!mail) {
            sink->answer(message.key, {.kind = DeliveryKind::rejected, .reason = mail.error().message});
            continue;
        }
        if (rest.kind == DeliveryKind::unavailable) {
            sink->answer(message.key, rest);
            continue;
        }
        const Delivery answer = parts_->session.send(*mail);
        if (answer.kind == DeliveryKind::in_doubt) {
            rest = {.kind = DeliveryKind::unavailable,
                    .reason = "the server fell silent behind another mail of this call"};
        } else if (answer.kind == DeliveryKind::unavailable) {
            rest = answer;
        }
        sink->answer(message.key, answer);
    }
}

Capabilities SmtpChannel::capabilities() const {
    return {.idempotent = false, .batch = parts_->options.batch, .in_flight = parts_->options.batch};
}

} // namespace nurture::inline v0::smtp
