// SPDX-License-Identifier: BSL-1.0
// How many messages a lead gets at most (S28).

#include <algorithm>
#include <vector>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// The first instant of the day behind this one.
Instant next_day(Instant at, const Zone& here) {
    const LocalTime local = here.to_local(at);
    const CivilDate tomorrow = days_later({local.year, local.month, local.day}, 1);
    return here.to_instant({tomorrow.year, tomorrow.month, tomorrow.day, Milliseconds(0)});
}

} // namespace

/// What a message finds that asks a cap for a slot.
struct Turn::CapFound {
    Instant free = Instant::min(); ///< When it has one, if every message that is on its way is accepted.
    bool hangs_on_answers = false; ///< Whether it has one now, unless one of those is accepted.
};

bool Turn::counts(const MessageRow& other, const MessageRow& message, const Cap& cap) const {
    return other.message.key != message.message.key && !is_exempt(other) &&
           (cap.channel.empty() || other.message.channel == cap.channel) &&
           (cap.category.empty() || other.message.category == cap.category) &&
           (other.was_sent() || other.state == MessageState::handing_over);
}

Turn::CapFound Turn::find_slot(const Cap& cap, const MessageRow& message, const Zone& here) const {
    const bool is_day = cap.per.count() == 0;
    const Instant until = is_day ? next_day(now_, here) : end_of_time;
    std::vector<Instant> ends; // Of the slots that are taken.
    std::size_t unanswered = 0;
    for (const MessageRow& other : state_.messages) {
        if (!counts(other, message, cap)) {
            continue;
        }
        const Instant end = is_day ? next_day(other.handed_over_at, here) : later_by(other.handed_over_at, cap.per);
        if (end > now_ && end <= until) {
            ends.push_back(end);
            unanswered += other.state == MessageState::handing_over ? 1 : 0;
        }
    }
    if (ends.size() < cap.limit) {
        return {};
    }
    std::sort(ends.begin(), ends.end());
    return {.free = ends[ends.size() - cap.limit], .hangs_on_answers = ends.size() - unanswered < cap.limit};
}

/// Whether a cap is full; then the message waits for a slot in all of them, or is skipped.
bool Turn::finds_full(MessageRow& message, const EnrollmentRow& row) {
    if (is_exempt(message)) {
        return false;
    }
    const Zone& here = zone(&workflow_of(row));
    Instant free = Instant::min();
    Instant gives_up = end_of_time;
    bool waits_for_answer = true;
    const Cap* full = nullptr;
    for (const Cap& cap : plan_.catalog.settings.caps) {
        const bool is_asked = (cap.channel.empty() || cap.channel == message.message.channel) &&
                              (cap.category.empty() || cap.category == message.message.category);
        const CapFound found = is_asked ? find_slot(cap, message, here) : CapFound{};
        if (found.free <= now_) {
            continue;
        }
        message.full_since = std::min(message.full_since, now_);
        gives_up = std::min(gives_up, later_by(message.full_since, cap.give_up_after));
        waits_for_answer = waits_for_answer && found.hangs_on_answers;
        if (cap.skips && !found.hangs_on_answers) {
            gives_up = now_;
        }
        if (full == nullptr || found.free > free) {
            full = &cap;
            free = found.free;
        }
    }
    if (full == nullptr) {
        return false;
    }
    if (gives_up <= now_) {
        skip_message(message, "cap");
        return true;
    }
    const Instant until = std::min(free, gives_up);
    wait_until(message, until, waits_for_answer ? PutOffBy::answer : PutOffBy::cap);
    journal(JournalKind::delayed, &row, {{"until", until}, {"reason", "cap"}, {"cap", to_string(*full)}});
    return true;
}

/// A channel has answered: who waits for that finds another slot free, or knows how long to wait.
void Turn::ask_caps_again() {
    for (MessageRow& message : state_.messages) {
        if (message.state == MessageState::deferred && message.put_off_by == PutOffBy::answer) {
            queue_again(message);
        }
    }
}

} // namespace nurture::inline v0
