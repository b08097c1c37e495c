// SPDX-License-Identifier: BSL-1.0
#include "sqlite/owner_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace nurture::inline v0::sqlite {

namespace {

/// Whether the open file is still the one of that name: its owner may have removed it before we locked it.
bool is_still(int file, const std::string& path) {
    struct stat open_one {};
    struct stat named_one {};
    return fstat(file, &open_one) == 0 && stat(path.c_str(), &named_one) == 0 && open_one.st_dev == named_one.st_dev &&
           open_one.st_ino == named_one.st_ino;
}

constexpr int attempts = 1'000; ///< Who lets go of a shared lock is alone for a moment, to remove the file.

Error cannot_lock(const std::string& path) {
    return {Errc::store, path + " cannot be locked (" + std::generic_category().message(errno) +
                             "); give this user the right to write in its folder"};
}

} // namespace

Result<OwnerLock> OwnerLock::take(const std::string& database, Kind kind) {
    const std::string path = database + "-owner";
    for (int attempt = 1;; ++attempt) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file < 0) {
            return cannot_lock(path);
        }
        OwnerLock lock(path, file, kind);
        if (flock(file, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
            const bool is_held = errno == EWOULDBLOCK;
            const Error failure = cannot_lock(path);
            lock.path_.clear(); // It is not ours to remove.
            if (is_held && kind == Kind::shared && attempt < attempts) {
                std::this_thread::yield();
                continue;
            }
            return is_held ? Error{Errc::not_owner, database + " is in use by another engine; end that one first"}
                           : failure;
        }
        if (is_still(file, path)) {
            return lock;
        }
        lock.path_.clear();
    }
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::exchange(other.file_, -1)), kind_(other.kind_) {}

OwnerLock& OwnerLock::operator=(OwnerLock&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(kind_, other.kind_);
    return *this;
}

OwnerLock::~OwnerLock() {
    if (file_ < 0) {
        return;
    }
    // Of several that share it the last removes it: only it gets the lock for itself.
    if (!path_.empty() && (kind_ == Kind::alone || flock(file_, LOCK_EX | LOCK_NB) == 0)) {
        unlink(path_.c_str()); // While it is locked: whoever waits for it sees that it is gone (is_still).
    }
    ::close(file_);
}

} // namespace nurture::inline v0::sqlite
