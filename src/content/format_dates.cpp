// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "content/dates.hpp"
#include "content/utf8.hpp"
#include "time/civil_days.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> days = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                  "Friday", "Saturday", "Sunday"};
constexpr std::size_t short_name = 3;

/// What stands between % and the letter.
struct Directive {
    char padding = '\0'; ///< '0', '_' for spaces, '-' for none, '\0' for the usual one.
    bool upper = false;
    bool other_case = false;
    int colons = 0;
    std::size_t width = 0;
};

class DateWriter {
public:
    DateWriter(const ReadDate& date, const Zone& zone, Workspace& workspace)
        : at_(date.at), zone_(date.from_utc ? nullptr : &zone),
          from_utc_(date.from_utc ? *date.from_utc : zone.offset_at(date.at).from_utc), out_(workspace, 32) {
        const LocalTime local = Zone().to_local(at_ + from_utc_);
        date_ = {local.year, local.month, local.day};
        day_ = day_number(date_);
        const std::int64_t milliseconds = local.since_midnight.count();
        hour_ = static_cast<int>(milliseconds / 3'600'000);
        minute_ = static_cast<int>(milliseconds / 60'000 % 60);
        second_ = static_cast<int>(milliseconds / 1'000 % 60);
        millisecond_ = static_cast<int>(milliseconds % 1'000);
    }

    void write(std::string_view format) {
        for (std::size_t at = 0; at < format.size();) {
            const std::size_t percent = std::min(format.find('%', at), format.size());
            out_.append(format.substr(at, percent - at));
            if (percent == format.size()) {
                return;
            }
            Directive directive;
            const std::size_t letter = read(format, percent + 1, directive);
            if (letter == format.size() || !write_one(format[letter], directive)) {
                out_.append(format.substr(percent, std::min(letter + 1, format.size()) - percent));
            }
            at = std::min(letter + 1, format.size());
        }
    }

    Datum finish() { return out_.finish(); }

private:
    static std::size_t read(std::string_view format, std::size_t at, Directive& directive) {
        constexpr std::size_t widest = 100;
        for (; at < format.size(); ++at) {
            const char c = format[at];
            if (c == '-' || c == '_' || (c == '0' && directive.width == 0)) {
                directive.padding = c;
            } else if (c == '^') {
                directive.upper = true;
            } else if (c == '#') {
                directive.other_case = true;
            } else if (c == ':') {
                ++directive.colons;
            } else if (is_digit(c)) {
                directive.width = std::min(directive.width * 10 + static_cast<std::size_t>(c - '0'), widest);
            } else {
                break;
            }
        }
        return at;
    }

    void text(std::string_view words, const Directive& directive) {
        for (std::size_t i = words.size(); i < directive.width; ++i) {
            out_.append(directive.padding == '0' ? '0' : ' ');
        }
        for (const char c : words) {
            const bool small = c >= 'a' && c <= 'z';
            out_.append(small && (directive.upper || directive.other_case) ? static_cast<char>(c - 32) : c);
        }
    }

    void number(std::int64_t value, std::size_t width, char usual, const Directive& directive) {
        const char padding = directive.padding == '\0' ? usual : directive.padding == '_' ? ' ' : directive.padding;
        const std::string digits = std::to_string(std::abs(value));
        const std::size_t wanted = padding == '-' ? 0 : std::max(width, directive.width);
        const std::size_t size = digits.size() + (value < 0 ? 1 : 0);
        if (value < 0 && padding == '0') out_.append('-');
        for (std::size_t i = size; i < wanted; ++i) {
            out_.append(padding);
        }
        if (value < 0 && padding != '0') out_.append('-');
        out_.append(digits);
    }

    [[nodiscard]] int weekday() const { return static_cast<int>(weekday_of_day(day_)); } ///< Monday is 0.
    [[nodiscard]] std::int64_t day_of_year() const { return day_ - day_number({date_.year, 1, 1}) + 1; }
    [[nodiscard]] int hour_of_half() const { return hour_ % 12 == 0 ? 12 : hour_ % 12; }

    /// The Thursday of the same week, whose year the ISO week belongs to.
    [[nodiscard]] std::int64_t thursday() const { return day_ - weekday() + 3; }
    [[nodiscard]] std::int32_t iso_year() const { return date_of(thursday()).year; }
    [[nodiscard]] std::int64_t iso_week() const { return (thursday() - day_number({iso_year(), 1, 1})) / 7 + 1; }

    bool write_one(char letter, const Directive& directive) {
        return write_day(letter, directive) || write_time(letter, directive) || write_whole(letter);
    }

    bool write_day(char letter, const Directive& directive) {
        const std::string_view month = months[date_.month - 1U];
        const std::string_view day = days[static_cast<std::size_t>(weekday())];
        switch (letter) {
        case 'Y': number(date_.year, 4, '0', directive); return true;
        case 'C': number(date_.year / 100, 2, '0', directive); return true;
        case 'y': number(date_.year % 100, 2, '0', directive); return true;
        case 'm': number(date_.month, 2, '0', directive); return true;
        case 'B': text(month, directive); return true;
        case 'b':
        case 'h': text(month.substr(0, short_name), directive); return true;
        case 'd': number(date_.day, 2, '0', directive); return true;
        case 'e': number(date_.day, 2, ' ', directive); return true;
        case 'j': number(day_of_year(), 3, '0', directive); return true;
        case 'A': text(day, directive); return true;
        case 'a': text(day.substr(0, short_name), directive); return true;
        case 'u': number(weekday() + 1, 1, '0', directive); return true;
        case 'w': number((weekday() + 1) % 7, 1, '0', directive); return true;
        case 'G': number(iso_year(), 4, '0', directive); return true;
        case 'g': number(iso_year() % 100, 2, '0', directive); return true;
        case 'V': number(iso_week(), 2, '0', directive); return true;
        case 'U': number((day_of_year() + 6 - (weekday() + 1) % 7) / 7, 2, '0', directive); return true;
        case 'W': number((day_of_year() + 6 - weekday()) / 7, 2, '0', directive); return true;
        default: return false;
        }
    }

    bool write_time(char letter, const Directive& directive) {
        switch (letter) {
        case 'H': number(hour_, 2, '0', directive); return true;
        case 'k': number(hour_, 2, ' ', directive); return true;
        case 'I': number(hour_of_half(), 2, '0', directive); return true;
        case 'l': number(hour_of_half(), 2, ' ', directive); return true;
        case 'M': number(minute_, 2, '0', directive); return true;
        case 'S': number(second_, 2, '0', directive); return true;
        case 'L': fraction(directive.width == 0 ? 3 : directive.width); return true;
        case 'N': fraction(directive.width == 0 ? 9 : directive.width); return true;
        case 'p': text(directive.other_case ? (hour_ < 12 ? "am" : "pm") : (hour_ < 12 ? "AM" : "PM"), {}); return true;
        case 'P': text(hour_ < 12 ? "am" : "pm", {}); return true;
        case 's':
            number(std::chrono::floor<std::chrono::seconds>(at_).time_since_epoch().count(), 1, '0', directive);
            return true;
        case 'z': offset(directive.colons); return true;
        case 'Z': text(zone_ == nullptr ? (from_utc_.count() == 0 ? "UTC" : "") : zone_name(), directive); return true;
        default: return false;
        }
    }

    bool write_whole(char letter) {
        switch (letter) {
        case 'D':
        case 'x': write("%m/%d/%y"); return true;
        case 'F': write("%Y-%m-%d"); return true;
        case 'T':
        case 'X': write("%H:%M:%S"); return true;
        case 'R': write("%H:%M"); return true;
        case 'r': write("%I:%M:%S %p"); return true;
        case 'c': write("%a %b %e %H:%M:%S %Y"); return true;
        case 'v': write("%e-%^b-%Y"); return true;
        case '+': write("%a %b %e %H:%M:%S %Z %Y"); return true;
        case 'n': out_.append('\n'); return true;
        case 't': out_.append('\t'); return true;
        case '%': out_.append('%'); return true;
        default: return false;
        }
    }

    void fraction(std::size_t digits) {
        const std::string three = std::to_string(1'000 + millisecond_).substr(1);
        for (std::size_t i = 0; i < digits; ++i) {
            out_.append(i < three.size() ? three[i] : '0');
        }
    }

    void offset(int colons) {
        const std::int64_t seconds = from_utc_.count() / 1'000;
        const std::int64_t distance = std::abs(seconds);
        out_.append(seconds < 0 ? '-' : '+');
        number(distance / 3'600, 2, '0', {});
        if (colons > 0) out_.append(':');
        number(distance / 60 % 60, 2, '0', {});
        if (colons > 1) {
            out_.append(':');
            number(distance % 60, 2, '0', {});
        }
    }

    /// UTC is called so; other zones have no short names that mean the same everywhere, so they are called by theirs.
    [[nodiscard]] std::string_view zone_name() const {
        return zone_->name() == "Etc/UTC" ? std::string_view("UTC") : std::string_view(zone_->name());
    }

    Instant at_;
    const Zone* zone_;
    Milliseconds from_utc_;
    TextBuilder out_;
    CivilDate date_{};
    std::int64_t day_ = 0;
    int hour_ = 0;
    int minute_ = 0;
    int second_ = 0;
    int millisecond_ = 0;
};

} // namespace

Datum format_date(const ReadDate& date, std::string_view format, const Zone& zone, Workspace& workspace) {
    workspace.spend(format.size());
    DateWriter writer(date, zone, workspace);
    writer.write(format);
    return writer.finish();
}

} // namespace nurture::inline v0::liquid
