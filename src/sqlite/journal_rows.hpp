// SPDX-License-Identifier: BSL-1.0
/// \file
/// The journal: appended only, each line chained to the one before of its lead.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/journal.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/names.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

class JournalRows {
public:
    JournalRows(Connection& connection, Names& names, Versions& versions, LeadRows& leads);

    /// Appends lines, in their order; their leads' places learn of it.
    void append(std::span<const JournalLine> lines);

    /// Lines in order of time, lead and seq.
    void all(std::size_t at_most, const std::function<void(const JournalLine&)>& take);
    /// The same of one lead, found by going back from its latest line.
    void of_lead(const LeadId& lead, std::size_t at_most, const std::function<void(const JournalLine&)>& take);

    /// Replaces what is personal in a lead's lines by its hash.
    void forget_person(const LeadPlace& place, const LeadId& lead);

    /// Where a line stands in the file.
    struct Place {
        std::int64_t id = 0;
        std::optional<std::int64_t> previous{}; ///< The line before it, of the same lead.
        std::int64_t lead = 0;
    };
    /// Every line, lead by lead in the order they were written; their leads are given as numbers.
    void by_lead(const std::function<void(const Place&, const JournalLine&)>& take);

private:
    static constexpr std::size_t at_once = 32;
    struct Parts {
        ValueColumn because{};
        ValueColumn personal{};
    };

    void append(Statement& statement, std::span<const JournalLine> lines, std::int64_t first_id);
    [[nodiscard]] JournalLine read(const Rows& rows);
    void go_back(std::int64_t number, std::optional<std::int64_t> next, const LeadId& lead,
                 const std::function<void(std::int64_t id, JournalLine)>& take);

    Connection& connection_;
    Names& names_;
    Versions& versions_;
    LeadRows& leads_;
    Statement latest_;
    std::string append_sql_;
    std::string append_many_sql_;
    Statement append_;
    Statement append_many_; ///< Of `at_once` lines.
    std::array<Parts, at_once> parts_;
    Statement head_;
    Statement line_;
};

} // namespace nurture::inline v0::sqlite
