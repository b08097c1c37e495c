// SPDX-License-Identifier: BSL-1.0
/// \file
/// The days on which nobody works although the weekday says so.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/result.hpp>
#include <nurture/time/civil.hpp>

namespace nurture::inline v0 {

/// A set of dates. Cheap to copy, immutable, safe from any thread.
class Holidays {
public:
    Holidays() = default;
    explicit Holidays(std::vector<CivilDate> dates); ///< In any order, also repeated.

    [[nodiscard]] bool contains(const CivilDate& date) const;
    [[nodiscard]] std::span<const CivilDate> dates() const noexcept; ///< Ascending, each once.
    friend bool operator==(const Holidays& a, const Holidays& b);

private:
    std::shared_ptr<const std::vector<CivilDate>> dates_{};
};

/// Which rows of a table of holidays count.
struct HolidayRows {
    std::string country{};            ///< "BR"; empty: every row.
    std::string region{};             ///< "BR-SP"; empty: only what holds in the whole country.
    std::vector<std::string> types{}; ///< "public", "bank" …; empty: all.
};

/// Reads holidays from the text of a file, which is one of two things:
///
/// - iCalendar (it begins with BEGIN:VCALENDAR): each whole day that an event covers, of one that recurs
///   until the end of 2099. An event with a time of day is no holiday.
/// - a table, comma-separated, with a header that names a column `date`, and if `rows` asks for them `country`,
/// `region`
///   and `type`. A date with a time of day other than midnight is part of a day and no holiday. With `start_utc` and
///   `end_utc` a row covers as many days as lie between them.
///
/// A file without a single holiday is an error: it is the wrong file. Errors are Errc::unreadable and name line or
/// event.
[[nodiscard]] Result<Holidays> parse_holidays(std::string_view text, const HolidayRows& rows = {});

} // namespace nurture::inline v0
