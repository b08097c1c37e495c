// SPDX-License-Identifier: BSL-1.0
/// \file
/// The engine's state in memory: for tests, replays and first programs. Gone with the process.

#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0 {

/// An EngineStore in memory. Behaves like a durable one in everything but durability: an engine may be opened on it
/// again and finds what was committed.
class MemoryStore final : public EngineStore {
public:
    struct Options {
        bool record_messages = false; ///< Keep accepted messages with their texts; no channel is called.
    };
    MemoryStore() = default;
    explicit MemoryStore(Options options) : options_(options) {}

    Result<std::optional<Digest>> deployed() override { return catalog_; }

    Result<OpenedStore> open() override {
        ++epoch_;
        OpenedStore opened{.epoch = epoch_, .driven_to = driven_to_, .catalog = catalog_, .versions = versions_};
        opened.zone_data = zone_data_;
        for (const auto& [source, mark] : marks_) {
            opened.marks.push_back(mark);
        }
        for (const auto& [number, sweep] : sweeps_) {
            opened.latest_sweep = number;
            if (sweep.kind == SweepRow::Kind::schedule) {
                opened.scheduled_to = sweep.at;
            }
            if (!sweep.done) {
                opened.sweeps.push_back(sweep);
            }
        }
        for (const auto& [id, channel] : channels_) {
            opened.channels.push_back(channel);
        }
        opened.inputs = inputs_;
        for (const LeadId& name : forgotten_) {
            opened.forgotten_enrollments = std::max(opened.forgotten_enrollments, leads_.at(name).lead.enrollments);
        }
        return opened;
    }

    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override {
        std::vector<LeadState> found;
        for (const LeadId& id : ids) {
            const auto at = leads_.find(id);
            if (at != leads_.end()) {
                found.push_back(at->second);
            }
        }
        return found;
    }

    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override {
        std::vector<AccountState> found;
        for (const AccountId& id : ids) {
            const auto at = accounts_.find(id);
            if (at != accounts_.end()) {
                found.push_back(at->second);
            }
        }
        return found;
    }

    Result<std::vector<LeadId>> leads_of(const AccountId& account) override {
        const auto at = leads_of_.find(account);
        return at == leads_of_.end() ? std::vector<LeadId>{}
                                     : std::vector<LeadId>(at->second.begin(), at->second.end());
    }

    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override {
        std::vector<DueRow> rows;
        for (auto at = due_.begin(); at != due_.end() && at->at <= up_to && rows.size() < at_most; ++at) {
            rows.push_back(*at);
        }
        return rows;
    }

    Result<std::vector<MessageRow>> outbox() override {
        std::vector<MessageRow> rows = messages_in({MessageState::queued, MessageState::held});
        std::stable_sort(rows.begin(), rows.end(), [](const MessageRow& a, const MessageRow& b) {
            return std::make_tuple(a.queued_at, std::cref(a.message.lead), -a.priority, std::cref(a.message.workflow),
                                   a.enrollment, a.visit) < std::make_tuple(b.queued_at, std::cref(b.message.lead),
                                                                            -b.priority, std::cref(b.message.workflow),
                                                                            b.enrollment, b.visit);
        });
        return rows;
    }

    Result<std::vector<MessageRow>> in_doubt() override { return messages_in({MessageState::handing_over}); }

    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override {
        std::vector<LeadId> ids;
        for (auto at = ids_.upper_bound(after); at != ids_.end() && ids.size() < at_most; ++at) {
            ids.push_back(*at);
        }
        return ids;
    }

    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override {
        std::vector<bool> answers;
        for (const EventName& name : names) {
            const auto at = seen_.find(name);
            answers.push_back(at != seen_.end() && now < at->second);
        }
        return answers;
    }

    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override {
        const auto at = lead_of_.find(key);
        return at == lead_of_.end() ? std::optional<LeadId>{} : std::optional<LeadId>{at->second};
    }

    Result<std::vector<LeadId>> forgotten() override {
        return std::vector<LeadId>(forgotten_.begin(), forgotten_.end());
    }

    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override {
        std::vector<bool> answers;
        for (const Digest& hash : hashes) {
            answers.push_back(suppressed_.contains(hash));
        }
        return answers;
    }

    Result<std::vector<LeadChange>> pending_changes() override { return changes_; }

    Result<void> commit(const CommitGroup& group) override {
        if (group.epoch != epoch_) {
            return Error{Errc::not_owner, "another engine has opened this store since; this one must not write to it"};
        }
        driven_to_ = std::max(driven_to_, group.driven_to);
        if (group.catalog) {
            catalog_ = group.catalog;
        }
        if (!group.zone_data.empty()) {
            zone_data_ = group.zone_data;
        }
        versions_.insert(versions_.end(), group.versions.begin(), group.versions.end());
        put_leads(group);
        put_messages(group);
        put_aggregates(group);
        journal_.insert(journal_.end(), group.journal.begin(), group.journal.end());
        for (const SeenEvent& event : group.seen) {
            seen_.insert_or_assign(event.name, event.until);
        }
        suppressed_.insert(group.suppressed.begin(), group.suppressed.end());
        settle_changes(group);
        for (const Mark& mark : group.marks) {
            marks_[mark.source] = mark;
        }
        for (const SweepRow& sweep : group.sweeps) {
            sweeps_.insert_or_assign(sweep.number, sweep);
        }
        for (const ChannelRow& channel : group.channels) {
            channels_[channel.id] = channel;
        }
        inputs_ = group.inputs;
        refusals_.insert(refusals_.end(), group.refusals.begin(), group.refusals.end());
        kept_inputs_.insert(kept_inputs_.end(), group.kept_inputs.begin(), group.kept_inputs.end());
        if (!kept_inputs_.empty() && kept_inputs_.front().at < group.forget_inputs_before) {
            std::erase_if(kept_inputs_, [&](const KeptInput& kept) { return kept.at < group.forget_inputs_before; });
        }
        for (const LeadRow* row : group.leads) {
            if (row->forgotten && !forgotten_.contains(row->id)) {
                forget(row->id);
            }
        }
        return {};
    }

    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override {
        std::vector<const JournalLine*> lines;
        for (const JournalLine& line : journal_) {
            if (!query.lead || line.lead == *query.lead) {
                lines.push_back(&line);
            }
        }
        std::stable_sort(lines.begin(), lines.end(), [](const JournalLine* a, const JournalLine* b) {
            return std::tie(a->at, a->lead, a->seq) < std::tie(b->at, b->lead, b->seq);
        });
        for (std::size_t i = 0; i < lines.size() && i < query.at_most; ++i) {
            take(*lines[i]);
        }
        return {};
    }

    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override {
        std::vector<const std::pair<Instant, Message>*> rows;
        for (const auto& row : recorded_) {
            rows.push_back(&row);
        }
        std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
            return std::tie(a->first, a->second.lead) < std::tie(b->first, b->second.lead);
        });
        for (const auto* row : rows) {
            take(row->first, row->second);
        }
        return {};
    }

    Result<void> refusals(const std::function<void(const Refusal&)>& take) override {
        for (const Refusal& refusal : refusals_) {
            take(refusal);
        }
        return {};
    }

    Result<void> kept_inputs(const std::function<void(const KeptInput&)>& take) override {
        for (const KeptInput& input : kept_inputs_) {
            take(input);
        }
        return {};
    }

    [[nodiscard]] bool records_messages() const noexcept override { return options_.record_messages; }

private:
    void put_leads(const CommitGroup& group) {
        for (const LeadRow* row : group.leads) {
            const auto [at, is_new] = leads_.try_emplace(row->id);
            LeadRow& held = at->second.lead;
            if (is_new) {
                ids_.insert(row->id);
                leads_of_[row->account.id].insert(row->id);
            } else if (held.account.id != row->account.id) {
                leads_of_[held.account.id].erase(row->id);
                leads_of_[row->account.id].insert(row->id);
            }
            if (held.due != row->due) {
                due_.erase({held.due, row->id});
                if (row->due != end_of_time) {
                    due_.insert({row->due, row->id});
                }
            }
            held = *row;
        }
        for (const auto& [lead, row] : group.enrollments) {
            auto& enrollments = leads_.at(lead).enrollments;
            if (row->is_active()) {
                enrollments.insert_or_assign(row->number, *row);
            } else {
                enrollments.erase(row->number);
            }
        }
    }

    /// A person leaves, a number stays.
    void forget(const LeadId& id) {
        const LeadId name = name_for_forgotten();
        forgotten_.insert(name);
        auto node = leads_.extract(id);
        node.key() = name;
        LeadState& state = node.mapped();
        state.lead.id = name;
        state.aggregates.clear();
        for (MessageRow& row : state.messages) {
            row = what_is_left_of(row);
            row.message.lead = name;
            lead_of_.at(row.message.key) = name;
        }
        ids_.erase(id);
        leads_of_[state.lead.account.id].erase(id);
        due_.erase({state.lead.due, id});
        leads_.insert(std::move(node));
        for (auto& [account, held] : accounts_) {
            for (auto& [question, aggregate] : held.aggregates) {
                if (auto part = aggregate.leads.extract(id)) {
                    part.key() = name;
                    aggregate.leads.insert(std::move(part));
                }
            }
        }
        for (JournalLine& line : journal_) {
            if (line.lead == id) {
                line.lead = name;
                forget_person(line);
            }
        }
        forget_inputs(id);
    }

    void forget_inputs(const LeadId& id) {
        std::erase_if(seen_, [&](const auto& event) { return event.first.lead == id; });
        std::erase_if(kept_inputs_, [&](const KeptInput& kept) { return kept.lead == id; });
        std::erase_if(changes_, [&](const LeadChange& change) { return change.lead == id; });
        std::erase_if(recorded_, [&](const auto& message) { return message.second.lead == id; });
        for (Refusal& refusal : refusals_) {
            refusal.reason = without_lead(std::move(refusal.reason), id);
        }
        for (auto& [number, sweep] : sweeps_) {
            sweep.place = sweep.place == id ? LeadId() : sweep.place;
        }
    }

    /// "#1", "#2" …, unless a host has a lead of that name.
    [[nodiscard]] LeadId name_for_forgotten() const {
        for (std::size_t number = forgotten_.size() + 1;; ++number) {
            LeadId name('#' + std::to_string(number));
            if (!leads_.contains(name)) {
                return name;
            }
        }
    }

    [[nodiscard]] static MessageRow what_is_left_of(const MessageRow& row) {
        MessageRow left{.enrollment = row.enrollment, .visit = row.visit, .state = row.state};
        left.message = {.key = row.message.key,
                        .attempt = row.message.attempt,
                        .channel = row.message.channel,
                        .workflow = row.message.workflow,
                        .version = row.message.version,
                        .step = row.message.step,
                        .content = row.message.content,
                        .variant = row.message.variant,
                        .category = row.message.category};
        left.reached_at = row.reached_at;
        left.queued_at = row.queued_at;
        left.priority = row.priority;
        left.attempts = row.attempts;
        left.first_attempt = row.first_attempt;
        left.next_attempt = row.next_attempt;
        left.handed_over_at = row.handed_over_at;
        return left;
    }

    void put_messages(const CommitGroup& group) {
        for (const auto& [lead, row] : group.messages) {
            LeadState& state = leads_.at(lead);
            MessageRow* held = state.message(row->message.key);
            if (options_.record_messages && row->was_sent() && !(held != nullptr && held->was_sent())) {
                recorded_.emplace_back(row->handed_over_at, row->message);
            }
            if (is_open(*row)) {
                open_.insert(row->message.key);
            } else if (held != nullptr && is_open(*held)) {
                open_.erase(row->message.key);
            }
            if (held == nullptr) {
                state.messages.push_back(*row);
                held = &state.messages.back();
                lead_of_.emplace(row->message.key, lead);
            } else {
                *held = *row;
            }
            if (row->is_final()) {
                drop_texts(held->message);
            }
        }
    }

    void put_aggregates(const CommitGroup& group) {
        for (const AggregateRow& row : group.aggregates) {
            if (row.account.empty()) {
                leads_.at(row.lead).aggregates.insert_or_assign(row.question, *row.aggregate);
            } else {
                AccountState& account = accounts_[row.account];
                account.id = row.account;
                account.aggregates.insert_or_assign(row.question, *row.aggregate);
            }
        }
    }

    [[nodiscard]] static bool is_open(const MessageRow& row) noexcept {
        return row.state == MessageState::queued || row.state == MessageState::held ||
               row.state == MessageState::handing_over;
    }

    static void drop_texts(Message& message) {
        message.subject.clear();
        message.preview.clear();
        message.text.clear();
        message.html.clear();
        message.data = {};
    }

    void settle_changes(const CommitGroup& group) {
        if (!group.settled_changes.empty()) {
            const std::set<std::string> settled(group.settled_changes.begin(), group.settled_changes.end());
            changes_.erase(std::remove_if(changes_.begin(), changes_.end(),
                                          [&](const LeadChange& change) { return settled.contains(change.key); }),
                           changes_.end());
        }
        changes_.insert(changes_.end(), group.changes.begin(), group.changes.end());
    }

    [[nodiscard]] std::vector<MessageRow> messages_in(std::initializer_list<MessageState> states) {
        std::vector<MessageRow> rows;
        for (const MessageKey& key : open_) {
            const MessageRow* row = leads_.at(lead_of_.at(key)).message(key);
            if (std::find(states.begin(), states.end(), row->state) != states.end()) {
                rows.push_back(*row);
            }
        }
        return rows;
    }

    struct HashOfName {
        std::size_t operator()(const EventName& name) const noexcept {
            return std::hash<LeadId>{}(name.lead) * 31 + std::hash<std::string>{}(name.id);
        }
    };

    Options options_{};
    std::uint64_t epoch_ = 0;
    Instant driven_to_ = Instant::min();
    std::optional<Digest> catalog_{};
    std::string zone_data_{};
    std::vector<VersionRow> versions_;
    std::map<std::string, Mark> marks_;
    std::map<std::uint64_t, SweepRow> sweeps_;
    std::map<ChannelId, ChannelRow> channels_;
    InputCounts inputs_{};
    std::vector<Refusal> refusals_;
    std::vector<KeptInput> kept_inputs_;
    std::unordered_map<LeadId, LeadState> leads_;
    std::set<LeadId> ids_;       ///< Of leads_, without those that were forgotten.
    std::set<LeadId> forgotten_; ///< The names that they have since.
    std::map<AccountId, AccountState> accounts_;
    std::map<AccountId, std::set<LeadId>> leads_of_;
    std::set<DueRow> due_;
    std::unordered_map<MessageKey, LeadId> lead_of_;
    std::set<MessageKey> open_; ///< Messages that are queued, held or being handed over.
    std::vector<JournalLine> journal_;
    std::unordered_map<EventName, Instant, HashOfName> seen_;
    std::set<Digest> suppressed_;
    std::vector<LeadChange> changes_;
    std::vector<std::pair<Instant, Message>> recorded_;
};

} // namespace nurture::inline v0
