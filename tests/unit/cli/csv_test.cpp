// SPDX-License-Identifier: BSL-1.0

#include "input/csv.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <zlib.h>

#include "input/record.hpp"
#include "support/catch.hpp"

namespace {

using namespace nurture;
using cli::ByteSource;
using cli::CsvCell;
using cli::CsvReader;
using cli::Outcome;
using cli::Record;
using cli::RecordReader;

CsvReader reader_of(std::string text) {
    return CsvReader(ByteSource::of_text("leads.csv", std::move(text)));
}

std::vector<std::vector<std::string>> rows_of(std::string text) {
    CsvReader reader = reader_of(std::move(text));
    std::vector<std::vector<std::string>> rows;
    std::vector<CsvCell> cells;
    while (reader.next(cells).is_row()) {
        rows.emplace_back();
        for (const CsvCell& cell : cells) {
            rows.back().push_back(cell.text);
        }
    }
    return rows;
}

std::string first_mistake(std::string text) {
    CsvReader reader = reader_of(std::move(text));
    std::vector<CsvCell> cells;
    Outcome outcome = reader.next(cells);
    while (outcome.is_row()) {
        outcome = reader.next(cells);
    }
    return outcome.kind == Outcome::Kind::end ? "" : describe(outcome.bad);
}

std::string first_record_mistake(std::string text) {
    auto reader = RecordReader::csv(ByteSource::of_text("leads.csv", std::move(text)), {"id"});
    Record record;
    Outcome outcome = reader->next(record);
    while (outcome.is_row()) {
        outcome = reader->next(record);
    }
    return outcome.kind == Outcome::Kind::end ? "" : describe(outcome.bad);
}

using Rows = std::vector<std::vector<std::string>>;

TEST_CASE("cells are divided at commas and lines end with LF or CRLF", "[cli][csv]") {
    CHECK(rows_of("id,name\nada,Ada\r\nben,Ben") == Rows{{"id", "name"}, {"ada", "Ada"}, {"ben", "Ben"}});
    CHECK(rows_of("a,,\r\n,b,\n") == Rows{{"a", "", ""}, {"", "b", ""}});
    CHECK(rows_of("").empty());
}

TEST_CASE("a quoted cell may hold commas, quotes and line breaks", "[cli][csv]") {
    CHECK(rows_of("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\nnext,\"\",x\n") ==
          Rows{{"a,b", "say \"hi\"", "two\r\nlines"}, {"next", "", "x"}});
}

TEST_CASE("a byte-order mark and blank lines are passed over", "[cli][csv]") {
    CHECK(rows_of("\xEF\xBB\xBFid\n\n\r\nada\n\n") == Rows{{"id"}, {"ada"}});
}

TEST_CASE("lines and columns are exact behind quoted line breaks and characters of several bytes", "[cli][csv]") {
    CsvReader reader = reader_of("\"two\nlines\",x\nJosé,y\n");
    std::vector<CsvCell> cells;
    REQUIRE(reader.next(cells).is_row());
    CHECK(cells[0].line == 1);
    CHECK(cells[0].column == 1);
    CHECK(cells[1].line == 2);
    CHECK(cells[1].column == 8);
    REQUIRE(reader.next(cells).is_row());
    CHECK(cells[1].line == 3);
    CHECK(cells[1].column == 6);
}

TEST_CASE("each mistake in CSV is reported with its line and column", "[cli][csv]") {
    CHECK(first_mistake("id,name\nada,A\"da\n").find("leads.csv:2:6: a quote inside a cell without quotes") == 0);
    CHECK(first_mistake("id,name\n\"ada\"x,Ada\n").find("leads.csv:2:6: a comma or the end of the line") == 0);
    CHECK(first_mistake("id,name\nada,\"Ada\nben,Ben\n") == "leads.csv:2:5: the quote that opens here is never closed");
    CHECK(first_mistake("id\nad\ra\n").find("leads.csv:2:3: a carriage return without a line feed") == 0);
    CHECK(first_mistake("id\n\"ada\"\rx\n").find("leads.csv:2") == 0);
    CHECK(first_mistake("id,name\nada,\xFF\n").find("leads.csv:2:5: the cell is not valid UTF-8") == 0);
    CHECK(first_mistake(std::string("id\na\0b\n", 7)).find("leads.csv:2:1: the cell is not valid UTF-8") == 0);
    CHECK(first_mistake(std::string("\xFF\xFEi\0d\0", 6)) == "leads.csv: is UTF-16; save it as UTF-8");
}

TEST_CASE("reading goes on behind a row with a mistake", "[cli][csv]") {
    CsvReader reader = reader_of("a\"b,c\nnext\n");
    std::vector<CsvCell> cells;
    CHECK(reader.next(cells).kind == Outcome::Kind::bad_row);
    REQUIRE(reader.next(cells).is_row());
    CHECK(cells[0].text == "next");
    CHECK(reader.next(cells).kind == Outcome::Kind::end);
}

TEST_CASE("a cell longer than a mebibyte is taken for an open quote", "[cli][csv]") {
    CHECK(first_mistake("id\n\"" + std::string(CsvReader::cell_bytes + 1, 'x'))
              .find("leads.csv:2:1: the cell that opens here") == 0);
    CHECK(first_mistake("id\n" + std::string(CsvReader::cell_bytes + 1, 'x')).find("leads.csv:2:") == 0);
    CHECK(first_mistake("id\n" + std::string(CsvReader::cell_bytes, 'x')).empty());
}

TEST_CASE("a header without the required column names the columns it has", "[cli][csv]") {
    CHECK(
        first_record_mistake("name,email\nAda,a@b.example\n") ==
        "leads.csv:1:1: the column \"id\" is missing; the first line must name the columns, and it names: name, email");
    CHECK(first_record_mistake("id;name\nada;Ada\n").find("columns are separated by commas") != std::string::npos);
    CHECK(first_record_mistake("").find("leads.csv: is empty") == 0);
    CHECK(first_record_mistake("id,name,id\n") == "leads.csv:1:9: the column \"id\" stands in the header twice");
    CHECK(first_record_mistake("id,,x\n") == "leads.csv:1:4: this column of the header has no name");
}

TEST_CASE("a row with another number of cells than the header is a bad row", "[cli][csv]") {
    CHECK(first_record_mistake("id,name\nada,Ada,x\n").find("leads.csv:2: the row has 3 cells and the header 2") == 0);
    CHECK(first_record_mistake("id,name\nada\n").find("leads.csv:2: the row has 1 cells and the header 2") == 0);
}

TEST_CASE("an empty cell is absent and an empty quoted cell too", "[cli][csv]") {
    auto reader = RecordReader::csv(ByteSource::of_text("leads.csv", "id,name,city\nada,,\"\"\n"), {"id"});
    Record record;
    REQUIRE(reader->next(record).is_row());
    CHECK(record.find("id")->value == Value("ada"));
    CHECK(record.find("name")->value.is_absent());
    CHECK(record.find("city")->value.is_absent());
    CHECK(record.find("nothing") == nullptr);
}

class TempFile {
public:
    explicit TempFile(const std::string& name) : path_(std::filesystem::temp_directory_path() / ("nurture-" + name)) {}
    ~TempFile() { std::filesystem::remove(path_); }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    [[nodiscard]] std::string str() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

TEST_CASE("a compressed file is read as it was before, a truncated one is refused", "[cli][csv]") {
    const TempFile file("compressed-test.csv.gz");
    std::string text = "id,name\n";
    for (int i = 0; i < 20'000; ++i) {
        text += std::to_string(i) + ",\"Name, " + std::to_string(i * 7919) + "\"\n";
    }
    const gzFile out = gzopen(file.str().c_str(), "wb");
    gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
    gzclose(out);
    const auto count = [&](Outcome& last) {
        auto reader = RecordReader::open(file.str(), {"id"});
        REQUIRE(reader.ok());
        int rows = 0;
        Record record;
        for (last = (*reader)->next(record); last.is_row(); last = (*reader)->next(record)) {
            ++rows;
        }
        return rows;
    };
    Outcome last;
    CHECK(count(last) == 20'000);
    CHECK(last.kind == Outcome::Kind::end);
    std::filesystem::resize_file(file.str(), std::filesystem::file_size(file.str()) / 2);
    count(last);
    CHECK(last.kind == Outcome::Kind::unreadable);
    CHECK(last.bad.reason.find("ends in the middle of its compressed data") == 0);
}

TEST_CASE("a missing file and a directory are refused with the reason", "[cli][csv]") {
    CHECK(RecordReader::open("/nowhere/at-all.csv", {"id"}).error().message == "does not exist");
    CHECK(RecordReader::open("/", {"id"}).error().message == "is a directory; name a file");
}

TEST_CASE("a file without a known extension is JSON Lines if it begins with a brace", "[cli][csv]") {
    const TempFile file("no-extension");
    std::ofstream(file.str()) << "\n {\"id\": \"ada\"}\n";
    Record record;
    auto reader = RecordReader::open(file.str(), {"id"});
    REQUIRE(reader.ok());
    REQUIRE((*reader)->next(record).is_row());
    CHECK(record.find("id")->value == Value("ada"));
    std::ofstream(file.str()) << "id\nben\n";
    reader = RecordReader::open(file.str(), {"id"});
    REQUIRE(reader.ok());
    REQUIRE((*reader)->next(record).is_row());
    CHECK(record.find("id")->value == Value("ben"));
}

} // namespace
