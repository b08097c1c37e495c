// SPDX-License-Identifier: BSL-1.0
/// \file
/// CSV by RFC 4180, with the exact place of everything.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "input/byte_source.hpp"
#include "input/outcome.hpp"

namespace nurture::cli {

/// One cell as written, quotes resolved.
struct CsvCell {
    std::string text{};
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

/// Reads rows of cells. Lines end with LF or CRLF, quoted cells may hold line breaks, blank lines are passed over.
///
/// Of a row with a mistake the rest of the line is passed over. A quote that is never closed makes the file
/// unreadable from there: nobody knows what is inside.
class CsvReader {
public:
    static constexpr std::size_t cell_bytes = std::size_t{1024} * 1024; ///< A longer cell is an open quote.
    static constexpr std::size_t cells_of_row = 4096;

    explicit CsvReader(std::unique_ptr<ByteSource> source) : in_(std::move(source)) {}

    /// The cells of the next row; the vector and its texts are reused.
    Outcome next(std::vector<CsvCell>& cells);

    [[nodiscard]] const std::string& name() const noexcept { return in_.name(); }
    /// SHA-256 of everything up to the end of the row that next() gave last, without its line end.
    [[nodiscard]] Digest passed() const noexcept { return in_.passed(); }

private:
    Outcome read_row(std::vector<CsvCell>& cells);
    Outcome read_cell(CsvCell& cell);
    Outcome read_quoted(CsvCell& cell);
    Outcome read_plain(CsvCell& cell);
    void take_carriage_return();
    [[nodiscard]] bool at_line_end();
    void skip_line();
    Outcome bad_here(std::string reason);

    Cursor in_;
    bool end_noted_ = false; ///< Of the row that is being read.
};

} // namespace nurture::cli
