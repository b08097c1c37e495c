// SPDX-License-Identifier: BSL-1.0
#include "effects/outbox.hpp"

#include "support/catch.hpp"

using namespace nurture;

namespace {

MessageRow queued(const char* lead, const char* key, int at, std::int64_t priority = 0) {
    MessageRow row;
    row.message.key = key;
    row.message.lead = lead;
    row.message.channel = "email";
    row.message.workflow = "w";
    row.queued_at = Instant(Milliseconds(at));
    row.priority = priority;
    return row;
}

void becomes(Outbox& outbox, MessageRow& row, MessageState state) {
    row.state = state;
    outbox.update(row);
}

std::string next_key(const Outbox& outbox) {
    const std::optional<OutboxPlace> place = outbox.next(Instant());
    return place ? place->key.str() : "";
}

} // namespace

TEST_CASE("messages go by the instant they were queued, lead and priority", "[effects][outbox]") {
    Outbox outbox(false);
    MessageRow later = queued("ada", "later", 2);
    MessageRow eve = queued("eve", "eve", 1);
    MessageRow low = queued("bob", "low", 1, 0);
    MessageRow high = queued("bob", "high", 1, 5);
    for (MessageRow* row : {&later, &eve, &low, &high}) {
        outbox.update(*row);
    }
    for (const char* expected : {"high", "low", "eve", "later"}) {
        CHECK(next_key(outbox) == expected);
        for (MessageRow* row : {&later, &eve, &low, &high}) {
            if (row->message.key == expected) {
                becomes(outbox, *row, MessageState::accepted);
            }
        }
    }
    CHECK_FALSE(outbox.next(Instant()));
}

TEST_CASE("a channel holds no more unanswered messages than it has slots", "[effects][outbox]") {
    Outbox outbox(false);
    outbox.set_limits("email", 1);
    MessageRow first = queued("ada", "first", 1);
    MessageRow second = queued("bob", "second", 2);
    outbox.update(first);
    outbox.update(second);
    becomes(outbox, first, MessageState::handing_over);
    CHECK_FALSE(outbox.next(Instant()));
    becomes(outbox, first, MessageState::accepted);
    CHECK(next_key(outbox) == "second");
}

TEST_CASE("one at a time per lead lets other leads pass", "[effects][outbox]") {
    Outbox outbox(true);
    MessageRow first = queued("ada", "first", 1);
    MessageRow second = queued("ada", "second", 1, -1);
    MessageRow other = queued("bob", "other", 2);
    for (MessageRow* row : {&first, &second, &other}) {
        outbox.update(*row);
    }
    becomes(outbox, first, MessageState::handing_over);
    CHECK(next_key(outbox) == "other");
}

TEST_CASE("a channel that is down is tried with the first message alone", "[effects][outbox]") {
    Outbox outbox(false);
    MessageRow first = queued("ada", "first", 1);
    MessageRow second = queued("bob", "second", 2);
    outbox.update(first);
    outbox.update(second);
    becomes(outbox, first, MessageState::handing_over);
    becomes(outbox, first, MessageState::held);
    CHECK_FALSE(outbox.next(Instant())); // Its next attempt is not due.
    becomes(outbox, first, MessageState::queued);
    CHECK(next_key(outbox) == "first");
    becomes(outbox, first, MessageState::handing_over);
    CHECK_FALSE(outbox.next(Instant())); // Nobody else goes before it is answered.
    SECTION("and is free when it answers otherwise") {
        outbox.answered(first, DeliveryKind::accepted);
        becomes(outbox, first, MessageState::accepted);
        CHECK(next_key(outbox) == "second");
    }
    SECTION("and stays held when it does not") {
        outbox.answered(first, DeliveryKind::unavailable);
        becomes(outbox, first, MessageState::held);
        CHECK_FALSE(outbox.next(Instant()));
    }
    SECTION("and is tried with the next when that one is no longer wanted") {
        outbox.answered(first, DeliveryKind::unavailable);
        becomes(outbox, first, MessageState::held);
        becomes(outbox, first, MessageState::canceled);
        CHECK(next_key(outbox) == "second");
    }
}
