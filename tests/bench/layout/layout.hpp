// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is weighed against what: a layout of the tables, and the work that is done on it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace nurture::layout {

/// What is weighed. The defaults are the proposed layout.
struct Layout {
    std::string name = "proposed";
    bool floor = false;       ///< A lead row and an outbox row by number, and nothing else.
    bool floor_finds = false; ///< The same, but leads are found by their ids and by what is due.

    bool text_keys = false;     ///< Leads are named by their text everywhere, not by a number.
    bool text_names = false;    ///< Workflow, version and step as text in each row, not by a number.
    bool foreign_names = false; ///< Those numbers are foreign keys.
    bool ids_in_order = false;  ///< Leads are met in the order of their ids, not at random.
    /// Where enrollments stand: in a table by (lead, number), the same as one rowid, among the leads; there with
    /// messages.
    enum class Rows { without_rowid, composite_rowid, with_enrollments, one_table } rows = Rows::without_rowid;

    /// Where what is due is found: an index of leads (with their ids; left behind when a lead is due no more; without
    /// ids), a table, an index of enrollments.
    enum class Due { index_with_id, stale, index, table, of_enrollment } due = Due::index_with_id;

    enum class Journal { chained, clustered, indexed, per_input, none } journal = Journal::chained;
    bool packed_lines = false;  ///< `because` as packed bytes, not as JSON.
    bool payload_table = false; ///< What is personal in a table of its own, its hash in the line.
    bool foreign_lines = false; ///< The line's lead is a foreign key.

    enum class Messages { appended, by_lead } messages = Messages::appended; ///< With a chain back, or clustered.
    bool opens_in_lead = false;   ///< An open is noted in the lead's row, not in the message's.
    bool all_keys = false;        ///< Every message is found by its key, not only one without a final answer.
    bool text_inline = false;     ///< Rendered text in the message row, emptied when it is accepted.
    bool through_channel = false; ///< Queued, handed over, accepted in three commits; else recorded at once.

    bool several_columns = false; ///< The lead's packed body as five columns.
    bool chain_whole = false;     ///< The whole state of the running hash, not 32 bytes and a length.
    int aggregates = 0;           ///< Per lead, one of which each event rewrites.
    std::size_t aggregate_bytes = 48;
    bool aggregates_in_lead = false;
    enum class Seen { table, in_lead, none } seen = Seen::table;
    bool ended_stay = false; ///< Enrollments that left stay among the active ones.

    int page_size = 4096;
    int secure_delete = 1; ///< 0 off, 1 on, 2 fast.
    int autocheckpoint = 4000;
    int cache_mib = 64;
    int foreign_keys = 1;
};

/// The inputs of one turn.
struct Work {
    std::int64_t inputs = 10'000;
    std::int64_t group = 1'000;
    bool only_opens = false;        ///< Inputs that send nothing.
    bool timeouts_in_order = false; ///< Leads time out in the order in which they began, as the clock has it.
    bool begin_all = false;         ///< First all leads begin, then all end; else they take turns.
};

} // namespace nurture::layout
