// SPDX-License-Identifier: BSL-1.0
/// \file
/// Parses templates: text, `{{ … }}`, `{% … %}`.

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <nurture/content/template.hpp>

#include "content/program.hpp"

namespace nurture::inline v0::liquid {

/// The program of a text; null if there are problems, which are appended.
[[nodiscard]] std::shared_ptr<const Program>
parse_program(std::string_view text, std::vector<TemplateProblem>& problems, const TemplatePieces* pieces);

} // namespace nurture::inline v0::liquid
