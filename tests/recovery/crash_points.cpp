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
/// The rule of comparison, for the message in doubt (at most one under a virtual clock):
/// - of its lead the lines `delayed`, `in_doubt` are left out, and `seq`, `attempt` and `assumed` are not compared;
/// - if the channel was down, the lines that say so are left out: the doubt decides which message it is tried with;
/// - if it was assumed sent although the channel had refused it or put it off, its lead is compared up to there.
/// Every other line of every lead is equal: its hash says so.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
    return {std::move(storage), PostOffice(month.idempotent), Host(month_inputs(month.leads), a_month)};
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

/// A message that was being handed over when the process died.
struct Doubt {
    MessageKey key{};
    LeadId lead{};
    Instant since{};
    bool was_called = false;
    Delivery answer{}; ///< What the channel says to it then.
    bool goes_again = false;

    [[nodiscard]] bool is_down() const { return answer.kind == DeliveryKind::unavailable; }
    /// Whether what the engine assumes is not what the channel said.
    [[nodiscard]] bool misleads() const { return !goes_again && answer.kind != DeliveryKind::accepted; }
};

/// What a death may not change: the rule above, applied to the lines of a lead.
std::vector<JournalLine> comparable(const std::vector<JournalLine>& lines, const Doubt& doubt) {
    std::vector<JournalLine> kept;
    for (JournalLine line : lines) {
        const Value* reason = line.because.find("reason");
        const std::string why = reason == nullptr ? "" : to_text(*reason);
        const bool is_of_doubt = line.lead == doubt.lead;
        const bool is_left_out = line.kind == JournalKind::delayed &&
                                 ((is_of_doubt && why == "in_doubt") || (doubt.is_down() && why == "unavailable"));
        if (is_of_doubt && doubt.misleads() && line.at >= doubt.since) {
            break;
        }
        if (is_left_out) {
            continue;
        }
        line.seq = 0;
        line.because.erase("assumed");
        line.because.erase("attempt");
        kept.push_back(std::move(line));
    }
    return kept;
}

/// What came out of a month.
struct Outcome {
    InputCounts inputs{};
    std::map<LeadId, Digest> hashes{};
    std::map<MessageKey, int> arrived{};
};

Outcome outcome_of(World& world, const InputCounts& inputs) {
    return {inputs, hashes_of(world.storage->state()), world.post.arrived()};
}

struct Tally {
    std::map<Moment, std::size_t> moments{};
    std::size_t deaths = 0;
    std::size_t in_doubt = 0;
    std::size_t misled = 0;
    std::size_t lost = 0;
    std::size_t twice = 0;
    std::vector<std::string> faults{};
};

class Enumeration {
public:
    explicit Enumeration(const Month& month) : month_(month), plan_(plan_of(month_catalog)) {}

    Tally run() {
        World undisturbed = begin(month_);
        const InputCounts inputs = live(plan_, undisturbed, month_.group);
        expected_ = outcome_of(undisturbed, inputs);
        undisturbed_ = &undisturbed;
        World world = begin(month_);
        (void)live(plan_, world, month_.group, [&](Moment moment) {
            ++tally_.moments[moment];
            is_called_ = moment != Moment::behind_commit && (is_called_ || moment == Moment::behind_call);
            const std::array<std::size_t, 4> happened{tally_.moments[Moment::behind_commit],
                                                      tally_.moments[Moment::behind_apply], world.post.calls(),
                                                      world.host.acknowledgments()};
            const bool is_as_before = std::exchange(happened_, happened) == happened && tally_.deaths > 0;
            if (tally_.faults.size() < 5 && (month_.each || !is_as_before)) {
                ++tally_.deaths;
                die(world, moment);
            }
        });
        return tally_;
    }

private:
    void die(const World& world, Moment moment) {
        World left = world.copy();
        const std::optional<Doubt> doubt = doubt_in(left, moment);
        const InputCounts inputs = live(plan_, left, month_.group);
        const Outcome outcome = outcome_of(left, inputs);
        if (left.host.first_open() != left.host.inputs()) {
            fault(moment, "an input was never acknowledged");
        }
        if (outcome.inputs.applied != expected_.inputs.applied || outcome.inputs.refused != expected_.inputs.refused) {
            fault(moment, std::to_string(outcome.inputs.applied) + " inputs were applied, not " +
                              std::to_string(expected_.inputs.applied));
        }
        compare_journals(left, outcome, doubt, moment);
        compare_messages(outcome, doubt, moment);
    }

    std::optional<Doubt> doubt_in(World& world, Moment moment) {
        const std::vector<MessageRow> rows = value_or_throw(world.storage->state().in_doubt());
        if (rows.empty()) {
            return {};
        }
        if (rows.size() != 1) {
            fault(moment, "more than one message is in doubt");
        }
        const MessageRow& row = rows.front();
        ++tally_.in_doubt;
        return Doubt{.key = row.message.key,
                     .lead = row.message.lead,
                     .since = row.handed_over_at,
                     .was_called = is_called_,
                     .answer = PostOffice::answer_at(row.message.key, row.handed_over_at),
                     .goes_again = month_.idempotent || row.message.category == "transactional"};
    }

    void compare_journals(World& left, const Outcome& outcome, const std::optional<Doubt>& doubt, Moment moment) {
        if (outcome.hashes == expected_.hashes) {
            return;
        }
        if (outcome.hashes.size() != expected_.hashes.size()) {
            fault(moment, "other leads were met");
        }
        for (const auto& [lead, hash] : expected_.hashes) {
            const auto at = outcome.hashes.find(lead);
            if (at != outcome.hashes.end() && at->second == hash) {
                continue;
            }
            const bool may_differ = doubt && (lead == doubt->lead || doubt->is_down());
            if (!may_differ || comparable(lines_of(left.storage->state(), lead), *doubt) !=
                                   comparable(lines_of(undisturbed_->storage->state(), lead), *doubt)) {
                fault(moment, "the journal of " + lead.str() + " differs");
            }
        }
        tally_.misled += doubt && doubt->misleads() ? 1 : 0;
    }

    void compare_messages(const Outcome& outcome, const std::optional<Doubt>& doubt, Moment moment) {
        std::map<MessageKey, int> expected = expected_.arrived;
        std::map<MessageKey, int> arrived = outcome.arrived;
        if (doubt) {
            const bool was_accepted = doubt->answer.kind == DeliveryKind::accepted;
            if (!doubt->goes_again && !doubt->was_called && was_accepted) {
                ++tally_.lost; // The price of assume_sent; the journal says `assumed`.
                expected.erase(doubt->key);
            } else if (doubt->goes_again && doubt->was_called && was_accepted && !month_.idempotent) {
                ++tally_.twice; // The price of resend.
                ++expected[doubt->key];
            }
            if (doubt->misleads()) {
                // What its lead gets from then on may be something else; nothing of it comes twice.
                for (const MessageKey& key : keys_of(doubt->lead)) {
                    expected.erase(key);
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

    std::vector<MessageKey> keys_of(const LeadId& lead) {
        std::vector<MessageKey> keys;
        for (const LeadState& state : value_or_throw(undisturbed_->storage->state().load({&lead, 1}))) {
            for (const MessageRow& row : state.messages) {
                keys.push_back(row.message.key);
            }
        }
        return keys;
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
    bool is_called_ = false;
    std::array<std::size_t, 4> happened_{};
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
    for (const std::string& fault : tally.faults) {
        std::printf("%s\n", fault.c_str());
    }
    const bool has_prices = (tally.lost > 0 && tally.twice > 0) != month.idempotent;
    if (tally.in_doubt < month.leads || !has_prices) {
        std::printf("Too little was in doubt to prove anything.\n");
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
