// SPDX-License-Identifier: BSL-1.0
/// \file
/// The tables: how versions follow one another, what people see in the views, which queries an index answers alone.

#include <sqlite3.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/state.hpp>

#include "scratch.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/message_rows.hpp"
#include "sqlite/schema.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using namespace nurture::sqlite;

namespace {

std::unique_ptr<Connection> connected(const std::string& path) {
    Result<std::unique_ptr<Connection>> opened = Connection::open(path, Connection::Access::create, Milliseconds(0));
    return *std::move(opened);
}

const Instant monday = *parse_instant("2026-03-02T09:00:00.250Z");

std::string plan_of(const std::string& path, std::string query) {
    for (std::size_t at = query.find('?'); at != std::string::npos; at = query.find('?')) {
        query.replace(at, 2, "1");
    }
    return run_sql(path, "EXPLAIN QUERY PLAN " + query);
}

} // namespace

TEST_CASE("upgrades are made one after the other, from the version the file has", "[sqlite][schema]") {
    const Scratch scratch;
    run_sql(scratch.file(), "PRAGMA user_version = 3; CREATE TABLE t (x); INSERT INTO t VALUES ('begun')");
    const std::array<Upgrade, 4> steps{
        Upgrade{2, "UPDATE t SET x = x || ' 2'"}, Upgrade{3, "UPDATE t SET x = x || ' 3'"},
        Upgrade{4, "UPDATE t SET x = x || ' 4'"}, Upgrade{5, "UPDATE t SET x = x || ' 5'"}};
    const auto connection = connected(scratch.file());
    upgrade_schema(*connection, steps, 5);
    CHECK(connection->ok());
    CHECK(run_sql(scratch.file(), "SELECT x FROM t; PRAGMA user_version") == "begun 3 4\n5\n");
    upgrade_schema(*connection, steps, 5);
    CHECK(run_sql(scratch.file(), "SELECT x FROM t; PRAGMA user_version") == "begun 3 4\n5\n");
}

TEST_CASE("an upgrade that fails leaves the file as it was", "[sqlite][schema]") {
    const Scratch scratch;
    run_sql(scratch.file(), "PRAGMA user_version = 1; CREATE TABLE t (x)");
    const std::array<Upgrade, 2> steps{Upgrade{1, "CREATE TABLE u (y); DROP TABLE t"},
                                       Upgrade{2, "DROP TABLE missing"}};
    const auto connection = connected(scratch.file());
    upgrade_schema(*connection, steps, 3);
    REQUIRE_FALSE(connection->ok());
    CHECK(run_sql(scratch.file(), "SELECT name FROM sqlite_schema; PRAGMA user_version") == "t\n1\n");
}

TEST_CASE("a version that no upgrade knows stays what it is", "[sqlite][schema]") {
    const Scratch scratch;
    run_sql(scratch.file(), "PRAGMA user_version = 7; CREATE TABLE t (x)");
    const auto connection = connected(scratch.file());
    upgrade_schema(*connection, upgrades(), 8);
    REQUIRE_FALSE(connection->ok());
    CHECK_THAT(connection->failure().message, Catch::Contains("version 7") && Catch::Contains("version 8"));
}

TEST_CASE("there is an upgrade from every version before today's", "[sqlite][schema]") {
    CHECK(static_cast<std::int64_t>(upgrades().size()) == schema_version - 1);
}

TEST_CASE("who is due is answered by the index alone, in order", "[sqlite][schema]") {
    const Scratch scratch;
    (void)opened(scratch.file());
    const std::string plan = plan_of(scratch.file(), LeadRows::due_query);
    CHECK_THAT(plan, Catch::Contains("USING COVERING INDEX lead_due"));
    CHECK_THAT(plan, !Catch::Contains("B-TREE"));
}

TEST_CASE("the outbox is found without looking at messages that have their answer", "[sqlite][schema]") {
    const Scratch scratch;
    (void)opened(scratch.file());
    CHECK_THAT(plan_of(scratch.file(), MessageRows::outbox_query), Catch::Contains("USING INDEX message_open"));
    CHECK_THAT(plan_of(scratch.file(), MessageRows::in_doubt_query), Catch::Contains("USING INDEX message_open"));
}

TEST_CASE("the views spell states as files and programs do", "[sqlite][schema]") {
    const Scratch scratch;
    {
        const auto store = opened(scratch.file());
        const std::uint64_t epoch = store->open()->epoch;
        LeadRow lead{.id = "ada"};
        const std::vector<const LeadRow*> leads{&lead};
        std::vector<EnrollmentRow> rows(10);
        std::vector<std::pair<LeadId, const EnrollmentRow*>> enrollments;
        std::vector<MessageRow> sends(10);
        std::vector<std::pair<LeadId, const MessageRow*>> messages;
        std::vector<JournalLine> lines(15);
        for (std::size_t i = 0; i < 15; ++i) {
            lines[i] = {.seq = i + 1, .lead = "ada", .kind = static_cast<JournalKind>(i)};
            if (i < 10) {
                rows[i] = {.number = i + 1, .state = static_cast<EnrollmentState>(i)};
                rows[i].standing = static_cast<Standing>(i % 4);
                enrollments.emplace_back("ada", &rows[i]);
                sends[i] = {.message = {.key = std::to_string(i), .lead = "ada"},
                            .state = static_cast<MessageState>(i)};
                messages.emplace_back("ada", &sends[i]);
            }
        }
        REQUIRE(store->commit(
            {.epoch = epoch, .leads = leads, .enrollments = enrollments, .messages = messages, .journal = lines}));
    }
    const auto spelled = [](const auto& of, std::size_t count) {
        std::string lines;
        for (std::size_t i = 0; i < count; ++i) {
            lines += std::string(of(i)) + '\n';
        }
        return lines;
    };
    CHECK(run_sql(scratch.file(), "SELECT state FROM enrollment ORDER BY number") ==
          spelled([](std::size_t i) { return name(static_cast<EnrollmentState>(i)); }, 10));
    CHECK(run_sql(scratch.file(), "SELECT standing FROM enrollment WHERE state IN ('active', 'paused') ORDER BY 1") ==
          "delayed\nready\n");
    CHECK(run_sql(scratch.file(), "SELECT state FROM message ORDER BY key") ==
          spelled([](std::size_t i) { return name(static_cast<MessageState>(i)); }, 10));
    CHECK(run_sql(scratch.file(), "SELECT kind FROM journal ORDER BY seq") ==
          spelled([](std::size_t i) { return name(static_cast<JournalKind>(i)); }, 15));
}

TEST_CASE("people read ids and instants in the views", "[sqlite][schema]") {
    const Scratch scratch;
    {
        const auto store = opened(scratch.file());
        const std::uint64_t epoch = store->open()->epoch;
        const VersionRow version{.workflow = "welcome", .version = sha256("w"), .ordinal = 2, .canonical = "{}"};
        LeadRow lead{.id = "ada", .fields = {{"email", "ada@example.com"}}, .due = monday};
        lead.account.id = "acme";
        lead.consent["marketing"] = {.subscribed = false, .source = "page", .at = monday};
        const std::vector<const LeadRow*> leads{&lead};
        EnrollmentRow row{.number = 1, .workflow = "welcome", .version = sha256("w"), .enrolled_at = monday};
        row.step = "hello";
        row.standing = Standing::delayed;
        row.due = monday;
        const std::vector<std::pair<LeadId, const EnrollmentRow*>> enrollments{{"ada", &row}};
        MessageRow send{.message = {.key = "BNJD",
                                    .lead = "ada",
                                    .channel = "email",
                                    .to = "ada@example.com",
                                    .workflow = "welcome",
                                    .version = to_hex(sha256("w")),
                                    .step = "hello",
                                    .content = "guide",
                                    .category = "marketing",
                                    .subject = "Hi"},
                        .enrollment = 1,
                        .state = MessageState::handing_over,
                        .queued_at = monday};
        const std::vector<std::pair<LeadId, const MessageRow*>> messages{{"ada", &send}};
        const JournalLine line{.seq = 1,
                               .at = monday,
                               .lead = "ada",
                               .workflow = "welcome",
                               .version = sha256("w"),
                               .enrollment = 1,
                               .step = "hello",
                               .kind = JournalKind::skipped,
                               .because = {{"reason", "no_address"}, {"because", "x"}}};
        REQUIRE(store->commit({.epoch = epoch,
                               .versions = {&version, 1},
                               .leads = leads,
                               .enrollments = enrollments,
                               .messages = messages,
                               .journal = {&line, 1}}));
    }
    CHECK(run_sql(scratch.file(), "SELECT id, account, due, json_extract(fields, '$.email'), "
                                  "json_extract(consent, '$.marketing.at') FROM lead") ==
          "ada|acme|2026-03-02T09:00:00.250Z|ada@example.com|2026-03-02T09:00:00.250Z\n");
    CHECK(run_sql(scratch.file(), "SELECT lead, workflow, version, step, state, standing, due FROM enrollment") ==
          "ada|welcome|2|hello|active|delayed|2026-03-02T09:00:00.250Z\n");
    CHECK(run_sql(scratch.file(), "SELECT key, content, variant, category, state, address, subject FROM message") ==
          "BNJD|guide|base|marketing|handing_over|ada@example.com|Hi\n");
    CHECK(run_sql(scratch.file(), "SELECT lead, at, workflow, version, step, kind, because, personal FROM journal") ==
          "ada|2026-03-02T09:00:00.250Z|welcome|2|hello|skipped|{\"reason\":\"no_address\"}|{\"because\":\"x\"}\n");
    CHECK(run_sql(scratch.file(), "SELECT workflow, ordinal, canonical FROM version") == "welcome|2|{}\n");
}
