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

TEST_CASE("nothing of a forgotten lead stands in the files, and everything of another", "[sqlite][forget]") {
    const bool records = GENERATE(false, true);
    const bool keeps_leads = !records;
    CAPTURE(records);
    const Scratch scratch;
    const LeadId id = "zaphod-id";
    {
        const sqlite::Options options{.record_messages = records, .keep_leads = keeps_leads};
        Nursery nursery(plan_of(traces), std::make_unique<FileSubject>(scratch.file(), options));
        nursery.email.script = [](const Message& message) {
            return !message.to.starts_with("zaphod") ? Delivery{}
                                                     : Delivery{DeliveryKind::deferred, message.to + " waits"};
        };
        nursery.put(person(id, "zaphod"));
        std::vector<LeadId> others;
        for (int i = 0; i < 120; ++i) { // Enough, and of names that are long enough, for pages that are divided.
            others.emplace_back((i % 3 == 0 ? "zz" : "lead-") + std::to_string(i * 37 % 120) + std::string(60, '.'));
            nursery.put(person(others.back(), others.back().str()));
        }
        Milliseconds at{0};
        for (std::size_t i = 0; i < others.size(); ++i) {
            live(nursery, others[i], others[i].str(), at += 3h);
            if (i == 40 || i == 118) { // Long ago, and with a message that is still to go again.
                live(nursery, id, "zaphod", at += 3h);
            }
        }
        const std::string before = scratch.folder();
        CHECK_FALSE(found_in(before, {"zaphod-id"}).empty());
        CHECK_FALSE(found_in(before, {"zaphod-title"}).empty());
        const Ticket forgotten = nursery.give(at + 4h, LeadDeleted{id, true});
        nursery.run_to(at + 4h);
        REQUIRE(nursery.outcome_of(forgotten).kind == Settled::Kind::applied);
        CHECK(found_in(scratch.folder(), {"zaphod"}).empty()); // At once, and not only when the file is closed.
        const Ticket late = nursery.event(at + 5h, id, "asked", {{"title", "zaphod-late"}});
        nursery.run_to(at + 5h);
        const Settled refused = nursery.outcome_of(late);
        REQUIRE(refused.refusal);
        CHECK(refused.refusal->code == Errc::unknown_lead);
    }
    CHECK(found_in(scratch.folder(), {"zaphod"}) == std::vector<std::string>{});
    CHECK_FALSE(found_in(scratch.folder(), {"lead-7.", "lead-37."}).empty());
    CHECK(*opened(scratch.file(), {.keep_leads = keeps_leads})->check() == std::vector<std::string>{});
}
