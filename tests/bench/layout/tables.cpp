// SPDX-License-Identifier: BSL-1.0
// The tables of each layout, and the statements on them.

#include <filesystem>
#include <stdexcept>

#include "bench/layout/database.hpp"

namespace nurture::layout {

void Database::open(bool building) {
    close();
    const bool is_new = !std::filesystem::exists(path_);
    if (sqlite3_open(path_.c_str(), &db_) != SQLITE_OK) {
        throw std::runtime_error("cannot open " + path_);
    }
    const auto pragma = [&](const char* which, int value) {
        execute("PRAGMA " + std::string(which) + "=" + std::to_string(value));
    };
    pragma("page_size", layout_.page_size);
    execute("PRAGMA journal_mode=WAL");
    pragma("synchronous", building ? 0 : 2);
    pragma("secure_delete", layout_.secure_delete);
    pragma("foreign_keys", building ? 0 : layout_.foreign_keys);
    pragma("wal_autocheckpoint", building ? 100'000 : layout_.autocheckpoint);
    pragma("cache_size", -1024 * (building ? 2048 : layout_.cache_mib));
    if (layout_.floor) {
        set_up_floor(is_new);
        return;
    }
    set_up_leads(is_new);
    set_up_due(is_new);
    set_up_enrollments(is_new);
    set_up_messages(is_new);
    set_up_texts(is_new);
    set_up_journal(is_new);
    set_up_events(is_new);
}

void Database::set_up_floor(bool is_new) {
    if (is_new) {
        execute("CREATE TABLE lead_row(number INTEGER PRIMARY KEY, due INTEGER, body BLOB, id TEXT) STRICT;"
                "CREATE TABLE outbox(id INTEGER PRIMARY KEY, lead INTEGER, text TEXT) STRICT");
    }
    if (is_new && layout_.floor_finds) {
        execute("CREATE UNIQUE INDEX lead_id ON lead_row(id);"
                "CREATE INDEX lead_due ON lead_row(due) WHERE due IS NOT NULL");
    }
    const bool finds = layout_.floor_finds;
    statements_.find_lead = Statement(db_, finds ? "SELECT number FROM lead_row WHERE id=?1" : "");
    statements_.put_lead =
        Statement(db_, std::string("INSERT INTO lead_row VALUES(?1, ?2, ?3, ") + (finds ? "?4)" : "NULL)"));
    statements_.move_lead = Statement(db_, "UPDATE lead_row SET due=?2, body=?3 WHERE number=?1");
    statements_.put_message = Statement(db_, "INSERT INTO outbox(lead, text) VALUES(?1, ?2)");
}

// Parameters: 1 lead, 2 its id, 3 due, 4 seq, 5 its latest line, 6 fields, 7 body (or 7 to 11, its parts).
void Database::set_up_leads(bool is_new) {
    Statements& s = statements_;
    const std::string keep_due = layout_.due == Layout::Due::stale ? "" : "due=?3, ";
    if (joined()) {
        if (is_new) {
            execute("CREATE TABLE lead_row(number INTEGER PRIMARY KEY, due INTEGER, a INTEGER, b INTEGER, c INTEGER, "
                    "d INTEGER, e INTEGER, f INTEGER, g INTEGER, id TEXT, body ANY) STRICT;"
                    "CREATE UNIQUE INDEX lead_id ON lead_row(id) WHERE id IS NOT NULL");
        }
        s.find_lead = Statement(db_, "SELECT number FROM lead_row WHERE id=?1 AND id IS NOT NULL");
        s.load_lead = Statement(db_, "SELECT b, a, due, body FROM lead_row WHERE number=(?1<<24)");
        s.put_lead = Statement(db_, "INSERT INTO lead_row(number, id, due, a, b, body) "
                                    "VALUES(?1<<24, ?2, ?3, ?4, ?5, ?6||?7)");
        s.move_lead =
            Statement(db_, "UPDATE lead_row SET " + keep_due + "a=?4, b=?5, body=?6||?7 WHERE number=(?1<<24)");
        return;
    }
    const bool parts = layout_.several_columns;
    const std::string key = layout_.text_keys ? "id" : "number";
    if (is_new) {
        execute("CREATE TABLE name(id INTEGER PRIMARY KEY) STRICT; INSERT INTO name VALUES(7), (21)");
        execute("CREATE TABLE lead_row(" +
                std::string(layout_.text_keys ? "id TEXT PRIMARY KEY" : "number INTEGER PRIMARY KEY, id TEXT UNIQUE") +
                ", due INTEGER, seq INTEGER, journal INTEGER, fields TEXT, body BLOB" +
                (parts ? ", consent BLOB, past BLOB, history BLOB, scores BLOB) STRICT" : ") STRICT") +
                (layout_.text_keys ? ", WITHOUT ROWID" : ""));
    }
    s.find_lead = Statement(db_, "SELECT seq FROM lead_row WHERE id=?1");
    s.load_lead = Statement(db_, "SELECT journal, * FROM lead_row WHERE " + key + "=?1");
    s.put_lead = Statement(db_, "INSERT INTO lead_row VALUES(?1, " + std::string(layout_.text_keys ? "" : "?2, ") +
                                    "?3, ?4, ?5, ?6, ?7" + (parts ? ", ?8, ?9, ?10, ?11)" : ")"));
    s.move_lead =
        Statement(db_, "UPDATE lead_row SET " + keep_due + "seq=?4, journal=?5, fields=?6, body=?7" +
                           (parts ? ", consent=?8, past=?9, history=?10, scores=?11" : "") + " WHERE " + key + "=?1");
}

void Database::set_up_due(bool is_new) {
    const bool by_enrollment = layout_.due == Layout::Due::of_enrollment;
    if (layout_.due == Layout::Due::table) {
        if (is_new) {
            execute("CREATE TABLE lead_due(due INTEGER, lead " + key_type() +
                    ", PRIMARY KEY(due, lead)) STRICT, WITHOUT ROWID");
        }
        statements_.put_due = Statement(db_, "INSERT INTO lead_due VALUES(?1, ?2)");
        statements_.drop_due = Statement(db_, "DELETE FROM lead_due WHERE due=?1 AND lead=?2");
    } else if (is_new && !by_enrollment) {
        const bool with_id = layout_.due != Layout::Due::index && !layout_.text_keys; // A text key is in it anyway.
        execute("CREATE INDEX lead_due ON lead_row(due" + std::string(with_id ? ", id" : "") +
                ") WHERE due IS NOT NULL");
    }
}

// Parameters: 1 lead, 2 number, 3 version, 4 step, 5 state, 6 standing, 7 enrolled, 8 reached, 9 due, 10 expires, 11
// rest.
void Database::set_up_enrollments(bool is_new) {
    Statements& s = statements_;
    if (is_new) {
        execute("CREATE TABLE enrollment_ended(id INTEGER PRIMARY KEY, lead " + key_type() +
                ", number INTEGER, version " + name_type() +
                ", state INTEGER, reason TEXT, enrolled_at INTEGER, left_at INTEGER) STRICT");
    }
    if (!layout_.ended_stay) {
        s.put_ended = Statement(db_, "INSERT INTO enrollment_ended VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    }
    if (joined()) {
        s.load_enrollments =
            Statement(db_, "SELECT a, b FROM lead_row WHERE number BETWEEN (?1<<24)+1 AND (?1<<24)+16777215");
        s.put_enrollment = Statement(db_, "INSERT INTO lead_row(number, a, b, c, d, e, f, g, body) "
                                          "VALUES((?1<<24)+?2, ?3, ?4, ?6, ?7, ?8, ?9, ?10, ?11)");
        s.drop_enrollment = Statement(db_, "DELETE FROM lead_row WHERE number=(?1<<24)+?2");
        return;
    }
    const bool composite = layout_.rows == Layout::Rows::composite_rowid;
    const std::string all = composite ? "id BETWEEN (?1<<20) AND (?1<<20)+1048575" : "lead=?1";
    const std::string one = composite ? "id=(?1<<20)+?2" : "lead=?1 AND number=?2";
    if (is_new) {
        execute(std::string("CREATE TABLE enrollment_row(") +
                (composite ? "id INTEGER PRIMARY KEY" : "lead " + key_type() + " REFERENCES lead_row, number INTEGER") +
                ", version " + name_type() + ", step " + name_type() +
                ", state INTEGER, standing INTEGER, enrolled_at INTEGER, reached_at INTEGER, due INTEGER, "
                "expires_at INTEGER, rest BLOB" +
                (composite ? ") STRICT" : ", PRIMARY KEY(lead, number)) STRICT, WITHOUT ROWID"));
        if (layout_.due == Layout::Due::of_enrollment) {
            execute("CREATE INDEX lead_due ON enrollment_row(due) WHERE due IS NOT NULL");
        }
    }
    s.load_enrollments = Statement(db_, "SELECT * FROM enrollment_row WHERE " + all);
    s.put_enrollment =
        Statement(db_, std::string("INSERT INTO enrollment_row VALUES(") + (composite ? "(?1<<20)+?2" : "?1, ?2") +
                           ", ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    s.drop_enrollment = Statement(db_, (layout_.ended_stay ? "UPDATE enrollment_row SET state=2, due=NULL WHERE "
                                                           : "DELETE FROM enrollment_row WHERE ") +
                                           one);
}

// Parameters: 1 lead, 2 row, 3 key, 4 enrollment, 5 version, 6 step, 7 content, 8 channel, 9 state, 10 queued,
// 11 handed over, 12 rest, 13 hash, 14 text.
void Database::set_up_messages(bool is_new) {
    Statements& s = statements_;
    if (all_joined()) {
        s.put_message = Statement(db_, "INSERT INTO lead_row(number, a, b, c, d, e, f, g, body) "
                                       "VALUES((?1<<24)+4194304+?2, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?3||?12)");
        s.engage = Statement(db_, "UPDATE lead_row SET body=?3 WHERE number=(?1<<24)+4194304+?2");
        return;
    }
    const bool appended = appends_messages();
    const bool with_text = layout_.text_inline;
    const std::string one = appended ? "number=?2" : "lead=?1 AND number=?2";
    if (is_new) {
        const std::string owner = "lead " + key_type() + (joined() ? ", " : " REFERENCES lead_row, ");
        execute("CREATE TABLE message_row(" +
                (appended ? "number INTEGER PRIMARY KEY, previous INTEGER, " + owner : owner + "number INTEGER, ") +
                "key BLOB, enrollment INTEGER, version " + name_type() + ", step " + name_type() +
                ", content INTEGER, channel INTEGER, state INTEGER, queued_at INTEGER, handed_over_at INTEGER, "
                "hash BLOB, rest BLOB" +
                (with_text ? ", text TEXT" : "") +
                (appended ? ") STRICT" : ", PRIMARY KEY(lead, number)) STRICT, WITHOUT ROWID"));
        execute("CREATE INDEX message_open ON message_row(state, queued_at) WHERE state < 4");
        execute(std::string("CREATE INDEX message_key ON message_row(key)") +
                (layout_.all_keys ? "" : " WHERE state < 4 OR state = 5"));
    }
    const std::string text_now = !with_text ? ")" : layout_.through_channel ? ", NULL)" : ", ?14)";
    s.load_messages = Statement(db_, "SELECT * FROM message_row WHERE " + (appended ? one : "lead=?1"));
    s.put_message =
        Statement(db_, std::string("INSERT INTO message_row VALUES(") + (appended ? "?2, ?2-1, ?1" : "?1, ?2") +
                           ", ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?13, ?12" + text_now);
    s.dispatch = Statement(db_, "UPDATE message_row SET state=1, handed_over_at=?3" +
                                    std::string(with_text ? ", text=?4 WHERE " : " WHERE ") + one);
    s.accept = Statement(db_, std::string("UPDATE message_row SET state=4") +
                                  (with_text ? ", text=NULL WHERE " : " WHERE ") + one);
    s.engage = Statement(db_, "UPDATE message_row SET rest=?3 WHERE " + one);
}

void Database::set_up_texts(bool is_new) {
    if (layout_.text_inline) {
        return;
    }
    const bool appended = appends_messages();
    if (is_new) {
        execute(std::string("CREATE TABLE message_text(") +
                (appended ? "number INTEGER PRIMARY KEY" : "lead " + key_type() + ", number INTEGER") +
                ", address TEXT, subject TEXT, text TEXT, sender TEXT" +
                (appended ? ") STRICT" : ", PRIMARY KEY(lead, number)) STRICT, WITHOUT ROWID"));
    }
    statements_.put_text = Statement(db_, std::string("INSERT INTO message_text VALUES(") +
                                              (appended ? "?2" : "?1, ?2") + ", ?3, ?4, ?5, ?6)");
    statements_.drop_text = Statement(db_, std::string("DELETE FROM message_text WHERE ") +
                                               (appended ? "number=?2" : "lead=?1 AND number=?2"));
}

// Parameters: 1 row, 2 previous row, 3 lead, 4 seq, 5 instant, 6 version, 7 enrollment, 8 step, 9 kind, 10 because,
// 11 personal.
void Database::set_up_journal(bool is_new) {
    const bool clustered = layout_.journal == Layout::Journal::clustered;
    const bool indexed = layout_.journal == Layout::Journal::indexed;
    if (layout_.journal == Layout::Journal::none) {
        return;
    }
    if (is_new) {
        const std::string place = clustered ? ""
                                  : indexed ? "id INTEGER PRIMARY KEY, "
                                            : "id INTEGER PRIMARY KEY, previous INTEGER, ";
        execute("CREATE TABLE journal_row(" + place + "lead " + key_type() +
                (layout_.foreign_lines ? " REFERENCES lead_row" : "") + ", seq INTEGER, at INTEGER, version " +
                (layout_.text_names ? "TEXT" : "INTEGER") + ", enrollment INTEGER, step " +
                (layout_.text_names ? "TEXT" : "INTEGER") + ", kind INTEGER, because ANY, personal ANY" +
                (clustered ? ", PRIMARY KEY(lead, seq)) STRICT, WITHOUT ROWID" : ") STRICT"));
        execute("CREATE TABLE journal_payload(id INTEGER PRIMARY KEY, text TEXT) STRICT");
        if (indexed) {
            execute("CREATE INDEX journal_lead ON journal_row(lead)");
        }
    }
    statements_.put_line = Statement(db_, std::string("INSERT INTO journal_row VALUES(") +
                                              (clustered ? ""
                                               : indexed ? "?1, "
                                                         : "?1, ?2, ") +
                                              "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    if (layout_.payload_table) {
        statements_.put_payload = Statement(db_, "INSERT INTO journal_payload VALUES(?1, ?2)");
    }
}

void Database::set_up_events(bool is_new) {
    if (is_new) {
        execute("CREATE TABLE seen(lead " + key_type() +
                ", id TEXT, until INTEGER, PRIMARY KEY(lead, id)) STRICT, WITHOUT ROWID;"
                "CREATE TABLE lead_aggregate(lead " +
                key_type() + ", question INTEGER, body BLOB, PRIMARY KEY(lead, question)) STRICT, WITHOUT ROWID");
    }
    if (layout_.seen == Layout::Seen::table) {
        statements_.find_seen = Statement(db_, "SELECT until FROM seen WHERE lead=?1 AND id=?2");
        statements_.put_seen = Statement(db_, "INSERT INTO seen VALUES(?1, ?2, ?3)");
    }
    if (layout_.aggregates > 0 && !layout_.aggregates_in_lead) {
        statements_.put_aggregate = Statement(db_, "INSERT OR REPLACE INTO lead_aggregate VALUES(?1, ?2, ?3)");
    }
}

} // namespace nurture::layout
