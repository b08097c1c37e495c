// SPDX-License-Identifier: BSL-1.0
#include "sqlite/opening.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "sqlite/schema.hpp"

namespace nurture::inline v0::sqlite {

namespace {

using Mode = Options::Mode;

Error about(const std::string& path, std::string_view text) {
    return {Errc::store, path + ' ' + std::string(text)};
}

/// What is wrong with the path before SQLite is asked.
std::optional<Error> objection_to(const std::string& path, Mode mode) {
    if (path.empty() || path.find('\0') != std::string::npos) {
        return Error{Errc::store, "the name of the database is empty or no file name; name a file"};
    }
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found) {
        return mode == Mode::open_or_create ? std::optional<Error>()
                                            : about(path, "does not exist; see that the name is right");
    }
    if (status.type() == std::filesystem::file_type::directory) {
        return about(path, "is a directory; name a file in it");
    }
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        return about(path, "is no regular file; name another");
    }
    constexpr std::uintmax_t shortest = 512; // A page at least; SQLite takes a file of one byte for an empty one.
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (!failure && size > 0 && size < shortest) {
        return error_of(SQLITE_NOTADB, "", path);
    }
    return {}; // What else may be wrong SQLite finds out.
}

std::int64_t number_of(Connection& connection, const char* sql) {
    Statement statement(connection, sql);
    Rows rows = statement.rows();
    return rows.next() ? rows.integer(0) : 0;
}

/// Whether nothing was ever written into the file, or a program ended before it could.
bool is_blank(Connection& connection) {
    return number_of(connection, "PRAGMA application_id") == 0 && number_of(connection, "PRAGMA user_version") == 0 &&
           number_of(connection, "SELECT count(*) FROM sqlite_schema") == 0;
}

void use_write_ahead_log(Connection& connection) {
    const std::string mode = connection.answer_to("PRAGMA journal_mode = WAL");
    if (connection.ok() && mode != "wal") {
        connection.fail(about(connection.path(), "cannot be written safely, because its file system offers no shared "
                                                 "memory; move it to a disk of this machine"));
    }
}

void make_tables(Connection& connection, const Options& options) {
    connection.execute("PRAGMA page_size = 4096");
    use_write_ahead_log(connection); // Cannot be set once a transaction has begun.
    create_schema(connection, options.record_messages);
}

void check_whose_it_is(Connection& connection, const Options& options) {
    const std::int64_t owner = number_of(connection, "PRAGMA application_id");
    const std::int64_t version = number_of(connection, "PRAGMA user_version");
    if (!connection.ok()) {
        return;
    }
    if (owner != application_id) {
        connection.fail(about(connection.path(), "is a database of another program; name another file"));
    } else if (version > schema_version) {
        connection.fail(
            about(connection.path(), "was written by a newer version of nurture (its tables are of version " +
                                         std::to_string(version) + ", this program knows " +
                                         std::to_string(schema_version) + "); use the newer program"));
    } else if (version < schema_version && options.mode == Mode::read) {
        connection.fail(about(connection.path(),
                              "was written by an older version of nurture; open it for writing once, "
                              "which brings it up to date"));
    } else if (version < schema_version) {
        upgrade_schema(connection, upgrades(), schema_version);
    }
}

/// Settings that SQLite keeps per connection and not in the file.
void configure(Connection& connection, const Options& options) {
    connection.execute("PRAGMA foreign_keys = ON;"
                       "PRAGMA synchronous = FULL;"
                       "PRAGMA secure_delete = ON;"
                       "PRAGMA cell_size_check = ON;"
                       "PRAGMA wal_autocheckpoint = 4000;");
    // A PRAGMA takes no placeholder; negative means KiB.
    const std::size_t kib = options.cache_bytes / 1024;
    connection.execute(("PRAGMA cache_size = -" + std::to_string(kib)).c_str());
}

} // namespace

Result<std::unique_ptr<Connection>> open_file(const std::string& path, const Options& options) {
    if (std::optional<Error> objection = objection_to(path, options.mode)) {
        return *std::move(objection);
    }
    const bool reads = options.mode == Mode::read;
    const bool may_create = options.mode == Mode::open_or_create;
    const Connection::Access access = reads        ? Connection::Access::read
                                      : may_create ? Connection::Access::create
                                                   : Connection::Access::write;
    Result<std::unique_ptr<Connection>> opened = Connection::open(path, access, options.busy);
    if (!opened) {
        return opened;
    }
    Connection& connection = **opened;
    if (!reads && connection.is_read_only()) {
        return error_of(SQLITE_READONLY, "", path);
    }
    configure(connection, options);
    if (is_blank(connection) && connection.ok()) {
        if (!may_create) {
            return about(path, "is empty; name a database, or let a new one be made");
        }
        make_tables(connection, options);
    }
    check_whose_it_is(connection, options);
    if (!reads) {
        use_write_ahead_log(connection);
    }
    return connection.ok() ? std::move(opened) : Result<std::unique_ptr<Connection>>(connection.failure());
}

} // namespace nurture::inline v0::sqlite
