// SPDX-License-Identifier: BSL-1.0
// What an engine makes of a mail that the server took and did not say so.

#include <nurture/definition/builder.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/smtp/smtp_channel.hpp>

#include "support/catch.hpp"
#include "support/server_process.hpp"

using namespace nurture;
using testing_support::ServerProcess;

namespace {

/// The mails that the server took of a workflow of two, whose first it forgets to confirm.
std::vector<std::string> play(ServerProcess& server, InDoubt policy) {
    Catalog catalog;
    catalog.settings.delivery.in_doubt_marketing = policy;
    for (const char* id : {"first", "second"}) {
        catalog.contents[id] = {.id = id, .channel = "email", .subject = id, .text = "Hello"};
    }
    catalog.workflows["w"] = *WorkflowBuilder("w").on("go").send("first").delay("1d").send("second").build();
    Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());

    VirtualClock clock(parse_instant("2026-03-02T09:00:00Z").value());
    smtp::Options options;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.encryption = smtp::Encryption::none;
    options.from = "news@acme.example";
    auto mail = smtp::SmtpChannel::create(options);
    REQUIRE(mail);
    MemoryLeadStore leads;
    leads.put({.id = "ada", .fields = {{"email", "forgetful@example.com"}}});
    MemoryStore store;
    auto engine =
        Engine::open(*plan, {.store = store, .leads = leads, .clock = clock, .channels = {{"email", mail->get()}}});
    REQUIRE(engine);
    REQUIRE((*engine)->accept_now(Event{.lead = "ada", .type = "go"}));
    REQUIRE((*engine)->run_due(clock.now() + std::chrono::days(7)));
    return server.stop();
}

/// A header as the server printed it.
std::string header_of(const std::string& mail, const std::string& name) {
    const std::size_t at = mail.find("[\"" + name + "\", ");
    REQUIRE(at != std::string::npos);
    return mail.substr(at, mail.find(']', at) - at);
}

} // namespace

TEST_CASE("a mail in doubt is assumed sent: nobody gets it twice", "[smtp][engine]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const std::vector<std::string> mails = play(server, InDoubt::assume_sent);
    REQUIRE(mails.size() == 2);
    CHECK(header_of(mails[0], "Subject") == "[\"Subject\", \"first\"");
    CHECK(header_of(mails[1], "Subject") == "[\"Subject\", \"second\"");
}

TEST_CASE("a mail in doubt that is sent again has the same Message-ID", "[smtp][engine]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const std::vector<std::string> mails = play(server, InDoubt::resend);
    REQUIRE(mails.size() == 3);
    CHECK(header_of(mails[1], "Subject") == "[\"Subject\", \"first\"");
    CHECK(header_of(mails[0], "Message-ID") == header_of(mails[1], "Message-ID"));
    CHECK(mails[0] == mails[1]); // to the last byte, also the date
    CHECK(header_of(mails[1], "Message-ID") != header_of(mails[2], "Message-ID"));
}
