// SPDX-License-Identifier: BSL-1.0
// P7: bytes on disk.

#include "bench/figures/files.hpp"
#include "bench/figures/options.hpp"
#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

namespace {

Range constant(double value) {
    return {value, value, value};
}

double pages_of(RawDatabase& database, const std::string& names) {
    return database.number("SELECT sum(pgsize) FROM dbstat WHERE name IN (" + names + ")");
}

/// Bytes of pages an enrollment that waits.
std::vector<Quantity> of_waiting(const std::filesystem::path& file) {
    RawDatabase database(file);
    const double count = database.number("SELECT count(*) FROM enrollment_row");
    const auto each = [&](double bytes) { return constant(bytes / count); };
    const double lead = pages_of(database, "'lead_row'");
    const double enrollment = pages_of(database, "'enrollment_row'");
    const double due = pages_of(database, "'lead_due'");
    const double left_out = database.number(
        "SELECT sum(2 * length(id) + ifnull(length(fields), 0) + ifnull(length(account_fields), 0)) FROM lead_row");
    return {
        {"a waiting enrollment: lead, enrollment, due; no fields, ids", each(lead + enrollment + due - left_out),
         "bytes", "<= 250"},
        {"    lead row, with fields and id", each(lead), "bytes", ""},
        {"    enrollment row", each(enrollment), "bytes", ""},
        {"    index of what is due, with the id", each(due), "bytes", ""},
        {"    fields and ids in them", each(left_out), "bytes", ""},
        {"    index of ids", each(pages_of(database, "'sqlite_autoindex_lead_row_1'")), "bytes", ""},
        {"    message row with its key's index", each(pages_of(database, "'message_row', 'message_key'")), "bytes", ""},
        {"    everything but the lead store",
         each(database.number("SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE '%lead_record%'")), "bytes", ""}};
}

/// Bytes of pages a line of the journal, after the whole flow.
std::vector<Quantity> of_lines(const Options& options, std::size_t leads) {
    const DatabaseFile file(options.folder, "finished");
    put_leads(file.path(), leads, true);
    {
        OpenEngine open(file.path());
        Stopwatch unread;
        drive(open.engine(), FlowInputs(leads, joins_apart), unread);
    }
    RawDatabase database(file.path());
    const double lines = database.number("SELECT count(*) FROM journal_row");
    const double bytes = pages_of(database, "'journal_row'");
    const double personal = database.number("SELECT sum(length(personal)) FROM journal_row");
    const double because = database.number("SELECT sum(length(because)) FROM journal_row");
    return {{"a journalled decision, without what is personal in it", constant((bytes - personal) / lines), "bytes",
             "<= 120"},
            {"    with it", constant(bytes / lines), "bytes", ""},
            {"    of that `because`", constant(because / lines), "bytes", ""},
            {"    decisions a lead", constant(lines / static_cast<double>(leads)), "", ""}};
}

} // namespace

Figure disk(const Options& options, WaitingFiles& files) {
    const std::size_t leads = options.leads_or(10'000, 1'000'000);
    const std::size_t finished = std::min<std::size_t>(leads, 100'000);
    {
        const DatabaseFile probe(options.folder, "probe");
        RawDatabase database(probe.path());
        if (database.number("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')") == 0) {
            return {.name = "P7", .title = "bytes on disk", .notes = {"This SQLite was built without dbstat."}};
        }
    }
    Figure figure{.name = "P7",
                  .title = "bytes on disk, of pages with what is free in them",
                  .sizes = grouped(leads) + " leads that wait; the whole flow of " + grouped(finished) + " leads"};
    for (std::vector<Quantity> quantities : {of_waiting(files.with(leads)), of_lines(options, finished)}) {
        figure.ratios.push_back(quantities.front());
        figure.details.insert(figure.details.end(), quantities.begin() + 1, quantities.end());
    }
    figure.notes.emplace_back(
        "What is personal: values of fields and events, addresses, subjects, texts of notes. Texts "
        "of messages stand in tables of their own.");
    return figure;
}

} // namespace nurture::figures
