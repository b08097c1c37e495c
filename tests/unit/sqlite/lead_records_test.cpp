// SPDX-License-Identifier: BSL-1.0
/// \file
/// The database as a lead store.

#include <map>
#include <string>
#include <vector>

#include "random_rows.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;

namespace {

class Found final : public LeadSink {
public:
    void found(Lead lead) override { leads.push_back(std::move(lead)); }
    [[nodiscard]] bool full() const override { return leads.size() == at_most; }
    std::vector<Lead> leads;
    std::size_t at_most = SIZE_MAX;
};

class Answers final : public ChangeSink {
public:
    void applied(const std::string& key) override { said.push_back("applied " + key); }
    void conflict(const std::string& key, Value) override { said.push_back("conflict " + key); }
    std::vector<std::string> said;
};

Lead random_lead(Dice& dice, const LeadId& id) {
    Lead lead{.id = id, .fields = random_fields(dice)};
    if (dice.one_in(2)) {
        lead.account = {"account of " + id.str(), random_fields(dice)};
    }
    for (std::size_t left = dice.below(3); left != 0; --left) {
        lead.subscriptions[random_text(dice)] = dice.one_in(2);
    }
    return lead;
}

Value field_of(Database& store, const LeadId& id, const char* field) {
    const std::optional<Lead> lead = *store.find(id);
    REQUIRE(lead);
    const Value* value = lead->fields.find(field);
    return value == nullptr ? Value() : *value;
}

std::vector<LeadChange> changes_of_ada() {
    return {{"k1", "ada", SetField{"stage", "lead", "mql"}},
            {"k2", "ada", AddNote{"called back"}},
            {"k3", "ada", SetField{"old", 1, {}}},
            {"k4", "nobody", AddNote{"lost"}}};
}

} // namespace

TEST_CASE("leads come back as they were put", "[sqlite][leads]") {
    const Scratch scratch;
    std::vector<Lead> leads;
    Dice dice(5);
    for (int i = 0; i < 300; ++i) {
        leads.push_back(random_lead(dice, "lead-" + std::to_string(i) + random_text(dice)));
    }
    REQUIRE(opened(scratch.file())->put(leads));
    const auto store = opened(scratch.file());
    CHECK(*store->lead_count() == leads.size());
    for (const Lead& lead : leads) {
        REQUIRE(*store->find(lead.id) == lead);
    }
    CHECK(*store->find("nobody") == std::nullopt);
}

TEST_CASE("a lead that is put again is replaced", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const Lead before{.id = "ada",
                      .fields = {{"a", 1}, {"b", 2}},
                      .account = {"acme", {{"name", "Acme"}}},
                      .subscriptions = {{"news", true}}};
    const Lead after{.id = "ada", .fields = {{"b", 3}}};
    REQUIRE(store->put({&before, 1}));
    REQUIRE(store->put({&after, 1}));
    CHECK(*store->find("ada") == after);
    CHECK(*store->lead_count() == 1);
}

TEST_CASE("leads of one account share what is known of it", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::vector<Lead> leads{{.id = "ada", .account = {"acme", {{"score", 1}}}},
                                  {.id = "bob", .account = {"acme", {{"score", 2}}}}};
    REQUIRE(store->put(leads));
    CHECK((*store->find("ada"))->account.fields == Fields{{"score", 2}});
}

TEST_CASE("a put that fails leaves no lead", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const std::vector<Lead> leads{{.id = "ada"}, {.id = "bob", .fields = {{"deep", nested(1'001)}}}};
    const Result<void> failed = store->put(leads);
    REQUIRE_FALSE(failed);
    CHECK_THAT(failed.error().message, Catch::Contains("nested"));
    CHECK(*store->lead_count() == 0);
}

TEST_CASE("leads are fetched by id and scanned in byte order of their ids", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    std::vector<Lead> leads{{.id = "b"}, {.id = "é"}, {.id = "a"}, {.id = "B"}, {.id = "aa"}};
    for (int i = 0; i < 2'500; ++i) {
        leads.push_back({.id = "m" + std::to_string(i)});
    }
    REQUIRE(store->put(leads));

    Found fetched;
    const std::vector<LeadId> ids{"b", "nobody", "a"};
    REQUIRE(store->fetch(ids, fetched));
    REQUIRE(fetched.leads.size() == 2);
    CHECK(fetched.leads[0].id == "b");
    CHECK(fetched.leads[1].id == "a");

    std::vector<LeadId> scanned;
    LeadId after;
    for (;;) {
        Found page;
        REQUIRE(store->scan(after, page));
        if (page.leads.empty()) {
            break;
        }
        for (const Lead& lead : page.leads) {
            scanned.push_back(lead.id);
        }
        after = scanned.back();
    }
    CHECK(scanned.size() == leads.size());
    CHECK(std::is_sorted(scanned.begin(), scanned.end()));
    CHECK(scanned.front() == "B");
    CHECK(scanned.back() == "é");

    Found three;
    three.at_most = 3;
    REQUIRE(store->scan("a", three));
    CHECK(three.leads.size() == 3);
}

TEST_CASE("a change is applied once however often it is told", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    const Lead ada{.id = "ada", .fields = {{"stage", "lead"}, {"old", 1}}};
    REQUIRE(store->put({&ada, 1}));
    Answers answers;
    REQUIRE(store->apply(changes_of_ada(), answers));
    CHECK(answers.said == std::vector<std::string>{"applied k1", "applied k2", "applied k3", "applied k4"});
    CHECK(field_of(*store, "ada", "stage") == Value("mql"));
    CHECK(field_of(*store, "ada", "old").is_absent());
    const std::vector<LeadChange> back{{"k5", "ada", SetField{"stage", "mql", "lead"}}};
    REQUIRE(store->apply(back, answers));
    REQUIRE(store->apply(changes_of_ada(), answers));
    CHECK(answers.said.size() == 9);
    CHECK(field_of(*store, "ada", "stage") == Value("lead"));
    REQUIRE(store->notes()->size() == 1);
    CHECK(store->notes()->front().lead == "ada");
    CHECK(store->notes()->front().text == "called back");
}

TEST_CASE("what a workflow changes stands in the leads with the commit, and is pending nowhere", "[sqlite][leads]") {
    const Scratch scratch;
    const auto store = opened(scratch.file());
    REQUIRE(store->lead_store() == store.get());
    const Lead ada{.id = "ada", .fields = {{"stage", "lead"}, {"old", 1}}};
    REQUIRE(store->put({&ada, 1}));
    const std::uint64_t epoch = store->open()->epoch;
    const std::vector<LeadChange> changes = changes_of_ada();
    REQUIRE(store->commit({.epoch = epoch, .changes = changes}));
    CHECK(field_of(*store, "ada", "stage") == Value("mql"));
    CHECK(field_of(*store, "ada", "old").is_absent());
    CHECK(store->notes()->size() == 1);
    CHECK(store->pending_changes()->empty());
    CHECK_FALSE(store->commit({.epoch = epoch - 1, .changes = changes}));
    CHECK(store->notes()->size() == 1);
}

TEST_CASE("changes wait for a lead store that is elsewhere until they are settled", "[sqlite][leads]") {
    const Scratch scratch;
    const sqlite::Options elsewhere{.keep_leads = false};
    {
        const auto store = opened(scratch.file(), elsewhere);
        CHECK(store->lead_store() == nullptr);
        const Lead ada{.id = "ada"};
        REQUIRE(store->put({&ada, 1}));
        const std::uint64_t epoch = store->open()->epoch;
        const std::vector<LeadChange> changes = changes_of_ada();
        REQUIRE(store->commit({.epoch = epoch, .changes = changes}));
        const std::vector<std::string> settled{"k1", "k3"};
        REQUIRE(store->commit({.epoch = epoch, .settled_changes = settled}));
        CHECK(field_of(*store, "ada", "stage").is_absent());
    }
    const std::vector<LeadChange> pending = *opened(scratch.file(), elsewhere)->pending_changes();
    REQUIRE(pending.size() == 2);
    CHECK(pending[0].key == "k2");
    CHECK(std::get<AddNote>(pending[0].what).text == "called back");
    CHECK(pending[1].lead == "nobody");
}
