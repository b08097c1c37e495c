// SPDX-License-Identifier: BSL-1.0
/// \file
/// Quiet hours and windows of sends, through the whole engine: S15 and S26.

#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

using Texts = std::vector<std::string>;

/// One mail on "go", with settings and what stands beside the send.
std::string one_mail(const std::string& settings, const std::string& beside = "", const std::string& workflow = "") {
    return R"([{"settings": {"time_zone": "UTC", )" + settings + R"(}},
        {"workflow": "w", "trigger": {"event": "go"}, )" +
           workflow + R"("steps": [{"send": "mail")" + beside + R"(}]},
        {"content": "mail", "channel": "email", "subject": "Hello", "text": "Hello {{ lead.first_name }}"}])";
}

constexpr const char* quiet = R"("quiet_hours": {"from": "20:00", "to": "08:00"})";

/// When the mail was accepted that was wanted so long after Monday 09:00, in hours after it; or why it was skipped.
std::string goes(const std::string& catalog, Milliseconds after) {
    Nursery nursery(catalog);
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(after, "ada", "go");
    nursery.run_to(24h * 30);
    std::string told;
    (void)nursery.store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::sent) {
            told += to_string(line.at);
        } else if (line.kind == JournalKind::skipped) {
            told += to_text(*line.because.find("reason"));
        }
    });
    return told;
}

} // namespace

TEST_CASE("a mail in quiet hours waits for their end, which is outside of them", "[runtime][window]") {
    CHECK(goes(one_mail(quiet), 10h) == "2026-03-02T19:00:00.000Z");
    CHECK(goes(one_mail(quiet), 11h) == "2026-03-03T08:00:00.000Z");
    CHECK(goes(one_mail(quiet), 22h + 59min) == "2026-03-03T08:00:00.000Z");
    CHECK(goes(one_mail(quiet), 23h) == "2026-03-03T08:00:00.000Z");
}

TEST_CASE("quiet hours may skip instead", "[runtime][window]") {
    const std::string skipping = one_mail(R"("quiet_hours": {"from": "20:00", "to": "08:00", "on_hit": "skip"})");
    CHECK(goes(skipping, 10h) == "2026-03-02T19:00:00.000Z");
    CHECK(goes(skipping, 11h) == "quiet_hours");
}

TEST_CASE("a transactional mail knows no quiet hours, but its window", "[runtime][window]") {
    CHECK(goes(one_mail(quiet, R"(, "category": "transactional")"), 12h) == "2026-03-02T21:00:00.000Z");
    CHECK(goes(one_mail(quiet, R"(, "category": "transactional", "window": "business_hours")"), 12h) ==
          "2026-03-03T09:00:00.000Z");
}

TEST_CASE("a send has its own window, else the workflow's", "[runtime][window]") {
    const std::string windows = R"("windows": {"early": {"weekdays": ["tue", "fri"], "from": "06:00", "to": "07:00"},
        "twice": [{"from": "10:00", "to": "11:00"}, {"from": "15:00", "to": "16:00"}]}, "holidays": ["2026-03-03"])";
    const std::string early = R"("window": "early", )";
    CHECK(goes(one_mail(windows, "", early), 0h) == "2026-03-06T06:00:00.000Z"); // Tuesday is a holiday.
    CHECK(goes(one_mail(windows, R"(, "window": "twice")", early), 0h) == "2026-03-02T10:00:00.000Z");
    CHECK(goes(one_mail(windows, R"(, "window": "twice")", early), 2h) == "2026-03-02T15:00:00.000Z");
    CHECK(goes(one_mail(windows, R"(, "window": "twice")", early), 6h + 59min) == "2026-03-02T15:59:00.000Z");
    CHECK(goes(one_mail(windows, R"(, "window": "business_hours")"), 8h) == "2026-03-04T09:00:00.000Z");
}

TEST_CASE("quiet hours and window open together", "[runtime][window]") {
    const std::string both = std::string(quiet) + R"(, "windows": {"night": {"from": "07:00", "to": "09:00"}})";
    CHECK(goes(one_mail(both, R"(, "window": "night")"), 3h) == "2026-03-03T08:00:00.000Z");
}

TEST_CASE("what a window puts off is neither overdue by that nor fixed before it goes", "[runtime][window]") {
    Nursery nursery(one_mail(R"("delivery": {"stale_after": "1h"}, "windows": {"late": {"weekdays": ["fri"]}})",
                             R"(, "window": "late")"));
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(0h, "ada", "go");
    nursery.give(24h, LeadChanged{.lead = "ada", .fields = {{"first_name", "Augusta"}}});
    nursery.run_to(24h * 10);
    REQUIRE(nursery.email.handed_over.size() == 1);
    CHECK(nursery.email.handed_over.front().text == "Hello Augusta");
    CHECK(nursery.told({JournalKind::delayed}) == Texts{"ada delayed window"});
}

TEST_CASE("a lead that leaves while its mail waits for morning gets none", "[runtime][window]") {
    Nursery nursery(one_mail(quiet, "", R"("exit": [{"event": "stop"}], )"));
    nursery.lead("ada");
    nursery.event(12h, "ada", "go");
    nursery.event(13h, "ada", "stop");
    nursery.run_to(24h * 3);
    CHECK(nursery.sent().empty());
}

TEST_CASE("a lead that moves while its mail waits for morning gets it in its new morning", "[runtime][window][zone]") {
    Nursery nursery(one_mail(quiet));
    nursery.lead("ada", {{"first_name", "Ada"}, {"time_zone", "America/New_York"}});
    nursery.event(16h, "ada", "go");                                                        // 20:00 in New York.
    nursery.give(17h, LeadChanged{.lead = "ada", .fields = {{"time_zone", "Asia/Tokyo"}}}); // 11:00 there.
    nursery.run_to(24h * 3);
    CHECK(nursery.sent() == Texts{"ada mail +61200s"});
}

TEST_CASE("a window that does not exist or has no room is an error", "[runtime][window][plan]") {
    const auto error_of = [](const std::string& catalog) {
        try {
            (void)plan_of(catalog);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(error_of(one_mail(R"("windows": {"mornings": {}})", R"(, "window": "morning")"))
              .find("there is no window \"morning\"") != std::string::npos);
    CHECK(error_of(one_mail(std::string(quiet) + R"(, "windows": {"night": {"from": "21:00", "to": "23:00"}})",
                            R"(, "window": "night")"))
              .find("quiet hours leave nothing of window \"night\"") != std::string::npos);
    CHECK(error_of(one_mail(std::string(quiet) + R"(, "windows": {"night": {"from": "21:00", "to": "23:00"}})",
                            R"(, "window": "night", "category": "transactional")"))
              .empty());
    CHECK(error_of(one_mail(std::string(quiet), R"(, "window": "business_hours")")).empty());
    const std::string twice = error_of(one_mail(quiet, "", R"("window": "noon", )"));
    CHECK(twice.find("there is no window \"noon\"") != std::string::npos);
    CHECK(twice.find("there is no") == twice.rfind("there is no")); // Told once, where it is written.
}
