// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/input.hpp>

#include "support/catch.hpp"

using namespace nurture;

namespace {

constexpr Instant nine{Milliseconds(1'772'442'000'000)}; // 2026-03-02T09:00:00Z

} // namespace

TEST_CASE("an event as an input is a line of a file of events", "[runtime][input]") {
    const Event event{.lead = "ada", .type = "form_submitted", .id = "e-1", .properties = {{"form", "a \"b\""}}};
    CHECK(to_json(event, nine) ==
          R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"form_submitted","id":"e-1",)"
          R"("properties":{"form":"a \"b\""}})");
}

TEST_CASE("an input says when an event occurred if that is not when it was accepted", "[runtime][input]") {
    CHECK(to_json(Event{.lead = "ada", .type = "t", .time = nine}, nine) ==
          R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"t","properties":{}})");
    CHECK(to_json(Event{.lead = "ada", .type = "t", .time = nine - std::chrono::hours(1)}, nine) ==
          R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"t","occurred":"2026-03-02T08:00:00.000Z",)"
          R"("properties":{}})");
}

TEST_CASE("a change as an input tells cleared fields from others", "[runtime][input]") {
    CHECK(to_json(LeadChanged{.lead = "ada", .fields = {{"stage", "mql"}, {"owner", Value()}}}, nine) ==
          R"({"time":"2026-03-02T09:00:00.000Z","lead":"ada","type":"lead_changed",)"
          R"("properties":{"stage":"mql","owner":null}})");
}

TEST_CASE("every other input has its parts", "[runtime][input]") {
    const auto parts_of = [](const Input& input) { return to_json(input, nine).substr(35); };
    CHECK(parts_of(Enroll{.lead = "ada", .workflow = "w", .force = true, .properties = {{"n", 1}}}) ==
          R"("lead":"ada","type":"enroll","workflow":"w","force":true,"properties":{"n":1}})");
    CHECK(parts_of(Unenroll{.lead = "ada", .workflow = "w"}) == R"("lead":"ada","type":"unenroll","workflow":"w"})");
    CHECK(parts_of(ConsentGiven{.lead = "ada", .category = "news", .subscribed = true, .source = "import"}) ==
          R"("lead":"ada","type":"consent","category":"news","subscribed":true,"source":"import"})");
    CHECK(parts_of(LeadDeleted{.lead = "ada"}) == R"("lead":"ada","type":"lead_deleted"})");
    CHECK(parts_of(LeadDeleted{.lead = "ada", .forget = true}) == R"("lead":"ada","type":"lead_forgotten"})");
    CHECK(parts_of(ChannelAnswered{.key = "K", .attempt = 2, .delivery = {DeliveryKind::deferred, "greylisted"}}) ==
          R"("type":"channel_answered","key":"K","attempt":2,"answer":"deferred","reason":"greylisted"})");
}
