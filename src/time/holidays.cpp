// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/holidays.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <nurture/time/instant.hpp>

#include "time/civil_days.hpp"
#include "time/icalendar.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

Error at_line(std::size_t line, const std::string& reason) {
    return Error{Errc::unreadable, "holidays, line " + std::to_string(line) + ": " + reason};
}

/// The first line of a text, which is taken from it; without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

/// The cells of a line, quoted ones without their quotes; nothing if a quote is not closed.
std::optional<std::vector<std::string>> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '"' && line.substr(i + 1, 1) == "\"") {
            cells.back() += line[++i];
        } else if (line[i] == '"') {
            quoted = !quoted;
        } else if (line[i] == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += line[i];
        }
    }
    return quoted ? std::nullopt : std::optional(std::move(cells));
}

/// Which cell of a row holds what; as many as there are cells stands for none.
class Columns {
public:
    explicit Columns(std::vector<std::string> header) : header_(std::move(header)) {}

    [[nodiscard]] bool has(std::string_view name) const {
        return std::find(header_.begin(), header_.end(), name) != header_.end();
    }
    [[nodiscard]] std::size_t size() const { return header_.size(); }
    /// The cell of that column, empty if there is none.
    [[nodiscard]] std::string_view cell(const std::vector<std::string>& row, std::string_view name) const {
        const auto place = std::find(header_.begin(), header_.end(), name) - header_.begin();
        return static_cast<std::size_t>(place) < row.size() ? std::string_view(row[static_cast<std::size_t>(place)])
                                                            : std::string_view();
    }

private:
    std::vector<std::string> header_;
};

bool wanted(const Columns& columns, const std::vector<std::string>& row, const HolidayRows& rows) {
    const std::string_view region = columns.cell(row, "region");
    const bool here = rows.country.empty() ||
                      (columns.cell(row, "country") == rows.country && (region.empty() || region == rows.region));
    return here && (rows.types.empty() ||
                    std::find(rows.types.begin(), rows.types.end(), columns.cell(row, "type")) != rows.types.end());
}

/// How many days lie between the two instants of a row, to the nearest; at least one, also where a column is missing.
std::int64_t days_of(const Columns& columns, const std::vector<std::string>& row) {
    constexpr Milliseconds day = std::chrono::hours(24);
    const auto begin = parse_instant(columns.cell(row, "start_utc"));
    const auto end = parse_instant(columns.cell(row, "end_utc"));
    return begin && end ? std::max<std::int64_t>((*end - *begin + day / 2) / day, 1) : 1;
}

/// Whether a date with this behind it is a whole day: midnight, whatever offset stands behind it.
bool is_midnight(std::string_view behind_date) {
    return behind_date.empty() || behind_date.substr(1, 8) == "00:00:00";
}

Result<std::vector<CivilDate>> dates_of_table(std::string_view text, const HolidayRows& rows) {
    constexpr std::size_t date_size = 10;
    auto header = cells_of(take_line(text));
    if (!header || std::find(header->begin(), header->end(), "date") == header->end()) {
        return at_line(1,
                       "expected BEGIN:VCALENDAR, or a header of column names separated by commas, one of them date");
    }
    const Columns columns(*std::move(header));
    for (const char* name : {"country", "type"}) {
        const bool asked = *name == 'c' ? !rows.country.empty() : !rows.types.empty();
        if (asked && !columns.has(name)) {
            return at_line(1, std::string("the column ") + name + " is missing, which is asked for");
        }
    }
    std::vector<CivilDate> dates;
    for (std::size_t number = 2; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        const auto row = line.empty() ? std::vector<std::string>() : cells_of(line);
        if (line.empty()) {
            continue;
        }
        if (!row || row->size() != columns.size()) {
            return at_line(number, "it has not as many cells as the header, or a quote is not closed");
        }
        const std::string_view cell = columns.cell(*row, "date");
        const auto date = parse_date(cell.substr(0, date_size));
        if (!date) {
            return at_line(number, date.error().message);
        }
        if (wanted(columns, *row, rows) && is_midnight(cell.substr(std::min(date_size, cell.size())))) {
            for (std::int64_t day = 0; day < std::min<std::int64_t>(days_of(columns, *row), 366); ++day) {
                dates.push_back(days_later(*date, day));
            }
        }
    }
    return dates;
}

} // namespace

Holidays::Holidays(std::vector<CivilDate> dates) {
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    dates_ = std::make_shared<const std::vector<CivilDate>>(std::move(dates));
}

bool Holidays::contains(const CivilDate& date) const {
    return std::binary_search(dates().begin(), dates().end(), date);
}

std::span<const CivilDate> Holidays::dates() const noexcept {
    return dates_ ? std::span<const CivilDate>(*dates_) : std::span<const CivilDate>();
}

bool operator==(const Holidays& a, const Holidays& b) {
    return std::equal(a.dates().begin(), a.dates().end(), b.dates().begin(), b.dates().end());
}

Result<Holidays> parse_holidays(std::string_view text, const HolidayRows& rows) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
        text.remove_prefix(byte_order_mark.size());
    }
    constexpr std::string_view calendar = "BEGIN:VCALENDAR";
    auto dates = text.substr(0, calendar.size()) == calendar ? dates_of_calendar(text) : dates_of_table(text, rows);
    if (!dates) {
        return dates.error();
    }
    if (dates->empty()) {
        return Error{Errc::unreadable, "there is no holiday in it: is it the right file, country, region and type?"};
    }
    return Holidays(*std::move(dates));
}

} // namespace nurture::inline v0
