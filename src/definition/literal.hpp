// SPDX-License-Identifier: BSL-1.0
/// \file
/// Literal values: of fields, of content data, of defaults.

#pragma once

#include <optional>
#include <string_view>

#include <nurture/lead/field_type.hpp>
#include <nurture/lead/value.hpp>

#include "definition/reading.hpp"

namespace nurture::inline v0::reading {

/// A value by the YAML 1.2 core schema, where a bool is `true` or `false` only. Lists and maps too.
/// Nothing after a remark; null is an absent value.
[[nodiscard]] std::optional<Value> read_literal(const Document& document, std::string_view name,
                                                const Reading& reading);

/// A value of a declared type: text for a `string` as it is written (01234), numbers for an `int` or `double` …
[[nodiscard]] std::optional<Value> read_field_value(const Document& document, const FieldType& type,
                                                    std::string_view name, const Reading& reading);

} // namespace nurture::inline v0::reading
