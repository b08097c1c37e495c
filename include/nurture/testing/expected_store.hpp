// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a store must hold behind a sequence of commits, in the plainest form.

#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0::testing {

/// An aggregate as a commit writes it: by the lead alone, or the part that this lead has in its account's.
struct MadeAggregate {
    LeadId lead{};
    AccountId account{};
    std::uint64_t question = 0;
    Aggregate aggregate{};
};

/// The rows of one commit, owned.
struct MadeCommit {
    Instant driven_to{};
    std::optional<Digest> catalog{};
    std::string zone_data{};
    std::vector<VersionRow> versions{};
    std::vector<LeadRow> leads{};
    std::vector<std::pair<LeadId, EnrollmentRow>> enrollments{};
    std::vector<std::pair<LeadId, MessageRow>> messages{};
    std::vector<MadeAggregate> aggregates{};
    std::vector<JournalLine> journal{};
    std::vector<SeenEvent> seen{};
    std::vector<Digest> suppressed{};
    std::vector<LeadChange> changes{};
    std::vector<std::string> settled_changes{};
    std::vector<Mark> marks{};
    std::vector<SweepRow> sweeps{};
    std::vector<ChannelRow> channels{};
    InputCounts inputs{};
    std::vector<Refusal> refusals{};
    std::vector<KeptInput> kept_inputs{};
};

/// Hands the rows to a store as an engine does: as views that end with the call.
inline Result<void> commit(EngineStore& store, std::uint64_t epoch, const MadeCommit& made) {
    std::vector<const LeadRow*> leads;
    for (const LeadRow& row : made.leads) {
        leads.push_back(&row);
    }
    std::vector<std::pair<LeadId, const EnrollmentRow*>> enrollments;
    for (const auto& [lead, row] : made.enrollments) {
        enrollments.emplace_back(lead, &row);
    }
    std::vector<std::pair<LeadId, const MessageRow*>> messages;
    for (const auto& [lead, row] : made.messages) {
        messages.emplace_back(lead, &row);
    }
    std::vector<AggregateRow> aggregates;
    for (const MadeAggregate& row : made.aggregates) {
        aggregates.push_back({row.lead, row.account, row.question, &row.aggregate});
    }
    return store.commit({.epoch = epoch,
                         .driven_to = made.driven_to,
                         .catalog = made.catalog,
                         .zone_data = made.zone_data,
                         .versions = made.versions,
                         .leads = leads,
                         .enrollments = enrollments,
                         .messages = messages,
                         .aggregates = aggregates,
                         .journal = made.journal,
                         .seen = made.seen,
                         .suppressed = made.suppressed,
                         .changes = made.changes,
                         .settled_changes = made.settled_changes,
                         .marks = made.marks,
                         .sweeps = made.sweeps,
                         .channels = made.channels,
                         .inputs = made.inputs,
                         .refusals = made.refusals,
                         .kept_inputs = made.kept_inputs});
}

/// The state behind the commits so far.
struct ExpectedStore {
    Instant driven_to = Instant::min();
    std::optional<Digest> catalog{};
    std::string zone_data{};
    std::vector<VersionRow> versions{};
    std::map<std::string, Mark> marks{};
    std::map<std::uint64_t, SweepRow> sweeps{};
    std::map<ChannelId, ChannelRow> channels{};
    InputCounts inputs{};
    std::map<LeadId, LeadState> leads{}; ///< Messages with their texts dropped where they are to be.
    std::map<AccountId, AccountState> accounts{};
    std::vector<JournalLine> journal{}; ///< In order of time, lead and seq.
    std::map<EventName, Instant> seen{};
    std::set<Digest> suppressed{};
    std::vector<LeadChange> changes{};
    std::vector<Refusal> refusals{};
    std::vector<std::pair<Instant, Message>> recorded{}; ///< In order of time, lead and acceptance.
    std::set<LeadId> forgotten{};                        ///< The names among `leads` that the store gave.

    void take(const MadeCommit& made) {
        driven_to = made.driven_to;
        catalog = made.catalog ? made.catalog : catalog;
        zone_data = made.zone_data.empty() ? zone_data : made.zone_data;
        versions.insert(versions.end(), made.versions.begin(), made.versions.end());
        for (const LeadRow& row : made.leads) {
            leads[row.id].lead = row;
        }
        for (const auto& [lead, row] : made.enrollments) {
            leads[lead].enrollments.erase(row.number);
            if (row.is_active()) {
                leads[lead].enrollments.emplace(row.number, row);
            }
        }
        for (const auto& [lead, row] : made.messages) {
            take_message(leads[lead].messages, row);
        }
        for (const MadeAggregate& row : made.aggregates) {
            AccountState& account = accounts[row.account];
            account.id = row.account;
            (row.account.empty() ? leads[row.lead].aggregates : account.aggregates)[row.question] = row.aggregate;
        }
        accounts.erase("");
        journal.insert(journal.end(), made.journal.begin(), made.journal.end());
        sort_journal();
        for (const SeenEvent& event : made.seen) {
            seen[event.name] = event.until;
        }
        suppressed.insert(made.suppressed.begin(), made.suppressed.end());
        take_changes(made);
        for (const Mark& mark : made.marks) {
            marks[mark.source] = mark;
        }
        for (const SweepRow& sweep : made.sweeps) {
            sweeps[sweep.number] = sweep;
        }
        for (const ChannelRow& channel : made.channels) {
            channels[channel.id] = channel;
        }
        inputs = made.inputs;
        refusals.insert(refusals.end(), made.refusals.begin(), made.refusals.end());
    }

    /// What is left of a lead whose row said so, under the name that the store gave it.
    void forget(const LeadId& id, const LeadId& name) {
        forgotten.insert(name);
        LeadState& state = leads[name] = leads.at(id);
        leads.erase(id);
        state.lead.id = name;
        state.aggregates.clear();
        for (MessageRow& row : state.messages) {
            row = left_of(row, name);
        }
        for (auto& [account, held] : accounts) {
            for (auto& [question, aggregate] : held.aggregates) {
                if (const auto part = aggregate.leads.find(id); part != aggregate.leads.end()) {
                    aggregate.leads[name] = part->second;
                    aggregate.leads.erase(id);
                }
            }
        }
        for (JournalLine& line : journal) {
            if (line.lead == id) {
                line.lead = name;
                forget_person(line);
            }
        }
        sort_journal();
        std::erase_if(seen, [&](const auto& event) { return event.first.lead == id; });
        std::erase_if(changes, [&](const LeadChange& change) { return change.lead == id; });
        std::erase_if(recorded, [&](const auto& message) { return message.second.lead == id; });
        for (Refusal& refusal : refusals) {
            refusal.reason = without_lead(refusal.reason, id);
        }
        for (auto& [number, sweep] : sweeps) {
            sweep.place = sweep.place == id ? LeadId() : sweep.place;
        }
    }

private:
    void sort_journal() {
        std::sort(journal.begin(), journal.end(), [](const JournalLine& a, const JournalLine& b) {
            return std::tie(a.at, a.lead, a.seq) < std::tie(b.at, b.lead, b.seq);
        });
    }

    [[nodiscard]] static MessageRow left_of(const MessageRow& row, const LeadId& name) {
        MessageRow left = row;
        Message& message = left.message;
        message.lead = name;
        message.to = message.from = message.reply_to = "";
        message.subject = message.preview = message.text = message.html = "";
        message.data = {};
        left.put_off_by = {};
        left.full_since = end_of_time;
        left.doubts = 0;
        left.content_hash = {};
        left.engagement.clear();
        return left;
    }

    void take_message(std::deque<MessageRow>& messages, const MessageRow& row) {
        auto held = std::find_if(messages.begin(), messages.end(),
                                 [&](const MessageRow& other) { return other.message.key == row.message.key; });
        const bool was_sent = held != messages.end() && held->was_sent();
        if (held == messages.end()) {
            messages.push_back(row);
            held = std::prev(messages.end());
        } else {
            *held = row;
        }
        if (row.was_sent() && !was_sent) {
            recorded.emplace_back(row.handed_over_at, row.message);
            std::stable_sort(recorded.begin(), recorded.end(), [](const auto& a, const auto& b) {
                return std::tie(a.first, a.second.lead) < std::tie(b.first, b.second.lead);
            });
        }
        if (held->is_final()) {
            held->message.subject = held->message.preview = held->message.text = held->message.html = "";
            held->message.data = {};
        }
    }

    void take_changes(const MadeCommit& made) {
        for (const std::string& key : made.settled_changes) {
            changes.erase(std::remove_if(changes.begin(), changes.end(),
                                         [&](const LeadChange& change) { return change.key == key; }),
                          changes.end());
        }
        changes.insert(changes.end(), made.changes.begin(), made.changes.end());
    }
};

} // namespace nurture::inline v0::testing
