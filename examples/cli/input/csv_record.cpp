// SPDX-License-Identifier: BSL-1.0
// CSV rows by the names of the header.

#include <algorithm>
#include <utility>

#include "input/csv.hpp"
#include "input/record.hpp"

namespace nurture::cli {

namespace {

std::string joined(const std::vector<CsvCell>& cells) {
    std::string text;
    for (const CsvCell& cell : cells) {
        text += (text.empty() ? "" : ", ") + cell.text;
    }
    return text;
}

/// Nothing if the header can be used, else what is wrong with it.
BadInput check_header(const std::string& file, const std::vector<CsvCell>& header,
                      const std::vector<std::string>& required, const ColumnCheck& check) {
    for (const CsvCell& cell : header) {
        const auto same = [&](const CsvCell& other) { return other.text == cell.text; };
        if (cell.text.empty()) {
            return {file, cell.line, cell.column, "this column of the header has no name"};
        }
        if (&*std::find_if(header.begin(), header.end(), same) != &cell) {
            return {file, cell.line, cell.column, "the column \"" + cell.text + "\" stands in the header twice"};
        }
    }
    for (const std::string& name : required) {
        const auto same = [&](const CsvCell& cell) { return cell.text == name; };
        if (std::any_of(header.begin(), header.end(), same)) {
            continue;
        }
        std::string reason =
            "the column \"" + name + "\" is missing; the first line must name the columns, and it names: ";
        reason += joined(header);
        if (header.size() == 1 && header[0].text.find_first_of(";\t|") != std::string::npos) {
            reason += "; columns are separated by commas here";
        }
        return {file, header[0].line, 1, std::move(reason)};
    }
    for (const CsvCell& cell : header) {
        if (std::string reason = check ? check(cell.text) : std::string(); !reason.empty()) {
            return {file, cell.line, cell.column, std::move(reason)};
        }
    }
    return {};
}

class CsvRecords final : public RecordReader {
public:
    CsvRecords(std::unique_ptr<ByteSource> source, std::vector<std::string> required, ColumnCheck check)
        : rows_(std::move(source)), required_(std::move(required)), check_(std::move(check)) {}

    Outcome next(Record& record) override {
        if (names_.empty()) {
            if (Outcome outcome = read_header(); !outcome.is_row()) {
                return outcome;
            }
        }
        Outcome outcome = rows_.next(cells_);
        if (!outcome.is_row()) {
            return outcome;
        }
        if (cells_.size() != names_.size()) {
            return Outcome::bad_row({rows_.name(), cells_[0].line, 0,
                                     "the row has " + std::to_string(cells_.size()) + " cells and the header " +
                                         std::to_string(names_.size()) + "; put cells with commas in quotes"});
        }
        fill(record);
        return outcome;
    }

    [[nodiscard]] Digest passed() const override { return rows_.passed(); }

private:
    Outcome read_header() {
        Outcome outcome = rows_.next(cells_);
        if (outcome.kind == Outcome::Kind::end) {
            return Outcome::unreadable({rows_.name(), 0, 0, "is empty; its first line must name the columns"});
        }
        if (outcome.kind == Outcome::Kind::bad_row) {
            outcome.kind = Outcome::Kind::unreadable;
        }
        if (!outcome.is_row()) {
            return outcome;
        }
        if (BadInput bad = check_header(rows_.name(), cells_, required_, check_); !bad.reason.empty()) {
            return Outcome::unreadable(std::move(bad));
        }
        for (const CsvCell& cell : cells_) {
            names_.push_back(cell.text);
        }
        return outcome;
    }

    void fill(Record& record) const {
        record.file = rows_.name();
        record.line = cells_[0].line;
        record.cells.resize(names_.size());
        for (std::size_t i = 0; i < names_.size(); ++i) {
            Cell& cell = record.cells[i];
            cell.name = names_[i];
            cell.value = cells_[i].text.empty() ? Value() : Value(cells_[i].text);
            cell.line = cells_[i].line;
            cell.column = cells_[i].column;
        }
    }

    CsvReader rows_;
    std::vector<std::string> required_;
    ColumnCheck check_;
    std::vector<std::string> names_;
    std::vector<CsvCell> cells_;
};

} // namespace

std::unique_ptr<RecordReader> RecordReader::csv(std::unique_ptr<ByteSource> source, std::vector<std::string> required,
                                                ColumnCheck check) {
    return std::make_unique<CsvRecords>(std::move(source), std::move(required), std::move(check));
}

} // namespace nurture::cli
