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

Stage::Stage(const Plan& plan, const Script& script, Instant start)
    : plan_(plan), script_(script), clock_(start), now_(start) {
    for (const ChannelId& channel : plan.channels()) {
        const auto at = script.capabilities.find(channel);
        channels_[channel] =
            std::make_unique<ScriptedChannel>(clock_, at == script.capabilities.end() ? Capabilities{} : at->second);
    }
    for (const Lead& lead : script.leads) {
        leads_.introduce(lead);
    }
}

Result<void> Stage::open() {
    if (auto done = suppress_addresses(); !done) {
        return done;
    }
    return open_engine();
}

Result<void> Stage::open_engine() {
    Engine::Options options{.store = store_, .leads = leads_, .clock = clock_};
    for (const auto& [name, channel] : channels_) {
        options.channels[name] = channel.get();
    }
    options.retry_jitter = false;
    Result<std::unique_ptr<Engine>> engine = Engine::open(plan_, std::move(options));
    if (!engine) {
        return engine.error();
    }
    engine_ = std::move(engine).value();
    last_ = durable_ = {};
    return {};
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
    const Result<OpenedStore> opened = store_.open();
    if (!opened) {
        return opened.error();
    }
    CommitGroup group;
    group.epoch = opened->epoch;
    group.driven_to = Instant::min();
    group.suppressed = hashes;
    return store_.commit(group);
}

Result<void> Stage::play(const Entry& entry) {
    if (auto done = run_before(entry.at); !done) {
        return done;
    }
    auto done = std::visit([this](const auto& what) { return act(what); }, entry.act);
    if (done && refusal_) {
        return *std::exchange(refusal_, std::nullopt);
    }
    return done;
}

Result<void> Stage::run_before(Instant at) {
    if (at <= now_) {
        return {};
    }
    if (auto done = run_to(at - Milliseconds(1)); !done) {
        return done;
    }
    now_ = at;
    return {};
}

Result<void> Stage::run_to(Instant until) {
    bool more = true;
    while (more) {
        const Result<Progress> progress = engine_->run_due(until);
        if (!progress) {
            return progress.error();
        }
        durable_ = progress->durable_up_to;
        more = progress->more;
    }
    now_ = std::max(now_, until);
    if (refusal_) {
        return *std::exchange(refusal_, std::nullopt);
    }
    return {};
}

/// Inputs accepted so far are decided, the timers of this instant are not: inputs may follow that come first.
Result<void> Stage::settle() {
    while (durable_ < last_) {
        const Result<Progress> progress = engine_->run_due(now_, {.at_most = 1});
        if (!progress) {
            return progress.error();
        }
        durable_ = progress->durable_up_to;
        if (durable_ < last_ && !progress->more) {
            return Error{Errc::store, "the engine has nothing left to do and has not settled every input"};
        }
    }
    return {};
}

Result<void> Stage::accept(Input input) {
    const Result<Ticket> ticket = engine_->accept(std::move(input), {.at = now_});
    if (!ticket) {
        return ticket.error();
    }
    last_ = *ticket;
    engine_->on_durable(*ticket, [this](const Settled& settled) {
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
    const Result<void> read = store_.journal({.lead = lead}, [&](const JournalLine& line) {
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
    leads_.introduce(create.lead);
    return accept(Event{.lead = create.lead.id, .type = "lead_created"});
}

Result<void> Stage::act(const Delete& gone) {
    if (auto done = accept(LeadDeleted{gone.lead}); !done) {
        return done;
    }
    if (auto done = settle(); !done) {
        return done;
    }
    leads_.erase(gone.lead);
    return {};
}

Result<void> Stage::act(const Command& command) {
    return accept(command.input);
}

Result<void> Stage::act(const ChannelRule& rule) {
    if (auto done = settle(); !done) {
        return done;
    }
    const auto at = channels_.find(rule.channel);
    if (at == channels_.end()) {
        return Error{Errc::no_channel, "no content is sent by the channel \"" + rule.channel.str() + '"'};
    }
    at->second->add(rule);
    return {};
}

Result<void> Stage::act(const Restart&) {
    if (auto done = settle(); !done) {
        return done;
    }
    engine_.reset();
    return open_engine();
}

Result<void> Stage::act(const Expectations&) {
    return run_to(now_);
}

} // namespace nurture::inline v0::rehearsal
