// SPDX-License-Identifier: BSL-1.0
/// \file
/// A message as a mail by RFC 5322: a pure function.

#pragma once

#include <string>

#include <nurture/result.hpp>
#include <nurture/runtime/message.hpp>
#include <nurture/time/instant.hpp>

#include "smtp/mailbox.hpp"

namespace nurture::inline v0::smtp {

/// What a mail has besides its message.
struct Letterhead {
    Mailbox from{};       ///< Of messages that name no sender.
    std::string domain{}; ///< Of Message-ID.
};

/// A mail as the server gets it.
struct Mail {
    std::string sender{};    ///< The address of `From`.
    std::string recipient{}; ///< An address.
    std::string text{};      ///< Headers and bodies in ASCII, lines of CRLF; dots are not doubled yet.
};

/// The same mail for the same arguments. An error is a sentence about what cannot stand in a mail.
[[nodiscard]] Result<Mail> compose(const Message& message, const Letterhead& letterhead);

} // namespace nurture::inline v0::smtp
