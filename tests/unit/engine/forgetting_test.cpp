// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lead that is forgotten: what the engine decides, and what comes behind it (S24).

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <nurture/engine/forget.hpp>

#include "support/catch.hpp"
#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

constexpr std::string_view one_mail = R"json([
  {"settings": {"delivery": {"keep_inputs": "30d"}}},
  {"workflow": "guide", "trigger": {"event": "asked"}, "key": "event.title", "reenroll": "never",
   "steps": [{"note": "for {{ lead.first_name }}"}, {"compute": {"seen": "trigger.title"}}, {"send": "post"},
             {"delay": "2d"}, {"send": "more"}]},
  {"content": "post", "channel": "email", "subject": "For {{ lead.first_name }}", "text": "Dear {{ lead.first_name }}"},
  {"content": "more", "channel": "email", "subject": "More", "text": "More"}])json";

/// What the store calls the only lead that was forgotten.
LeadId name_in(EngineStore& store) {
    const Result<std::vector<LeadId>> names = store.forgotten();
    REQUIRE(names.ok());
    REQUIRE(names->size() == 1);
    return names->front();
}

LeadState state_of(EngineStore& store, const LeadId& id) {
    const Result<std::vector<LeadState>> found = store.load({&id, 1});
    REQUIRE(found.ok());
    REQUIRE(found->size() == 1);
    return found->front();
}

std::vector<JournalLine> lines_of(EngineStore& store, const LeadId& id) {
    std::vector<JournalLine> lines;
    REQUIRE(store.journal({.lead = id}, [&](const JournalLine& line) { lines.push_back(line); }).ok());
    return lines;
}

bool is_refused(Nursery& nursery, Ticket ticket) {
    const Settled settled = nursery.outcome_of(ticket);
    return settled.refusal && settled.refusal->code == Errc::unknown_lead;
}

/// A channel that keeps what it is handed and answers when it is told to.
class PatientChannel final : public Channel {
public:
    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        handed_over.insert(handed_over.end(), messages.begin(), messages.end());
        latest = std::move(sink);
    }
    std::vector<Message> handed_over;
    std::shared_ptr<DeliverySink> latest;
};

/// Runs what it is given when it is told to.
class PostponingExecutor final : public Executor {
public:
    void post(const ChannelId&, std::function<void()> task) override { tasks.push_back(std::move(task)); }
    void run() {
        for (const std::function<void()>& task : std::exchange(tasks, {})) {
            task();
        }
    }
    std::vector<std::function<void()>> tasks;
};

class SetClock final : public Clock {
public:
    Instant at = monday;
    [[nodiscard]] Instant now() const override { return at; }
};

/// An engine under a system clock with a mail for ada on its way.
struct OnItsWay {
    SetClock clock;
    MemoryStore store;
    MemoryLeadStore leads;
    PatientChannel email;
    PostponingExecutor executor;
    std::unique_ptr<Engine> engine;

    OnItsWay() {
        leads.put({.id = "ada", .fields = {{"email", "ada@example.com"}, {"first_name", "Ada"}}});
        engine = *Engine::open(
            plan_of(one_mail),
            {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}, .executor = &executor});
        give(Event{.lead = "ada", .type = "asked", .properties = {{"title", "a book"}}});
    }
    void give(Input input) {
        const bool taken = engine->accept(std::move(input)).ok();
        REQUIRE(taken);
        run();
    }
    void run() { REQUIRE(engine->run_due(clock.at).ok()); }
};

/// Ada and Bob ask for the same, and wait an hour.
void two_ask(Nursery& nursery) {
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.lead("bob", {{"first_name", "Bob"}});
    for (const char* id : {"ada", "bob"}) {
        nursery.event(0h, id, "asked", {{"title", "a book"}});
    }
    nursery.run_to(1h);
}

} // namespace

TEST_CASE("a forgotten lead is a number: nothing tells of the person, and its chain holds", "[engine][forget]") {
    Nursery nursery(one_mail);
    two_ask(nursery);
    const std::vector<JournalLine> of_bob = lines_of(nursery.store, "bob");
    nursery.give(2h, LeadDeleted{"ada", true});
    nursery.run_to(3h);
    CHECK(lines_of(nursery.store, "ada").empty());
    CHECK(*nursery.store.leads("", 10) == std::vector<LeadId>{"bob"});
    CHECK(lines_of(nursery.store, "bob") == of_bob);
    const LeadId name = name_in(nursery.store);
    const LeadState state = state_of(nursery.store, name);
    CHECK(state.lead.forgotten);
    CHECK(state.lead.fields.empty());
    CHECK(state.lead.past.empty());
    CHECK(state.enrollments.empty());
    REQUIRE(state.messages.size() == 1);
    CHECK(state.messages.front().message.to.empty());
    CHECK(state.messages.front().message.content == "post");
    Sha256 chained;
    for (const JournalLine& line : lines_of(nursery.store, name)) {
        CHECK(personal_parts(line).empty());
        chain(chained, line);
    }
    CHECK(to_hex(chained.digest()) == to_hex(Sha256(state.lead.chain).digest()));
    CHECK(nursery.told({JournalKind::left}) == std::vector<std::string>{name.str() + " left deleted"});
    CHECK(nursery.leads.find("ada") == nullptr);
    CHECK(nursery.leads.notes().size() == 1); // Bob's.
}

TEST_CASE("whatever comes for a forgotten lead is of an unknown lead", "[engine][forget]") {
    Nursery nursery(one_mail);
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(0h, "ada", "asked", {{"title", "a book"}});
    nursery.give(1h, LeadDeleted{"ada", true});
    std::vector<Ticket> behind{nursery.event(1h, "ada", "asked", {{"title", "more"}}),
                               nursery.give(1h, LeadChanged{.lead = "ada", .fields = {{"first_name", "Eda"}}}),
                               nursery.give(2h, LeadDeleted{"ada", true}),
                               nursery.give(2h, LeadDeleted{"nobody", true})};
    nursery.run_to(3h);
    const LeadId name = name_in(nursery.store);
    behind.push_back(nursery.event(4h, name, "asked", {{"title", "by its name"}}));
    nursery.run_to(5h);
    for (const Ticket ticket : behind) {
        CHECK(is_refused(nursery, ticket));
    }
    CHECK(nursery.sent() == std::vector<std::string>{name.str() + " post +0s"});
}

TEST_CASE("a lead that was deleted can be forgotten, and by an event too", "[engine][forget]") {
    Nursery nursery(one_mail);
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.event(0h, "ada", "asked", {{"title", "a book"}});
    nursery.give(1h, LeadDeleted{"ada"});
    nursery.event(2h, "ada", "lead_forgotten");
    nursery.run_to(3h);
    CHECK(lines_of(nursery.store, name_in(nursery.store)).back().because == Fields{{"type", "lead_forgotten"}});
    CHECK(nursery.store.leads("", 10)->empty());
}

TEST_CASE("who comes under the id of a forgotten lead is somebody else", "[engine][forget]") {
    Nursery nursery(one_mail);
    nursery.lead("ada", {{"first_name", "Ada"}});
    nursery.give(0h, Event{.lead = "ada", .type = "asked", .id = "e-1", .properties = {{"title", "a book"}}});
    nursery.give(1h, LeadDeleted{"ada", true});
    nursery.run_to(2h);
    nursery.lead("ada", {{"first_name", "Eda"}});
    nursery.give(3h, Event{.lead = "ada", .type = "asked", .id = "e-1", .properties = {{"title", "a book"}}});
    nursery.run_to(200h);
    const LeadId name = name_in(nursery.store);
    CHECK(nursery.sent() ==
          std::vector<std::string>{name.str() + " post +0s", "ada post +10800s", "ada more +183600s"});
    CHECK(lines_of(nursery.store, "ada").front().seq == 1);
    std::set<MessageKey> keys;
    for (const Message& message : nursery.email.handed_over) {
        keys.insert(message.key);
    }
    CHECK(keys.size() == 3); // A channel that knows a key takes nothing of the one for something of the other.
    CHECK(nursery.email.handed_over[1].subject == "For Eda");
    CHECK(nursery.leads.find("ada")->fields.find("seen") != nullptr); // Its changes have keys of their own, too.
}

TEST_CASE("an answer to a message of a forgotten lead is written down and changes nothing", "[engine][forget]") {
    OnItsWay way;
    way.executor.run();
    REQUIRE(way.email.handed_over.size() == 1);
    way.give(LeadDeleted{"ada", true});
    const LeadId name = name_in(way.store);
    CHECK(state_of(way.store, name).messages.front().state == MessageState::assumed_sent);
    CHECK(state_of(way.store, name).lead.due == end_of_time);
    const std::size_t lines = lines_of(way.store, name).size();
    const MessageKey key = way.email.handed_over.front().key;
    SECTION("at once") {
        way.email.latest->answer(key, {DeliveryKind::rejected, "ada@example.com is nobody"});
        way.run();
    }
    SECTION("when the engine was opened again") {
        way.engine.reset();
        way.engine = *Engine::open(plan_of(one_mail), {.store = way.store,
                                                       .leads = way.leads,
                                                       .clock = way.clock,
                                                       .channels = {{"email", &way.email}},
                                                       .executor = &way.executor});
        way.give(ChannelAnswered{.key = key, .attempt = 1, .delivery = {}});
    }
    way.clock.at = monday + 100h;
    way.run();
    const std::vector<JournalLine> all = lines_of(way.store, name);
    REQUIRE(all.size() == lines + 1);
    CHECK(all.back().because == Fields{{"type", "late_answer"}, {"key", key.str()}});
    CHECK(state_of(way.store, name).messages.front().state == MessageState::assumed_sent);
    CHECK(way.email.handed_over.size() == 1);
}

TEST_CASE("a message whose channel was not called yet is taken back", "[engine][forget]") {
    OnItsWay way;
    REQUIRE(way.executor.tasks.size() == 1);
    way.give(LeadDeleted{"ada", true});
    way.executor.run();
    CHECK(way.email.handed_over.empty());
    CHECK(state_of(way.store, name_in(way.store)).messages.front().state == MessageState::withdrawn);
}

TEST_CASE("a lead is forgotten without a catalog as with one", "[engine][forget]") {
    Nursery nursery(one_mail);
    two_ask(nursery);
    nursery.close();
    const Result<ForgottenLead> gone = forget(nursery.store, nursery.leads, "ada", monday + 900h);
    REQUIRE(gone.ok());
    CHECK(gone->name == name_in(nursery.store));
    CHECK(gone->enrollments == 1);
    CHECK(gone->messages == 1);
    CHECK(gone->lines == 5); // asked, enrolled by its key, note, changed, sent
    CHECK(lines_of(nursery.store, gone->name).back().at == monday + 1h); // Where the store stood.
    const Result<ForgottenLead> again = forget(nursery.store, nursery.leads, "ada", monday + 900h);
    REQUIRE_FALSE(again.ok());
    CHECK(again.error().code == Errc::unknown_lead);
    nursery.run_to(72h);
    CHECK(nursery.sent() ==
          std::vector<std::string>{gone->name.str() + " post +0s", "bob post +0s", "bob more +172800s"});
}
