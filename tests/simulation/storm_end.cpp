// SPDX-License-Identifier: BSL-1.0
// When all faults are over: everything goes on to its end, and what is left must make sense.

#include <algorithm>
#include <chrono>

#include <nurture/runtime/journal.hpp>

#include "simulation/storm.hpp"
#include "simulation/walk.hpp"

namespace nurture::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Milliseconds peace = 24h * 50;       ///< How long everything works before it is looked at what is left.
constexpr std::size_t rounds_at_most = 20'000; ///< Of a case that does not come to rest.

} // namespace

void Storm::clear_up() {
    leads_.down = false;
    leads_.slow = 0ms;
    store_.slow = 0ms;
    store_.next_commit = SimulatedStore::Failure::none;
    store_.failing_reads = 0;
    process_.go_on_living();
    for (SimulatedChannel& channel : channels_) {
        channel.weather = SimulatedChannel::Weather::fair;
        while (channel.unanswered() > 0) {
            channel.answer_one();
        }
    }
    if (clock_.now() < clock_.highest() && dice_.in(2)) { // Somebody sets it right.
        clock_.move(clock_.highest() - clock_.now());
    }
    if (!engine_) {
        open();
    }
    if (engine_) {
        engine_->confirm_clock();
    }
}

bool Storm::is_anything_queued() {
    const Result<std::vector<MessageRow>> outbox = store_.outbox();
    return std::any_of(outbox->begin(), outbox->end(),
                       [](const MessageRow& row) { return row.state == MessageState::queued; });
}

void Storm::drain() {
    const Instant until = clock_.highest() + peace; // Where it is behind, the engine waits for it first.
    int touched = 0;
    for (std::size_t round = 0; !findings_.any(); ++round) {
        if (round == rounds_at_most) {
            findings_.add("it does not come to rest, at " + to_string(clock_.now()));
            return;
        }
        run();
        const bool had_calls = !executor_.empty(); // Their answers are still to be decided.
        while (!executor_.empty()) {
            executor_.run_one(dice_);
        }
        if (had_calls || !progress_ || progress_->more || progress_->next <= clock_.now() || !host_.is_done()) {
            continue;
        }
        if (clock_.now() >= until && !is_anything_queued()) { // A channel's rate has some of them wait for their turn.
            if (++touched == 3) {
                return;
            }
            // Changes of leads are tried again behind a commit, and are done with by the next.
            for (const Lead& lead : inputs_.leads()) {
                host_.give(Event{.lead = lead.id, .type = "nothing", .id = "last-" + std::to_string(touched)});
            }
            continue;
        }
        look_between(progress_->next);
        clock_.move((clock_.now() < until ? std::min(progress_->next, until) : progress_->next) - clock_.now());
    }
}

/// Nothing is decided before the instant at which the host was told to call again.
void Storm::look_between(Instant next) {
    const Milliseconds left = next - clock_.now();
    if (!dice_.in(6) || left <= 1ms || uses_executor_) {
        return;
    }
    const std::size_t lines = lines_;
    const std::size_t hand_overs = promises_.hand_overs();
    clock_.move(dice_.in(2) ? left - 1ms : left / 2);
    run();
    if (lines_ != lines || promises_.hand_overs() != hand_overs) {
        findings_.add("nothing was due before " + to_string(next) + ", and something was decided at " +
                      to_string(clock_.now()));
    }
}

void Storm::check_rest() {
    promises_.finish();
    const Result<std::vector<MessageRow>> outbox = store_.outbox();
    for (const MessageRow& row : *outbox) {
        findings_.add("message " + row.message.key.str() + " is still " + std::string(name(row.state)) + " since " +
                      to_string(row.queued_at));
    }
    const Result<std::vector<MessageRow>> doubts = store_.in_doubt();
    for (const MessageRow& row : *doubts) {
        findings_.add("message " + row.message.key.str() + " is in doubt since " + to_string(row.handed_over_at));
    }
    const Result<std::vector<LeadChange>> changes = store_.pending_changes();
    for (const LeadChange& change : *changes) {
        findings_.add("the change " + change.key + " is not made");
    }
    const Result<std::vector<LeadId>> ids = store_.leads({}, SIZE_MAX);
    const Result<std::vector<LeadState>> states = store_.load(*ids);
    for (const LeadState& state : *states) {
        check_lead(state);
    }
    const Result<std::vector<LeadId>> forgotten = store_.forgotten();
    const Result<std::vector<LeadState>> numbers = store_.load(*forgotten);
    for (const LeadState& state : *numbers) {
        check_forgotten(state);
    }
    look_at_journal();
}

void Storm::check_lead(const LeadState& state) {
    const LeadRow& lead = state.lead;
    if (lead.due <= clock_.now()) {
        findings_.add("lead " + lead.id.str() + " is due since " + to_string(lead.due));
    }
    for (const auto& [category, by_default] : made_.catalog.settings.categories) {
        const auto held = lead.consent.find(category);
        const bool subscribed = held != lead.consent.end() ? held->second.subscribed : by_default == Consent::opt_out;
        if (!lead.deleted && subscribed != promises_.subscribed(lead.id, category)) {
            findings_.add("lead " + lead.id.str() + " is " + (subscribed ? "" : "not ") + "subscribed to " + category +
                          ", and the journal says otherwise");
        }
    }
    for (const auto& [number, row] : state.enrollments) {
        check_enrollment(state, row);
    }
    check_chain(state);
}

/// What they did is still told, who they were is not.
void Storm::check_forgotten(const LeadState& state) {
    const std::string& name = state.lead.id.str();
    if (!state.lead.forgotten || !state.lead.fields.empty() || state.lead.due != end_of_time ||
        !state.enrollments.empty() || !state.aggregates.empty()) {
        findings_.add("lead " + name + " was forgotten, and is more than a number");
    }
    for (const MessageRow& row : state.messages) {
        if (!row.is_final() || !row.message.to.empty() || !row.engagement.empty()) {
            findings_.add("message " + row.message.key.str() + " of " + name +
                          " is not done with, or tells of somebody");
        }
    }
    (void)store_.journal({.lead = state.lead.id}, [&](const JournalLine& line) {
        if (!personal_parts(line).empty()) {
            findings_.add("line " + std::to_string(line.seq) + " of " + name + " tells of somebody: " + to_json(line));
        }
    });
    check_chain(state);
}

void Storm::check_enrollment(const LeadState& state, const EnrollmentRow& row) {
    const std::string who = "enrollment " + std::to_string(row.number) + " of " + state.lead.id.str() + " in " +
                            row.workflow.str() + ", at step " + row.step.str() + ',';
    if (state.lead.deleted) {
        findings_.add(who + " is active, and the lead is deleted");
    }
    if (row.due <= clock_.now() || row.expires_at <= clock_.now()) {
        findings_.add(who + " was due at " + to_string(std::min(row.due, row.expires_at)));
    }
    if (row.standing == Standing::ready) {
        findings_.add(who + " could move and does not");
    }
    if (row.standing != Standing::sending) {
        return;
    }
    const auto message = std::find_if(state.messages.begin(), state.messages.end(), [&](const MessageRow& one) {
        return one.enrollment == row.number && one.message.step == row.step && one.visit == row.visit;
    });
    if (message == state.messages.end() || message->state != MessageState::deferred ||
        message->next_attempt <= clock_.now()) {
        findings_.add(who + " waits for a message that " +
                      (message == state.messages.end() ? "there is not" : "is " + std::string(name(message->state))));
    }
}

/// The chain over the lines as they are read is the one that the lead's row has; and the lines tell a way through the
/// graph.
void Storm::check_chain(const LeadState& state) {
    std::vector<JournalLine> lines;
    const Result<void> read =
        store_.journal({.lead = state.lead.id}, [&lines](const JournalLine& line) { lines.push_back(line); });
    if (!read) {
        findings_.add("the journal of " + state.lead.id.str() + " cannot be read: " + read.error().message);
        return;
    }
    std::sort(lines.begin(), lines.end(), [](const JournalLine& a, const JournalLine& b) { return a.seq < b.seq; });
    Sha256 running;
    for (const JournalLine& line : lines) {
        chain(running, line);
    }
    if (running.digest() != state.lead.chain.digest() || lines.size() != state.lead.seq) {
        findings_.add("the journal of " + state.lead.id.str() + " is not what its row says");
    }
    walk(made_.catalog, lines, promises_, findings_);
}

} // namespace nurture::simulation
