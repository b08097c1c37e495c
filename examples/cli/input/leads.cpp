// SPDX-License-Identifier: BSL-1.0

#include "input/leads.hpp"

#include <string_view>
#include <utility>

namespace nurture::cli {

namespace {

std::string about(std::string_view name, const std::string& message) {
    return std::string(name) + ": " + message;
}

} // namespace

Outcome required_text(const Record& record, std::string_view name, std::string& out) {
    const Cell* const cell = record.find(name);
    if (cell == nullptr) {
        return record.bad("\"" + std::string(name) + "\" is missing");
    }
    if (cell->value.is_absent()) {
        return record.bad(*cell, "\"" + std::string(name) + "\" is empty");
    }
    const std::string* const text = cell->value.as_string();
    if (text == nullptr && cell->value.as_int() == nullptr) {
        return record.bad(*cell, "\"" + std::string(name) + "\" must be a text, found " + to_json(cell->value));
    }
    out = text != nullptr ? *text : to_text(cell->value);
    if (out.empty()) {
        return record.bad(*cell, "\"" + std::string(name) + "\" is empty");
    }
    return Outcome::row();
}

Result<bool> flag_of(const Value& value) {
    if (const bool* const flag = value.as_bool()) {
        return *flag;
    }
    const std::string* const text = value.as_string();
    if (text != nullptr && (*text == "true" || *text == "false")) {
        return *text == "true";
    }
    return Error{Errc::unreadable, "expected true or false, found " + to_json(value)};
}

Result<LeadReader> LeadReader::open(const std::string& path, const FieldTypes& types, const Categories& categories) {
    Result<std::unique_ptr<RecordReader>> records =
        RecordReader::open(path, {"id"}, [categories](std::string_view name) { return categories.objection(name); });
    if (!records) {
        return records.error();
    }
    return LeadReader(std::move(records).value(), types, categories);
}

Outcome LeadReader::next(Lead& lead) {
    Outcome outcome = records_->next(record_);
    if (!outcome.is_row()) {
        return outcome;
    }
    lead = {};
    std::string id;
    if (outcome = required_text(record_, "id", id); !outcome.is_row()) {
        return outcome;
    }
    lead.id = LeadId(std::move(id));
    for (const Cell& cell : record_.cells) {
        if (cell.name == "id") {
            continue;
        }
        if (outcome = take(cell, lead); !outcome.is_row()) {
            return outcome;
        }
    }
    return Outcome::row();
}

Outcome LeadReader::take(const Cell& cell, Lead& lead) const {
    if (std::string reason = categories_.objection(cell.name); !reason.empty()) {
        return record_.bad(cell, std::move(reason));
    }
    if (cell.value.is_absent()) {
        return Outcome::row();
    }
    if (const std::optional<std::string_view> category = category_of(cell.name)) {
        const Result<bool> flag = flag_of(cell.value);
        if (!flag) {
            return record_.bad(cell, about(cell.name, flag.error().message));
        }
        lead.subscriptions[std::string(*category)] = *flag;
        return Outcome::row();
    }
    const bool is_tags = cell.name == "tags";
    const FieldType* const type = type_of(types_.lead, built_in_lead_fields(), cell.name);
    Result<Value> value = is_tags ? tags_of(cell.value) : typed(type, cell.value);
    if (!value) {
        return record_.bad(cell, about(cell.name, value.error().message));
    }
    if (cell.name == "account_id") {
        lead.account.id = AccountId(to_text(*value));
    }
    lead.fields.set(cell.name, std::move(value).value());
    return Outcome::row();
}

Result<AccountReader> AccountReader::open(const std::string& path, const FieldTypes& types) {
    Result<std::unique_ptr<RecordReader>> records = RecordReader::open(path, {"id"});
    if (!records) {
        return records.error();
    }
    return AccountReader(std::move(records).value(), types);
}

Outcome AccountReader::next(Account& account) {
    Outcome outcome = records_->next(record_);
    if (!outcome.is_row()) {
        return outcome;
    }
    account = {};
    std::string id;
    if (outcome = required_text(record_, "id", id); !outcome.is_row()) {
        return outcome;
    }
    account.id = AccountId(std::move(id));
    for (const Cell& cell : record_.cells) {
        if (cell.name == "id") {
            continue;
        }
        const Result<Value> value = typed(type_of(types_.account, built_in_account_fields(), cell.name), cell.value);
        if (!value) {
            return record_.bad(cell, about(cell.name, value.error().message));
        }
        account.fields.set(cell.name, *value);
    }
    return Outcome::row();
}

} // namespace nurture::cli
