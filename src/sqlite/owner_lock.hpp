// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lock that says who owns a file, to this and other processes. The operating system lets go of it when the process
/// ends.

#pragma once

#include <optional>
#include <string>

#include <nurture/result.hpp>

namespace nurture::inline v0::sqlite {

/// Held on the file `<database>-owner` beside the database, as long as this lives; the last that lets go removes it.
class OwnerLock {
public:
    enum class Kind {
        shared, ///< Says that somebody owns the database, and leaves the rest to its epochs.
        alone   ///< Nobody else holds one of either kind meanwhile.
    };
    /// Errc::not_owner if somebody holds what this cannot stand beside.
    [[nodiscard]] static Result<OwnerLock> take(const std::string& database, Kind kind);

    OwnerLock(OwnerLock&& other) noexcept;
    OwnerLock& operator=(OwnerLock&& other) noexcept;
    ~OwnerLock();

    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    OwnerLock(std::string path, int file, Kind kind) noexcept : path_(std::move(path)), file_(file), kind_(kind) {}

    std::string path_;
    int file_ = -1;
    Kind kind_;
};

} // namespace nurture::inline v0::sqlite
