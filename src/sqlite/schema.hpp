// SPDX-License-Identifier: BSL-1.0
/// \file
/// The tables of a file, how they are made, and how those of an older version become today's.

#pragma once

#include <cstdint>
#include <span>

#include "sqlite/connection.hpp"

namespace nurture::inline v0::sqlite {

/// "nurt": what a file says in its header that is ours (PRAGMA application_id).
inline constexpr std::int64_t application_id = 0x6E757274;

/// Today's version of the tables (PRAGMA user_version). Each has a file in tests/recovery/old_files, which every later
/// one must open.
inline constexpr std::int64_t schema_version = 1;

/// The tables, indexes and views of version 1, and the rows that are there from the beginning.
extern const char* const schema_1;

/// Makes all tables in a file that has none, in one transaction. Does nothing if another process was faster.
void create_schema(Connection& connection, bool record_messages);

/// What turns the tables of one version into those of the next.
struct Upgrade {
    std::int64_t from = 0;
    const char* sql = "";
};

/// The upgrades there are, by `from`; of every version before today's one.
[[nodiscard]] std::span<const Upgrade> upgrades() noexcept;

/// Brings the tables up to a version, in one transaction: all or nothing.
void upgrade_schema(Connection& connection, std::span<const Upgrade> upgrades, std::int64_t to);

} // namespace nurture::inline v0::sqlite
