// SPDX-License-Identifier: BSL-1.0

#include "input/record.hpp"

#include <algorithm>
#include <utility>

namespace nurture::cli {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

enum class Format { csv, json_lines, unknown };

Format format_by_name(std::string_view path) {
    if (ends_with(path, ".gz")) {
        path.remove_suffix(3);
    }
    if (ends_with(path, ".csv")) {
        return Format::csv;
    }
    const bool json = ends_with(path, ".json") || ends_with(path, ".jsonl") || ends_with(path, ".ndjson");
    return json ? Format::json_lines : Format::unknown;
}

/// A source whose first piece was looked at already.
class Resumed final : public ByteSource {
public:
    Resumed(std::unique_ptr<ByteSource> rest, std::string first)
        : ByteSource(rest->name()), rest_(std::move(rest)), first_(std::move(first)) {}

    Result<std::string_view> read() override {
        if (std::exchange(first_given_, true)) {
            return rest_->read();
        }
        return std::string_view(first_);
    }

private:
    std::unique_ptr<ByteSource> rest_;
    std::string first_;
    bool first_given_ = false;
};

Format format_by_content(std::string_view first) {
    if (first.substr(0, 3) == "\xEF\xBB\xBF") {
        first.remove_prefix(3);
    }
    const std::size_t at = first.find_first_not_of(" \t\r\n");
    return at != std::string_view::npos && first[at] == '{' ? Format::json_lines : Format::csv;
}

std::string_view kind_of(const Value& value) {
    if (value.as_bool() != nullptr) {
        return "a bool";
    }
    if (value.as_int() != nullptr || value.as_double() != nullptr) {
        return "a number";
    }
    if (value.as_list() != nullptr) {
        return "a list";
    }
    if (value.as_map() != nullptr) {
        return "an object";
    }
    return "a text";
}

Result<Value> misfit(std::string_view wanted, const Value& value) {
    return Error{Errc::unreadable,
                 "expected " + std::string(wanted) + ", found " + std::string(kind_of(value)) + ", " + to_json(value)};
}

bool is_text_list(const Value& value) {
    const Value::List* const list = value.as_list();
    return list != nullptr &&
           std::all_of(list->begin(), list->end(), [](const Value& item) { return item.as_string() != nullptr; });
}

} // namespace

const Cell* Record::find(std::string_view name) const noexcept {
    const auto at = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.name == name; });
    return at == cells.end() ? nullptr : &*at;
}

Outcome Record::bad(const Cell& cell, std::string reason) const {
    return Outcome::bad_row({std::string(file), cell.line, cell.column, std::move(reason)});
}

Outcome Record::bad(std::string reason) const {
    return Outcome::bad_row({std::string(file), line, 0, std::move(reason)});
}

Result<std::unique_ptr<RecordReader>> RecordReader::open(const std::string& path, std::vector<std::string> required,
                                                         ColumnCheck check) {
    Result<std::unique_ptr<ByteSource>> opened = ByteSource::open(path);
    if (!opened) {
        return opened.error();
    }
    std::unique_ptr<ByteSource> source = std::move(opened).value();
    Format format = format_by_name(path);
    if (format == Format::unknown) {
        const Result<std::string_view> first = source->read();
        if (!first) {
            return first.error();
        }
        format = format_by_content(*first);
        std::string copy(*first);
        source = std::make_unique<Resumed>(std::move(source), std::move(copy));
    }
    return format == Format::csv ? csv(std::move(source), std::move(required), std::move(check))
                                 : json_lines(std::move(source));
}

Result<Value> typed(const FieldType* type, const Value& value) {
    if (type == nullptr || value.is_absent()) {
        return value;
    }
    if (const std::string* const text = value.as_string()) {
        return read_as(*type, *text);
    }
    switch (type->kind) {
    case FieldKind::dynamic: return value;
    case FieldKind::integer: return value.as_int() != nullptr ? value : misfit("a whole number", value);
    case FieldKind::real:
        if (const std::int64_t* const whole = value.as_int()) {
            return Value(static_cast<double>(*whole));
        }
        return value.as_double() != nullptr ? value : misfit("a number", value);
    case FieldKind::boolean: return value.as_bool() != nullptr ? value : misfit("true or false", value);
    case FieldKind::text_list: return is_text_list(value) ? value : misfit("a list of texts", value);
    case FieldKind::string:
    case FieldKind::enumeration: return misfit("a text in quotes", value);
    case FieldKind::timestamp: return misfit("an instant as text", value);
    case FieldKind::date: return misfit("a date as text", value);
    }
    return value;
}

const FieldType* type_of(const FieldTypes::Named& declared, const FieldTypes::Named& built_in, std::string_view name) {
    if (const auto at = declared.find(name); at != declared.end()) {
        return &at->second;
    }
    const auto at = built_in.find(name);
    return at == built_in.end() ? nullptr : &at->second;
}

Result<Value> tags_of(const Value& value) {
    if (value.is_absent() || is_text_list(value)) {
        return value;
    }
    const std::string* const text = value.as_string();
    if (text == nullptr) {
        return misfit("a list of texts", value);
    }
    Value::List tags;
    std::string_view rest = *text;
    while (true) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view tag = rest.substr(0, end);
        tag.remove_prefix(std::min(tag.find_first_not_of(' '), tag.size()));
        tag = tag.substr(0, tag.find_last_not_of(' ') + 1);
        if (!tag.empty()) {
            tags.emplace_back(tag);
        }
        if (end == rest.size()) {
            return Value(std::move(tags));
        }
        rest.remove_prefix(end + 1);
    }
}

} // namespace nurture::cli
