// SPDX-License-Identifier: BSL-1.0
/// \file
/// Keys of messages as they are stored: the 16 bytes that the 26 characters of a key spell (S29), or the text of a key
/// that is none of these.

#pragma once

#include <array>
#include <string_view>

#include <nurture/lead/id.hpp>

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

/// What the column of a key is to hold.
class KeyColumn {
public:
    /// `key` must outlive the column.
    explicit KeyColumn(const MessageKey& key) noexcept;

    [[nodiscard]] TextOrBlob to_bind() const noexcept;
    /// Whether a row holds this key.
    [[nodiscard]] bool stands_in(const Rows& rows, int column) const noexcept;

private:
    [[nodiscard]] std::string_view bytes() const noexcept { return {bytes_.data(), bytes_.size()}; }

    std::string_view text_;
    std::array<char, 16> bytes_{};
    bool is_bytes_ = false;
};

/// The key that such a column holds.
[[nodiscard]] MessageKey key_in(const Rows& rows, int column);

} // namespace nurture::inline v0::sqlite
