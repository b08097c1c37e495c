// SPDX-License-Identifier: BSL-1.0
/// \file
/// A stranger's text inside a sentence of ours.

#pragma once

#include <string>
#include <string_view>

namespace nurture::inline v0 {

/// The text in double quotes, fit for one line: control characters become '?', and what is longer than 40 bytes is
/// cut before a character and ends in "…".
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace nurture::inline v0
