// SPDX-License-Identifier: BSL-1.0
/// \file
/// Columns that hold values: JSON where that gives the value back exactly, else packed.

#pragma once

#include <string>

#include <nurture/lead/value.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/exact_json.hpp"

namespace nurture::inline v0::sqlite {

/// What such a column is to hold.
class ValueColumn {
public:
    /// NULL for no fields at all. Fails if a value cannot be stored.
    ValueColumn(Connection& connection, const Fields& fields)
        : ValueColumn(connection, fields, [](const Field&) { return true; }) {}

    /// The same of those fields for which `is_wanted(field)`.
    template <class Wanted>
    ValueColumn(Connection& connection, const Fields& fields, Wanted is_wanted) {
        json_.begin_map();
        for (const Field& field : fields) {
            if (is_wanted(field)) {
                is_null_ = false;
                json_.member(field.name, field.value);
            }
        }
        json_.end_map();
        if (!json_.is_exact()) {
            Fields wanted;
            for (const Field& field : fields) {
                if (is_wanted(field)) {
                    wanted.set(field.name, field.value);
                }
            }
            pack(connection, Value(std::move(wanted)));
        }
    }

    /// NULL for an absent value.
    ValueColumn(Connection& connection, const Value& value);

    [[nodiscard]] TextOrBlob to_bind() const noexcept;

private:
    void pack(Connection& connection, const Value& value);

    bool is_null_ = true;
    ExactJson json_;
    std::string packed_;
};

/// The value of such a column; one that cannot be read is damage.
[[nodiscard]] Value value_in(Connection& connection, const Rows& rows, int column);
[[nodiscard]] Fields fields_in(Connection& connection, const Rows& rows, int column);

/// Packed bytes to bind. Fails if they are none, because a value was nested too deep to be packed.
[[nodiscard]] Blob packed(Connection& connection, const std::string& bytes);

} // namespace nurture::inline v0::sqlite
