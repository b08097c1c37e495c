// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages as signed JSON over HTTP, by libcurl and OpenSSL, which no host sees.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/result.hpp>
#include <nurture/time/clock.hpp>

namespace nurture::inline v0::webhook {

/// One header of every request: {"Authorization", "Bearer …"}.
struct Header {
    std::string name{};
    std::string value{};
};

/// The endpoint, and what stands in every request.
struct Options {
    std::string url{}; ///< http: or https:. Certificates are verified, always.
    /// Each signs every request; two while one replaces the other. "whsec_" and base64, or at least 24 bytes as they
    /// are. None: nothing is signed.
    std::vector<std::string> secrets{};
    std::vector<Header> headers{};
    std::string ca_file{}; ///< Certificates to trust (PEM) instead of the system's.
    /// Whether the endpoint may be on this machine or a private network. Asked of the address that is connected to,
    /// whatever its name was a moment ago.
    bool allow_private_addresses = false;

    Milliseconds connect_within = std::chrono::seconds(10); ///< Name, connection, encryption.
    Milliseconds reply_within = std::chrono::seconds(30);   ///< From then to the end of the reply.
    std::size_t batch = 10;                                 ///< Most messages of one call; each is a request.
};

/// Posts each message as one JSON object. docs/reference/channels.md has its form and that of the signature.
///
/// | the endpoint says | answer |
/// |---|---|
/// | 2xx | `accepted` |
/// | 408, 425, 429, 5xx but the next | `deferred` |
/// | 3xx, 401, 403, 404, 405, 407, 410, 502, 503, 504: no message would go | `unavailable` |
/// | another 4xx | `rejected` |
/// | nothing: no connection, an address that is not allowed, silence | `unavailable` |
///
/// The key goes with every request, so a repeated one is harmless: the channel is idempotent, and silence behind a
/// request is `unavailable`, not a doubt. Redirections are not followed. After `unavailable` the rest of the call is
/// `unavailable`, too. Retry-After, up to an hour, is kept by the channel itself: until then messages are answered like
/// the one that was told so, without a request, and go no earlier again (`Delivery::not_before`).
///
/// deliver() is done when it returns and takes at most connect_within + reply_within per message. One thread at a time.
class WebhookChannel final : public Channel {
public:
    /// Checks the options and connects to nothing. Errc::invalid_argument names the option. The clock, for the time
    /// of signatures and for Retry-After, and the links are borrowed.
    [[nodiscard]] static Result<std::unique_ptr<WebhookChannel>> create(Options options, const Clock& clock);
    ~WebhookChannel() override;

    WebhookChannel(const WebhookChannel&) = delete;
    WebhookChannel& operator=(const WebhookChannel&) = delete;

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override;

private:
    struct Parts;
    explicit WebhookChannel(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace nurture::inline v0::webhook
