// SPDX-License-Identifier: BSL-1.0
/// \file
/// Rows for the contract suite of engine stores, with every member varied.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/testing/made_values.hpp>

namespace nurture::inline v0::testing {

/// A workflow version, some of which no deployment ever named.
struct MadeVersion {
    WorkflowId workflow{};
    Digest version{};
};

inline MadeVersion made_version(Dice& dice) {
    static const std::array<std::string, 3> workflows{"welcome", "webinar", "a-win_back"};
    MadeVersion made{.workflow = dice.of(workflows)};
    made.version = sha256(made.workflow.str() + std::to_string(dice.below(2)));
    return made;
}

inline StepId made_step(Dice& dice) {
    static const std::array<std::string, 4> steps{"hello", "steps[2].then[0]", "steps[0]", "größe"};
    return dice.of(steps);
}

inline Digest made_digest(Dice& dice) {
    return dice.in(3) ? Digest{} : sha256(std::to_string(dice.number()));
}

inline std::uint64_t made_count(Dice& dice) {
    return dice.in(4) ? std::uint64_t{1} << dice.below(53) : dice.below(300);
}

/// Changes everything of a lead's row that is not decided by what else there is: id, account, seq and chain.
inline void vary(Dice& dice, LeadRow& row) {
    row.fields = made_fields(dice);
    if (dice.in(2)) {
        row.fields.set("rating", 1.0); // What a store that writes numbers as texts takes for a whole one.
    }
    row.account.fields = made_fields(dice);
    row.consent.clear();
    for (const char* category : {"marketing", "newsletter", "größe"}) {
        if (dice.in(2)) {
            row.consent[category] = {.subscribed = dice.in(2), .source = made_text(dice), .at = made_instant(dice)};
        }
    }
    row.enrollments += dice.below(3);
    row.due = dice.in(2) ? end_of_time : made_instant(dice);
    row.past.clear();
    for (std::size_t left = dice.below(3); left > 0; --left) {
        row.past.push_back({.workflow = made_version(dice).workflow,
                            .key = made_text(dice),
                            .left_at = made_edge_instant(dice),
                            .completed = dice.in(2)});
    }
    row.history.clear();
    for (const char* type : {"visited", "message_opened"}) {
        if (dice.in(2)) {
            TypeHistory& history = row.history[type];
            history.count = made_count(dice);
            history.last = made_edge_instant(dice);
            for (std::size_t left = dice.below(3); left > 0; --left) {
                history.kept.push_back({made_event(dice, row.id), made_count(dice)});
            }
        }
    }
    row.unknown_zones.clear();
    if (dice.in(3)) {
        row.unknown_zones = {"Europe/Nowhere", made_text(dice)};
    }
    row.becomes.clear();
    for (const char* trigger : {"welcome/0a1b", "webinar/ff"}) {
        if (dice.in(2)) {
            row.becomes[trigger] = {.holds = dice.in(2), .armed = dice.in(2)};
        }
    }
    row.dates.clear();
    if (dice.in(2)) {
        row.dates["renewal/0c"] = {.value = made_text(dice), .pending = dice.in(2)};
    }
    row.swept = dice.below(5);
    row.met_at = dice.in(3) ? end_of_time : made_instant(dice);
    row.deleted = dice.in(5);
    const bool is_kept = dice.in(3);
    row.decided_at = is_kept ? made_instant(dice) : Instant::min();
    row.follow_ups = is_kept ? static_cast<std::uint32_t>(dice.below(1'000)) : 0;
    row.engagement = dice.in(2) ? EngagementScore{static_cast<double>(dice.below(1'000)) / 8 - 50, made_instant(dice)}
                                : EngagementScore();
}

/// Changes everything of an enrollment but its number.
inline void vary(Dice& dice, EnrollmentRow& row, const LeadId& lead) {
    const MadeVersion version = made_version(dice);
    row.workflow = version.workflow;
    row.version = version.version;
    row.key = made_text(dice);
    row.state = dice.in(2) ? EnrollmentState::active : EnrollmentState::paused;
    row.reason = dice.in(4) ? made_text(dice) : "";
    row.enrolled_at = made_instant(dice);
    row.enrolled_seq = made_count(dice);
    row.left_at = dice.in(4) ? made_instant(dice) : end_of_time;
    row.trigger = perhaps_event(dice, lead);
    row.node = static_cast<std::uint32_t>(dice.below(5'000));
    row.step = made_step(dice);
    row.visit = static_cast<std::uint32_t>(dice.below(1'000));
    static constexpr std::array<Standing, 4> standings{Standing::ready, Standing::delayed, Standing::waiting,
                                                       Standing::sending};
    row.standing = dice.of(standings);
    row.reached_at = made_instant(dice);
    row.due = made_edge_instant(dice);
    row.factor = dice.in(2) ? 1 : 0.1;
    row.expires_at = made_edge_instant(dice);
    row.met = perhaps_event(dice, lead);
    row.visits.clear();
    for (std::uint32_t node = 0; node < dice.below(4); ++node) {
        row.visits.emplace_back(node * 700, 1 + static_cast<std::uint32_t>(dice.below(1'000)));
    }
}

/// A message that was just queued: no texts, no attempt.
inline MessageRow made_message(Dice& dice, const LeadId& lead, MessageKey key) {
    const MadeVersion version = made_version(dice);
    static const std::array<std::string, 3> channels{"email", "sms", "größe"};
    static const std::array<std::string, 2> contents{"hello", "again_2"};
    static const std::array<std::string, 3> variants{"base", "b", ""};
    static const std::array<std::string, 3> categories{"marketing", "transactional", ""};
    MessageRow row;
    Message& message = row.message;
    message.key = std::move(key);
    message.lead = lead;
    message.channel = dice.of(channels);
    message.workflow = version.workflow;
    static constexpr char digits[] = "0123456789abcdef";
    for (const unsigned byte : version.version.bytes) {
        message.version += {digits[byte / 16], digits[byte % 16]};
    }
    message.step = made_step(dice);
    message.content = dice.of(contents);
    message.variant = dice.of(variants);
    message.category = dice.of(categories);
    row.enrollment = 1 + dice.below(4);
    row.visit = 1 + static_cast<std::uint32_t>(dice.below(3));
    row.reached_at = made_instant(dice);
    row.queued_at =
        made_time + std::chrono::hours(dice.below(3)); // Many at one instant: the rest of the place decides.
    row.priority = static_cast<std::int64_t>(dice.below(5)) - 2;
    return row;
}

/// Brings a message that is not final a step on, as engines do: texts are fixed at the first hand-over and dropped
/// behind the answer that is final.
inline void move_on(Dice& dice, MessageRow& row, Instant now) {
    Message& message = row.message;
    if (row.state == MessageState::queued && dice.in(4)) {
        row.state = dice.in(2) ? MessageState::skipped : MessageState::canceled;
        return;
    }
    if (row.state != MessageState::handing_over) {
        if (row.attempts == 0) {
            message.subject = made_text(dice);
            message.preview = made_text(dice);
            message.text = made_text(dice);
            message.html = made_text(dice);
            message.data = made_fields(dice);
            message.to = made_text(dice);
            message.from = made_text(dice);
            message.reply_to = made_text(dice);
            row.content_hash = made_digest(dice);
            row.first_attempt = now;
        }
        row.state = MessageState::handing_over;
        row.attempts += 1 + static_cast<std::uint32_t>(dice.in(5) ? std::numeric_limits<std::uint32_t>::max() / 8 : 0);
        message.attempt = row.attempts;
        row.next_attempt = end_of_time;
        row.handed_over_at = now;
        return;
    }
    static constexpr std::array<MessageState, 7> answers{
        MessageState::deferred,     MessageState::held,     MessageState::accepted, MessageState::accepted,
        MessageState::assumed_sent, MessageState::rejected, MessageState::withdrawn};
    row.state = dice.of(answers);
    row.put_off_by = static_cast<PutOffBy>(dice.below(reasons_to_put_off));
    row.full_since = dice.in(2) ? end_of_time : made_instant(dice);
    row.doubts += dice.in(4) ? 1 : 0;
    if (!row.is_final()) {
        row.next_attempt = made_edge_instant(dice);
    }
}

/// Changes an aggregate in everything. Instants ascend, as documented.
inline void vary(Dice& dice, Aggregate& aggregate, const LeadId& lead) {
    aggregate.instants.clear();
    Instant at = made_instant(dice);
    for (std::size_t left = dice.below(5); left > 0; --left) {
        aggregate.instants.push_back(at);
        at += Milliseconds(dice.below(3) * 1'000'000'000);
    }
    aggregate.merged = made_count(dice);
    aggregate.latest = perhaps_event(dice, lead);
    aggregate.active = made_edge_instant(dice);
    aggregate.topics.clear();
    for (const char* topic : {"pricing", "größe"}) {
        if (dice.in(2)) {
            aggregate.topics[topic] = aggregate.instants;
        }
    }
}

/// A line of the lead's journal behind its latest; goes on with its chain.
inline JournalLine made_line(Dice& dice, LeadRow& row, Instant at) {
    JournalLine line{.seq = ++row.seq, .at = at, .lead = row.id};
    line.kind = static_cast<JournalKind>(dice.below(15));
    if (!dice.in(4)) {
        const MadeVersion version = made_version(dice);
        line.workflow = version.workflow;
        line.version = version.version;
        line.enrollment = dice.below(4);
        line.step = dice.in(3) ? StepId() : made_step(dice);
    }
    static const std::array<std::string, 8> parts{"answer", "because", "cause", "key",
                                                  "state",  "reason",  "until", "größe"};
    for (std::size_t left = dice.below(5); left > 0; --left) {
        line.because.set(dice.of(parts), made_value(dice));
    }
    if (dice.in(8)) {
        line.because = other_parts(line);
        line.forgotten = sha256("forgotten" + std::to_string(line.seq));
    }
    chain(row.chain, line);
    return line;
}

} // namespace nurture::inline v0::testing
