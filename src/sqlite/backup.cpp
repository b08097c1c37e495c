// SPDX-License-Identifier: BSL-1.0
#include "sqlite/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "sqlite/owner_lock.hpp"

namespace nurture::inline v0::sqlite {

namespace {

constexpr int pages_per_step = 1'000;

Error exists_already(const std::string& to) {
    return {Errc::store, to + " exists already, and a backup overwrites nothing; name another file"};
}

Error cannot_be_written(const std::string& to, int reason) {
    return {Errc::store, to + " cannot be written (" + std::generic_category().message(reason) +
                             "); see that its folder exists, has room and may be written by this user"};
}

/// Removes a file and what SQLite may have left beside it.
void remove(const std::string& path) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(path + suffix, ignored);
    }
}

/// The file under its temporary name: gone with this unless it got its own.
class Partial {
public:
    explicit Partial(const std::string& to) : path_(to + "-partial") { remove(path_); } // Of one that was killed.
    ~Partial() { remove(path_); }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Gives it the name, which nobody else may have taken meanwhile: a link, other than a renaming, replaces nothing.
    Result<void> become(const std::string& to) {
        if (link(path_.c_str(), to.c_str()) == 0) {
            return {};
        }
        const int reason = errno;
        if (reason == EEXIST) {
            return exists_already(to);
        }
        const bool has_no_links = reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS;
        if (!has_no_links || std::rename(path_.c_str(), to.c_str()) != 0) {
            return cannot_be_written(to, errno);
        }
        return {};
    }

private:
    std::string path_;
};

/// On the disk, and not only in the cache of the system.
Result<void> sync(const std::string& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
    const bool is_synced = file >= 0 && fsync(file) == 0;
    const int reason = errno;
    if (file >= 0) {
        ::close(file);
    }
    return is_synced ? Result<void>() : Result<void>(cannot_be_written(path, reason));
}

/// Copies all pages. The source's transaction is open, so they are of one state, whoever writes meanwhile.
Result<void> copy_pages(Connection& source, const std::string& path) {
    Result<std::unique_ptr<Connection>> opened = Connection::open(path, Connection::Access::create, Milliseconds(0));
    if (!opened) {
        return opened.error();
    }
    Connection& target = **opened;
    target.execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"); // A failed one is removed, a whole one synced.
    sqlite3_backup* backup = target.ok() ? sqlite3_backup_init(target.raw(), "main", source.raw(), "main") : nullptr;
    if (backup == nullptr) {
        target.fail_with(sqlite3_extended_errcode(target.raw()));
        return target.failure();
    }
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, pages_per_step);
    }
    (void)sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? Result<void>() : Result<void>(error_of(code, sqlite3_errstr(code), path));
}

} // namespace

Result<void> write_backup(Connection& source, const std::string& to) {
    std::error_code unknown;
    if (to.empty() || to.find('\0') != std::string::npos) {
        return Error{Errc::store, "the name of the backup is empty or no file name; name a file"};
    }
    if (std::filesystem::exists(std::filesystem::symlink_status(to, unknown))) {
        return exists_already(to);
    }
    const std::filesystem::path folder = std::filesystem::path(to).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder, unknown)) {
        return cannot_be_written(to, ENOENT);
    }
    const Result<OwnerLock> lock = OwnerLock::take(to, OwnerLock::Kind::alone);
    if (!lock) {
        return lock.error().code == Errc::not_owner
                   ? Error{Errc::store, to + " is being written by another backup; wait until it is done"}
                   : lock.error();
    }
    (void)source.answer_to("SELECT epoch FROM store"); // From here on the transaction sees one state.
    if (!source.ok()) {
        return {};
    }
    Partial partial(to);
    if (Result<void> done = copy_pages(source, partial.path()); !done) {
        return done;
    }
    if (Result<void> done = sync(partial.path(), 0); !done) {
        return done;
    }
    if (Result<void> done = partial.become(to); !done) {
        return done;
    }
    return sync(folder.empty() ? "." : folder.string(), O_DIRECTORY);
}

} // namespace nurture::inline v0::sqlite
