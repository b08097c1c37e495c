// SPDX-License-Identifier: BSL-1.0

#include "time/icalendar.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <libical/ical.h>

#include "time/civil_days.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::size_t longest_calendar = 8 * 1024 * 1024;
constexpr CivilDate last_recurrence{2099, 12, 31};
constexpr std::int64_t longest_event = 366; // days

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};

icaltimetype time_of(const CivilDate& date) {
    // By hand: of icaltime_null_date() hour and minute are -1, with which libical's iterators repeat days.
    icaltimetype time{};
    time.year = date.year;
    time.month = date.month;
    time.day = date.day;
    time.is_date = 1;
    return time;
}

/// libical takes any digits for a date: the 99th of month 13 is none.
std::optional<CivilDate> date_of(const icaltimetype& time) {
    const bool in_range = icaltime_is_null_time(time) == 0 && time.year >= first_date.year &&
                          time.year <= last_date.year && time.month >= 1 && time.month <= 12 && time.day >= 1;
    if (!in_range || time.day > icaltime_days_in_month(time.month, time.year)) {
        return std::nullopt;
    }
    return CivilDate{time.year, static_cast<std::uint8_t>(time.month), static_cast<std::uint8_t>(time.day)};
}

Error about(icalcomponent* event, const std::string& reason) {
    const char* const summary = icalcomponent_get_summary(event);
    return Error{Errc::unreadable, "the event " + quoted(summary != nullptr ? summary : "") + ": " + reason};
}

/// How many days the event covers, or nothing if it does not end behind its beginning.
std::optional<std::int64_t> days_of(icalcomponent* event, const CivilDate& begin) {
    if (icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY) == nullptr &&
        icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY) == nullptr) {
        return 1;
    }
    const auto end = date_of(icalcomponent_get_dtend(event));
    const std::int64_t days = end ? day_number(*end) - day_number(begin) : 0;
    return days > 0 && days <= longest_event ? std::optional(days) : std::nullopt;
}

/// Nothing if one of them is no date.
std::optional<std::vector<CivilDate>> excepted(icalcomponent* event) {
    std::vector<CivilDate> dates;
    for (icalproperty* property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        const auto date = date_of(icalproperty_get_exdate(property));
        if (!date) {
            return std::nullopt;
        }
        dates.push_back(*date);
    }
    return dates;
}

/// What libical could not read and left out of an event, where that changes its days; empty: nothing.
std::string left_out_of(icalcomponent* event) {
    for (icalproperty* property = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
        const char* const text = icalproperty_get_xlicerror(property);
        const std::string_view words = text != nullptr ? text : "";
        for (const char* name : {"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"}) {
            if (words.find(std::string(name) + " property") != std::string_view::npos) {
                return name;
            }
        }
    }
    return {};
}

/// The days on which the event begins, or nothing if its rule names none.
std::optional<std::vector<CivilDate>> beginnings(icalcomponent* event, const CivilDate& first) {
    icalproperty* const property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (property == nullptr) {
        return std::vector{first};
    }
    icalrecurrencetype rule = icalproperty_get_rrule(property);
    const std::unique_ptr<char, decltype(&free)> text(icalrecurrencetype_as_string_r(&rule), &free);
    const bool ends_well = icaltime_is_null_time(rule.until) != 0 || date_of(rule.until);
    auto days = rule.freq >= ICAL_DAILY_RECURRENCE && text && ends_well ? Recurrence::open(text.get(), first, first)
                                                                        : std::nullopt;
    const std::optional<std::vector<CivilDate>> except = excepted(event);
    if (!days || !except) {
        return std::nullopt;
    }
    std::vector<CivilDate> begins;
    for (auto day = days->next(); day && *day <= last_recurrence; day = days->next()) {
        if (std::find(except->begin(), except->end(), *day) == except->end()) {
            begins.push_back(*day);
        }
    }
    return begins;
}

std::optional<Error> add_days(icalcomponent* event, std::vector<CivilDate>& dates) {
    if (const std::string name = left_out_of(event); !name.empty()) {
        return about(event, "its " + name + " cannot be read");
    }
    const icaltimetype start = icalcomponent_get_dtstart(event);
    const auto first = date_of(start);
    if (!first) {
        return about(event, "it has no DTSTART, or one that is no date");
    }
    if (icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) != nullptr) {
        return about(event, "RDATE is not read, write an event for each date");
    }
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != nullptr) {
        return about(event,
                     "RECURRENCE-ID is not read, write EXDATE for the day that was moved and an event for the new "
                     "one");
    }
    if (start.is_date == 0 || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) {
        return std::nullopt;
    }
    const auto days = days_of(event, *first);
    if (!days) {
        return about(event, "it ends before it begins, or is longer than a year");
    }
    const auto begins = beginnings(event, *first);
    if (!begins) {
        return about(event, "its RRULE or EXDATE cannot be read or names no day, write an event for each date");
    }
    for (const CivilDate& begin : *begins) {
        for (std::int64_t day = 0; day < *days; ++day) {
            dates.push_back(days_later(begin, day));
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<CivilDate>> dates_of_calendar(std::string_view text) {
    if (text.size() > longest_calendar || text.find('\0') != std::string_view::npos) {
        return Error{Errc::unreadable, "it is no text in iCalendar, or one of more than 8 MiB"};
    }
    const std::unique_ptr<icalcomponent, FreeComponent> calendar(icalparser_parse_string(std::string(text).c_str()));
    if (!calendar) {
        return Error{Errc::unreadable, "it begins like a calendar in iCalendar and is none"};
    }
    std::vector<CivilDate> dates;
    // Several calendars in one file are read as one component around them.
    std::vector<icalcomponent*> calendars{calendar.get()};
    for (std::size_t i = 0; i < calendars.size(); ++i) {
        for (icalcomponent* event = icalcomponent_get_first_component(calendars[i], ICAL_VEVENT_COMPONENT);
             event != nullptr; event = icalcomponent_get_next_component(calendars[i], ICAL_VEVENT_COMPONENT)) {
            if (auto error = add_days(event, dates)) {
                return *std::move(error);
            }
        }
        for (icalcomponent* inner = icalcomponent_get_first_component(calendars[i], ICAL_VCALENDAR_COMPONENT);
             inner != nullptr; inner = icalcomponent_get_next_component(calendars[i], ICAL_VCALENDAR_COMPONENT)) {
            calendars.push_back(inner);
        }
    }
    return dates;
}

std::optional<Recurrence> Recurrence::open(const std::string& rule, const CivilDate& first, const CivilDate& skip_to) {
    const icalrecurrencetype read = icalrecurrencetype_from_string(rule.c_str());
    if (read.freq == ICAL_NO_RECURRENCE) {
        return std::nullopt;
    }
    icalrecur_iterator* const iterator = icalrecur_iterator_new(read, time_of(first));
    if (iterator == nullptr) {
        return std::nullopt;
    }
    // Where only each n-th week counts, libical would begin in a wrong one: those are gone through from the first.
    if (read.count == 0 && read.interval <= 1 && skip_to > first) {
        icalrecur_iterator_set_start(iterator, time_of(skip_to));
    }
    return Recurrence(iterator, skip_to);
}

Recurrence::Recurrence(Recurrence&& other) noexcept
    : iterator_(std::exchange(other.iterator_, nullptr)), skip_to_(other.skip_to_) {}

Recurrence::~Recurrence() {
    if (iterator_ != nullptr) {
        icalrecur_iterator_free(static_cast<icalrecur_iterator*>(iterator_));
    }
}

std::optional<CivilDate> Recurrence::next() {
    auto* const iterator = static_cast<icalrecur_iterator*>(iterator_);
    auto day = date_of(icalrecur_iterator_next(iterator));
    while (day && *day < skip_to_) {
        day = date_of(icalrecur_iterator_next(iterator));
    }
    return day;
}

} // namespace nurture::inline v0
