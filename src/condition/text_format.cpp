// SPDX-License-Identifier: BSL-1.0
/// \file
/// `text.format([values])` of the string extension.

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "condition/functions.hpp"
#include "condition/number_text.hpp"
#include "condition/time_text.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

namespace {

constexpr int most_decimals = 100;
constexpr int deepest = 100;

/// One clause such as `%.3f`.
struct Clause {
    char letter = '\0';
    int decimals = 6;
};

class Formatter {
public:
    explicit Formatter(Workspace& work) : work_(work) {}

    std::string out{};
    std::string problem{};

    bool run(std::string_view pattern, const Datum& values) {
        std::size_t next = 0;
        for (std::size_t at = 0; at < pattern.size();) {
            const std::size_t clause = std::min(pattern.find('%', at), pattern.size());
            if (!append(pattern.substr(at, clause - at))) return false;
            at = clause;
            if (at == pattern.size()) break;
            if (pattern.substr(at, 2) == "%%") {
                if (!append("%")) return false;
                at += 2;
                continue;
            }
            Clause read;
            if (!read_clause(pattern, ++at, read)) return false;
            if (next >= size_of_list(values)) return wrong("format() has more clauses than values");
            if (!write(read, item_of(values, next++))) return false;
        }
        return true;
    }

private:
    Workspace& work_;

    bool wrong(std::string message) {
        problem = std::move(message);
        return false;
    }

    bool append(std::string_view text) {
        if (!work_.meter.spend_bytes(text.size())) return wrong("out of steps");
        out += text;
        return true;
    }

    bool read_clause(std::string_view pattern, std::size_t& at, Clause& clause) {
        if (at < pattern.size() && pattern[at] == '.') {
            const char* end = pattern.data() + pattern.size();
            const auto [stop, error] = std::from_chars(pattern.data() + at + 1, end, clause.decimals);
            if (error != std::errc() || clause.decimals < 0 || clause.decimals > most_decimals) {
                return wrong("format() writes 0 to " + std::to_string(most_decimals) + " decimals");
            }
            at = static_cast<std::size_t>(stop - pattern.data());
        }
        if (at >= pattern.size()) return wrong("format() ends inside of a clause");
        clause.letter = pattern[at++];
        return true;
    }

    bool write(const Clause& clause, const Datum& value) {
        switch (clause.letter) {
        case 's': return write_text(value, 0);
        case 'd': return write_decimal(value);
        case 'f': return write_real(clause, value, std::chars_format::fixed);
        case 'e': return write_real(clause, value, std::chars_format::scientific);
        case 'x':
        case 'X': return write_hexadecimal(clause, value);
        case 'o': return write_whole(clause, value, 8);
        case 'b': return value.kind == Kind::boolean ? append(value.flag ? "1" : "0") : write_whole(clause, value, 2);
        default: return wrong("format() does not know %" + std::string(1, clause.letter));
        }
    }

    bool cannot(const Clause& clause, const Datum& value) {
        return wrong("%" + std::string(1, clause.letter) + " does not take " + described(value.kind));
    }

    bool write_decimal(const Datum& value) {
        if (value.kind == Kind::real) {
            const std::string special = special_number_text(value.number);
            return special.empty() ? cannot({'d', 0}, value) : append(special);
        }
        return write_whole({'d', 0}, value, 10);
    }

    bool write_whole(const Clause& clause, const Datum& value, int base) {
        std::array<char, 68> digits{};
        char* const end = digits.data() + digits.size();
        if (value.kind == Kind::integer) {
            return append_digits(digits.data(), std::to_chars(digits.data(), end, value.whole, base).ptr);
        }
        if (value.kind != Kind::unsigned_integer) return cannot(clause, value);
        return append_digits(digits.data(), std::to_chars(digits.data(), end, value.natural, base).ptr);
    }

    bool append_digits(const char* begin, const char* end) {
        return append(std::string_view(begin, static_cast<std::size_t>(end - begin)));
    }

    bool write_hexadecimal(const Clause& clause, const Datum& value) {
        const std::size_t before = out.size();
        if (value.kind == Kind::text || value.kind == Kind::bytes) {
            constexpr std::string_view digits = "0123456789abcdef";
            for (const char c : value.view()) {
                const auto byte = static_cast<unsigned char>(c);
                const char two[] = {digits[byte >> 4U], digits[byte & 0xFU]};
                if (!append(std::string_view(two, 2))) return false;
            }
        } else if (!write_whole(clause, value, 16)) {
            return false;
        }
        for (std::size_t i = before; clause.letter == 'X' && i < out.size(); ++i) {
            if (out[i] >= 'a' && out[i] <= 'f') out[i] = static_cast<char>(out[i] - 'a' + 'A');
        }
        return true;
    }

    bool write_real(const Clause& clause, const Datum& value, std::chars_format style) {
        double number = value.number;
        if (value.kind == Kind::integer) {
            number = static_cast<double>(value.whole);
        } else if (value.kind == Kind::unsigned_integer) {
            number = static_cast<double>(value.natural);
        } else if (value.kind != Kind::real) {
            return cannot(clause, value);
        }
        if (const std::string special = special_number_text(number); !special.empty()) return append(special);
        std::array<char, 512> digits{}; // 309 digits before the point and 100 after it fit
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), number, style, clause.decimals).ptr;
        return append_digits(digits.data(), end);
    }

    bool write_text(const Datum& value, int depth) {
        if (depth > deepest) return wrong("the value is nested too deep for format()");
        switch (value.kind) {
        case Kind::text:
        case Kind::bytes: return append(value.view());
        case Kind::null: return append("null");
        case Kind::boolean: return append(value.flag ? "true" : "false");
        case Kind::integer:
        case Kind::unsigned_integer: return write_whole({'s', 0}, value, 10);
        case Kind::real: return append(number_text(value.number));
        case Kind::timestamp: return append(timestamp_text(value));
        case Kind::duration: return append(duration_text(value.whole));
        case Kind::type: return append(type_name(value.named));
        case Kind::list:
        case Kind::host_list: return write_list(value, depth);
        case Kind::map:
        case Kind::host_map: return write_map(value, depth);
        default: return cannot({'s', 0}, value);
        }
    }

    bool write_list(const Datum& list, int depth) {
        if (!append("[")) return false;
        for (std::size_t i = 0; i < size_of_list(list); ++i) {
            if ((i > 0 && !append(", ")) || !write_text(item_of(list, i), depth + 1)) return false;
        }
        return append("]");
    }

    /// In the order of the keys' texts.
    bool write_map(const Datum& map, int depth) {
        std::vector<std::pair<std::string, Datum>> keys;
        for (std::size_t i = 0; i < size_of_map(map); ++i) {
            Formatter key(work_);
            if (!key.write_text(key_of(map, i), depth + 1)) return wrong(std::move(key.problem));
            keys.emplace_back(std::move(key.out), key_of(map, i));
        }
        std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        if (!append("{")) return false;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            Datum value;
            static_cast<void>(find_key(map, keys[i].second, work_.meter, value));
            if ((i > 0 && !append(", ")) || !append(keys[i].first) || !append(": ")) return false;
            if (!write_text(value, depth + 1)) return false;
        }
        return append("}");
    }
};

} // namespace

Datum format_text(Workspace& work, std::string_view pattern, const Datum& values) {
    Formatter formatter(work);
    if (!formatter.run(pattern, values)) return work.fail(std::move(formatter.problem));
    return work.text(std::move(formatter.out));
}

} // namespace nurture::inline v0::cel
