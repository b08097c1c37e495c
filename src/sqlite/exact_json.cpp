// SPDX-License-Identifier: BSL-1.0
#include "sqlite/exact_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <utility>

#include "definition/utf8.hpp"
#include "sqlite/packing.hpp"

namespace nurture::inline v0::sqlite {

namespace {

constexpr std::string_view form_of_instant = "0000-00-00T00:00:00.000Z";

/// Whether a text is taken for an instant when it is read.
bool looks_like_instant(std::string_view text) {
    if (text.size() != form_of_instant.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (form_of_instant[i] == '0' ? !is_digit : text[i] != form_of_instant[i]) {
            return false;
        }
    }
    return true;
}

/// Instants outside have no text of that form.
constexpr Instant first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant behind_last_instant = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

} // namespace

void ExactJson::clear() noexcept {
    out_.clear();
    is_exact_ = true;
    is_first_ = true;
    depth_ = 0;
}

void ExactJson::value(const Value& value) {
    if (depth_ == deepest_value) {
        is_exact_ = false;
        return;
    }
    ++depth_;
    if (const bool* flag = value.as_bool(); flag != nullptr) {
        out_ += *flag ? "true" : "false";
    } else if (const std::int64_t* number = value.as_int(); number != nullptr) {
        out_ += std::to_string(*number);
    } else if (const double* floating = value.as_double(); floating != nullptr) {
        real(*floating);
    } else if (const std::string* string = value.as_string(); string != nullptr) {
        text(*string);
    } else if (const Instant* at = value.as_instant(); at != nullptr) {
        instant(*at);
    } else if (const Value::List* items = value.as_list(); items != nullptr) {
        list(*items);
    } else if (const Value::Map* fields = value.as_map(); fields != nullptr) {
        map(*fields);
    } else {
        out_ += "null";
    }
    --depth_;
}

void ExactJson::map(const Fields& fields) {
    begin_map();
    for (const Field& field : fields) {
        member(field.name, field.value);
    }
    end_map();
}

void ExactJson::begin_map() {
    out_ += '{';
    is_first_ = true;
}

void ExactJson::member(std::string_view name, const Value& member_value) {
    if (!std::exchange(is_first_, false)) {
        out_ += ',';
    }
    quoted(name);
    out_ += ':';
    value(member_value);
    is_first_ = false;
}

void ExactJson::end_map() {
    out_ += '}';
    is_first_ = false;
}

void ExactJson::text(std::string_view text) {
    is_exact_ = is_exact_ && !looks_like_instant(text);
    quoted(text);
}

void ExactJson::instant(Instant at) {
    is_exact_ = is_exact_ && first_instant <= at && at < behind_last_instant;
    out_ += '"' + to_string(at) + '"';
}

void ExactJson::real(double number) {
    if (!std::isfinite(number)) {
        is_exact_ = false;
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const std::string_view shortest(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out_ += shortest;
    if (shortest.find_first_of(".e") == std::string_view::npos) {
        out_ += ".0"; // Else it would be read as a whole number.
    }
}

void ExactJson::list(const Value::List& list) {
    out_ += '[';
    const char* between = "";
    for (const Value& item : list) {
        out_ += between;
        between = ",";
        value(item);
    }
    out_ += ']';
}

namespace {

/// How many bytes at the beginning need no escape and are ASCII; looks at eight at once.
std::size_t plain_length(std::string_view text) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101U;
    constexpr std::uint64_t high = 0x80U * each;
    const auto has_zero = [](std::uint64_t bytes) { return (bytes - each) & ~bytes & high; };
    std::size_t at = 0;
    for (std::uint64_t bytes = 0; at + sizeof(bytes) <= text.size(); at += sizeof(bytes)) {
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
        const std::uint64_t below_space = (bytes - 0x20U * each) & ~bytes & high;
        if (((bytes & high) | below_space | has_zero(bytes ^ '"' * each) | has_zero(bytes ^ '\\' * each)) != 0) {
            break;
        }
    }
    const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    while (at < text.size() && is_plain(text[at])) {
        ++at;
    }
    return at;
}

} // namespace

void ExactJson::quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '"';
    const std::size_t plain = plain_length(text);
    out_.append(text, 0, plain);
    text.remove_prefix(plain);
    is_exact_ = is_exact_ && (text.empty() || !utf8::first_bad_byte(text));
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (static_cast<unsigned char>(c) < 0x20U) {
            out_ += "\\u00";
            out_ += digits[static_cast<unsigned char>(c) >> 4U];
            out_ += digits[static_cast<unsigned char>(c) & 0x0FU];
        } else {
            out_ += c;
        }
    }
    out_ += '"';
}

namespace {

/// Reads what ExactJson writes and nothing more: no spaces, no other escapes.
class JsonText {
public:
    explicit JsonText(std::string_view text) : left_(text) {}

    std::optional<Value> all() {
        Value read = value(0);
        return ok_ && left_.empty() ? std::optional<Value>(std::move(read)) : std::nullopt;
    }
    std::optional<Fields> whole_map() {
        Fields read = map(0);
        return ok_ && left_.empty() ? std::optional<Fields>(std::move(read)) : std::nullopt;
    }

private:
    Value value(int depth) {
        if (depth == deepest_value || left_.empty()) {
            return nothing();
        }
        switch (left_.front()) {
        case '{': return map(depth);
        case '[': return list(depth);
        case '"': return text();
        case 't': return word("true", true);
        case 'f': return word("false", false);
        case 'n': return word("null", {});
        default: return number();
        }
    }

    Fields map(int depth) {
        Fields fields;
        take('{');
        while (ok_ && !takes('}')) {
            if (!fields.empty()) {
                take(',');
            }
            const std::string name = quoted();
            take(':');
            Value member = value(depth + 1);
            if (member.is_absent()) {
                (void)nothing(); // No such member would have been written.
                return {};
            }
            fields.set(name, std::move(member));
        }
        return fields;
    }

    Value list(int depth) {
        Value::List items;
        take('[');
        while (ok_ && !takes(']')) {
            if (!items.empty()) {
                take(',');
            }
            items.push_back(value(depth + 1));
        }
        return items;
    }

    Value text() {
        std::string read = quoted();
        if (looks_like_instant(read)) {
            const Result<Instant> at = parse_instant(read);
            return at ? Value(*at) : nothing();
        }
        return read;
    }

    Value number() {
        const std::size_t length = std::min(left_.find_first_not_of("0123456789+-.eE"), left_.size());
        const std::string_view digits = left_.substr(0, length);
        left_.remove_prefix(length);
        return digits.find_first_of(".e") == std::string_view::npos ? parsed<std::int64_t>(digits)
                                                                    : parsed<double>(digits);
    }

    template <class Number>
    Value parsed(std::string_view digits) {
        Number read{};
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
        return problem == std::errc() && end == digits.data() + digits.size() ? Value(read) : nothing();
    }

    Value word(std::string_view expected, Value meaning) {
        if (left_.substr(0, expected.size()) != expected) {
            return nothing();
        }
        left_.remove_prefix(expected.size());
        return meaning;
    }

    std::string quoted() {
        std::string read;
        take('"');
        for (;;) {
            const std::size_t plain = left_.find_first_of("\"\\");
            if (plain == std::string_view::npos) {
                (void)nothing();
                return {};
            }
            read += left_.substr(0, plain);
            left_.remove_prefix(plain + 1);
            if (left_.data()[-1] == '"') {
                return read;
            }
            read += escaped();
        }
    }

    char escaped() {
        if (takes('"')) {
            return '"';
        }
        if (takes('\\')) {
            return '\\';
        }
        unsigned code = 0;
        if (left_.substr(0, 3) == "u00" && left_.size() >= 5) {
            const auto [end, problem] = std::from_chars(left_.data() + 3, left_.data() + 5, code, 16);
            if (problem == std::errc() && end == left_.data() + 5) {
                left_.remove_prefix(5);
                return static_cast<char>(code);
            }
        }
        (void)nothing();
        return '\0';
    }

    bool takes(char wanted) {
        if (left_.empty() || left_.front() != wanted) {
            return false;
        }
        left_.remove_prefix(1);
        return true;
    }
    void take(char wanted) {
        if (!takes(wanted)) {
            (void)nothing();
        }
    }
    Value nothing() {
        ok_ = false;
        left_ = {};
        return {};
    }

    std::string_view left_;
    bool ok_ = true;
};

} // namespace

std::optional<Value> read_exact_json(std::string_view text) {
    return JsonText(text).all();
}

std::optional<Fields> read_exact_json_map(std::string_view text) {
    return JsonText(text).whole_map();
}

} // namespace nurture::inline v0::sqlite
