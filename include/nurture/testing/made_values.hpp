// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values for the contract suites: varied, awkward, and the same for the same seed.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <nurture/lead/event.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0::testing {

/// SplitMix64: equal everywhere for an equal seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t number() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(number() % n); }
    bool in(std::size_t n) { return below(n) == 0; } ///< Once in n times.
    template <class T, std::size_t Size>
    const T& of(const std::array<T, Size>& items) {
        return items[below(Size)];
    }

private:
    std::uint64_t state_;
};

/// Monday, 2 March 2026, 09:00 UTC: where the made instants lie around.
inline constexpr Instant made_time =
    Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + std::chrono::hours(9);

/// An instant within four days, half of them at whole hours: so that many are equal.
inline Instant made_instant(Dice& dice) {
    const Instant hour = made_time + std::chrono::hours(dice.below(96));
    return dice.in(2) ? hour : hour + Milliseconds(dice.below(3'600'000));
}

/// Now and then one of those that stand for "never" and "not yet", or one before 1970.
inline Instant made_edge_instant(Dice& dice) {
    switch (dice.below(6)) {
    case 0: return end_of_time;
    case 1: return Instant::min();
    case 2: return Instant(Milliseconds(-1 - static_cast<std::int64_t>(dice.below(1'000'000'000'000))));
    default: return made_instant(dice);
    }
}

inline std::string made_text(Dice& dice) {
    using namespace std::string_literals;
    static const std::array<std::string, 14> texts{
        ""s,
        "a"s,
        "Größe €"s,
        "日本語 🎉"s,
        "it's \"quoted\" \\ back"s,
        "two\nlines\r\nand\ttab"s,
        "a\0b"s,
        "2026-03-02T09:00:00.000Z"s,
        "12"s,
        "null"s,
        "1.0"s,
        "{\"json\": [1, true]}"s,
        "'; DROP TABLE lead; --"s,
        "%s $1 ?1 :name"s,
    };
    return dice.in(80) ? std::string(5'000, 'x') : dice.of(texts);
}

inline Fields made_fields(Dice& dice, int depth = 0);

inline Value made_value(Dice& dice, int depth = 0) {
    static constexpr std::array<std::int64_t, 8> whole{0,
                                                       1,
                                                       -1,
                                                       127,
                                                       -129,
                                                       1'000'000'007,
                                                       std::numeric_limits<std::int64_t>::max(),
                                                       std::numeric_limits<std::int64_t>::min()};
    static constexpr std::array<double, 9> real{
        0.0, -0.0, 0.1, 1.0, -2.5, 1e300, 5e-324, 9007199254740993.0, std::numeric_limits<double>::infinity()};
    switch (dice.below(depth < 3 ? 9 : 6)) {
    case 0: return dice.in(2);
    case 1: return dice.of(whole);
    case 2: return dice.of(real);
    case 3: return made_instant(dice);
    case 6: return made_fields(dice, depth + 1);
    case 7:
    case 8: {
        Value::List list;
        for (std::size_t left = dice.below(4); left > 0; --left) {
            list.push_back(dice.in(6) ? Value() : made_value(dice, depth + 1));
        }
        return list;
    }
    default: return made_text(dice);
    }
}

inline Fields made_fields(Dice& dice, int depth) {
    static const std::array<std::string, 8> names{"stage", "points", "tags",      "e-mail",
                                                  "größe", "a.b",    "last seen", "x"};
    Fields fields;
    for (std::size_t left = dice.below(5); left > 0; --left) {
        fields.set(dice.of(names), made_value(dice, depth));
    }
    return fields;
}

/// Ids that are not in byte order where letters are compared by case, language or sign of their bytes.
inline std::string made_id(Dice& dice, std::string_view kind) {
    static const std::array<std::string, 9> marks{"a", "B", "b", "ä", "Ω", "Z", "_", "~", "日"};
    const std::string mark = dice.of(marks);
    return dice.in(2) ? mark + std::string(kind) + std::to_string(dice.below(9))
                      : std::string(kind) + std::to_string(dice.below(90)) + mark;
}

inline Event made_event(Dice& dice, const LeadId& lead) {
    static const std::array<std::string, 4> types{"visited", "form_submitted", "message_opened", "größe"};
    Event event{.lead = dice.in(4) ? LeadId(made_id(dice, "other-")) : lead,
                .type = dice.of(types),
                .id = dice.in(2) ? made_text(dice) : "",
                .properties = made_fields(dice)};
    if (!dice.in(4)) {
        event.time = made_instant(dice);
    }
    return event;
}

inline std::optional<Event> perhaps_event(Dice& dice, const LeadId& lead) {
    return dice.in(2) ? std::optional<Event>(made_event(dice, lead)) : std::nullopt;
}

/// A lead as a CRM has it. Leads of one account agree about it.
inline Lead made_lead(Dice& dice, LeadId id) {
    Lead lead{.id = std::move(id), .fields = made_fields(dice)};
    lead.fields.set("email", made_text(dice) + "@example.com");
    if (!dice.in(3)) {
        const std::uint64_t account = dice.below(3);
        Dice of_account(account);
        lead.account = {.id = "account-" + std::to_string(account), .fields = made_fields(of_account)};
    }
    for (const char* category : {"marketing", "newsletter"}) {
        if (dice.in(2)) {
            lead.subscriptions[category] = dice.in(2);
        }
    }
    return lead;
}

} // namespace nurture::inline v0::testing
