// SPDX-License-Identifier: BSL-1.0
/// \file
/// How rows should be laid out in SQLite: synthetic rows of the reference flow, without the engine, each alternative
/// against the proposed layout and against a lean floor. The decision made of it is "store-layout".
///
/// A database holds many leads that wait. Half of the inputs begin a lead (it is met, enrolled, sent A, waits), half
/// end one that waits, chosen at random (half of them by an open, the others are sent B). So as many leads wait at the
/// end as at the start. All layouts of a series take turns; ratios are taken within a turn.
///
/// nurture_layout_bench [FOLDER [SERIES | quick]]: the folder's disk is what is measured and needs 12 GB; `quick` runs
/// all series with few leads, to see that they run.

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

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

struct Blob {
    std::string_view bytes;
};
/// A number, or the text it stands for; none of them is NULL.
struct Ref {
    std::int64_t number = 0;
    std::string text{};
};

class Statement {
public:
    Statement() = default;
    Statement(sqlite3* db, const std::string& sql) {
        if (!sql.empty() && sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr) != 0) {
            throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
        }
    }
    Statement(Statement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Statement() { sqlite3_finalize(raw_); }

    /// Binds, runs to the end and gives the first two columns of the last row; nothing is done where there is no SQL.
    template <class... Values>
    std::pair<std::int64_t, std::int64_t> operator()(const Values&... values) {
        std::pair<std::int64_t, std::int64_t> row{-1, -1};
        if (raw_ == nullptr) {
            return row;
        }
        int place = 0;
        (bind(++place, values), ...);
        int code = 0;
        while ((code = sqlite3_step(raw_)) == SQLITE_ROW) {
            row = {sqlite3_column_int64(raw_, 0), sqlite3_column_int64(raw_, 1)};
        }
        if (code != SQLITE_DONE) {
            throw std::runtime_error(std::string(sqlite3_errmsg(sqlite3_db_handle(raw_))) + " in " + sqlite3_sql(raw_));
        }
        sqlite3_reset(raw_);
        return row;
    }

private:
    void bind(int place, std::int64_t value) { sqlite3_bind_int64(raw_, place, value); }
    void bind(int place, std::string_view text) {
        sqlite3_bind_text(raw_, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void bind(int place, const std::string& text) { bind(place, std::string_view(text)); }
    void bind(int place, Blob blob) {
        sqlite3_bind_blob(raw_, place, blob.bytes.data(), static_cast<int>(blob.bytes.size()), SQLITE_STATIC);
    }
    void bind(int place, std::nullptr_t) { sqlite3_bind_null(raw_, place); }
    void bind(int place, const Ref& ref) {
        if (!ref.text.empty()) {
            bind(place, ref.text);
        } else if (ref.number != 0) {
            bind(place, ref.number);
        } else {
            bind(place, nullptr);
        }
    }
    sqlite3_stmt* raw_ = nullptr;
};

std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

/// Microseconds of this process and of the system for it.
double cpu_so_far() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::string hex(std::uint64_t x) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(x));
    return text.data();
}

// The rows' contents, of the sizes that the engine's have.
constexpr std::string_view filler = "{\"email\":\"ada.lovelace@example.com\",\"first_name\":\"Ada\",\"score\":12}"
                                    "Hello Ada, here is the guide you asked for. It has four chapters and takes a "
                                    "quarter of an hour; the second one is about nurturing. Kind regards, Charles. "
                                    "Unsubscribe: https://example.com/u/0123456789abcdef0123456789 .................."
                                    "................................................................................";
const std::string_view fields = filler.substr(0, 67);
const std::string_view text = filler.substr(67, 200);
const std::string_view address = "ada.lovelace@example.com";
constexpr std::array<std::string_view, 8> because{R"({"type":"form_submitted"})",
                                                  R"({"by":"form_submitted"})",
                                                  R"({"content":"welcome-a"})",
                                                  R"({"until":1767225600000})",
                                                  R"({"type":"message_opened"})",
                                                  R"({"by":"event"})",
                                                  R"({"score":10})",
                                                  R"({"state":"completed"})"};
constexpr std::array<std::string_view, 8> personal{R"({"id":"5f0c","properties":{"form":"guide"}})",
                                                   "",
                                                   R"({"to":"ada.lovelace@example.com","subject":"Your guide"})",
                                                   "",
                                                   R"({"id":"77ab","properties":{"link":"guide"}})",
                                                   "",
                                                   "",
                                                   ""};

/// What one connection has read and written since it was asked last.
struct Pages {
    double missed = 0;
    double written = 0;
};

/// The inputs of one turn.
struct Work {
    std::int64_t inputs = 10'000;
    std::int64_t group = 1'000;
    bool only_opens = false;        ///< Inputs that send nothing.
    bool timeouts_in_order = false; ///< Leads time out in the order in which they began, as the clock has it.
    bool begin_all = false;         ///< First all leads begin, then all end; else they take turns.
};

struct Measured {
    double rate = 0;    ///< Inputs a second, the last checkpoint among them.
    double cpu = 0;     ///< Microseconds of the processor per input.
    double latency = 0; ///< Microseconds from the begin of a group to its commit, tenth percentile.
    Pages pages;        ///< Per input.
    double memory = 0;  ///< MiB of SQLite at most.
};

class Database {
public:
    Database(Layout layout, std::string path) : layout_(std::move(layout)), path_(std::move(path)) {}
    ~Database() {
        statements_ = {};
        sqlite3_close(db_);
        remove();
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Makes the leads that wait, fast and without durability.
    void build(std::int64_t leads) {
        close();
        remove();
        ended_.clear();
        leads_ = lines_ = messages_ = 0;
        oldest_ = 1;
        open(true);
        for (std::int64_t made = 0; made < leads;) {
            execute("BEGIN");
            for (int i = 0; i < 20'000 && made < leads; ++i, ++made) {
                begin_lead();
            }
            serve_channel();
            execute("COMMIT");
        }
        execute("PRAGMA wal_checkpoint(TRUNCATE)");
        close();
    }

    /// Takes the knobs of another layout of the same tables.
    void take_knobs(const Layout& layout) { layout_ = layout; }

    Measured run(const Work& work) {
        open(false);
        Work warming = work; // Fills the cache.
        warming.inputs = leads_ == 0 ? 0 : work.inputs / 4;
        take_inputs(warming);
        pages_so_far();
        sqlite3_memory_highwater(1);
        const auto start = Clock::now();
        const double cpu = cpu_so_far();
        std::vector<double> latencies = take_inputs(work);
        const Pages pages = pages_so_far();
        execute("PRAGMA wal_checkpoint(TRUNCATE)");
        const double used = cpu_so_far() - cpu;
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        // The tenth part: how long a group takes when nobody else wants the processor.
        const auto tenth = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 10);
        std::nth_element(latencies.begin(), tenth, latencies.end());
        const auto count = static_cast<double>(work.inputs);
        Measured measured{count / seconds,
                          used / count,
                          *tenth,
                          {pages.missed / count, pages.written / count},
                          static_cast<double>(sqlite3_memory_highwater(0)) / 1048576};
        close();
        return measured;
    }

    /// Pages read for the story of one lead, chosen at random among those met.
    double pages_per_story(int stories) {
        open(false);
        const bool chained = layout_.journal == Layout::Journal::chained;
        Statement head(db_, chained ? "SELECT journal FROM lead_row WHERE number=?1" : "");
        Statement lines(db_, chained ? "SELECT previous FROM journal_row WHERE id=?1"
                                     : "SELECT count(because) FROM journal_row WHERE lead=?1");
        pages_so_far();
        for (int i = 0; i < stories; ++i) {
            const auto lead = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(leads_)) + 1;
            if (chained) {
                for (std::int64_t at = head(lead).first; at > 0;) {
                    at = lines(at).first;
                }
            } else {
                lines(lead);
            }
        }
        return pages_so_far().missed / stories;
    }

    /// Bytes of the pages of each table and index.
    std::map<std::string, std::int64_t> bytes() {
        open(false);
        std::map<std::string, std::int64_t> found;
        const auto take = [](void* into, int, char** values, char**) {
            (*static_cast<std::map<std::string, std::int64_t>*>(into))[values[0]] = std::stoll(values[1]);
            return 0;
        };
        sqlite3_exec(db_, "SELECT name, pgsize FROM dbstat('main', 1)", take, &found, nullptr);
        return found;
    }
    [[nodiscard]] std::int64_t leads() const { return leads_; }

    void close() {
        statements_ = {};
        if (sqlite3_close(std::exchange(db_, nullptr)) != SQLITE_OK) {
            throw std::logic_error("a statement outlives its connection");
        }
    }

private:
    std::vector<double> take_inputs(const Work& work);
    void open(bool building);
    void set_up_floor(bool is_new);
    void set_up_leads(bool is_new);
    void set_up_due(bool is_new);
    void set_up_enrollments(bool is_new);
    void set_up_messages(bool is_new);
    void set_up_texts(bool is_new);
    void set_up_journal(bool is_new);
    void set_up_events(bool is_new);

    void begin_lead();
    void end_lead(bool opened, bool in_order);
    std::int64_t one_that_waits(bool in_order);
    void put_lead(std::int64_t number, std::int64_t due, bool is_new);
    void put_message(std::int64_t number, std::int64_t which);
    void put_lines(std::int64_t number, std::int64_t head, std::size_t first);
    void put_lead_before_lines(std::int64_t number, std::int64_t due, bool is_new);
    void put_event(std::int64_t number, std::int64_t which);
    void serve_channel();

    void remove() {
        for (const char* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(path_ + end);
        }
    }
    void execute(const std::string& sql) {
        char* error = nullptr;
        if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
            throw std::runtime_error(std::string(error) + " in " + sql);
        }
    }
    std::uint64_t random() { return mixed(++turns_); }
    Pages pages_so_far() {
        int missed = 0;
        int written = 0;
        int high = 0;
        sqlite3_db_status(db_, SQLITE_DBSTATUS_CACHE_MISS, &missed, &high, 1);
        sqlite3_db_status(db_, SQLITE_DBSTATUS_CACHE_WRITE, &written, &high, 1);
        return {static_cast<double>(missed), static_cast<double>(written)};
    }
    /// Whether enrollments stand among the leads, and messages too.
    [[nodiscard]] bool joined() const { return layout_.rows >= Layout::Rows::with_enrollments; }
    [[nodiscard]] bool all_joined() const { return layout_.rows == Layout::Rows::one_table; }
    [[nodiscard]] bool appends_messages() const {
        return layout_.messages == Layout::Messages::appended && !all_joined();
    }
    [[nodiscard]] std::string key_type() const { return layout_.text_keys ? "TEXT" : "INTEGER"; }
    [[nodiscard]] std::string name_type() const {
        return layout_.text_names ? "TEXT" : layout_.foreign_names ? "INTEGER REFERENCES name" : "INTEGER";
    }
    /// A lead, as other rows name it.
    [[nodiscard]] Ref lead(std::int64_t number) const {
        return layout_.text_keys ? Ref{0, id_of(number)} : Ref{number};
    }
    [[nodiscard]] Ref version() const {
        return {7, layout_.text_names ? "welcome-series 0123456789abcdef0123456789abcdef" : ""};
    }
    [[nodiscard]] Ref step() const { return {21, layout_.text_names ? "steps[2].then[0]" : ""}; }
    [[nodiscard]] Blob bytes_of(std::size_t size) const { return {std::string_view(body_).substr(0, size)}; }
    [[nodiscard]] std::string id_of(std::int64_t number) const {
        const auto bits = static_cast<std::uint64_t>(number);
        return hex(layout_.ids_in_order ? bits : mixed(bits));
    }
    static std::string key_of(std::int64_t number, std::int64_t which) {
        return hex(mixed(static_cast<std::uint64_t>(number * 4 + which) * 31)); // 16 bytes, as the 128 bits of a key.
    }
    static std::int64_t due_of(std::int64_t number) {
        constexpr std::array<std::int64_t, 4> days{1, 3, 7, 14}; // Several workflows at once.
        return 1'767'225'600'000 + number * 997 +
               days[mixed(static_cast<std::uint64_t>(number)) % days.size()] * 86'400'000;
    }

    struct Statements {
        Statement find_lead, load_lead, load_enrollments, load_messages, find_seen;
        Statement put_lead, move_lead, put_due, drop_due;
        Statement put_enrollment, drop_enrollment, put_ended;
        Statement put_message, dispatch, accept, engage, put_text, drop_text;
        Statement put_line, put_payload, put_seen, put_aggregate;
    };

    Layout layout_;
    std::string path_;
    sqlite3* db_ = nullptr;
    Statements statements_;
    std::vector<bool> ended_;              ///< By number; the lead does not wait any more.
    std::int64_t oldest_ = 1;              ///< No lead before this waits.
    std::vector<std::int64_t> message_of_; ///< By number: the row of the latest message.
    std::int64_t messages_ = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> queued_;
    std::vector<std::pair<std::int64_t, std::int64_t>> handed_over_;
    std::int64_t leads_ = 0;
    std::int64_t lines_ = 0;
    std::int64_t now_ = 1'767'225'600'000;
    std::uint64_t turns_ = 0;
    std::string body_ = std::string(8192, 'b');
};

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

/// The lead row as it stands after an input, which wrote four lines.
void Database::put_lead(std::int64_t number, std::int64_t due, bool is_new) {
    Statement& put = is_new ? statements_.put_lead : statements_.move_lead;
    const auto size = [](bool there, std::size_t bytes) { return there ? bytes : 0; };
    const std::size_t chain = 34 + size(layout_.chain_whole, mixed(static_cast<std::uint64_t>(number)) % 64);
    const std::size_t consent = 4;
    const std::size_t past = size(!is_new, 12);
    const std::size_t history = 24 + size(layout_.opens_in_lead && !is_new, 13);
    const std::size_t scores = 22;
    const std::size_t seen = size(layout_.seen == Layout::Seen::in_lead, is_new ? 14 : 28);
    const std::size_t asked =
        size(layout_.aggregates_in_lead, static_cast<std::size_t>(layout_.aggregates) * layout_.aggregate_bytes);
    const Ref due_or_none{layout_.due <= Layout::Due::index ? due : 0};
    const auto run = [&](Blob body) {
        put(lead(number), id_of(number), due_or_none, std::int64_t{is_new ? 4 : 8}, lines_, fields, body,
            bytes_of(consent), bytes_of(past), bytes_of(history), bytes_of(scores));
    };
    run(bytes_of(layout_.several_columns ? chain : chain + consent + past + history + scores + seen + asked));
    if (due > 0) {
        statements_.put_due(due, lead(number));
    }
}

void Database::put_message(std::int64_t number, std::int64_t which) {
    const std::int64_t state = layout_.through_channel ? 0 : 4;
    const std::string key = key_of(number, which);
    if (appends_messages()) {
        message_of_.resize(static_cast<std::size_t>(leads_) + 1);
        message_of_[static_cast<std::size_t>(number)] = which = ++messages_;
    }
    statements_.put_message(lead(number), which, Blob{key}, std::int64_t{1}, version(), step(), std::int64_t{30},
                            std::int64_t{31}, state, now_, layout_.through_channel ? 0 : now_, bytes_of(14),
                            bytes_of(32), text);
    if (layout_.through_channel) {
        queued_.emplace_back(number, which);
    } else {
        statements_.put_text(lead(number), which, address, address, text, address);
    }
}

/// Of an earlier group: what was handed over is accepted, what was queued is handed over.
void Database::serve_channel() {
    for (const auto& [number, which] : handed_over_) {
        statements_.accept(lead(number), which);
        statements_.drop_text(lead(number), which);
    }
    handed_over_.clear();
    for (const auto& [number, which] : queued_) {
        if (layout_.text_inline) {
            statements_.dispatch(lead(number), which, now_, text);
        } else {
            statements_.dispatch(lead(number), which, now_);
            statements_.put_text(lead(number), which, address, address, text, address);
        }
    }
    handed_over_.swap(queued_);
}

/// Four lines of one input; `head` is the lead's line before, or 0.
void Database::put_lines(std::int64_t number, std::int64_t head, std::size_t first) {
    if (layout_.journal == Layout::Journal::per_input) {
        std::string lines;
        for (std::size_t i = first; i < first + 4; ++i) {
            lines += R"({"enrollment":1,"step":21,"kind":)" + std::to_string(i) + R"(,"because":)";
            lines.append(because[i]).append(R"(,"personal":)").append(personal[i]).append("},");
        }
        statements_.put_line(++lines_, head, lead(number), static_cast<std::int64_t>(first), now_, version(),
                             std::int64_t{1}, step(), std::int64_t{0}, lines, nullptr);
        return;
    }
    for (std::size_t i = first; i < first + 4; ++i) {
        const auto put = [&](const auto& reasons, const auto& payload) {
            statements_.put_line(lines_ + 1, head, lead(number), static_cast<std::int64_t>(i + 1), now_, version(),
                                 std::int64_t{1}, step(), static_cast<std::int64_t>(i), reasons, payload);
        };
        if (layout_.packed_lines) {
            put(bytes_of(12), personal[i]);
        } else if (personal[i].empty()) {
            put(because[i], nullptr);
        } else if (layout_.payload_table) {
            put(because[i], bytes_of(32));
            statements_.put_payload(lines_ + 1, personal[i]);
        } else {
            put(because[i], personal[i]);
        }
        head = ++lines_;
    }
}

void Database::put_event(std::int64_t number, std::int64_t which) {
    const std::string id = hex(mixed(static_cast<std::uint64_t>(number * 8 + which) * 17));
    statements_.find_seen(lead(number), id);
    statements_.put_seen(lead(number), id, now_ + 2'592'000'000);
    if (which == 0) {
        for (std::int64_t i = 1; i < layout_.aggregates; ++i) {
            statements_.put_aggregate(lead(number), i, bytes_of(layout_.aggregate_bytes));
        }
    }
    if (layout_.aggregates > 0) {
        statements_.put_aggregate(lead(number), std::int64_t{0}, bytes_of(layout_.aggregate_bytes));
    }
}

/// Takes inputs in groups and gives how long each group took, in microseconds.
std::vector<double> Database::take_inputs(const Work& work) {
    std::vector<double> latencies;
    for (std::int64_t done = 0; done < work.inputs;) {
        const auto begun = Clock::now();
        execute("BEGIN IMMEDIATE");
        serve_channel();
        for (std::int64_t i = 0; i < work.group && done < work.inputs; ++i, ++done) {
            const bool opened = work.only_opens || done % 4 == 1 || (work.begin_all && done % 2 == 0);
            const bool begins = work.begin_all ? done < work.inputs / 2 : !work.only_opens && done % 2 == 0;
            if (begins) {
                begin_lead();
            } else {
                end_lead(opened, work.timeouts_in_order && !opened);
            }
        }
        execute("COMMIT");
        latencies.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
    }
    return latencies;
}

/// The lead's row comes before its lines and names the last of them.
void Database::put_lead_before_lines(std::int64_t number, std::int64_t due, bool is_new) {
    const std::int64_t lines = lines_;
    lines_ += layout_.journal == Layout::Journal::per_input ? 1 : 4;
    put_lead(number, due, is_new);
    lines_ = lines;
}

void Database::begin_lead() {
    const std::int64_t number = ++leads_;
    now_ += 997;
    const std::int64_t due = due_of(number);
    if (layout_.floor) {
        statements_.find_lead(id_of(number));
        statements_.put_lead(number, due, bytes_of(100), id_of(number));
        statements_.put_message(number, text);
        return;
    }
    statements_.find_lead(id_of(number));
    put_lead_before_lines(number, due, true);
    statements_.put_enrollment(lead(number), std::int64_t{1}, version(), step(), std::int64_t{0}, std::int64_t{2}, now_,
                               now_, due, nullptr, bytes_of(44));
    put_message(number, 1);
    put_lines(number, 0, 0);
    put_event(number, 0);
}

/// The one that has waited longest, or any.
std::int64_t Database::one_that_waits(bool in_order) {
    ended_.resize(static_cast<std::size_t>(leads_) + 1);
    const auto ended = [&](std::int64_t number) { return ended_[static_cast<std::size_t>(number)]; };
    while (ended(oldest_)) {
        ++oldest_;
    }
    std::int64_t number = oldest_;
    for (int tries = 0; !in_order && tries < 100 && (tries == 0 || ended(number)); ++tries) {
        number = oldest_ + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(leads_ - oldest_ + 1));
    }
    number = ended(number) ? oldest_ : number;
    ended_[static_cast<std::size_t>(number)] = true;
    return number;
}

void Database::end_lead(bool opened, bool in_order) {
    const std::int64_t number = one_that_waits(in_order);
    now_ += 997;
    if (layout_.floor) {
        statements_.find_lead(id_of(number));
        statements_.move_lead(number, nullptr, bytes_of(112));
        if (!opened) {
            statements_.put_message(number, text);
        }
        return;
    }
    const std::int64_t message = appends_messages() ? message_of_[static_cast<std::size_t>(number)] : 1;
    statements_.find_lead(id_of(number));
    const std::int64_t head = statements_.load_lead(lead(number)).first;
    statements_.load_enrollments(lead(number));
    statements_.load_messages(lead(number), message);
    put_lead_before_lines(number, 0, false);
    statements_.drop_due(due_of(number), lead(number));
    statements_.drop_enrollment(lead(number), std::int64_t{1});
    statements_.put_ended(lead(number), std::int64_t{1}, version(), std::int64_t{2}, std::string_view("completed"),
                          now_, now_);
    if (!opened) {
        put_message(number, 2);
    } else if (!layout_.opens_in_lead) {
        statements_.engage(lead(number), message, bytes_of(40));
    }
    if (opened) {
        put_event(number, 1);
    }
    put_lines(number, head, 4);
}

// What is compared with what. The first layout of a series is the floor, the second the proposed one.
struct Series {
    std::string title;
    std::int64_t leads = 100'000;
    Work work{};
    int turns = 3;
    std::vector<Layout> layouts{};
    bool one_database = false; ///< The layouts differ in knobs only: all but the floor share a database.
    bool sizes = false;        ///< Measure bytes and stories too.
};

struct Range {
    double low = 0;
    double middle = 0;
    double high = 0;
};

Range range_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

template <class Of>
Range range_over(const std::vector<Measured>& turns, const Of& of) {
    std::vector<double> values;
    for (std::size_t i = 0; i < turns.size(); ++i) {
        values.push_back(of(turns[i], i));
    }
    return range_of(std::move(values));
}

void print_sizes(Database& database, const Layout& layout) {
    std::map<std::string, std::int64_t> bytes = database.bytes();
    const auto per_lead = [&](const std::string& table) {
        return static_cast<double>(bytes[table]) / static_cast<double>(database.leads());
    };
    const double lead = per_lead("lead_row");
    const double due = per_lead("lead_due");
    const double enrollment = per_lead("enrollment_row");
    // P7 counts no fields and no ids; an id stands in most indices of what is due, too.
    const bool twice = layout.due <= Layout::Due::stale || layout.text_keys;
    const double not_counted = static_cast<double>(fields.size()) + (twice ? 32 : 16);
    const double line = (per_lead("journal_row") + per_lead("journal_lead") + per_lead("journal_payload")) / 4;
    const bool with_story =
        layout.rows < Layout::Rows::with_enrollments && !layout.text_keys && layout.journal <= Layout::Journal::indexed;
    std::printf("| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f |\n", layout.name.c_str(), lead,
                due, enrollment, lead + due + enrollment - not_counted,
                per_lead("message_row") + per_lead("message_text"), per_lead("message_key"), line, per_lead("seen"),
                with_story ? database.pages_per_story(1'000) : 0);
}

void print_series(const Series& series, const std::vector<std::vector<Measured>>& all) {
    std::printf("\n%s: %lld leads wait, groups of %lld, %lld inputs a turn, %d turns\n\n", series.title.c_str(),
                static_cast<long long>(series.leads), static_cast<long long>(series.work.group),
                static_cast<long long>(series.work.inputs), series.turns);
    std::printf("| layout | inputs/s | of the floor | of the proposed | cpu us | of floor's | pages read | written | "
                "commit us | MiB |\n"
                "|---|---|---|---|---|---|---|---|---|---|\n");
    for (std::size_t which = 0; which < all.size(); ++which) {
        const std::vector<Measured>& turns = all[which];
        const auto against = [&](std::size_t other) {
            return range_over(turns,
                              [&](const Measured& m, std::size_t turn) { return m.rate / all[other][turn].rate; });
        };
        const Range floor = against(0);
        const Range proposed = against(std::min<std::size_t>(1, all.size() - 1));
        const Range dearer =
            range_over(turns, [&](const Measured& m, std::size_t turn) { return m.cpu / all[0][turn].cpu; });
        const auto middle = [&](auto of) {
            return range_over(turns, [&](const Measured& m, std::size_t) { return of(m); }).middle;
        };
        std::printf("| %s | %.0f | %.2f (%.2f-%.2f) | %.2f (%.2f-%.2f) | %.1f | %.1f | %.2f | %.2f | %.0f | %.0f |\n",
                    series.layouts[which].name.c_str(), middle([](const Measured& m) { return m.rate; }), floor.middle,
                    floor.low, floor.high, proposed.middle, proposed.low, proposed.high,
                    middle([](const Measured& m) { return m.cpu; }), dearer.middle,
                    middle([](const Measured& m) { return m.pages.missed; }),
                    middle([](const Measured& m) { return m.pages.written; }),
                    middle([](const Measured& m) { return m.latency; }),
                    middle([](const Measured& m) { return m.memory; }));
    }
    std::fflush(stdout);
}

void run(const Series& series, const std::string& folder) {
    std::vector<std::unique_ptr<Database>> databases;
    for (std::size_t i = 0; i < series.layouts.size(); ++i) {
        if (!series.one_database || i < 2) {
            databases.push_back(
                std::make_unique<Database>(series.layouts[i], folder + "/layout" + std::to_string(i) + ".db"));
            databases.back()->build(series.leads);
        }
    }
    if (series.sizes) {
        std::printf("\n%s: bytes of pages for each lead that waits, of a line; pages read for a story\n\n"
                    "| layout | lead | due | enrollment | the three for P7 | message and text | its key | line | seen "
                    "| story |\n"
                    "|---|---|---|---|---|---|---|---|---|---|\n",
                    series.title.c_str());
        for (std::size_t i = 1; i < databases.size(); ++i) {
            print_sizes(*databases[i], series.layouts[i]);
            databases[i]->close();
        }
    }
    std::vector<std::vector<Measured>> all(series.layouts.size());
    for (int turn = 0; turn < series.turns; ++turn) {
        for (std::size_t i = 0; i < series.layouts.size(); ++i) {
            Database& database = *databases[std::min(i, databases.size() - 1)];
            database.take_knobs(series.layouts[i]);
            if (series.leads == 0) {
                database.build(0); // From empty, each turn.
            }
            all[i].push_back(database.run(series.work));
        }
    }
    print_series(series, all);
}

/// The proposed layout with one thing changed.
template <class Change>
Layout with(std::string name, const Change& change) {
    Layout layout;
    change(layout);
    layout.name = std::move(name);
    return layout;
}

Layout floor_layout() {
    return with("floor", [](Layout& l) { l.floor = true; });
}

std::vector<Layout> structures() {
    using L = Layout;
    return {
        floor_layout(),
        Layout{},
        with("a: text keys", [](L& l) { l.text_keys = true, l.messages = L::Messages::by_lead; }),
        with("a: text names of workflow and step", [](L& l) { l.text_names = true; }),
        with("a: (lead, n) as one rowid", [](L& l) { l.rows = L::Rows::composite_rowid; }),
        with("a: enrollments among the leads", [](L& l) { l.rows = L::Rows::with_enrollments; }),
        with("a: messages too", [](L& l) { l.rows = L::Rows::one_table; }),
        with("a: foreign keys to names", [](L& l) { l.foreign_names = true; }),
        with("a: ids met in order", [](L& l) { l.ids_in_order = true; }),
        with("b: due without id", [](L& l) { l.due = L::Due::index; }),
        with("b: due table", [](L& l) { l.due = L::Due::table; }),
        with("b: due of enrollment", [](L& l) { l.due = L::Due::of_enrollment; }),
        with("b: due left behind, never cleaned", [](L& l) { l.due = L::Due::stale; }),
        with("c: journal clustered", [](L& l) { l.journal = L::Journal::clustered; }),
        with("c: journal with index", [](L& l) { l.journal = L::Journal::indexed; }),
        with("c: journal row per input", [](L& l) { l.journal = L::Journal::per_input; }),
        with("c: packed lines", [](L& l) { l.packed_lines = true; }),
        with("c: payload table", [](L& l) { l.payload_table = true; }),
        with("c: foreign key of lines", [](L& l) { l.foreign_lines = true; }),
        with("c: no journal", [](L& l) { l.journal = L::Journal::none; }),
        with("d: messages clustered by lead", [](L& l) { l.messages = L::Messages::by_lead; }),
        with("d: opens in the lead", [](L& l) { l.opens_in_lead = true; }),
        with("d: index of all keys", [](L& l) { l.all_keys = true; }),
        with("d: text inline", [](L& l) { l.text_inline = true; }),
        with("d: through a channel", [](L& l) { l.through_channel = true; }),
        with("d: through a channel, text inline", [](L& l) { l.through_channel = l.text_inline = true; }),
        with("e: several columns", [](L& l) { l.several_columns = true; }),
        with("g: chain as whole state", [](L& l) { l.chain_whole = true; }),
        with("h: 4 aggregates of 48 B", [](L& l) { l.aggregates = 4; }),
        with("h: 48 B, in the lead", [](L& l) { l.aggregates = 4, l.aggregates_in_lead = true; }),
        with("h: 4 aggregates of 512 B", [](L& l) { l.aggregates = 4, l.aggregate_bytes = 512; }),
        with("h: 512 B, in the lead",
             [](L& l) { l.aggregates = 4, l.aggregate_bytes = 512, l.aggregates_in_lead = true; }),
        with("i: seen in the lead", [](L& l) { l.seen = L::Seen::in_lead; }),
        with("i: nothing seen", [](L& l) { l.seen = L::Seen::none; }),
        with("j: ended stay", [](L& l) { l.ended_stay = true; }),
    };
}

/// Ever fewer pages that an input touches at random, until only the lead's is left.
std::vector<Layout> closer_and_closer() {
    using L = Layout;
    const auto joined = [](L& l) { l.rows = L::Rows::with_enrollments; };
    const auto seen = [=](L& l) { joined(l), l.seen = L::Seen::in_lead; };
    const auto opens = [=](L& l) { seen(l), l.opens_in_lead = true; };
    const auto due = [=](L& l) { opens(l), l.due = L::Due::stale; };
    return {floor_layout(),
            Layout{},
            with("floor that finds its leads", [](L& l) { l.floor = l.floor_finds = true; }),
            with("enrollments among the leads", joined),
            with("and seen in the lead", seen),
            with("and opens in the lead", opens),
            with("and due left behind, never cleaned", due),
            with("and ids met in order", [=](L& l) { due(l), l.ids_in_order = true; })};
}

/// Those that matter most, for the slow series.
std::vector<Layout> main_structures() {
    std::vector<Layout> chosen;
    for (Layout& layout : structures()) {
        for (const char* name : {"floor", "proposed", "a: text keys", "a: enrollments among the leads",
                                 "a: ids met in order", "d: messages clustered by lead", "d: index of all keys"}) {
            if (layout.name == name) {
                chosen.push_back(std::move(layout));
                break;
            }
        }
    }
    return chosen;
}

std::vector<Layout> knobs() {
    return {
        floor_layout(),
        Layout{},
        with("f: checkpoint at 1000", [](Layout& l) { l.autocheckpoint = 1'000; }),
        with("f: checkpoint at 16000", [](Layout& l) { l.autocheckpoint = 16'000; }),
        with("f: checkpoint at 64000", [](Layout& l) { l.autocheckpoint = 64'000; }),
        with("f: secure_delete off", [](Layout& l) { l.secure_delete = 0; }),
        with("f: secure_delete fast", [](Layout& l) { l.secure_delete = 2; }),
        with("f: foreign keys off", [](Layout& l) { l.foreign_keys = 0; }),
        with("f: cache 2 MiB", [](Layout& l) { l.cache_mib = 2; }),
        with("f: cache 16 MiB", [](Layout& l) { l.cache_mib = 16; }),
        with("f: cache 256 MiB", [](Layout& l) { l.cache_mib = 256; }),
    };
}

std::vector<Layout> page_sizes() {
    std::vector<Layout> layouts{floor_layout(), Layout{}};
    for (const int size : {1024, 2048, 8192, 16384}) {
        layouts.push_back(with("f: pages of " + std::to_string(size), [=](Layout& l) {
            l.page_size = size;
            l.autocheckpoint = l.autocheckpoint * 4096 / size;
        }));
    }
    return layouts;
}

std::vector<Series> plans() {
    const std::vector<Layout> two{floor_layout(), Layout{}};
    const std::int64_t million = 1'000'000;
    return {
        {.title = "structures", .layouts = structures(), .sizes = true},
        {.title = "closer", .layouts = closer_and_closer()},
        {.title = "million", .leads = million, .layouts = main_structures()},
        {.title = "ten-thousand", .leads = 10'000, .layouts = two},
        {.title = "group-100", .work = {.group = 100}, .layouts = two},
        {.title = "group-1", .work = {.inputs = 400, .group = 1, .only_opens = true}, .layouts = main_structures()},
        {.title = "in-order", .work = {.timeouts_in_order = true}, .layouts = main_structures()},
        {.title = "from-empty",
         .leads = 0,
         .work = {.inputs = 200'000, .timeouts_in_order = true, .begin_all = true},
         .layouts = closer_and_closer()},
        {.title = "knobs", .leads = million, .layouts = knobs(), .one_database = true},
        {.title = "pages", .layouts = page_sizes()},
    };
}
} // namespace

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "nurture-layout";
    const std::string_view only = argc > 2 ? argv[2] : ""; // The title of a series, or "quick".
    const bool quick = only == "quick";
    std::filesystem::create_directories(folder);
    try {
        for (Series series : plans()) {
            if (!quick && !only.empty() && series.title != only) {
                continue;
            }
            if (quick) {
                series.leads = std::min<std::int64_t>(series.leads, 10'000);
                series.work.inputs = std::min<std::int64_t>(series.work.inputs, 2'000);
                series.turns = 1;
            }
            run(series, folder);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
