// SPDX-License-Identifier: BSL-1.0
#include "sqlite/enrollment_rows.hpp"

#include <string>
#include <utility>

#include "sqlite/packing.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

#define NURTURE_ENROLLMENT_VALUES                                                                                      \
    " INTO enrollment_row (lead, number, version, key, step, state, standing, enrolled_at, reached_at, due, "          \
    "expires_at, rest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"

EnrollmentRows::EnrollmentRows(Connection& connection, Names& names, Versions& versions)
    : connection_(connection), names_(names), versions_(versions),
      add_(connection, "INSERT OR IGNORE" NURTURE_ENROLLMENT_VALUES),
      put_(connection, "INSERT OR REPLACE" NURTURE_ENROLLMENT_VALUES),
      remove_(connection, "DELETE FROM enrollment_row WHERE lead = ?1 AND number = ?2"),
      end_(connection, "INSERT INTO enrollment_ended (lead, number, version, key, step, state, reason, enrolled_at, "
                       "left_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      load_(connection, "SELECT number, version, key, step, state, standing, enrolled_at, reached_at, due, expires_at, "
                        "rest FROM enrollment_row WHERE lead = ?1 ORDER BY number") {}

#undef NURTURE_ENROLLMENT_VALUES

void EnrollmentRows::put(const LeadPlace& place, const LeadId& lead, const EnrollmentRow& row) {
    const std::int64_t version = versions_.number_of({row.workflow, row.version});
    const std::int64_t step = names_.number_of(row.step.str());
    const bool is_new = row.number > place.committed_enrollments;
    if (row.is_active()) {
        const std::string rest = pack_enrollment(row, lead, names_);
        const auto write = [&](Statement& statement) {
            statement.run(place.number, row.number, version, unless_empty(row.key), step, row.state, row.standing,
                          row.enrolled_at, row.reached_at, row.due, row.expires_at, packed(connection_, rest));
        };
        if (is_new) { // Where a row may be replaced, SQLite first keeps a copy of each page.
            write(add_);
        }
        if (!is_new || connection_.changed_rows() == 0) {
            write(put_);
        }
        return;
    }
    remove_.run(place.number, row.number);
    end_.run(place.number, row.number, version, unless_empty(row.key), step, row.state, row.reason, row.enrolled_at,
             row.left_at);
}

void EnrollmentRows::load(std::int64_t lead_number, LeadState& state) {
    Rows rows = load_.rows(lead_number);
    while (rows.next()) {
        EnrollmentRow row;
        row.number = rows.number<std::uint64_t>(0);
        VersionName version = versions_.name_of(rows.integer(1));
        row.workflow = std::move(version.workflow);
        row.version = version.sha256;
        row.key = rows.text(2);
        row.step = names_.text_of(rows.integer(3));
        row.state = rows.one_of(4, EnrollmentState::paused);
        row.standing = rows.one_of(5, Standing::sending);
        row.enrolled_at = rows.instant(6);
        row.reached_at = rows.instant(7);
        row.due = rows.instant(8);
        row.expires_at = rows.instant(9);
        if (!unpack_enrollment(rows.blob(10), row, state.lead.id, names_)) {
            connection_.damaged("an enrollment of lead " + state.lead.id.str() + " cannot be read");
        }
        const std::uint64_t number = row.number;
        state.enrollments.insert_or_assign(number, std::move(row));
    }
}

} // namespace nurture::inline v0::sqlite
