// SPDX-License-Identifier: BSL-1.0

#include "input/events.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "input/leads.hpp"

namespace nurture::cli {

namespace {

bool is_frame(std::string_view name) {
    return name == "time" || name == "lead" || name == "type" || name == "id";
}

const FieldTypes::Named& nothing_declared() {
    static const FieldTypes::Named none{};
    return none;
}

template <class Map>
const FieldTypes::Named& properties_of(const Map& by_type, const std::string& type) {
    const auto at = by_type.find(type);
    return at == by_type.end() ? nothing_declared() : at->second;
}

} // namespace

Result<EventReader> EventReader::open(const std::string& path, const FieldTypes& types, const Categories& categories) {
    Result<std::unique_ptr<RecordReader>> records = RecordReader::open(path, {"time", "lead", "type"});
    if (!records) {
        return records.error();
    }
    return EventReader(std::move(records).value(), types, categories);
}

Outcome EventReader::next(EventRow& row) {
    Outcome outcome = records_->next(record_);
    if (!outcome.is_row()) {
        return outcome;
    }
    row.line = record_.line;
    row.inputs.clear();
    std::string lead;
    std::string type;
    if (outcome = read_time(row); !outcome.is_row()) {
        return outcome;
    }
    if (outcome = required_text(record_, "lead", lead); !outcome.is_row()) {
        return outcome;
    }
    if (outcome = required_text(record_, "type", type); !outcome.is_row()) {
        return outcome;
    }
    if (type == "lead_changed") {
        return read_change(row, LeadId(lead));
    }
    if (type == "lead_deleted" || type == "lead_forgotten") {
        row.inputs.emplace_back(LeadDeleted{LeadId(lead), type == "lead_forgotten"});
        return Outcome::row();
    }
    if (type == "lead_merged") {
        return record_.bad(*record_.find("type"), "lead_merged is not supported yet");
    }
    return read_event(row, LeadId(lead), std::move(type));
}

Outcome EventReader::read_time(EventRow& row) const {
    std::string text;
    if (Outcome outcome = required_text(record_, "time", text); !outcome.is_row()) {
        return outcome;
    }
    const Result<Instant> at = parse_instant(text);
    if (!at) {
        return record_.bad(*record_.find("time"), at.error().message);
    }
    row.at = *at;
    return Outcome::row();
}

/// Absent values stay in the list: what they mean depends on the event.
Outcome EventReader::read_properties(const FieldTypes::Named& declared, const FieldTypes::Named& built_in,
                                     std::vector<Field>& out) const {
    const Cell* const map = record_.find("properties");
    const bool is_object = map != nullptr && map->value.as_map() != nullptr;
    for (const Cell& cell : is_object ? map->members : record_.cells) {
        if (!is_object && (is_frame(cell.name) || (&cell == map && cell.value.is_absent()))) {
            continue;
        }
        Result<Value> value =
            cell.name == "tags" ? tags_of(cell.value) : typed(type_of(declared, built_in, cell.name), cell.value);
        if (!value) {
            return record_.bad(cell, cell.name + ": " + value.error().message);
        }
        out.push_back({cell.name, std::move(value).value()});
    }
    if (!is_object) {
        return Outcome::row();
    }
    for (const Cell& cell : record_.cells) {
        if (!is_frame(cell.name) && &cell != map) {
            return record_.bad(cell, "unknown key \"" + cell.name + "\" beside \"properties\"; move it into them");
        }
    }
    return Outcome::row();
}

Outcome EventReader::read_event(EventRow& row, LeadId lead, std::string type) const {
    std::vector<Field> properties;
    Outcome outcome =
        read_properties(properties_of(types_.events, type), properties_of(built_in_events(), type), properties);
    if (!outcome.is_row()) {
        return outcome;
    }
    Event event{std::move(lead), std::move(type), {}, row.at, {}};
    if (const Cell* const id = record_.find("id"); id != nullptr && !id->value.is_absent()) {
        if (outcome = required_text(record_, "id", event.id); !outcome.is_row()) {
            return outcome;
        }
    }
    for (Field& property : properties) {
        event.properties.set(property.name, std::move(property.value));
    }
    row.inputs.emplace_back(std::move(event));
    return outcome;
}

Outcome EventReader::read_change(EventRow& row, LeadId lead) const {
    std::vector<Field> fields;
    Outcome outcome = read_properties(types_.lead, built_in_lead_fields(), fields);
    if (!outcome.is_row()) {
        return outcome;
    }
    const bool may_clear = record_.find("properties") != nullptr;
    LeadChanged change{lead, {}};
    std::vector<Input> consents;
    for (Field& field : fields) {
        if ((field.value.is_absent() && !may_clear) || field.name == "changed") {
            continue;
        }
        const std::optional<std::string_view> category = category_of(field.name);
        if (!category) {
            change.fields.push_back(std::move(field));
            continue;
        }
        if (std::string reason = categories_.objection(field.name); !reason.empty()) {
            return bad_field(field.name, std::move(reason));
        }
        const Result<bool> flag = flag_of(field.value);
        if (!flag) {
            return bad_field(field.name, field.name + ": " + flag.error().message);
        }
        consents.emplace_back(ConsentGiven{lead, std::string(*category), *flag, "event file"});
    }
    if (!change.fields.empty()) {
        row.inputs.emplace_back(std::move(change));
    }
    std::move(consents.begin(), consents.end(), std::back_inserter(row.inputs));
    if (row.inputs.empty()) {
        return record_.bad("lead_changed names no new value");
    }
    return outcome;
}

/// Those within `properties` have no column of their own.
Outcome EventReader::bad_field(const std::string& name, std::string reason) const {
    const Cell* const cell = record_.find(name);
    return cell != nullptr ? record_.bad(*cell, std::move(reason)) : record_.bad(std::move(reason));
}

Result<EventMerge> EventMerge::open(const std::vector<std::string>& paths, const FieldTypes& types, bool sort,
                                    const Categories& categories) {
    std::vector<std::pair<std::string, EventReader>> readers;
    for (const std::string& path : paths) {
        Result<EventReader> reader = EventReader::open(path, types, categories);
        if (!reader) {
            return Error{Errc::unreadable, path + " " + reader.error().message};
        }
        readers.emplace_back(path, std::move(reader).value());
    }
    return EventMerge(std::move(readers), sort);
}

EventMerge::EventMerge(std::vector<std::pair<std::string, EventReader>> readers, bool sort) : sort_(sort) {
    for (auto& [name, reader] : readers) {
        files_.push_back(File{name, std::move(reader)});
    }
}

Outcome EventMerge::next(EventRow& row) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].head || files_[i].ended) {
            continue;
        }
        Outcome outcome = refill(files_[i]);
        if (outcome.kind == Outcome::Kind::bad_row || outcome.kind == Outcome::Kind::unreadable) {
            return outcome;
        }
        if (files_[i].head) {
            files_[i].head->file = i;
        }
    }
    File* earliest = nullptr;
    for (File& file : files_) {
        if (file.head && (earliest == nullptr || file.head->at < earliest->head->at)) {
            earliest = &file;
        }
    }
    if (earliest == nullptr) {
        return Outcome::end();
    }
    row = std::move(*earliest->head);
    earliest->head.reset();
    row.number = ++earliest->given;
    if (sort_) {
        earliest->rows_given.update(to_hex(row.passed));
        row.passed = earliest->rows_given.digest();
    }
    return Outcome::row();
}

std::vector<std::string> EventMerge::files_without_rows() const {
    std::vector<std::string> names;
    for (const File& file : files_) {
        if (file.ended && !file.has_rows) {
            names.push_back(file.name);
        }
    }
    return names;
}

Outcome EventMerge::refill(File& file) {
    Outcome outcome = sort_ ? refill_sorted(file) : refill_in_order(file);
    if (outcome.kind == Outcome::Kind::end || outcome.kind == Outcome::Kind::unreadable) {
        file.ended = true;
    }
    file.has_rows = file.has_rows || outcome.kind != Outcome::Kind::end;
    return outcome;
}

Outcome EventMerge::refill_in_order(File& file) {
    EventRow row;
    Outcome outcome = file.reader.next(row);
    if (!outcome.is_row()) {
        return outcome;
    }
    if (row.at < file.last) {
        return Outcome::bad_row({file.name, row.line, 0,
                                 to_string(row.at) + " is before line " + std::to_string(file.last_line) + " (" +
                                     to_string(file.last) + "); sort the file or use --sort"});
    }
    file.last = row.at;
    file.last_line = row.line;
    row.passed = file.reader.passed();
    file.head = std::move(row);
    return outcome;
}

Outcome EventMerge::refill_sorted(File& file) {
    while (file.taken == 0) {
        EventRow row;
        Outcome outcome = file.reader.next(row);
        if (outcome.kind == Outcome::Kind::end) {
            break;
        }
        if (!outcome.is_row()) {
            return outcome;
        }
        row.passed = file.reader.passed();
        file.sorted.push_back(std::move(row));
    }
    if (file.taken == 0) {
        std::stable_sort(file.sorted.begin(), file.sorted.end(),
                         [](const EventRow& a, const EventRow& b) { return a.at < b.at; });
    }
    if (file.taken == file.sorted.size()) {
        return Outcome::end();
    }
    file.head = std::move(file.sorted[file.taken++]);
    return Outcome::row();
}

} // namespace nurture::cli
