// SPDX-License-Identifier: BSL-1.0
/// \file
/// Columns that hold values: JSON where that gives the value back exactly, else packed.

#pragma once

#include <string>
#include <vector>

#include <nurture/lead/value.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/exact_json.hpp"

namespace nurture::inline v0::sqlite {

/// What such a column is to hold. May be filled again and again, which saves memory that comes and goes.
class ValueColumn {
public:
    ValueColumn() = default;
    /// NULL for no fields at all. Fails if a value cannot be stored.
    ValueColumn(Connection& connection, const Fields& fields) { fill(connection, fields); }
    /// NULL for an absent value.
    ValueColumn(Connection& connection, const Value& value);

    void fill(Connection& connection, const Fields& fields);

    // The same field by field, which must outlive end().
    void begin();
    void add(const Field& field);
    void end(Connection& connection);

    [[nodiscard]] TextOrBlob to_bind() const noexcept;

private:
    void pack(Connection& connection, const Value& value);

    bool is_null_ = true;
    ExactJson json_;
    std::vector<const Field*> fields_;
    std::string packed_;
};

/// The value of such a column; one that cannot be read is damage.
[[nodiscard]] Value value_in(Connection& connection, const Rows& rows, int column);
[[nodiscard]] Fields fields_in(Connection& connection, const Rows& rows, int column);

/// Packed bytes to bind. Fails if they are none, because a value was nested too deep to be packed.
[[nodiscard]] Blob packed(Connection& connection, const std::string& bytes);

} // namespace nurture::inline v0::sqlite
