// SPDX-License-Identifier: BSL-1.0
/// \file
/// Keys of messages: 16 bytes in the file, the text that they spell everywhere else.

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/runtime/decide.hpp>

#include "random_rows.hpp"
#include "scratch.hpp"
#include "sqlite/message_key.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::sqlite;
using namespace nurture::testing_support;

namespace {

MessageKey key_of(std::uint64_t seed) {
    return message_key("", "lead-" + std::to_string(seed), 1, "welcome", "steps[0]", 1);
}

std::size_t bytes_of_column(const MessageKey& key) {
    const KeyColumn column(key);
    const TextOrBlob held = column.to_bind();
    const auto* blob = std::get_if<Blob>(&held);
    return blob == nullptr ? 0 : blob->bytes.size();
}

/// Puts a message of each key into a store.
void put_messages(const std::string& path, const std::vector<MessageKey>& keys) {
    const auto store = opened(path);
    const std::uint64_t epoch = store->open()->epoch;
    const LeadRow lead{.id = "ada"};
    const std::vector<const LeadRow*> leads{&lead};
    std::vector<MessageRow> rows(keys.size());
    std::vector<std::pair<LeadId, const MessageRow*>> messages;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        rows[i].message.key = keys[i];
        rows[i].message.lead = "ada";
        rows[i].visit = static_cast<std::uint32_t>(i);
        messages.emplace_back("ada", &rows[i]);
    }
    REQUIRE(store->commit({.epoch = epoch, .leads = leads, .messages = messages}));
}

} // namespace

TEST_CASE("a key takes 16 bytes, and any other text itself", "[sqlite][key]") {
    const std::string key = key_of(1).str();
    REQUIRE(key.size() == 26);
    CHECK(bytes_of_column(key) == 16);
    CHECK(bytes_of_column("") == 0);
    CHECK(bytes_of_column("key-1") == 0);
    CHECK(bytes_of_column(key.substr(1)) == 0);
    CHECK(bytes_of_column(key + "A") == 0);
    CHECK(bytes_of_column(std::string(26, 'a')) == 0);
    CHECK(bytes_of_column(std::string(26, '1')) == 0);
    CHECK(bytes_of_column(std::string(25, 'A') + 'B') == 0); // Its last bits are of no byte.
    CHECK(bytes_of_column(std::string(26, 'A')) == 16);
}

TEST_CASE("keys come back as they were, from the store and from the view", "[sqlite][key]") {
    std::vector<MessageKey> keys{"key-1",
                                 "",
                                 std::string(26, 'A'),
                                 std::string(25, '7') + '4',
                                 std::string(16, 'x'),
                                 std::string(25, 'A') + 'B'};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        keys.push_back(key_of(seed));
    }
    const Scratch scratch;
    put_messages(scratch.file(), keys);
    const auto store = opened(scratch.file());
    const std::vector<LeadId> ids{"ada"};
    const std::vector<LeadState> states = *store->load(ids);
    REQUIRE(states.front().messages.size() == keys.size());
    std::string expected;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        CHECK(states.front().messages[i].message.key == keys[i]);
        CHECK(*store->lead_of(keys[i]) == LeadId("ada"));
        expected += keys[i].str() + '\n';
    }
    CHECK(run_sql(scratch.file(), "SELECT key FROM message ORDER BY visit") == expected);
}
