// SPDX-License-Identifier: BSL-1.0
/// \file
/// Leads and accounts from files.

#pragma once

#include <memory>
#include <string>
#include <utility>

#include <nurture/lead/field_type.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/result.hpp>

#include "input/categories.hpp"
#include "input/outcome.hpp"
#include "input/record.hpp"

namespace nurture::cli {

/// Reads leads: `id` is required, `tags` is divided at semicolons, `subscribed.<category>` is true or false, every
/// other column is a field. A CSV file with a column of an unknown category is unreadable. The account holds its id
/// alone.
class LeadReader {
public:
    LeadReader(std::unique_ptr<RecordReader> records, const FieldTypes& types, Categories categories = {})
        : records_(std::move(records)), types_(types), categories_(std::move(categories)) {}

    [[nodiscard]] static Result<LeadReader> open(const std::string& path, const FieldTypes& types,
                                                 const Categories& categories = {});

    Outcome next(Lead& lead);
    /// The row that next() gave last.
    [[nodiscard]] const Record& row() const noexcept { return record_; }
    /// As RecordReader::passed.
    [[nodiscard]] Digest passed() const { return records_->passed(); }

private:
    Outcome take(const Cell& cell, Lead& lead) const;

    std::unique_ptr<RecordReader> records_;
    FieldTypes types_;
    Categories categories_;
    Record record_{};
};

/// Reads accounts: `id` is required, every other column is a field.
class AccountReader {
public:
    AccountReader(std::unique_ptr<RecordReader> records, const FieldTypes& types)
        : records_(std::move(records)), types_(types) {}

    [[nodiscard]] static Result<AccountReader> open(const std::string& path, const FieldTypes& types);

    Outcome next(Account& account);
    [[nodiscard]] const Record& row() const noexcept { return record_; }
    [[nodiscard]] Digest passed() const { return records_->passed(); }

private:
    std::unique_ptr<RecordReader> records_;
    FieldTypes types_;
    Record record_{};
};

/// The text of the cell `name`; a bad row if it is missing, empty or no text. A number is taken as its text.
[[nodiscard]] Outcome required_text(const Record& record, std::string_view name, std::string& out);

/// Reads "true" or "false", as text or as a bool.
[[nodiscard]] Result<bool> flag_of(const Value& value);

} // namespace nurture::cli
