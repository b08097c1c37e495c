// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/offset.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace nurture::inline v0::rehearsal {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array<Unit, 7> units{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}}};

constexpr std::int64_t longest = std::int64_t{100} * 366 * 86'400'000; // a century

std::int64_t length_of(std::string_view unit) {
    for (const Unit& known : units) {
        if (known.name == unit) {
            return known.milliseconds;
        }
    }
    return 0;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes one "12h" from the front; -1 if there is none.
std::int64_t take_part(std::string_view& rest) {
    std::size_t digits = 0;
    std::int64_t count = 0;
    while (digits < rest.size() && is_digit(rest[digits]) && digits < 13) {
        count = count * 10 + (rest[digits++] - '0');
    }
    std::size_t end = digits;
    while (end < rest.size() && !is_digit(rest[end])) {
        ++end;
    }
    const std::int64_t unit = length_of(rest.substr(digits, end - digits));
    rest.remove_prefix(end);
    return digits == 0 || unit == 0 || count > longest / unit ? -1 : count * unit;
}

} // namespace

Result<Milliseconds> parse_offset(std::string_view text) {
    std::int64_t sum = 0;
    std::string_view rest = text;
    do {
        const std::int64_t part = rest.empty() ? -1 : take_part(rest);
        if (part < 0 || sum + part > longest) {
            return Error{Errc::unreadable,
                         '"' + std::string(text) +
                             "\" is no offset; write one such as 1d2h, 90m or 300ms, at most a century"};
        }
        sum += part;
    } while (!rest.empty());
    return Milliseconds(sum);
}

Result<Instant> parse_moment(std::string_view text, Instant start) {
    if (text.size() >= 10 && text[4] == '-') {
        return parse_instant(text);
    }
    const Result<Milliseconds> offset = parse_offset(text);
    if (!offset) {
        return offset.error();
    }
    return start + *offset;
}

} // namespace nurture::inline v0::rehearsal
