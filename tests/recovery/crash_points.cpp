// SPDX-License-Identifier: BSL-1.0
/// \file
/// A process dies at every moment of a month at which it can: before and behind each commit, before and behind each
/// call of the channel, behind each change of leads, and between two runs of the engine. None is left out, none is
/// drawn by lot. What comes out must be what comes out of a month without a death, but for what is said about the
/// message in doubt, and every input must be acknowledged and applied once.
///
///     crash_points memory|sqlite plain|idempotent LEADS GROUP [each]
///
/// The month is lived once. At each moment all that a process leaves behind is copied, and the copy goes on with a new
/// engine to the end. Where a process would leave the same behind as at the moment before (no commit, call, change of
/// leads or acknowledgment in between), the moment is counted, and died at again only with `each`.
///
/// The rule of comparison, for each message in doubt (under a virtual clock the one on its way, and those to whom the
/// channel says nothing):
/// - of its lead the lines `delayed`, `in_doubt` are left out, and `seq`, `attempt` and `assumed` are not compared;
/// - if the channel was down, the lines that say so are left out: the doubt decides which message it is tried with;
/// - if it was assumed sent although the channel had refused it, had put it off or was still silent, its lead is
///   compared up to there.
/// Every other line of every lead is equal: its hash says so. The names that a store gives to who was forgotten need
/// not be equal; who is who their first line says.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "faulty_disk.hpp"
#include "month.hpp"
#include "world.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// A month as it is lived.
struct Month {
    std::size_t leads = 0;
    std::size_t group = 0; ///< Inputs and timers of a commit at most.
    bool on_disk = false;
    bool idempotent = false;
    bool each = false;
};

World begin(const Month& month) {
    std::unique_ptr<Storage> storage;
    if (month.on_disk) {
        storage = std::make_unique<SqliteStorage>();
    } else {
        storage = std::make_unique<MemoryStorage>();
    }
    for (std::size_t i = 0; i < month.leads; ++i) {
        storage->put(month_lead(i));
    }
    return {std::move(storage), PostOffice(month.idempotent, month_silence(month.leads)),
            Host(month_inputs(month.leads), a_month)};
}

LeadState state_of(EngineStore& store, const LeadId& name) {
    return value_or_throw(store.load({&name, 1})).at(0);
}

std::map<LeadId, Digest> hashes_of(EngineStore& store) {
    std::map<LeadId, Digest> hashes;
    const std::vector<LeadId> ids = value_or_throw(store.leads("", SIZE_MAX));
    for (const LeadState& state : value_or_throw(store.load(ids))) {
        hashes.emplace(state.lead.id, Sha256(state.lead.chain).digest());
    }
    return hashes;
}

std::vector<JournalLine> lines_of(EngineStore& store, const LeadId& lead) {
    std::vector<JournalLine> lines;
    (void)store.journal({.lead = lead}, [&lines](const JournalLine& line) { lines.push_back(line); });
    return lines;
}

/// Who was forgotten, by what they did first, and what the store calls them.
std::map<std::string, LeadId> forgotten_in(EngineStore& store) {
    std::map<std::string, LeadId> names;
    for (const LeadId& name : value_or_throw(store.forgotten())) {
        JournalLine first = lines_of(store, name).at(0);
        first.lead = {};
        names.emplace(to_json(first) + (first.forgotten ? to_hex(*first.forgotten) : ""), name);
    }
    return names;
}

/// A message that was being handed over, or waited for an answer, when the process died.
struct Doubt {
    MessageKey key{};
    LeadId lead{}; ///< As the store calls it in the end.
    Instant since{};
    bool was_called = false;
    std::optional<Delivery> answer{}; ///< What the channel says to it then, if it ever says something.
    bool goes_again = false;

    [[nodiscard]] bool is_down() const { return answer && answer->kind == DeliveryKind::unavailable; }
    [[nodiscard]] bool arrives() const { return !answer || answer->kind == DeliveryKind::accepted; }
    /// Whether what the engine assumes is not what the channel said.
    [[nodiscard]] bool misleads() const { return !goes_again && !(answer && answer->kind == DeliveryKind::accepted); }
};
using Doubts = std::vector<Doubt>;

Doubts of_lead(const Doubts& doubts, const LeadId& lead) {
    Doubts own;
    std::copy_if(doubts.begin(), doubts.end(), std::back_inserter(own),
                 [&](const Doubt& doubt) { return doubt.lead == lead; });
    return own;
}

/// What a death may not change: the rule above, applied to the lines of a lead.
std::vector<JournalLine> comparable(std::vector<JournalLine> lines, const Doubts& own, bool was_down) {
    std::vector<JournalLine> kept;
    for (JournalLine& line : lines) {
        const Value* reason = line.because.find("reason");
        const std::string why = reason == nullptr ? "" : to_text(*reason);
        const bool is_left_out = line.kind == JournalKind::delayed &&
                                 ((!own.empty() && why == "in_doubt") || (was_down && why == "unavailable"));
        if (std::any_of(own.begin(), own.end(),
                        [&](const Doubt& doubt) { return doubt.misleads() && line.at >= doubt.since; })) {
            break;
        }
        if (is_left_out) {
            continue;
        }
        line.seq = 0;
        line.lead = {};
        line.because.erase("assumed");
        line.because.erase("attempt");
        kept.push_back(std::move(line));
    }
    return kept;
}

/// What came out of a month.
struct Outcome {
    InputCounts inputs{};
    std::map<LeadId, Digest> hashes{}; ///< Of those who were not forgotten.
    std::multiset<Digest> forgotten{};
    std::map<MessageKey, int> arrived{};
};

Outcome outcome_of(World& world, const InputCounts& inputs) {
    EngineStore& store = world.storage->state();
    Outcome outcome{.inputs = inputs, .hashes = hashes_of(store), .arrived = world.post.arrived()};
    for (const LeadId& name : value_or_throw(store.forgotten())) {
        outcome.forgotten.insert(Sha256(state_of(store, name).lead.chain).digest());
    }
    return outcome;
}

struct Tally {
    std::map<Moment, std::size_t> moments{};
    std::size_t deaths = 0;
    std::size_t in_doubt = 0;
    std::size_t misled = 0;
    std::size_t lost = 0;
    std::size_t twice = 0;
    std::size_t forgotten = 0;
    std::size_t forgotten_on_its_way = 0; ///< With a message without an answer.
    std::vector<std::string> faults{};
};

class Enumeration {
public:
    explicit Enumeration(const Month& month) : month_(month), plan_(plan_of(month_catalog)) {}

    Tally run() {
        World undisturbed = begin(month_);
        expected_ = outcome_of(undisturbed, live(plan_, undisturbed, month_.group).inputs);
        undisturbed_ = &undisturbed;
        look_at_forgotten(undisturbed.storage->state());
        World world = begin(month_);
        (void)live(plan_, world, month_.group, [&](Moment moment) {
            ++tally_.moments[moment];
            const std::array<std::size_t, 5> happened{tally_.moments[Moment::behind_commit],
                                                      tally_.moments[Moment::behind_apply], world.post.calls(),
                                                      world.host.acknowledgments(), world.host.erasures()};
            const bool is_as_before = std::exchange(happened_, happened) == happened && tally_.deaths > 0;
            if (tally_.faults.size() < 5 && (month_.each || !is_as_before)) {
                ++tally_.deaths;
                die(world, moment);
            }
        });
        return tally_;
    }

private:
    void look_at_forgotten(EngineStore& store) {
        forgotten_ = forgotten_in(store);
        tally_.forgotten = forgotten_.size();
        for (const auto& [who, name] : forgotten_) {
            const LeadState state = state_of(store, name);
            const auto& rows = state.messages;
            tally_.forgotten_on_its_way += std::any_of(rows.begin(), rows.end(), [](const MessageRow& row) {
                return row.state == MessageState::assumed_sent;
            });
        }
    }

    void die(const World& world, Moment moment) {
        World left = world.copy();
        const Doubts doubts = doubts_in(left);
        const std::size_t open = left.host.first_open();
        const Lived lived = live(plan_, left, month_.group);
        const Outcome outcome = outcome_of(left, lived.inputs);
        if (left.host.first_open() != left.host.inputs().size()) {
            fault(moment, "an input was never acknowledged");
        }
        if (outcome.inputs.applied != expected_.inputs.applied) {
            fault(moment, std::to_string(outcome.inputs.applied) + " inputs were applied, not " +
                              std::to_string(expected_.inputs.applied));
        }
        const std::size_t refused = expected_.inputs.refused + refused_again(left.host.inputs(), open, lived.before);
        if (outcome.inputs.refused != refused) {
            fault(moment,
                  std::to_string(outcome.inputs.refused) + " inputs were refused, not " + std::to_string(refused));
        }
        compare_journals(left, outcome, doubts, moment);
        compare_messages(outcome, doubts, moment);
    }

    /// What was decided and not acknowledged is told again: of who was forgotten meanwhile not even the id is known.
    static std::size_t refused_again(const std::vector<Placed>& inputs, std::size_t open, const InputCounts& before) {
        const std::size_t decided = before.applied + before.duplicates + before.refused;
        std::set<LeadId> forgotten;
        for (std::size_t i = 0; i < decided; ++i) {
            if (const auto* gone = std::get_if<LeadDeleted>(&inputs[i].input); gone != nullptr) {
                forgotten.insert(gone->lead);
            }
        }
        std::size_t count = 0;
        for (std::size_t i = open; i < decided; ++i) {
            const auto* event = std::get_if<Event>(&inputs[i].input);
            count += forgotten.contains(event != nullptr ? event->lead : std::get<LeadDeleted>(inputs[i].input).lead);
        }
        return count;
    }

    Doubts doubts_in(World& world) {
        Doubts doubts;
        for (const MessageRow& row : value_or_throw(world.storage->state().in_doubt())) {
            const MessageKey& key = row.message.key;
            const std::optional<LeadId> lead = value_or_throw(undisturbed_->storage->state().lead_of(key));
            doubts.push_back({.key = key,
                              .lead = lead.value_or(row.message.lead),
                              .since = row.handed_over_at,
                              .was_called = world.post.was_called(key, row.attempts),
                              .answer = world.post.answer_at(key, row.handed_over_at),
                              .goes_again = month_.idempotent || row.message.category == "transactional"});
        }
        tally_.in_doubt += doubts.empty() ? 0 : 1;
        return doubts;
    }

    void compare_journals(World& left, const Outcome& outcome, const Doubts& doubts, Moment moment) {
        EngineStore& store = left.storage->state();
        if (outcome.hashes.size() != expected_.hashes.size() ||
            outcome.forgotten.size() != expected_.forgotten.size()) {
            fault(moment, "other leads were met, or forgotten");
        }
        if (outcome.hashes != expected_.hashes || outcome.forgotten != expected_.forgotten) {
            for (const Doubt& doubt : doubts) {
                tally_.misled += doubt.misleads() ? 1 : 0;
            }
        }
        for (const auto& [lead, hash] : expected_.hashes) {
            const auto at = outcome.hashes.find(lead);
            if (at == outcome.hashes.end() || at->second != hash) {
                compare_lead(lines_of(store, lead), lead, doubts, moment);
            }
        }
        if (outcome.forgotten != expected_.forgotten) {
            std::map<std::string, LeadId> names = forgotten_in(store);
            for (const auto& [who, name] : forgotten_) {
                compare_lead(lines_of(store, names[who]), name, doubts, moment);
            }
        }
        for (const LeadId& name : value_or_throw(store.forgotten())) {
            for (const JournalLine& line : lines_of(store, name)) {
                if (!personal_parts(line).empty()) {
                    fault(moment, "the journal tells of somebody who was forgotten: " + to_json(line));
                }
            }
        }
    }

    void compare_lead(std::vector<JournalLine> lines, const LeadId& lead, const Doubts& doubts, Moment moment) {
        const Doubts own = of_lead(doubts, lead);
        const bool was_down =
            std::any_of(doubts.begin(), doubts.end(), [](const Doubt& doubt) { return doubt.is_down(); });
        if (comparable(std::move(lines), own, was_down) !=
            comparable(lines_of(undisturbed_->storage->state(), lead), own, was_down)) {
            fault(moment, "the journal of " + lead.str() + " differs");
        }
    }

    void compare_messages(const Outcome& outcome, const Doubts& doubts, Moment moment) {
        std::map<MessageKey, int> expected = expected_.arrived;
        std::map<MessageKey, int> arrived = outcome.arrived;
        for (const Doubt& doubt : doubts) {
            if (!doubt.goes_again && !doubt.was_called && doubt.arrives()) {
                ++tally_.lost; // The price of assume_sent; the journal says `assumed`.
                expected.erase(doubt.key);
            } else if (doubt.goes_again && doubt.was_called && doubt.arrives() && !month_.idempotent) {
                ++tally_.twice; // The price of resend.
                ++expected[doubt.key];
            }
            if (doubt.misleads()) {
                // What its lead gets from then on may be something else; nothing of it comes twice.
                const LeadState state = state_of(undisturbed_->storage->state(), doubt.lead);
                for (const MessageRow& row : state.messages) {
                    expected.erase(row.message.key);
                }
                for (auto at = arrived.begin(); at != arrived.end();) {
                    at = at->second == 1 && !expected.contains(at->first) ? arrived.erase(at) : std::next(at);
                }
            }
        }
        if (arrived != expected) {
            fault(moment, "other messages came, or some came more often or not at all");
        }
    }

    void fault(Moment moment, const std::string& what) {
        tally_.faults.push_back("a death " + std::string(moment_names[static_cast<std::size_t>(moment)]) + ", the " +
                                std::to_string(tally_.moments[moment]) + "th: " + what);
    }

    Month month_;
    Plan plan_;
    World* undisturbed_ = nullptr;
    Outcome expected_{};
    Tally tally_{};
    std::map<std::string, LeadId> forgotten_{}; ///< In the undisturbed month.
    std::array<std::size_t, 5> happened_{};
};

/// The words of the command line.
std::optional<Month> month_of(int count, char** words) {
    Month month;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "memory" || word == "sqlite") {
            month.on_disk = word == "sqlite";
        } else if (word == "plain" || word == "idempotent") {
            month.idempotent = word == "idempotent";
        } else if (word == "each") {
            month.each = true;
        } else if (const int number = std::atoi(words[i]); number > 0) {
            (month.leads == 0 ? month.leads : month.group) = static_cast<std::size_t>(number);
        } else {
            return {};
        }
    }
    return month.leads == 0 || month.group == 0 ? std::nullopt : std::optional<Month>(month);
}

/// What there was to be proven, and whether there was enough of it.
int report(const Tally& tally, const Month& month) {
    for (const auto& [moment, times] : tally.moments) {
        std::printf("%6zu %s\n", times, moment_names[static_cast<std::size_t>(moment)]);
    }
    std::printf("%6zu deaths, %zu of them left a message in doubt: %zu lost, %zu twice, %zu assumed sent wrongly\n",
                tally.deaths, tally.in_doubt, tally.lost, tally.twice, tally.misled);
    std::printf("%6zu leads forgotten, %zu of them with a message on its way\n", tally.forgotten,
                tally.forgotten_on_its_way);
    for (const std::string& fault : tally.faults) {
        std::printf("%s\n", fault.c_str());
    }
    const bool has_prices = (tally.lost > 0 && tally.twice > 0) != month.idempotent;
    if (tally.in_doubt < month.leads || !has_prices || tally.forgotten_on_its_way == 0) {
        std::printf("Too little was in doubt or forgotten to prove anything.\n");
        return 1;
    }
    return tally.faults.empty() ? 0 : 1;
}

} // namespace

int main(int count, char** words) {
    const std::optional<Month> month = month_of(count, words);
    if (!month) {
        std::fprintf(stderr, "crash_points memory|sqlite plain|idempotent LEADS GROUP [each]\n");
        return 2;
    }
    try {
        const FaultyDisk disk; // Never told to fail: what a process has written outlives it without a sync.
        return report(Enumeration(*month).run(), *month);
    } catch (const std::exception& failure) {
        std::printf("%s\n", failure.what());
        return 1;
    }
}
