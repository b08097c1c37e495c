// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is known of a value before it exists: the static types of expressions.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nurture/lead/field_type.hpp>

#include "condition/datum.hpp"

namespace nurture::inline v0::cel {

/// A static type. `dynamic` is everything of which nothing is known.
struct Type {
    bool dynamic = true;
    Kind kind = Kind::null;                           ///< Never a host kind, error or absent.
    std::shared_ptr<const Type> key{};                ///< Of a map.
    std::shared_ptr<const Type> item{};               ///< Of a list or map.
    const std::vector<std::string>* values = nullptr; ///< The texts that are possible; null: any.
};

[[nodiscard]] Type simple(Kind kind);
[[nodiscard]] Type list_of(const Type& item);
[[nodiscard]] Type map_of(const Type& key, const Type& item);

/// The type of a declared field, as expressions see it: a date is a timestamp.
[[nodiscard]] Type type_of(const FieldType& field);

[[nodiscard]] bool is_numeric(const Type& type) noexcept;

/// Whether a value of one type may be of the other; dynamic may be anything.
[[nodiscard]] bool may_be(const Type& type, Kind kind) noexcept;

/// Whether a value of both types can exist.
[[nodiscard]] bool compatible(const Type& a, const Type& b) noexcept;

/// The type that holds the values of both, dynamic if they differ.
[[nodiscard]] Type join(const Type& a, const Type& b);

/// With its article, for sentences: "a string", "an int", "a list".
[[nodiscard]] std::string described(const Type& type);
[[nodiscard]] std::string described(Kind kind);

} // namespace nurture::inline v0::cel
