// SPDX-License-Identifier: BSL-1.0
/// \file
/// Rows of named values, whether the file is CSV or JSON Lines.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/lead/field_type.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/result.hpp>

#include "input/byte_source.hpp"
#include "input/outcome.hpp"

namespace nurture::cli {

/// A named value with its place. From CSV always text, or absent for an empty cell.
struct Cell {
    std::string name{};
    Value value{};
    std::uint64_t line = 0;
    std::uint64_t column = 0; ///< 0 where only the line is known.
    /// Of an object, which has its members here as well: a map keeps no nulls.
    std::vector<Cell> members{};
};

/// One row.
struct Record {
    std::string_view file{};
    std::uint64_t line = 0;
    std::vector<Cell> cells{}; ///< In the order of the file; each name once.

    [[nodiscard]] const Cell* find(std::string_view name) const noexcept;
    /// A mistake in this cell, or of the row as a whole.
    [[nodiscard]] Outcome bad(const Cell& cell, std::string reason) const;
    [[nodiscard]] Outcome bad(std::string reason) const;
};

/// Why a column of a CSV file cannot be used; empty if it can.
using ColumnCheck = std::function<std::string(std::string_view name)>;

/// Reads the rows of one file in a stream.
class RecordReader {
public:
    virtual ~RecordReader() = default;

    virtual Outcome next(Record& record) = 0;
    /// SHA-256 of the file, unpacked, up to the end of the row that next() gave last, without its line end.
    [[nodiscard]] virtual Digest passed() const = 0;

    /// Opens a file: `.csv` as CSV, `.json`, `.jsonl` and `.ndjson` as JSON Lines, any other by its first character;
    /// `.gz` behind these is unpacked. `required` are the columns that a CSV file must have; those that `check`
    /// objects to make it unreadable.
    [[nodiscard]] static Result<std::unique_ptr<RecordReader>>
    open(const std::string& path, std::vector<std::string> required, ColumnCheck check = {});
    [[nodiscard]] static std::unique_ptr<RecordReader> csv(std::unique_ptr<ByteSource> source,
                                                           std::vector<std::string> required, ColumnCheck check = {});
    [[nodiscard]] static std::unique_ptr<RecordReader> json_lines(std::unique_ptr<ByteSource> source);

protected:
    RecordReader() = default;
    RecordReader(const RecordReader&) = default;
    RecordReader& operator=(const RecordReader&) = default;
};

/// The value as its declared type wants it: texts are read by it, other kinds must fit it. Null: nothing is declared.
/// Errors: unreadable, with what was expected.
[[nodiscard]] Result<Value> typed(const FieldType* type, const Value& value);

/// The declared type of a name, or null.
[[nodiscard]] const FieldType* type_of(const FieldTypes::Named& declared, const FieldTypes::Named& built_in,
                                       std::string_view name);

/// A list of texts: a list as it is, a text divided at semicolons.
[[nodiscard]] Result<Value> tags_of(const Value& value);

} // namespace nurture::cli
