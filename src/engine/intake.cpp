// SPDX-License-Identifier: BSL-1.0
#include "engine/intake.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace nurture::inline v0 {

namespace {

std::optional<Error> objection(const Input& input) {
    if (const auto* event = std::get_if<Event>(&input); event != nullptr && event->type.empty()) {
        return Error{Errc::invalid_argument, "an event of lead " + event->lead.str() + " has no type"};
    }
    if (!std::holds_alternative<ChannelAnswered>(input) && lead_of(input).empty()) {
        return Error{Errc::invalid_argument, "an input names no lead"};
    }
    return {};
}

} // namespace

const LeadId& lead_of(const Input& input) {
    static const LeadId nobody{};
    return std::visit(
        [](const auto& what) -> const LeadId& {
            if constexpr (std::is_same_v<std::decay_t<decltype(what)>, ChannelAnswered>) {
                return nobody;
            } else {
                return what.lead;
            }
        },
        input);
}

Intake::Intake(const Clock& clock, std::size_t capacity, Instant driven_to, std::function<void()> wake)
    : clock_(clock), capacity_(capacity), wake_(std::move(wake)), last_(driven_to) {}

Result<Ticket> Intake::accept(Input input, AcceptOptions options) {
    if (std::optional<Error> error = objection(input)) {
        return *std::move(error);
    }
    if (options.at && !clock_.is_virtual()) {
        return Error{Errc::invalid_argument, "a place in time can be given under a virtual clock only"};
    }
    Ticket ticket;
    {
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= capacity_) {
            return Error{Errc::busy, "the queue holds " + std::to_string(capacity_) +
                                         " inputs; run what is due and accept this one again"};
        }
        const Instant at = options.stood_at ? *options.stood_at : options.at.value_or(std::max(last_, clock_.now()));
        if (at < last_ && !options.stood_at) {
            return Error{Errc::invalid_argument, "an input at " + to_string(at) +
                                                     " comes too late: the engine has inputs or was driven up to " +
                                                     to_string(last_) + "; accept inputs in order of time"};
        }
        last_ = std::max(last_, at);
        ticket = Ticket{++tickets_};
        LeadId lead = lead_of(input);
        count(lead, true);
        entries_.push_back({ticket, at, std::move(input), std::move(options.marks), std::move(lead)});
    }
    if (wake_) {
        wake_();
    }
    return ticket;
}

void Intake::answer(ChannelAnswered answered, const LeadId& lead) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            return;
        }
        if (clock_.is_virtual()) {
            answers_.push_back(std::move(answered));
        } else {
            last_ = std::max(last_, clock_.now());
            count(lead, true);
            entries_.push_back({Ticket{++tickets_}, last_, std::move(answered), {}, lead});
        }
    }
    if (wake_) {
        wake_();
    }
}

void Intake::add(Input input, Instant at) {
    const std::lock_guard lock(mutex_);
    // Behind the inputs of its instant, in front of later ones: under a virtual clock the queue reaches ahead.
    const auto place =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.at > at; });
    LeadId lead = lead_of(input);
    count(lead, true);
    entries_.insert(place, {Ticket{}, at, std::move(input), {}, std::move(lead)});
}

void Intake::put_back(ChannelAnswered answered) {
    const std::lock_guard lock(mutex_);
    answers_.push_front(std::move(answered));
}

bool Intake::holds_input_of(const LeadId& lead) const {
    const std::lock_guard lock(mutex_);
    return inputs_of_.contains(lead);
}

/// Keeps count of the inputs of each lead. Under a virtual clock nobody asks: a dispatch comes before later inputs.
void Intake::count(const LeadId& lead, bool comes) {
    if (lead.empty() || clock_.is_virtual()) {
        return;
    }
    if (comes) {
        ++inputs_of_[lead];
    } else if (const auto at = inputs_of_.find(lead); at != inputs_of_.end() && --at->second == 0) {
        inputs_of_.erase(at);
    }
}

std::optional<ChannelAnswered> Intake::take_answer() {
    const std::lock_guard lock(mutex_);
    if (answers_.empty()) {
        return {};
    }
    ChannelAnswered first = std::move(answers_.front());
    answers_.pop_front();
    return first;
}

std::optional<Instant> Intake::next_at() const {
    const std::lock_guard lock(mutex_);
    return entries_.empty() ? std::optional<Instant>{} : entries_.front().at;
}

Intake::Entry Intake::take() {
    const std::lock_guard lock(mutex_);
    Entry first = std::move(entries_.front());
    entries_.pop_front();
    count(first.lead, false);
    return first;
}

void Intake::put_back(Entry entry) {
    const std::lock_guard lock(mutex_);
    count(entry.lead, true);
    entries_.push_front(std::move(entry));
}

std::vector<LeadId> Intake::leads_ahead(std::size_t at_most) const {
    const std::lock_guard lock(mutex_);
    std::vector<LeadId> ids;
    for (std::size_t i = 0; i < entries_.size() && i < at_most; ++i) {
        if (const LeadId& id = lead_of(entries_[i].input); !id.empty()) {
            ids.push_back(id);
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void Intake::step_back(Instant to) {
    const std::lock_guard lock(mutex_);
    last_ = std::min(last_, to);
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && entry->at > to; ++entry) {
        entry->at = to;
    }
}

void Intake::drive(Instant to) {
    const std::lock_guard lock(mutex_);
    last_ = std::max(last_, to);
}

void Intake::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

} // namespace nurture::inline v0
