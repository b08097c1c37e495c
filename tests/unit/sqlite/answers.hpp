// SPDX-License-Identifier: BSL-1.0
/// \file
/// Everything that a store can be asked: two stores are equal if their answers are.

#pragma once

#include <map>
#include <string>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

#include "random_groups.hpp"
#include "support/catch.hpp"

namespace nurture::testing_support {

/// Compares the answers of two stores. Not open(), which changes them.
inline void require_same_answers(EngineStore& a, EngineStore& b, const GroupMaker& groups) {
    const auto same_messages = [](const std::vector<MessageRow>& one, const std::vector<MessageRow>& two) {
        return all_same(one, two, [](const MessageRow& x, const MessageRow& y) { return same(x, y); });
    };
    REQUIRE(a.load(groups.ids())->size() == b.load(groups.ids())->size());
    REQUIRE(all_same(*a.load(groups.ids()), *b.load(groups.ids()),
                     [](const LeadState& x, const LeadState& y) { return same(x, y); }));
    std::vector<AccountId> accounts{"account-0", "account-1", "account-2", "account-3", ""};
    REQUIRE(all_same(
        *a.load_accounts(accounts), *b.load_accounts(accounts),
        [](const AccountState& x, const AccountState& y) { return x.id == y.id && x.aggregates == y.aggregates; }));
    for (const AccountId& account : accounts) {
        REQUIRE(*a.leads_of(account) == *b.leads_of(account));
    }
    for (const Instant up_to : {Instant::min(), groups.now(), end_of_time}) {
        for (const std::size_t at_most : {std::size_t{0}, std::size_t{3}, SIZE_MAX}) {
            REQUIRE(*a.due(up_to, at_most) == *b.due(up_to, at_most));
        }
    }
    REQUIRE(same_messages(*a.outbox(), *b.outbox()));
    REQUIRE(same_messages(*a.in_doubt(), *b.in_doubt()));
    REQUIRE(*a.leads("", SIZE_MAX) == *b.leads("", SIZE_MAX));
    REQUIRE(*a.leads("ada", 2) == *b.leads("ada", 2));
    for (const Milliseconds later : {Milliseconds(0), Milliseconds(100'000)}) {
        REQUIRE(*a.seen(groups.events(), groups.now() + later) == *b.seen(groups.events(), groups.now() + later));
    }
    for (const MessageKey& key : groups.keys()) {
        REQUIRE(*a.lead_of(key) == *b.lead_of(key));
    }
    REQUIRE(*a.lead_of("no-such-key") == std::nullopt);
    REQUIRE(*a.suppressed(groups.hashes()) == *b.suppressed(groups.hashes()));
}

inline std::vector<JournalLine> lines_of(EngineStore& store, const JournalQuery& query = {}) {
    std::vector<JournalLine> lines;
    REQUIRE(store.journal(query, [&](const JournalLine& line) { lines.push_back(line); }));
    return lines;
}

inline std::vector<std::pair<Instant, Message>> messages_of(EngineStore& store) {
    std::vector<std::pair<Instant, Message>> messages;
    REQUIRE(store.messages([&](Instant at, const Message& message) { messages.emplace_back(at, message); }));
    return messages;
}

inline void require_same_logs(EngineStore& a, EngineStore& b, const GroupMaker& groups) {
    REQUIRE(lines_of(a) == lines_of(b));
    REQUIRE(lines_of(a, {.at_most = 5}) == lines_of(b, {.at_most = 5}));
    for (const LeadId& id : groups.ids()) {
        REQUIRE(lines_of(a, {.lead = id}) == lines_of(b, {.lead = id}));
        REQUIRE(lines_of(a, {.lead = id, .at_most = 2}) == lines_of(b, {.lead = id, .at_most = 2}));
    }
    REQUIRE(messages_of(a) == messages_of(b));
    const auto refusals_of = [](EngineStore& store) {
        std::vector<std::pair<Mark, std::string>> refusals;
        REQUIRE(store.refusals([&](const Refusal& refusal) { refusals.emplace_back(refusal.place, refusal.reason); }));
        return refusals;
    };
    REQUIRE(refusals_of(a) == refusals_of(b));
    REQUIRE(*digest_of(a) == *digest_of(b));
}

inline void require_same_opening(const OpenedStore& a, const OpenedStore& b) {
    REQUIRE(a.epoch == b.epoch);
    REQUIRE(a.driven_to == b.driven_to);
    REQUIRE(a.catalog == b.catalog);
    REQUIRE(all_same(a.versions, b.versions, [](const VersionRow& x, const VersionRow& y) {
        const auto& [workflow, version, ordinal, canonical] = x;
        return std::tie(workflow, version, ordinal, canonical) ==
               std::tie(y.workflow, y.version, y.ordinal, y.canonical);
    }));
    REQUIRE(a.marks == b.marks);
    REQUIRE(all_same(a.sweeps, b.sweeps, [](const SweepRow& x, const SweepRow& y) {
        const auto& [number, at, kind, trigger, place, done] = x;
        return std::tie(number, at, kind, trigger, place, done) ==
               std::tie(y.number, y.at, y.kind, y.trigger, y.place, y.done);
    }));
    REQUIRE(a.latest_sweep == b.latest_sweep);
    REQUIRE(a.scheduled_to == b.scheduled_to);
    REQUIRE(a.zone_data == b.zone_data);
    REQUIRE(a.channels == b.channels);
    REQUIRE(a.inputs == b.inputs);
}

} // namespace nurture::testing_support
