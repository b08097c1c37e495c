// SPDX-License-Identifier: BSL-1.0
#include <nurture/webhook/webhook_channel.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "webhook/payload.hpp"
#include "webhook/post.hpp"
#include "webhook/signature.hpp"

namespace nurture::inline v0::webhook {

namespace {

constexpr Milliseconds longest_wait = std::chrono::hours(1);

Error wrong(std::string what) {
    return {Errc::invalid_argument, "webhook: " + std::move(what)};
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_visible(char c) {
    return c > ' ' && c <= '~';
}

bool is_header_name(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

/// Headers that say what this channel says itself, or how the request is framed.
bool is_taken(std::string_view name) {
    constexpr std::array<std::string_view, 8> taken{"content-type",      "content-length", "transfer-encoding",
                                                    "idempotency-key",   "webhook-id",     "webhook-timestamp",
                                                    "webhook-signature", "expect"};
    return std::any_of(taken.begin(), taken.end(), [&](std::string_view other) {
        return std::equal(name.begin(), name.end(), other.begin(), other.end(),
                          [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    });
}

std::optional<Error> problem_of(const Options& options) {
    if (!std::all_of(options.url.begin(), options.url.end(), is_visible) || !is_http_url(options.url)) {
        return wrong("url must be an address that begins with https: or http:, of visible ASCII characters");
    }
    for (const std::string& secret : options.secrets) {
        if (!secret_bytes(secret)) {
            return wrong(
                "a secret must be whsec_ and the base64 of at least 24 bytes, or at least 24 bytes as they are");
        }
    }
    for (const Header& header : options.headers) {
        if (!is_header_name(header.name) || is_taken(header.name)) {
            return wrong("\"" + header.name + "\" is no header that options can add");
        }
        if (!std::all_of(header.value.begin(), header.value.end(), [](char c) { return is_visible(c) || c == ' '; }) ||
            header.value.find_first_not_of(' ') == std::string::npos) {
            return wrong("the header " + header.name + " must hold visible ASCII characters and blanks alone");
        }
    }
    // libcurl takes 0 for "no limit".
    if (options.connect_within <= Milliseconds(0) || options.reply_within <= Milliseconds(0) ||
        options.connect_within > longest_wait || options.reply_within > longest_wait) {
        return wrong("connect_within and reply_within must be between a millisecond and an hour");
    }
    if (options.batch == 0) {
        return wrong("batch must be at least 1");
    }
    return std::nullopt;
}

bool is_key(const std::string& key) {
    return !key.empty() && key.size() <= 50 && std::all_of(key.begin(), key.end(), is_letter_or_digit);
}

DeliveryKind kind_of(int status) {
    constexpr std::array to_all{401, 403, 404, 405, 407, 410, 502, 503, 504}; // What they say, they say to all.
    constexpr std::array later{408, 425, 429};
    if (status >= 200 && status < 300) {
        return DeliveryKind::accepted;
    }
    if (status < 400 || std::find(to_all.begin(), to_all.end(), status) != to_all.end()) {
        return DeliveryKind::unavailable;
    }
    return status >= 500 || std::find(later.begin(), later.end(), status) != later.end() ? DeliveryKind::deferred
                                                                                         : DeliveryKind::rejected;
}

/// Until when an endpoint wants to be left alone: seconds from now, or a date. At most an hour from now.
std::optional<Instant> asked_until(const std::string& retry_after, Instant now) {
    Milliseconds wait{0};
    std::uint32_t seconds = 0;
    const char* end = retry_after.data() + retry_after.size();
    const auto [rest, problem] = std::from_chars(retry_after.data(), end, seconds);
    if (problem == std::errc() && rest == end) {
        wait = std::chrono::seconds(seconds);
    } else if (const std::time_t date = curl_getdate(retry_after.c_str(), nullptr); date > 0) {
        wait = Instant(std::chrono::seconds(date)) - now;
    }
    return wait > Milliseconds(0) ? std::optional(now + std::min(wait, longest_wait)) : std::nullopt;
}

} // namespace

struct WebhookChannel::Parts {
    Options options;
    const Clock& clock;
    std::vector<std::string> secrets; ///< Their bytes.
    Post post;
    Instant quiet_until{};  ///< The endpoint asked for it;
    Delivery while_quiet{}; ///< meanwhile this is the answer.

    [[nodiscard]] Delivery deliver(const Message& message);
};

Result<std::unique_ptr<WebhookChannel>> WebhookChannel::create(Options options, const Clock& clock) {
    if (const std::optional<Error> problem = problem_of(options)) {
        return *problem;
    }
    std::vector<std::string> secrets;
    for (const std::string& secret : options.secrets) {
        secrets.push_back(*secret_bytes(secret));
    }
    std::unique_ptr<Parts> parts(new Parts{options, clock, std::move(secrets), Post(options)});
    if (const std::string problem = parts->post.problem(); !problem.empty()) {
        return wrong("this libcurl cannot send it: " + problem);
    }
    return std::unique_ptr<WebhookChannel>(new WebhookChannel(std::move(parts)));
}

WebhookChannel::WebhookChannel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
WebhookChannel::~WebhookChannel() = default;

Delivery WebhookChannel::Parts::deliver(const Message& message) {
    if (!is_key(message.key.str())) {
        return {.kind = DeliveryKind::rejected, .reason = "the message's key is not 1 to 50 ASCII letters and digits"};
    }
    const Instant now = clock.now();
    if (now < quiet_until) {
        while_quiet.not_before = quiet_until - now;
        return while_quiet;
    }
    const std::string body = payload(message);
    const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    std::vector<std::string> headers{"Content-Type: application/json", "Idempotency-Key: " + message.key.str(),
                                     "Webhook-Id: " + message.key.str(),
                                     "Webhook-Timestamp: " + std::to_string(seconds)};
    if (!secrets.empty()) {
        const std::optional<std::string> signed_by = signature(secrets, message.key.str(), seconds, body);
        if (!signed_by) {
            return {.kind = DeliveryKind::unavailable, .reason = "OpenSSL offers no HMAC with SHA-256"};
        }
        headers.push_back("Webhook-Signature: " + *signed_by);
    }
    for (const Header& header : options.headers) {
        headers.push_back(header.name + ": " + header.value);
    }

    const Reply reply = post.send(headers, body);
    if (reply.status == 0) {
        return {.kind = DeliveryKind::unavailable, .reason = reply.words};
    }
    Delivery answer{.kind = kind_of(reply.status), .reason = "HTTP " + std::to_string(reply.status)};
    if (answer.kind == DeliveryKind::accepted) {
        return answer;
    }
    const std::optional<Instant> until = asked_until(reply.retry_after, now);
    if (until && answer.kind != DeliveryKind::rejected) {
        answer.reason += ", asked to wait until " + to_string(*until);
        answer.not_before = *until - now;
        quiet_until = *until;
        while_quiet = answer;
    }
    answer.reason += reply.words.empty() ? "" : ": " + reply.words;
    return answer;
}

void WebhookChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    Delivery rest{.kind = DeliveryKind::accepted}; // or how all that follow are answered
    for (const Message& message : messages) {
        const Delivery answer = rest.kind == DeliveryKind::unavailable ? rest : parts_->deliver(message);
        if (answer.kind == DeliveryKind::unavailable) {
            rest = answer;
        }
        sink->answer(message.key, answer);
    }
}

Capabilities WebhookChannel::capabilities() const {
    constexpr std::size_t usual = 16;
    return {.idempotent = true, .batch = parts_->options.batch, .in_flight = std::max(usual, parts_->options.batch)};
}

} // namespace nurture::inline v0::webhook
