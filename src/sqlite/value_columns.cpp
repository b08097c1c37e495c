// SPDX-License-Identifier: BSL-1.0
#include "sqlite/value_columns.hpp"

#include <optional>
#include <utility>

#include "sqlite/packing.hpp"

namespace nurture::inline v0::sqlite {

ValueColumn::ValueColumn(Connection& connection, const Value& value) : is_null_(value.is_absent()) {
    json_.value(value);
    if (!json_.is_exact()) {
        pack(connection, value);
    }
}

void ValueColumn::fill(Connection& connection, const Fields& fields) {
    begin();
    for (const Field& field : fields) {
        add(field);
    }
    end(connection);
}

void ValueColumn::begin() {
    fields_.clear();
    json_.clear();
    json_.begin_map();
}

void ValueColumn::add(const Field& field) {
    fields_.push_back(&field);
    json_.member(field.name, field.value);
}

void ValueColumn::end(Connection& connection) {
    json_.end_map();
    is_null_ = fields_.empty();
    if (!json_.is_exact()) {
        Fields fields;
        for (const Field* field : fields_) {
            fields.set(field->name, field->value);
        }
        pack(connection, Value(std::move(fields)));
    }
}

void ValueColumn::pack(Connection& connection, const Value& value) {
    packed_ = pack_value(value);
    (void)packed(connection, packed_);
}

TextOrBlob ValueColumn::to_bind() const noexcept {
    if (is_null_) {
        return std::monostate();
    }
    return json_.is_exact() ? TextOrBlob(std::string_view(json_.text())) : TextOrBlob(Blob{packed_});
}

Value value_in(Connection& connection, const Rows& rows, int column) {
    Value value;
    if (rows.is_blob(column)) {
        if (!unpack_value(rows.blob(column), value)) {
            connection.damaged("a packed value cannot be read");
        }
    } else if (!rows.is_null(column)) {
        std::optional<Value> read = read_exact_json(rows.text(column));
        if (!read) {
            connection.damaged("a value in JSON cannot be read");
        }
        value = std::move(read).value_or(Value());
    }
    return value;
}

Fields fields_in(Connection& connection, const Rows& rows, int column) {
    if (rows.is_null(column)) {
        return {};
    }
    if (!rows.is_blob(column)) {
        std::optional<Fields> read = read_exact_json_map(rows.text(column));
        if (!read) {
            connection.damaged("a map of values in JSON cannot be read");
        }
        return std::move(read).value_or(Fields());
    }
    const Value value = value_in(connection, rows, column);
    if (const Fields* fields = value.as_map(); fields != nullptr) {
        return *fields;
    }
    connection.damaged("a packed value is no map of values");
    return {};
}

Blob packed(Connection& connection, const std::string& bytes) {
    if (bytes.empty()) {
        connection.fail({Errc::store, connection.path() + " cannot hold a value that is nested more than " +
                                          std::to_string(deepest_value) + " deep; send flatter values"});
    }
    return {bytes};
}

} // namespace nurture::inline v0::sqlite
