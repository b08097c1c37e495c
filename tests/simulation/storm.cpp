// SPDX-License-Identifier: BSL-1.0
#include "simulation/storm.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include <nurture/runtime/journal.hpp>

namespace nurture::simulation {

namespace {

using namespace std::chrono_literals;

/// Thursday, 5 March 2026: before Europe and America change their clocks.
constexpr Instant start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 5)) + 7h;

Capabilities made_capabilities(testing::Dice& dice) {
    constexpr Milliseconds spans[] = {1s, 10min, 1h};
    return {.idempotent = dice.in(3),
            .lookup = dice.in(3),
            .batch = dice.in(3) ? 1 + dice.below(4) : 1,
            .in_flight = dice.in(3) ? 1 + dice.below(3) : 16,
            .rate = {.messages = dice.in(3) ? 1 + dice.below(3) : 0, .per = spans[dice.below(3)]}};
}

const ChannelId channel_names[] = {"email", "sms"};

} // namespace

Storm::Storm(testing::Dice& dice, const MadeCatalog& made, testing::EngineStoreSubject& subject, Findings& findings)
    : dice_(dice), made_(made), findings_(findings), clock_(start), promises_(made.catalog, clock_, findings),
      leads_(clock_, process_, findings), subject_(subject),
      store_(subject_.store(), clock_, process_), channels_{SimulatedChannel(dice, process_, promises_,
                                                                             made_capabilities(dice)),
                                                            SimulatedChannel(dice, process_, promises_,
                                                                             made_capabilities(dice))},
      uses_executor_(!dice.in(3)), host_(leads_, promises_, findings), inputs_(dice, made.catalog, start),
      answer_within_(dice.in(3) ? Milliseconds(1min) : Milliseconds(5min)), driven_to_(start) {
    for (const Lead& lead : inputs_.leads()) {
        leads_.leads.put(lead);
        promises_.lead_made(lead.id, lead.subscriptions);
    }
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        promises_.channel_made(channel_names[i], channels_[i].capabilities());
    }
    store_.written = [this](const CommitGroup& group) {
        promises_.committed(group);
        lines_ += group.journal.size();
    };
}

void Storm::play() {
    const std::size_t steps = 40 + dice_.below(160);
    for (std::size_t i = 0; i < steps && !findings_.any(); ++i) {
        act();
    }
    if (!findings_.any()) {
        clear_up();
        drain();
    }
    if (!findings_.any()) {
        check_rest();
    }
}

std::string Storm::told() const {
    return std::to_string(host_.settled()) + " inputs, " + std::to_string(lines_) + " lines, " +
           std::to_string(promises_.messages().size()) + " messages, " + std::to_string(promises_.hand_overs()) +
           " hand-overs, " + std::to_string(crashes_) + " crashes, to " + to_string(clock_.now());
}

std::string Storm::journal() {
    std::vector<JournalLine> lines;
    (void)store_.journal({}, [&lines](const JournalLine& line) { lines.push_back(line); });
    std::sort(lines.begin(), lines.end(), [](const JournalLine& a, const JournalLine& b) {
        return std::tie(a.lead, a.seq) < std::tie(b.lead, b.seq);
    });
    std::string text;
    for (JournalLine& line : lines) {
        line.version = {};
        text += to_json(line) + '\n';
    }
    return text;
}

void Storm::act() {
    const std::size_t what = dice_.below(100);
    if (what < 30) {
        give(1 + dice_.below(5));
    } else if (what < 60) {
        move_clock();
        run();
    } else if (what < 68) {
        run({.at_most = dice_.below(4), .hand_over = !dice_.in(8)});
    } else if (what < 78) {
        for (std::size_t i = dice_.below(4); i > 0 && !process_.is_dead(); --i) {
            executor_.run_one(dice_);
        }
    } else if (what < 88) {
        for (std::size_t i = dice_.below(4); i > 0; --i) {
            channels_[dice_.below(channels_.size())].answer_one();
        }
    } else if (what < 92) {
        change_weather();
    } else if (what < 94) {
        prepare_death();
    } else if (what < 96) {
        crash();
    } else if (what < 97) {
        jump();
    } else {
        change_silently();
    }
    if (process_.is_dead()) {
        crash();
    }
}

void Storm::give(std::size_t inputs) {
    for (std::size_t i = 0; i < inputs; ++i) {
        if (!given_.empty() && dice_.in(12)) {
            host_.give_again(given_[dice_.below(given_.size())]);
            continue;
        }
        Input input = inputs_.next(clock_.now(), known_messages());
        if (const auto* event = std::get_if<Event>(&input); event != nullptr && event->type != "lead_created") {
            given_.push_back(*event);
        }
        host_.give(std::move(input));
    }
    if (engine_ && !dice_.in(4)) {
        host_.feed(*engine_);
    }
}

std::vector<std::pair<LeadId, MessageKey>> Storm::known_messages() const {
    std::vector<std::pair<LeadId, MessageKey>> known;
    for (const auto& [key, message] : promises_.messages()) {
        if (std::any_of(message.attempts.begin(), message.attempts.end(),
                        [](const Promises::Attempt& attempt) { return attempt.reached; })) {
            known.emplace_back(message.message.lead, key);
        }
    }
    return known;
}

void Storm::open() {
    process_.go_on_living();
    constexpr std::size_t groups[] = {1, 2, 7, 1'000};
    Result<std::unique_ptr<Engine>> opened =
        Engine::open(made_.plan, {.store = store_,
                                  .leads = leads_,
                                  .clock = clock_,
                                  .channels = {{channel_names[0], &channels_[0]}, {channel_names[1], &channels_[1]}},
                                  .executor = uses_executor_ ? &executor_ : nullptr,
                                  .group = groups[dice_.below(4)],
                                  .queue = dice_.in(8) ? std::size_t{3} : std::size_t{1'000},
                                  .cached_leads = dice_.in(3) ? dice_.below(4) : std::size_t{100'000},
                                  .answer_within = answer_within_});
    if (!opened) {
        if (!std::exchange(store_.failed, false)) {
            findings_.add("the store does not open: " + opened.error().message);
        }
        return;
    }
    engine_ = *std::move(opened);
    promises_.engine_opened();
    may_be_asked_ = true; // What was driven to and not committed is forgotten.
    look_at_journal();
}

void Storm::look_at_journal() {
    std::set<std::pair<LeadId, std::string>> found;
    const Result<void> read = store_.journal({}, [&found](const JournalLine& line) {
        const Value* id = line.kind == JournalKind::event ? line.because.find("id") : nullptr;
        if (id != nullptr) {
            found.emplace(line.lead, to_text(*id));
        }
    });
    if (!read) {
        findings_.add("the journal cannot be read: " + read.error().message);
    }
    for (const auto& name : host_.acknowledged()) {
        if (promises_.was_forgotten(name.first, name.second)) {
            if (found.contains(name)) {
                findings_.add("event " + name.second + " of " + name.first.str() + " is there, and was forgotten");
            }
        } else if (!found.contains(name)) {
            findings_.add("event " + name.second + " of " + name.first.str() + " was acknowledged and is gone");
        }
    }
}

/// The process is gone: with it the engine, what it had not committed, and mostly the calls that waited to run.
void Storm::crash() {
    ++crashes_;
    engine_.reset();
    progress_.reset();
    host_.engine_is_gone();
    while (!process_.is_dead() && !executor_.empty() && dice_.in(2)) {
        executor_.run_one(dice_); // Its answers go nowhere.
    }
    executor_.drop();
    process_.restart();
    store_.next_commit = SimulatedStore::Failure::none;
    store_.failing_reads = 0;
    subject_.reopen();
    store_.forward_to(subject_.store());
    if (dice_.in(4)) {
        uses_executor_ = !uses_executor_;
    }
}

void Storm::run(RunOptions options) {
    if (!engine_) {
        open();
    }
    if (!engine_) {
        return;
    }
    host_.feed(*engine_);
    const Instant up_to = clock_.now(); // Slow calls move it.
    promises_.driven();
    const Result<Progress> progress = engine_->run_due(up_to, options);
    if (process_.is_dead()) {
        return;
    }
    if (!progress) {
        stumble(progress.error());
        return;
    }
    progress_ = *progress;
    if (!progress->more) {
        driven_to_ = up_to;
        may_be_asked_ = false;
    }
}

/// A day less than `max_jump` is far enough: part of it may have been driven in a run that failed.
bool Storm::clock_jumped() const {
    return may_be_asked_ || clock_.now() > driven_to_ + 24h * 6 || clock_.now() < clock_.highest();
}

void Storm::stumble(const Error& error) {
    progress_.reset();
    switch (error.code) {
    case Errc::lead_store:
        if (!leads_.down) {
            findings_.add("the lead store answers, and run_due says: " + error.message);
        }
        return;
    case Errc::clock_jumped:
        if (!clock_jumped()) {
            findings_.add("the clock has not jumped, and run_due says: " + error.message);
        }
        if (dice_.in(2)) {
            engine_->confirm_clock();
        } else if (dice_.in(3)) { // Somebody sets it right.
            clock_.move(clock_.highest() - clock_.now() - 1h);
        }
        return;
    case Errc::store:
    case Errc::adapter_threw:
        if (!std::exchange(store_.failed, false) && !leads_.down) {
            findings_.add("the store works, and run_due says: " + error.message);
        }
        if (const Result<Progress> again = engine_->run_due(clock_.now(), {}); !again && !process_.is_dead()) {
            crash(); // It has stopped.
        }
        return;
    default: findings_.add("run_due says: " + error.message);
    }
}

void Storm::change_weather() {
    using Weather = SimulatedChannel::Weather;
    switch (dice_.below(8)) {
    case 0: leads_.down = !leads_.down; break;
    case 1: leads_.slow = dice_.in(2) ? 0ms : Milliseconds(1s * static_cast<int>(dice_.below(100))); break;
    case 2: store_.slow = dice_.in(2) ? 0ms : Milliseconds(1s * static_cast<int>(dice_.below(400))); break;
    case 3: store_.failing_reads = dice_.below(3); break;
    case 4: store_.next_commit = dice_.in(2) ? SimulatedStore::Failure::before : SimulatedStore::Failure::behind; break;
    default: {
        constexpr Weather kinds[] = {Weather::mixed, Weather::mixed, Weather::fair, Weather::down, Weather::silent};
        channels_[dice_.below(channels_.size())].weather = kinds[dice_.below(5)];
    }
    }
}

void Storm::move_clock() {
    const auto some = [this](std::size_t most) { return static_cast<int>(1 + dice_.below(most)); };
    switch (dice_.below(12)) {
    case 0: break; // It stands.
    case 1: clock_.move(1ms * some(1'000)); break;
    case 2:
    case 3: clock_.move(1s * some(600)); break;
    case 4: clock_.move(1h * some(60) + 1min * some(60)); break;
    case 5: clock_.move(24h * some(6)); break;
    case 6: clock_.move(-1min * some(3'000)); break;
    case 7:
    case 8: // When something is due, as a host's loop does.
        if (progress_ && progress_->next > clock_.now() && progress_->next != end_of_time) {
            clock_.move(progress_->next - clock_.now());
        }
        break;
    default: clock_.move(1min * some(600)); break;
    }
}

void Storm::jump() {
    clock_.move(dice_.in(3) ? Milliseconds(-24h * 20) : Milliseconds(24h * static_cast<int>(8 + dice_.below(40))));
}

void Storm::prepare_death() {
    process_.die_in(dice_.below(12));
}

/// The CRM's people change a lead and nobody tells the engine.
void Storm::change_silently() {
    const std::vector<Lead> all = inputs_.leads();
    leads_.leads.set(all[dice_.below(all.size())].id, "stage", dice_.in(2) ? "new" : "hot");
}

} // namespace nurture::simulation
