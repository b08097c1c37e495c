// SPDX-License-Identifier: BSL-1.0
/// \file
/// One load with many ties at one instant and everything that leads share, played in many ways: its digest must be one.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/runtime/decide.hpp>
#include <nurture/testing/made_values.hpp>

#include "support/nursery.hpp"

namespace nurture::testing_support {

/// Every kind of step, rule and answer there is so far; later features join here.
inline constexpr std::string_view load_catalog = R"json([
  {"settings": {"time_zone": "Europe/Berlin", "delivery": {"duplicates_within": "24h"}}},
  {"scoring": {"fit": {"rules": [{"when": "lead.points >= 30", "points": 10}, {"when": "hasTag('opened')", "points": 5}]},
   "engagement": {"half_life": "2d", "min": -10, "max": 60, "rules": [
     {"event": "visited", "where": "event.path.startsWith('/pricing')", "points": 9, "limit": 2, "per": "1d"},
     {"event": "form", "points": 12.5}, {"event": "lost", "points": -20}]}}},
  {"segment": "keen", "when": "count('visited', '4d', event.path.startsWith('/pricing')) >= 2 && interest('pricing') > 0"},
  {"segment": "lost", "when": "inactive('12d') || lead.points < 8"},
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
  {"workflow": "tour", "trigger": {"event": "visited", "where": "event.path.startsWith('/pricing')", "count": 3,
                                   "within": "5d"},
   "reenroll": "1d",
   "exit": [{"when": "count('visited', '2d') == 0"}, {"when": "inSegment('lost')", "reason": "segment"}],
   "steps": [
     {"branch": [{"if": "latest('form', event.kind != 'newsletter').title == 'scoring'", "then": [{"note": "scoring"}]}],
      "else": [{"note": "visits {{ lead.points }}"}]},
     {"wait": {"until": "inactive('30h', ['visited', 'form'])"}, "timeout": "1d12h",
      "then": [{"send": "quiet"}], "else": [{"note": "busy"}]}]},
  {"workflow": "committee", "priority": 2, "trigger": {"becomes": "inSegment('keen')"}, "reenroll": "2d",
   "goal": [{"when": "accountLeads('visited', '3d', event.path.startsWith('/pricing')) >= 4", "reason": "met"}],
   "exit": [{"when": "accountCount('visited', '30h') < 1", "reason": "silent account"}],
   "steps": [
     {"send": "committee"},
     {"wait": {"until": "accountCount('form', '2d') >= 2"}, "timeout": "1d", "then": [{"note": "forms"}]},
     {"branch": [{"if": "accountLeads('visited', '3d') >= 3", "then": [{"note": "several"}]}], "else": [{"note": "few"}]},
     {"delay": "12h"}]},
  {"workflow": "hot", "trigger": {"becomes": "lead.points >= 40", "reset_when": "lead.points < 20"}, "reenroll": "always",
   "enroll_existing": true, "steps": [{"note": "hot {{ lead.points }}"}, {"delay": "6h"}]},
  {"workflow": "win-back", "trigger": {"inactive": "5d", "events": ["visited", "form", "joined"]}, "reenroll": "3d",
   "exit": [{"event": "form"}],
   "steps": [{"send": "quiet"}, {"wait": {"until": "count('visited', '1d') >= 1"}, "timeout": "2d"},
     {"if": "count('lost') > 1", "unsubscribe": "marketing"}]},
  {"workflow": "fever", "priority": 1, "trigger": {"becomes": "lead.score >= 26", "reset_when": "lead.score < 20"},
   "reenroll": "always", "exit": [{"when": "score.engagement < 9", "reason": "cold"}],
   "steps": [{"note": "{{ lead.score }} {{ score.engagement }}"}, {"score": {"points": -3, "reason": "told"}}, {"unenroll": "webinar"},
     {"wait": {"until": "score.engagement < 18"}, "timeout": "1d", "then": [{"enroll": "tour"}],
      "else": [{"subscribe": "marketing"}]},
     {"delay": "2d"}]},
  {"content": "hello", "channel": "email", "subject": "Hello {{ lead.first_name | default: 'there' }}", "text": "Hello"},
  {"content": "reminder", "channel": "email", "subject": "Still there?", "text": "Reminder {{ lead.points }}"},
  {"content": "again", "channel": "sms", "text": "Again"},
  {"content": "notice", "channel": "email", "subject": "Notice", "text": "Notice"},
  {"content": "quiet", "channel": "email", "subject": "Quiet", "text": "Quiet"},
  {"content": "committee", "channel": "email", "subject": "You all", "text": "Of you"},
  {"content": "stage", "channel": "email", "when": "lead.stage == 'customer'", "subject": "Stage", "text": "{{ lead.stage }}"}])json";

enum class Answers { accepted, mixed };

/// A channel's answer by what it is asked, never by when or how often the engine ran.
inline Delivery answer_to(const Message& message, Answers answers) {
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
    if (hash.bytes[0] < 42) {
        return {DeliveryKind::unavailable, "down"};
    }
    if (hash.bytes[0] < 46) {
        return {DeliveryKind::in_doubt, "cut off"};
    }
    return {};
}

/// An input with its place.
struct Placed {
    Milliseconds after{};
    Input input{};
};

/// The inputs of a load. Equal for equal arguments.
class LoadInputs {
public:
    /// `forgets`: of the deletions some forget the lead.
    LoadInputs(std::size_t leads, std::size_t inputs, bool forgets = true) : leads_(leads), forgets_(forgets) {
        Milliseconds at{0};
        for (std::size_t i = 0; i < inputs; ++i) {
            at += 1h * static_cast<int>(dice_.below(3)); // Many at one instant, timers among them.
            all_.push_back({at, input(at)});
        }
        const bool has_one = std::any_of(all_.begin(), all_.end(), [](const Placed& placed) {
            const auto* gone = std::get_if<LeadDeleted>(&placed.input);
            return gone != nullptr && gone->forget;
        });
        if (forgets_ && !has_one && !all_.empty()) { // It is too small for the dice.
            all_[all_.size() / 2].input = LeadDeleted{.lead = lead(dice_.below(leads_)), .forget = true};
        }
    }

    [[nodiscard]] const std::vector<Placed>& all() const noexcept { return all_; }

    static LeadId lead(std::size_t i) { return "lead-" + std::to_string(i); }
    static Account account(std::size_t i) { return {.id = "account-" + std::to_string(i)}; }

private:
    Input input(Milliseconds at) {
        const LeadId who = lead(dice_.below(leads_));
        static constexpr std::array<const char*, 2> titles{"scoring", "handoff"};
        switch (dice_.below(24)) {
        case 0:
        case 1:
        case 2: return Event{.lead = who, .type = "joined"};
        case 3:
        case 4: return Event{.lead = who, .type = "registered", .properties = {{"title", titles[dice_.below(2)]}}};
        case 5: return Event{.lead = who, .type = "attended", .properties = {{"title", titles[dice_.below(2)]}}};
        case 6: return Event{.lead = who, .type = "lost", .properties = {{"final", dice_.below(2) == 0}}};
        case 7:
        case 8: return LeadChanged{.lead = who, .fields = {{"points", static_cast<int>(dice_.below(60))}}};
        case 9:
            return LeadChanged{.lead = who, .fields = {{"time_zone", dice_.below(2) == 0 ? "UTC" : "Europe/Paris"}}};
        case 10: return Event{.lead = who, .type = "message_opened", .properties = {{"message", key(who)}}};
        case 11:
            return dice_.below(4) == 0
                       ? Input(Event{.lead = who, .type = "message_bounced", .properties = {{"message", key(who)}}})
                       : Input(Unenroll{.lead = who, .workflow = "webinar"});
        case 12:
            return ConsentGiven{
                .lead = who, .category = "marketing", .subscribed = dice_.below(3) != 0, .source = "page"};
        case 13: return Enroll{.lead = who, .workflow = "webinar", .force = true, .properties = {{"title", "forced"}}};
        case 14: {
            const Account account = LoadInputs::account(dice_.below(5));
            return LeadChanged{.lead = who, .fields = {{"account_id", account.id.str()}}, .account = account};
        }
        case 15:
        case 16: {
            Fields said{{"kind", dice_.below(3) == 0 ? "newsletter" : "guide"}, {"title", titles[dice_.below(2)]}};
            return Event{.lead = who, .type = "form", .time = when(at), .properties = std::move(said)};
        }
        case 23:
            if (dice_.below(6) == 0) {
                return LeadDeleted{.lead = who, .forget = dice_.below(2) == 0 && forgets_};
            }
            [[fallthrough]];
        default: {
            static constexpr std::array<const char*, 3> paths{"/pricing", "/pricing/eu", "/blog"};
            Fields seen{{"path", paths[dice_.below(3)]}, {"topic", dice_.below(2) == 0 ? "pricing" : "news"}};
            return Event{.lead = who, .type = "visited", .time = when(at), .properties = std::move(seen)};
        }
        }
    }

    /// Some events come late.
    std::optional<Instant> when(Milliseconds at) {
        return dice_.below(5) == 0 ? std::optional<Instant>(monday + at - 1h * static_cast<int>(dice_.below(80)))
                                   : std::nullopt;
    }

    /// The key of an early message of the lead, whether or not it was ever sent.
    std::string key(const LeadId& who) { return message_key("", who, 1 + dice_.below(6), "welcome", "hello", 1).str(); }

    testing::Dice dice_{7};
    std::size_t leads_;
    bool forgets_;
    std::vector<Placed> all_;
};

/// How a load is played.
struct Way {
    std::size_t group = 1'000;
    bool recorder = false; ///< For a store in memory; another is made with it or without.
    Answers answers = Answers::accepted;
    std::size_t cached_leads = 100'000;
    std::size_t reopen_every = 0;
    std::size_t leads = 40;
    std::size_t inputs = 1'500;
    bool idempotent = false; ///< Whether the channel says so.
    bool forgets = true;     ///< Whether some of the leads that are deleted are forgotten.
};

class LoadRun {
public:
    LoadRun(const Plan& plan, Way way) : LoadRun(plan, way, std::make_unique<MemorySubject>(way.recorder)) {}
    LoadRun(const Plan& plan, Way way, std::unique_ptr<testing::EngineStoreSubject> subject)
        : nursery_(plan, std::move(subject)), way_(way), inputs_(way.leads, way.inputs, way.forgets) {
        nursery_.group = way.group;
        nursery_.cached_leads = way.cached_leads;
        nursery_.email.script = [way](const Message& message) { return answer_to(message, way.answers); };
        nursery_.email.can.idempotent = way.idempotent;
        make_leads();
    }

    /// Plays it to its end.
    std::string digest() {
        nursery_.run_to(0h); // The parts of the deployment's sweep are no inputs of the load.
        std::size_t given = 0;
        for (const auto& [after, input] : inputs_.all()) {
            open_at_instant_ = after == latest_ ? open_at_instant_ + 1 : 1;
            latest_ = after;
            give(given++);
            if (way_.reopen_every != 0 && given % way_.reopen_every == 0) {
                reopen_behind_inputs();
            }
        }
        nursery_.run_to(end());
        return nursery_.digest();
    }

    /// Goes on where the store stands: gives what is not committed, as a host does, and plays it to its end. False if
    /// the engine stopped before.
    bool go_on() {
        std::size_t next = 0;
        for (const Mark& mark : nursery_.engine().marks()) {
            next = mark.position;
        }
        for (std::size_t i = 0; i < inputs_.all().size(); ++i) {
            const auto* gone = std::get_if<LeadDeleted>(&inputs_.all()[i].input);
            if (i >= next) {
                give(i);
            } else if (gone != nullptr && gone->forget) { // A host removes such a lead whatever happens to the engine.
                nursery_.leads.erase(gone->lead);
            }
        }
        return nursery_.engine().run_due(monday + end()).ok();
    }

    Nursery& nursery() { return nursery_; }

private:
    void make_leads() {
        for (std::size_t i = 0; i < way_.leads; ++i) {
            Fields fields{{"stage", "lead"}};
            // Addresses are shared: suppression crosses leads.
            fields.set("email", "person" + std::to_string(i * 3 / 4) + "@example.com");
            if (i % 3 != 0) {
                fields.set("phone", "+49" + std::to_string(i));
            }
            if (i % 5 == 0) {
                fields.set("time_zone", i % 2 == 0 ? "America/New_York" : "Asia/Kolkata");
            }
            if (i % 4 == 1) {
                fields.set("points", 45);
            }
            Account account;
            if (i % 7 != 6) {
                account = LoadInputs::account(i % 5);
                fields.set("account_id", account.id.str());
            }
            nursery_.put({.id = LoadInputs::lead(i), .fields = fields, .account = account});
        }
    }

    void give(std::size_t i) {
        const Placed& placed = inputs_.all()[i];
        nursery_.give(placed.after, placed.input, {{.source = "load", .position = i + 1}});
    }
    [[nodiscard]] Milliseconds end() const { return inputs_.all().back().after + 24h * 40; }

    /// Decides what was given so far and none of the timers due at that instant: a later input comes before them (S2).
    void reopen_behind_inputs() {
        nursery_.run_to(latest_ - 1ms);
        (void)nursery_.engine().run_due(monday + latest_, {.at_most = open_at_instant_});
        open_at_instant_ = 0;
        nursery_.reopen();
    }

    Nursery nursery_;
    Way way_;
    LoadInputs inputs_;
    Milliseconds latest_{-1};
    std::size_t open_at_instant_ = 0; ///< Inputs given for the latest instant and not decided yet.
};

} // namespace nurture::testing_support
