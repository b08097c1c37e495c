// SPDX-License-Identifier: BSL-1.0
#include "sqlite/schema.hpp"

#include <string>

namespace nurture::inline v0::sqlite {

namespace {

std::int64_t version_of(Connection& connection) {
    Statement statement(connection, "PRAGMA user_version");
    Rows rows = statement.rows();
    return rows.next() ? rows.integer(0) : 0;
}

/// A PRAGMA takes no placeholder; the number is ours.
void set_version(Connection& connection, std::int64_t version) {
    connection.execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
}

} // namespace

void create_schema(Connection& connection, bool record_messages) {
    Transaction transaction(connection, Transaction::Kind::write);
    if (version_of(connection) != 0) {
        return;
    }
    connection.execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
    connection.execute(schema_1);
    set_version(connection, 1);
    Statement(connection, "UPDATE store SET records_messages = ?1").run(record_messages);
    transaction.commit();
}

std::span<const Upgrade> upgrades() noexcept {
    return {}; // Version 1 is the first.
}

void upgrade_schema(Connection& connection, std::span<const Upgrade> upgrades, std::int64_t to) {
    Transaction transaction(connection, Transaction::Kind::write);
    for (const Upgrade& upgrade : upgrades) {
        if (connection.ok() && upgrade.from < to && upgrade.from == version_of(connection)) {
            connection.execute(upgrade.sql);
            set_version(connection, upgrade.from + 1);
        }
    }
    if (connection.ok() && version_of(connection) != to) {
        connection.damaged("its tables are of version " + std::to_string(version_of(connection)) +
                           ", which cannot be brought up to version " + std::to_string(to));
    }
    transaction.commit();
}

} // namespace nurture::inline v0::sqlite
