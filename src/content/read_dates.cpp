// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <array>
#include <cstdint>

#include "content/dates.hpp"
#include "content/utf8.hpp"
#include "time/civil_days.hpp"

namespace nurture::inline v0::liquid {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> month_ends = {"uary", "ruary", "ch",     "il",   "",      "e",
                                                         "y",    "ust",   "tember", "ober", "ember", "ember"};
constexpr std::array<std::string_view, 7> days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 7> day_ends = {"day", "sday", "nesday", "rsday", "day", "urday", "day"};

char small(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool is_word(std::string_view word, std::string_view begin, std::string_view end) {
    const auto same = [](std::string_view a, std::string_view b) {
        return a.size() == b.size() &&
               std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return small(x) == y; });
    };
    return word.size() >= begin.size() && same(word.substr(0, begin.size()), begin) &&
           (word.size() == begin.size() || same(word.substr(begin.size()), end));
}

template <std::size_t size>
int index_of(std::string_view word, const std::array<std::string_view, size>& begins,
             const std::array<std::string_view, size>& ends) {
    for (std::size_t i = 0; i < size; ++i) {
        if (is_word(word, begins[i], ends[i])) {
            return static_cast<int>(i);
        }
    }
    return word == "Sept" ? 8 : -1;
}

/// Reads a date from its front on; every step that fails leaves the rest as it was.
class DateReader {
public:
    explicit DateReader(std::string_view text) : rest_(text) {}

    bool read() {
        skip_weekday();
        return (read_numbers() || read_month_first() || read_day_first()) && read_time() && rest_.empty();
    }

    int year = 0;
    int month = 0;
    int day = 0;
    Milliseconds since_midnight{0};
    std::optional<Milliseconds> from_utc = {};

private:
    void skip_spaces() { rest_ = without_spaces_before(rest_); }

    bool take(char c) {
        const bool there = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }

    bool number(std::size_t least, std::size_t most, int& value) {
        std::size_t size = 0;
        value = 0;
        while (size < rest_.size() && size < most && is_digit(rest_[size])) {
            value = value * 10 + (rest_[size] - '0');
            ++size;
        }
        const bool ends = size == rest_.size() || !is_digit(rest_[size]) || most == 2;
        if (size < least || !ends) {
            return false;
        }
        rest_.remove_prefix(size);
        return true;
    }

    std::string_view word() {
        std::size_t size = 0;
        while (size < rest_.size() && begins_a_word(rest_[size])) {
            ++size;
        }
        const std::string_view found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }

    void skip_weekday() {
        const std::string_view before = rest_;
        if (const std::string_view name = word(); name.empty() || index_of(name, days, day_ends) < 0) {
            rest_ = before;
            return;
        }
        take(',');
        skip_spaces();
    }

    /// 2026-05-20 or 2026/05/20
    bool read_numbers() {
        const std::string_view before = rest_;
        if (number(4, 4, year) && !rest_.empty() && (rest_.front() == '-' || rest_.front() == '/')) {
            const char separator = rest_.front();
            if (take(separator) && number(1, 2, month) && take(separator) && number(1, 2, day)) {
                return true;
            }
        }
        rest_ = before;
        return false;
    }

    bool read_month() {
        month = index_of(word(), months, month_ends) + 1;
        take('.');
        return month > 0;
    }

    /// May 20, 2026
    bool read_month_first() {
        const std::string_view before = rest_;
        if (read_month()) {
            skip_spaces();
            if (read_day() && (take(','), skip_spaces(), number(4, 4, year))) {
                return true;
            }
        }
        rest_ = before;
        return false;
    }

    /// 20 May 2026, 20-May-2026
    bool read_day_first() {
        const std::string_view before = rest_;
        const auto skip = [this] {
            skip_spaces();
            take('-');
            take(',');
            skip_spaces();
        };
        if (read_day()) {
            skip();
            if (read_month()) {
                skip();
                if (number(4, 4, year)) {
                    return true;
                }
            }
        }
        rest_ = before;
        return false;
    }

    bool read_day() {
        if (!number(1, 2, day)) {
            return false;
        }
        const std::string_view before = rest_;
        const std::string_view ending = word();
        if (ending != "st" && ending != "nd" && ending != "rd" && ending != "th") {
            rest_ = before;
        }
        return true;
    }

    bool read_time() {
        if (take('T') || take('t')) {
            return read_clock();
        }
        take(',');
        skip_spaces();
        return rest_.empty() || read_clock();
    }

    bool read_clock() {
        int hour = 0;
        int minute = 0;
        int second = 0;
        if (!number(1, 2, hour) || !take(':') || !number(2, 2, minute)) {
            return false;
        }
        if (take(':') && !number(2, 2, second)) {
            return false;
        }
        int fraction = 0;
        if ((take('.') || take(',')) && !read_fraction(fraction)) {
            return false;
        }
        skip_spaces();
        if (!read_half_of_day(hour) || hour > 23 || minute > 59 || second > 59) {
            return false;
        }
        since_midnight = std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
                         Milliseconds(fraction);
        skip_spaces();
        return rest_.empty() || read_offset();
    }

    bool read_fraction(int& milliseconds) {
        int place = 100;
        std::size_t size = 0;
        while (size < rest_.size() && is_digit(rest_[size])) {
            milliseconds += (rest_[size] - '0') * place;
            place /= 10;
            ++size;
        }
        rest_.remove_prefix(size);
        return size > 0;
    }

    bool read_half_of_day(int& hour) {
        const bool before_noon = is_word(rest_.substr(0, 2), "am", "");
        if (!before_noon && !is_word(rest_.substr(0, 2), "pm", "")) {
            return true;
        }
        rest_.remove_prefix(2);
        if (hour < 1 || hour > 12) {
            return false;
        }
        hour = hour % 12 + (before_noon ? 0 : 12);
        return true;
    }

    bool read_offset() {
        if (take('Z') || take('z')) {
            from_utc = 0ms;
            return true;
        }
        if (rest_ == "UTC" || rest_ == "GMT") {
            rest_ = {};
            from_utc = 0ms;
            return true;
        }
        const bool west = !rest_.empty() && rest_.front() == '-';
        int hours = 0;
        int minutes = 0;
        if ((!take('+') && !take('-')) || !number(2, 2, hours)) {
            return false;
        }
        take(':');
        if (!rest_.empty() && !number(2, 2, minutes)) {
            return false;
        }
        if (hours > 23 || minutes > 59) {
            return false;
        }
        const Milliseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
        from_utc = west ? -offset : offset;
        return true;
    }

    std::string_view rest_;
};

} // namespace

std::optional<ReadDate> read_date_text(std::string_view text, const Zone& zone) {
    DateReader reader(without_spaces_around(text));
    if (!reader.read() || reader.year < 1 || reader.month < 1 || reader.month > 12 || reader.day < 1) {
        return std::nullopt;
    }
    const CivilDate date{reader.year, static_cast<std::uint8_t>(reader.month), static_cast<std::uint8_t>(reader.day)};
    const std::chrono::year_month_day exact{std::chrono::year(reader.year),
                                            std::chrono::month(static_cast<unsigned>(reader.month)),
                                            std::chrono::day(static_cast<unsigned>(reader.day))};
    if (!exact.ok()) {
        return std::nullopt;
    }
    if (reader.from_utc) {
        const Instant local(std::chrono::days(day_number(date)) + reader.since_midnight);
        return ReadDate{local - *reader.from_utc, reader.from_utc};
    }
    return ReadDate{zone.to_instant({date.year, date.month, date.day, reader.since_midnight}), {}};
}

bool may_be_a_date(std::string_view text) {
    if (std::any_of(text.begin(), text.end(), is_digit)) {
        return true;
    }
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && begins_a_word(text[end])) {
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        if (!word.empty() && (index_of(word, months, month_ends) >= 0 || index_of(word, days, day_ends) >= 0)) {
            return true;
        }
        at = std::max(end, at + 1);
    }
    return false;
}

} // namespace nurture::inline v0::liquid
