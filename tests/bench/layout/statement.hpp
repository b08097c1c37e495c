// SPDX-License-Identifier: BSL-1.0
/// \file
/// A prepared statement of SQLite that runs to its end.

#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace nurture::layout {

struct Blob {
    std::string_view bytes;
};
/// A number, or the text it stands for; none of them is NULL.
struct Ref {
    std::int64_t number = 0;
    std::string text{};
};

class Statement {
public:
    Statement() = default;
    Statement(sqlite3* db, const std::string& sql) {
        if (!sql.empty() && sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr) != 0) {
            throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
        }
    }
    Statement(Statement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Statement() { sqlite3_finalize(raw_); }

    /// Binds, runs to the end and gives the first two columns of the last row; nothing is done where there is no SQL.
    template <class... Values>
    std::pair<std::int64_t, std::int64_t> operator()(const Values&... values) {
        std::pair<std::int64_t, std::int64_t> row{-1, -1};
        if (raw_ == nullptr) {
            return row;
        }
        int place = 0;
        (bind(++place, values), ...);
        int code = 0;
        while ((code = sqlite3_step(raw_)) == SQLITE_ROW) {
            row = {sqlite3_column_int64(raw_, 0), sqlite3_column_int64(raw_, 1)};
        }
        if (code != SQLITE_DONE) {
            throw std::runtime_error(std::string(sqlite3_errmsg(sqlite3_db_handle(raw_))) + " in " + sqlite3_sql(raw_));
        }
        sqlite3_reset(raw_);
        return row;
    }

private:
    void bind(int place, std::int64_t value) { sqlite3_bind_int64(raw_, place, value); }
    void bind(int place, std::string_view text) {
        sqlite3_bind_text(raw_, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void bind(int place, const std::string& text) { bind(place, std::string_view(text)); }
    void bind(int place, Blob blob) {
        sqlite3_bind_blob(raw_, place, blob.bytes.data(), static_cast<int>(blob.bytes.size()), SQLITE_STATIC);
    }
    void bind(int place, std::nullptr_t) { sqlite3_bind_null(raw_, place); }
    void bind(int place, const Ref& ref) {
        if (!ref.text.empty()) {
            bind(place, ref.text);
        } else if (ref.number != 0) {
            bind(place, ref.number);
        } else {
            bind(place, nullptr);
        }
    }
    sqlite3_stmt* raw_ = nullptr;
};

} // namespace nurture::layout
