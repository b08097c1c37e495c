// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/schedule.hpp>

#include <algorithm>
#include <array>
#include <map>

#include "time/civil_days.hpp"
#include "time/icalendar.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

// Where nothing has to be anchored: before every instant that is asked about.
constexpr CivilDate anchor{1970, 1, 1};

constexpr std::array<std::string_view, 10> parts = {"FREQ",       "INTERVAL",  "COUNT",   "UNTIL",    "BYDAY",
                                                    "BYMONTHDAY", "BYYEARDAY", "BYMONTH", "BYSETPOS", "WKST"};
constexpr std::array<std::string_view, 4> frequencies = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

using Parts = std::map<std::string, std::string, std::less<>>;

template <class List>
bool among(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view take_until(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

/// The parts of a rule, or why there are none.
Result<Parts> split(std::string_view rule) {
    const auto wrong = [](const std::string& reason) { return Error{Errc::unreadable, reason}; };
    Parts found;
    while (!rule.empty()) {
        std::string_view value = take_until(rule, ';');
        const std::string_view key = take_until(value, '=');
        if (!among(parts, key)) {
            return wrong(quoted(key) +
                         " is not taken, only FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYYEARDAY, "
                         "BYMONTH, BYSETPOS and WKST, in capitals");
        }
        if (value.empty() || !found.emplace(key, value).second) {
            return wrong(std::string(key) + " stands there twice or without a value");
        }
    }
    if (!found.contains("FREQ") || !among(frequencies, found["FREQ"])) {
        return wrong("FREQ is missing, or none of DAILY, WEEKLY, MONTHLY, YEARLY");
    }
    return found;
}

/// What libical would take and read otherwise than RFC 5545, or leave to the day on which the rule begins.
std::string objection(const Parts& rule, bool has_from) {
    const auto has = [&](std::string_view key) { return rule.find(key) != rule.end(); };
    const auto value = [&](std::string_view key) { return has(key) ? rule.find(key)->second : std::string(); };
    const std::string frequency = value("FREQ");
    const bool has_ordinal = value("BYDAY").find_first_of("0123456789") != std::string::npos;
    if (has_ordinal && (frequency == "DAILY" || frequency == "WEEKLY")) {
        return "BYDAY takes a number only with MONTHLY and YEARLY";
    }
    if (has("BYSETPOS") && (frequency == "DAILY" || frequency == "WEEKLY")) {
        return "BYSETPOS goes with MONTHLY and YEARLY";
    }
    if (has("BYMONTH") && frequency == "WEEKLY" && has("INTERVAL") && value("INTERVAL") != "1") {
        return "BYMONTH does not go with WEEKLY and INTERVAL; write a `when` that asks for the month";
    }
    if (has("UNTIL") && (value("UNTIL").size() != 8 || !all_digits(value("UNTIL")))) {
        return "UNTIL is the last day, such as UNTIL=20261231";
    }
    for (const char* key : {"COUNT", "INTERVAL"}) {
        if (has(key) && (!all_digits(value(key)) || value(key).size() > 4)) {
            return std::string(key) + " is a number from 1 to 9999";
        }
    }
    if (frequency == "YEARLY" && has("BYMONTHDAY") && !has("BYMONTH")) {
        return "with YEARLY BYMONTHDAY needs BYMONTH; write FREQ=MONTHLY for each month";
    }
    if (has_from) {
        return "";
    }
    if (has("COUNT") || has("INTERVAL")) {
        return "with COUNT or INTERVAL it needs `from`, the day from which it counts";
    }
    const bool day_of_week = has("BYDAY");
    const bool day_of_month = frequency != "WEEKLY" && (day_of_week || has("BYMONTHDAY"));
    const bool says_day = frequency == "DAILY" || (frequency == "WEEKLY" && day_of_week) || day_of_month ||
                          (frequency == "YEARLY" && has("BYYEARDAY"));
    return says_day ? "" : "it does not say on which day, add BYDAY or BYMONTHDAY, or `from`";
}

/// The day from which libical is to count. Weeks it counts right from the first day of the rule in a week alone
/// (INTERVAL, WKST), so there that is it, in the week of `from`, be it before `from`.
CivilDate first_to_count(const Parts& rule, const CivilDate& from) {
    static constexpr std::array<std::string_view, 7> names = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    const auto place_of = [](std::string_view name) {
        return static_cast<std::int64_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    const auto by_day = rule.find("BYDAY");
    if (rule.find("FREQ")->second != "WEEKLY" || by_day == rule.end()) {
        return from;
    }
    const auto week_start = rule.find("WKST");
    const std::int64_t starts = week_start == rule.end() ? 0 : place_of(week_start->second);
    std::int64_t first = 6; // In the week.
    for (std::string_view days = by_day->second; !days.empty();) {
        first = std::min(first, (place_of(take_until(days, ',')) - starts + 7) % 7);
    }
    const std::int64_t since_start = (static_cast<std::int64_t>(weekday_of(from)) - starts + 7) % 7;
    return days_later(from, first - since_start);
}

std::string text_of(const Parts& rule) {
    std::string text = "FREQ=" + rule.find("FREQ")->second;
    for (const auto& [key, value] : rule) {
        text += key == "FREQ" ? std::string() : ';' + key + '=' + value;
    }
    return text;
}

/// The rule as libical is to count it from `first`: COUNT begins at `from`.
std::string text_to_count(Parts rule, const CivilDate& first, const CivilDate& from) {
    const auto count = rule.find("COUNT");
    if (count == rule.end()) {
        return text_of(rule);
    }
    int wanted = std::stoi(count->second); // At most four digits.
    rule.erase(count);
    auto days = Recurrence::open(text_of(rule), first, first);
    for (auto day = days ? days->next() : std::nullopt; day && *day < from; day = days->next()) {
        ++wanted;
    }
    rule["COUNT"] = std::to_string(wanted);
    return text_of(rule);
}

} // namespace

Result<Schedule> Schedule::parse(std::string_view rule, TimeOfDay at, std::optional<CivilDate> from) {
    const auto refuse = [&](const std::string& reason) {
        return Error{Errc::unreadable,
                     quoted(rule) + " is not a recurrence rule such as FREQ=WEEKLY;BYDAY=MO: " + reason};
    };
    const Result<Parts> found = split(rule);
    if (!found) {
        return refuse(found.error().message);
    }
    if (const std::string reason = objection(*found, from.has_value()); !reason.empty()) {
        return refuse(reason);
    }
    Schedule schedule;
    schedule.rule_ = rule;
    schedule.at_ = at;
    schedule.from_ = from;
    const CivilDate begin = from.value_or(anchor);
    schedule.first_ = first_to_count(*found, begin);
    schedule.counted_ = text_to_count(*found, schedule.first_, begin);
    auto days = Recurrence::open(schedule.counted_, schedule.first_, begin);
    if (!days || !days->next()) {
        return refuse("a value in it is wrong, or it names no day");
    }
    return schedule;
}

Instant Schedule::next_after(Instant after, const Zone& zone) const {
    const LocalTime local = zone.to_local(after);
    // From yesterday on: what a gap swallowed of a day is the first instant after the gap, which may be the day after.
    const CivilDate yesterday = days_later({local.year, local.month, local.day}, -1);
    auto days = Recurrence::open(counted_, first_, std::max(from_.value_or(anchor), yesterday));
    for (auto day = days ? days->next() : std::nullopt; day; day = days->next()) {
        const Instant moment = zone.to_instant({day->year, day->month, day->day, at_});
        if (moment > after) {
            return moment;
        }
    }
    return end_of_time;
}

} // namespace nurture::inline v0
