// SPDX-License-Identifier: BSL-1.0
/// \file
/// The `settings` document.

#include <algorithm>

#include <fmt/format.h>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key document_keys[] = {{"settings"}};

constexpr Key settings_keys[] = {{"time_zone"},
                                 {"categories"},
                                 {"lifecycle_stages"},
                                 {"sender"},
                                 {"delivery"},
                                 {"limits"},
                                 {"business_hours"},
                                 {"holidays"},
                                 {"windows"},
                                 {"quiet_hours"},
                                 {"caps"},
                                 {"groups", Known::later},
                                 {"cadence"},
                                 {"pools", Known::later},
                                 {"footer"}};

constexpr Key opening_keys[] = {{"weekdays"}, {"from"}, {"to"}};
constexpr Key cap_keys[] = {{"channel"}, {"category"}, {"limit"}, {"per"}, {"gap"}, {"on_hit"}, {"give_up_after"}};
constexpr Milliseconds usual_give_up = std::chrono::hours(24 * 14); // As the format's example has it.
constexpr Key cadence_keys[] = {{"if"}, {"factor"}};
constexpr Key quiet_keys[] = {{"from"}, {"to"}, {"on_hit"}};
constexpr Key category_keys[] = {{"consent"}};
constexpr Key sender_keys[] = {{"from"}, {"reply_to"}, {"company"}, {"postal_address"}};
constexpr Key footer_keys[] = {{"text"}, {"html"}};
constexpr Key delivery_keys[] = {{"retry"},     {"in_doubt"},          {"late_events"},
                                 {"event_ids"}, {"duplicates_within"}, {"stale_after"},
                                 {"namespace"}, {"keep_inputs"},       {"failure_budget", Known::later}};
constexpr Key retry_keys[] = {{"first"}, {"factor"}, {"at_most"}, {"give_up_after"}};
constexpr Key in_doubt_keys[] = {{"marketing"}, {"transactional"}};
constexpr Key limits_keys[] = {{"steps"},       {"nesting"},       {"workflows"}, {"enrollments"},      {"events_kept"},
                               {"event_bytes"}, {"message_bytes"}, {"visits"},    {"leads_per_account"}};

void read_categories(const Document& document, Settings& settings, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, "\"categories\" must be a map such as {newsletter: {consent: opt_in}}");
        return;
    }
    check_duplicates(document, reading);
    for (const DocumentMember& member : document.members) {
        if (!is_catalog_id(member.key)) {
            reading.wrong_type(member.place, fmt::format("{} is no id of a category", quoted(member.key)));
            continue;
        }
        Consent consent = Consent::opt_out;
        if (member.value.kind != Document::Kind::null) {
            const KeyedMap map(member.value, category_keys, "a category", reading);
            if (const Document* value = map.find("consent")) {
                consent = read_word(*value, "consent", {"opt_out", "opt_in"}, reading).value_or(0) == 0
                              ? Consent::opt_out
                              : Consent::opt_in;
            }
        }
        settings.categories[member.key] = consent;
    }
}

void read_stages(const Document& document, Settings& settings, const Reading& reading) {
    std::vector<std::string> stages;
    if (document.kind != Document::Kind::list) {
        reading.wrong_type(document.place, "\"lifecycle_stages\" must be a list");
        return;
    }
    for (const Document& item : document.items) {
        const auto stage = read_id(item, "lifecycle_stages", reading);
        if (!stage) {
            continue;
        }
        if (std::find(stages.begin(), stages.end(), *stage) != stages.end()) {
            reading.error("duplicate_id", item.place,
                          fmt::format("the lifecycle stage \"{}\" is listed twice", *stage));
            continue;
        }
        stages.push_back(*stage);
    }
    settings.lifecycle_stages = std::move(stages);
}

void read_retry(const Document& document, RetryPolicy& retry, const Reading& reading) {
    const KeyedMap map(document, retry_keys, "\"retry\"", reading);
    read_into(retry.first, map, "first", read_elapsed, reading);
    read_into(retry.factor, map, "factor", read_number, reading);
    read_into(retry.at_most, map, "at_most", read_elapsed, reading);
    read_into(retry.give_up_after, map, "give_up_after", read_elapsed, reading);
    if (retry.factor < 1) {
        reading.wrong_type(map.find("factor")->place, "\"factor\" must be 1 or more: attempts do not grow denser");
        retry.factor = 1;
    }
    if (retry.first.count() == 0 && map.has("first")) {
        reading.wrong_type(map.find("first")->place, "\"first\" must be more than 0s");
        retry.first = RetryPolicy().first;
    }
}

void read_in_doubt(const Document& document, DeliverySettings& delivery, const Reading& reading) {
    const KeyedMap map(document, in_doubt_keys, "\"in_doubt\"", reading);
    const auto read = [&](std::string_view key, InDoubt& target) {
        if (const Document* value = map.find(key)) {
            if (const auto word = read_word(*value, key, {"assume_sent", "resend"}, reading)) {
                target = *word == 0 ? InDoubt::assume_sent : InDoubt::resend;
            }
        }
    };
    read("marketing", delivery.in_doubt_marketing);
    read("transactional", delivery.in_doubt_transactional);
}

void read_elapsed_or_never(std::optional<Milliseconds>& target, const KeyedMap& map, std::string_view key,
                           const Reading& reading) {
    const Document* value = map.find(key);
    if (value == nullptr) {
        return;
    }
    if (value->kind == Document::Kind::scalar && value->text == "never") {
        target.reset();
    } else if (const auto elapsed = read_elapsed(*value, key, reading)) {
        target = *elapsed;
    }
}

void read_delivery(const Document& document, DeliverySettings& delivery, const Reading& reading) {
    const KeyedMap map(document, delivery_keys, "\"delivery\"", reading);
    if (const Document* retry = map.find("retry")) {
        read_retry(*retry, delivery.retry, reading);
    }
    if (const Document* in_doubt = map.find("in_doubt")) {
        read_in_doubt(*in_doubt, delivery, reading);
    }
    read_into(delivery.late_events, map, "late_events", read_elapsed, reading);
    read_into(delivery.event_ids, map, "event_ids", read_elapsed, reading);
    read_into(delivery.stale_after, map, "stale_after", read_elapsed, reading);
    read_into(delivery.name_space, map, "namespace", read_text, reading);
    read_elapsed_or_never(delivery.duplicates_within, map, "duplicates_within", reading);
    read_elapsed_or_never(delivery.keep_inputs, map, "keep_inputs", reading);
}

void read_limits(const Document& document, Limits& limits, const Reading& reading) {
    const KeyedMap map(document, limits_keys, "\"limits\"", reading);
    const auto read = [&](std::string_view key, std::size_t& limit) {
        const Document* value = map.find(key);
        const auto number = value == nullptr ? std::nullopt : read_integer(*value, key, reading);
        if (number && *number < 1) {
            reading.wrong_type(value->place, fmt::format("the limit \"{}\" must be 1 or more", key));
        } else if (number) {
            limit = static_cast<std::size_t>(*number);
        }
    };
    read("steps", limits.steps);
    read("nesting", limits.nesting);
    read("workflows", limits.workflows);
    read("enrollments", limits.enrollments);
    read("leads_per_account", limits.leads_per_account);
    read("events_kept", limits.events_kept);
    read("event_bytes", limits.event_bytes);
    read("message_bytes", limits.message_bytes);
    read("visits", limits.visits);
}

/// `{weekdays: [..], from: "09:00", to: "17:00"}`; what is left out is as usual.
Opening read_opening(const Document& document, std::string_view name, const Reading& reading) {
    Opening opening;
    const KeyedMap map(document, opening_keys, fmt::format("\"{}\"", name), reading);
    read_into(opening.weekdays, map, "weekdays", read_weekdays, reading);
    read_into(opening.from, map, "from", read_time_of_day, reading);
    read_into(opening.to, map, "to", read_time_of_day, reading);
    return opening;
}

Holidays read_holidays(const Document& document, const Reading& reading) {
    std::vector<CivilDate> dates;
    if (document.kind == Document::Kind::map) {
        reading.wrong_type(document.place,
                           "\"holidays\" must be a list of dates such as 2026-12-25; a file of them can "
                           "be named in a catalog that is itself a file");
        return {};
    }
    if (document.kind != Document::Kind::list) {
        reading.wrong_type(document.place, "\"holidays\" must be a list of dates such as 2026-12-25");
        return {};
    }
    for (const Document& item : document.items) {
        const auto text = read_text(item, "holidays", reading);
        if (!text) {
            continue;
        }
        if (const Result<CivilDate> date = parse_date(*text); date) {
            dates.push_back(*date);
        } else {
            reading.wrong_type(item.place, fmt::format("\"holidays\": {}", date.error().message));
        }
    }
    return Holidays(std::move(dates));
}

/// One opening or a list of them.
Window read_window(const Document& document, std::string_view name, const Holidays& holidays, const Reading& reading) {
    std::vector<Opening> openings;
    if (document.kind == Document::Kind::list) {
        for (const Document& item : document.items) {
            openings.push_back(read_opening(item, name, reading));
        }
    } else {
        openings.push_back(read_opening(document, name, reading));
    }
    if (openings.empty()) {
        reading.wrong_type(document.place, fmt::format("\"{}\" is an empty list: it would never open", name));
        openings.emplace_back();
    }
    return Window(std::move(openings), holidays);
}

void read_windows(const Document& document, Settings& settings, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place,
                           "\"windows\" must be a map such as {mornings: {from: \"08:00\", to: \"11:30\"}}");
        return;
    }
    check_duplicates(document, reading);
    for (const DocumentMember& member : document.members) {
        if (!is_catalog_id(member.key)) {
            reading.wrong_type(member.place, fmt::format("{} is no id of a window", quoted(member.key)));
        } else if (member.key == "business_hours") {
            reading.wrong_type(member.place, "\"business_hours\" is a window already; give it beside \"windows\"");
        } else {
            settings.windows.insert_or_assign(member.key,
                                              read_window(member.value, member.key, settings.holidays, reading));
        }
    }
}

void read_quiet_hours(const Document& document, Settings& settings, const Reading& reading) {
    QuietHours quiet;
    const KeyedMap map(document, quiet_keys, "\"quiet_hours\"", reading);
    read_into(quiet.from, map, "from", read_time_of_day, reading);
    read_into(quiet.to, map, "to", read_time_of_day, reading);
    if (quiet.from == quiet.to) {
        reading.wrong_type(document.place,
                           "\"quiet_hours\" from and to the same time are the whole day: nothing would go");
        return;
    }
    if (const Document* on_hit = map.find("on_hit")) {
        settings.skips_in_quiet_hours = read_word(*on_hit, "on_hit", {"delay", "skip"}, reading).value_or(0) == 1;
    }
    settings.quiet_hours = quiet;
}

/// `limit` and `per`, or `gap`; false after a remark.
bool read_cap_size(const KeyedMap& map, const Place& place, Cap& cap, const Reading& reading) {
    const auto wrong = [&](std::string_view text) {
        reading.wrong_type(place, std::string(text));
        return false;
    };
    if (map.has("gap")) {
        if (map.has("limit") || map.has("per")) {
            return wrong("a cap has either \"limit\" and \"per\", or \"gap\"");
        }
        read_into(cap.per, map, "gap", read_elapsed, reading);
        return cap.per.count() > 0 || wrong("\"gap\" must be more than 0s");
    }
    if (!map.has("limit") || !map.has("per")) {
        return wrong(
            "a cap needs \"limit\" and \"per\", or \"gap\"; write for example {channel: email, limit: 3, per: 7d}");
    }
    const auto limit = read_integer(*map.find("limit"), "limit", reading);
    if (limit && (*limit < 1 || *limit > 1'000)) {
        return wrong("\"limit\" must be a whole number from 1 to 1000");
    }
    cap.limit = static_cast<std::uint32_t>(limit.value_or(1));
    const Document& per = *map.find("per");
    if (per.kind == Document::Kind::scalar && per.text == "day") {
        return limit.has_value(); // A calendar day of the lead.
    }
    read_into(cap.per, map, "per", read_elapsed, reading);
    return cap.per.count() > 0 || wrong("\"per\" must be \"day\" or a duration such as 7d");
}

void read_caps(const Document& document, Settings& settings, const Reading& reading) {
    if (document.kind != Document::Kind::list) {
        reading.wrong_type(document.place,
                           "\"caps\" must be a list of caps such as {channel: email, limit: 3, per: 7d}");
        return;
    }
    for (const Document& item : document.items) {
        const KeyedMap map(item, cap_keys, "a cap", reading);
        if (!map) {
            continue;
        }
        Cap cap{.give_up_after = usual_give_up, .place = item.place};
        if (const Document* channel = map.find("channel")) {
            cap.channel = read_id(*channel, "channel", reading).value_or("");
        }
        if (const Document* category = map.find("category")) {
            cap.category = read_id(*category, "category", reading).value_or("");
        }
        if (const Document* on_hit = map.find("on_hit")) {
            cap.skips = read_word(*on_hit, "on_hit", {"delay", "skip"}, reading).value_or(0) == 1;
        }
        read_into(cap.give_up_after, map, "give_up_after", read_elapsed, reading);
        if (read_cap_size(map, item.place, cap, reading)) {
            settings.caps.push_back(std::move(cap));
        }
    }
}

void read_cadence(const Document& document, Settings& settings, const Reading& reading) {
    if (document.kind != Document::Kind::list) {
        reading.wrong_type(document.place,
                           "\"cadence\" must be a list of rules such as {if: score.engagement >= 40, factor: 0.6}");
        return;
    }
    for (const Document& item : document.items) {
        const KeyedMap map(item, cadence_keys, "a rule of \"cadence\"", reading);
        if (!map) {
            continue;
        }
        if (!map.has("if") || !map.has("factor")) {
            reading.wrong_type(item.place, "a rule of \"cadence\" needs \"if\" and \"factor\"; write for example {if: "
                                           "score.engagement >= 40, factor: 0.6}");
            continue;
        }
        CadenceRule rule;
        read_into(rule.when, map, "if", read_expression, reading);
        const auto factor = read_number(*map.find("factor"), "factor", reading);
        if (factor && !(*factor > 0 && *factor <= 100)) {
            reading.wrong_type(map.find("factor")->place, "\"factor\" must be more than 0 and at most 100");
        }
        rule.factor = factor.value_or(1);
        settings.cadence.push_back(std::move(rule));
    }
}

void read_hours(const KeyedMap& map, Settings& settings, const Reading& reading) {
    if (const Document* holidays = map.find("holidays")) {
        settings.holidays = read_holidays(*holidays, reading);
    }
    const Document* hours = map.find("business_hours");
    settings.business_hours = hours == nullptr ? Window::business_hours(settings.holidays)
                                               : read_window(*hours, "business_hours", settings.holidays, reading);
    if (const Document* windows = map.find("windows")) {
        read_windows(*windows, settings, reading);
    }
    if (const Document* caps = map.find("caps")) {
        read_caps(*caps, settings, reading);
    }
    if (const Document* cadence = map.find("cadence")) {
        read_cadence(*cadence, settings, reading);
    }
    if (const Document* quiet = map.find("quiet_hours")) {
        read_quiet_hours(*quiet, settings, reading);
    }
}

void read_sender(const Document& document, Sender& sender, const Reading& reading) {
    const KeyedMap map(document, sender_keys, "\"sender\"", reading);
    read_into(sender.from, map, "from", read_text, reading);
    read_into(sender.reply_to, map, "reply_to", read_text, reading);
    read_into(sender.company, map, "company", read_text, reading);
    read_into(sender.postal_address, map, "postal_address", read_text, reading);
}

void read_footer(const Document& document, Footer& footer, const Reading& reading) {
    const KeyedMap map(document, footer_keys, "\"footer\"", reading);
    read_into(footer.text, map, "text", read_body, reading);
    read_into(footer.html, map, "html", read_body, reading);
}

} // namespace

void read_settings(const Document& document, Settings& settings, const Reading& reading) {
    const Reading here = reading.of("settings");
    const KeyedMap outer(document, document_keys, "a document of settings", here);
    const Document& value = *outer.find("settings");
    if (value.kind == Document::Kind::null) {
        return;
    }
    const KeyedMap map(value, settings_keys, "the settings", here);
    if (const Document* zone = map.find("time_zone")) {
        settings.time_zone = read_time_zone(*zone, "time_zone", here);
    }
    if (const Document* categories = map.find("categories")) {
        read_categories(*categories, settings, here);
    }
    if (const Document* stages = map.find("lifecycle_stages")) {
        read_stages(*stages, settings, here);
    }
    read_hours(map, settings, here);
    if (const Document* sender = map.find("sender")) {
        read_sender(*sender, settings.sender, here);
    }
    if (const Document* footer = map.find("footer")) {
        read_footer(*footer, settings.footer, here);
    }
    if (const Document* delivery = map.find("delivery")) {
        read_delivery(*delivery, settings.delivery, here);
    }
    if (const Document* limits = map.find("limits")) {
        read_limits(*limits, settings.limits, here);
    }
}

} // namespace nurture::inline v0::reading
