// SPDX-License-Identifier: BSL-1.0
/// \file
/// "Did you mean": the known name that is nearest to an unknown one.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nurture::inline v0::cel {

/// The nearest of the names, or empty if none is near. The first of several equally near ones.
[[nodiscard]] std::string nearest(std::string_view wrong, const std::vector<std::string_view>& names);

} // namespace nurture::inline v0::cel
