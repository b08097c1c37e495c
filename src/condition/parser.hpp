// SPDX-License-Identifier: BSL-1.0
/// \file
/// From a text to a tree.

#pragma once

#include <cstddef>
#include <string_view>

#include "condition/ast.hpp"
#include "condition/token.hpp"

namespace nurture::inline v0::cel {

constexpr std::size_t max_text = 8 * 1024;
constexpr int max_nesting = 64;

/// Reads a text, going on after a mistake at the next comma or closing bracket.
[[nodiscard]] Tree parse(std::string_view text, Arena& arena, Problems& problems);

} // namespace nurture::inline v0::cel
