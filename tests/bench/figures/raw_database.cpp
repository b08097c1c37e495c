// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/raw_database.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace nurture::figures {

namespace {

[[noreturn]] void fail(sqlite3* raw, const std::string& where) {
    throw std::runtime_error(std::string(sqlite3_errmsg(raw)) + " in " + where);
}

Cell cell_of(sqlite3_stmt* raw, int column) {
    const auto bytes = [&](const void* begin) {
        return std::string(static_cast<const char*>(begin),
                           static_cast<std::size_t>(sqlite3_column_bytes(raw, column)));
    };
    switch (sqlite3_column_type(raw, column)) {
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(raw, column)};
    case SQLITE_FLOAT: return sqlite3_column_double(raw, column);
    case SQLITE_TEXT: return bytes(sqlite3_column_text(raw, column));
    case SQLITE_BLOB: {
        const void* const begin = sqlite3_column_blob(raw, column); // Null if it is empty.
        return Blob{begin == nullptr ? std::string() : bytes(begin)};
    }
    default: return std::monostate();
    }
}

} // namespace

RawDatabase::RawDatabase(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &raw_) != SQLITE_OK) {
        throw std::runtime_error("cannot open " + path.string());
    }
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536");
}

RawDatabase::~RawDatabase() {
    sqlite3_close_v2(raw_);
}

void RawDatabase::execute(const std::string& sql) {
    if (sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(raw_, sql);
    }
}

std::vector<Row> RawDatabase::rows(const std::string& sql) {
    RawStatement statement(*this, sql);
    std::vector<Row> all;
    for (Row row; statement.next(row);) {
        all.push_back(row);
    }
    return all;
}

double RawDatabase::number(const std::string& sql) {
    const std::vector<Row> found = rows(sql);
    if (found.empty() || found.front().empty()) {
        return 0;
    }
    const Cell& cell = found.front().front();
    const auto* whole = std::get_if<std::int64_t>(&cell);
    const auto* real = std::get_if<double>(&cell);
    return whole != nullptr ? static_cast<double>(*whole) : real != nullptr ? *real : 0;
}

RawStatement::RawStatement(RawDatabase& database, const std::string& sql) {
    if (sqlite3_prepare_v3(database.raw(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr) != SQLITE_OK) {
        fail(database.raw(), sql);
    }
}

RawStatement::~RawStatement() {
    sqlite3_finalize(raw_);
}

RawStatement::RawStatement(RawStatement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}

RawStatement& RawStatement::bind(int place, std::int64_t number) {
    sqlite3_bind_int64(raw_, place, number);
    return *this;
}

RawStatement& RawStatement::bind(int place, std::string_view text) {
    sqlite3_bind_text64(raw_, place, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

RawStatement& RawStatement::bind(int place, const Cell& cell) {
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        return bind(place, *whole);
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return bind(place, std::string_view(*text));
    }
    if (const auto* blob = std::get_if<Blob>(&cell)) {
        sqlite3_bind_blob64(raw_, place, blob->bytes.empty() ? "" : blob->bytes.data(), blob->bytes.size(),
                            SQLITE_STATIC);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        sqlite3_bind_double(raw_, place, *real);
    } else {
        sqlite3_bind_null(raw_, place);
    }
    return *this;
}

void RawStatement::run() {
    if (const int code = sqlite3_step(raw_); code != SQLITE_DONE && code != SQLITE_ROW) {
        fail(sqlite3_db_handle(raw_), sqlite3_sql(raw_));
    }
    sqlite3_reset(raw_);
}

bool RawStatement::next(Row& row) {
    const int code = sqlite3_step(raw_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail(sqlite3_db_handle(raw_), sqlite3_sql(raw_));
    }
    if (code == SQLITE_DONE) {
        sqlite3_reset(raw_);
        return false;
    }
    row.clear();
    for (int column = 0; column < sqlite3_column_count(raw_); ++column) {
        row.push_back(cell_of(raw_, column));
    }
    return true;
}

void remove_database(const std::filesystem::path& path) {
    for (const char* const suffix : {"", "-wal", "-shm", "-owner"}) {
        std::filesystem::remove(path.string() + suffix);
    }
}

void copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
    remove_database(to);
    std::filesystem::copy_file(from, to);
}

} // namespace nurture::figures
