// SPDX-License-Identifier: BSL-1.0
/// \file
/// Commits as an engine makes them, from a seed.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nurture/testing/expected_store.hpp>
#include <nurture/testing/made_rows.hpp>

namespace nurture::inline v0::testing {

/// Makes one commit after the other and keeps count of what a store must hold behind each.
///
/// Like an engine it names every lead that another row is about among the leads of this commit or an earlier one,
/// numbers lines of a lead from 1 without gaps, and drives time forward only.
class MadeHistory {
public:
    explicit MadeHistory(std::uint64_t seed) : dice_(seed) {}

    /// The next commit. It counts as taken.
    MadeCommit next() {
        MadeCommit made;
        made.driven_to = now_ += std::chrono::hours(dice_.below(5));
        deploy(made);
        for (const LeadId& id : some_leads()) {
            touch(made, id);
        }
        touch_accounts(made);
        touch_shared(made);
        expected_.take(made);
        return made;
    }

    /// A lead that was met and not forgotten, or none.
    std::optional<LeadId> somebody() {
        std::vector<LeadId> ids;
        for (const auto& [id, state] : expected_.leads) {
            if (!expected_.forgotten.contains(id)) {
                ids.push_back(id);
            }
        }
        return ids.empty() ? std::nullopt : std::optional<LeadId>(ids[dice_.below(ids.size())]);
    }

    /// A commit that forgets a lead, with what the same group had about it. It counts as taken; forgot() goes on.
    MadeCommit forget(const LeadId& id) {
        const LeadState& state = expected_.leads.at(id);
        MadeCommit made{.driven_to = now_, .inputs = expected_.inputs};
        LeadRow row{.id = id, .enrollments = state.lead.enrollments, .seq = state.lead.seq, .chain = state.lead.chain};
        row.met_at = state.lead.met_at;
        row.deleted = true;
        row.forgotten = true;
        const Instant at = made_time + std::chrono::hours(6 * row.seq);
        made.journal.push_back(made_line(dice_, row, at));
        for (const auto& [number, held] : state.enrollments) {
            made.enrollments.emplace_back(id, held);
            made.enrollments.back().second.state = EnrollmentState::deleted;
        }
        for (const MessageRow& message : state.messages) {
            if (!message.is_final()) {
                made.messages.emplace_back(id, message);
                made.messages.back().second.state = MessageState::canceled;
            }
        }
        made.leads.push_back(row);
        made.seen.push_back({{id, "e-last"}, now_ + Milliseconds(1'000)});
        made.changes.push_back(change_of(id));
        made.refusals.push_back({.place = {.source = "events.csv", .position = 1, .prefix = "p"},
                                 .reason = "the lead store has no lead " + id.str() + "; make the lead first"});
        made.sweeps.push_back({.number = expected_.sweeps.size() + 1, .at = now_, .place = id, .done = dice_.in(2)});
        made.kept_inputs.push_back({.at = now_, .lead = id, .json = "{}"});
        expected_.take(made);
        return made;
    }
    void forgot(const LeadId& id, const LeadId& name) { expected_.forget(id, name); }

    [[nodiscard]] const ExpectedStore& expected() const noexcept { return expected_; }
    [[nodiscard]] Instant now() const noexcept { return now_; }
    [[nodiscard]] Dice& dice() noexcept { return dice_; }

private:
    void deploy(MadeCommit& made) {
        if (dice_.in(3)) {
            made.catalog = sha256("catalog" + std::to_string(dice_.number()));
            made.zone_data = "edition " + std::to_string(dice_.number());
            const auto ordinal = static_cast<std::uint32_t>(expected_.versions.size() + 1);
            const MadeVersion version = made_version(dice_);
            made.versions.push_back({.workflow = version.workflow,
                                     .version = sha256(version.workflow.str() + "deployed" + std::to_string(ordinal)),
                                     .ordinal = ordinal,
                                     .canonical = "{\"größe\": " + std::to_string(dice_.number()) + "}"});
        }
    }

    /// New ones and known ones, each once.
    std::set<LeadId> some_leads() {
        std::set<LeadId> ids;
        for (std::size_t left = dice_.below(4); left > 0; --left) {
            ids.insert(made_id(dice_, "lead-"));
        }
        for (const auto& [id, state] : expected_.leads) {
            if (dice_.in(3) && !expected_.forgotten.contains(id)) {
                ids.insert(id);
            }
        }
        return ids;
    }

    void touch(MadeCommit& made, const LeadId& id) {
        const auto known = expected_.leads.find(id);
        LeadState state = known == expected_.leads.end() ? LeadState{} : known->second;
        LeadRow& row = state.lead;
        row.id = id;
        if (dice_.in(3) || row.account.id.empty()) {
            row.account.id = dice_.in(4) ? "" : "account-" + std::string(1, static_cast<char>('A' + dice_.below(3)));
        }
        vary(dice_, row);
        if (row.account.id.empty()) {
            row.account.fields = {};
        }
        touch_enrollments(made, state);
        touch_messages(made, state);
        for (std::size_t left = dice_.below(2); left > 0; --left) {
            MadeAggregate part{.lead = id, .question = question()};
            vary(dice_, part.aggregate, id);
            made.aggregates.push_back(std::move(part));
        }
        Instant at = made_time + std::chrono::hours(dice_.below(4)) + std::chrono::hours(6 * row.seq);
        for (std::size_t left = dice_.below(4); left > 0; --left) { // Earlier ones than other leads have already.
            at += std::chrono::hours(dice_.below(2));
            made.journal.push_back(made_line(dice_, row, at));
        }
        made.leads.push_back(row);
    }

    void touch_enrollments(MadeCommit& made, LeadState& state) {
        for (const auto& [number, held] : state.enrollments) {
            if (dice_.in(2)) {
                EnrollmentRow row = held;
                vary(dice_, row, state.lead.id);
                if (dice_.in(3)) {
                    static constexpr std::array<EnrollmentState, 4> ends{EnrollmentState::completed,
                                                                         EnrollmentState::goal, EnrollmentState::exited,
                                                                         EnrollmentState::merged};
                    row.state = dice_.of(ends);
                    row.left_at = now_;
                    row.reason = made_text(dice_);
                }
                made.enrollments.emplace_back(state.lead.id, std::move(row));
            }
        }
        for (std::size_t left = dice_.below(3); left > 0; --left) {
            EnrollmentRow row{.number = ++state.lead.enrollments};
            vary(dice_, row, state.lead.id);
            made.enrollments.emplace_back(state.lead.id, std::move(row));
        }
    }

    void touch_messages(MadeCommit& made, const LeadState& state) {
        const LeadId& id = state.lead.id;
        for (MessageRow row : state.messages) {
            if (row.is_final()) {
                if (dice_.in(3) && row.was_sent()) {
                    row.engagement.push_back(made_event(dice_, id));
                    row.state = MessageState::accepted; // It corrects what was assumed.
                    made.messages.emplace_back(id, std::move(row));
                }
            } else if (dice_.in(2)) {
                move_on(dice_, row, unlike_any());
                if (dice_.in(3)) {
                    row.engagement.push_back(made_event(dice_, id));
                }
                made.messages.emplace_back(id, std::move(row));
            }
        }
        for (std::size_t left = dice_.below(3); left > 0; --left) {
            MessageRow row = made_message(dice_, id, "key-" + std::to_string(dice_.number()));
            for (std::size_t steps = dice_.below(3); steps > 0 && !row.is_final(); --steps) {
                move_on(dice_, row, unlike_any());
            }
            made.messages.emplace_back(id, std::move(row));
        }
    }

    /// No two messages are accepted at one instant: their order would be a matter of taste.
    Instant unlike_any() { return now_ + Milliseconds(++handed_over_); }

    /// Ids of questions are hashes: all bits are used.
    std::uint64_t question() {
        static constexpr std::array<std::uint64_t, 3> questions{7, 0xFFFF'FFFF'FFFF'FFFFULL, 0x8000'0000'0000'0000ULL};
        return dice_.of(questions);
    }

    /// What happened at an account: a row for each lead whose part changed, all with the whole aggregate.
    void touch_accounts(MadeCommit& made) {
        std::set<AccountId> accounts;
        for (const LeadRow& row : made.leads) {
            accounts.insert(row.account.id);
        }
        accounts.erase("");
        for (const AccountId& id : accounts) {
            const std::uint64_t which = question();
            const auto known = expected_.accounts.find(id);
            Aggregate aggregate;
            if (known != expected_.accounts.end()) {
                const auto held = known->second.aggregates.find(which);
                aggregate = held == known->second.aggregates.end() ? Aggregate{} : held->second;
            }
            auto parts = std::move(aggregate.leads);
            std::set<LeadId> changed;
            for (const LeadRow& row : made.leads) {
                if (row.account.id == id && (changed.empty() || dice_.in(2))) {
                    parts[row.id] = made_instant(dice_);
                    changed.insert(row.id);
                }
            }
            if (dice_.in(4)) { // Others may fall out of the window with it.
                std::erase_if(parts, [&](const auto& part) { return !changed.contains(part.first) && dice_.in(2); });
            }
            vary(dice_, aggregate, *changed.begin());
            aggregate.leads = std::move(parts);
            for (const LeadId& lead : changed) {
                made.aggregates.push_back({lead, id, which, aggregate});
            }
        }
    }

    /// What belongs to no lead, or to many.
    void touch_shared(MadeCommit& made) {
        for (const LeadRow& row : made.leads) {
            if (dice_.in(2)) {
                made.seen.push_back({{row.id, dice_.in(2) ? "e-1" : made_text(dice_) + "x"},
                                     now_ + Milliseconds(1 + dice_.below(100'000'000))});
            }
            if (dice_.in(2)) {
                made.changes.push_back(change_of(row.id));
            }
        }
        for (const LeadChange& change : expected_.changes) {
            if (dice_.in(3)) {
                made.settled_changes.push_back(change.key);
            }
        }
        for (std::size_t left = dice_.below(3); left > 0; --left) {
            made.suppressed.push_back(sha256("address" + std::to_string(dice_.below(12))));
        }
        for (const char* source : {"events.csv", "größe"}) {
            if (dice_.in(2)) {
                made.marks.push_back({.source = source, .position = made_count(dice_), .prefix = made_text(dice_)});
            }
            if (dice_.in(3)) {
                made.refusals.push_back({.place = {.source = source, .position = made_count(dice_), .prefix = "p"},
                                         .reason = made_text(dice_)});
            }
        }
        touch_sweeps(made);
        if (dice_.in(3)) {
            made.channels.push_back({.id = dice_.in(2) ? "email" : "größe", .down = dice_.in(2)});
        }
        made.inputs = {.applied = expected_.inputs.applied + dice_.below(9),
                       .duplicates = expected_.inputs.duplicates + dice_.below(3),
                       .refused = expected_.inputs.refused + made.refusals.size()};
        if (!made.leads.empty()) {
            made.kept_inputs.push_back({.at = now_, .lead = made.leads.front().id, .json = "{\"a\": 1}"});
        }
    }

    void touch_sweeps(MadeCommit& made) {
        for (const auto& [number, held] : expected_.sweeps) {
            if (!held.done && dice_.in(2)) {
                SweepRow row = held;
                row.place = made_id(dice_, "lead-");
                row.done = dice_.in(3);
                made.sweeps.push_back(std::move(row));
            }
        }
        if (dice_.in(4)) {
            made.sweeps.push_back({.number = expected_.sweeps.size() + 1,
                                   .at = now_,
                                   .kind = static_cast<SweepRow::Kind>(dice_.below(3)),
                                   .trigger = made_text(dice_)});
        }
    }

    LeadChange change_of(const LeadId& lead) {
        LeadChange change{.key = "change-" + std::to_string(++changes_), .lead = lead};
        if (dice_.in(2)) {
            change.what = AddNote{made_text(dice_)};
        } else {
            change.what = SetField{.field = "größe", .from = made_value(dice_), .to = made_value(dice_)};
        }
        return change;
    }

    Dice dice_;
    ExpectedStore expected_;
    Instant now_ = made_time;
    std::int64_t handed_over_ = 0;
    std::uint64_t changes_ = 0;
};

} // namespace nurture::inline v0::testing
