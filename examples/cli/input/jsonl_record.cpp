// SPDX-License-Identifier: BSL-1.0
// JSON Lines: one object a line.

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include <simdjson.h>

#include "input/record.hpp"

namespace nurture::cli {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t line_bytes = std::size_t{4} * 1024 * 1024;
constexpr int deepest = 64;

/// What is wrong with a line, and where if that is known.
struct Mistake {
    std::string reason{};
    const char* at = nullptr;
};

Mistake mistake_of(simdjson::error_code code) {
    switch (code) {
    case simdjson::UTF8_ERROR: return {"the line is not valid UTF-8"};
    case simdjson::UNCLOSED_STRING: return {"a string is never closed"};
    case simdjson::NUMBER_ERROR: return {"a number is malformed or larger than 64 bits; write it as a string"};
    case simdjson::EMPTY: return {"the line holds no JSON"};
    default: return {std::string("this is not valid JSON: ") + simdjson::error_message(code)};
    }
}

/// Makes values of a parsed line. Every part is looked at, since the parser checks only what is asked for.
class Converter {
public:
    bool value(ondemand::value json, Value& out, int depth) {
        ondemand::json_type type{};
        if (auto code = json.type().get(type); code != simdjson::SUCCESS) {
            return refuse(mistake_of(code));
        }
        switch (type) {
        case ondemand::json_type::object: return object(json, out, depth);
        case ondemand::json_type::array: return array(json, out, depth);
        case ondemand::json_type::number: return number(json, out);
        case ondemand::json_type::string: return string(json, out);
        case ondemand::json_type::boolean: {
            bool flag = false;
            if (auto code = json.get_bool().get(flag); code != simdjson::SUCCESS) {
                return refuse(mistake_of(code));
            }
            out = Value(flag);
            return true;
        }
        case ondemand::json_type::null: {
            bool null = false;
            if (json.is_null().get(null) != simdjson::SUCCESS || !null) {
                return refuse({"this is not valid JSON: expected null"});
            }
            out = Value();
            return true;
        }
        }
        return refuse({"this is not valid JSON"});
    }

    /// The members of an object with their nulls; `depth` is the object's own.
    bool members(ondemand::value json, std::vector<Cell>& out, int depth) {
        ondemand::object found;
        if (auto code = json.get_object().get(found); code != simdjson::SUCCESS) {
            return refuse(mistake_of(code));
        }
        std::set<std::string_view> names;
        for (auto next : found) {
            ondemand::field member;
            if (auto code = std::move(next).get(member); code != simdjson::SUCCESS) {
                return refuse(mistake_of(code));
            }
            std::string_view key;
            if (auto code = member.unescaped_key().get(key); code != simdjson::SUCCESS) {
                return refuse(mistake_of(code));
            }
            if (!names.insert(key).second) {
                return refuse({"the key \"" + std::string(key) + "\" stands in one object twice"});
            }
            Cell& cell = out.emplace_back();
            cell.name = key;
            if (!member_value(member.value(), cell, depth)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] const Mistake& mistake() const noexcept { return mistake_; }

    bool refuse(Mistake mistake) {
        mistake_ = std::move(mistake);
        return false;
    }

private:
    /// The members of the row's own objects are kept one by one, deeper ones as maps.
    bool member_value(ondemand::value json, Cell& cell, int depth) {
        ondemand::json_type type{};
        if (depth > 0 || json.type().get(type) != simdjson::SUCCESS || type != ondemand::json_type::object) {
            return value(json, cell.value, depth + 1);
        }
        if (!members(json, cell.members, depth + 1)) {
            return false;
        }
        Value::Map map;
        for (const Cell& member : cell.members) {
            map.set(member.name, member.value);
        }
        cell.value = Value(std::move(map));
        return true;
    }

    bool object(ondemand::value json, Value& out, int depth) {
        if (depth == deepest) {
            return refuse({"objects and lists are nested more than 64 deep"});
        }
        std::vector<Cell> cells;
        if (!members(json, cells, depth)) {
            return false;
        }
        Value::Map map;
        for (Cell& cell : cells) {
            map.set(cell.name, std::move(cell.value));
        }
        out = Value(std::move(map));
        return true;
    }

    bool array(ondemand::value json, Value& out, int depth) {
        if (depth == deepest) {
            return refuse({"objects and lists are nested more than 64 deep"});
        }
        ondemand::array items;
        if (auto code = json.get_array().get(items); code != simdjson::SUCCESS) {
            return refuse(mistake_of(code));
        }
        Value::List list;
        for (auto next : items) {
            ondemand::value item;
            if (auto code = next.get(item); code != simdjson::SUCCESS) {
                return refuse(mistake_of(code));
            }
            if (!value(item, list.emplace_back(), depth + 1)) {
                return false;
            }
        }
        out = Value(std::move(list));
        return true;
    }

    bool number(ondemand::value json, Value& out) {
        ondemand::number read;
        if (auto code = json.get_number().get(read); code != simdjson::SUCCESS) {
            return refuse(mistake_of(code));
        }
        if (read.is_int64()) {
            out = Value(std::int64_t{read.get_int64()});
        } else if (read.is_double()) {
            out = Value(read.get_double());
        } else {
            return refuse({"a whole number is larger than 64 bits; write it as a string"});
        }
        return true;
    }

    bool string(ondemand::value json, Value& out) {
        std::string_view text;
        if (auto code = json.get_string().get(text); code != simdjson::SUCCESS) {
            return refuse(mistake_of(code));
        }
        if (text.find('\0') != std::string_view::npos) {
            return refuse({"a text holds a NUL character"});
        }
        out = Value(text);
        return true;
    }

    Mistake mistake_{};
};

class JsonLines final : public RecordReader {
public:
    explicit JsonLines(std::unique_ptr<ByteSource> source) : in_(std::move(source)) {}

    Outcome next(Record& record) override {
        std::uint64_t line = 0;
        do {
            line = in_.line();
            if (!read_line()) {
                return Outcome::unreadable({in_.name(), line, 0, "the line is longer than 4 MiB"});
            }
            if (!in_.failure().empty()) {
                return Outcome::unreadable({in_.name(), 0, 0, in_.failure()});
            }
            if (text_.empty() && in_.peek() == Cursor::end_of_input) {
                return Outcome::end();
            }
        } while (text_.find_first_not_of(" \t\r") == std::string::npos);
        return parse(line, record);
    }

    [[nodiscard]] Digest passed() const override { return in_.passed(); }

private:
    bool read_line() {
        text_.clear();
        int byte = in_.peek();
        for (int before = 0; byte != Cursor::end_of_input && byte != '\n'; byte = in_.peek()) {
            if (byte == '\r' && before != '\r') { // Perhaps part of the line end, in front of which the row ends.
                in_.note_row_end();
            }
            in_.take();
            if (text_.size() == line_bytes) {
                return false;
            }
            text_ += static_cast<char>(byte);
            before = byte;
        }
        if (text_.empty() || text_.back() != '\r') {
            in_.note_row_end();
        }
        if (byte == '\n') {
            in_.take();
        }
        return true;
    }

    Outcome parse(std::uint64_t line, Record& record) {
        text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
        ondemand::document document;
        Converter converter;
        record.cells.clear();
        auto code = parser_.iterate(text_).get(document);
        if (code != simdjson::SUCCESS) {
            return bad(line, mistake_of(code));
        }
        ondemand::value root;
        ondemand::json_type type{};
        code = document.type().get(type);
        if (code == simdjson::SUCCESS && type != ondemand::json_type::object) {
            return bad(line, {type == ondemand::json_type::array
                                  ? "a line must be one object; write the objects of the list on lines of their own"
                                  : "a line must be one object, such as {\"id\": \"ada\"}"});
        }
        if (code == simdjson::SUCCESS) {
            code = document.get_value().get(root);
        }
        if (code != simdjson::SUCCESS) {
            return bad(line, place(mistake_of(code), document));
        }
        if (!converter.members(root, record.cells, 0)) {
            return bad(line, place(converter.mistake(), document));
        }
        if (const char* rest = nullptr; document.current_location().get(rest) == simdjson::SUCCESS) {
            return bad(line, place({"something follows the object; write one object a line"}, document));
        }
        fill(line, record);
        return Outcome::row();
    }

    static Mistake place(Mistake mistake, ondemand::document& document) {
        const char* at = nullptr;
        if (document.current_location().get(at) == simdjson::SUCCESS) {
            mistake.at = at;
        }
        return mistake;
    }

    Outcome bad(std::uint64_t line, Mistake mistake) const {
        std::uint64_t column = 0;
        if (mistake.at >= text_.data() && mistake.at < text_.data() + text_.size()) {
            column = 1;
            for (const char* at = text_.data(); at != mistake.at; ++at) {
                column += (static_cast<unsigned char>(*at) & 0xC0U) != 0x80U ? 1U : 0U;
            }
        }
        return Outcome::bad_row({in_.name(), line, column, std::move(mistake.reason)});
    }

    void fill(std::uint64_t line, Record& record) const {
        record.file = in_.name();
        record.line = line;
        for (Cell& cell : record.cells) {
            cell.line = line;
            for (Cell& member : cell.members) {
                member.line = line;
            }
        }
    }

    Cursor in_;
    std::string text_;
    ondemand::parser parser_;
};

} // namespace

std::unique_ptr<RecordReader> RecordReader::json_lines(std::unique_ptr<ByteSource> source) {
    return std::make_unique<JsonLines>(std::move(source));
}

} // namespace nurture::cli
