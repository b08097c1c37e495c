// SPDX-License-Identifier: BSL-1.0
/// \file
/// A channel that is down for a day (S27, S30).

#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view sequences = R"([
  {"workflow": "short", "trigger": {"event": "go"},
   "steps": [{"send": "a"}, {"delay": "4h"}, {"send": "b"}, {"delay": "4h"}, {"send": "c"}]},
  {"workflow": "long", "trigger": {"event": "go"},
   "steps": [{"delay": "2h"}, {"send": "d"}, {"delay": "20h"}, {"send": "e"}]},
  {"content": "a", "channel": "email", "subject": "A", "text": "A"},
  {"content": "b", "channel": "email", "subject": "B", "text": "B"},
  {"content": "c", "channel": "email", "subject": "C", "text": "C"},
  {"content": "d", "channel": "email", "subject": "D", "text": "D"},
  {"content": "e", "channel": "email", "subject": "E", "text": "E"}])";

using Received = std::map<LeadId, std::map<std::string, Milliseconds>>; ///< By lead and content, since monday.

/// What twelve leads, who begin two hours after one another, get from a channel that is down from one instant to
/// another.
Received received(Milliseconds from, Milliseconds to) {
    Nursery nursery(sequences);
    Received all;
    nursery.email.script = [&](const Message& message) {
        const Milliseconds at = nursery.clock.now() - monday;
        if (at >= from && at < to) {
            return Delivery{DeliveryKind::unavailable, "maintenance"};
        }
        all[message.lead][message.content.str()] = at;
        return Delivery{};
    };
    for (int i = 0; i < 12; ++i) {
        const LeadId id = "lead-" + std::to_string(10 + i);
        nursery.lead(id);
        nursery.event(2h * i, id, "go");
    }
    nursery.run_to(240h);
    return all;
}

} // namespace

TEST_CASE("A 24-hour outage of a channel in virtual time delays sequences and never bunches two messages of one "
          "workflow together",
          "[engine][outage]") {
    constexpr Milliseconds begins = 5h;
    constexpr Milliseconds ends = begins + 24h;
    constexpr Milliseconds tries_again = 1h; // At the latest, after so long an outage.
    Received with = received(begins, ends);
    Received without = received(0h, 0h);
    REQUIRE(with.size() == 12);
    std::size_t delayed = 0;
    for (auto& [lead, messages] : with) {
        INFO(lead.str());
        REQUIRE(messages.size() == 5);
        CHECK(messages["b"] - messages["a"] >= 4h);
        CHECK(messages["c"] - messages["b"] >= 4h);
        CHECK(messages["e"] - messages["d"] >= 20h);
        for (const auto& [content, at] : messages) {
            INFO(content);
            CHECK((at < begins || at >= ends));
            CHECK(at >= without[lead][content]);
            CHECK(at - without[lead][content] <= 24h + tries_again);
            delayed += at > without[lead][content] ? 1 : 0;
        }
    }
    CHECK(delayed > 30); // Else this shows nothing.
}
