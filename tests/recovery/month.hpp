// SPDX-License-Identifier: BSL-1.0
/// \file
/// A month of nurturing: sends, waits, branches, delays, caps, quiet hours and office hours, people who leave and
/// are forgotten.

#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/runtime/decide.hpp>
#include <nurture/testing/made_values.hpp>

#include "support/load.hpp"

namespace nurture::testing_support {

/// Each failed attempt is followed by the next as soon, whichever number it has: an attempt more, made because of a
/// doubt, moves no later one.
inline constexpr std::string_view month_catalog = R"json([
  {"settings": {"time_zone": "Europe/Berlin",
     "quiet_hours": {"from": "20:00", "to": "07:00"},
     "business_hours": {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "from": "10:00", "to": "16:00"},
     "caps": [{"channel": "email", "category": "marketing", "limit": 2, "per": "5d"}],
     "delivery": {"duplicates_within": "24h",
                  "retry": {"first": "40min", "factor": 1, "at_most": "1h", "give_up_after": "1d"}}}},
  {"workflow": "welcome", "priority": 5, "trigger": {"event": "joined"},
   "goal": {"when": "lead.stage == 'customer'"}, "exit": [{"event": "lost"}], "expires": "20d",
   "steps": [
     {"send": "hello", "id": "hello"},
     {"wait": {"event": "message_opened", "message": "hello"}, "timeout": "2d",
      "then": [{"compute": {"points": "has(lead.points) ? lead.points + 20 : 10"}}],
      "else": [{"send": "reminder", "on_failure": "exit"}]},
     {"branch": [{"if": "has(lead.points) && lead.points >= 20",
                  "then": [{"set": {"stage": "mql"}}, {"send": "invitation"}]}],
      "else": [{"delay": "3d"}]},
     {"send": "again"}]},
  {"workflow": "call-back", "window": "business_hours", "trigger": {"event": "asked"}, "reenroll": "always",
   "steps": [{"send": "call-back"}]},
  {"workflow": "orders", "category": "transactional", "trigger": {"event": "bought"}, "key": "event.order",
   "steps": [{"send": "receipt"}, {"set": {"stage": "customer"}}]},
  {"content": "hello", "channel": "email", "subject": "Hello {{ lead.first_name | default: 'there' }}", "text": "Hello"},
  {"content": "reminder", "channel": "email", "subject": "Still there?", "text": "Reminder"},
  {"content": "invitation", "channel": "email", "subject": "Come", "text": "You have {{ lead.points }} points"},
  {"content": "again", "channel": "email", "subject": "Again", "text": "Again"},
  {"content": "call-back", "channel": "email", "subject": "When may we call?", "text": "When"},
  {"content": "receipt", "channel": "email", "subject": "Receipt", "text": "Thank you for {{ trigger.order }}"}])json";

inline constexpr Milliseconds a_month = 24h * 30;

inline Lead month_lead(std::size_t i) {
    Fields fields{{"email", "person" + std::to_string(i) + "@example.com"}, {"stage", "lead"}};
    if (i % 5 == 0) {
        fields.set("time_zone", i % 2 == 0 ? "America/New_York" : "Asia/Kolkata");
    }
    if (i % 4 == 1) {
        fields.set("points", 5);
    }
    return {.id = LoadInputs::lead(i), .fields = fields};
}

inline MessageKey hello_to(const LeadId& lead) {
    return message_key("", lead, 1, "welcome", "hello", 1);
}

/// Who joins in the midst of a day and is forgotten right behind that, with a message on its way: its channel never
/// says a word of it.
inline bool is_forgotten_at_once(std::size_t i) {
    return i % 20 == 7;
}
inline std::set<MessageKey> month_silence(std::size_t leads) {
    std::set<MessageKey> keys;
    for (std::size_t i = 0; i < leads; ++i) {
        if (is_forgotten_at_once(i)) {
            keys.insert(hello_to(LoadInputs::lead(i)));
        }
    }
    return keys;
}

/// What happens to leads in a month, each thing with an id. All have joined when half of it is over, and are forgotten
/// behind that: messages to leads who are met later have other keys. Nothing else happens at those instants.
inline std::vector<Placed> month_inputs(std::size_t leads) {
    testing::Dice dice(11);
    std::vector<Placed> inputs;
    const auto minutes = [&dice](Milliseconds most) {
        return 10min * static_cast<int>(dice.below(static_cast<std::size_t>(most / 10min))); // Many at one instant.
    };
    for (std::size_t i = 0; i < leads; ++i) {
        const LeadId who = LoadInputs::lead(i);
        const Milliseconds usual = minutes(a_month / 2);
        const Milliseconds joined = is_forgotten_at_once(i) ? a_month / 2 : usual;
        const std::string hello = hello_to(who).str();
        int happened = 0;
        const auto happens = [&](Milliseconds after, const char* type, Fields properties = {}) {
            inputs.push_back({joined + after, Event{.lead = who,
                                                    .type = type,
                                                    .id = who.str() + '/' + std::to_string(++happened),
                                                    .properties = std::move(properties)}});
        };
        happens(0h, "joined");
        if (dice.below(2) == 0) {
            happens(1h + minutes(40h), "message_opened", {{"message", hello}});
        }
        if (i % 7 == 3) {
            happens(20h + minutes(60h), "message_unsubscribed", {{"message", hello}});
        }
        if (i % 5 == 1) {
            happens(minutes(90h), "asked");
        }
        if (i % 6 == 2) {
            happens(minutes(120h), "bought", {{"order", "A" + std::to_string(i)}});
        }
        if (i % 11 == 4) {
            happens(minutes(120h), "lost");
        }
        if (is_forgotten_at_once(i)) {
            inputs.push_back({joined + 2min, LeadDeleted{.lead = who, .forget = true}});
        } else if (i % 20 == 12) { // Whatever they are in.
            inputs.push_back({a_month / 2 + 2min + 17h * static_cast<int>(i / 20), LeadDeleted{who, true}});
        }
    }
    std::stable_sort(inputs.begin(), inputs.end(), [](const Placed& a, const Placed& b) { return a.after < b.after; });
    return inputs;
}

} // namespace nurture::testing_support
