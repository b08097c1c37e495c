// SPDX-License-Identifier: BSL-1.0
/// \file
/// A database of one layout: makes leads that wait, takes inputs, tells what that took.

#pragma once

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/layout/content.hpp"
#include "bench/layout/layout.hpp"
#include "bench/layout/statement.hpp"

namespace nurture::layout {

/// What one connection has read and written since it was asked last.
struct Pages {
    double missed = 0;
    double written = 0;
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
    ~Database(); ///< Removes the file.
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Makes the leads that wait, fast and without durability.
    void build(std::int64_t leads);

    /// Takes the knobs of another layout of the same tables.
    void take_knobs(const Layout& layout) { layout_ = layout; }

    Measured run(const Work& work);

    /// Pages read for the story of one lead, chosen at random among those met.
    double pages_per_story(int stories);

    /// Bytes of the pages of each table and index.
    std::map<std::string, std::int64_t> bytes();
    [[nodiscard]] std::int64_t leads() const { return leads_; }

    void close();

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

    void remove();
    void execute(const std::string& sql);
    std::uint64_t random() { return mixed(++turns_); }
    Pages pages_so_far();
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

} // namespace nurture::layout
