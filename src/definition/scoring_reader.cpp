// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `scoring` document, and the value of a step `score`.

#include <cmath>

#include <fmt/format.h>

#include "definition/readers.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key scoring_keys[] = {{"scoring"}};
constexpr Key part_keys[] = {{"fit"}, {"engagement"}, {"account", Known::later}};
constexpr Key fit_keys[] = {{"rules"}};
constexpr Key engagement_keys[] = {{"half_life"}, {"min"}, {"max"}, {"rules"}};
constexpr Key fit_rule_keys[] = {{"when"}, {"points"}};
constexpr Key engagement_rule_keys[] = {{"event"}, {"where"}, {"points"}, {"limit"}, {"per"}};
constexpr Key score_keys[] = {{"points"}, {"reason"}};

constexpr double most_points = 1'000'000; ///< Far from where a double loses whole numbers, however many are added.

/// None after a remark.
std::optional<double> read_points(const Document& document, const Reading& reading) {
    const std::optional<double> points = read_number(document, "points", reading);
    if (points && std::fabs(*points) > most_points) {
        reading.wrong_type(document.place, "\"points\" must be a number from -1000000 to 1000000");
        return std::nullopt;
    }
    return points;
}

/// Calls `read` with each rule of a part that has the keys of one, and points.
template <class Keys, class Read>
void read_rules(const KeyedMap& part, const Keys& keys, std::string_view what, std::string_view example,
                const Reading& reading, Read read) {
    const Document* rules = part.find("rules");
    if (rules == nullptr) {
        return;
    }
    if (rules->kind != Document::Kind::list) {
        reading.wrong_type(rules->place, fmt::format("\"rules\" must be a list of rules such as {}", example));
        return;
    }
    for (const Document& item : rules->items) {
        const KeyedMap map(item, keys, what, reading);
        if (!map) {
            continue;
        }
        if (!map.has("points")) {
            reading.wrong_type(item.place, fmt::format("{} needs \"points\"; write for example {}", what, example));
            continue;
        }
        if (const std::optional<double> points = read_points(*map.find("points"), reading)) {
            read(map, item.place, *points);
        }
    }
}

void read_fit(const Document& document, Scoring& scoring, const Reading& reading) {
    constexpr std::string_view example = "{when: lead.employees > 200, points: 20}";
    const KeyedMap map(document, fit_keys, "\"fit\"", reading);
    read_rules(map, fit_rule_keys, "a rule of \"fit\"", example, reading,
               [&](const KeyedMap& rule, const Place& place, double points) {
                   if (!rule.has("when")) {
                       reading.wrong_type(
                           place, fmt::format("a rule of \"fit\" needs \"when\"; write for example {}", example));
                       return;
                   }
                   scoring.fit.push_back({read_expression(*rule.find("when"), "when", reading), points, place});
               });
}

/// How often a rule counts; false after a remark.
bool read_limit(const KeyedMap& map, EngagementRule& rule, const Reading& reading) {
    if (!map.has("limit") && !map.has("per")) {
        return true;
    }
    if (!map.has("limit") || !map.has("per")) {
        reading.wrong_type(rule.place, "\"limit\" and \"per\" go together; write for example limit: 3, per: 7d");
        return false;
    }
    const auto limit = read_integer(*map.find("limit"), "limit", reading);
    if (limit && (*limit < 1 || *limit > 1'000)) {
        reading.wrong_type(map.find("limit")->place, "\"limit\" must be a whole number from 1 to 1000");
        return false;
    }
    rule.limit = static_cast<std::uint32_t>(limit.value_or(1));
    const auto per = read_elapsed(*map.find("per"), "per", reading);
    if (per && per->count() <= 0) {
        reading.wrong_type(map.find("per")->place, "\"per\" must be more than 0s");
        return false;
    }
    rule.per = per.value_or(Milliseconds(1));
    return limit && per;
}

void read_engagement(const Document& document, Scoring& scoring, const Reading& reading) {
    constexpr std::string_view example = "{event: form_submitted, points: 10}";
    const KeyedMap map(document, engagement_keys, "\"engagement\"", reading);
    if (!map) {
        return;
    }
    read_into(scoring.half_life, map, "half_life", read_elapsed, reading);
    if (scoring.half_life && scoring.half_life->count() <= 0) {
        reading.wrong_type(map.find("half_life")->place, "\"half_life\" must be more than 0s");
        scoring.half_life.reset();
    }
    read_into(scoring.min, map, "min", read_number, reading);
    read_into(scoring.max, map, "max", read_number, reading);
    if (scoring.min && scoring.max && *scoring.min > *scoring.max) {
        reading.wrong_type(map.find("max")->place, "\"max\" must not be less than \"min\"");
        scoring.max.reset();
    }
    read_rules(map, engagement_rule_keys, "a rule of \"engagement\"", example, reading,
               [&](const KeyedMap& keyed, const Place& place, double points) {
                   if (!keyed.has("event")) {
                       reading.wrong_type(place, fmt::format("a rule of \"engagement\" needs \"event\"; write for "
                                                             "example {}",
                                                             example));
                       return;
                   }
                   EngagementRule rule{.match = read_event_match(keyed, reading), .points = points, .place = place};
                   if (read_limit(keyed, rule, reading)) {
                       scoring.engagement.push_back(std::move(rule));
                   }
               });
}

} // namespace

Scoring read_scoring(const Document& document, const Reading& reading) {
    Scoring scoring;
    const Reading here = reading.of("scoring");
    const KeyedMap outer(document, scoring_keys, "a scoring document", here);
    scoring.declared = true;
    scoring.place = outer.member("scoring")->place;
    const Document& value = *outer.find("scoring");
    if (value.kind == Document::Kind::null) {
        return scoring;
    }
    const KeyedMap map(value, part_keys, "\"scoring\"", here);
    if (const Document* fit = map.find("fit")) {
        read_fit(*fit, scoring, here);
    }
    if (const Document* engagement = map.find("engagement")) {
        read_engagement(*engagement, scoring, here);
    }
    return scoring;
}

ScoreNode read_score(const Document& value, const Reading& reading) {
    ScoreNode node;
    if (value.kind != Document::Kind::map) {
        node.points = read_points(value, reading).value_or(0);
        return node;
    }
    const KeyedMap map(value, score_keys, "the value of \"score\"", reading);
    if (const Document* points = map.find("points")) {
        node.points = read_points(*points, reading).value_or(0);
    } else {
        reading.wrong_type(value.place, "\"score\" needs points; write for example score: 10, or score: {points: 10, "
                                        "reason: met us}");
    }
    read_into(node.reason, map, "reason", read_text, reading);
    return node;
}

} // namespace nurture::inline v0::reading
