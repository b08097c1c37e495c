// SPDX-License-Identifier: BSL-1.0

#include <nurture/rehearsal/replayed_leads.hpp>

#include <optional>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace nurture;

class Answers final : public ChangeSink {
public:
    void applied(const std::string& key) override { applied_keys.push_back(key); }
    void conflict(const std::string& key, Value current) override { conflicts.emplace_back(key, std::move(current)); }
    std::vector<std::string> applied_keys;
    std::vector<std::pair<std::string, Value>> conflicts;
};

class Fetched final : public LeadSink {
public:
    void found(Lead lead) override { leads.push_back(std::move(lead)); }
    std::vector<Lead> leads;
};

Lead fetch(ReplayedLeads& store, const LeadId& id) {
    Fetched sink;
    REQUIRE(store.fetch(std::vector<LeadId>{id}, sink).ok());
    REQUIRE(sink.leads.size() == 1);
    return sink.leads[0];
}

TEST_CASE("a lead is fetched as it was introduced and found as it is now", "[rehearsal]") {
    ReplayedLeads leads;
    leads.introduce({.id = "ada", .fields = {{"plan", "free"}}});
    leads.set("ada", "plan", "paid");
    leads.move("ada", {.id = "acme"});
    CHECK(*fetch(leads, "ada").fields.find("plan") == Value("free"));
    CHECK(*leads.find("ada")->fields.find("plan") == Value("paid"));
    CHECK(leads.find("ada")->account.id == AccountId("acme"));
}

TEST_CASE("a lead that is introduced again is as it is introduced, one erased is gone", "[rehearsal]") {
    ReplayedLeads leads;
    leads.introduce({.id = "ada", .fields = {{"plan", "free"}}});
    leads.set("ada", "plan", "paid");
    leads.introduce({.id = "ada", .fields = {{"plan", "trial"}}});
    CHECK(*leads.find("ada")->fields.find("plan") == Value("trial"));
    leads.erase("ada");
    CHECK(leads.find("ada") == nullptr);
    Fetched sink;
    REQUIRE(leads.fetch(std::vector<LeadId>{"ada"}, sink).ok());
    CHECK(sink.leads.empty());
}

TEST_CASE("a change of the engine conflicts only with one of the host", "[rehearsal]") {
    ReplayedLeads leads;
    leads.introduce({.id = "ada", .fields = {{"plan", "free"}, {"city", "Bonn"}}});
    leads.set("ada", "plan", "paid");
    Answers answers;
    REQUIRE(leads
                .apply(std::vector<LeadChange>{{"1", "ada", SetField{"plan", "free", "trial"}},
                                               {"2", "ada", SetField{"city", "Cologne", "Trier"}},
                                               {"3", "ben", SetField{"city", Value(), "Ulm"}}},
                       answers)
                .ok());
    CHECK(answers.applied_keys == std::vector<std::string>{"2", "3"});
    REQUIRE(answers.conflicts.size() == 1);
    CHECK(answers.conflicts[0].first == "1");
    CHECK(answers.conflicts[0].second == Value("paid"));
    CHECK(*leads.find("ada")->fields.find("city") == Value("Trier"));
}

TEST_CASE("a change that was made is not made again, one that conflicted conflicts again", "[rehearsal]") {
    ReplayedLeads leads;
    leads.introduce({.id = "ada", .fields = {{"plan", "free"}, {"city", "Bonn"}}});
    leads.set("ada", "city", "Ulm");
    const std::vector<LeadChange> changes{{"1", "ada", SetField{"plan", "free", "trial"}},
                                          {"2", "ada", SetField{"city", "Bonn", "Trier"}}};
    Answers first;
    REQUIRE(leads.apply(changes, first).ok());
    leads.set("ada", "plan", "free");
    Answers again;
    REQUIRE(leads.apply(changes, again).ok());
    CHECK(again.applied_keys == std::vector<std::string>{"1"});
    CHECK(*leads.find("ada")->fields.find("plan") == Value("free"));
    REQUIRE(again.conflicts.size() == 1);
    CHECK(again.conflicts[0].second == Value("Ulm"));
}

} // namespace
