// SPDX-License-Identifier: BSL-1.0
#include "sqlite/erasing.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace nurture::inline v0::sqlite {

namespace {

/// An overflow page begins with the number of the next one: below this none looks like a page of a tree.
constexpr std::int64_t most_pages = 0x0200'0000;
constexpr std::size_t bytes_at_once = 1U << 20U;
constexpr std::size_t file_header = 100;

/// Nobody is waited for: whoever reads may do so for long.
class NotWaiting {
public:
    explicit NotWaiting(Connection& connection)
        : connection_(connection), before_(connection.answer_to("PRAGMA busy_timeout")) {
        connection_.execute("PRAGMA busy_timeout = 0");
    }
    ~NotWaiting() {
        connection_.clear_failure();
        connection_.execute(("PRAGMA busy_timeout = " + before_).c_str());
    }
    NotWaiting(const NotWaiting&) = delete;
    NotWaiting& operator=(const NotWaiting&) = delete;

private:
    Connection& connection_;
    std::string before_;
};

unsigned two_bytes(const char* at) {
    return static_cast<unsigned>(static_cast<unsigned char>(at[0])) << 8U | static_cast<unsigned char>(at[1]);
}

/// The unused middle of a page of a tree: behind the list of its cells, before the first of them. Empty for any other
/// page, and for one that makes no sense.
struct Middle {
    std::size_t begin = 0;
    std::size_t end = 0;
};

Middle middle_of(const char* page, std::size_t size, bool is_first) {
    const std::size_t header = is_first ? file_header : 0;
    const char type = page[header];
    const bool is_leaf = type == 10 || type == 13;
    if (!is_leaf && type != 2 && type != 5) {
        return {};
    }
    const std::size_t cells = two_bytes(page + header + 3);
    const std::size_t first = two_bytes(page + header + 5);
    const std::size_t begin = header + (is_leaf ? 8 : 12) + 2 * cells;
    return first <= size && begin < first ? Middle{begin, first} : Middle{};
}

/// The file beneath the connection. What it reads and writes no other connection is told of: it may touch only bytes
/// that mean nothing.
class RawFile {
public:
    explicit RawFile(Connection& connection) {
        sqlite3_file_control(connection.raw(), "main", SQLITE_FCNTL_FILE_POINTER, &file_);
    }
    [[nodiscard]] bool is_open() const { return file_ != nullptr && file_->pMethods != nullptr; }
    [[nodiscard]] bool read(char* to, std::size_t size, std::int64_t at) {
        return file_->pMethods->xRead(file_, to, static_cast<int>(size), at) == SQLITE_OK;
    }
    [[nodiscard]] bool write(const char* from, std::size_t size, std::int64_t at) {
        return file_->pMethods->xWrite(file_, from, static_cast<int>(size), at) == SQLITE_OK;
    }
    [[nodiscard]] bool sync() { return file_->pMethods->xSync(file_, SQLITE_SYNC_FULL) == SQLITE_OK; }

private:
    sqlite3_file* file_ = nullptr;
};

bool erase_middles(RawFile& file, std::size_t page_size, std::int64_t pages) {
    const auto at_once = static_cast<std::int64_t>(bytes_at_once / page_size);
    std::vector<char> bytes(bytes_at_once);
    for (std::int64_t first = 0; first < pages; first += at_once) {
        const auto count = static_cast<std::size_t>(std::min(at_once, pages - first));
        const std::int64_t place = first * static_cast<std::int64_t>(page_size);
        if (!file.read(bytes.data(), count * page_size, place)) {
            return false;
        }
        for (std::size_t i = 0; i < count; ++i) {
            char* const page = bytes.data() + i * page_size;
            const Middle middle = middle_of(page, page_size, first == 0 && i == 0);
            if (std::all_of(page + middle.begin, page + middle.end, [](char byte) { return byte == 0; })) {
                continue;
            }
            std::fill(page + middle.begin, page + middle.end, '\0');
            const std::size_t offset = i * page_size + middle.begin;
            if (!file.write(page + middle.begin, middle.end - middle.begin,
                            place + static_cast<std::int64_t>(offset))) {
                return false;
            }
        }
    }
    return file.sync();
}

/// Whether the log was written into the file, all of it, and is empty now.
bool empty_log(Connection& connection) {
    Statement checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    Rows rows = checkpoint.rows();
    return rows.next() && rows.integer(0) == 0;
}

bool is_log_empty(Connection& connection) {
    std::error_code missing;
    const char* const path = sqlite3_db_filename(connection.raw(), "main");
    const std::uintmax_t size = std::filesystem::file_size(std::string(path) + "-wal", missing);
    return missing || size == 0;
}

std::int64_t number_of(Connection& connection, const char* sql) {
    Statement statement(connection, sql);
    Rows rows = statement.rows();
    return rows.next() ? rows.integer(0) : 0;
}

} // namespace

bool erase_unused(Connection& connection) {
    const NotWaiting not_waiting(connection);
    if (!empty_log(connection)) {
        return false;
    }
    const Transaction nobody_writes(connection, Transaction::Kind::write);
    const std::int64_t page_size = number_of(connection, "PRAGMA page_size");
    const std::int64_t pages = number_of(connection, "PRAGMA page_count");
    RawFile file(connection);
    const bool can_be_done = connection.ok() && is_log_empty(connection) && file.is_open() && pages < most_pages &&
                             page_size >= 512 && page_size <= static_cast<std::int64_t>(bytes_at_once);
    if (!can_be_done) {
        return false;
    }
    // Pages in memory have what is erased in the file, and would bring it back.
    sqlite3_db_release_memory(connection.raw());
    const bool done = erase_middles(file, static_cast<std::size_t>(page_size), pages);
    sqlite3_db_release_memory(connection.raw());
    return done;
}

} // namespace nurture::inline v0::sqlite
