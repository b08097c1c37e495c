// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a template is after parsing: literal text and outputs in turn.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nurture/content/template.hpp>
#include <nurture/lead/value.hpp>

namespace nurture::inline v0 {

/// The index of a name in ParsedTemplate::names.
struct NameIndex {
    std::size_t at = 0;
};

/// Something that gives a value: a literal of the template or a name.
using Operand = std::variant<Value, NameIndex>;

/// `{{ value | default: a | default: b }}`: the first that is not empty, else the last.
struct Output {
    std::vector<Operand> operands{};
};

/// Text as it stands.
struct Literal {
    std::string text{};
};

struct ParsedTemplate {
    std::string text{};
    std::vector<Template::Name> names{};
    std::vector<std::variant<Literal, Output>> pieces{};
};

/// Parses the text; nothing if there are problems, which are appended.
[[nodiscard]] std::optional<ParsedTemplate> parse_template(std::string_view text,
                                                           std::vector<TemplateProblem>& problems);

} // namespace nurture::inline v0
