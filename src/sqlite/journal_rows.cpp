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

namespace {

constexpr std::size_t values_per_line = 11;

/// An insert of several rows.
std::string append_sql(std::size_t rows) {
    std::string sql = "INSERT INTO journal_row (previous, lead, seq, at, version, enrollment, step, kind, because, "
                      "personal, forgotten) VALUES ";
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    }
    return sql;
}

} // namespace

JournalRows::JournalRows(Connection& connection, Names& names, Versions& versions, LeadRows& leads)
    : connection_(connection), names_(names), versions_(versions), leads_(leads),
      latest_(connection, "SELECT max(id) FROM journal_row"), append_sql_(append_sql(1)),
      append_many_sql_(append_sql(at_once)), append_(connection, append_sql_.c_str()),
      append_many_(connection, append_many_sql_.c_str()),
      head_(connection, "SELECT journal FROM lead_row WHERE number = ?1"),
      line_(connection, "SELECT seq, at, version, enrollment, step, kind, because, personal, forgotten, previous "
                        "FROM journal_row WHERE id = ?1 AND lead = ?2") {}

void JournalRows::append(std::span<const JournalLine> lines) {
    if (lines.empty()) {
        return;
    }
    std::int64_t id = 1; // Ids ascend by one from the latest, as SQLite gives them to who names none.
    if (Rows rows = latest_.rows(); rows.next()) {
        id += rows.integer(0);
    }
    while (!lines.empty()) {
        const std::size_t count = lines.size() < at_once ? 1 : at_once;
        append(count == 1 ? append_ : append_many_, lines.first(count), id);
        lines = lines.subspan(count);
        id += static_cast<std::int64_t>(count);
    }
}

void JournalRows::append(Statement& statement, std::span<const JournalLine> lines, std::int64_t first_id) {
    statement.run_many(values_per_line * lines.size(), lines.size(), [&](std::size_t i, const auto& give) {
        const JournalLine& line = lines[i];
        auto& [because, personal] = parts_[i];
        because.begin();
        personal.begin();
        for (const Field& field : line.because) {
            (is_personal(line.kind, field.name) ? personal : because).add(field);
        }
        because.end(connection_);
        personal.end(connection_);
        const std::int64_t version = versions_.number_of({line.workflow, line.version});
        const std::int64_t step = names_.number_of(line.step.str());
        LeadPlace& place = leads_.place_of(line.lead);
        give(place.journal, place.number, line.seq, in_order(line.at), version, line.enrollment, step, line.kind,
             because.to_bind(), personal.to_bind(), line.forgotten);
        place.journal = first_id + static_cast<std::int64_t>(i);
        place.is_ahead = true;
    });
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
    line.kind = rows.one_of(5, JournalKind::split);
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
    Statement lines(connection_,
                    "SELECT j.seq, j.at, j.version, j.enrollment, j.step, j.kind, j.because, j.personal, "
                    "j.forgotten, l.id, j.lead FROM journal_row j LEFT JOIN lead_row l "
                    "ON l.number = j.lead ORDER BY j.at, coalesce(l.id, '#' || j.lead), j.seq, j.id LIMIT ?1");
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

/// From a lead's latest line to its first.
void JournalRows::go_back(std::int64_t number, std::optional<std::int64_t> next, const LeadId& lead,
                          const std::function<void(std::int64_t id, JournalLine)>& take) {
    while (next && connection_.ok()) {
        const std::int64_t id = *next;
        Rows rows = line_.rows(id, number);
        if (!rows.next()) {
            connection_.damaged("line " + std::to_string(id) + " of lead " + lead.str() + "'s journal is missing");
            break;
        }
        next = number_or_null(rows, 9);
        if (next && *next >= id) { // Else damage could lead round in a circle.
            connection_.damaged("the journal of lead " + lead.str() + " goes back to a later line");
        }
        take(id, read(rows));
    }
}

void JournalRows::forget_person(const LeadPlace& place, const LeadId& lead) {
    std::vector<std::pair<std::int64_t, Digest>> hashes;
    go_back(place.number, place.journal, lead, [&](std::int64_t id, JournalLine line) {
        const bool was_forgotten = line.forgotten.has_value();
        nurture::forget_person(line);
        if (line.forgotten && !was_forgotten) {
            hashes.emplace_back(id, *line.forgotten);
        }
    });
    Statement forget(connection_, "UPDATE journal_row SET personal = NULL, forgotten = ?2 WHERE id = ?1");
    for (const auto& [id, hash] : hashes) {
        forget.run(id, hash);
    }
}

void JournalRows::of_lead(const LeadId& lead, std::size_t at_most,
                          const std::function<void(const JournalLine&)>& take) {
    const std::optional<std::int64_t> number = leads_.find(lead);
    std::optional<std::int64_t> next;
    if (Rows rows = head_.rows(number.value_or(0)); rows.next()) {
        next = number_or_null(rows, 0);
    }
    std::vector<JournalLine> lines;
    go_back(number.value_or(0), next, lead, [&](std::int64_t, JournalLine line) {
        line.lead = lead;
        lines.push_back(std::move(line));
    });
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
