// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the writers of the canonical form share: scalars, and a map that leaves out what is not said.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/definition/document.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/calendar_duration.hpp>
#include <nurture/time/delay.hpp>

namespace nurture::inline v0::canonical {

[[nodiscard]] Document text(std::string_view written);
[[nodiscard]] Document bare(std::string written); ///< A number or a word of JSON.
[[nodiscard]] Document list(std::vector<Document> items = {});

template <class Integer>
[[nodiscard]] Document number(Integer value) {
    return bare(std::to_string(value));
}

[[nodiscard]] inline Document flag(bool value) {
    return bare(value ? "true" : "false");
}

[[nodiscard]] std::vector<std::string> names_of(Weekdays days);

/// A map that leaves out what is not said.
class Map {
public:
    Map() { map_.kind = Document::Kind::map; }

    Map& add(std::string_view key, Document value) {
        map_.members.push_back({std::string(key), {}, std::move(value)});
        return *this;
    }
    Map& add_text(std::string_view key, std::string_view value) {
        return value.empty() ? *this : add(key, text(value));
    }
    Map& add_texts(std::string_view key, const std::vector<std::string>& values) {
        std::vector<Document> items;
        for (const std::string& value : values) {
            items.push_back(text(value));
        }
        return values.empty() ? *this : add(key, list(std::move(items)));
    }
    Map& add_flag(std::string_view key, bool value) { return value ? add(key, flag(true)) : *this; }
    Map& add_duration(std::string_view key, const CalendarDuration& value) {
        if (value.months == 0 && !value.has_business_part()) {
            return add(key, list({number(value.days), number(value.exact.count())}));
        }
        return add(key, list({number(value.months), number(value.days), number(value.business_days),
                              number(value.business_hours), number(value.exact.count())}));
    }
    Map& add_time(std::string_view key, const std::optional<TimeOfDay>& value) {
        return value ? add_text(key, to_string(*value)) : *this;
    }
    Map& add_day(const DayTime& day) {
        add_time("at", day.at);
        return day.weekdays == Weekdays::every_day() ? *this : add_texts("weekdays", names_of(day.weekdays));
    }

    /// A number that is left out where it is the default.
    template <class Number>
    Map& add_number(std::string_view key, Number value, Number usual) {
        return value == usual ? *this : add(key, number(value));
    }
    Map& add_elapsed(std::string_view key, Milliseconds value, Milliseconds usual) {
        return add_number(key, value.count(), usual.count());
    }

    /// A part that is left out where nothing differs from the defaults.
    Map& add_part(std::string_view key, Map part) {
        return part.map_.members.empty() ? *this : add(key, std::move(part).done());
    }

    [[nodiscard]] Document done() && { return std::move(map_); }

private:
    Document map_{};
};

[[nodiscard]] Document floating(double value);
[[nodiscard]] Document literal(const Value& value);
[[nodiscard]] Document literal_map(const Fields& fields);

} // namespace nurture::inline v0::canonical
