// SPDX-License-Identifier: BSL-1.0

#include "replay/replay.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/rehearsal/replayed_leads.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

namespace {

namespace fs = std::filesystem;
using namespace nurture;
using cli::Halt;
using cli::Replay;
using cli::RunOptions;
using testing_support::plan_of;

constexpr std::string_view documents = R"([
  {"workflow": "two-mails", "trigger": {"event": "go"}, "exit": [{"event": "stop"}], "reenroll": "always",
   "steps": [{"send": "first"}, {"set": {"lead.stage": "told"}}, {"delay": "1h"}, {"send": "second"}]},
  {"content": "first", "channel": "email", "subject": "One", "text": "Hello {{ lead.city }}"},
  {"content": "second", "channel": "email", "subject": "Two", "text": "{{ lead.city }}, {{ lead.stage }}"}])";

/// A folder that is gone at the end of the test.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "nurture-replay-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }

private:
    fs::path path_;
};

/// A store that breaks at a commit, as a process does that is killed: what was committed before is all there is.
class BreakingStore final : public EngineStore {
public:
    explicit BreakingStore(EngineStore& sound, std::size_t commits) : sound_(sound), left_(commits) {}

    Result<std::optional<Digest>> deployed() override { return sound_.deployed(); }
    Result<OpenedStore> open() override { return sound_.open(); }
    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override { return sound_.load(ids); }
    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override {
        return sound_.load_accounts(ids);
    }
    Result<std::vector<LeadId>> leads_of(const AccountId& account) override { return sound_.leads_of(account); }
    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override { return sound_.due(up_to, at_most); }
    Result<std::vector<MessageRow>> outbox() override { return sound_.outbox(); }
    Result<std::vector<MessageRow>> in_doubt() override { return sound_.in_doubt(); }
    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override {
        return sound_.leads(after, at_most);
    }
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        return sound_.seen(names, now);
    }
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override { return sound_.lead_of(key); }
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override { return sound_.suppressed(hashes); }
    Result<std::vector<LeadChange>> pending_changes() override { return sound_.pending_changes(); }
    Result<void> refusals(const std::function<void(const Refusal&)>& take) override { return sound_.refusals(take); }
    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override {
        return sound_.journal(query, take);
    }
    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override {
        return sound_.messages(take);
    }
    [[nodiscard]] bool records_messages() const noexcept override { return sound_.records_messages(); }

    Result<void> commit(const CommitGroup& group) override {
        if (left_ == 0) {
            return Error{Errc::store, "broken"};
        }
        --left_;
        return sound_.commit(group);
    }

private:
    EngineStore& sound_;
    std::size_t left_;
};

/// What is compared of a run.
struct Told {
    std::string halt{};
    std::string digest{};
    std::string journal{};
    std::string messages{};
    std::string rejects{};
    std::vector<std::uint64_t> counts{};
    std::string until{};

    friend bool operator==(const Told&, const Told&) = default;
};

/// A store in memory that outlives the runs on it, as a file does.
class Stage {
public:
    explicit Stage(std::string_view catalog = documents) : plan_(plan_of(catalog)) {}

    Told run(const RunOptions& options, std::size_t commits = SIZE_MAX) {
        BreakingStore store(state_, commits);
        const Catalog catalog;
        Replay replay(options, plan_, catalog,
                      {.state = store,
                       .leads = leads_,
                       .put =
                           [this](std::span<const Lead> some) {
                               for (const Lead& lead : some) {
                                   leads_.introduce(lead);
                               }
                               return Result<void>();
                           },
                       .lead_count = [this] { return Result<std::size_t>(leads_.size()); },
                       .database = "test.db"});
        Told told;
        if (const std::optional<Halt> halt = replay.play()) {
            told.halt = std::to_string(halt->status) + ' ' + halt->sentence;
            return told;
        }
        const cli::ReplayCounts& counts = replay.counts();
        told.counts = {counts.leads, counts.accounts, counts.events, counts.duplicates, counts.rejected};
        told.until = replay.until() ? to_string(*replay.until()) : "";
        told.digest = to_hex(*digest_of(state_));
        (void)state_.journal({}, [&](const JournalLine& line) { told.journal += to_json(line) + '\n'; });
        (void)state_.messages([&](Instant at, const Message& message) {
            told.messages += to_string(at) + ' ' + message.lead.str() + ' ' + message.text + '\n';
        });
        for (const cli::BadInput& bad : replay.rejects()) {
            told.rejects += describe(bad) + '\n';
        }
        return told;
    }

private:
    Plan plan_;
    MemoryStore state_{MemoryStore::Options{.record_messages = true}};
    ReplayedLeads leads_;
};

const std::string leads_text = "id,email,city,subscribed.marketing\n"
                               "ada,ada@example.com,Rome,true\nben,ben@example.com,Oslo,\n,nobody@example.com,,\n"
                               "cleo,cleo@example.com,,\n";
const std::string first_events = "time,lead,type,id,city,subscribed.marketing\n"
                                 "2026-03-02T09:00:00Z,ada,go,e1,,\n"
                                 "2026-03-02T09:00:00Z,ben,go,e2,,\n"
                                 "2026-03-02T09:30:00Z,zed,go,e3,,\n"
                                 "soon,ada,go,e4,,\n"
                                 "2026-03-02T10:00:00Z,ben,lead_changed,,Bergen,false\n"
                                 "2026-03-02T10:00:00Z,ben,go,e5,,\n"
                                 "2026-03-02T11:30:00Z,zed,lead_changed,,Kiel,true\n"
                                 "2026-03-02T12:00:00Z,ada,go,e6,,\n"
                                 "2026-03-02T12:10:00Z,ada,go,e6,,\n"
                                 "2026-03-02T12:20:00Z,cleo,lead_deleted,,,\n"
                                 "2026-03-02T12:30:00Z,cleo,go,e7,,\n"
                                 "2026-03-02T14:00:00Z,ben,lead_changed,,Oslo,true\n";
const std::string second_events = R"({"time":"2026-03-02T09:00:00Z","lead":"cleo","type":"go"}
{"time":"2026-03-02T12:00:00Z","lead":"ben","type":"lead_changed","properties":{"city":null,"subscribed.marketing":true}}
{"time":"2026-03-02T12:00:00Z","lead":"ben","type":"go"}

{"time":"2026-03-02T13:00:00Z","lead":"ada","type":"stop"}
)";

RunOptions options_in(const Folder& folder) {
    RunOptions options;
    options.catalog = "catalog.yaml";
    options.leads = {folder.write("leads.csv", leads_text)};
    options.events = {folder.write("first.csv", first_events), folder.write("second.jsonl", second_events)};
    options.until = parse_instant("2026-03-03T00:00:00Z").value();
    options.skip_bad_rows = true;
    return options;
}

TEST_CASE("a run that breaks at any commit goes on and ends as one that never broke", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    options.group = static_cast<std::size_t>(GENERATE(1, 2, 3, 5));
    options.sort = GENERATE(false, true);
    const Told whole = Stage().run(options);
    REQUIRE(whole.halt.empty());
    CHECK(whole.counts == std::vector<std::uint64_t>{3, 0, 16, 1, 5});

    std::size_t broken = 0;
    for (std::size_t commits = 0; commits < 100; ++commits) {
        Stage stage;
        if (stage.run(options, commits).halt.empty()) {
            break;
        }
        ++broken;
        CHECK(stage.run(options) == whole);
        CHECK(stage.run(options) == whole); // Nor does it matter when there is nothing left to do.
    }
    CHECK(broken >= 3);
}

TEST_CASE("a run that breaks again and again ends as one that never broke", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    options.group = 1;
    const Told whole = Stage().run(options);
    Stage stage;
    Told told = stage.run(options, 1);
    for (int again = 0; again < 100 && !told.halt.empty(); ++again) {
        told = stage.run(options, 1 + static_cast<std::size_t>(again % 2));
    }
    CHECK(told == whole);
}

TEST_CASE("a file may have grown at its end", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    options.until.reset();
    const std::string more = "2026-03-02T15:00:00Z,dora,go,e8,,\n";
    const std::string more_leads = "dora,dora@example.com,Bonn,\n";
    const std::string without_line_end = first_events.substr(0, first_events.size() - 1);

    Stage stage;
    folder.write("first.csv", without_line_end);
    REQUIRE(stage.run(options).halt.empty());
    folder.write("first.csv", without_line_end + "\r\n" + more);
    folder.write("leads.csv", leads_text + more_leads);
    const Told grown = stage.run(options);
    CHECK(grown.halt.empty());
    CHECK(grown == Stage().run(options));
    CHECK(grown.messages.find("dora Hello Bonn") != std::string::npos);
}

TEST_CASE("a file that changed where it was read is refused and nothing is taken in", "[cli][replay]") {
    const Folder folder;
    const RunOptions options = options_in(folder);
    Stage stage;
    const Told before = stage.run(options);
    const auto changed = [&](const std::string& name, std::string text, const std::string& what,
                             const std::string& with) {
        folder.write(name, text.replace(text.find(what), what.size(), with));
        return stage.run(options).halt;
    };
    CHECK(changed("first.csv", first_events, "e2", "e9")
              .find("first.csv:13: the file changed in this line or before "
                    "it, and test.db has taken in what stood there") != std::string::npos);
    CHECK(changed("first.csv", first_events, "soon", "later").find("first.csv:13: the file changed") !=
          std::string::npos);
    folder.write("first.csv", first_events);
    CHECK(changed("leads.csv", leads_text, "Oslo", "Bonn").find("leads.csv:5: the file changed") != std::string::npos);
    CHECK(changed("leads.csv", leads_text, "cleo,cleo@example.com,,\n", "")
              .find("leads.csv has 2 good rows, and test.db has taken in 3 of it") != std::string::npos);
    folder.write("leads.csv", leads_text);
    CHECK(changed("second.jsonl", second_events, "cleo", "dora").find("second.jsonl:5: the file changed") !=
          std::string::npos);
    folder.write("second.jsonl", second_events);
    CHECK(stage.run(options) == before);
}

TEST_CASE("what is added in front of what was taken in comes too late", "[cli][replay]") {
    const Folder folder;
    const RunOptions options = options_in(folder);
    Stage stage;
    const Told before = stage.run(options);
    folder.write("second.jsonl", second_events + R"({"time":"2026-03-02T13:30:00Z","lead":"ada","type":"go"})");
    CHECK(stage.run(options).halt.find("second.jsonl:6: 2026-03-02T13:30:00.000Z is new and comes too late") !=
          std::string::npos);
    folder.write("second.jsonl", second_events);
    CHECK(stage.run(options) == before);
}

TEST_CASE("of one instant, only what comes behind everything that was taken in can be added", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    options.until.reset();
    const std::string begin = "time,lead,type\n2026-03-02T09:00:00Z,ada,go\n";
    const std::string end = "time,lead,type\n2026-03-02T12:00:00Z,ada,stop\n";
    const std::string more = "2026-03-02T12:00:00Z,ben,go\n";
    options.events = {folder.write("first.csv", begin), folder.write("second.csv", end)};
    Stage stage;
    REQUIRE(stage.run(options).halt.empty());
    folder.write("first.csv", begin + more);
    CHECK(stage.run(options).halt.find("first.csv:3: 2026-03-02T12:00:00.000Z is new and comes too late") !=
          std::string::npos);
    folder.write("first.csv", begin);
    folder.write("second.csv", end + more);
    CHECK(stage.run(options) == Stage().run(options));
}

TEST_CASE("the same files are given again, in the same order and way", "[cli][replay]") {
    const Folder folder;
    const RunOptions options = options_in(folder);
    Stage stage;
    const Told before = stage.run(options);
    RunOptions other = options;
    other.events.pop_back();
    CHECK(stage.run(other).halt == "2 test.db has taken in file 2 of --events, and this run names 1; give the same "
                                   "files in the same order, new ones behind them");
    other = options;
    other.sort = true;
    CHECK(stage.run(other).halt == "2 test.db was begun without --sort; go on as it was begun");
    other = options;
    other.from = parse_instant("2026-03-01T00:00:00Z").value();
    CHECK(stage.run(other).halt.find("test.db was begun at the first event, and this run begins at "
                                     "2026-03-01T00:00:00.000Z") != std::string::npos);
    other = options;
    other.until = parse_instant("2026-03-02T10:00:00Z").value();
    CHECK(stage.run(other).halt.find("--until 2026-03-02T10:00:00.000Z is before") != std::string::npos);
    CHECK(stage.run(options) == before);
}

TEST_CASE("a later --until goes on", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    const Told whole = Stage().run(options);
    Stage stage;
    for (const char* until : {"2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T10:15:00Z"}) {
        options.until = parse_instant(until).value();
        CHECK(stage.run(options).halt.empty());
    }
    options.until = parse_instant("2026-03-03T00:00:00Z").value();
    CHECK(stage.run(options) == whole);
}

TEST_CASE("a bad row ends a run, and the corrected one goes on", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    options.skip_bad_rows = false;
    const std::string good_leads = "id,email,city\nada,ada@example.com,Rome\nben,ben@example.com,Oslo\n";
    folder.write("leads.csv", good_leads);
    // The timer of 10:00 must find the row behind the bad one, which is of the same instant.
    const std::string begin = "time,lead,type\n2026-03-02T09:00:00Z,ada,go\n2026-03-02T10:00:00Z,ben,go\n";
    options.events = {
        folder.write("first.csv", begin + "2026-03-02T10:00:00Z,zed,go\n2026-03-02T10:00:00Z,ada,stop\n")};

    Stage stage;
    CHECK(stage.run(options).halt.find("first.csv:4: the lead store has no lead zed; add the lead to a lead file") !=
          std::string::npos);
    folder.write("leads.csv", good_leads + "zed,zed@example.com,\n");
    const Told whole = Stage().run(options);
    CHECK(whole.messages.find("ada Rome, told") == std::string::npos);
    CHECK(stage.run(options) == whole);
}

TEST_CASE("a row that was refused is refused again by a run that stops at bad rows", "[cli][replay]") {
    const Folder folder;
    RunOptions options = options_in(folder);
    folder.write("leads.csv", "id,email\nada,ada@example.com\nben,ben@example.com\ncleo,cleo@example.com\n");
    folder.write("first.csv", "time,lead,type\n2026-03-02T09:00:00Z,zed,go\n2026-03-02T10:00:00Z,ada,go\n");
    Stage stage;
    const Told skipped = stage.run(options);
    CHECK(skipped.rejects.find("first.csv:2: the lead store has no lead zed") != std::string::npos);
    options.skip_bad_rows = false;
    CHECK(stage.run(options).halt.find("test.db has refused it for good") != std::string::npos);
    options.skip_bad_rows = true;
    CHECK(stage.run(options) == skipped);
}

} // namespace
