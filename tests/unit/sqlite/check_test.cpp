// SPDX-License-Identifier: BSL-1.0
/// \file
/// check() finds what does not fit together, and nothing in a sound file.

#include <string>
#include <vector>

#include "random_groups.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// A store in which there is something of everything.
void fill(const std::string& path) {
    const auto store = opened(path, {.record_messages = true});
    const std::uint64_t epoch = store->open()->epoch;
    GroupMaker groups(7);
    for (int i = 0; i < 30; ++i) {
        REQUIRE(store->commit(groups.next(epoch).view));
    }
    const std::vector<Lead> leads{{.id = "ada", .account = {.id = "acme"}}};
    REQUIRE(store->put(leads));
}

std::string findings_of(const std::string& path) {
    const Result<std::vector<std::string>> findings = opened(path)->check();
    REQUIRE(findings);
    std::string all;
    for (const std::string& finding : *findings) {
        all += finding + '\n';
    }
    return all;
}

} // namespace

TEST_CASE("a sound file has no findings", "[sqlite][check]") {
    const Scratch scratch;
    fill(scratch.file());
    CHECK(findings_of(scratch.file()) == "");
}

TEST_CASE("what does not fit together is found and named", "[sqlite][check]") {
    struct Damage {
        const char* sql;
        const char* finding;
    };
    const Scratch scratch;
    fill(scratch.file());
    const std::string sound = bytes_of(scratch.file());
    const std::string one_open =
        "(SELECT min(key) FROM message_row JOIN message_text ON message = id WHERE state IN (1, 2, 3))";
    const std::string drop_text =
        "DELETE FROM message_text WHERE message = (SELECT id FROM message_row WHERE key = " + one_open + ")";
    const std::string answer = "UPDATE message_row SET state = 4 WHERE key = " + one_open;
    for (const Damage& damage : {
             Damage{"DELETE FROM store", "has 0 rows in place of one"},
             Damage{drop_text.c_str(), "is to be handed over and has no text"},
             Damage{answer.c_str(), "has its answer, and its text was not deleted"},
             Damage{"UPDATE message_text SET message = 9999 WHERE message = (SELECT min(message) FROM message_text)",
                    "a row of message_row that is missing"},
             Damage{"UPDATE message_row SET previous = NULL", "does not lead back to the one before"},
             Damage{"UPDATE lead_row SET message = NULL", "does not name the latest of its messages"},
             Damage{"DELETE FROM recorded_message WHERE id = 1", "was recorded, and its text is missing"},
             Damage{"UPDATE message_row SET content = 4711 WHERE state < 4", "a row of name that is missing"},
             Damage{"INSERT INTO enrollment_ended (lead, number, version, step, state, reason) SELECT lead, number, 0, "
                    "0, 2, '' FROM enrollment_row LIMIT 1",
                    "is both active and ended"},
             Damage{"UPDATE lead_row SET enrollments = 0", "is more than there have been"},
             Damage{"DELETE FROM account_aggregate_lead", "has lost leads"},
             Damage{"UPDATE lead_row SET journal = NULL WHERE seq > 0", "of which the journal knows none"},
             Damage{"DELETE FROM journal_row WHERE seq = 2", "behind line 1"},
             Damage{"UPDATE journal_row SET at = 5 WHERE seq = 3", "not those it was given"},
             Damage{"UPDATE journal_row SET because = '{\"reason\":\"forged\"}' WHERE seq = 1",
                    "not those it was given"},
             Damage{"UPDATE journal_row SET personal = '{' WHERE seq = 1", "a map of values in JSON cannot be read"},
             Damage{"UPDATE journal_row SET previous = NULL WHERE seq = 2", "does not lead back"},
             Damage{"UPDATE lead_row SET seq = seq + 1", "lines in the journal and should have"},
             Damage{"UPDATE lead_row SET body = x'0102' WHERE id = 'ada'", "the row of lead ada cannot be read"},
             Damage{"UPDATE enrollment_row SET rest = x'01'", "an enrollment of lead"},
             Damage{"UPDATE enrollment_row SET standing = 9", "a number is out of its range"},
             Damage{"UPDATE enrollment_row SET step = 4711", "a row of name that is missing"},
             Damage{"DELETE FROM lead_row WHERE id = 'ada'", "a row of lead_row that is missing"},
             Damage{"DELETE FROM account_record", "a row of account_record that is missing"},
         }) {
        INFO(damage.sql);
        write_file(scratch.file(), sound);
        run_sql(scratch.file(), damage.sql);
        CHECK_THAT(findings_of(scratch.file()), Catch::Contains(damage.finding));
    }
}

TEST_CASE("a reader may check a file, too", "[sqlite][check]") {
    const Scratch scratch;
    fill(scratch.file());
    const auto writer = opened(scratch.file());
    const auto reader = opened(scratch.file(), {.mode = sqlite::Options::Mode::read});
    CHECK(reader->check()->empty());
}
