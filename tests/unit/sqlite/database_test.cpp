// SPDX-License-Identifier: BSL-1.0
/// \file
/// The database as an engine store: what was committed is answered, now and after it was opened again.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nurture/runtime/memory_store.hpp>

#include "answers.hpp"
#include "random_groups.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;
using Mode = sqlite::Options::Mode;

namespace {

const Instant monday = *parse_instant("2026-03-02T09:00:00Z");

Result<void> commit_lead(Database& store, std::uint64_t epoch, const LeadId& id, Instant due = monday) {
    LeadRow row{.id = id, .due = due};
    const std::vector<const LeadRow*> rows{&row};
    return store.commit({.epoch = epoch, .driven_to = monday, .leads = rows});
}

} // namespace

TEST_CASE("a database answers as the store in memory does, whatever was committed", "[sqlite][database]") {
    const bool records = GENERATE(false, true);
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        INFO("seed " << seed);
        const Scratch scratch;
        const sqlite::Options options{.record_messages = records, .keep_leads = false};
        std::unique_ptr<Database> database = opened(scratch.file(), options);
        MemoryStore memory({.record_messages = records});
        GroupMaker groups(seed);
        std::uint64_t epoch = database->open()->epoch;
        REQUIRE(memory.open()->epoch == epoch);
        for (int i = 0; i < 40; ++i) {
            const OwnedGroup group = groups.next(epoch);
            REQUIRE(memory.commit(group.view));
            REQUIRE(database->commit(group.view));
            if (i % 8 == 0) {
                database = opened(scratch.file(), options);
                const OpenedStore again = *database->open();
                require_same_opening(*memory.open(), again);
                epoch = again.epoch;
            }
            if (i % 8 == 4) {
                require_same_answers(memory, *database, groups);
            }
        }
        require_same_answers(memory, *database, groups);
        require_same_logs(memory, *database, groups);
        const std::vector<LeadChange> expected = *memory.pending_changes();
        const std::vector<LeadChange> changes = *database->pending_changes();
        REQUIRE(all_same(expected, changes, [](const LeadChange& a, const LeadChange& b) {
            if (const auto* note = std::get_if<AddNote>(&a.what); note != nullptr) {
                return a.key == b.key && a.lead == b.lead && note->text == std::get<AddNote>(b.what).text;
            }
            const auto& one = std::get<SetField>(a.what);
            const auto& two = std::get<SetField>(b.what);
            return a.key == b.key && a.lead == b.lead && one.field == two.field && one.from == two.from &&
                   one.to == two.to;
        }));
        REQUIRE(database->check()->empty());
    }
}

TEST_CASE("an engine that was displaced cannot commit", "[sqlite][database]") {
    const Scratch scratch;
    const auto first = opened(scratch.file());
    const auto second = opened(scratch.file());
    const std::uint64_t epoch = first->open()->epoch;
    REQUIRE(commit_lead(*first, epoch, "ada"));
    REQUIRE(second->open()->epoch > epoch);
    const Result<void> refused = commit_lead(*first, epoch, "bob");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_owner);
    CHECK(*second->leads("", 10) == std::vector<LeadId>{"ada"});
}

TEST_CASE("two objects see what the other has committed", "[sqlite][database]") {
    const Scratch scratch;
    const auto writer = opened(scratch.file());
    const auto reader = opened(scratch.file(), {.mode = Mode::read});
    const std::uint64_t epoch = writer->open()->epoch;
    REQUIRE(commit_lead(*writer, epoch, "ada"));
    CHECK(reader->due(monday, 10)->size() == 1);
    REQUIRE(commit_lead(*writer, epoch, "bob"));
    CHECK(reader->due(monday, 10)->size() == 2);
}

TEST_CASE("a reader writes nothing and displaces nobody", "[sqlite][database]") {
    const Scratch scratch;
    const auto writer = opened(scratch.file());
    const std::uint64_t epoch = writer->open()->epoch;
    const auto reader = opened(scratch.file(), {.mode = Mode::read});
    CHECK(reader->open()->epoch == 0);
    REQUIRE(commit_lead(*writer, epoch, "ada"));
    const std::vector<Lead> leads{{.id = "ada"}};
    for (const Result<void>& refused : {commit_lead(*reader, epoch, "bob"), reader->put(leads)}) {
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::store);
        CHECK_THAT(refused.error().message, Catch::Contains("opened for reading"));
    }
    CHECK(*reader->leads("", 10) == std::vector<LeadId>{"ada"});
}

TEST_CASE("a commit that fails leaves nothing, and the next one works", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file(), {.keep_leads = false});
    MemoryStore memory;
    GroupMaker groups(1);
    const std::uint64_t epoch = store->open()->epoch;
    REQUIRE(memory.open()->epoch == epoch);
    for (int i = 0; i < 20; ++i) {
        const OwnedGroup group = groups.next(epoch);
        OwnedGroup broken = group;
        broken.changes.push_back({"deep", "ada", SetField{"x", {}, nested(2'000)}}); // Written last but a few.
        broken.view.changes = broken.changes;
        const Result<void> failed = store->commit(broken.view);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().code == Errc::store);
        CHECK_THAT(failed.error().message, Catch::Contains("nested"));
        require_same_answers(memory, *store, groups);
        REQUIRE(memory.commit(group.view));
        REQUIRE(store->commit(group.view));
    }
    require_same_answers(memory, *store, groups);
    require_same_logs(memory, *store, groups);
    CHECK(store->check()->empty());
}

TEST_CASE("texts are gone from the file when the answer is final", "[sqlite][database]") {
    const Scratch scratch;
    {
        const auto store = opened(scratch.file());
        const std::uint64_t epoch = store->open()->epoch;
        MessageRow row{.message = {.key = "k", .lead = "ada", .text = "a very private sentence"},
                       .state = MessageState::handing_over};
        LeadRow lead{.id = "ada"};
        const std::vector<const LeadRow*> leads{&lead};
        const std::vector<std::pair<LeadId, const MessageRow*>> messages{{"ada", &row}};
        REQUIRE(store->commit({.epoch = epoch, .leads = leads, .messages = messages}));
        CHECK(store->in_doubt()->front().message.text == "a very private sentence");
        row.state = MessageState::accepted;
        REQUIRE(store->commit({.epoch = epoch, .leads = leads, .messages = messages}));
        CHECK(messages_of(*store).empty());
    }
    CHECK(bytes_of(scratch.file()).find("very private") == std::string::npos);
}

TEST_CASE("a store that records messages keeps what it began with", "[sqlite][database]") {
    const Scratch scratch;
    CHECK(opened(scratch.file(), {.record_messages = true})->records_messages());
    CHECK(opened(scratch.file(), {.record_messages = false})->records_messages());
    CHECK_FALSE(opened(scratch.file("other"), {})->records_messages());
    CHECK_FALSE(opened(scratch.file("other"), {.record_messages = true})->records_messages());
}

TEST_CASE("who takes lines may ask the store and commit meanwhile", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file(), {.record_messages = true});
    GroupMaker groups(3);
    const std::uint64_t epoch = store->open()->epoch;
    for (int i = 0; i < 20; ++i) {
        REQUIRE(store->commit(groups.next(epoch).view));
    }
    const std::size_t lines = lines_of(*store).size();
    std::size_t taken = 0;
    REQUIRE(store->journal({}, [&](const JournalLine& line) {
        ++taken;
        REQUIRE_FALSE(lines_of(*store, {.lead = line.lead}).empty());
        REQUIRE(store->load({&line.lead, 1})->size() == 1);
        REQUIRE(store->commit(groups.next(epoch).view));
    }));
    CHECK(taken == lines);
    const std::size_t messages = messages_of(*store).size();
    REQUIRE(messages > 0);
    taken = 0;
    REQUIRE(store->messages([&](Instant, const Message& message) {
        ++taken;
        REQUIRE(*store->lead_of(message.key) == message.lead);
        REQUIRE(messages_of(*store).size() == messages);
    }));
    CHECK(taken == messages);
    CHECK(store->check()->empty());
}

TEST_CASE("however many lines a commit has, each leads back to the one before of its lead", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::uint64_t epoch = store->open()->epoch;
    std::vector<LeadRow> rows{{.id = "ada"}, {.id = "bob"}, {.id = "zoë"}};
    const std::vector<const LeadRow*> leads{&rows[0], &rows[1], &rows[2]};
    std::vector<JournalLine> expected;
    Dice dice(5);
    for (const std::size_t count : {1U, 31U, 32U, 33U, 100U, 7U}) {
        std::vector<JournalLine> lines;
        for (std::size_t i = 0; i < count; ++i) {
            LeadRow& row = rows[dice.below(rows.size())];
            lines.push_back(random_line(dice, row.id, ++row.seq));
            lines.back().at = monday + Milliseconds(static_cast<std::int64_t>(expected.size() + i));
            chain(row.chain, lines.back());
        }
        REQUIRE(store->commit({.epoch = epoch, .leads = leads, .journal = lines}));
        expected.insert(expected.end(), lines.begin(), lines.end());
    }
    CHECK(lines_of(*store) == expected);
    for (const LeadRow& row : rows) {
        CHECK(lines_of(*store, {.lead = row.id}).size() == row.seq);
    }
    CHECK(store->check()->empty());
}

TEST_CASE("a commit that would be the first of a lead without its row is found again", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::uint64_t epoch = store->open()->epoch;
    const std::vector<SeenEvent> seen{{{"ada", "e1"}, end_of_time}};
    JournalLine line{.seq = 1, .at = monday, .lead = "bob"};
    REQUIRE(store->commit({.epoch = epoch, .journal = {&line, 1}, .seen = seen}));
    const std::vector<EventName> names{{"ada", "e1"}, {"bob", "e1"}};
    CHECK(*store->seen(names, monday) == std::vector<bool>{true, false});
    CHECK(lines_of(*store, {.lead = "bob"}).size() == 1);
    CHECK(store->leads("", 10)->empty()); // Neither was met.
    REQUIRE(commit_lead(*store, epoch, "bob"));
    CHECK(*store->leads("", 10) == std::vector<LeadId>{"bob"});
    CHECK(lines_of(*store, {.lead = "bob"}).size() == 1);
}

TEST_CASE("event ids of a lead that nobody will ask for are forgotten", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::uint64_t epoch = store->open()->epoch;
    for (int i = 0; i < 50; ++i) {
        const Instant now = monday + std::chrono::hours(i);
        const std::vector<SeenEvent> seen{{{"ada", "e" + std::to_string(i)}, now + std::chrono::hours(3)}};
        REQUIRE(store->commit({.epoch = epoch, .driven_to = now, .seen = seen}));
    }
    CHECK(run_sql(scratch.file(), "SELECT count(*) FROM seen") == "3\n");
}

TEST_CASE("kept inputs are deleted by age", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::uint64_t epoch = store->open()->epoch;
    const std::vector<KeptInput> inputs{{monday, "ada", "{}"}, {monday + Milliseconds(1), "ada", "{\"a\":1}"}};
    REQUIRE(store->commit({.epoch = epoch, .kept_inputs = inputs}));
    CHECK(run_sql(scratch.file(), "SELECT count(*) FROM input") == "2\n");
    REQUIRE(store->commit({.epoch = epoch, .forget_inputs_before = monday + Milliseconds(1)}));
    CHECK(run_sql(scratch.file(), "SELECT lead, body FROM input") == "ada|{\"a\":1}\n");
}

TEST_CASE("the catalog can be asked for without becoming the owner", "[sqlite][database]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    CHECK(*store->deployed() == std::nullopt);
    const std::uint64_t epoch = store->open()->epoch;
    REQUIRE(store->commit({.epoch = epoch, .catalog = sha256("catalog")}));
    CHECK(*opened(scratch.file())->deployed() == sha256("catalog"));
    REQUIRE(commit_lead(*store, epoch, "ada"));
}
