// SPDX-License-Identifier: BSL-1.0
/// \file
/// One load with many ties at one instant, decided in many ways: the digest must be one.

#include <array>
#include <cstdint>

#include <nurture/runtime/decide.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// SplitMix64: the load is the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t n) {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return static_cast<std::size_t>((z ^ (z >> 31)) % n);
    }

private:
    std::uint64_t state_;
};

/// Every kind of step, rule and answer there is so far; later features join here.
constexpr std::string_view load_catalog = R"json([
  {"settings": {"time_zone": "Europe/Berlin", "delivery": {"duplicates_within": "24h"}}},
  {"workflow": "welcome", "priority": 5, "trigger": {"event": "joined"}, "reenroll": "always", "while_active": "restart",
   "goal": {"when": "lead.stage == 'customer'"}, "exit": [{"event": "lost", "where": "event.final == true"}],
   "expires": "20d",
   "steps": [
     {"send": "hello", "id": "hello"},
     {"wait": {"event": "message_opened", "message": "hello"}, "timeout": "2d",
      "then": [{"compute": {"points": "has(lead.points) ? lead.points + 10 : 10"}}, {"tag": "opened"}],
      "else": [{"send": "reminder", "on_failure": "exit"}]},
     {"branch": [{"if": "lead.points >= 30", "then": [{"set": {"stage": "mql"}}, {"exit": {"to": "handover"}}]},
                 {"if": "hasTag('opened')", "then": [{"untag": "opened"}, {"delay": "1d12h"}]}],
      "else": [{"delay": "36h"}]},
     {"send": "again"}]},
  {"workflow": "handover", "category": "transactional", "steps": [{"send": "notice"}, {"delay": "3d"},
     {"set": {"stage": "customer"}}]},
  {"workflow": "webinar", "trigger": {"event": ["registered", "invited"]}, "key": "event.title", "reenroll": "48h",
   "when": "!(lead.stage == 'customer')",
   "steps": [{"if": "lead.points > 5", "note": "warm {{ lead.points }}"},
     {"wait": {"any": [{"event": "attended", "where": "event.title == trigger.title", "since": "enrollment"},
                       {"until": "lead.points >= 50"}]}, "timeout": "3d", "then": [{"send": "hello"}]}]},
  {"workflow": "stage-watch", "priority": -1, "trigger": {"event": "lead_changed", "where": "'stage' in event.changed"},
   "reenroll": "always", "steps": [{"send": "stage"}]},
  {"content": "hello", "channel": "email", "subject": "Hello {{ lead.first_name | default: 'there' }}", "text": "Hello"},
  {"content": "reminder", "channel": "email", "subject": "Still there?", "text": "Reminder {{ lead.points }}"},
  {"content": "again", "channel": "sms", "text": "Again"},
  {"content": "notice", "channel": "email", "subject": "Notice", "text": "Notice"},
  {"content": "stage", "channel": "email", "when": "lead.stage == 'customer'", "subject": "Stage", "text": "{{ lead.stage }}"}])json";

constexpr int leads_of_load = 40;
constexpr int inputs_of_load = 1'500;

enum class Answers { accepted, mixed };

/// A channel's answer by what it is asked, never by when or how often the engine ran.
Delivery answer_to(const Message& message, Answers answers) {
    if (answers == Answers::accepted) {
        return {};
    }
    const Digest hash = sha256(message.key.str() + "/" + std::to_string(message.attempt));
    if (hash.bytes[0] < 24) {
        return {DeliveryKind::deferred, "greylisted"};
    }
    if (hash.bytes[0] < 34) {
        return {DeliveryKind::rejected, "no such user"};
    }
    return {};
}

struct Way {
    std::size_t group = 1'000;
    bool recorder = false;
    Answers answers = Answers::accepted;
    std::size_t cached_leads = 100'000;
    int reopen_every = 0;
};

class LoadRun {
public:
    LoadRun(const Plan& plan, Way way) : nursery_(plan, way.recorder), way_(way) {
        nursery_.group = way.group;
        nursery_.cached_leads = way.cached_leads;
        nursery_.email.script = [way](const Message& message) { return answer_to(message, way.answers); };
    }

    std::string digest() {
        Dice dice(7);
        for (int i = 0; i < leads_of_load; ++i) {
            Fields fields{{"stage", "lead"}};
            // Addresses are shared: suppression crosses leads.
            fields.set("email", "person" + std::to_string(i % 30) + "@example.com");
            if (i % 3 != 0) {
                fields.set("phone", "+49" + std::to_string(i));
            }
            if (i % 5 == 0) {
                fields.set("time_zone", i % 2 == 0 ? "America/New_York" : "Asia/Kolkata");
            }
            nursery_.lead(lead(i), fields);
        }
        Milliseconds at{0};
        for (int i = 0; i < inputs_of_load; ++i) {
            const Milliseconds step = 1h * static_cast<int>(dice.below(3)); // Many at one instant, timers among them.
            at += step;
            open_at_instant_ = step.count() == 0 ? open_at_instant_ + 1 : 1;
            nursery_.give(at, input(dice));
            if (way_.reopen_every != 0 && i % way_.reopen_every == 0) {
                reopen_behind_inputs_at(at);
            }
        }
        nursery_.run_to(at + 24h * 40);
        return nursery_.digest();
    }

    Nursery& nursery() { return nursery_; }

private:
    /// Decides what was given so far and none of the timers due at that instant: a later input comes before them (S2).
    void reopen_behind_inputs_at(Milliseconds at) {
        nursery_.run_to(at - 1ms);
        (void)nursery_.engine().run_due(monday + at, {.at_most = open_at_instant_});
        open_at_instant_ = 0;
        nursery_.reopen();
    }

    static LeadId lead(std::size_t i) { return "lead-" + std::to_string(i); }
    static LeadId lead(int i) { return lead(static_cast<std::size_t>(i)); }

    Input input(Dice& dice) {
        const LeadId who = lead(dice.below(leads_of_load));
        static constexpr std::array<const char*, 2> titles{"scoring", "handoff"};
        switch (dice.below(12)) {
        case 0:
        case 1:
        case 2: return Event{.lead = who, .type = "joined"};
        case 3: return Event{.lead = who, .type = "registered", .properties = {{"title", titles[dice.below(2)]}}};
        case 4: return Event{.lead = who, .type = "attended", .properties = {{"title", titles[dice.below(2)]}}};
        case 5: return Event{.lead = who, .type = "lost", .properties = {{"final", dice.below(2) == 0}}};
        case 6: return LeadChanged{.lead = who, .fields = {{"points", static_cast<int>(dice.below(60))}}};
        case 7: return LeadChanged{.lead = who, .fields = {{"time_zone", dice.below(2) == 0 ? "UTC" : "Europe/Paris"}}};
        case 8: return Event{.lead = who, .type = "message_opened", .properties = {{"message", key(who, dice)}}};
        case 9:
            return dice.below(4) == 0
                       ? Input(
                             Event{.lead = who, .type = "message_bounced", .properties = {{"message", key(who, dice)}}})
                       : Input(Unenroll{.lead = who, .workflow = "webinar"});
        case 10:
            return ConsentGiven{
                .lead = who, .category = "marketing", .subscribed = dice.below(3) != 0, .source = "page"};
        default: return Enroll{.lead = who, .workflow = "webinar", .force = true, .properties = {{"title", "forced"}}};
        }
    }

    /// The key of an early message of the lead, whether or not it was ever sent.
    static std::string key(const LeadId& who, Dice& dice) {
        return message_key("", who, 1 + dice.below(6), "welcome", "hello", 1).str();
    }

    Nursery nursery_;
    Way way_;
    std::size_t open_at_instant_ = 0; ///< Inputs given for the latest instant and not decided yet.
};

} // namespace

TEST_CASE("the digest does not depend on group size, memory or restarts", "[engine][digest]") {
    const Plan plan = plan_of(load_catalog);
    for (const Answers answers : {Answers::accepted, Answers::mixed}) {
        const std::string expected = LoadRun(plan, {.answers = answers}).digest();
        CHECK(LoadRun(plan, {.group = 1, .answers = answers}).digest() == expected);
        CHECK(LoadRun(plan, {.group = 7, .answers = answers}).digest() == expected);
        CHECK(LoadRun(plan, {.group = 7, .answers = answers, .cached_leads = 0}).digest() == expected);
        CHECK(LoadRun(plan, {.answers = answers, .reopen_every = 1}).digest() == expected);
        CHECK(LoadRun(plan, {.answers = answers, .reopen_every = 13}).digest() == expected);
    }
}

TEST_CASE("the recorder decides as a channel that always accepts", "[engine][digest]") {
    const Plan plan = plan_of(load_catalog);
    const std::string expected = LoadRun(plan, {}).digest();
    for (const std::size_t group : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
        CHECK(LoadRun(plan, {.group = group, .recorder = true}).digest() == expected);
    }
}

TEST_CASE("the load reaches what it is meant to prove", "[engine][digest]") {
    LoadRun run(plan_of(load_catalog), {.answers = Answers::mixed});
    (void)run.digest();
    std::map<std::string, int> seen;
    (void)run.nursery().store.journal({}, [&](const JournalLine& line) {
        ++seen[std::string(name(line.kind))];
        for (const char* key : {"state", "reason"}) {
            if (const Value* value = line.because.find(key); value != nullptr) {
                ++seen[std::string(name(line.kind)) + ' ' + to_text(*value)];
            }
        }
    });
    for (const char* wanted : {"sent",
                               "skipped suppressed",
                               "skipped unsubscribed",
                               "skipped no_address",
                               "skipped duplicate",
                               "skipped not_eligible",
                               "skipped rejected",
                               "delayed deferred",
                               "left goal",
                               "left exited",
                               "left completed",
                               "left failed",
                               "left removed",
                               "left restarted",
                               "refused already_enrolled",
                               "refused reenroll",
                               "note",
                               "changed",
                               "branched",
                               "resumed"}) {
        INFO(wanted);
        CHECK(seen[wanted] > 0);
    }
}

// Debug and Release, g++ and clang must agree: each build compares itself with this. A change of decisions changes
// it; so does a change of what the journal says. Then look at the difference, and write the new digest here.
TEST_CASE("the digest is the same in every build", "[engine][digest]") {
    CHECK(LoadRun(plan_of(load_catalog), {.answers = Answers::mixed}).digest() ==
          "3d3206da55a29655de06e215d12b0497a186f055b0b9493addef2c3abd8c19d2");
}
