// SPDX-License-Identifier: BSL-1.0
// The adapters of the how-to pages, driven by an engine.

#include <map>
#include <string>
#include <vector>

#include <nurture/definition/builder.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "docs/crm_lead_store.hpp"
#include "docs/mail_service_channel.hpp"
#include "docs/report_click.hpp"
#include "docs/tell_the_engine.hpp"
#include "support/catch.hpp"

namespace {

using namespace nurture;

Plan two_mails() {
    Catalog catalog;
    for (const char* id : {"first", "second"}) {
        catalog.contents[id] = {.id = id, .channel = "email", .subject = id, .text = "Hello {{ lead.first_name }}"};
    }
    catalog.workflows["w"] = *WorkflowBuilder("w")
                                  .on("go")
                                  .set({{"plan", "trial"}})
                                  .note("began")
                                  .send("first")
                                  .delay("1d")
                                  .send("second")
                                  .build();
    Checked<Plan> plan = compile(catalog);
    REQUIRE(plan.ok());
    return *std::move(plan);
}

std::map<LeadId, Contact> contacts() {
    std::map<LeadId, Contact> table;
    table["ada"].lead = {.id = "ada", .fields = {{"email", "ada@example.com"}, {"first_name", "Ada"}}};
    return table;
}

std::size_t lines_of(EngineStore& store, JournalKind kind, const char* type) {
    std::size_t count = 0;
    REQUIRE(store.journal({}, [&](const JournalLine& line) {
        const Value* named = line.because.find("type");
        count += line.kind == kind && (named == nullptr || *named == Value(type)) ? 1U : 0U;
    }));
    return count;
}

/// Plays one lead through two mails; gives the statuses of the service in turn, then 200.
std::vector<std::string> play(std::map<LeadId, Contact>& table, std::vector<int> statuses) {
    std::vector<std::string> posted;
    MailServiceChannel mail([&](const Message& message) {
        posted.push_back(message.content.str() + '/' + std::to_string(message.attempt));
        const std::size_t n = posted.size() - 1;
        return Reply{n < statuses.size() ? statuses[n] : 200, "as told"};
    });
    CrmLeadStore leads(table);
    MemoryStore store;
    VirtualClock clock(parse_instant("2026-03-02T09:00:00Z").value());
    auto engine =
        Engine::open(two_mails(), {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &mail}}});
    REQUIRE(engine);
    REQUIRE((*engine)->accept_now(Event{.lead = "ada", .type = "go"}));
    REQUIRE((*engine)->run_due(clock.now() + std::chrono::days(7)));
    return posted;
}

TEST_CASE("the mail service channel of the how-to answers by status", "[docs]") {
    using Posted = std::vector<std::string>;
    auto table = contacts();
    CHECK(play(table, {}) == Posted{"first/1", "second/1"});
    CHECK(play(table, {429, 503}) == Posted{"first/1", "first/2", "first/3", "second/1"});
    CHECK(play(table, {422}) == Posted{"first/1", "second/1"});
}

TEST_CASE("the lead store of the how-to takes changes and notes", "[docs]") {
    auto table = contacts();
    play(table, {});
    CHECK(*table["ada"].lead.fields.find("plan") == Value("trial"));
    CHECK(table["ada"].timeline == "began\n");
}

TEST_CASE("what the how-tos tell the engine is taken, and a webhook that comes twice counts once", "[docs]") {
    auto table = contacts();
    table["eve"].lead = {.id = "eve"};
    CrmLeadStore leads(table);
    MemoryStore store({.record_messages = true});
    VirtualClock clock(parse_instant("2026-03-02T09:00:00Z").value());
    auto engine = Engine::open(two_mails(), {.store = store, .leads = leads, .clock = clock});
    REQUIRE(engine);
    REQUIRE((*engine)->accept_now(Event{.lead = "ada", .type = "go"}));
    std::string key;
    REQUIRE(store.messages([&](Instant, const Message& message) { key = message.key.str(); }));
    REQUIRE(report_click(**engine, "ada", key, "hook-1"));
    REQUIRE(report_click(**engine, "ada", key, "hook-1"));
    REQUIRE(tell(**engine));
    REQUIRE((*engine)->run_due(clock.now()));
    CHECK(lines_of(store, JournalKind::event, "message_clicked") == 1);
    CHECK(lines_of(store, JournalKind::event, "demo_requested") == 1);
    CHECK(lines_of(store, JournalKind::event, "lead_deleted") == 1);
    CHECK(lines_of(store, JournalKind::changed, "") == 3); // plan by the workflow, the stage, the consent
}

TEST_CASE("the lead store of the how-to applies a key once and keeps its own newer value", "[docs]") {
    class Answers final : public ChangeSink {
    public:
        void applied(const std::string& key) override { told += key + " applied;"; }
        void conflict(const std::string& key, Value current) override { told += key + " " + to_text(current) + ";"; }
        std::string told{};
    } answers;
    auto table = contacts();
    CrmLeadStore leads(table);
    const std::vector<LeadChange> changes{{"1", "ada", AddNote{"once"}},
                                          {"1", "ada", AddNote{"once"}},
                                          {"2", "ada", SetField{"first_name", Value("Eva"), Value("Eve")}},
                                          {"3", "nobody", AddNote{"gone"}}};
    REQUIRE(leads.apply(changes, answers));
    CHECK(answers.told == "1 applied;1 applied;2 Ada;3 applied;");
    CHECK(table["ada"].timeline == "once\n");
}

} // namespace
