// SPDX-License-Identifier: BSL-1.0
#include "sqlite/lead_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "sqlite/packing.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

namespace {

/// Places and accounts that are remembered; a bound on memory.
constexpr std::size_t remembered_at_most = 50'000;

/// The ledger of consent as people read it: {"marketing":{"at":"2026-…","source":"page","subscribed":false}}.
Fields consent_as_fields(const LeadRow& row) {
    Fields ledger;
    for (const auto& [category, entry] : row.consent) {
        ledger.set(category, Fields{{"at", entry.at}, {"source", entry.source}, {"subscribed", entry.subscribed}});
    }
    return ledger;
}

void read_consent(Connection& connection, const Fields& ledger, LeadRow& row) {
    for (const Field& category : ledger) {
        const Fields* entry = category.value.as_map();
        const Value* at = entry == nullptr ? nullptr : entry->find("at");
        const Value* source = entry == nullptr ? nullptr : entry->find("source");
        const Value* subscribed = entry == nullptr ? nullptr : entry->find("subscribed");
        if (at == nullptr || at->as_instant() == nullptr || source == nullptr || source->as_string() == nullptr ||
            subscribed == nullptr || subscribed->as_bool() == nullptr) {
            return connection.damaged("the consent of lead " + row.id.str() + " cannot be read");
        }
        row.consent[category.name] = {*subscribed->as_bool(), *source->as_string(), *at->as_instant()};
    }
}

/// The number in "#17"; 0 if the name is none of a lead that was forgotten.
std::int64_t number_in(const LeadId& id) {
    const std::string& name = id.str();
    constexpr std::size_t longest = 19;
    if (name.size() < 2 || name.size() > longest || name.front() != '#' || name[1] == '0' ||
        name.find_first_not_of("0123456789", 1) != std::string::npos) {
        return 0;
    }
    std::int64_t number = 0;
    for (std::size_t i = 1; i < name.size(); ++i) {
        number = 10 * number + (name[i] - '0');
    }
    return number;
}

std::int64_t as_limit(std::size_t at_most) {
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(at_most, most));
}

} // namespace

AccountNumbers::AccountNumbers(Connection& connection)
    : connection_(connection), find_(connection, "SELECT number FROM account_row WHERE id = ?1"),
      add_(connection, "INSERT INTO account_row (id) VALUES (?1)") {}

std::optional<std::int64_t> AccountNumbers::find(const AccountId& id) {
    Rows rows = find_.rows(id.str());
    return rows.next() ? std::optional<std::int64_t>(rows.integer(0)) : std::nullopt;
}

std::optional<std::int64_t> AccountNumbers::number_of(const AccountId& id) {
    if (id.empty()) {
        return std::nullopt;
    }
    if (const auto at = numbers_.find(id); at != numbers_.end()) {
        return at->second;
    }
    std::optional<std::int64_t> number = find(id);
    if (!number) {
        add_.run(id.str());
        number = connection_.last_row();
    }
    if (numbers_.size() >= remembered_at_most) {
        numbers_.clear();
    }
    if (connection_.ok()) {
        numbers_.emplace(id, *number);
    }
    return number;
}

#define NURTURE_PLACE_COLUMNS "SELECT number, journal, account, due, message, enrollments, id FROM lead_row WHERE "
#define NURTURE_LEAD_COLUMNS                                                                                           \
    "SELECT l.number, a.id, l.due, l.seq, l.enrollments, l.swept, l.met_at, l.deleted, l.fields, l.account_fields, "   \
    "l.consent, l.body, l.message, l.journal, l.account FROM lead_row l LEFT JOIN account_row a "                      \
    "ON a.number = l.account WHERE "

LeadRows::LeadRows(Connection& connection, Names& names, AccountNumbers& accounts)
    : connection_(connection), names_(names), accounts_(accounts),
      find_(connection, "SELECT number FROM lead_row WHERE id = ?1"),
      find_id_(connection, "SELECT id FROM lead_row WHERE number = ?1"),
      find_place_(connection, NURTURE_PLACE_COLUMNS "id = ?1"),
      find_forgotten_(connection, "SELECT number FROM lead_row WHERE number = ?1 AND id IS NULL"),
      find_forgotten_place_(connection, NURTURE_PLACE_COLUMNS "number = ?1 AND id IS NULL"),
      latest_number_(connection, "SELECT max(number) FROM lead_row"),
      load_(connection, NURTURE_LEAD_COLUMNS "l.id = ?1"),
      load_forgotten_(connection, NURTURE_LEAD_COLUMNS "l.number = ?1 AND l.id IS NULL"),
      forgotten_(connection, "SELECT number FROM lead_row WHERE id IS NULL ORDER BY number"),
      forgotten_enrollments_(connection, "SELECT coalesce(max(enrollments), 0) FROM lead_row WHERE id IS NULL"),
      take_name_(connection, "UPDATE lead_row SET id = NULL WHERE number = ?1"),
      add_(connection, "INSERT INTO lead_row (number, id, account, due, seq, journal, message, enrollments, swept, "
                       "met_at, deleted, fields, account_fields, consent, body) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
      add_bare_(connection, "INSERT INTO lead_row (number, id, journal, message) VALUES (?1, ?2, ?3, ?4)"),
      // Columns that an index holds are named only where they change: SQLite rewrites the index of each it is given.
      update_(connection, "UPDATE lead_row SET seq = ?2, journal = ?3, message = ?4, enrollments = ?5, swept = ?6, "
                          "met_at = ?7, deleted = ?8, fields = ?9, account_fields = ?10, consent = ?11, body = ?12 "
                          "WHERE number = ?1"),
      update_with_due_(connection, "UPDATE lead_row SET seq = ?2, journal = ?3, message = ?4, enrollments = ?5, "
                                   "swept = ?6, met_at = ?7, deleted = ?8, fields = ?9, account_fields = ?10, "
                                   "consent = ?11, body = ?12, due = ?13 WHERE number = ?1"),
      update_account_(connection, "UPDATE lead_row SET account = ?2 WHERE number = ?1"),
      update_latest_(connection, "UPDATE lead_row SET journal = ?2, message = ?3 WHERE number = ?1"),
      due_(connection, due_query),
      leads_(connection, "SELECT id FROM lead_row WHERE id > ?1 AND body IS NOT NULL ORDER BY id LIMIT ?2"),
      leads_of_(connection, "SELECT id FROM lead_row WHERE account = (SELECT number FROM account_row WHERE id = ?1) "
                            "AND id IS NOT NULL ORDER BY id"),
      leads_of_none_(connection, "SELECT id FROM lead_row WHERE account IS NULL AND body IS NOT NULL "
                                 "AND id IS NOT NULL ORDER BY id") {}

#undef NURTURE_PLACE_COLUMNS
#undef NURTURE_LEAD_COLUMNS

std::optional<std::int64_t> LeadRows::find(const LeadId& id) {
    if (Rows rows = find_.rows(id.str()); rows.next()) {
        return rows.integer(0);
    }
    if (const std::int64_t number = number_in(id); number != 0 && find_forgotten_.rows(number).next()) {
        return number;
    }
    return std::nullopt;
}

std::vector<LeadId> LeadRows::forgotten() {
    std::vector<LeadId> names;
    Rows rows = forgotten_.rows();
    while (rows.next()) {
        names.emplace_back('#' + std::to_string(rows.integer(0)));
    }
    return names;
}

std::uint64_t LeadRows::forgotten_enrollments() {
    Rows rows = forgotten_enrollments_.rows();
    return rows.next() ? rows.number<std::uint64_t>(0) : 0;
}

void LeadRows::take_name(const LeadId& id) {
    take_name_.run(place_of(id).number);
    forget();
}

LeadId LeadRows::id_of(std::int64_t number) {
    Rows rows = find_id_.rows(number);
    if (!rows.next()) {
        connection_.damaged("there is no lead " + std::to_string(number));
        return {};
    }
    return rows.is_null(0) ? LeadId('#' + std::to_string(number)) : LeadId(rows.text(0));
}

std::optional<LeadRow> LeadRows::load(const LeadId& id, LeadPlace& place) {
    if (Rows rows = load_.rows(id.str()); rows.next()) {
        return read(rows, id, place);
    }
    if (const std::int64_t number = number_in(id); number != 0) {
        if (Rows rows = load_forgotten_.rows(number); rows.next()) {
            place.is_forgotten = true;
            return read(rows, id, place);
        }
    }
    remember(id, {});
    return std::nullopt;
}

std::optional<LeadRow> LeadRows::read(const Rows& rows, const LeadId& id, LeadPlace& place) {
    LeadRow row{.id = id};
    row.due = rows.instant(2);
    row.forgotten = place.is_forgotten;
    place = {.number = rows.integer(0),
             .has_row = true,
             .journal = number_or_null(rows, 13),
             .message = number_or_null(rows, 12),
             .account = number_or_null(rows, 14),
             .due = row.due,
             .enrollments = rows.number<std::uint64_t>(4),
             .is_forgotten = row.forgotten};
    remember(id, place);
    if (rows.is_null(11)) {
        return std::nullopt; // Named, and not met.
    }
    row.account.id = rows.text(1);
    row.seq = rows.number<std::uint64_t>(3);
    row.enrollments = rows.number<std::uint64_t>(4);
    row.swept = rows.number<std::uint64_t>(5);
    row.met_at = rows.instant(6);
    row.deleted = rows.integer(7) != 0;
    row.fields = fields_in(connection_, rows, 8);
    row.account.fields = fields_in(connection_, rows, 9);
    read_consent(connection_, fields_in(connection_, rows, 10), row);
    if (!unpack_lead(rows.blob(11), row, names_)) {
        connection_.damaged("the row of lead " + id.str() + " cannot be read");
    }
    return row;
}

std::vector<DueRow> LeadRows::due(Instant up_to, std::size_t at_most) {
    std::vector<DueRow> found;
    Rows rows = due_.rows(in_order(up_to), as_limit(at_most));
    while (rows.next()) {
        found.push_back({rows.instant(0), LeadId(rows.text(1))});
    }
    return found;
}

std::vector<LeadId> LeadRows::ids(Rows rows) {
    std::vector<LeadId> found;
    while (rows.next()) {
        found.emplace_back(rows.text(0));
    }
    return found;
}

std::vector<LeadId> LeadRows::leads(const LeadId& after, std::size_t at_most) {
    return ids(leads_.rows(after.str(), as_limit(at_most)));
}

std::vector<LeadId> LeadRows::leads_of(const AccountId& account) {
    return account.empty() ? ids(leads_of_none_.rows()) : ids(leads_of_.rows(account.str()));
}

void LeadRows::begin_commit() {
    ++commit_;
    touched_.clear();
    next_number_ = 0;
    if (places_.size() >= remembered_at_most) {
        places_.clear();
    }
}

void LeadRows::forget() noexcept {
    touched_.clear();
    places_.clear();
}

void LeadRows::remember(const LeadId& id, const LeadPlace& place) {
    if (places_.size() < remembered_at_most) {
        places_.insert_or_assign(id, place);
    }
}

void LeadRows::find_place(const LeadId& id, LeadPlace& place) {
    if (Rows rows = find_place_.rows(id.str()); rows.next()) {
        return read_place(rows, place);
    }
    if (const std::int64_t number = number_in(id); number != 0) {
        if (Rows rows = find_forgotten_place_.rows(number); rows.next()) {
            read_place(rows, place);
        }
    }
}

void LeadRows::read_place(const Rows& rows, LeadPlace& place) {
    place = {.number = rows.integer(0),
             .has_row = true,
             .journal = number_or_null(rows, 1),
             .message = number_or_null(rows, 4),
             .account = number_or_null(rows, 2),
             .due = rows.instant(3),
             .enrollments = rows.number<std::uint64_t>(5),
             .is_forgotten = rows.is_null(6)};
}

LeadPlace& LeadRows::place_of(const LeadId& id) {
    if (!touched_.empty() && *latest_.first == id) { // Rows of one lead stand side by side.
        return *latest_.second;
    }
    const auto [at, is_new] = places_.try_emplace(id);
    LeadPlace& place = at->second;
    if (is_new) {
        find_place(id, place);
    }
    latest_ = {&at->first, &place};
    if (place.commit == commit_) {
        return place;
    }
    place.commit = commit_;
    place.committed_message = place.message;
    place.committed_enrollments = place.enrollments;
    touched_.push_back(latest_);
    if (place.number == 0) {
        if (next_number_ == 0) {
            Rows rows = latest_number_.rows();
            next_number_ = rows.next() ? rows.integer(0) + 1 : 1;
        }
        place.number = next_number_++;
    }
    return place;
}

void LeadRows::put(const LeadRow& row) {
    const Fields consent = consent_as_fields(row);
    fields_.fill(connection_, row.fields);
    account_fields_.fill(connection_, row.account.fields);
    consent_.fill(connection_, consent);
    const std::string body = pack_lead(row, names_);
    const std::optional<std::int64_t> account = accounts_.number_of(row.account.id);
    LeadPlace& place = place_of(row.id);
    const auto write = [&](Statement& statement, const auto&... more) {
        statement.run(place.number, row.seq, place.journal, place.message, row.enrollments, row.swept, row.met_at,
                      row.deleted, fields_.to_bind(), account_fields_.to_bind(), consent_.to_bind(),
                      packed(connection_, body), more...);
    };
    if (!place.has_row) {
        add_.run(place.number, row.id.str(), account, row.due, row.seq, place.journal, place.message, row.enrollments,
                 row.swept, row.met_at, row.deleted, fields_.to_bind(), account_fields_.to_bind(), consent_.to_bind(),
                 packed(connection_, body));
    } else if (place.due == row.due) {
        write(update_);
    } else {
        write(update_with_due_, row.due);
    }
    if (place.has_row && place.account != account) {
        update_account_.run(place.number, account);
    }
    place.has_row = true;
    place.is_ahead = false;
    place.account = account;
    place.due = row.due;
    place.enrollments = row.enrollments;
}

void LeadRows::add_bare_row(const LeadId& id, LeadPlace& place) {
    add_bare_.run(place.number, id.str(), place.journal, place.message);
    place.has_row = true;
    place.is_ahead = false;
}

void LeadRows::settle_places() {
    for (const auto& [id, place] : touched_) {
        if (!place->has_row) {
            add_bare_row(*id, *place);
        } else if (place->is_ahead) {
            update_latest_.run(place->number, place->journal, place->message);
            place->is_ahead = false;
        }
    }
}

const LeadPlace& LeadRows::row_of(const LeadId& id) {
    LeadPlace& place = place_of(id);
    if (!place.has_row) {
        add_bare_row(id, place);
    }
    return place;
}

} // namespace nurture::inline v0::sqlite
