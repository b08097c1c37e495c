// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a `wait` waits for.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/readers.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr std::string_view beside = "stands beside \"wait\", not inside its value";

constexpr Key wait_keys[] = {{"event"},
                             {"where"},
                             {"message"},
                             {"link"},
                             {"until"},
                             {"any"},
                             {"since"},
                             {"task", Known::later},
                             {"timeout", Known::elsewhere, beside},
                             {"forever", Known::elsewhere, beside},
                             {"then", Known::elsewhere, beside},
                             {"else", Known::elsewhere, beside},
                             {"id", Known::elsewhere, beside},
                             {"if", Known::elsewhere, beside}};

constexpr std::array<std::string_view, 5> engagement_types = {"message_delivered", "message_opened", "message_clicked",
                                                              "message_replied", "message_bounced"};

bool is_engagement(const std::string& type) noexcept {
    return std::find(engagement_types.begin(), engagement_types.end(), type) != engagement_types.end();
}

/// An option that goes with another kind of wait.
void refuse(const KeyedMap& map, std::string_view key, std::string_view reason, const Reading& reading) {
    if (const DocumentMember* member = map.member(key)) {
        reading.error("unknown_key", member->place, fmt::format("\"{}\" {}", key, reason));
    }
}

/// `{event: …}`: engagement with messages, other events, or one wait of each.
void read_events(const KeyedMap& map, std::vector<WaitFor>& waits, const Reading& reading) {
    WaitFor engagement;
    WaitFor other;
    engagement.kind = WaitFor::Kind::engagement;
    EventMatch match = read_event_match(map, reading);
    for (std::string& type : match.types) {
        (is_engagement(type) ? engagement : other).match.types.push_back(std::move(type));
    }
    engagement.match.where = other.match.where = match.where;
    if (!other.match.types.empty()) {
        constexpr std::string_view reason = "goes with message_delivered, message_opened, message_clicked, "
                                            "message_replied and message_bounced only";
        refuse(map, "message", reason, reading);
        refuse(map, "link", reason, reading);
        waits.push_back(std::move(other));
    }
    if (engagement.match.types.empty()) {
        return;
    }
    if (const Document* messages = map.find("message")) {
        for (std::string& step : read_texts(*messages, "message", reading)) {
            engagement.messages.emplace_back(std::move(step));
        }
    }
    read_into(engagement.link, map, "link", read_text, reading);
    const auto& types = engagement.match.types;
    if (map.has("link") && std::find(types.begin(), types.end(), "message_clicked") == types.end()) {
        refuse(map, "link", "goes with message_clicked only", reading);
    }
    waits.push_back(std::move(engagement));
}

void read_since(const KeyedMap& map, std::vector<WaitFor>& waits, std::size_t from, const Reading& reading) {
    const Document* since = map.find("since");
    if (since == nullptr || !read_word(*since, "since", {"enrollment"}, reading)) {
        return;
    }
    bool any_event = false;
    for (std::size_t i = from; i < waits.size(); ++i) {
        if (waits[i].kind == WaitFor::Kind::event) {
            waits[i].since_enrollment = true;
            any_event = true;
        }
    }
    if (!any_event && waits.size() > from) {
        refuse(map, "since", "goes with events; a wait for a message looks back by itself", reading);
    }
}

void read_one(const Document& value, bool inside_any, std::vector<WaitFor>& waits, const Reading& reading) {
    const KeyedMap map(value, wait_keys, "a wait", reading);
    if (!map) {
        return;
    }
    const int forms = (map.has("event") ? 1 : 0) + (map.has("until") ? 1 : 0) + (map.has("any") ? 1 : 0);
    if (forms != 1 || (inside_any && map.has("any"))) {
        reading.wrong_type(value.place, inside_any ? "each item of \"any\" needs either \"event\" or \"until\""
                                                   : "a wait needs one of \"event\", \"until\" and \"any\"");
        return;
    }
    const std::size_t from = waits.size();
    if (map.has("event")) {
        read_events(map, waits, reading);
    } else {
        for (const std::string_view key : {"where", "message", "link"}) {
            refuse(map, key, "stands beside \"event\"", reading);
        }
    }
    if (const Document* until = map.find("until")) {
        WaitFor wait;
        wait.kind = WaitFor::Kind::until;
        wait.until = read_expression(*until, "until", reading);
        waits.push_back(std::move(wait));
    }
    if (const Document* any = map.find("any")) {
        if (any->kind != Document::Kind::list || any->items.empty()) {
            reading.wrong_type(any->place, "\"any\" must be a list of things to wait for");
            return;
        }
        for (const Document& item : any->items) {
            read_one(item, true, waits, reading);
        }
    }
    read_since(map, waits, from, reading);
}

} // namespace

EventMatch read_event_match(const KeyedMap& map, const Reading& reading) {
    EventMatch match;
    if (const Document* event = map.find("event")) {
        match.types = read_texts(*event, "event", reading);
    }
    read_into(match.where, map, "where", read_expression, reading);
    return match;
}

std::vector<WaitFor> read_wait_value(const Document& value, const Reading& reading) {
    std::vector<WaitFor> waits;
    read_one(value, false, waits, reading);
    return waits;
}

} // namespace nurture::inline v0::reading
