// SPDX-License-Identifier: BSL-1.0
#include "rehearsal/kept_log.hpp"

#include <algorithm>
#include <utility>

#include <nurture/time/zone_data.hpp>

namespace nurture::inline v0 {

Result<KeptLog> KeptLog::read(EngineStore& store) {
    KeptLog log;
    std::optional<Error> failure;
    const Result<void> done = store.kept_inputs([&](const KeptInput& row) {
        if (failure) {
            return;
        }
        Result<Kept> step = read_kept(row.json);
        if (!step) {
            failure = step.error();
        } else {
            log.steps_.push_back(*std::move(step));
        }
    });
    if (!done || failure) {
        return failure ? *failure : done.error();
    }
    log.put_sweeps_leads_first();
    log.index();
    return log;
}

/// A sweep decides as if it had been done at once (S6a): whom it met was there at its instant.
void KeptLog::put_sweeps_leads_first() {
    const auto is_met_by_sweep = [](const Kept& step) {
        const auto* met = std::get_if<LeadMet>(&step.what);
        return met != nullptr && met->by_sweep;
    };
    const auto met =
        std::stable_partition(steps_.begin(), steps_.end(), [&](const Kept& step) { return !is_met_by_sweep(step); });
    std::vector<Kept> leads(std::make_move_iterator(met), std::make_move_iterator(steps_.end()));
    steps_.erase(met, steps_.end());
    std::stable_sort(leads.begin(), leads.end(), [](const Kept& a, const Kept& b) { return a.at < b.at; });
    std::vector<Kept> merged;
    merged.reserve(steps_.size() + leads.size());
    auto next = leads.begin();
    for (Kept& step : steps_) {
        for (; next != leads.end() && next->at <= step.at; ++next) {
            merged.push_back(std::move(*next));
        }
        merged.push_back(std::move(step));
    }
    std::move(next, leads.end(), std::back_inserter(merged));
    steps_ = std::move(merged);
}

void KeptLog::index() {
    taken_back_.resize(steps_.size());
    used_up_.resize(steps_.size());
    std::map<MessageKey, std::size_t> dispatched;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const KeptStep& step = steps_[i].what;
        if (const auto* opened = std::get_if<EngineOpened>(&step)) {
            openings_.push_back(*opened);
        } else if (const auto* turn = std::get_if<Dispatched>(&step)) {
            dispatched.insert_or_assign(turn->key, i);
        } else if (const auto* back = std::get_if<TakenBack>(&step)) {
            takes_back_ = true;
            if (const auto at = dispatched.find(back->key); at != dispatched.end()) {
                taken_back_[at->second] = true;
            }
        } else if (const auto* input = std::get_if<Input>(&step)) {
            ++inputs_;
            if (const auto* answer = std::get_if<ChannelAnswered>(input)) {
                answers_[answer->key].push_back(i);
            }
        }
    }
}

std::string KeptLog::objection() const {
    if (steps_.empty()) {
        return "it keeps no inputs (setting delivery.keep_inputs)";
    }
    const auto first = std::find_if(steps_.begin(), steps_.end(), [](const Kept& step) {
        return !std::holds_alternative<LeadMet>(step.what); // Whom the first sweep met stands in front.
    });
    if (first == steps_.end() || !std::holds_alternative<EngineOpened>(first->what) || !openings_.front().is_first) {
        return "the inputs that it keeps begin at " + to_string(steps_.front().at) +
               ", later than what was decided: those before were let go when they were older than "
               "delivery.keep_inputs says, or an earlier version of nurture did not keep enough";
    }
    const std::string zones = zone_data_edition();
    for (const EngineOpened& opened : openings_) {
        if (opened.is_virtual != is_virtual()) {
            return "it was driven under a virtual clock and under a system clock";
        }
        if (opened.zone_data != zones) {
            return "it was decided with edition " + opened.zone_data + " of the time zones, and this machine has " +
                   zones;
        }
        if (is_virtual() && opened.has_doubts) {
            return "under a virtual clock a process ended while a channel had not answered, and nothing tells how far "
                   "the instant of that moment had been decided";
        }
        const bool has_rate = std::any_of(opened.channels.begin(), opened.channels.end(),
                                          [](const auto& each) { return each.second.rate.messages > 0; });
        if (is_virtual() && has_rate && openings_.size() > 1) {
            return "a channel has a rate, which is counted from the opening of an engine, and it was opened " +
                   std::to_string(openings_.size()) + " times";
        }
    }
    if (is_virtual() && takes_back_) {
        return "under a virtual clock a message was taken back before its channel was called, at a moment that depends "
               "on an executor";
    }
    return {};
}

std::optional<Delivery> KeptLog::take_answer(const MessageKey& key, std::optional<std::uint32_t> attempt, Instant at) {
    const auto found = answers_.find(key);
    if (found == answers_.end() || found->second.empty()) {
        return std::nullopt;
    }
    const std::size_t place = found->second.front();
    const auto& answer = std::get<ChannelAnswered>(std::get<Input>(steps_[place].what));
    if (steps_[place].at != at || (attempt && answer.attempt != *attempt)) {
        return std::nullopt;
    }
    found->second.pop_front();
    used_up_[place] = true;
    return answer.delivery;
}

} // namespace nurture::inline v0
