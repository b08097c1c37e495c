// SPDX-License-Identifier: BSL-1.0
#include "bench/layout/database.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace nurture::layout {

namespace {

using Clock = std::chrono::steady_clock;

/// Microseconds of this process and of the system for it.
double cpu_so_far() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

} // namespace

Database::~Database() {
    statements_ = {};
    sqlite3_close(db_);
    remove();
}

void Database::build(std::int64_t leads) {
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

Measured Database::run(const Work& work) {
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

double Database::pages_per_story(int stories) {
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

std::map<std::string, std::int64_t> Database::bytes() {
    open(false);
    std::map<std::string, std::int64_t> found;
    const auto take = [](void* into, int, char** values, char**) {
        (*static_cast<std::map<std::string, std::int64_t>*>(into))[values[0]] = std::stoll(values[1]);
        return 0;
    };
    sqlite3_exec(db_, "SELECT name, pgsize FROM dbstat('main', 1)", take, &found, nullptr);
    return found;
}

void Database::close() {
    statements_ = {};
    if (sqlite3_close(std::exchange(db_, nullptr)) != SQLITE_OK) {
        throw std::logic_error("a statement outlives its connection");
    }
}

void Database::remove() {
    for (const char* end : {"", "-wal", "-shm"}) {
        std::filesystem::remove(path_ + end);
    }
}

void Database::execute(const std::string& sql) {
    char* error = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
        throw std::runtime_error(std::string(error) + " in " + sql);
    }
}

Pages Database::pages_so_far() {
    int missed = 0;
    int written = 0;
    int high = 0;
    sqlite3_db_status(db_, SQLITE_DBSTATUS_CACHE_MISS, &missed, &high, 1);
    sqlite3_db_status(db_, SQLITE_DBSTATUS_CACHE_WRITE, &written, &high, 1);
    return {static_cast<double>(missed), static_cast<double>(written)};
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

} // namespace nurture::layout
