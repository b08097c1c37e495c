// SPDX-License-Identifier: BSL-1.0
/// \file
/// The words of Liquid: which tags and filters there are, so that a template's author is told "not yet" or "typo".

#pragma once

#include <string>
#include <string_view>

namespace nurture::inline v0 {

/// Whether Liquid, or the catalog format, has a filter of this name.
[[nodiscard]] bool is_liquid_filter(std::string_view name) noexcept;

/// Whether Liquid has a tag of this name, one that ends or divides a block among them (`endif`, `else`).
[[nodiscard]] bool is_liquid_tag(std::string_view name) noexcept;

/// Whether the tag continues or ends a block that another began.
[[nodiscard]] bool belongs_to_a_block(std::string_view tag) noexcept;

/// The filter or tag that was likely meant, or "" if none is near.
[[nodiscard]] std::string_view nearest_liquid_filter(std::string_view name);
[[nodiscard]] std::string_view nearest_liquid_tag(std::string_view name);

} // namespace nurture::inline v0
