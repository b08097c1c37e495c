// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writes a program's text.

#pragma once

#include <string>
#include <vector>

#include "content/program.hpp"
#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

/// Where a program finds the values of names that it does not give itself.
class Source {
public:
    virtual ~Source() = default;

    /// Whether there is a value of that name; nil is one.
    [[nodiscard]] virtual bool find(const std::vector<std::string>& path, Datum& value) const = 0;

protected:
    Source() = default;
    Source(const Source&) = default;
    Source& operator=(const Source&) = default;
};

/// The text. Throws Stop where it cannot be written.
[[nodiscard]] std::string render_program(const Program& program, const Source& source, const RenderContext& context);

} // namespace nurture::inline v0::liquid
