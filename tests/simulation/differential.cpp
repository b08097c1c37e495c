// SPDX-License-Identifier: BSL-1.0
#include "simulation/differential.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/runtime/decide.hpp>
#include <nurture/runtime/journal.hpp>
#include <nurture/runtime/memory_lead_store.hpp>

#include "simulation/made_inputs.hpp"
#include "simulation/replayed.hpp"
#include "support/memory_subjects.hpp"
#include "support/mortal_subject.hpp"

namespace nurture::simulation {

namespace {

using namespace std::chrono_literals;
using testing_support::Death;
using testing_support::MortalSubject;

constexpr Instant start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 5)) + 7h;
constexpr Milliseconds behind_the_last = 24h * 30; ///< How long it goes on behind the last input.

struct Placed {
    Instant at{};
    Input input{};
};

/// How the inputs are played.
struct Way {
    std::size_t group = 1'000;
    std::size_t cached_leads = 100'000;
    std::size_t at_most = SIZE_MAX;
    std::size_t dies_in = 0; ///< At one of so many commits where that is allowed; 0: never.
    Death death = Death::behind;
};

/// What the host has, whatever way is played.
struct Load {
    std::vector<Lead> leads{};
    std::vector<Placed> inputs{};
    std::uint64_t salt = 0; ///< Of the channel's answers.

    [[nodiscard]] Instant end() const { return inputs.back().at + behind_the_last; }
};

/// Answers by what it is asked, never by when.
class SteadyChannel final : public Channel {
public:
    explicit SteadyChannel(std::uint64_t salt) : salt_(salt) {}

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            const std::string text = std::to_string(salt_) + message.key.str() + std::to_string(message.attempt);
            const std::uint8_t byte = sha256(text).bytes[0];
            sink->answer(message.key, byte < 20   ? Delivery{DeliveryKind::deferred, "greylisted"}
                                      : byte < 30 ? Delivery{DeliveryKind::rejected, "no such user"}
                                      : byte < 45 ? Delivery{DeliveryKind::unavailable, "maintenance"}
                                                  : Delivery{});
        }
    }

private:
    std::uint64_t salt_;
};

Load made_load(testing::Dice& dice, const Catalog& catalog) {
    MadeInputs made(dice, catalog, start);
    Load load{.leads = made.leads(), .inputs = {}, .salt = dice.number()};
    std::vector<std::pair<LeadId, MessageKey>> keys; // Of messages that there may be.
    for (const auto& [id, workflow] : catalog.workflows) {
        for (const Node& node : workflow.nodes) {
            for (std::uint64_t n = 1; n <= 3 && std::holds_alternative<SendNode>(node.what); ++n) {
                for (const Lead& lead : load.leads) {
                    keys.emplace_back(lead.id, message_key("", lead.id, n, id, node.id, 1));
                }
            }
        }
    }
    Instant at = start;
    const std::size_t inputs = 20 + dice.below(100);
    for (std::size_t i = 0; i < inputs; ++i) {
        at += 1h * static_cast<int>(dice.below(4)); // Many at one instant, timers among them.
        Input input = made.next(at, keys);
        const auto* event = std::get_if<Event>(&input);
        if (event != nullptr && event->type == "lead_created") {
            continue; // What the CRM has by then is a matter of when it was asked.
        }
        load.inputs.push_back({at, std::move(input)});
    }
    return load;
}

/// What came out: the digest, and the journal to see where two part.
struct Outcome {
    std::string digest{};
    std::vector<std::string> lines{};
};

class Play {
public:
    Play(const Plan& plan, const Load& load, const Way& way, testing::Dice& dice,
         std::unique_ptr<testing::EngineStoreSubject> inner, Findings& findings)
        : plan_(plan), load_(load), way_(way), findings_(findings), subject_(std::move(inner)), channel_(load.salt) {
        for (const Lead& lead : load.leads) {
            leads_.put(lead);
        }
        subject_.death = way.death;
        subject_.dies = [this, &dice](const CommitGroup& group) {
            if (way_.dies_in == 0 || group.catalog || !dice.in(way_.dies_in)) {
                return false;
            }
            const Result<std::vector<MessageRow>> doubts = subject_.store().in_doubt();
            return doubts && doubts->empty() && !(way_.death == Death::behind && testing_support::hands_over(group));
        };
    }

    Outcome outcome() {
        while (!go_on()) {
            if (findings_.any()) {
                return {};
            }
            subject_.reopen();
        }
        Outcome outcome;
        std::vector<JournalLine> lines;
        (void)subject_.store().journal({}, [&lines](const JournalLine& line) { lines.push_back(line); });
        std::sort(lines.begin(), lines.end(), [](const JournalLine& a, const JournalLine& b) {
            return std::tie(a.lead, a.seq) < std::tie(b.lead, b.seq);
        });
        for (const JournalLine& line : lines) {
            outcome.lines.push_back(to_json(line));
        }
        const Result<Digest> digest = digest_of(subject_.store());
        outcome.digest = digest ? to_hex(*digest) : digest.error().message;
        check_by_replay(subject_.store(), plan_, findings_);
        return outcome;
    }

private:
    /// A process from its beginning: false if it dies before all is done.
    bool go_on() {
        VirtualClock clock(start);
        Result<std::unique_ptr<Engine>> engine =
            Engine::open(plan_, {.store = subject_.store(),
                                 .leads = leads_,
                                 .clock = clock,
                                 .channels = {{"email", &channel_}, {"sms", &channel_}},
                                 .group = way_.group,
                                 .cached_leads = way_.cached_leads});
        if (!engine) {
            findings_.add("the store does not open: " + engine.error().message);
            return false;
        }
        std::size_t next = 0;
        for (const Mark& mark : (*engine)->marks()) {
            next = mark.position;
        }
        for (std::size_t i = 0; i < next; ++i) { // The host removes such a lead whatever happens to the engine.
            const auto* gone = std::get_if<LeadDeleted>(&load_.inputs[i].input);
            if (gone != nullptr && gone->forget) {
                leads_.erase(gone->lead);
            }
        }
        for (std::size_t i = next; i < load_.inputs.size(); ++i) {
            const Placed& placed = load_.inputs[i];
            const Result<Ticket> ticket =
                (*engine)->accept(placed.input, {.at = placed.at, .marks = {{.source = "load", .position = i + 1}}});
            if (!ticket) {
                findings_.add("an input is not accepted: " + ticket.error().message);
                return false;
            }
        }
        const std::size_t deaths = subject_.deaths;
        for (;;) {
            const Result<Progress> progress = (*engine)->run_due(load_.end(), {.at_most = way_.at_most});
            if (!progress) {
                if (subject_.deaths == deaths) {
                    findings_.add("run_due says: " + progress.error().message);
                }
                return false;
            }
            if (!progress->more) {
                return true;
            }
        }
    }

    const Plan& plan_;
    const Load& load_;
    Way way_;
    Findings& findings_;
    MortalSubject subject_;
    MemoryLeadStore leads_;
    SteadyChannel channel_;
};

std::string told(const Way& way) {
    return "group " + std::to_string(way.group) + ", cached leads " + std::to_string(way.cached_leads) + ", at most " +
           std::to_string(way.at_most) + ", dies once in " + std::to_string(way.dies_in) +
           (way.death == Death::behind ? " behind" : " before") + " a commit";
}

} // namespace

void compare_ways(testing::Dice& dice, const MadeCatalog& made, const MakeSubject& other, Findings& findings) {
    const Load load = made_load(dice, made.catalog);
    if (load.inputs.empty()) {
        return;
    }
    const auto memory = [] { return std::make_unique<testing_support::MemorySubject>(false); };
    const Outcome expected = Play(made.plan, load, {}, dice, memory(), findings).outcome();
    constexpr std::size_t groups[] = {1, 2, 7, 1'000};
    for (int i = 0; i < 2 && !findings.any(); ++i) {
        const Way way{.group = groups[dice.below(4)],
                      .cached_leads = dice.in(2) ? dice.below(3) : 100'000,
                      .at_most = dice.in(2) ? 1 + dice.below(5) : SIZE_MAX,
                      .dies_in = dice.in(4) ? 0 : 2 + dice.below(30),
                      .death = dice.in(2) ? Death::behind : Death::before};
        const Outcome outcome = Play(made.plan, load, way, dice, other(), findings).outcome();
        if (findings.any() || outcome.digest == expected.digest) {
            continue;
        }
        findings.add("the digest is another one with " + told(way));
        const std::size_t lines = std::min(outcome.lines.size(), expected.lines.size());
        const auto parted = std::mismatch(
            outcome.lines.begin(), outcome.lines.begin() + static_cast<std::ptrdiff_t>(lines), expected.lines.begin());
        findings.add("in one go: " + (parted.second != expected.lines.end() ? *parted.second : "nothing more"));
        findings.add("that way:  " + (parted.first != outcome.lines.end() ? *parted.first : "nothing more"));
    }
}

} // namespace nurture::simulation
