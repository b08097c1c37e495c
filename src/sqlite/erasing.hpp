// SPDX-License-Identifier: BSL-1.0
/// \file
/// Bytes that no row has any more, and that still stand in the files.

#pragma once

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

/// Erases what rows have left behind in the file and in the log beside it; false if it could not be done now, because
/// somebody reads an earlier state or the disk failed. Reads the whole file.
///
/// With `secure_delete` SQLite overwrites what it deletes. What it leaves is copies: the log has pages as they were,
/// and where it divides a page among several, the unused middle of the page keeps bytes of the rows that went
/// elsewhere.
[[nodiscard]] bool erase_unused(Connection& connection);

} // namespace nurture::inline v0::sqlite
