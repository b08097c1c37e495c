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

/// The channel answers the message that it was handed.
void is_answered(Outbox& outbox, MessageRow& row, DeliveryKind kind) {
    row.state = kind == DeliveryKind::unavailable ? MessageState::held : MessageState::accepted;
    row.put_off_by = kind == DeliveryKind::unavailable ? PutOffBy::channel : PutOffBy::failure;
    outbox.answered(row, kind);
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
    is_answered(outbox, first, DeliveryKind::unavailable);
    CHECK_FALSE(outbox.next(Instant())); // Its next attempt is not due.
    becomes(outbox, first, MessageState::queued);
    CHECK(next_key(outbox) == "first");
    becomes(outbox, first, MessageState::handing_over);
    CHECK_FALSE(outbox.next(Instant())); // Nobody else goes before it is answered.
    SECTION("and is free when it answers otherwise") {
        is_answered(outbox, first, DeliveryKind::accepted);
        CHECK(next_key(outbox) == "second");
    }
    SECTION("and stays held when it does not") {
        is_answered(outbox, first, DeliveryKind::unavailable);
        CHECK_FALSE(outbox.next(Instant()));
    }
    SECTION("and is tried with the next when that one is no longer wanted") {
        is_answered(outbox, first, DeliveryKind::unavailable);
        becomes(outbox, first, MessageState::canceled);
        CHECK(next_key(outbox) == "second");
    }
}

TEST_CASE("a channel that is down is so for the next process too", "[effects][outbox]") {
    MessageRow first = queued("ada", "first", 1);
    MessageRow second = queued("bob", "second", 2);
    std::vector<ChannelRow> stored;
    {
        Outbox outbox(false);
        outbox.update(first);
        outbox.update(second);
        becomes(outbox, first, MessageState::handing_over);
        is_answered(outbox, first, DeliveryKind::unavailable);
        stored = outbox.take_changes();
        CHECK(stored == std::vector<ChannelRow>{{"email", true}});
        CHECK(outbox.take_changes().empty());
        first.state = MessageState::queued; // Its next attempt is due.
    }
    Outbox outbox(false);
    outbox.restore(stored.front());
    outbox.update(second);
    outbox.update(first);
    CHECK(next_key(outbox) == "first");
    becomes(outbox, first, MessageState::handing_over);
    CHECK_FALSE(outbox.next(Instant()));
    SECTION("until it answers") {
        is_answered(outbox, first, DeliveryKind::accepted);
        CHECK(outbox.take_changes() == std::vector<ChannelRow>{{"email", false}});
        CHECK(next_key(outbox) == "second");
    }
    SECTION("and an answer that comes too late says nothing") {
        is_answered(outbox, first, DeliveryKind::accepted);
        (void)outbox.take_changes();
        outbox.answered(first, DeliveryKind::unavailable);
        CHECK(outbox.take_changes().empty());
    }
}

TEST_CASE("a message that is looked up meanwhile counts once for the rate of its channel", "[effects][outbox]") {
    using namespace std::chrono_literals;
    Outbox outbox(false);
    outbox.set_limits("email", 16, {.messages = 2, .per = 10min});
    MessageRow first = queued("ada", "first", 1);
    MessageRow second = queued("bob", "second", 2);
    MessageRow third = queued("cyd", "third", 3);
    for (MessageRow* row : {&first, &second, &third}) {
        outbox.update(*row);
    }
    first.handed_over_at = Instant(0min);
    becomes(outbox, first, MessageState::handing_over);
    second.handed_over_at = Instant(1min);
    becomes(outbox, second, MessageState::handing_over);
    outbox.update(first); // In doubt since, and still on its way.
    CHECK(outbox.next_by_rate() == Instant(10min));
    CHECK_FALSE(outbox.next(Instant(9min)));
    CHECK(outbox.next(Instant(10min)));
}
