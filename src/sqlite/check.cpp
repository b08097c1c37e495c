// SPDX-License-Identifier: BSL-1.0
#include "sqlite/check.hpp"

#include <utility>

#include <nurture/runtime/journal.hpp>

#include "sqlite/packing.hpp"

namespace nurture::inline v0::sqlite {

namespace {

constexpr std::size_t findings_at_most = 100;
constexpr std::size_t leads_per_page = 1'000;

/// What must hold between tables; each gives a sentence per row that breaks it.
constexpr const char* rules[] = {
    "SELECT 'the table store has ' || count(*) || ' rows in place of one' FROM store HAVING count(*) <> 1",
    "SELECT 'message ' || id || ' is to be handed over and has no text' FROM message_row WHERE state < 4 AND "
    "state BETWEEN 1 AND 3 AND NOT EXISTS (SELECT 1 FROM message_text t WHERE t.message = message_row.id)",
    "SELECT 'message ' || m.id || ' has its answer, and its text was not deleted' FROM message_text t JOIN "
    "message_row "
    "m ON m.id = t.message WHERE m.state >= 4",
    "SELECT 'message ' || m.id || ' was recorded, and its text is missing' FROM message_row m WHERE m.recorded IS NOT "
    "NULL AND NOT EXISTS (SELECT 1 FROM recorded_message r WHERE r.id = m.recorded AND r.message = m.id)",
    "SELECT 'message ' || id || ' does not lead back to the one before' FROM (SELECT id, previous, lag(id) OVER "
    "(PARTITION BY lead ORDER BY id) AS before FROM message_row) WHERE previous IS NOT before",
    "SELECT 'lead ' || l.number || ' does not name the latest of its messages' FROM lead_row l LEFT JOIN (SELECT lead, "
    "max(id) AS latest FROM message_row GROUP BY lead) m ON m.lead = l.number WHERE l.message IS NOT m.latest",
    "SELECT 'enrollment ' || e.number || ' of lead ' || e.lead || ' is both active and ended' FROM enrollment_ended e "
    "JOIN enrollment_row a ON a.lead = e.lead AND a.number = e.number",
    "SELECT 'enrollment ' || e.number || ' of lead ' || e.lead || ' is more than there have been' FROM enrollment_row "
    "e "
    "JOIN lead_row l ON l.number = e.lead WHERE e.number > l.enrollments AND l.body IS NOT NULL",
    "SELECT 'the answer ' || a.question || ' of account ' || a.account || ' has lost leads' FROM account_aggregate a "
    "WHERE a.leads <> (SELECT count(*) FROM account_aggregate_lead l WHERE l.account = a.account AND l.question = "
    "a.question)",
    "SELECT 'lead #' || l.number || ' was forgotten, and line ' || j.seq || ' of its journal tells of it' FROM "
    "lead_row l "
    "JOIN journal_row j ON j.lead = l.number WHERE l.id IS NULL AND j.personal IS NOT NULL",
    "SELECT 'lead #' || l.number || ' was forgotten, and message ' || m.id || ' tells of it' FROM lead_row l JOIN "
    "message_row m ON m.lead = l.number WHERE l.id IS NULL AND (m.address IS NOT NULL OR m.recorded IS NOT NULL OR "
    "m.rest IS NOT NULL)",
    "SELECT 'lead ' || l.number || ' has lines of which the journal knows none' FROM lead_row l WHERE l.seq > 0 AND "
    "NOT "
    "EXISTS (SELECT 1 FROM journal_row j WHERE j.id = l.journal AND j.lead = l.number)",
};

} // namespace

/// The lines of a lead as they follow one another.
struct Checker::Chain {
    std::int64_t lead = 0;
    std::uint64_t seq = 0;
    std::int64_t latest = 0;
    Sha256 hash{};
};

Checker::Checker(Connection& connection, Names& names, LeadRows& leads, JournalRows& journal,
                 std::function<void(const LeadId&)> load)
    : connection_(connection), names_(names), leads_(leads), journal_(journal), load_(std::move(load)),
      head_(connection, "SELECT id, seq, journal, body FROM lead_row WHERE number = ?1") {}

std::vector<std::string> Checker::findings() {
    check_pages();
    if (findings_.empty()) { // On damaged pages the rest would tell the same in more words.
        check_references();
        check_tables();
        check_rows();
        check_journal();
    }
    return std::move(findings_);
}

void Checker::check_pages() {
    {
        Statement pages(connection_, "PRAGMA integrity_check(20)");
        Rows rows = pages.rows();
        while (rows.next()) {
            if (rows.text(0) != "ok") {
                find("a page is damaged: " + std::string(rows.text(0)));
            }
        }
    }
    find_failure();
}

void Checker::check_references() {
    {
        Statement references(connection_, "PRAGMA foreign_key_check");
        Rows rows = references.rows();
        while (rows.next() && !is_enough()) {
            find("a row of " + std::string(rows.text(0)) + " belongs to a row of " + std::string(rows.text(2)) +
                 " that is missing");
        }
    }
    find_failure();
}

void Checker::check_tables() {
    for (const char* rule : rules) {
        {
            Statement statement(connection_, rule);
            Rows rows = statement.rows();
            while (rows.next() && !is_enough()) {
                find(std::string(rows.text(0)));
            }
        }
        find_failure();
    }
}

void Checker::check_rows() {
    LeadId after;
    for (;;) {
        const std::vector<LeadId> ids = leads_.leads(after, leads_per_page);
        find_failure();
        if (ids.empty() || is_enough()) {
            return;
        }
        for (const LeadId& id : ids) {
            load_(id);
            find_failure();
        }
        after = ids.back();
    }
}

void Checker::check_journal() {
    Chain current;
    journal_.by_lead([&](const JournalRows::Place& place, const JournalLine& line) {
        if (is_enough()) {
            return;
        }
        if (place.lead != current.lead) {
            compare(current);
            current = {.lead = place.lead};
        }
        if (line.seq != current.seq + 1) {
            find("lead " + std::to_string(place.lead) + " has line " + std::to_string(line.seq) +
                 " of the journal behind line " + std::to_string(current.seq));
        }
        if (place.previous.value_or(0) != current.latest) {
            find("line " + std::to_string(line.seq) + " of lead " + std::to_string(place.lead) +
                 " does not lead back to the one before");
        }
        chain(current.hash, line);
        current.seq = line.seq;
        current.latest = place.id;
    });
    find_failure();
    compare(current);
    find_failure();
}

void Checker::compare(const Chain& chain) {
    if (chain.lead == 0) {
        return;
    }
    Rows rows = head_.rows(chain.lead);
    if (!rows.next()) {
        return find("lead " + std::to_string(chain.lead) + " has lines in the journal and no row");
    }
    LeadRow row{.id = LeadId(rows.text(0))};
    const std::string name = "lead " + (row.id.empty() ? '#' + std::to_string(chain.lead) : row.id.str());
    if (rows.integer(2) != chain.latest) {
        find(name + " does not name the latest of its journal lines");
    }
    if (rows.is_null(3)) {
        return; // Only named so far: nothing is known of its chain.
    }
    if (rows.number<std::uint64_t>(1) != chain.seq) {
        find(name + " has " + std::to_string(chain.seq) + " lines in the journal and should have " +
             std::to_string(rows.integer(1)));
    }
    if (unpack_lead(rows.blob(3), row, names_) && !(row.chain == chain.hash)) {
        find(name + " has lines in the journal that are not those it was given");
    }
}

void Checker::find(std::string sentence) {
    if (!is_enough()) {
        findings_.push_back(std::move(sentence));
    }
}

void Checker::find_failure() {
    if (!connection_.ok()) {
        find(connection_.failure().message);
        connection_.clear_failure();
    }
}

bool Checker::is_enough() const noexcept {
    return findings_.size() >= findings_at_most;
}

} // namespace nurture::inline v0::sqlite
