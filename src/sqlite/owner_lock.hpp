// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lock that keeps other processes from owning a file. The operating system lets go of it when the process ends.

#pragma once

#include <optional>
#include <string>

#include <nurture/result.hpp>

namespace nurture::inline v0::sqlite {

/// Held on the file `<database>-owner` beside the database, as long as this lives.
class OwnerLock {
public:
    /// Errc::not_owner if somebody else holds it.
    [[nodiscard]] static Result<OwnerLock> take(const std::string& database);

    OwnerLock(OwnerLock&& other) noexcept;
    OwnerLock& operator=(OwnerLock&& other) noexcept;
    ~OwnerLock();

private:
    OwnerLock(std::string path, int file) noexcept : path_(std::move(path)), file_(file) {}

    std::string path_;
    int file_ = -1;
};

} // namespace nurture::inline v0::sqlite
