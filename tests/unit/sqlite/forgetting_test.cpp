// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lead that was forgotten is not to be found in the bytes of the files.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/sqlite/database.hpp>

#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;

namespace {

/// A workflow that leaves something of the lead wherever a lead can leave something.
constexpr std::string_view traces = R"json([
  {"settings": {"delivery": {"keep_inputs": "30d", "duplicates_within": "24h"}}},
  {"workflow": "guide", "trigger": {"event": "asked"}, "key": "event.title", "reenroll": "always",
   "when": "lead.first_name != 'nobody' && (latest('asked').title != 'x' || accountLeads('asked', '9d') > 0)",
   "exit": [{"event": "stop", "reason": "stopped"}],
   "steps": [{"note": "asked by {{ lead.first_name }}"}, {"compute": {"seen": "trigger.title"}}, {"send": "guide"},
             {"wait": {"event": "answered", "where": "event.title != ''"}, "timeout": "2d",
              "then": [{"branch": [{"if": "event.title.startsWith('a')", "then": [{"note": "{{ event.title }}"}]}],
                        "else": [{"note": "not {{ event.title }}"}]}]},
             {"delay": "30d"}]},
  {"workflow": "dates", "trigger": {"date": "lead.birthday"}, "steps": [{"delay": "1d"}]},
  {"workflow": "refused", "trigger": {"event": "asked"}, "when": "lead.first_name == 'nobody'", "steps": [{"delay": "1d"}]},
  {"content": "guide", "channel": "email", "subject": "For {{ lead.first_name }}", "text": "Dear {{ lead.first_name }}",
   "from": "{{ lead.first_name }} <us@example.com>"}])json";

/// A database in a folder, alone or beside a lead store in memory.
class FileSubject final : public testing::EngineStoreSubject {
public:
    FileSubject(std::string path, sqlite::Options options) : path_(std::move(path)), options_(options) { reopen(); }

    EngineStore& store() override { return *database_; }
    void reopen() override {
        database_.reset();
        database_ = opened(path_, options_);
    }
    void put(const Lead& lead) override { REQUIRE(database_->put({&lead, 1})); }

private:
    std::string path_;
    sqlite::Options options_;
    std::unique_ptr<Database> database_;
};

/// Which of the words the files of a folder hold, and in which file.
std::vector<std::string> found_in(const std::string& folder, const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string bytes = bytes_of(entry.path().string());
        for (const std::string& word : words) {
            if (bytes.find(word) != std::string::npos) {
                found.push_back(entry.path().filename().string() + " has " + word);
            }
        }
    }
    return found;
}

/// Everything that happens to a lead; every word of it has `word` in it.
void live(Nursery& nursery, const LeadId& id, const std::string& word, Milliseconds at) {
    const auto say = [&](std::string_view what) { return word + '-' + std::string(what); };
    Event asked{.lead = id, .type = "asked", .id = say("event")};
    asked.properties = {{"title", say("title")}, {"more", Value::List{say("list")}}};
    nursery.give(at, asked);
    nursery.give(at, LeadChanged{.lead = id, .fields = {{"first_name", say("other-name")}}});
    nursery.give(at, ConsentGiven{id, "marketing", true, say("page")});
    nursery.give(at, Event{.lead = id, .type = "lied", .time = monday + 900h, .properties = {{"x", say("lie")}}},
                 {{.source = "events.csv", .position = 1}});
    nursery.run_to(at);
    nursery.give(at + 1h,
                 Event{.lead = id, .type = "answered", .id = say("answer"), .properties = {{"title", say("b")}}});
    nursery.give(at + 2h,
                 Enroll{.lead = id, .workflow = "guide", .force = true, .properties = {{"title", say("host")}}});
    nursery.run_to(at + 3h);
}

Lead person(const LeadId& id, const std::string& word) {
    return {.id = id,
            .fields = {{"email", word + "@example.com"},
                       {"first_name", word + "-name"},
                       {"time_zone", word + "-zone"},
                       {"birthday", "2026-12-24"}},
            .account = {.id = "acme", .fields = {{"name", "Acme"}}},
            .subscriptions = {{"marketing", true}}};
}

} // namespace

TEST_CASE("nothing of forgotten leads stands in the files, and everything of others", "[sqlite][forget]") {
    const bool records = GENERATE(false, true);
    const bool keeps_leads = !records;
    CAPTURE(records);
    const Scratch scratch;
    {
        const sqlite::Options options{.record_messages = records, .keep_leads = keeps_leads};
        Nursery nursery(plan_of(traces), std::make_unique<FileSubject>(scratch.file(), options));
        nursery.email.script = [](const Message& message) {
            return !message.to.starts_with("zaphod") ? Delivery{}
                                                     : Delivery{DeliveryKind::deferred, message.to + " waits"};
        };
        std::vector<LeadId> all;
        std::vector<LeadId> gone;
        for (int i = 0; i < 120; ++i) { // Enough, and of names that are long enough, for pages that are divided.
            const int n = i * 37 % 120;
            const std::string name = n % 10 == 3 ? "zaphod-" : n % 3 == 0 ? "zz-" : "lead-";
            all.emplace_back(std::to_string(n) + name + std::string(60, '.'));
            nursery.put(person(all.back(), name + std::to_string(n)));
            if (name == "zaphod-") {
                gone.push_back(all.back());
            }
        }
        Milliseconds at{0};
        for (const LeadId& id : all) {
            live(nursery, id, id.str(), at += 3h);
        }
        for (const LeadId& id : gone) { // Once more, with messages that are still to go again.
            live(nursery, id, "zaphod", at += 3h);
        }
        CHECK_FALSE(found_in(scratch.folder(), {"zaphod-title"}).empty());
        for (const LeadId& id : gone) {
            nursery.give(at + 4h, LeadDeleted{id, true});
        }
        nursery.run_to(at + 4h);
        CHECK(nursery.store.forgotten()->size() == gone.size());
        CHECK(found_in(scratch.folder(), {"zaphod"}).empty()); // At once, and not only when the file is closed.
        const Ticket late = nursery.event(at + 5h, gone.front(), "asked", {{"title", "zaphod-late"}});
        nursery.run_to(at + 5h);
        const Settled refused = nursery.outcome_of(late);
        REQUIRE(refused.refusal);
        CHECK(refused.refusal->code == Errc::unknown_lead);
    }
    CHECK(found_in(scratch.folder(), {"zaphod"}) == std::vector<std::string>{});
    CHECK_FALSE(found_in(scratch.folder(), {"17lead-"}).empty());
    CHECK(*opened(scratch.file(), {.keep_leads = keeps_leads})->check() == std::vector<std::string>{});
}

TEST_CASE("a check finds what tells of somebody who was forgotten", "[sqlite][forget]") {
    const Scratch scratch;
    {
        Nursery nursery(plan_of(traces), std::make_unique<FileSubject>(scratch.file(), sqlite::Options{}));
        nursery.put(person("ada", "ada"));
        live(nursery, "ada", "ada", 0h);
        nursery.give(4h, LeadDeleted{"ada", true});
        nursery.run_to(4h);
    }
    REQUIRE(opened(scratch.file())->check()->empty());
    run_sql(scratch.file(), "UPDATE journal_row SET personal = '{\"to\":\"ada@example.com\"}' WHERE seq = 3");
    run_sql(scratch.file(), "UPDATE message_row SET address = 'ada@example.com'");
    const std::vector<std::string> findings = *opened(scratch.file())->check();
    CHECK_THAT(findings,
               Catch::VectorContains(std::string("lead #1 was forgotten, and line 3 of its journal tells of it")));
    CHECK_THAT(findings, Catch::VectorContains(std::string("lead #1 was forgotten, and message 1 tells of it")));
}
