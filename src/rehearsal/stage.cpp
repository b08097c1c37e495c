// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/stage.hpp"

#include <algorithm>
#include <utility>

#include <nurture/insight/enrollments.hpp>
#include <nurture/runtime/decide.hpp>

namespace nurture::inline v0::rehearsal {

std::vector<ChannelId> address_channels(const Plan& plan) {
    std::vector<ChannelId> channels = plan.channels();
    if (std::find(channels.begin(), channels.end(), ChannelId("email")) == channels.end()) {
        channels.emplace_back("email");
    }
    return channels;
}

namespace {

/// A CRM knows since when it has a lead.
Lead since(Instant created, Lead lead) {
    if (lead.fields.find("created_at") == nullptr) {
        lead.fields.set("created_at", created);
    }
    return lead;
}

bool is_input(const Entry& entry) {
    return std::holds_alternative<Happen>(entry.act) || std::holds_alternative<SetFields>(entry.act) ||
           std::holds_alternative<Create>(entry.act) || std::holds_alternative<Delete>(entry.act) ||
           std::holds_alternative<Command>(entry.act);
}

} // namespace

Stage::Stage(const Plan& plan, const Script& script, Instant start, const ScenarioOptions& options)
    : plan_(plan), script_(script), options_(options), clock_(start), now_(start) {
    for (const ChannelId& channel : plan.channels()) {
        const auto at = script.capabilities.find(channel);
        channels_[channel] = std::make_unique<ScriptedChannel>(
            clock_, at == script.capabilities.end() ? Capabilities{} : at->second, [this] { die(); });
    }
    for (const Lead& lead : script.leads) {
        leads_.introduce(since(start, lead));
    }
}

Result<void> Stage::open() {
    const bool reopens =
        options_.durable || std::any_of(script_.timeline.begin(), script_.timeline.end(), [](const Entry& entry) {
            return std::holds_alternative<Restart>(entry.act) || std::holds_alternative<Crash>(entry.act);
        });
    if (reopens && options_.store) {
        Result<std::unique_ptr<ScenarioStore>> file = options_.store();
        if (!file) {
            return file.error();
        }
        file_ = std::move(file).value();
    }
    if (auto done = open_store(); !done) {
        return done;
    }
    if (auto done = suppress_addresses(); !done) {
        return done;
    }
    return open_engine();
}

Result<void> Stage::open_store() {
    if (file_ == nullptr) {
        return {};
    }
    const Result<EngineStore*> opened = file_->open();
    if (!opened) {
        return opened.error();
    }
    store_ = *opened;
    return {};
}

Result<void> Stage::open_engine() {
    Engine::Options options{.store = *store_, .leads = leads_, .clock = clock_};
    for (const auto& [name, channel] : channels_) {
        options.channels[name] = channel.get();
    }
    options.retry_jitter = false;
    options.max_jump = end_of_time - Instant{}; // However long it was idle, the clock is right.
    Result<std::unique_ptr<Engine>> engine = Engine::open(plan_, std::move(options));
    if (!engine) {
        return engine.error();
    }
    engine_ = std::move(engine).value();
    const Result<std::vector<MessageRow>> doubts = store_->in_doubt();
    if (!doubts) {
        return doubts.error();
    }
    for (const MessageRow& row : *doubts) {
        in_doubt_.insert_or_assign(row.message.key, row.message);
    }
    return {};
}

/// The process ends and begins anew: what it had not committed the host sends again.
Result<void> Stage::reopen() {
    engine_.reset();
    if (file_ != nullptr) {
        file_->close();
    }
    if (auto done = open_store(); !done) {
        return done;
    }
    if (auto done = open_engine(); !done) {
        return done;
    }
    for (auto& [ticket, sent] : std::exchange(unsettled_, {})) {
        if (auto done = send(std::move(sent)); !done) {
            return done;
        }
    }
    return {};
}

/// From now on nothing that the engine decides is committed: somebody else owns the store.
void Stage::die() {
    if (const Result<OpenedStore> opened = store_->open(); !opened) {
        refusal_ = opened.error();
    }
    died_at_ = clock_.now();
}

Result<void> Stage::suppress_addresses() {
    std::vector<Digest> hashes;
    for (const auto& [lead, fields] : script_.suppressed) {
        for (const ChannelId& channel : address_channels(plan_)) {
            const Value* const address = address_on(channel, fields);
            if (address != nullptr) {
                hashes.push_back(address_hash({plan_}, channel, to_text(*address)));
            }
        }
    }
    if (hashes.empty()) {
        return {};
    }
    const Result<OpenedStore> opened = store_->open();
    if (!opened) {
        return opened.error();
    }
    CommitGroup group;
    group.epoch = opened->epoch;
    group.driven_to = Instant::min();
    group.suppressed = hashes;
    return store_->commit(group);
}

Result<void> Stage::play(const Entry& entry) {
    if (auto done = run_before(entry.at); !done) {
        return done;
    }
    if (auto done = std::visit([this](const auto& what) { return act(what); }, entry.act); !done) {
        return done;
    }
    if (options_.durable && is_input(entry) && !idle_until_) {
        if (auto done = act(Restart{}); !done) {
            return done;
        }
    }
    return refusal_ ? Result<void>(*std::exchange(refusal_, std::nullopt)) : Result<void>();
}

Result<void> Stage::run_before(Instant at) {
    if (idle_until_ && at > *idle_until_) {
        if (auto done = wake(); !done) {
            return done;
        }
    }
    if (idle_until_) {
        clock_.set(at);
        now_ = at;
        return {};
    }
    if (at <= now_) {
        return {};
    }
    if (auto done = run_to(at - Milliseconds(1)); !done) {
        return done;
    }
    now_ = at;
    return {};
}

/// Whether something is left to run. An engine that dies is opened again at the instant of its death, and what is in
/// doubt then is decided before anything else.
Result<bool> Stage::run(Instant until, RunOptions options) {
    Result<Progress> progress = engine_->run_due(until, options);
    const bool died = died_at_.has_value();
    while (died_at_) {
        clock_.set(*std::exchange(died_at_, std::nullopt));
        if (auto done = reopen(); !done) {
            return done.error();
        }
        progress = engine_->run_due(clock_.now(), {.at_most = 0});
    }
    if (!progress) {
        return progress.error();
    }
    return died || progress->more;
}

Result<void> Stage::run_to(Instant until) {
    if (idle_until_) {
        if (until < *idle_until_) {
            return Error{Errc::invalid_argument, "the engine is idle until " + to_string(*idle_until_) +
                                                     ", so nothing can be expected before; put this behind"};
        }
        if (auto done = wake(); !done) {
            return done;
        }
    }
    Result<bool> more = true;
    while (more && *more) {
        more = run(until, {});
    }
    now_ = std::max(now_, until);
    if (!more) {
        return more.error();
    }
    return refusal_ ? Result<void>(*std::exchange(refusal_, std::nullopt)) : Result<void>();
}

/// Inputs accepted so far are decided, the timers of this instant are not: inputs may follow that come first.
Result<void> Stage::settle() {
    if (idle_until_) {
        return {};
    }
    while (!unsettled_.empty()) {
        const Result<bool> more = run(now_, {.at_most = 1});
        if (!more) {
            return more.error();
        }
        if (!unsettled_.empty() && !*more) {
            return Error{Errc::store, "the engine has nothing left to do and has not settled every input"};
        }
    }
    return {};
}

/// Drives an idle engine for the first time: its clock stands behind everything that was due meanwhile.
Result<void> Stage::wake() {
    const Instant until = *idle_until_;
    clock_.set(until);
    Result<bool> more = true;
    while (more && *more) { // Answers of channels are inputs that come after the call.
        more = run(until, {});
    }
    if (!more) {
        return more.error();
    }
    idle_until_.reset();
    now_ = until;
    engine_.reset();
    clock_.be_virtual(true);
    return reopen();
}

Result<void> Stage::accept(Input input) {
    return send({now_, std::move(input)});
}

Result<void> Stage::send(Sent sent) {
    AcceptOptions options;
    if (clock_.is_virtual()) {
        options.at = sent.at;
    }
    const Result<Ticket> ticket = engine_->accept(sent.input, std::move(options));
    if (!ticket) {
        return ticket.error();
    }
    unsettled_.emplace(*ticket, std::move(sent));
    engine_->on_durable(*ticket, [this, of = *ticket](const Settled& settled) {
        unsettled_.erase(of);
        // What a scenario may be about is no failure of the scenario.
        const bool meant = !settled.refusal || settled.refusal->code == Errc::unknown_lead ||
                           settled.refusal->code == Errc::from_the_future || settled.refusal->code == Errc::too_large;
        if (!meant && !refusal_) {
            refusal_ = settled.refusal;
        }
    });
    return {};
}

Result<MessageKey> Stage::latest_message(const LeadId& lead, const MessageName& name) {
    std::optional<MessageKey> key;
    const Result<void> read = store_->journal({.lead = lead}, [&](const JournalLine& line) {
        const bool fits = line.kind == JournalKind::sent && (!name.enrollment || *name.enrollment == line.enrollment) &&
                          (line.step.str() == name.of || because_text(line, "content") == name.of);
        if (fits) {
            key = MessageKey(because_text(line, "key"));
        }
    });
    if (!read) {
        return read.error();
    }
    if (key) {
        return *key;
    }
    return Error{Errc::invalid_argument, "lead " + lead.str() + " has been sent no message of \"" + name.of +
                                             "\" that this event could be about"};
}

Result<void> Stage::act(const Happen& happen) {
    Event event = happen.event;
    if (happen.message) {
        if (auto done = settle(); !done) {
            return done;
        }
        const Result<MessageKey> key = latest_message(event.lead, *happen.message);
        if (!key) {
            return key.error();
        }
        event.properties.set("message", key->str());
    }
    return accept(std::move(event));
}

Result<void> Stage::act(const SetFields& set) {
    if (auto done = settle(); !done) {
        return done;
    }
    LeadChanged change{.lead = set.lead, .fields = set.fields};
    for (const Field& field : set.fields) {
        leads_.set(set.lead, field.name, field.value);
        if (field.name == "account_id") {
            const AccountId id(to_text(field.value));
            const auto at = script_.accounts.find(id);
            change.account = at == script_.accounts.end() ? Account{id, {}} : at->second;
            leads_.move(set.lead, *change.account);
        }
    }
    return accept(std::move(change));
}

Result<void> Stage::act(const Create& create) {
    if (auto done = settle(); !done) {
        return done;
    }
    leads_.introduce(since(now_, create.lead));
    return accept(Event{.lead = create.lead.id, .type = "lead_created"});
}

Result<void> Stage::act(const Delete& gone) {
    if (auto done = accept(LeadDeleted{gone.lead, gone.forget}); !done) {
        return done;
    }
    if (auto done = settle(); !done) {
        return done;
    }
    leads_.erase(gone.lead);
    return gone.forget ? learn_name(gone.lead) : Result<void>();
}

/// Expectations go on calling a lead by its id.
Result<void> Stage::learn_name(const LeadId& lead) {
    const Result<std::vector<LeadId>> names = store_->forgotten();
    if (!names) {
        return names.error();
    }
    for (const LeadId& name : *names) {
        forgotten_.emplace(name, lead); // Those of others are known.
    }
    return {};
}

Result<void> Stage::act(const Command& command) {
    return accept(command.input);
}

Result<ScriptedChannel*> Stage::channel(const ChannelId& id) {
    if (auto done = settle(); !done) {
        return done.error();
    }
    const auto at = channels_.find(id);
    if (at == channels_.end()) {
        return Error{Errc::no_channel, "no content is sent by the channel \"" + id.str() + '"'};
    }
    return at->second.get();
}

Result<void> Stage::act(const ChannelRule& rule) {
    const Result<ScriptedChannel*> found = channel(rule.channel);
    if (!found) {
        return found.error();
    }
    (*found)->add(rule);
    return {};
}

Result<void> Stage::act(const Crash& crash) {
    const Result<ScriptedChannel*> found = channel(crash.channel);
    if (!found) {
        return found.error();
    }
    (*found)->add(crash);
    return {};
}

Result<void> Stage::act(const Restart&) {
    if (auto done = settle(); !done) {
        return done;
    }
    return reopen();
}

Result<void> Stage::act(const Idle& idle) {
    if (auto done = settle(); !done) {
        return done;
    }
    engine_.reset();
    clock_.be_virtual(false);
    clock_.set(now_);
    idle_until_ = std::max(idle.until, idle_until_.value_or(idle.until));
    return reopen();
}

Result<void> Stage::act(const Expectations&) {
    return run_to(now_);
}

} // namespace nurture::inline v0::rehearsal
