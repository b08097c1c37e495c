// SPDX-License-Identifier: BSL-1.0
#include "sqlite/journal_rows.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace nurture::inline v0::sqlite {

JournalRows::JournalRows(Connection& connection, Names& names, Versions& versions, LeadRows& leads)
    : connection_(connection), names_(names), versions_(versions), leads_(leads),
      append_(connection, "INSERT INTO journal_row (previous, lead, seq, at, version, enrollment, step, kind, "
                          "because, personal, forgotten) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
      head_(connection, "SELECT journal FROM lead_row WHERE id = ?1"),
      line_(connection, "SELECT seq, at, version, enrollment, step, kind, because, personal, forgotten, previous "
                        "FROM journal_row WHERE id = ?1 AND lead = ?2") {}

void JournalRows::append(std::span<const JournalLine> lines) {
    for (const JournalLine& line : lines) {
        because_.begin();
        personal_.begin();
        for (const Field& field : line.because) {
            (is_personal(line.kind, field.name) ? personal_ : because_).add(field);
        }
        because_.end(connection_);
        personal_.end(connection_);
        const std::int64_t version = versions_.number_of({line.workflow, line.version});
        const std::int64_t step = names_.number_of(line.step.str());
        LeadPlace& place = leads_.place_of(line.lead);
        append_.run(place.journal, place.number, line.seq, in_order(line.at), version, line.enrollment, step, line.kind,
                    because_.to_bind(), personal_.to_bind(), line.forgotten);
        place.journal = connection_.last_row();
        place.is_ahead = true;
    }
}

JournalLine JournalRows::read(const Rows& rows) {
    JournalLine line;
    line.seq = rows.number<std::uint64_t>(0);
    line.at = rows.instant(1);
    VersionName version = versions_.name_of(rows.integer(2));
    line.workflow = std::move(version.workflow);
    line.version = version.sha256;
    line.enrollment = rows.number<std::uint64_t>(3);
    line.step = names_.text_of(rows.integer(4));
    line.kind = rows.one_of(5, JournalKind::deployed);
    line.because = fields_in(connection_, rows, 6);
    for (const Field& field : fields_in(connection_, rows, 7)) {
        line.because.set(field.name, field.value);
    }
    if (!rows.is_null(8)) {
        line.forgotten = rows.digest(8);
    }
    return line;
}

// The statements of whole tables are made for each call: `take` may ask the store for something else.

void JournalRows::all(std::size_t at_most, const std::function<void(const JournalLine&)>& take) {
    Statement lines(connection_, "SELECT j.seq, j.at, j.version, j.enrollment, j.step, j.kind, j.because, j.personal, "
                                 "j.forgotten, l.id, j.lead FROM journal_row j LEFT JOIN lead_row l "
                                 "ON l.number = j.lead ORDER BY j.at, l.id, j.seq, j.id LIMIT ?1");
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    Rows rows = lines.rows(static_cast<std::int64_t>(std::min(at_most, most)));
    while (rows.next()) {
        JournalLine line = read(rows);
        line.lead = rows.is_null(9) ? leads_.id_of(rows.integer(10)) : LeadId(rows.text(9));
        if (connection_.ok()) {
            take(line);
        }
    }
}

void JournalRows::of_lead(const LeadId& lead, std::size_t at_most,
                          const std::function<void(const JournalLine&)>& take) {
    const std::optional<std::int64_t> number = leads_.find(lead);
    std::optional<std::int64_t> next;
    if (Rows rows = head_.rows(lead.str()); rows.next()) {
        next = number_or_null(rows, 0);
    }
    std::vector<JournalLine> lines;
    while (next && connection_.ok()) {
        const std::int64_t id = *next;
        Rows rows = line_.rows(id, number.value_or(0));
        if (!rows.next()) {
            connection_.damaged("line " + std::to_string(id) + " of lead " + lead.str() + "'s journal is missing");
            break;
        }
        lines.push_back(read(rows));
        lines.back().lead = lead;
        next = number_or_null(rows, 9);
        if (next && *next >= id) { // Else damage could lead round in a circle.
            connection_.damaged("the journal of lead " + lead.str() + " goes back to a later line");
        }
    }
    if (!connection_.ok()) {
        return;
    }
    std::reverse(lines.begin(), lines.end());
    std::stable_sort(lines.begin(), lines.end(), [](const JournalLine& a, const JournalLine& b) {
        return std::tie(a.at, a.seq) < std::tie(b.at, b.seq);
    });
    lines.resize(std::min(lines.size(), at_most));
    std::for_each(lines.begin(), lines.end(), take);
}

void JournalRows::by_lead(const std::function<void(const Place&, const JournalLine&)>& take) {
    Statement lines(connection_, "SELECT seq, at, version, enrollment, step, kind, because, personal, forgotten, "
                                 "previous, lead, id FROM journal_row ORDER BY lead, id");
    Rows rows = lines.rows();
    while (rows.next()) {
        const JournalLine line = read(rows);
        const Place place{.id = rows.integer(11), .previous = number_or_null(rows, 9), .lead = rows.integer(10)};
        if (connection_.ok()) {
            take(place, line);
        }
    }
}

} // namespace nurture::inline v0::sqlite
