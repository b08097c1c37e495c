// SPDX-License-Identifier: BSL-1.0
#include "simulation/host.hpp"

#include <algorithm>
#include <variant>

namespace nurture::simulation {

namespace {

std::string name_of(const Input& input) {
    return to_json(input, Instant{});
}

} // namespace

void Host::give(Input input) {
    MemoryLeadStore& crm = leads_.leads;
    if (auto* change = std::get_if<LeadChanged>(&input); change != nullptr) {
        if (const Lead* lead = crm.find(change->lead); lead != nullptr) {
            Lead changed = *lead;
            for (const Field& field : change->fields) {
                changed.fields.set(field.name, field.value);
            }
            changed.account = change->account.value_or(changed.account);
            crm.put(std::move(changed));
        }
    } else if (const auto* deleted = std::get_if<LeadDeleted>(&input); deleted != nullptr) {
        if (const Lead* lead = crm.find(deleted->lead); lead != nullptr) {
            deleted_.insert_or_assign(deleted->lead, *lead);
            crm.erase(deleted->lead);
        }
        ever_deleted_.insert(deleted->lead);
    } else if (const auto* event = std::get_if<Event>(&input); event != nullptr && event->type == "lead_created") {
        if (const auto before = deleted_.find(event->lead); before != deleted_.end()) {
            crm.put(before->second);
            deleted_.erase(before);
        }
    }
    waiting_.push_back({std::move(input)});
}

void Host::feed(Engine& engine) {
    for (Waiting& waiting : waiting_) {
        if (waiting.ticket) {
            continue;
        }
        const Result<Ticket> ticket = engine.accept(waiting.input);
        if (!ticket) {
            if (ticket.error().code != Errc::busy) {
                findings_.add("an input is not accepted: " + ticket.error().message + ": " + name_of(waiting.input));
            }
            return;
        }
        if (!(latest_ < *ticket)) {
            findings_.add("ticket " + std::to_string(ticket->number) + " comes behind ticket " +
                          std::to_string(latest_.number));
        }
        latest_ = *ticket;
        waiting.ticket = *ticket;
        engine.on_durable(*ticket, [this, number = *ticket, lives = engine_lives_](const Settled& settled) {
            if (!*lives) {
                findings_.add("an engine that is gone settles ticket " + std::to_string(number.number));
            } else {
                settle(number, settled);
            }
        });
    }
}

void Host::engine_is_gone() {
    *engine_lives_ = false;
    engine_lives_ = std::make_shared<bool>(true);
    latest_ = {};
    for (Waiting& waiting : waiting_) {
        waiting.ticket.reset();
    }
}

void Host::settle(Ticket ticket, const Settled& settled) {
    const auto waiting =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) { return one.ticket == ticket; });
    if (waiting == waiting_.end() || waiting != waiting_.begin()) {
        findings_.add("ticket " + std::to_string(ticket.number) + " is settled twice, or out of its turn");
        return;
    }
    check(waiting->input, settled);
    ++settled_;
    waiting_.pop_front();
}

/// What is acknowledged has been written.
void Host::check(const Input& input, const Settled& settled) {
    if (settled.kind == Settled::Kind::refused) {
        const Errc code = settled.refusal ? settled.refusal->code : Errc::invalid_argument;
        const auto* event = std::get_if<Event>(&input);
        const bool unknown = code == Errc::unknown_lead && ever_deleted_.contains(std::visit(
                                                               [](const auto& what) -> LeadId {
                                                                   if constexpr (requires { what.lead; }) {
                                                                       return what.lead;
                                                                   } else {
                                                                       return {};
                                                                   }
                                                               },
                                                               input));
        const bool future = code == Errc::from_the_future && event != nullptr && event->time;
        if (!unknown && !future) {
            findings_.add("an input is refused: " + (settled.refusal ? settled.refusal->message : "for no reason") +
                          ": " + name_of(input));
        }
        return;
    }
    bool written = true;
    if (const auto* event = std::get_if<Event>(&input); event != nullptr) {
        written = promises_.has_event(event->lead, event->id);
        acknowledged_.emplace(event->lead, event->id);
    } else if (const auto* consent = std::get_if<ConsentGiven>(&input); consent != nullptr) {
        written = promises_.has_consent(consent->lead, consent->source);
    } else if (const auto* change = std::get_if<LeadChanged>(&input); change != nullptr) {
        written = promises_.has_change(change->lead, *change->fields.front().value.as_int());
    } else if (const auto* deleted = std::get_if<LeadDeleted>(&input); deleted != nullptr) {
        written = promises_.deletions(deleted->lead) >= ++deletions_[deleted->lead];
    }
    if (!written) {
        findings_.add("an input is acknowledged and stands in no commit: " + name_of(input));
    }
}

} // namespace nurture::simulation
