// SPDX-License-Identifier: BSL-1.0
/// \file
/// SQLite's C interface as three classes: a connection, its statements, the rows that a statement finds.
///
/// Failures are kept, not returned: after the first one every statement of the connection does nothing and finds
/// nothing, until clear_failure(). So a piece of work reads as what it does, and whoever began it asks once, at its
/// end, whether all of it was done.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/result.hpp>
#include <nurture/time/instant.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace nurture::inline v0::sqlite {

/// Bytes that are no text.
struct Blob {
    std::string_view bytes{};
};

/// NULL, a text or bytes.
using TextOrBlob = std::variant<std::monostate, std::string_view, Blob>;

[[nodiscard]] inline Blob blob_of(const Digest& digest) noexcept {
    return {{reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}};
}

/// An open file.
class Connection {
public:
    enum class Access { read, write, create };

    /// Opens the file; nothing of it is read yet.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access,
                                                                  Milliseconds busy);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] bool ok() const noexcept { return !failure_; }
    /// The first failure since it was cleared; only if not ok().
    [[nodiscard]] const Error& failure() const { return *failure_; }
    void clear_failure() noexcept { failure_.reset(); }

    void fail(Error error);
    /// Fails with a sentence that says what does not make sense: "message 3 of lead ada cannot be read".
    void damaged(std::string_view what);
    /// Fails with SQLite's latest error, or another of its codes.
    void fail_with(int code);

    /// Runs statements that have no values and whose rows do not matter.
    void execute(const char* sql);
    /// The first column of the first row of a statement without values; "" if there is none.
    [[nodiscard]] std::string answer_to(const char* sql);

    [[nodiscard]] std::int64_t changed_rows() const noexcept;
    [[nodiscard]] std::int64_t last_row() const noexcept; ///< The rowid that the latest insert gave.
    [[nodiscard]] bool is_read_only() const noexcept;
    [[nodiscard]] bool is_in_transaction() const noexcept;
    /// Takes back what the open transaction did, whatever failed before. Where even that fails, for want of memory, the
    /// next piece of work does it first.
    void roll_back();
    /// Ends a transaction that could not be taken back, or fails.
    void end_left_over();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] sqlite3* raw() const noexcept { return raw_; }

private:
    explicit Connection(std::string path);
    friend class Transaction;
    struct Turns;

    std::string path_;
    sqlite3* raw_ = nullptr;
    std::optional<Error> failure_{};
    bool has_left_over_ = false;   ///< A transaction that could not be taken back.
    std::unique_ptr<Turns> turns_; ///< The statements of transactions.
};

/// What an error of SQLite means for a person: one sentence with advice.
[[nodiscard]] Error error_of(int code, std::string_view words, const std::string& path);

/// The rows that a statement finds, one after the other. The statement is free again when they are gone.
class Rows {
public:
    Rows(Connection& connection, sqlite3_stmt* statement) noexcept : connection_(&connection), raw_(statement) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Goes to the next row; false behind the last and after a failure.
    bool next();

    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] bool is_blob(int column) const noexcept;
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] std::string_view text(int column) const;    ///< Valid until next().
    [[nodiscard]] std::string_view blob(int column) const;    ///< Valid until next().
    [[nodiscard]] Instant instant(int column) const noexcept; ///< NULL is end_of_time.
    [[nodiscard]] Digest digest(int column) const;            ///< NULL is all zero.

    /// A number of this type; one that does not fit is damage.
    template <class Number>
    [[nodiscard]] Number number(int column) const {
        const std::int64_t held = integer(column);
        if constexpr (sizeof(Number) < sizeof(held)) {
            if (held < 0 || held > static_cast<std::int64_t>(std::numeric_limits<Number>::max())) {
                out_of_range();
                return Number{};
            }
        }
        return static_cast<Number>(held);
    }

    /// An enumerator up to and with `last`; anything else is damage.
    template <class Enum>
    [[nodiscard]] Enum one_of(int column, Enum last) const {
        const std::int64_t held = integer(column);
        if (held < 0 || held > static_cast<std::int64_t>(last)) {
            out_of_range();
            return Enum{};
        }
        return static_cast<Enum>(held);
    }

private:
    void out_of_range() const;
    [[nodiscard]] std::string_view bytes(const void* begin, int column) const;

    Connection* connection_;
    sqlite3_stmt* raw_; ///< Null if nothing is to be found.
};

[[nodiscard]] inline std::optional<std::int64_t> number_or_null(const Rows& rows, int column) {
    return rows.is_null(column) ? std::nullopt : std::optional<std::int64_t>(rows.integer(column));
}

/// A statement, prepared when it is first used. Placeholders are numbered from ?1.
class Statement {
public:
    /// `sql` must outlive the statement.
    Statement(Connection& connection, const char* sql) noexcept : connection_(connection), sql_(sql) {}
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Runs a statement that finds no rows.
    template <class... Values>
    void run(const Values&... values) {
        begin(sizeof...(Values));
        int place = 0;
        (bind(++place, values), ...);
        finish();
    }

    /// Runs a statement of many values: each(i, give) calls give(values...) for one portion after the other, `times`
    /// times. The values must outlive the call.
    template <class Each>
    void run_many(std::size_t values, std::size_t times, const Each& each) {
        begin(values);
        int place = 0;
        const auto give = [&](const auto&... portion) { (bind(++place, portion), ...); };
        for (std::size_t i = 0; i < times; ++i) {
            each(i, give);
        }
        finish();
    }

    /// Finds rows. The values must outlive them.
    template <class... Values>
    [[nodiscard]] Rows rows(const Values&... values) {
        begin(sizeof...(Values));
        int place = 0;
        (bind(++place, values), ...);
        return {connection_, connection_.ok() ? raw_ : nullptr};
    }

private:
    void begin(std::size_t values);
    void finish();

    void bind(int place, std::nullopt_t);
    void bind(int place, std::int64_t number);
    void bind(int place, std::string_view text);
    void bind(int place, Blob blob);
    void bind(int place, Instant at); ///< end_of_time is NULL.
    void bind(int place, std::uint64_t number) { bind(place, static_cast<std::int64_t>(number)); }
    void bind(int place, std::uint32_t number) { bind(place, std::int64_t{number}); }
    void bind(int place, bool flag) { bind(place, std::int64_t{flag ? 1 : 0}); }
    void bind(int place, const std::string& text) { bind(place, std::string_view(text)); }
    void bind(int place, std::monostate) { bind(place, std::nullopt); }
    void bind(int place, const TextOrBlob& value) {
        std::visit([&](const auto& held) { bind(place, held); }, value);
    }
    void bind(int place, const Digest& digest) { bind(place, blob_of(digest)); }
    template <class Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
    void bind(int place, Enum value) {
        bind(place, static_cast<std::int64_t>(value));
    }
    template <class T>
    void bind(int place, const std::optional<T>& value) {
        value ? bind(place, *value) : bind(place, std::nullopt);
    }

    Connection& connection_;
    const char* sql_;
    sqlite3_stmt* raw_ = nullptr;
};

/// An instant that rows are sorted by: end_of_time is the last, where NULL would be the first.
[[nodiscard]] inline std::int64_t in_order(Instant at) noexcept {
    return at.time_since_epoch().count();
}

/// The text, or NULL for an empty one.
[[nodiscard]] inline std::optional<std::string_view> unless_empty(std::string_view text) noexcept {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

/// A transaction that is taken back unless it was committed.
class Transaction {
public:
    enum class Kind { read, write };
    Transaction(Connection& connection, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Makes what was done last; after a failure it does nothing.
    void commit();

private:
    Connection& connection_;
};

} // namespace nurture::inline v0::sqlite
