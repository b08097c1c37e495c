// SPDX-License-Identifier: BSL-1.0
/// \file
/// Commits as an engine could make them, with random values: each lead's lines are numbered and chained, messages go
/// through their states, who leaves was there before.

#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

#include "random_rows.hpp"

namespace nurture::testing_support {

/// A commit with everything it refers to.
struct OwnedGroup {
    std::vector<VersionRow> versions{};
    std::deque<LeadRow> lead_rows{};
    std::vector<const LeadRow*> leads{};
    std::deque<EnrollmentRow> enrollment_rows{};
    std::vector<std::pair<LeadId, const EnrollmentRow*>> enrollments{};
    std::deque<MessageRow> message_rows{};
    std::vector<std::pair<LeadId, const MessageRow*>> messages{};
    std::deque<Aggregate> answers{};
    std::vector<AggregateRow> aggregates{};
    std::vector<JournalLine> journal{};
    std::vector<SeenEvent> seen{};
    std::vector<Digest> suppressed{};
    std::vector<LeadChange> changes{};
    std::vector<std::string> settled{};
    std::vector<Mark> marks{};
    std::vector<SweepRow> sweeps{};
    std::vector<ChannelRow> channels{};
    std::vector<Refusal> refusals{};
    std::vector<KeptInput> kept_inputs{};
    CommitGroup view{};
};

/// What an engine would hold in memory.
class GroupMaker {
public:
    explicit GroupMaker(std::uint64_t seed) : dice_(seed) {
        ids_ = {"ada", "bob", "zoë", "-", "lead 5", "Ada", "lead-6", "lead-7", "lead-8", "東京"};
    }

    [[nodiscard]] const std::vector<LeadId>& ids() const noexcept { return ids_; }
    [[nodiscard]] std::vector<MessageKey> keys() const {
        std::vector<MessageKey> keys;
        for (const auto& [id, state] : leads_) {
            for (const MessageRow& row : state.messages) {
                keys.push_back(row.message.key);
            }
        }
        return keys;
    }
    [[nodiscard]] const std::vector<Digest>& hashes() const noexcept { return hashes_; }
    [[nodiscard]] const std::vector<EventName>& events() const noexcept { return events_; }
    [[nodiscard]] Instant now() const noexcept { return now_; }

    /// The next commit; what it holds counts as committed.
    OwnedGroup next(std::uint64_t epoch) {
        OwnedGroup group;
        now_ += Milliseconds(static_cast<std::int64_t>(dice_.below(100'000)));
        for (std::size_t left = 1 + dice_.below(4); left != 0; --left) {
            touch(group, ids_[dice_.below(ids_.size())]);
        }
        touch_account(group);
        add_shared(group);
        for (const auto& [lead, row] : leads_) {
            if (touched_.contains(lead)) {
                group.leads.push_back(&group.lead_rows.emplace_back(row.lead));
            }
        }
        touched_.clear();
        drop_texts();
        group.view = {.epoch = epoch,
                      .driven_to = now_,
                      .catalog = group.versions.empty() ? std::optional<Digest>() : group.versions.back().version,
                      .versions = group.versions,
                      .leads = group.leads,
                      .enrollments = group.enrollments,
                      .messages = group.messages,
                      .aggregates = group.aggregates,
                      .journal = group.journal,
                      .seen = group.seen,
                      .suppressed = group.suppressed,
                      .changes = group.changes,
                      .settled_changes = group.settled,
                      .marks = group.marks,
                      .sweeps = group.sweeps,
                      .channels = group.channels,
                      .inputs = {dice_.number(), dice_.number(), dice_.number()},
                      .refusals = group.refusals,
                      .kept_inputs = group.kept_inputs,
                      .forget_inputs_before = dice_.one_in(4) ? now_ - Milliseconds(50'000) : Instant::min()};
        return group;
    }

private:
    void touch(OwnedGroup& group, const LeadId& id) {
        if (!touched_.insert(id).second) {
            return;
        }
        const bool is_new = !leads_.contains(id);
        LeadState& state = leads_[id];
        LeadRow row = random_lead_row(dice_, id);
        row.seq = is_new ? 0 : state.lead.seq;
        row.chain = is_new ? Sha256() : state.lead.chain;
        row.enrollments = is_new ? 0 : state.lead.enrollments;
        if (!is_new && dice_.one_in(2)) {
            row.due = state.lead.due; // It often stays.
            row.account = state.lead.account;
        }
        state.lead = row;
        for (std::size_t left = dice_.below(4); left != 0; --left) {
            group.journal.push_back(random_line(dice_, id, ++state.lead.seq));
            chain(state.lead.chain, group.journal.back());
        }
        move_enrollments(group, state);
        move_messages(group, state);
        if (dice_.one_in(2)) {
            const std::uint64_t question = dice_.one_in(2) ? 7 : 0xFFFFFFFFFFFFFFF0U + dice_.below(3);
            Aggregate& answer = group.answers.emplace_back(random_aggregate(dice_, id));
            group.aggregates.push_back({.lead = id, .question = question, .aggregate = &answer});
        }
    }

    void move_enrollments(OwnedGroup& group, LeadState& state) {
        const LeadId& id = state.lead.id;
        const auto put = [&](const EnrollmentRow& row) {
            group.enrollments.emplace_back(id, &group.enrollment_rows.emplace_back(row));
        };
        for (auto at = state.enrollments.begin(); at != state.enrollments.end();) {
            EnrollmentRow& row = at->second;
            const std::size_t what = dice_.below(3);
            if (what == 0) {
                row.state = static_cast<EnrollmentState>(2 + dice_.below(8));
                row.reason = random_text(dice_);
                row.left_at = now_;
                put(row);
                at = state.enrollments.erase(at);
                continue;
            }
            if (what == 1) {
                row = random_enrollment(dice_, id, row.number);
                put(row);
            }
            ++at;
        }
        if (dice_.one_in(2)) {
            const std::uint64_t number = ++state.lead.enrollments;
            EnrollmentRow& row = state.enrollments[number];
            row = random_enrollment(dice_, id, number);
            put(row);
        }
    }

    void move_messages(OwnedGroup& group, LeadState& state) {
        const LeadId& id = state.lead.id;
        const auto put = [&](const MessageRow& row) {
            group.messages.emplace_back(id, &group.message_rows.emplace_back(row));
        };
        if (dice_.one_in(2)) {
            const MessageKey key = "key-" + std::to_string(dice_.below(1'000)) + '-' + std::to_string(++made_);
            const auto made_as = static_cast<MessageState>(dice_.one_in(2) ? 0 : dice_.below(10));
            put(state.messages.emplace_back(random_message_row(dice_, id, key, made_as)));
            put(state.messages.back()); // Twice in one commit: the last counts.
        }
        for (MessageRow& row : state.messages) { // The new one among them.
            if (row.is_final()) {
                if (dice_.one_in(3)) {
                    row.engagement.push_back(random_event(dice_, id));
                    put(row);
                }
            } else if (dice_.one_in(2)) {
                row = random_message_row(dice_, id, row.message.key, static_cast<MessageState>(dice_.below(10)));
                put(row);
            }
        }
    }

    /// Two leads of an account do something; now and then others are dropped, as their event leaves the window.
    void touch_account(OwnedGroup& group) {
        const AccountId account = "account-" + std::to_string(dice_.below(3));
        const std::uint64_t question = 1 + dice_.below(2);
        Aggregate& answer = accounts_[account].aggregates[question];
        std::vector<LeadId> causes;
        for (int i = 0; i < 2; ++i) {
            const LeadId lead = ids_[dice_.below(ids_.size())];
            if (std::find(causes.begin(), causes.end(), lead) == causes.end()) {
                causes.push_back(lead);
                answer.leads[lead] = random_instant(dice_);
            }
        }
        answer.instants = random_instants(dice_);
        if (dice_.one_in(4)) {
            answer.leads.erase(ids_[dice_.below(ids_.size())]);
        }
        if (dice_.one_in(8)) {
            answer.leads.clear();
        }
        group.answers.push_back(answer);
        for (const LeadId& lead : causes) {
            group.aggregates.push_back(
                {.lead = lead, .account = account, .question = question, .aggregate = &group.answers.back()});
        }
    }

    void add_shared(OwnedGroup& group) {
        if (dice_.one_in(6)) {
            group.versions.push_back({.workflow = "w" + std::to_string(dice_.below(3)),
                                      .version = random_digest(dice_),
                                      .ordinal = static_cast<std::uint32_t>(++versions_),
                                      .canonical = random_text(dice_)});
            group.versions.back().version.bytes[0] = static_cast<std::uint8_t>(versions_); // Each once.
        }
        for (const LeadId& id : touched_) {
            const EventName name{id, "event-" + std::to_string(dice_.below(6))};
            events_.push_back(name);
            const Milliseconds kept(static_cast<std::int64_t>(dice_.below(200'000)));
            group.seen.push_back({name, dice_.one_in(8) ? end_of_time : now_ + kept});
        }
        hashes_.push_back(random_digest(dice_));
        group.suppressed.push_back(hashes_.back());
        group.marks.push_back({random_text(dice_), dice_.number(), random_text(dice_)});
        if (dice_.one_in(3)) {
            const std::uint64_t number = 1 + dice_.below(4);
            group.sweeps.push_back({number, random_instant(dice_), static_cast<SweepRow::Kind>(dice_.number() % 3),
                                    random_text(dice_), LeadId(random_text(dice_)), dice_.one_in(2)});
        }
        if (dice_.one_in(3)) {
            group.channels.push_back({"channel-" + std::to_string(dice_.below(3)), dice_.one_in(2)});
        }
        if (dice_.one_in(3)) {
            group.refusals.push_back({{random_text(dice_), dice_.number(), random_text(dice_)}, random_text(dice_)});
            group.kept_inputs.push_back({now_, ids_[0], "{\"type\":\"joined\"}"});
        }
        for (const std::string& key : std::exchange(pending_, {})) {
            if (dice_.one_in(2)) {
                group.settled.push_back(key);
            } else {
                pending_.push_back(key);
            }
        }
        const LeadId& whose = *touched_.begin();
        const std::string key = "change-" + std::to_string(++made_);
        pending_.push_back(key);
        if (dice_.one_in(2)) {
            group.changes.push_back({key, whose, AddNote{random_text(dice_)}});
        } else {
            group.changes.push_back(
                {key, whose, SetField{random_text(dice_), random_value(dice_), random_value(dice_)}});
        }
    }

    /// As an engine does it once the commit is done.
    void drop_texts() {
        for (auto& [id, state] : leads_) {
            for (MessageRow& row : state.messages) {
                if (row.is_final()) {
                    Message& message = row.message;
                    message.subject = message.preview = message.text = message.html = "";
                    message.data = {};
                }
            }
        }
    }

    Dice dice_;
    std::vector<LeadId> ids_;
    std::map<LeadId, LeadState> leads_;
    std::map<AccountId, AccountState> accounts_;
    std::set<LeadId> touched_;
    std::vector<Digest> hashes_;
    std::vector<EventName> events_;
    std::vector<std::string> pending_;
    std::size_t made_ = 0;
    std::size_t versions_ = 0;
    Instant now_ = Instant(Milliseconds(1'750'000'000'000));
};

} // namespace nurture::testing_support
