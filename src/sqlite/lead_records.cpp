// SPDX-License-Identifier: BSL-1.0
#include "sqlite/lead_records.hpp"

#include <cstdint>
#include <string>
#include <variant>

#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

#define NURTURE_RECORD_COLUMNS                                                                                         \
    "SELECT l.id, l.fields, l.account, a.fields, l.subscriptions FROM lead_record l "                                  \
    "LEFT JOIN account_record a ON a.id = l.account "

LeadRecords::LeadRecords(Connection& connection)
    : connection_(connection), put_account_(connection, "INSERT INTO account_record (id, fields) VALUES (?1, ?2) "
                                                        "ON CONFLICT (id) DO UPDATE SET fields = ?2"),
      put_lead_(connection, "INSERT INTO lead_record (id, account, fields, subscriptions) VALUES (?1, ?2, ?3, ?4) "
                            "ON CONFLICT (id) DO UPDATE SET account = ?2, fields = ?3, subscriptions = ?4"),
      find_(connection, NURTURE_RECORD_COLUMNS "WHERE l.id = ?1"),
      after_(connection, NURTURE_RECORD_COLUMNS "WHERE l.id > ?1 ORDER BY l.id LIMIT ?2"),
      fields_(connection, "SELECT number, fields FROM lead_record WHERE id = ?1"),
      put_fields_(connection, "UPDATE lead_record SET fields = ?2 WHERE number = ?1"),
      add_note_(connection, "INSERT INTO note_row (lead, text) VALUES (?1, ?2)"),
      was_applied_(connection, "SELECT 1 FROM applied_change WHERE key = ?1"),
      remember_(connection, "INSERT INTO applied_change (key) VALUES (?1)") {}

#undef NURTURE_RECORD_COLUMNS

void LeadRecords::put(const Lead& lead) {
    if (!lead.account.id.empty()) {
        const ValueColumn fields(connection_, lead.account.fields);
        put_account_.run(lead.account.id.str(), fields.to_bind());
    }
    Fields by_category;
    for (const auto& [category, subscribed] : lead.subscriptions) {
        by_category.set(category, subscribed);
    }
    const ValueColumn fields(connection_, lead.fields);
    const ValueColumn subscriptions(connection_, by_category);
    put_lead_.run(lead.id.str(), unless_empty(lead.account.id.str()), fields.to_bind(), subscriptions.to_bind());
}

Lead LeadRecords::read(const Rows& rows) {
    Lead lead{.id = LeadId(rows.text(0)), .fields = fields_in(connection_, rows, 1)};
    lead.account = {AccountId(rows.text(2)), fields_in(connection_, rows, 3)};
    for (const Field& category : fields_in(connection_, rows, 4)) {
        if (const bool* subscribed = category.value.as_bool(); subscribed != nullptr) {
            lead.subscriptions[category.name] = *subscribed;
        } else {
            connection_.damaged("the subscriptions of lead " + lead.id.str() + " cannot be read");
        }
    }
    return lead;
}

std::optional<Lead> LeadRecords::find(const LeadId& id) {
    Rows rows = find_.rows(id.str());
    return rows.next() ? std::optional<Lead>(read(rows)) : std::nullopt;
}

std::vector<Lead> LeadRecords::after(const LeadId& id, std::size_t at_most) {
    std::vector<Lead> found;
    Rows rows = after_.rows(id.str(), std::uint64_t{at_most});
    while (rows.next()) {
        found.push_back(read(rows));
    }
    return found;
}

std::size_t LeadRecords::count() {
    Statement count(connection_, "SELECT count(*) FROM lead_record");
    Rows rows = count.rows();
    return rows.next() ? static_cast<std::size_t>(rows.integer(0)) : 0;
}

std::vector<Note> LeadRecords::notes() {
    std::vector<Note> found;
    Statement notes(connection_, "SELECT lead, text FROM note_row ORDER BY id");
    Rows rows = notes.rows();
    while (rows.next()) {
        found.push_back({LeadId(rows.text(0)), std::string(rows.text(1))});
    }
    return found;
}

void LeadRecords::change(std::span<const LeadChange> changes) {
    while (!changes.empty()) {
        std::size_t alike = 1;
        while (alike < changes.size() && changes[alike].lead == changes.front().lead) {
            ++alike;
        }
        change_one(changes.first(alike));
        changes = changes.subspan(alike);
    }
}

/// Changes of one lead, which is read and written once.
void LeadRecords::change_one(std::span<const LeadChange> changes) {
    const std::string& lead = changes.front().lead.str();
    Fields held;
    std::int64_t number = 0;
    {
        Rows rows = fields_.rows(lead);
        if (!rows.next()) {
            return;
        }
        number = rows.integer(0);
        held = fields_in(connection_, rows, 1);
    }
    bool has_set = false;
    for (const LeadChange& change : changes) {
        if (const auto* note = std::get_if<AddNote>(&change.what); note != nullptr) {
            add_note_.run(lead, note->text);
        } else {
            const auto& set = std::get<SetField>(change.what);
            held.set(set.field, set.to);
            has_set = true;
        }
    }
    if (has_set) {
        const ValueColumn fields(connection_, held);
        put_fields_.run(number, fields.to_bind());
    }
}

void LeadRecords::change_once(const LeadChange& once) {
    if (was_applied_.rows(once.key).next() || !find(once.lead)) {
        return;
    }
    remember_.run(once.key);
    change({&once, 1});
}

} // namespace nurture::inline v0::sqlite
