// SPDX-License-Identifier: BSL-1.0
/// \file
/// E-mail over SMTP, by libcurl, which no host sees.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <nurture/effects/channel.hpp>
#include <nurture/result.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::smtp {

/// How the connection is encrypted. Certificates are verified, always.
enum class Encryption {
    starttls, ///< From the greeting on; a server that offers none is not spoken to. Usually port 587.
    implicit, ///< From the first byte. Usually port 465.
    none      ///< For a relay on the same machine; passwords are refused.
};

/// The mail server, and what stands in every mail.
struct Options {
    std::string host{}; ///< Name or address.
    std::uint16_t port = 587;
    Encryption encryption = Encryption::starttls;
    std::string ca_file{}; ///< Certificates to trust (PEM) instead of the system's.
    std::string user{};    ///< Empty: no authentication.
    std::string password{};

    std::string from{};       ///< "Acme News <news@acme.example>": the sender of messages that name none.
    std::string bounces_to{}; ///< Address that bounces go to (envelope sender). Empty: the sender's.
    std::string domain{};     ///< Yours, behind the @ of Message-ID and in EHLO. Empty: that of `from`.

    Milliseconds connect_within = std::chrono::seconds(15); ///< Name, connection, encryption, login.
    Milliseconds send_within = std::chrono::seconds(60);    ///< All of one mail; the server's check of it takes time.
    /// Most messages of one call. As many are in doubt if the process dies meanwhile; one connection serves all calls
    /// anyway.
    std::size_t batch = 1;
};

/// Sends each message as one mail. docs/reference/channels.md has the mail's form.
///
/// | the server says | answer |
/// |---|---|
/// | 2xx to the whole mail | `accepted` |
/// | 4xx to sender, recipient or mail | `deferred` |
/// | 5xx to recipient or mail, or to a sender that the message names | `rejected` |
/// | nothing, a failed TLS handshake, a refused login, 421, 5xx to the sender of the options | `unavailable` |
/// | nothing any more, behind the end of the mail | `in_doubt` |
///
/// A message whose sender, recipient, subject or unsubscribe address cannot stand in a header (a line break or another
/// control character, no address) is `rejected` before the server hears of it. After `unavailable` or a doubt the rest
/// of the call is `unavailable`, too, and the server is left alone until the next one. SMTP has no idempotency key: a
/// mail in doubt that is sent again is a second mail, with the same Message-ID.
///
/// deliver() is done when it returns and takes at most connect_within + send_within per message. One thread at a time.
class SmtpChannel final : public Channel {
public:
    /// Checks the options and connects to nothing. Errc::invalid_argument names the option.
    [[nodiscard]] static Result<std::unique_ptr<SmtpChannel>> create(Options options);
    ~SmtpChannel() override; ///< Takes leave of the server.

    SmtpChannel(const SmtpChannel&) = delete;
    SmtpChannel& operator=(const SmtpChannel&) = delete;

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override;

private:
    struct Parts;
    explicit SmtpChannel(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace nurture::inline v0::smtp
