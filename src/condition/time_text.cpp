// SPDX-License-Identifier: BSL-1.0
#include "condition/time_text.hpp"

#include <chrono>

namespace nurture::inline v0::cel {

namespace {

using Days = std::chrono::sys_days;

constexpr std::int64_t first_second = -62135596800; // 0001-01-01T00:00:00Z
constexpr std::int64_t last_second = 253402300799;  // 9999-12-31T23:59:59Z

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Takes so many digits from the front.
bool take_number(std::string_view& text, std::size_t digits, int& number) noexcept {
    if (text.size() < digits) return false;
    number = 0;
    for (const char c : text.substr(0, digits)) {
        if (!is_digit(c)) return false;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, std::string_view characters) noexcept {
    if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// Up to nine decimals after a dot.
bool take_fraction(std::string_view& text, std::uint32_t& nanoseconds) noexcept {
    nanoseconds = 0;
    if (!take(text, ".")) return true;
    std::uint32_t unit = 100'000'000;
    bool some = false;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), some = true) {
        if (unit == 0) return false;
        nanoseconds += static_cast<std::uint32_t>(text.front() - '0') * unit;
        unit /= 10;
    }
    return some;
}

bool take_offset(std::string_view& text, int& minutes) noexcept {
    minutes = 0;
    if (take(text, "Zz")) return true;
    const bool negative = !text.empty() && text.front() == '-';
    int hour = 0;
    int minute = 0;
    if (!take(text, "+-") || !take_number(text, 2, hour) || !take(text, ":") || !take_number(text, 2, minute)) {
        return false;
    }
    minutes = (negative ? -1 : 1) * (hour * 60 + minute);
    return hour < 24 && minute < 60;
}

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    out.append(width > digits.size() ? width - digits.size() : 0, '0');
    out += digits;
}

/// A dot and the decimals that are not zero; nothing if there are none.
void append_fraction(std::string& out, std::uint32_t nanoseconds) {
    if (nanoseconds == 0) return;
    out += '.';
    append_digits(out, nanoseconds, 9);
    out.erase(out.find_last_not_of('0') + 1);
}

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr std::int64_t ns = 1;
constexpr std::int64_t s = nanoseconds_per_second;

// `m` is CEL's minute; the catalog's own durations refuse it.
constexpr Unit units[] = {
    {"ns", ns},    {"us", 1000 * ns}, {"\u00B5s", 1000 * ns}, {"\u03BCs", 1000 * ns}, {"ms", s / 1000},        {"s", s},
    {"m", 60 * s}, {"min", 60 * s},   {"h", 3600 * s},        {"d", 24 * 3600 * s},   {"w", 7 * 24 * 3600 * s}};

std::string no_such_unit(std::string_view unit) {
    const std::string quoted = "`" + std::string(unit) + "`";
    if (unit == "mo") return quoted + " (months) has no fixed length; write days, 30d for one month";
    if (unit == "y") return quoted + " (years) has no fixed length; write days, 365d for one year";
    if (unit == "bd" || unit == "bh") return quoted + " (business time) has no fixed length; write days or hours";
    if (unit.empty()) return "a unit is missing; write 30d, 36h, 15min or 90s";
    return quoted + " is no unit of time; there are w, d, h, min, s, ms";
}

/// A number with its unit from the front, added to `total`. False on overflow.
bool add_part(std::int64_t whole, std::uint32_t fraction, std::int64_t unit, std::int64_t& total) noexcept {
    std::int64_t part = 0;
    if (__builtin_mul_overflow(whole, unit, &part)) return false;
    // The fraction is in billionths of the unit; both factors are below 2^50, so their product is cut in two steps.
    const std::int64_t rest = unit / s * fraction + unit % s * static_cast<std::int64_t>(fraction) / s;
    return !__builtin_add_overflow(part, rest, &part) && !__builtin_add_overflow(total, part, &total);
}

} // namespace

bool in_range(std::int64_t seconds) noexcept {
    return seconds >= first_second && seconds <= last_second;
}

std::optional<Datum> read_timestamp(std::string_view text) noexcept {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int offset = 0;
    std::uint32_t fraction = 0;
    const bool read = take_number(text, 4, year) && take(text, "-") && take_number(text, 2, month) && take(text, "-") &&
                      take_number(text, 2, day) && take(text, "Tt ") && take_number(text, 2, hour) && take(text, ":") &&
                      take_number(text, 2, minute) && take(text, ":") && take_number(text, 2, second) &&
                      take_fraction(text, fraction) && take_offset(text, offset) && text.empty();
    if (!read || hour > 23 || minute > 59 || second > 59) return {};
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return {};
    const std::int64_t days = Days(date).time_since_epoch().count();
    const std::int64_t seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    if (!in_range(seconds)) return {};
    return of_timestamp(seconds, fraction);
}

std::optional<std::int64_t> read_duration(std::string_view text, std::string& problem) {
    const std::string written(text);
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    if (text == "0") return 0;
    std::int64_t total = 0;
    problem = "`" + written + "` is not a length of time; write 30d, 36h, 15min or 90s";
    if (text.empty()) return {};
    while (!text.empty()) {
        std::int64_t whole = 0;
        const bool digits = is_digit(text.front());
        for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
            if (__builtin_mul_overflow(whole, 10, &whole) ||
                __builtin_add_overflow(whole, text.front() - '0', &whole)) {
                problem = "`" + written + "` is too long a time";
                return {};
            }
        }
        std::uint32_t fraction = 0;
        if (!take_fraction(text, fraction) || (!digits && fraction == 0)) return {};
        std::size_t length = 0;
        while (length < text.size() && !is_digit(text[length]) && text[length] != '.') {
            ++length;
        }
        const std::string_view name = text.substr(0, length);
        const Unit* unit = nullptr;
        for (const Unit& known : units) {
            if (known.name == name) unit = &known;
        }
        if (unit == nullptr) {
            problem = no_such_unit(name);
            return {};
        }
        if (!add_part(whole, fraction, unit->nanoseconds, total)) {
            problem = "`" + written + "` is too long a time";
            return {};
        }
        text.remove_prefix(length);
    }
    return negative ? -total : total;
}

std::string timestamp_text(const Datum& timestamp) {
    const auto at = std::chrono::sys_seconds(std::chrono::seconds(timestamp.whole));
    const auto days = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(days);
    const std::int64_t seconds = (at - days).count();
    std::string out;
    append_digits(out, static_cast<int>(date.year()), 4);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    append_digits(out, seconds / 3600, 2);
    out += ':';
    append_digits(out, seconds / 60 % 60, 2);
    out += ':';
    append_digits(out, seconds % 60, 2);
    append_fraction(out, timestamp.extra);
    return out + 'Z';
}

std::string duration_text(std::int64_t nanoseconds) {
    // Unsigned, because the smallest number has no positive counterpart.
    const bool negative = nanoseconds < 0;
    const auto magnitude =
        negative ? ~static_cast<std::uint64_t>(nanoseconds) + 1 : static_cast<std::uint64_t>(nanoseconds);
    std::string out = negative ? "-" : "";
    out += std::to_string(magnitude / static_cast<std::uint64_t>(s));
    append_fraction(out, static_cast<std::uint32_t>(magnitude % static_cast<std::uint64_t>(s)));
    return out + 's';
}

} // namespace nurture::inline v0::cel
