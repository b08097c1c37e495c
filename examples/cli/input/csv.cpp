// SPDX-License-Identifier: BSL-1.0

#include "input/csv.hpp"

#include <utility>

namespace nurture::cli {

Outcome CsvReader::next(std::vector<CsvCell>& cells) {
    while (in_.peek() == '\n' || in_.peek() == '\r') {
        in_.take();
    }
    if (in_.peek() != Cursor::end_of_input) {
        Outcome outcome = read_row(cells);
        if (outcome.kind == Outcome::Kind::bad_row) {
            skip_line();
        }
        if (!outcome.is_row() || in_.failure().empty()) {
            return outcome;
        }
    }
    if (!in_.failure().empty()) {
        return Outcome::unreadable({in_.name(), 0, 0, in_.failure()});
    }
    return Outcome::end();
}

Outcome CsvReader::read_row(std::vector<CsvCell>& cells) {
    std::size_t count = 0;
    end_noted_ = false;
    while (true) {
        if (count == cells_of_row) {
            return bad_here("the row has more than 4096 cells");
        }
        if (count == cells.size()) {
            cells.emplace_back();
        }
        if (Outcome outcome = read_cell(cells[count++]); !outcome.is_row()) {
            return outcome;
        }
        if (in_.peek() != ',') {
            break;
        }
        in_.take();
    }
    cells.resize(count);
    if (!end_noted_) {
        in_.note_row_end();
    }
    if (in_.peek() == '\n') {
        in_.take();
    }
    return Outcome::row();
}

/// A row ends in front of its line end, so that it stays the same when a file without one goes on.
void CsvReader::take_carriage_return() {
    in_.note_row_end();
    end_noted_ = true;
    in_.take();
}

Outcome CsvReader::read_cell(CsvCell& cell) {
    cell.text.clear();
    cell.line = in_.line();
    cell.column = in_.column();
    Outcome outcome = in_.peek() == '"' ? read_quoted(cell) : read_plain(cell);
    if (outcome.is_row() && !is_clean_utf8(cell.text)) {
        return Outcome::bad_row(
            {in_.name(), cell.line, cell.column, "the cell is not valid UTF-8; save the file as UTF-8"});
    }
    return outcome;
}

Outcome CsvReader::read_quoted(CsvCell& cell) {
    in_.take();
    while (true) {
        const int byte = in_.peek();
        if (byte == Cursor::end_of_input) {
            return Outcome::unreadable(
                {in_.name(), cell.line, cell.column,
                 in_.failure().empty() ? "the quote that opens here is never closed" : in_.failure()});
        }
        in_.take();
        if (byte == '"') {
            if (in_.peek() != '"') {
                break;
            }
            in_.take();
        }
        cell.text += static_cast<char>(byte);
        if (cell.text.size() > cell_bytes) {
            return Outcome::unreadable({in_.name(), cell.line, cell.column,
                                        "the cell that opens here is longer than 1 MiB; is its quote never closed?"});
        }
    }
    if (in_.peek() != ',' && in_.peek() != Cursor::end_of_input && !at_line_end()) {
        return bad_here("a comma or the end of the line must follow a closing quote; a quote inside a quoted cell is "
                        "written twice");
    }
    return Outcome::row();
}

Outcome CsvReader::read_plain(CsvCell& cell) {
    while (true) {
        const int byte = in_.peek();
        if (byte == ',' || byte == '\n' || byte == Cursor::end_of_input) {
            return Outcome::row();
        }
        if (byte == '"') {
            return bad_here("a quote inside a cell without quotes; put the cell in quotes and write the quote twice");
        }
        if (byte == '\r') {
            const std::uint64_t line = in_.line();
            const std::uint64_t column = in_.column();
            take_carriage_return();
            if (in_.peek() == '\n' || in_.peek() == Cursor::end_of_input) {
                return Outcome::row();
            }
            return Outcome::bad_row(
                {in_.name(), line, column, "a carriage return without a line feed; end lines with LF or CRLF"});
        }
        if (cell.text.size() == cell_bytes) {
            in_.take();
            return bad_here("the cell is longer than 1 MiB");
        }
        in_.take();
        cell.text += static_cast<char>(byte);
    }
}

/// At a CR it is taken: what follows a closing quote is a line end or a mistake.
bool CsvReader::at_line_end() {
    if (in_.peek() == '\r') {
        take_carriage_return();
    }
    return in_.peek() == '\n' || in_.peek() == Cursor::end_of_input;
}

void CsvReader::skip_line() {
    while (in_.peek() != '\n' && in_.peek() != Cursor::end_of_input) {
        in_.take();
    }
}

Outcome CsvReader::bad_here(std::string reason) {
    return Outcome::bad_row({in_.name(), in_.line(), in_.column(), std::move(reason)});
}

} // namespace nurture::cli
