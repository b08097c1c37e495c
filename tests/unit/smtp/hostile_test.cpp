// SPDX-License-Identifier: BSL-1.0
// What leads can write into their fields, from the engine to a mail server.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/smtp/smtp_channel.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"
#include "support/server_process.hpp"

using namespace nurture;
using namespace nurture::testing_support;

TEST_CASE("whatever a lead's field holds, the mails of all leads go and none says what the field wants",
          "[smtp][engine]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const std::vector<std::string> hostile{"Ada",
                                           "Ada\r\nBcc: eve@example.com",
                                           "Ada\nX: y\n\nbody",
                                           std::string("Ada\0Bcc", 7),
                                           "<script>alert(1)</script>",
                                           "{{ lead.email }}{% raw %}",
                                           std::string(500'000, 'x'),
                                           std::string(1'000'000, 'x'), // More than this server takes.
                                           std::string(2'000'000, 'y'), // Longer than a message may be.
                                           "caf\xE9\xFF\xC0\x80",
                                           "\"><img src=x onerror=alert(1)>",
                                           "=?UTF-8?B?QmNjOiBldmU=?=",
                                           ".\r\nQUIT\r\n"};
    const Plan plan = plan_of(R"([
        {"workflow": "w", "trigger": {"event": "go"}, "steps": [{"send": "mail"}]},
        {"content": "mail", "channel": "email", "subject": "For {{ lead.city }}", "text": "Hello {{ lead.first_name }}",
         "html": "<p title=\"{{ lead.city }}\">Hello {{ lead.first_name }}</p>"}])");
    VirtualClock clock{monday};
    smtp::Options options;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.encryption = smtp::Encryption::none;
    options.from = "news@acme.example";
    const auto mail = smtp::SmtpChannel::create(options);
    REQUIRE(mail);
    MemoryLeadStore leads;
    MemoryStore store;
    auto engine =
        Engine::open(plan, {.store = store, .leads = leads, .clock = clock, .channels = {{"email", mail->get()}}});
    REQUIRE(engine);
    for (std::size_t i = 0; i < hostile.size(); ++i) {
        const LeadId id = "lead-" + std::to_string(i);
        // In the subject a text of 1 MB is no mail that servers take; there the others are enough.
        const std::string city = hostile[i].size() < 1'000 ? hostile[i] : "Bonn";
        leads.put(
            {.id = id, .fields = {{"email", id.str() + "@example.com"}, {"first_name", hostile[i]}, {"city", city}}});
        REQUIRE((*engine)->accept(Event{.lead = id, .type = "go"}, {.at = monday}));
    }
    REQUIRE((*engine)->run_due(monday + 1h));

    std::string skipped;
    (void)store.journal({}, [&](const JournalLine& line) {
        if (line.kind == JournalKind::skipped) {
            skipped += line.lead.str() + ": " + to_json(Value(line.because)) + '\n';
        }
    });
    CHECK(skipped == R"(lead-7: {"answer":"552 Error: message size exceeds fixed maximum message size","attempt":1,)"
                     R"("content":"mail","reason":"rejected"})"
                     "\n"
                     R"(lead-8: {"content":"mail","reason":"missing_value"})" // Cannot be rendered (S26).
                     "\n");
    const std::vector<std::string> mails = server.stop();
    REQUIRE(mails.size() == hostile.size() - 2);
    for (const std::string& taken : mails) {
        const std::string head = taken.substr(0, taken.find(R"("parts")"));
        const std::string body = taken.substr(head.size());
        INFO(taken.substr(0, 1'000));
        CHECK(taken.find(R"("defects": [])") != std::string::npos);
        CHECK(head.find(R"(["Bcc")") == std::string::npos);
        CHECK(head.find(R"(["X")") == std::string::npos);
        const std::size_t html = body.find("<p title=");
        REQUIRE(html != std::string::npos);
        CHECK(body.find("<script", html) == std::string::npos);
        CHECK(body.find("<img", html) == std::string::npos);
    }
}
