// SPDX-License-Identifier: BSL-1.0
/// \file
/// Rows with random values in every member, and their comparison. A member that is added breaks the build here.

#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nurture/lead/lead.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::testing_support {

/// SplitMix64: the same rows everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t bits() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    /// Small, large and extreme ones.
    std::uint64_t number() { return bits() >> below(64); }
    std::uint32_t small_number() { return static_cast<std::uint32_t>(number()); }

private:
    std::uint64_t state_;
};

inline Instant random_instant(Dice& dice) {
    switch (dice.below(8)) {
    case 0: return end_of_time;
    case 1: return Instant::min();
    case 2: return Instant(Milliseconds(static_cast<std::int64_t>(dice.bits())));
    default: return Instant(Milliseconds(1'700'000'000'000 + static_cast<std::int64_t>(dice.below(100'000'000'000))));
    }
}

/// Some as people write them, some that no format likes.
inline std::string random_text(Dice& dice) {
    static const std::vector<std::string> known{"",
                                                "ada",
                                                "marketing",
                                                "Grüße, 東京",
                                                "\"quoted\" \\ and {{ braces }}",
                                                std::string("with\0zero", 9),
                                                "bad \xFF bytes",
                                                "2026-03-02T09:00:00.000Z",
                                                "line\nbreak\tand \x01",
                                                "null"};
    if (!dice.one_in(4)) {
        return known[dice.below(known.size())];
    }
    std::string text;
    for (std::size_t left = dice.below(200); left != 0; --left) {
        text += static_cast<char>('a' + dice.below(26));
    }
    return text;
}

inline Digest random_digest(Dice& dice) {
    Digest digest;
    if (!dice.one_in(4)) {
        for (std::uint8_t& byte : digest.bytes) {
            byte = static_cast<std::uint8_t>(dice.bits());
        }
    }
    return digest;
}

inline Fields random_fields(Dice& dice, int depth = 0);

inline Value random_value(Dice& dice, int depth = 0) {
    static const std::vector<double> reals{0.0,    -0.0,   1.0,  0.1,
                                           -1e300, 5e-324, 1e21, std::numeric_limits<double>::infinity()};
    switch (dice.below(depth < 3 ? 9 : 7)) {
    case 0: return dice.one_in(2);
    case 1: return static_cast<std::int64_t>(dice.number());
    case 2: return std::numeric_limits<std::int64_t>::min();
    case 3: return reals[dice.below(reals.size())];
    case 4: return random_instant(dice);
    case 5:
    case 6: return random_text(dice);
    case 7: {
        Value::List list;
        for (std::size_t left = dice.below(4); left != 0; --left) {
            list.push_back(dice.one_in(5) ? Value() : random_value(dice, depth + 1));
        }
        return list;
    }
    default: return random_fields(dice, depth + 1);
    }
}

/// Lists in lists, so many values deep.
inline Value nested(int levels) {
    Value value = 1;
    for (int i = 1; i < levels; ++i) {
        Value::List list;
        list.push_back(std::move(value));
        value = std::move(list);
    }
    return value;
}

inline Fields random_fields(Dice& dice, int depth) {
    Fields fields;
    for (std::size_t left = dice.below(5); left != 0; --left) {
        fields.set(random_text(dice), random_value(dice, depth));
    }
    return fields;
}

inline Event random_event(Dice& dice, const LeadId& lead) {
    Event event{.lead = dice.one_in(4) ? LeadId(random_text(dice)) : lead,
                .type = random_text(dice),
                .id = random_text(dice),
                .properties = random_fields(dice)};
    if (dice.one_in(2)) {
        event.time = random_instant(dice);
    }
    return event;
}

inline std::vector<Instant> random_instants(Dice& dice) {
    std::vector<Instant> instants;
    for (std::size_t left = dice.below(6); left != 0; --left) {
        instants.push_back(random_instant(dice));
    }
    return instants;
}

inline Aggregate random_aggregate(Dice& dice, const LeadId& lead) {
    Aggregate aggregate{.instants = random_instants(dice), .merged = dice.number(), .active = random_instant(dice)};
    if (dice.one_in(2)) {
        aggregate.latest = random_event(dice, lead);
    }
    for (std::size_t left = dice.below(3); left != 0; --left) {
        aggregate.topics[random_text(dice)] = random_instants(dice);
    }
    for (std::size_t left = dice.below(4); left != 0; --left) {
        aggregate.leads["lead-" + std::to_string(dice.below(20))] = random_instant(dice);
    }
    return aggregate;
}

inline EnrollmentRow random_enrollment(Dice& dice, const LeadId& lead, std::uint64_t number) {
    EnrollmentRow row{.number = number,
                      .workflow = "w" + std::to_string(dice.below(3)),
                      .version = random_digest(dice),
                      .key = random_text(dice),
                      .state = dice.one_in(4) ? EnrollmentState::paused : EnrollmentState::active,
                      .reason = dice.one_in(4) ? random_text(dice) : "",
                      .enrolled_at = random_instant(dice),
                      .enrolled_seq = dice.number(),
                      .left_at = random_instant(dice),
                      .node = dice.small_number(),
                      .step = random_text(dice),
                      .visit = dice.small_number(),
                      .standing = static_cast<Standing>(dice.below(4)),
                      .reached_at = random_instant(dice),
                      .due = random_instant(dice),
                      .factor = dice.one_in(2) ? 1 : 0.1,
                      .expires_at = random_instant(dice)};
    if (dice.one_in(2)) {
        row.trigger = random_event(dice, lead);
    }
    if (dice.one_in(2)) {
        row.met = random_event(dice, lead);
    }
    for (std::size_t left = dice.below(4); left != 0; --left) {
        row.visits.emplace_back(dice.small_number(), dice.small_number());
    }
    return row;
}

inline Message random_message(Dice& dice, const LeadId& lead, MessageKey key) {
    return {.key = std::move(key),
            .attempt = dice.small_number(),
            .lead = lead,
            .channel = random_text(dice),
            .to = random_text(dice),
            .workflow = "w" + std::to_string(dice.below(3)),
            .version = dice.one_in(4) ? random_text(dice) : to_hex(random_digest(dice)),
            .step = random_text(dice),
            .content = random_text(dice),
            .variant = random_text(dice),
            .category = random_text(dice),
            .subject = random_text(dice),
            .preview = random_text(dice),
            .text = random_text(dice),
            .html = random_text(dice),
            .from = random_text(dice),
            .reply_to = random_text(dice),
            .data = random_fields(dice)};
}

inline MessageRow random_message_row(Dice& dice, const LeadId& lead, MessageKey key, MessageState state) {
    MessageRow row{.message = random_message(dice, lead, std::move(key)),
                   .enrollment = dice.number(),
                   .visit = dice.small_number(),
                   .state = state,
                   .reached_at = random_instant(dice),
                   .queued_at = random_instant(dice),
                   .priority = static_cast<std::int64_t>(dice.below(3)) - 1,
                   .attempts = dice.small_number(),
                   .first_attempt = random_instant(dice),
                   .next_attempt = random_instant(dice),
                   .handed_over_at = random_instant(dice),
                   .put_off_by = static_cast<PutOffBy>(dice.below(reasons_to_put_off)),
                   .full_since = random_instant(dice),
                   .doubts = dice.small_number(),
                   .content_hash = random_digest(dice)};
    for (std::size_t left = dice.below(3); left != 0; --left) {
        row.engagement.push_back(random_event(dice, lead));
    }
    return row;
}

inline LeadRow random_lead_row(Dice& dice, const LeadId& id) {
    LeadRow row{.id = id,
                .fields = random_fields(dice),
                .account = {"account-" + std::to_string(dice.below(3)), random_fields(dice)},
                .enrollments = dice.number(),
                .seq = dice.number(),
                .due = random_instant(dice),
                .swept = dice.number(),
                .met_at = random_instant(dice),
                .deleted = dice.one_in(2)};
    if (dice.one_in(2)) {
        row.decided_at = random_instant(dice);
        row.follow_ups = static_cast<std::uint32_t>(dice.below(1'000));
    }
    if (dice.one_in(2)) {
        row.engagement = {static_cast<double>(dice.below(1'000)) / 7 - 50, random_instant(dice)};
    }
    row.chain.update(random_text(dice));
    for (std::size_t left = dice.below(3); left != 0; --left) {
        row.consent[random_text(dice)] = {dice.one_in(2), random_text(dice), random_instant(dice)};
        row.past.push_back({random_text(dice), random_text(dice), random_instant(dice), dice.one_in(2)});
        row.unknown_zones.insert(random_text(dice));
        row.becomes[random_text(dice)] = {dice.one_in(2), dice.one_in(2)};
        row.dates[random_text(dice)] = {random_text(dice), dice.one_in(2)};
        TypeHistory& history = row.history[random_text(dice)];
        history.count = dice.number();
        history.last = random_instant(dice);
        history.kept.push_back({random_event(dice, id), dice.number()});
    }
    return row;
}

inline JournalLine random_line(Dice& dice, const LeadId& lead, std::uint64_t seq) {
    JournalLine line{.seq = seq,
                     .at = random_instant(dice),
                     .lead = lead,
                     .workflow = dice.one_in(3) ? "" : "w" + std::to_string(dice.below(3)),
                     .version = random_digest(dice),
                     .enrollment = dice.number(),
                     .step = random_text(dice),
                     .kind = static_cast<JournalKind>(dice.below(15)),
                     .because = random_fields(dice)};
    for (const char* part : {"properties", "id", "because", "until", "cleared", "text", "reason"}) {
        if (dice.one_in(3)) {
            line.because.set(part, random_value(dice));
        }
    }
    if (dice.one_in(8)) {
        line.because = other_parts(line);
        line.forgotten = random_digest(dice);
    }
    return line;
}

// Comparison by all members.

template <class Rows, class Same>
bool all_same(const Rows& a, const Rows& b, Same same_one) {
    auto other = b.begin();
    for (auto one = a.begin(); one != a.end() && other != b.end(); ++one, ++other) {
        if (!same_one(*one, *other)) {
            return false;
        }
    }
    return a.size() == b.size();
}

inline auto members(const EnrollmentRow& row) {
    const auto& [number, workflow, version, key, state, reason, enrolled_at, enrolled_seq, left_at, trigger, node, step,
                 visit, standing, reached_at, due, factor, expires_at, met, visits] = row;
    return std::tie(number, workflow, version, key, state, reason, enrolled_at, enrolled_seq, left_at, trigger, node,
                    step, visit, standing, reached_at, due, factor, expires_at, met, visits);
}

inline auto members(const MessageRow& row) {
    const auto& [message, enrollment, visit, state, reached_at, queued_at, priority, attempts, first_attempt,
                 next_attempt, handed_over_at, put_off_by, full_since, doubts, content_hash, engagement] = row;
    return std::tie(message, enrollment, visit, state, reached_at, queued_at, priority, attempts, first_attempt,
                    next_attempt, handed_over_at, put_off_by, full_since, doubts, content_hash, engagement);
}

inline auto members(const KeptEvent& row) {
    const auto& [event, seq] = row;
    return std::tie(event, seq);
}

inline auto members(const PastEnrollment& row) {
    const auto& [workflow, key, left_at, completed] = row;
    return std::tie(workflow, key, left_at, completed);
}

inline bool same(const EnrollmentRow& a, const EnrollmentRow& b) {
    return members(a) == members(b);
}

inline bool same(const MessageRow& a, const MessageRow& b) {
    return members(a) == members(b);
}

inline bool same(const TypeHistory& a, const TypeHistory& b) {
    const auto& [count, last, kept] = a;
    const auto same_event = [](const KeptEvent& one, const KeptEvent& two) { return members(one) == members(two); };
    return count == b.count && last == b.last && all_same(kept, b.kept, same_event);
}

inline bool same(const LeadRow& a, const LeadRow& b) {
    const auto& [id, fields, account, consent, enrollments, seq, chain, due, past, history, unknown_zones, becomes,
                 dates, swept, met_at, deleted, forgotten, decided_at, follow_ups, engagement] = a;
    return std::tie(id, fields, account, consent, enrollments, seq, due, unknown_zones, becomes, dates, swept, met_at,
                    deleted, forgotten, decided_at, follow_ups, engagement.points, engagement.at) ==
               std::tie(b.id, b.fields, b.account, b.consent, b.enrollments, b.seq, b.due, b.unknown_zones, b.becomes,
                        b.dates, b.swept, b.met_at, b.deleted, b.forgotten, b.decided_at, b.follow_ups,
                        b.engagement.points, b.engagement.at) &&
           chain == b.chain &&
           all_same(
               past, b.past,
               [](const PastEnrollment& one, const PastEnrollment& two) { return members(one) == members(two); }) &&
           all_same(history, b.history, [](const auto& one, const auto& two) {
               return one.first == two.first && same(one.second, two.second);
           });
}

inline bool same(const LeadState& a, const LeadState& b) {
    const auto& [lead, enrollments, aggregates, messages] = a;
    return same(lead, b.lead) && aggregates == b.aggregates &&
           all_same(enrollments, b.enrollments,
                    [](const auto& one, const auto& two) {
                        return one.first == two.first && same(one.second, two.second);
                    }) &&
           all_same(messages, b.messages, [](const MessageRow& one, const MessageRow& two) { return same(one, two); });
}

} // namespace nurture::testing_support
