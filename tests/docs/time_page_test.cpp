// SPDX-License-Identifier: BSL-1.0
// Every example of docs/reference/time.md gives what its comment says.

#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/time/delay.hpp>
#include <nurture/time/schedule.hpp>

#include "docs/examples_of.hpp"
#include "support/catch.hpp"

namespace {

using namespace nurture;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) {
        if (!part.empty()) parts.push_back(part);
    }
    return parts;
}

Weekdays weekdays(const std::string& text) {
    Weekdays days;
    for (const std::string& day : split(text, ','))
        days.add(parse_weekday(day).value());
    return days;
}

std::pair<TimeOfDay, TimeOfDay> hours(const std::string& text) {
    const std::vector<std::string> ends = split(text, '-');
    return {parse_time_of_day(ends.at(0)).value(), parse_time_of_day(ends.at(1)).value()};
}

/// An example: when, where, and what is asked, word by word.
struct Question {
    Instant begin{};
    Zone zone{};
    std::map<std::string, std::string> asked{};

    explicit Question(const std::string& text) {
        const std::vector<std::string> words = split(text, ' ');
        begin = parse_instant(words.at(0)).value();
        zone = Zone::find(words.at(1)).value();
        for (std::size_t i = 2; i < words.size();) {
            const bool alone = words[i] == "until";
            REQUIRE(asked.emplace(words[i], alone ? "" : words.at(i + 1)).second);
            i += alone ? 1 : 2;
        }
    }

    [[nodiscard]] bool has(const char* word) const { return asked.count(word) != 0; }
    [[nodiscard]] std::string of(const char* word) const { return asked.at(word); }
};

Holidays holidays_of(const Question& question) {
    std::vector<CivilDate> dates;
    for (const std::string& date : split(question.has("holidays") ? question.of("holidays") : "", ',')) {
        dates.push_back(parse_date(date).value());
    }
    return Holidays(dates);
}

std::optional<TimeOfDay> time_of(const Question& question) {
    return question.has("at") ? std::optional(parse_time_of_day(question.of("at")).value()) : std::nullopt;
}

/// As on the page, in the zone's own time.
std::string shown(Instant at, const Zone& zone) {
    if (at == end_of_time) return "never";
    const Milliseconds offset = zone.offset_at(at).from_utc;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(offset));
    return to_string(at + offset).substr(0, 19) + (offset.count() < 0 ? "-" : "+") + to_string(TimeOfDay(minutes));
}

std::string answer_to_date(const Question& question, const Window& business_hours) {
    const std::string value = question.of("date");
    const DateOrInstant date =
        value.size() == 10 ? DateOrInstant(parse_date(value).value()) : DateOrInstant(parse_instant(value).value());
    const DateOffset offset = question.has("offset") ? parse_date_offset(question.of("offset")).value() : DateOffset{};
    const DueDate due =
        due_date(date, {offset, time_of(question)}, IfPast::go_on, question.begin, question.zone, business_hours);
    return due.because == DueBecause::past ? "past" : shown(due.at, question.zone);
}

std::string answer_to_schedule(const Question& question) {
    const auto from = question.has("from") ? std::optional(parse_date(question.of("from")).value()) : std::nullopt;
    const auto schedule = Schedule::parse(question.of("schedule"), time_of(question).value(), from).value();
    return shown(schedule.next_after(question.begin, question.zone), question.zone);
}

std::string answer_to_delay(const Question& question, const Window& business_hours) {
    CalendarDuration length =
        question.has("for") ? parse_calendar_duration(question.of("for")).value() : CalendarDuration{};
    if (question.has("stretched")) length = stretched(length, std::stod(question.of("stretched")));
    std::vector<Window> windows;
    if (question.has("window")) {
        const auto [from, to] = hours(question.of("window"));
        windows.emplace_back(std::vector{Opening{weekdays(question.of("on")), from, to}}, holidays_of(question));
    }
    if (question.has("quiet")) {
        const auto [from, to] = hours(question.of("quiet"));
        windows.push_back(Window::outside({from, to}));
    }
    std::vector<const Window*> views;
    for (const Window& window : windows)
        views.push_back(&window);
    Constraints constraints{.day = {time_of(question)}, .strictly_after = question.has("until"), .windows = views};
    if (question.has("weekdays")) constraints.day.weekdays = weekdays(question.of("weekdays"));
    const Instant end = add(question.begin, length, question.zone, business_hours);
    return shown(earliest(end, constraints, question.zone), question.zone);
}

TEST_CASE("every example of the page about time gives what it says", "[docs]") {
    const auto all = testing_support::examples_of("time.md", "```time");
    CHECK(all.size() > 50);
    for (const auto& [text, result] : all) {
        INFO(text << " // " << result);
        const Question question(text);
        const Window business_hours = Window::business_hours(holidays_of(question));
        CHECK((question.has("date")       ? answer_to_date(question, business_hours)
               : question.has("schedule") ? answer_to_schedule(question)
                                          : answer_to_delay(question, business_hours)) == result);
    }
}

TEST_CASE("every duration of the page about time prints as it says", "[docs]") {
    const auto all = testing_support::examples_of("time.md", "```duration");
    CHECK(all.size() > 8);
    for (const auto& [text, result] : all) {
        INFO(text << " // " << result);
        const auto duration = parse_calendar_duration(split(text, ' ').at(0));
        CHECK((duration ? to_string(*duration) : "refused") == result);
    }
}

} // namespace
