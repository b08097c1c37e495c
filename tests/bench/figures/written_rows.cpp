// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/written_rows.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

namespace {

std::string text_of(const Cell& cell) {
    const auto* text = std::get_if<std::string>(&cell);
    return text == nullptr ? std::string() : *text;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : between) + part;
    }
    return text;
}

/// What is known of a table: columns of its key, and those that an update may name without touching an index.
struct Table {
    std::string name{};
    std::vector<std::string> columns{};
    std::vector<std::string> key{};
    std::vector<std::string> free{};
    std::set<std::string> parents{};
    std::size_t speed = 1; ///< Against tables that nothing refers to.
};

std::vector<Table> tables_of(RawDatabase& database) {
    std::vector<Table> tables;
    for (const Row& found : database.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")) {
        Table table{.name = text_of(found[0])};
        const std::string of = "('" + table.name + "')";
        std::set<std::string> indexed;
        for (const Row& column : database.rows("SELECT DISTINCT c.name FROM pragma_index_list" + of +
                                               " i, pragma_index_info(i.name) c WHERE c.name IS NOT NULL")) {
            indexed.insert(text_of(column[0]));
        }
        for (const Row& column : database.rows("SELECT name, pk FROM pragma_table_info" + of)) {
            const std::string name = text_of(column[0]);
            table.columns.push_back(name);
            if (std::get<std::int64_t>(column[1]) > 0) {
                table.key.push_back(name);
            } else if (!indexed.contains(name)) {
                table.free.push_back(name);
            }
        }
        for (const Row& other : database.rows("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list" + of)) {
            table.parents.insert(text_of(other[0]));
        }
        tables.push_back(std::move(table));
    }
    for (auto child = tables.rbegin(); child != tables.rend(); ++child) { // A table stands behind those it refers to.
        for (Table& table : tables) {
            if (child->parents.contains(table.name)) {
                table.speed = std::max(table.speed, 2 * child->speed);
            }
        }
    }
    return tables;
}

/// Rows of one table on their way from the finished file to the floor's.
class Stream {
public:
    Stream(RawDatabase& from, RawDatabase& to, std::string select, const std::string& write, std::size_t speed)
        : total_(static_cast<std::size_t>(from.number("SELECT count(*) FROM (" + select + ")"))), read_(from, select),
          write_(to, write), speed_(speed) {}

    [[nodiscard]] std::size_t total() const noexcept { return total_; }

    /// Reads what belongs to the commit. What others refer to goes ahead, at twice their speed: the first messages of
    /// all leads may stand before all others. A few names are there at once.
    void read_share(std::size_t commit, std::size_t commits) {
        constexpr std::size_t few = 100;
        share_.clear();
        const std::size_t shares = speed_ > 1 && total_ <= few ? commits : (commit + 1) * speed_;
        const std::size_t up_to = std::min(shares, commits) * total_ / commits;
        for (Row row; taken_ < up_to && read_.next(row); ++taken_) {
            share_.push_back(row);
        }
    }
    void write_share() {
        for (const Row& row : share_) {
            int place = 0;
            for (const Cell& cell : row) {
                write_.bind(++place, cell);
            }
            write_.run();
        }
    }

private:
    std::size_t total_;
    RawStatement read_;
    RawStatement write_;
    std::size_t speed_;
    std::vector<Row> share_;
    std::size_t taken_ = 0;
};

/// New rows are inserted; of rows that were there before the columns outside of indexes are updated.
std::vector<std::unique_ptr<Stream>> streams_between(RawDatabase& finished, RawDatabase& to) {
    std::vector<std::unique_ptr<Stream>> streams;
    for (const Table& table : tables_of(finished)) {
        const std::string key = joined(table.key, ", ");
        const auto add = [&](const std::string& select, const std::string& write) {
            streams.push_back(std::make_unique<Stream>(finished, to, select, write, table.speed));
            if (streams.back()->total() == 0) {
                streams.pop_back();
            }
        };
        std::string places;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            places += i == 0 ? "?" : ", ?";
        }
        const bool had_rows = finished.number("SELECT EXISTS (SELECT 1 FROM base." + table.name + ")") != 0;
        const std::string in_base = "(" + key + ") IN (SELECT " + key + " FROM base." + table.name + ")";
        add("SELECT * FROM main." + table.name + (had_rows ? " WHERE NOT (" + in_base + ")" : "") + " ORDER BY " + key,
            "INSERT INTO " + table.name + " VALUES (" + places + ")");
        if (had_rows && !table.free.empty()) {
            const std::string wanted = joined(table.free, ", ") + ", " + key;
            add("SELECT " + wanted + " FROM (SELECT * FROM main." + table.name + " EXCEPT SELECT * FROM base." +
                    table.name + ") WHERE " + in_base + " ORDER BY " + key,
                "UPDATE " + table.name + " SET " + joined(table.free, " = ?, ") + " = ? WHERE " +
                    joined(table.key, " = ? AND ") + " = ?");
        }
    }
    return streams;
}

} // namespace

std::size_t write_final_rows(const std::filesystem::path& base, const std::filesystem::path& finished,
                             const std::filesystem::path& to, std::size_t commits, Stopwatch& watch) {
    copy_database(base, to);
    RawDatabase source(finished);
    source.execute("ATTACH '" + base.string() + "' AS base");
    std::optional<RawDatabase> target(std::in_place, to);
    std::vector<std::unique_ptr<Stream>> streams = streams_between(source, *target);
    std::size_t rows = 0;
    for (std::size_t commit = 0; commit < commits; ++commit) {
        for (const std::unique_ptr<Stream>& stream : streams) {
            stream->read_share(commit, commits);
        }
        watch.go();
        target->execute("BEGIN IMMEDIATE");
        for (const std::unique_ptr<Stream>& stream : streams) {
            stream->write_share();
        }
        target->execute("COMMIT");
        watch.stop();
    }
    for (const std::unique_ptr<Stream>& stream : streams) {
        rows += stream->total();
    }
    streams.clear();
    watch.go();
    target.reset(); // Checkpoints, as closing the engine's store does.
    watch.stop();
    return rows;
}

namespace {

/// Leads and messages as one would keep them for this one workflow.
class LeanFlow {
public:
    LeanFlow(RawDatabase& database, const std::string& text)
        : text_(text), add_lead_(database, "INSERT INTO lead VALUES (?1, ?2, 1, ?3)"),
          move_lead_(database, "UPDATE lead SET stage = ?2, due = NULL WHERE number = ?1"),
          add_message_(database, "INSERT INTO message (lead, text) VALUES (?1, ?2)") {}

    void take(const TimedEvent& input) {
        run_to(input.at - Milliseconds(1));
        if (input.event.type == "form_submitted") {
            const auto number = static_cast<std::int64_t>(numbers_.size()) + 1;
            Lead& lead = numbers_[input.event.lead.str()] = {number, true};
            timeouts_.emplace_back(input.at + times_out_after, &lead);
            const std::int64_t due = timeouts_.back().first.time_since_epoch().count();
            add_lead_.bind(1, number).bind(2, input.event.lead.str()).bind(3, due).run();
            add_message_.bind(1, number).bind(2, text_).run();
        } else if (const auto found = numbers_.find(input.event.lead.str()); found != numbers_.end()) {
            found->second.waits = false;
            move_lead_.bind(1, found->second.number).bind(2, std::int64_t{2}).run();
        }
    }
    /// At most so many timeouts; whether there are more.
    bool run_to(Instant now, std::size_t at_most = SIZE_MAX) {
        for (; !timeouts_.empty() && timeouts_.front().first <= now && at_most > 0; timeouts_.pop_front()) {
            if (timeouts_.front().second->waits) {
                --at_most;
                move_lead_.bind(1, timeouts_.front().second->number).bind(2, std::int64_t{3}).run();
                add_message_.bind(1, timeouts_.front().second->number).bind(2, text_).run();
            }
        }
        return !timeouts_.empty() && timeouts_.front().first <= now;
    }

private:
    struct Lead {
        std::int64_t number = 0;
        bool waits = false;
    };
    const std::string& text_;
    RawStatement add_lead_;
    RawStatement move_lead_;
    RawStatement add_message_;
    std::unordered_map<std::string, Lead> numbers_;
    std::deque<std::pair<Instant, Lead*>> timeouts_;
};

} // namespace

void write_lean_rows(const std::filesystem::path& to, FlowInputs inputs, const std::string& text, std::size_t commits,
                     Stopwatch& watch) {
    remove_database(to);
    std::optional<RawDatabase> database(std::in_place, to);
    database->execute(
        "CREATE TABLE lead (number INTEGER PRIMARY KEY, id TEXT NOT NULL, stage INTEGER NOT NULL, "
        "due INTEGER) STRICT;"
        "CREATE TABLE message (id INTEGER PRIMARY KEY, lead INTEGER NOT NULL, text TEXT NOT NULL) STRICT");
    {
        LeanFlow flow(*database, text);
        const std::size_t decisions = inputs.leads() * 2; // Joins, opens and timeouts.
        const std::size_t group = std::max<std::size_t>(decisions / std::max<std::size_t>(commits, 1), 1);
        const auto in_one_commit = [&](auto work) {
            watch.go();
            database->execute("BEGIN IMMEDIATE");
            const bool more = work();
            database->execute("COMMIT");
            watch.stop();
            return more;
        };
        for (std::vector<TimedEvent> next = inputs.next(group); !next.empty(); next = inputs.next(group)) {
            in_one_commit([&] {
                for (const TimedEvent& input : next) {
                    flow.take(input);
                }
                return true;
            });
        }
        const Instant end = inputs.last_join() + times_out_after;
        while (in_one_commit([&] { return flow.run_to(end, group); })) {
        }
    }
    watch.go();
    database.reset();
    watch.stop();
}

} // namespace nurture::figures
