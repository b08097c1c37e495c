// SPDX-License-Identifier: BSL-1.0
// What became of each input, told to whoever asked.

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/loop.hpp"

namespace nurture::inline v0 {

namespace {

/// Refusals are remembered for a host that asks late, but not without bound.
constexpr std::size_t refusals_remembered = 100'000;

} // namespace

void Engine::Loop::settle(const Intake::Entry& entry, Settled settled) {
    decided_ = std::max(decided_, entry.ticket);
    if (entry.ticket.number == 0) { // The engine's own inputs have no ticket.
        return;
    }
    InputCounts& counts = leads_.inputs();
    switch (settled.kind) {
    case Settled::Kind::applied: ++counts.applied; return;
    case Settled::Kind::duplicate: ++counts.duplicates; break;
    case Settled::Kind::refused:
        ++counts.refused;
        if (!entry.marks.empty()) {
            leads_.refused({.place = entry.marks.front(), .reason = settled.refusal ? settled.refusal->message : ""});
        }
        break;
    }
    const std::lock_guard lock(settled_mutex_);
    refused_.emplace(entry.ticket, std::move(settled));
    while (refused_.size() > refusals_remembered && !waiting_.contains(refused_.begin()->first)) {
        refused_.erase(refused_.begin());
    }
}

void Engine::Loop::on_durable(Ticket ticket, std::function<void(const Settled&)> f) {
    const std::lock_guard lock(settled_mutex_);
    waiting_.emplace(ticket, std::move(f));
}

void Engine::Loop::report_settled() {
    for (;;) {
        std::function<void(const Settled&)> f;
        Settled settled;
        {
            const std::lock_guard lock(settled_mutex_);
            const auto first = waiting_.begin();
            if (first == waiting_.end() || first->first > durable_) {
                return;
            }
            if (const auto refusal = refused_.find(first->first); refusal != refused_.end()) {
                settled = std::move(refusal->second);
                refused_.erase(refusal);
            }
            f = std::move(first->second);
            waiting_.erase(first);
        }
        f(settled); // May accept.
    }
}

Result<Settled> Engine::Loop::accept_now(Input input) {
    if (running_) {
        return Error{Errc::reentrant, "accept_now was called from inside run_due; call accept instead"};
    }
    const Result<Ticket> ticket = accept(std::move(input), {});
    if (!ticket) {
        return ticket.error();
    }
    // Shared: when this call ends in an error, the answer comes from a later run.
    const auto answer = std::make_shared<std::optional<Settled>>();
    on_durable(*ticket, [answer](const Settled& settled) { *answer = settled; });
    // Answers of channels come as inputs at the clock's instant; a few rounds let them be decided too.
    constexpr int rounds = 16;
    for (int i = 0; i < rounds; ++i) {
        const Instant now = std::max(options_.clock.now(), driven_to_);
        const Result<Progress> progress = run_due(now, {});
        if (!progress) {
            return progress.error();
        }
        if (*answer && progress->next > now) {
            break;
        }
    }
    return *answer ? Result<Settled>(**answer)
                   : Result<Settled>(Error{Errc::busy, "the input waits behind others; run what is due"});
}

} // namespace nurture::inline v0
