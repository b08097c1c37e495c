// SPDX-License-Identifier: BSL-1.0
/// \file
/// How texts are made fit for where they go.

#pragma once

#include <string>
#include <string_view>

#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// The characters that mean something in HTML.
inline constexpr std::string_view markup_characters = "&<>\"'";

/// The reference of a character of markup. Those of HTML 4, which every mail program knows; &apos; is younger.
[[nodiscard]] std::string_view reference_of(char c) noexcept;

/// Bytes that a URL may hold anywhere (RFC 3986, "unreserved").
[[nodiscard]] bool is_plain_in_urls(char c) noexcept;

/// "%2F"
void append_percent(TextBuilder& out, char c);

/// The text as a header may hold it: control characters and line separators, however many, become one space between
/// words and nothing at either end.
void make_fit_for_header(std::string& text);

} // namespace nurture::inline v0::liquid
