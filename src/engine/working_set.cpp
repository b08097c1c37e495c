// SPDX-License-Identifier: BSL-1.0
#include "engine/working_set.hpp"

#include <algorithm>
#include <exception>
#include <unordered_set>
#include <utility>

#include "plan/compiled.hpp"

namespace nurture::inline v0 {

namespace {

class LeadCollector final : public LeadSink {
public:
    void found(Lead lead) override { leads.push_back(std::move(lead)); }
    std::vector<Lead> leads;
};

/// How many leads a sweep reads at once.
constexpr std::size_t sweep_page = 1'000;

/// Takes the ids of one page of leads in order.
class IdCollector final : public LeadSink {
public:
    void found(Lead lead) override {
        if (!full()) {
            ids.push_back(std::move(lead.id));
        }
    }
    [[nodiscard]] bool full() const override { return ids.size() >= sweep_page; }
    std::vector<LeadId> ids;
};

/// Takes the host's answers to changes.
class ChangeCollector final : public ChangeSink {
public:
    void applied(const std::string& key) override { settled.push_back(key); }
    void conflict(const std::string& key, Value current) override {
        settled.push_back(key);
        conflicts.emplace_back(key, std::move(current));
    }
    std::vector<std::string> settled;
    std::vector<std::pair<std::string, Value>> conflicts;
};

/// Calls into the host's code: an exception becomes an error here and nowhere else.
template <class Call>
Result<void> guarded(Call&& call) {
    try {
        return call();
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& escaped) {
        return Error{Errc::adapter_threw, std::string("the lead store threw: ") + escaped.what()};
    } catch (...) {
        return Error{Errc::adapter_threw, "the lead store threw something that is no std::exception"};
    }
}

} // namespace

WorkingSet::WorkingSet(const Plans& plans, EngineStore& store, LeadStore& leads, std::uint64_t epoch)
    : plans_(plans), store_(store), leads_(leads), store_is_lead_store_(store.lead_store() == &leads), epoch_(epoch),
      keep_inputs_(plans.current.compiled().catalog.settings.delivery.keep_inputs) {}

Result<void> WorkingSet::start(const OpenedStore& opened) {
    committed_to_ = opened.driven_to;
    inputs_ = committed_inputs_ = opened.inputs;
    shared_.forgotten_enrollments = opened.forgotten_enrollments;
    Result<std::vector<LeadChange>> pending = store_.pending_changes();
    if (!pending) {
        return pending.error();
    }
    changes_ = *std::move(pending);
    return {};
}

bool WorkingSet::is_due(const LeadId& lead, Instant now) const {
    if (const auto at = units_.find(lead); at != units_.end()) {
        return at->second->due <= now;
    }
    if (!window_is_all_ && window_end_.at <= now) {
        return true;
    }
    const auto end = std::find_if(window_.begin(), window_.end(), [&](const DueRow& row) { return row.at > now; });
    return std::any_of(window_.begin(), end, [&](const DueRow& row) { return row.lead == lead; });
}

Result<Unit*> WorkingSet::get(const LeadId& id, Instant now, const std::function<std::vector<LeadId>()>& ahead) {
    if (const auto at = units_.find(id); at != units_.end()) {
        return with_account(*at->second);
    }
    std::vector<LeadId> ids = ahead ? ahead() : std::vector<LeadId>{};
    ids.erase(
        std::remove_if(ids.begin(), ids.end(),
                       [this](const LeadId& other) { return units_.contains(other) || missing_.contains(other); }),
        ids.end());
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
    }
    if (Result<void> done = read(ids, now); !done) {
        return done.error();
    }
    const auto at = units_.find(id);
    return at == units_.end() ? Result<Unit*>(nullptr) : with_account(*at->second);
}

Result<Unit*> WorkingSet::with_account(Unit& unit) {
    Result<void> done = load_account(unit.state.lead.account.id);
    return done ? Result<Unit*>(&unit) : Result<Unit*>(done.error());
}

Result<void> WorkingSet::read(const std::vector<LeadId>& ids, Instant now) {
    Result<std::vector<LeadState>> known = store_.load(ids);
    if (!known) {
        return known.error();
    }
    std::set<LeadId> unmet(ids.begin(), ids.end());
    for (LeadState& state : *known) {
        unmet.erase(state.lead.id);
        add_unit(std::move(state), false);
    }
    if (unmet.empty()) {
        return {};
    }
    const std::vector<LeadId> wanted(unmet.begin(), unmet.end());
    LeadCollector collector;
    if (Result<void> done = guarded([&] { return leads_.fetch(wanted, collector); }); !done) {
        return Error{Errc::lead_store, "the lead store could not be read: " + done.error().message};
    }
    for (const Lead& lead : collector.leads) {
        if (unmet.erase(lead.id) == 0) {
            continue; // Nobody asked for it.
        }
        add_unit(first_met(plans_, lead, now), true);
    }
    missing_.merge(unmet);
    return {};
}

void WorkingSet::add_unit(LeadState state, bool is_new) {
    auto unit = std::make_unique<Unit>();
    unit->due = state.lead.due;
    unit->is_new = is_new;
    unit->was_forgotten = state.lead.forgotten;
    unit->state = std::move(state);
    LeadId id = unit->state.lead.id;
    units_.insert_or_assign(std::move(id), std::move(unit));
}

Result<std::optional<Lead>> WorkingSet::fetch(const LeadId& id) {
    LeadCollector collector;
    const std::vector<LeadId> ids{id};
    if (Result<void> done = guarded([&] { return leads_.fetch(ids, collector); }); !done) {
        return Error{Errc::lead_store, "lead " + id.str() + " could not be read: " + done.error().message};
    }
    return collector.leads.empty() ? std::optional<Lead>{} : std::move(collector.leads.front());
}

void WorkingSet::touch(Unit& unit) {
    introduce(unit);
    if (!unit.touched) {
        unit.touched = true;
        touched_.push_back(&unit);
    }
}

void WorkingSet::absorb(Unit& unit, Decision decision) {
    touch(unit);
    if (unit.state.lead.forgotten) {
        has_forgotten_ |= !unit.was_forgotten;
        drop_unwritten(unit);
    }
    unit.enrollments.merge(decision.enrollments);
    for (EnrollmentRow& row : decision.ended) {
        unit.enrollments.erase(row.number);
        unit.ended.push_back(std::move(row));
    }
    unit.messages.merge(decision.messages);
    unit.aggregates.merge(decision.aggregates);
    for (const std::uint64_t question : decision.account_aggregates) {
        pending_.account_aggregates[{decision.account, question}].insert(unit.state.lead.id);
    }
    std::move(decision.journal.begin(), decision.journal.end(), std::back_inserter(pending_.journal));
    std::move(decision.changes.begin(), decision.changes.end(), std::back_inserter(pending_.changes));
    pending_.suppressed.insert(pending_.suppressed.end(), decision.suppressed.begin(), decision.suppressed.end());
    due_changed(unit);
}

/// What was decided before in this group and would go with the lead.
void WorkingSet::drop_unwritten(Unit& unit) {
    const LeadId& id = unit.state.lead.id;
    const auto is_about_it = [&](const LeadChange& change) { return change.lead == id; };
    unit.seen.clear();
    unit.aggregates.clear();
    std::erase_if(changes_, is_about_it);
    std::erase_if(pending_.changes, is_about_it);
    std::erase_if(pending_.kept_inputs, [&](const KeptInput& kept) { return kept.lead == id; });
}

void WorkingSet::due_changed(Unit& unit) {
    const LeadRow& lead = unit.state.lead;
    if (unit.due == lead.due) {
        return;
    }
    if (unit.due != end_of_time) {
        window_.erase({unit.due, lead.id});
    }
    unit.due = lead.due;
    DueRow row{lead.due, lead.id};
    if (lead.due == end_of_time || (!window_is_all_ && window_end_ < row)) {
        return;
    }
    window_.insert(std::move(row));
    if (window_.size() > 4 * largest_page) { // The rest is read again when its time comes.
        window_.erase(std::next(window_.begin(), largest_page), window_.end());
        window_end_ = *window_.rbegin();
        window_is_all_ = false;
    }
}

Result<std::optional<DueRow>> WorkingSet::next_due(Instant up_to, Instant driven_to) {
    if (window_.empty() && !window_is_all_ && window_end_.at <= up_to) {
        if (Result<void> done = read_window(driven_to); !done) {
            return done.error();
        }
    }
    if (window_.empty() || window_.begin()->at > up_to) {
        return std::optional<DueRow>{};
    }
    return std::optional<DueRow>{*window_.begin()};
}

Result<void> WorkingSet::read_window(Instant driven_to) {
    if (Result<void> done = commit(driven_to); !done) {
        return done;
    }
    Result<std::vector<DueRow>> rows = store_.due(end_of_time, due_page_);
    if (!rows) {
        return rows.error();
    }
    window_is_all_ = rows->size() < due_page_;
    due_page_ = std::min(2 * due_page_, largest_page);
    if (!rows->empty()) {
        window_end_ = rows->back();
    }
    window_.insert(std::make_move_iterator(rows->begin()), std::make_move_iterator(rows->end()));
    return {};
}

Result<std::vector<LeadId>> WorkingSet::everybody(const LeadId& after) {
    Result<std::vector<LeadId>> met = store_.leads(after, sweep_page);
    if (!met) {
        return met;
    }
    IdCollector known;
    if (Result<void> done = guarded([&] { return leads_.scan(after, known); }); !done) {
        return Error{Errc::lead_store, "the lead store could not be scanned: " + done.error().message};
    }
    std::vector<LeadId> ids;
    std::set_union(met->begin(), met->end(), known.ids.begin(), known.ids.end(), std::back_inserter(ids));
    // Behind the end of a page the other list may have gaps.
    for (const std::vector<LeadId>* page : {&*met, &known.ids}) {
        if (page->size() >= sweep_page) {
            ids.erase(std::upper_bound(ids.begin(), ids.end(), page->back()), ids.end());
        }
    }
    return ids;
}

Result<bool> WorkingSet::seen(const Unit& unit, const EventName& name, Instant now) {
    const auto at =
        std::find_if(unit.seen.rbegin(), unit.seen.rend(), [&](const SeenEvent& event) { return event.name == name; });
    if (at != unit.seen.rend()) {
        return now < at->until;
    }
    const Result<std::vector<bool>> answers = store_.seen({&name, 1}, now);
    if (!answers) {
        return answers.error();
    }
    return static_cast<bool>(answers->front());
}

void WorkingSet::remember(Unit& unit, EventName name, Instant until) {
    touch(unit);
    unit.seen.push_back({std::move(name), until});
}

/// Leads are read ahead, how far depends on the group: so the instant is that of the decision.
void WorkingSet::begin(Unit& unit, Instant at, bool by_sweep) {
    if (!unit.is_new) {
        return;
    }
    LeadRow& lead = unit.state.lead;
    for (auto& [category, entry] : lead.consent) {
        entry.at = at;
    }
    if (keep_inputs_) {
        LeadMet met{.lead = {.id = lead.id, .fields = lead.fields, .account = lead.account}, .by_sweep = by_sweep};
        for (const auto& [category, entry] : lead.consent) {
            met.lead.subscriptions.emplace(category, entry.subscribed);
        }
        unit.introduction = kept(met, lead.id, at);
    }
}

void WorkingSet::introduce(Unit& unit) {
    unit.is_new = false;
    if (unit.introduction) {
        pending_.kept_inputs.push_back(*std::exchange(unit.introduction, std::nullopt));
    }
}

void WorkingSet::keep(Unit& unit, const KeptStep& step, Instant at) {
    if (keep_inputs_ && !unit.state.lead.forgotten) {
        introduce(unit);
        keep(step, at, unit.state.lead.id);
    }
}

void WorkingSet::keep(const KeptStep& step, Instant at, const LeadId& lead) {
    if (keep_inputs_) {
        pending_.kept_inputs.push_back(kept(step, lead, at));
    }
}

void WorkingSet::set_zone_data(std::string edition) {
    pending_.zone_data = std::move(edition);
}

void WorkingSet::deploy(const Digest& catalog, std::vector<VersionRow> versions) {
    pending_.catalog = catalog;
    pending_.versions = std::move(versions);
}

Result<void> WorkingSet::load_addresses(const Unit& unit) {
    const std::vector<Digest> hashes = address_hashes(plans_, unit.state);
    if (hashes.empty()) {
        return {};
    }
    const Result<std::vector<bool>> answers = store_.suppressed(hashes);
    if (!answers) {
        return answers.error();
    }
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if ((*answers)[i]) {
            shared_.suppressed.insert(hashes[i]);
        }
    }
    return {};
}

Result<void> WorkingSet::load_account(const AccountId& account) {
    if (!plans_.current.compiled().has_account_questions || account.empty() || shared_.accounts.contains(account)) {
        return {};
    }
    const std::vector<AccountId> ids{account};
    Result<std::vector<AccountState>> found = store_.load_accounts(ids);
    if (!found) {
        return found.error();
    }
    shared_.accounts.emplace(account, found->empty() ? AccountState{.id = account} : std::move(found->front()));
    return {};
}

Result<std::vector<LeadId>> WorkingSet::leads_of(const AccountId& account) {
    Result<std::vector<LeadId>> committed = store_.leads_of(account);
    if (!committed) {
        return committed;
    }
    std::set<LeadId> ids(committed->begin(), committed->end());
    for (const Unit* unit : touched_) {
        ids.insert(unit->state.lead.id); // May have moved here or away since; its row tells.
    }
    return std::vector<LeadId>(ids.begin(), ids.end());
}

bool WorkingSet::has_something_to_commit() const noexcept {
    return !touched_.empty() || !pending_.empty() || !(inputs_ == committed_inputs_);
}

Result<void> WorkingSet::commit(Instant driven_to) {
    // The instant alone is written now and then: at opening it tells a clock that jumped from a quiet week (S1).
    constexpr Milliseconds quiet = std::chrono::hours(24);
    const bool is_stale = later_by(committed_to_, quiet) < driven_to;
    if (!has_something_to_commit() && !is_stale) {
        return {};
    }
    if (failure_) {
        return *failure_;
    }
    if (Result<void> done = write(driven_to); !done) {
        failure_ = done.error();
        return done;
    }
    committed_to_ = driven_to;
    committed_inputs_ = inputs_;
    committed();
    return {};
}

Result<void> WorkingSet::write(Instant driven_to) {
    std::vector<const LeadRow*> leads;
    std::vector<std::pair<LeadId, const EnrollmentRow*>> enrollments;
    std::vector<std::pair<LeadId, const MessageRow*>> messages;
    std::vector<AggregateRow> aggregates;
    std::vector<SeenEvent> seen;
    for (Unit* unit : touched_) {
        LeadState& state = unit->state;
        const LeadId& id = state.lead.id;
        leads.push_back(&state.lead);
        for (const std::uint64_t number : unit->enrollments) {
            enrollments.emplace_back(id, state.enrollment(number));
        }
        for (const EnrollmentRow& row : unit->ended) {
            enrollments.emplace_back(id, &row);
        }
        if (!unit->messages.empty()) { // A store gives them back in the order in which they were made.
            for (const MessageRow& row : state.messages) {
                if (unit->messages.contains(row.message.key)) {
                    messages.emplace_back(id, &row);
                }
            }
        }
        for (const std::uint64_t question : unit->aggregates) {
            aggregates.push_back({.lead = id, .question = question, .aggregate = &state.aggregates.at(question)});
        }
        std::move(unit->seen.begin(), unit->seen.end(), std::back_inserter(seen));
    }
    for (const auto& [key, causes] : pending_.account_aggregates) {
        const auto& [account, question] = key;
        const Aggregate* aggregate = &shared_.accounts.at(account).aggregates.at(question);
        for (const LeadId& lead : causes) {
            aggregates.push_back({.lead = lead, .account = account, .question = question, .aggregate = aggregate});
        }
    }
    std::vector<Mark> marks;
    for (const auto& [source, mark] : pending_.marks) {
        marks.push_back(mark);
    }
    std::vector<SweepRow> sweeps;
    for (const auto& [number, sweep] : pending_.sweeps) {
        sweeps.push_back(sweep);
    }
    std::vector<ChannelRow> channels;
    for (const auto& [id, channel] : pending_.channels) {
        channels.push_back(channel);
    }
    return store_.commit({.epoch = epoch_,
                          .driven_to = driven_to,
                          .catalog = pending_.catalog,
                          .zone_data = pending_.zone_data,
                          .versions = pending_.versions,
                          .leads = leads,
                          .enrollments = enrollments,
                          .messages = messages,
                          .aggregates = aggregates,
                          .journal = pending_.journal,
                          .seen = seen,
                          .suppressed = pending_.suppressed,
                          .changes = pending_.changes,
                          .settled_changes = pending_.settled_changes,
                          .marks = marks,
                          .sweeps = sweeps,
                          .channels = channels,
                          .inputs = inputs_,
                          .refusals = pending_.refusals,
                          .kept_inputs = pending_.kept_inputs,
                          .forget_inputs_before = keep_inputs_ && driven_to > Instant::min() + *keep_inputs_
                                                      ? driven_to - *keep_inputs_
                                                      : Instant::min()});
}

/// What was committed is the state of before for the next group.
void WorkingSet::committed() {
    for (Unit* unit : touched_) {
        for (const MessageKey& key : unit->messages) {
            MessageRow* row = unit->state.message(key);
            if (row->is_final()) { // Its texts are kept until the answer is final, no longer (S29).
                row->message.subject.clear();
                row->message.preview.clear();
                row->message.text.clear();
                row->message.html.clear();
                row->message.data = {};
            }
        }
        unit->touched = false;
        unit->enrollments.clear();
        unit->ended.clear();
        unit->messages.clear();
        unit->aggregates.clear();
        unit->seen.clear();
        if (unit->state.lead.forgotten && !unit->was_forgotten) { // The store has another name for it.
            const LeadId id = unit->state.lead.id;
            units_.erase(id);
            if (!store_is_lead_store_) {
                (void)guarded([&] {
                    leads_.forget(id);
                    return Result<void>();
                });
            }
        }
    }
    touched_.clear();
    if (std::exchange(has_forgotten_, false)) {
        drop_shared();
    }
    if (!store_is_lead_store_) {
        std::move(pending_.changes.begin(), pending_.changes.end(), std::back_inserter(changes_));
    }
    pending_.clear();
}

void WorkingSet::apply_changes(const std::function<void(LeadChanged)>& conflict) {
    if (changes_.empty()) {
        return;
    }
    ChangeCollector answers;
    // A failure leaves the unanswered ones for the next time; nobody waits for them (architecture, LeadChange).
    (void)guarded([&] { return leads_.apply(changes_, answers); });
    const std::unordered_set<std::string> settled(answers.settled.begin(), answers.settled.end());
    for (const std::pair<std::string, Value>& answer : answers.conflicts) {
        const auto change = std::find_if(changes_.begin(), changes_.end(),
                                         [&](const LeadChange& each) { return each.key == answer.first; });
        if (change != changes_.end() && std::holds_alternative<SetField>(change->what)) {
            conflict({.lead = change->lead, .fields = {{std::get<SetField>(change->what).field, answer.second}}});
        }
    }
    changes_.erase(std::remove_if(changes_.begin(), changes_.end(),
                                  [&](const LeadChange& change) { return settled.contains(change.key); }),
                   changes_.end());
    std::move(answers.settled.begin(), answers.settled.end(), std::back_inserter(pending_.settled_changes));
}

/// Read again when they are needed again.
void WorkingSet::drop_shared() {
    shared_.suppressed.clear();
    shared_.accounts.clear();
}

void WorkingSet::evict(std::size_t at_most) {
    missing_.clear();
    if (units_.size() <= at_most) {
        return;
    }
    if (touched_.empty()) {
        drop_shared();
    }
    for (auto at = units_.begin(); at != units_.end();) {
        at = at->second->touched ? std::next(at) : units_.erase(at);
    }
}

} // namespace nurture::inline v0
