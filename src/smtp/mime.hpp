// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any text as ASCII lines of at most 76 characters: bodies by RFC 2045, headers by RFC 2047.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nurture::inline v0::smtp {

/// With U+FFFD for each byte that is not UTF-8.
[[nodiscard]] std::string repaired(std::string_view text);

[[nodiscard]] std::string base64(std::string_view bytes); ///< On one line.

/// One part of a mail: its Content- headers, an empty line, the encoded text. Of quoted-printable and base64 the
/// shorter; line breaks of any kind become CRLF, NUL becomes U+FFFD. No line of the text begins with a dot or holds
/// "=_", which is what boundaries begin with.
[[nodiscard]] std::string text_part(std::string_view subtype, std::string_view text);

/// A header value of words, as it is where a mail can carry it, else in encoded words; folded. `column` is where it
/// begins. The text is UTF-8 without control characters.
[[nodiscard]] std::string folded_text(std::string_view text, std::size_t column);

/// A name in front of an address, likewise: bare, quoted or encoded.
[[nodiscard]] std::string folded_phrase(std::string_view name, std::size_t column);

} // namespace nurture::inline v0::smtp
