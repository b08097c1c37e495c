// SPDX-License-Identifier: BSL-1.0
/// \file
/// Events from files, merged by time.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/lead/field_type.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/time/instant.hpp>

#include "input/categories.hpp"
#include "input/outcome.hpp"
#include "input/record.hpp"

namespace nurture::cli {

/// One row of an event file as what it tells the engine.
struct EventRow {
    Instant at{};
    std::uint64_t line = 0;
    std::size_t file = 0;        ///< Which of the merged files.
    std::uint64_t number = 0;    ///< Which of the rows that the file gave, from 1.
    Digest passed{};             ///< SHA-256 of the file up to the end of this row; of a sorted one of its rows so far.
    std::vector<Input> inputs{}; ///< One; of a `lead_changed` row also a ConsentGiven for every category it names.
};

/// Reads one event file: `time`, `lead`, `type`, perhaps `id`; other CSV columns are properties, in JSON Lines they
/// are in `properties`. `lead_changed` becomes LeadChanged: an empty CSV cell says nothing, a JSON null clears.
/// `lead_deleted` and `lead_forgotten` become LeadDeleted.
class EventReader {
public:
    EventReader(std::unique_ptr<RecordReader> records, const FieldTypes& types, Categories categories = {})
        : records_(std::move(records)), types_(types), categories_(std::move(categories)) {}

    [[nodiscard]] static Result<EventReader> open(const std::string& path, const FieldTypes& types,
                                                  const Categories& categories = {});

    /// The rows as they stand in the file, whatever their order.
    Outcome next(EventRow& row);
    /// As RecordReader::passed.
    [[nodiscard]] Digest passed() const { return records_->passed(); }

private:
    Outcome read_time(EventRow& row) const;
    Outcome read_properties(const FieldTypes::Named& declared, const FieldTypes::Named& built_in,
                            std::vector<Field>& out) const;
    Outcome read_event(EventRow& row, LeadId lead, std::string type) const;
    Outcome read_change(EventRow& row, LeadId lead) const;
    [[nodiscard]] Outcome bad_field(const std::string& name, std::string reason) const;

    std::unique_ptr<RecordReader> records_;
    FieldTypes types_;
    Categories categories_;
    Record record_{};
};

/// The rows of several files in one order: by time, at one instant by file as given, then by line.
class EventMerge {
public:
    /// Opens all files. Errors: unreadable, naming the file. With `sort` a file is read whole and put in order;
    /// without it a row before an earlier one is a bad row.
    [[nodiscard]] static Result<EventMerge> open(const std::vector<std::string>& paths, const FieldTypes& types,
                                                 bool sort, const Categories& categories = {});
    /// Of readers with their names.
    EventMerge(std::vector<std::pair<std::string, EventReader>> readers, bool sort);

    Outcome next(EventRow& row);

    [[nodiscard]] const std::string& file_name(std::size_t file) const { return files_[file].name; }
    [[nodiscard]] std::size_t files() const noexcept { return files_.size(); }
    [[nodiscard]] bool has_ended(std::size_t file) const { return files_[file].ended; }
    [[nodiscard]] std::uint64_t rows_given(std::size_t file) const { return files_[file].given; }
    /// The files that were read to their end without a row, good or bad.
    [[nodiscard]] std::vector<std::string> files_without_rows() const;

private:
    struct File {
        std::string name{};
        EventReader reader;
        std::optional<EventRow> head{};
        Instant last = Instant::min();
        std::uint64_t last_line = 0;
        bool ended = false;
        bool has_rows = false;
        std::uint64_t given = 0;
        Sha256 rows_given{};            ///< With `sort`.
        std::vector<EventRow> sorted{}; ///< With `sort`: all rows; `taken` of them are given.
        std::size_t taken = 0;
    };

    Outcome refill(File& file);
    Outcome refill_in_order(File& file);
    Outcome refill_sorted(File& file);

    std::vector<File> files_;
    bool sort_;
};

} // namespace nurture::cli
