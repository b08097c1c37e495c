// SPDX-License-Identifier: BSL-1.0
/// \file
/// The value of `delay`.

#include <fmt/format.h>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key delay_keys[] = {{"for"}, {"at"}, {"weekdays"}, {"compute"}, {"until"}, {"cadence"}};
constexpr Key until_keys[] = {{"at"}, {"weekdays"}, {"date"}, {"offset"}, {"if_past"}};

constexpr CalendarDuration a_day{.days = 1};

using DelayEnd = decltype(DelayNode::end);

template <class T>
std::optional<T> value_or_remark(Result<T> read, const Document& document, std::string_view name,
                                 const Reading& reading) {
    if (!read) {
        reading.wrong_type(document.place, fmt::format("\"{}\": {}", name, read.error().message));
        return std::nullopt;
    }
    return *std::move(read);
}

DayTime read_day(const KeyedMap& map, const Reading& reading) {
    DayTime day;
    if (const Document* at = map.find("at")) {
        day.at = read_time_of_day(*at, "at", reading);
    }
    read_into(day.weekdays, map, "weekdays", read_weekdays, reading);
    return day;
}

DelayEnd read_date(const KeyedMap& map, const Reading& reading) {
    DelayUntilDate until{read_date_field(map, reading), read_date_moment(map, reading)};
    if (const Document* if_past = map.find("if_past")) {
        until.if_past = read_word(*if_past, "if_past", {"continue", "exit"}, reading).value_or(0) == 0 ? IfPast::go_on
                                                                                                       : IfPast::exit;
    }
    if (const DocumentMember* weekdays = map.member("weekdays")) {
        reading.wrong_type(weekdays->place, "\"weekdays\" does not go with \"date\": a date is one day");
    }
    return until;
}

DelayEnd read_until(const Document& value, const Reading& reading) {
    if (value.kind != Document::Kind::map) {
        const auto at = read_instant(value, "until", reading);
        return at ? DelayEnd(DelayUntilInstant{*at}) : DelayEnd(DelayFor{a_day, {}});
    }
    const KeyedMap map(value, until_keys, "the value of \"until\"", reading);
    if (map.has("date")) {
        return read_date(map, reading);
    }
    for (const std::string_view key : {"offset", "if_past"}) {
        if (const DocumentMember* member = map.member(key)) {
            reading.wrong_type(member->place, fmt::format("\"{}\" goes with \"date\"", key));
        }
    }
    if (!map.has("at") && !map.has("weekdays")) {
        reading.wrong_type(value.place, "\"until\" needs an instant, \"at\", \"weekdays\" or \"date\"");
        return DelayFor{a_day, {}};
    }
    return DelayUntilTime{read_day(map, reading)};
}

} // namespace

DateField read_date_field(const KeyedMap& map, const Reading& reading) {
    const Document& date = *map.find("date");
    const auto name = read_text(date, "date", reading);
    return name ? value_or_remark(parse_date_field(*name), date, "date", reading).value_or(DateField{}) : DateField{};
}

DateMoment read_date_moment(const KeyedMap& map, const Reading& reading) {
    DateMoment moment;
    if (const Document* offset = map.find("offset")) {
        if (const auto text = read_text(*offset, "offset", reading)) {
            moment.offset =
                value_or_remark(parse_date_offset(*text), *offset, "offset", reading).value_or(DateOffset{});
        }
    }
    if (const Document* at = map.find("at")) {
        moment.at = read_time_of_day(*at, "at", reading);
    }
    return moment;
}

std::optional<TimeOfDay> read_time_of_day(const Document& document, std::string_view name, const Reading& reading) {
    const auto text = read_text(document, name, reading);
    return text ? value_or_remark(parse_time_of_day(*text), document, name, reading) : std::nullopt;
}

std::optional<Weekdays> read_weekdays(const Document& document, std::string_view name, const Reading& reading) {
    Weekdays days;
    for (const std::string& text : read_texts(document, name, reading)) {
        const auto day = value_or_remark(parse_weekday(text), document, name, reading);
        if (!day) {
            return std::nullopt;
        }
        days.add(*day);
    }
    if (days.empty()) {
        return std::nullopt; // read_texts() has said so.
    }
    return days;
}

DelayNode read_delay(const Document& value, const Reading& reading) {
    if (value.kind != Document::Kind::map) {
        return {DelayFor{read_duration(value, "delay", reading).value_or(a_day), {}}};
    }
    const KeyedMap map(value, delay_keys, "the value of \"delay\"", reading);
    const bool is_cadence = map.has("cadence");
    const std::string_view of_length = is_cadence ? "cadence" : "for";
    const Document* until = map.find("until");
    const Document* compute = map.find("compute");
    const int ways =
        (map.has("for") ? 1 : 0) + (is_cadence ? 1 : 0) + (until != nullptr ? 1 : 0) + (compute != nullptr ? 1 : 0);
    if (ways > 1) {
        reading.wrong_type(value.place, "a delay has one of \"for\", \"cadence\", \"until\" and \"compute\"");
    } else if (ways == 0) {
        reading.wrong_type(value.place, "a delay needs a duration, \"for\", \"cadence\", \"until\" or \"compute\"");
    }
    if (!map.has(of_length)) {
        for (const std::string_view key : {"at", "weekdays"}) {
            if (const DocumentMember* member = map.member(key)) {
                reading.wrong_type(member->place,
                                   fmt::format("\"{}\" goes with \"for\" or \"cadence\", or into \"until\"", key));
            }
        }
    }
    if (ways != 1) {
        return {DelayFor{a_day, {}}};
    }
    if (until != nullptr) {
        return {read_until(*until, reading)};
    }
    if (compute != nullptr) {
        return {DelayComputed{read_expression(*compute, "compute", reading)}};
    }
    const auto length = read_duration(*map.find(of_length), of_length, reading);
    if (is_cadence && length && (length->months != 0 || length->has_business_part())) {
        reading.wrong_type(map.find(of_length)->place, "\"cadence\" is a duration in weeks, days, hours or minutes: "
                                                       "months and business time are not stretched");
    }
    return {DelayFor{length.value_or(a_day), read_day(map, reading), is_cadence}};
}

} // namespace nurture::inline v0::reading
