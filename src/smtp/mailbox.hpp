// SPDX-License-Identifier: BSL-1.0
/// \file
/// What may stand in a header: addresses, names, words.

#pragma once

#include <string>
#include <string_view>

#include <nurture/result.hpp>

namespace nurture::inline v0::smtp {

/// "Acme News <news@acme.example>" in its parts.
struct Mailbox {
    std::string name{}; ///< UTF-8 without control characters; may be empty.
    std::string address{};
};

/// Words for a header: valid UTF-8, tabs as spaces. A text with another control character, or longer than 8 KiB, is an
/// error that calls it `what` ("the subject"): a line break would begin a header of its own.
[[nodiscard]] Result<std::string> header_text(std::string_view what, std::string_view text);

/// "news@acme.example", as it can be said to a server without quoting.
[[nodiscard]] Result<std::string> mail_address(std::string_view what, std::string_view text);

/// An address, or a name with an address in angle brackets.
[[nodiscard]] Result<Mailbox> mailbox(std::string_view what, std::string_view text);

/// Letters, digits, hyphens and dots: the name of a host on the net.
[[nodiscard]] bool is_domain(std::string_view text) noexcept;

} // namespace nurture::inline v0::smtp
