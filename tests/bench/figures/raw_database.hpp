// SPDX-License-Identifier: BSL-1.0
/// \file
/// SQLite without nurture, for the hand-written floors and for looking into files.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace nurture::figures {

/// A value of a row, with the type that it has in the file.
struct Blob {
    std::string bytes{};
};
using Cell = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
using Row = std::vector<Cell>;

/// A connection with the settings that nurture's own have. Failures are exceptions.
class RawDatabase {
public:
    explicit RawDatabase(const std::filesystem::path& path);
    ~RawDatabase(); ///< Checkpoints, if it is the last connection.
    RawDatabase(const RawDatabase&) = delete;
    RawDatabase& operator=(const RawDatabase&) = delete;

    void execute(const std::string& sql);
    [[nodiscard]] std::vector<Row> rows(const std::string& sql);
    [[nodiscard]] double number(const std::string& sql); ///< The first column of the first row; 0 if there is none.
    [[nodiscard]] sqlite3* raw() const noexcept { return raw_; }

private:
    sqlite3* raw_ = nullptr;
};

/// A prepared statement. Bound texts must live until the next step.
class RawStatement {
public:
    RawStatement(RawDatabase& database, const std::string& sql);
    ~RawStatement();
    RawStatement(RawStatement&& other) noexcept;
    RawStatement& operator=(RawStatement&&) = delete;

    RawStatement& bind(int place, std::int64_t number);
    RawStatement& bind(int place, std::string_view text);
    RawStatement& bind(int place, const std::string& text) { return bind(place, std::string_view(text)); }
    RawStatement& bind(int place, const Cell& cell);
    void run();                        ///< Resets it, too.
    [[nodiscard]] bool next(Row& row); ///< The next row found; false: there are no more.

private:
    sqlite3_stmt* raw_ = nullptr;
};

/// Removes a database with what SQLite keeps beside it.
void remove_database(const std::filesystem::path& path);
/// Copies one that nobody has open.
void copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace nurture::figures
