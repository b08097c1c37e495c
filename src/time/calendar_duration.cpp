// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/calendar_duration.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::int64_t ms_per_second = 1'000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;
constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;
constexpr std::int64_t ms_per_day = 24 * ms_per_hour;
constexpr std::int64_t most_days = 36'525; // 100 years; also keeps every sum far from overflow.
constexpr std::int64_t most_months = 1'200;

/// What a unit counts, in the order in which the parts are added and written.
enum class Part { months, days, business_days, business_hours, milliseconds };

struct Unit {
    std::string_view name;
    Part part;
    std::int64_t length;     ///< In what the part counts.
    std::string_view plural; ///< For the sentence that refuses it.
};

constexpr std::array<Unit, 10> units = {{
    {"ms", Part::milliseconds, 1, ""},
    {"s", Part::milliseconds, ms_per_second, ""},
    {"min", Part::milliseconds, ms_per_minute, ""},
    {"h", Part::milliseconds, ms_per_hour, ""},
    {"d", Part::days, 1, ""},
    {"w", Part::days, 7, ""},
    {"mo", Part::months, 1, "months"},
    {"y", Part::months, 12, "years"},
    {"bd", Part::business_days, 1, "business days"},
    {"bh", Part::business_hours, 1, "business hours"},
}};

/// What people write instead of a unit.
struct Habit {
    std::string_view written;
    std::string_view unit;
};

constexpr std::array<Habit, 27> habits = {{
    {"msec", "ms"},  {"millis", "ms"},  {"sec", "s"},       {"secs", "s"},   {"second", "s"},  {"seconds", "s"},
    {"mins", "min"}, {"minute", "min"}, {"minutes", "min"}, {"hr", "h"},     {"hrs", "h"},     {"hour", "h"},
    {"hours", "h"},  {"day", "d"},      {"days", "d"},      {"wk", "w"},     {"wks", "w"},     {"week", "w"},
    {"weeks", "w"},  {"mon", "mo"},     {"mth", "mo"},      {"month", "mo"}, {"months", "mo"}, {"yr", "y"},
    {"yrs", "y"},    {"year", "y"},     {"years", "y"},
}};

constexpr const char* examples = "write for example 90s, 15min, 36h, 2d, 3w or 1d12h";

/// A number with its unit, as it stands in the text.
struct Term {
    std::int64_t count;
    const Unit* unit;
    std::string_view written;

    [[nodiscard]] bool is_exact() const { return unit->part == Part::milliseconds; }
};

using Terms = std::vector<Term>;

Error unreadable(std::string_view text, const std::string& reason) {
    return Error{Errc::unreadable, quoted(text) + " is not a duration: " + reason};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string in_lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string_view leading(std::string_view text, bool (*belongs)(char)) {
    return text.substr(0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), belongs) - text.begin()));
}

const Unit* unit_of(std::string_view name) {
    const auto at = std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
    return at == units.end() ? nullptr : &*at;
}

/// The sentence for letters behind a number that are no unit.
std::string advice_for(std::string_view number, std::string_view letters) {
    const std::string amount(number);
    if (letters.empty()) {
        return "a unit is missing behind " + amount + ", " + examples;
    }
    if (letters == "m" || letters == "M") {
        return "m is minutes or months, write " + amount + "min for minutes or " + amount + "mo for months";
    }
    const std::string small = in_lower_case(letters);
    const auto habit =
        std::find_if(habits.begin(), habits.end(), [&](const Habit& known) { return known.written == small; });
    if (habit != habits.end()) {
        return "write " + amount + std::string(habit->unit);
    }
    if (unit_of(small) != nullptr) {
        return "write " + amount + small;
    }
    return "the unit " + quoted(letters) + " does not exist, " + examples;
}

/// Advice for a text that does not begin like a duration, or does not go on like one.
std::string advice_for_rest(std::string_view rest, bool at_begin) {
    switch (rest.front()) {
    case '-': return "a duration is never negative";
    case '.':
    case ',': return at_begin ? examples : "write whole numbers, for example 90min instead of 1.5h";
    case ' ':
    case '+':
    case '\t': return "write it without spaces or signs, for example 2d or 1d12h";
    default: return examples;
    }
}

/// A number with too many digits counts as more than anything that is allowed.
std::int64_t number_of(std::string_view digits) {
    constexpr std::int64_t too_many = std::int64_t{1} << 53;
    std::int64_t value = 0;
    for (const char digit : digits) {
        value = std::min(value * 10 + (digit - '0'), too_many);
    }
    return value;
}

Result<Terms> split(std::string_view text) {
    if (text.empty()) {
        return Error{Errc::unreadable, std::string("a duration is empty: ") + examples};
    }
    Terms terms;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view digits = leading(rest, is_digit);
        if (digits.empty()) {
            return unreadable(text, advice_for_rest(rest, terms.empty()));
        }
        const std::string_view letters = leading(rest.substr(digits.size()), is_letter);
        const std::string_view behind = rest.substr(digits.size() + letters.size());
        const Unit* unit = unit_of(letters);
        if (letters.empty() && !behind.empty()) {
            return unreadable(text, advice_for_rest(behind, false));
        }
        if (unit == nullptr) {
            return unreadable(text, advice_for(digits, letters));
        }
        const auto same = [&](const Term& term) { return term.unit == unit; };
        if (std::any_of(terms.begin(), terms.end(), same)) {
            return unreadable(text, "the unit " + std::string(unit->name) + " stands there twice");
        }
        terms.push_back({number_of(digits), unit, rest.substr(0, digits.size() + letters.size())});
        rest = behind;
    }
    return terms;
}

/// Refuses "12h1d": a reader would take it for what it is not, 12 hours and then a day on the calendar.
std::optional<Error> out_of_order(std::string_view text, const Terms& terms) {
    const auto earlier = [](const Term& a, const Term& b) { return a.unit->part < b.unit->part; };
    if (std::is_sorted(terms.begin(), terms.end(), earlier)) {
        return std::nullopt;
    }
    Terms sorted = terms;
    std::stable_sort(sorted.begin(), sorted.end(), earlier);
    std::string better;
    for (const Term& term : sorted) {
        better += term.written;
    }
    const auto exact = [](const Term& term) { return term.is_exact(); };
    const bool calendar_part_behind = !std::is_partitioned(terms.begin(), terms.end(), std::not_fn(exact));
    return unreadable(text,
                      (calendar_part_behind ? "the calendar part stands first, write "
                                            : "months come first, then days, business days, business hours, write ") +
                          better);
}

Result<Terms> read_terms(std::string_view text) {
    Result<Terms> terms = split(text);
    if (terms) {
        if (auto error = out_of_order(text, *terms)) {
            return *std::move(error);
        }
    }
    return terms;
}

const Term* first_without_fixed_length(const Terms& terms) {
    const auto at = std::find_if(terms.begin(), terms.end(), [](const Term& term) {
        return term.unit->part != Part::milliseconds && term.unit->part != Part::days;
    });
    return at == terms.end() ? nullptr : &*at;
}

/// How much of a part there is, saturated: what is too long stays too long.
std::int64_t amount_of(const Terms& terms, Part part) {
    constexpr std::int64_t too_much = std::int64_t{1} << 60;
    std::int64_t amount = 0;
    for (const Term& term : terms) {
        if (term.unit->part == part) {
            const bool fits = term.count <= (too_much - amount) / term.unit->length;
            amount = fits ? amount + term.count * term.unit->length : too_much;
        }
    }
    return amount;
}

bool too_long(std::int64_t in_days, std::int64_t in_ms) {
    return in_days > most_days || in_ms > most_days * ms_per_day ||
           in_days * ms_per_day + in_ms > most_days * ms_per_day;
}

/// Business time counts as if all time were.
bool too_long(const Terms& terms) {
    const std::int64_t months = amount_of(terms, Part::months);
    const std::int64_t in_days = amount_of(terms, Part::days);
    const std::int64_t business_days = amount_of(terms, Part::business_days);
    const std::int64_t business_hours = amount_of(terms, Part::business_hours);
    if (months > most_months || in_days > most_days || business_days > most_days || business_hours > most_days * 24) {
        return true;
    }
    const std::int64_t days_of_months = (months * most_days + most_months - 1) / most_months;
    return too_long(days_of_months + in_days + business_days + (business_hours + 23) / 24,
                    amount_of(terms, Part::milliseconds));
}

std::string in_one_unit(std::int64_t amount, Part part) {
    const Unit* best = nullptr;
    for (const Unit& unit : units) {
        if (unit.part == part && amount % unit.length == 0 && (best == nullptr || unit.length > best->length)) {
            best = &unit;
        }
    }
    return std::to_string(amount / best->length) + std::string(best->name);
}

/// The text to write where a day has 24 hours and units without a fixed length are refused. A month has 30 days, a
/// year 365, five business days are a week, eight business hours a business day.
std::string in_days_instead(const Terms& terms) {
    const std::int64_t months = amount_of(terms, Part::months);
    const std::int64_t business_days =
        amount_of(terms, Part::business_days) + (amount_of(terms, Part::business_hours) + 7) / 8;
    const std::int64_t in_days = amount_of(terms, Part::days) + months / 12 * 365 + months % 12 * 30 +
                                 (business_days / 5) * 7 + (business_days % 5 * 7 + 2) / 5;
    const std::int64_t exact = amount_of(terms, Part::milliseconds);
    return std::to_string(in_days) + "d" + (exact == 0 ? "" : in_one_unit(exact, Part::milliseconds));
}

} // namespace

Result<CalendarDuration> parse_calendar_duration(std::string_view text) {
    const Result<Terms> terms = read_terms(text);
    if (!terms) {
        return terms.error();
    }
    if (too_long(*terms)) {
        return unreadable(text, "it is longer than 100 years");
    }
    const auto whole = [&](Part part) { return static_cast<std::int32_t>(amount_of(*terms, part)); };
    return CalendarDuration{.days = whole(Part::days),
                            .exact = Milliseconds(amount_of(*terms, Part::milliseconds)),
                            .months = whole(Part::months),
                            .business_days = whole(Part::business_days),
                            .business_hours = whole(Part::business_hours)};
}

Result<Milliseconds> parse_elapsed(std::string_view text) {
    const Result<Terms> terms = read_terms(text);
    if (!terms) {
        return terms.error();
    }
    const Term* term = first_without_fixed_length(*terms);
    const bool countable = std::all_of(terms->begin(), terms->end(),
                                       [](const Term& each) { return each.count <= most_days * ms_per_day; });
    if (term != nullptr && countable) {
        return Error{Errc::unreadable, std::string(term->unit->plural) +
                                           " have no fixed length, which is needed here (" + quoted(text) +
                                           "): write " + in_days_instead(*terms)};
    }
    const std::int64_t in_days = amount_of(*terms, Part::days);
    const std::int64_t exact = amount_of(*terms, Part::milliseconds);
    if (term != nullptr || too_long(in_days, exact)) {
        return unreadable(text, "it is longer than 100 years");
    }
    return Milliseconds(in_days * ms_per_day + exact);
}

std::string to_string(CalendarDuration duration) {
    if (duration.is_zero()) {
        return "0s";
    }
    std::string out;
    const auto write = [&](std::int64_t amount, Part part) { out += amount == 0 ? "" : in_one_unit(amount, part); };
    write(duration.months, Part::months);
    write(duration.days, Part::days);
    write(duration.business_days, Part::business_days);
    write(duration.business_hours, Part::business_hours);
    write(duration.exact.count(), Part::milliseconds);
    return out;
}

} // namespace nurture::inline v0
