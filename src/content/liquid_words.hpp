// SPDX-License-Identifier: BSL-1.0
/// \file
/// The words of Liquid: which tags and filters there are, so that a template's author is told what was likely meant.

#pragma once

#include <string>
#include <string_view>

namespace nurture::inline v0 {

/// Whether the tag continues or ends a block that another began.
[[nodiscard]] bool belongs_to_a_block(std::string_view tag) noexcept;

/// The filter or tag that was likely meant, or "" if none is near.
[[nodiscard]] std::string_view nearest_liquid_filter(std::string_view name);
[[nodiscard]] std::string_view nearest_liquid_tag(std::string_view name);

} // namespace nurture::inline v0
