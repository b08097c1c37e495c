// SPDX-License-Identifier: BSL-1.0
#include "sqlite/forgetting.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0::sqlite {

namespace {

/// By number: rows of the engine.
constexpr const char* removed_by_number[] = {
    "DELETE FROM lead_aggregate WHERE lead = ?1",
    "DELETE FROM seen WHERE lead = ?1",
    "DELETE FROM lead_change WHERE lead = ?1",
    "UPDATE enrollment_ended SET key = NULL WHERE lead = ?1 AND key IS NOT NULL",
};

/// By id: what was kept for the host, and the lead store.
constexpr const char* removed_by_id[] = {
    "DELETE FROM input WHERE lead = ?1",
    "UPDATE sweep SET place = '' WHERE place = ?1",
    "DELETE FROM lead_record WHERE id = ?1",
    "DELETE FROM note_row WHERE lead = ?1",
    "DELETE FROM applied_change WHERE key >= ?1 || '/' AND key < ?1 || '0'", // '0' comes right behind '/'.
};

/// Of a message stays which send it was and what became of it.
void forget_messages(Connection& connection, const LeadPlace& place) {
    Statement find(connection, "SELECT previous FROM message_row WHERE id = ?1 AND lead = ?2");
    Statement remove_text(connection, "DELETE FROM message_text WHERE message = ?1");
    Statement remove_record(connection, "DELETE FROM recorded_message WHERE id = (SELECT recorded FROM message_row "
                                        "WHERE id = ?1)");
    Statement strip(connection, "UPDATE message_row SET address = NULL, sender = NULL, reply_to = NULL, "
                                "content_hash = NULL, recorded = NULL, rest = NULL WHERE id = ?1");
    for (std::optional<std::int64_t> at = place.message; at && connection.ok();) {
        const std::int64_t id = *at;
        {
            Rows rows = find.rows(id, place.number);
            if (!rows.next()) {
                return connection.damaged("message " + std::to_string(id) + " of a lead is missing");
            }
            at = number_or_null(rows, 0);
        }
        if (at && *at >= id) {
            return connection.damaged("message " + std::to_string(id) + " leads back to a later one");
        }
        remove_text.run(id);
        remove_record.run(id);
        strip.run(id);
    }
}

void forget_in_refusals(Connection& connection, const LeadId& id) {
    std::vector<std::pair<std::int64_t, std::string>> changed;
    {
        Statement named(connection, "SELECT id, reason FROM refusal WHERE instr(reason, ?1) > 0");
        Rows rows = named.rows(id.str());
        while (rows.next()) {
            changed.emplace_back(rows.integer(0), without_lead(std::string(rows.text(1)), id));
        }
    }
    Statement change(connection, "UPDATE refusal SET reason = ?2 WHERE id = ?1");
    for (const auto& [refusal, reason] : changed) {
        change.run(refusal, reason);
    }
}

} // namespace

void forget_lead(Connection& connection, LeadRows& leads, JournalRows& journal, const LeadId& id) {
    const LeadPlace place = leads.row_of(id);
    journal.forget_person(place, id);
    forget_messages(connection, place);
    for (const char* sql : removed_by_number) {
        Statement(connection, sql).run(place.number);
    }
    for (const char* sql : removed_by_id) {
        Statement(connection, sql).run(id.str());
    }
    forget_in_refusals(connection, id);
    leads.take_name(id);
}

} // namespace nurture::inline v0::sqlite
