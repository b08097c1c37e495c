// SPDX-License-Identifier: BSL-1.0
/// \file
/// The conversation with a mail server.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include <nurture/runtime/input.hpp>
#include <nurture/smtp/smtp_channel.hpp>

#include "curl/handle.hpp"
#include "smtp/mail.hpp"

namespace nurture::inline v0::smtp {

/// One connection, opened when it is needed and kept. The options are checked and have their defaults.
class Session {
public:
    explicit Session(const Options& options);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// What libcurl cannot do of what the options ask for; "" if nothing.
    [[nodiscard]] std::string problem() const;

    /// What became of a mail.
    [[nodiscard]] Delivery send(const Mail& mail);

private:
    struct Conversation;
    [[nodiscard]] CURLcode converse(const Mail& mail, bool anew);
    [[nodiscard]] Delivery answer(CURLcode code, const Mail& mail) const;

    std::string bounces_to_;
    std::string own_sender_;
    std::unique_ptr<Conversation> had_; ///< Outlives the handle, which speaks up to its end.
    curl::Handle handle_;
};

} // namespace nurture::inline v0::smtp
