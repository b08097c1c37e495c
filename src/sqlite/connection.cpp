// SPDX-License-Identifier: BSL-1.0
#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace nurture::inline v0::sqlite {

namespace {

/// A name that SQLite would take for something else than a file is made a path.
std::string as_file(const std::string& path) {
    const bool has_meaning = path.rfind(':', 0) == 0 || path.rfind("file:", 0) == 0;
    return has_meaning ? "./" + path : path;
}

int flags_of(Connection::Access access) {
    switch (access) {
    case Connection::Access::read: return SQLITE_OPEN_READONLY;
    case Connection::Access::write: return SQLITE_OPEN_READWRITE;
    case Connection::Access::create: break;
    }
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

/// What a file that somebody tampered with could make a connection do is switched off.
void harden(sqlite3* raw) {
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
}

} // namespace

Error error_of(int code, std::string_view words, const std::string& path) {
    const auto sentence = [&](std::string_view text) { return Error{Errc::store, path + ' ' + std::string(text)}; };
    const std::string said = " (" + std::string(words) + ")";
    switch (code & 0xFF) {
    case SQLITE_FULL: return sentence("could not be written because the disk is full; make room, then go on");
    case SQLITE_READONLY:
        return sentence("cannot be written; give this user the right to write the file and its folder");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return sentence("is locked by another program; wait until it is done, or end it");
    case SQLITE_CORRUPT: return sentence("is damaged" + said + "; check it, and restore it from a backup");
    case SQLITE_NOTADB: return sentence("is no SQLite database; name another file");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return sentence("cannot be opened; see that its folder exists and that this user may read and write there");
    case SQLITE_IOERR:
        return sentence("could not be read or written" + said + "; see that the disk works and has room");
    case SQLITE_NOMEM: return sentence("could not be used because memory ran out; give the cache less");
    case SQLITE_TOOBIG: return sentence("cannot hold a value of more than 1 GB; send less");
    default: return sentence("could not be used" + said + "; check it, and restore it from a backup if it is damaged");
    }
}

struct Connection::Turns {
    explicit Turns(Connection& connection)
        : begin(connection, "BEGIN"), begin_writing(connection, "BEGIN IMMEDIATE"), commit(connection, "COMMIT"),
          roll_back(connection, "ROLLBACK") {}
    Statement begin;
    Statement begin_writing;
    Statement commit;
    Statement roll_back;
};

Connection::Connection(std::string path) : path_(std::move(path)), turns_(std::make_unique<Turns>(*this)) {}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access, Milliseconds busy) {
    std::unique_ptr<Connection> opened(new Connection(path));
    const int code =
        sqlite3_open_v2(as_file(path).c_str(), &opened->raw_, flags_of(access) | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
        return error_of(code, sqlite3_errstr(code), path);
    }
    harden(opened->raw_);
    sqlite3_busy_timeout(opened->raw_,
                         static_cast<int>(std::clamp<std::int64_t>(busy.count(), 0, std::numeric_limits<int>::max())));
    return opened;
}

Connection::~Connection() {
    turns_.reset();
    sqlite3_close(raw_);
}

void Connection::fail(Error error) {
    if (!failure_) {
        failure_ = std::move(error);
    }
}

void Connection::damaged(std::string_view what) {
    fail({Errc::store, path_ + " is damaged: " + std::string(what) + "; check it, and restore it from a backup"});
}

void Connection::fail_with(int code) {
    if (!failure_) {
        const bool is_latest = sqlite3_extended_errcode(raw_) == code;
        fail(error_of(code, is_latest ? sqlite3_errmsg(raw_) : sqlite3_errstr(code), path_));
    }
}

void Connection::execute(const char* sql) {
    if (!ok()) {
        return;
    }
    if (const int code = sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) {
        fail_with(code);
    }
}

std::string Connection::answer_to(const char* sql) {
    Statement statement(*this, sql);
    Rows rows = statement.rows();
    return rows.next() ? std::string(rows.text(0)) : std::string();
}

std::int64_t Connection::changed_rows() const noexcept {
    return ok() ? sqlite3_changes(raw_) : 0;
}

std::int64_t Connection::last_row() const noexcept {
    return ok() ? sqlite3_last_insert_rowid(raw_) : 0;
}

bool Connection::is_read_only() const noexcept {
    return sqlite3_db_readonly(raw_, "main") != 0;
}

bool Connection::is_in_transaction() const noexcept {
    return sqlite3_get_autocommit(raw_) == 0;
}

void Connection::roll_back() {
    if (is_in_transaction()) { // After some failures SQLite has done it already.
        std::optional<Error> failure = std::exchange(failure_, std::nullopt);
        turns_->roll_back.run();
        failure_ = std::move(failure);
        has_left_over_ = is_in_transaction();
    }
}

void Connection::end_left_over() {
    if (std::exchange(has_left_over_, false) && is_in_transaction()) {
        turns_->roll_back.run();
        has_left_over_ = is_in_transaction();
    }
}

Rows::~Rows() {
    if (raw_ != nullptr) {
        sqlite3_reset(raw_);
    }
}

bool Rows::next() {
    if (raw_ == nullptr || !connection_->ok()) {
        return false;
    }
    const int code = sqlite3_step(raw_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        connection_->fail_with(code);
    }
    return code == SQLITE_ROW;
}

bool Rows::is_null(int column) const noexcept {
    return sqlite3_column_type(raw_, column) == SQLITE_NULL;
}

bool Rows::is_blob(int column) const noexcept {
    return sqlite3_column_type(raw_, column) == SQLITE_BLOB;
}

std::int64_t Rows::integer(int column) const noexcept {
    return sqlite3_column_int64(raw_, column);
}

std::string_view Rows::text(int column) const {
    return bytes(sqlite3_column_text(raw_, column), column);
}

std::string_view Rows::blob(int column) const {
    return bytes(sqlite3_column_blob(raw_, column), column);
}

/// Null stands for NULL, for an empty blob, and for a value that there was no memory for.
std::string_view Rows::bytes(const void* begin, int column) const {
    if (begin != nullptr) {
        return {static_cast<const char*>(begin), static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
    }
    if (sqlite3_errcode(connection_->raw()) == SQLITE_NOMEM) {
        connection_->fail_with(SQLITE_NOMEM);
    }
    return {};
}

Instant Rows::instant(int column) const noexcept {
    return is_null(column) ? end_of_time : Instant(Milliseconds(integer(column)));
}

Digest Rows::digest(int column) const {
    Digest digest;
    const std::string_view bytes = blob(column);
    if (bytes.size() == digest.bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    } else if (!is_null(column)) {
        connection_->damaged("a hash has " + std::to_string(bytes.size()) + " bytes");
    }
    return digest;
}

void Rows::out_of_range() const {
    connection_->damaged("a number is out of its range");
}

Statement::~Statement() {
    sqlite3_finalize(raw_);
}

void Statement::begin(std::size_t values) {
    if (!connection_.ok()) {
        return;
    }
    if (raw_ == nullptr) {
        const int code = sqlite3_prepare_v3(connection_.raw(), sql_, -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr);
        if (code != SQLITE_OK) {
            return connection_.fail_with(code);
        }
    }
    assert(static_cast<std::size_t>(sqlite3_bind_parameter_count(raw_)) == values);
    assert(sqlite3_stmt_busy(raw_) == 0);
    (void)values;
}

void Statement::finish() {
    if (!connection_.ok()) {
        return;
    }
    const int code = sqlite3_step(raw_);
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        connection_.fail_with(code);
    }
    sqlite3_reset(raw_);
}

void Statement::bind(int place, std::nullopt_t) {
    if (connection_.ok()) {
        sqlite3_bind_null(raw_, place);
    }
}

void Statement::bind(int place, std::int64_t number) {
    if (connection_.ok()) {
        sqlite3_bind_int64(raw_, place, number);
    }
}

void Statement::bind(int place, std::string_view text) {
    if (!connection_.ok()) {
        return;
    }
    // A null pointer would be NULL, and an empty text is none.
    const int code =
        sqlite3_bind_text64(raw_, place, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) {
        connection_.fail_with(code);
    }
}

void Statement::bind(int place, Blob blob) {
    if (!connection_.ok()) {
        return;
    }
    const int code =
        sqlite3_bind_blob64(raw_, place, blob.bytes.empty() ? "" : blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) {
        connection_.fail_with(code);
    }
}

void Statement::bind(int place, Instant at) {
    at == end_of_time ? bind(place, std::nullopt) : bind(place, std::int64_t{at.time_since_epoch().count()});
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
    (kind == Kind::write ? connection_.turns_->begin_writing : connection_.turns_->begin).run();
}

Transaction::~Transaction() {
    connection_.roll_back();
}

void Transaction::commit() {
    connection_.turns_->commit.run();
}

} // namespace nurture::inline v0::sqlite
