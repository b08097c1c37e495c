// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is packed comes back as it was, and bytes that are damaged do no harm.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "random_rows.hpp"
#include "sqlite/packing.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::sqlite;
using namespace nurture::testing_support;

namespace {

constexpr std::uint64_t seeds = 300;

class KnownWords final : public Words {
public:
    std::int64_t number_of(std::string_view text) override {
        const auto at = std::find(texts_.begin(), texts_.end(), text);
        if (at == texts_.end()) {
            texts_.emplace_back(text);
            return static_cast<std::int64_t>(texts_.size()) - 1;
        }
        return at - texts_.begin();
    }
    std::string text_of(std::int64_t number) override {
        return number >= 0 && number < static_cast<std::int64_t>(texts_.size())
                   ? texts_[static_cast<std::size_t>(number)]
                   : std::string();
    }

private:
    std::vector<std::string> texts_{""};
};

KnownWords words;

} // namespace

TEST_CASE("a lead's packed members come back", "[sqlite][packing]") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const LeadRow row = random_lead_row(dice, "ada");
        LeadRow read = row;
        read.chain = {};
        read.past.clear();
        read.history.clear();
        read.unknown_zones.clear();
        read.becomes.clear();
        read.dates.clear();
        INFO("seed " << seed);
        REQUIRE(unpack_lead(pack_lead(row, words), read, words));
        REQUIRE(same(read, row));
    }
}

TEST_CASE("an enrollment's packed members come back", "[sqlite][packing]") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const EnrollmentRow row = random_enrollment(dice, "ada", 1);
        EnrollmentRow read{.number = row.number,
                           .workflow = row.workflow,
                           .version = row.version,
                           .key = row.key,
                           .state = row.state,
                           .enrolled_at = row.enrolled_at,
                           .step = row.step,
                           .standing = row.standing,
                           .reached_at = row.reached_at,
                           .due = row.due,
                           .expires_at = row.expires_at};
        INFO("seed " << seed);
        REQUIRE(unpack_enrollment(pack_enrollment(row, "ada", words), read, "ada", words));
        REQUIRE(same(read, row));
    }
}

TEST_CASE("a message's engagement comes back, and takes nothing where there is none", "[sqlite][packing]") {
    CHECK_FALSE(pack_message({}, "", words));
    MessageRow nothing;
    CHECK(unpack_message("", nothing, words));
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const MessageRow row = random_message_row(dice, "ada", "k", MessageState::accepted);
        MessageRow read{.message = {.lead = "ada"}};
        INFO("seed " << seed);
        REQUIRE(unpack_message(pack_message(row, "odd", words).value(), read, words));
        REQUIRE(read.engagement == row.engagement);
        REQUIRE(read.message.version == "odd");
    }
}

TEST_CASE("an answer about the past comes back, with its leads or without", "[sqlite][packing]") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        Aggregate aggregate = random_aggregate(dice, "ada");
        Aggregate read;
        INFO("seed " << seed);
        REQUIRE(unpack_aggregate(pack_aggregate(aggregate, "ada", true, words), read, "ada", true, words));
        REQUIRE(read == aggregate);
        REQUIRE(unpack_aggregate(pack_aggregate(aggregate, "ada", false, words), read = {}, "ada", false, words));
        aggregate.leads.clear();
        REQUIRE(read == aggregate);
    }
}

TEST_CASE("any value comes back", "[sqlite][packing]") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const Value value = random_value(dice);
        Value read;
        INFO("seed " << seed);
        REQUIRE(unpack_value(pack_value(value), read));
        REQUIRE(read == value);
    }
}

TEST_CASE("a waiting lead takes few bytes", "[sqlite][packing]") {
    LeadRow row{.id = "ada"};
    row.chain.update(std::string(200, 'x'));
    row.history["joined"] = {.count = 1, .last = Instant(Milliseconds(1'700'000'000'000))};
    CHECK(pack_lead(row, words).size() < 60);
    EnrollmentRow enrollment{
        .enrolled_seq = 1, .trigger = Event{.lead = "ada", .type = "joined"}, .node = 2, .visit = 1};
    CHECK(pack_enrollment(enrollment, "ada", words).size() < 18);
}

TEST_CASE("bytes that are cut off or go on are refused", "[sqlite][packing][damage]") {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Dice dice(seed);
        const LeadRow row = random_lead_row(dice, "ada");
        const std::string bytes = pack_lead(row, words);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            LeadRow read{.id = "ada"};
            REQUIRE_FALSE(unpack_lead(bytes.substr(0, length), read, words));
        }
        LeadRow read{.id = "ada"};
        REQUIRE_FALSE(unpack_lead(bytes + '\0', read, words));
    }
}

TEST_CASE("a word that is unknown is refused", "[sqlite][packing][damage]") {
    const EnrollmentRow row{.trigger = Event{.lead = "ada", .type = "joined"}};
    const std::string bytes = pack_enrollment(row, "ada", words);
    EnrollmentRow read;
    KnownWords others;
    CHECK_FALSE(unpack_enrollment(bytes, read, "ada", others));
    CHECK(unpack_enrollment(bytes, read, "ada", words));
}

TEST_CASE("bytes of another version are refused", "[sqlite][packing][damage]") {
    std::string bytes = pack_value("text");
    Value read;
    REQUIRE(unpack_value(bytes, read));
    bytes[0] = 2;
    CHECK_FALSE(unpack_value(bytes, read));
}

TEST_CASE("changed bytes are read as something or refused, and no more", "[sqlite][packing][damage]") {
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        Dice dice(seed);
        std::string bytes = pack_lead(random_lead_row(dice, "ada"), words);
        for (std::size_t flips = 1 + dice.below(4); flips != 0; --flips) {
            bytes[dice.below(bytes.size())] = static_cast<char>(dice.bits());
        }
        LeadRow read{.id = "ada"};
        refused += unpack_lead(bytes, read, words) ? 0 : 1;
        Aggregate aggregate;
        (void)unpack_aggregate(bytes, aggregate, "ada", true, words);
        EnrollmentRow enrollment;
        (void)unpack_enrollment(bytes, enrollment, "ada", words);
        MessageRow message;
        (void)unpack_message(bytes, message, words);
        Value value;
        (void)unpack_value(bytes, value);
    }
    CHECK(refused > 200); // Most texts are still texts; lengths are not.
}

TEST_CASE("a length that no bytes stand behind asks for no memory", "[sqlite][packing][damage]") {
    Aggregate read;
    CHECK_FALSE(
        unpack_aggregate(std::string("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 10), read, "ada", true, words));
    CHECK(read.instants.empty());
}

TEST_CASE("what is nested too deep is not packed, and not read", "[sqlite][packing]") {
    Value read;
    REQUIRE(unpack_value(pack_value(nested(deepest_value)), read));
    CHECK(read == nested(deepest_value));
    CHECK(pack_value(nested(deepest_value + 1)).empty());
    const std::string lists = std::string(1, '\1') + std::string(1'000'000, '\7');
    CHECK_FALSE(unpack_value(lists, read));
}
