// SPDX-License-Identifier: BSL-1.0
/// \file
/// Upper and lower case of Latin, Greek and Cyrillic letters, the same under every locale.

#pragma once

#include <string_view>

#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// Letters of other scripts, and those that have no counterpart, stay as they are; ß is SS in upper case.
void append_upper(TextBuilder& out, std::string_view text);
void append_lower(TextBuilder& out, std::string_view text);

} // namespace nurture::inline v0::liquid
