// SPDX-License-Identifier: BSL-1.0
#include <nurture/testing/lead_store.hpp>

#include <algorithm>
#include <functional>

#include "support/catch.hpp"
#include "support/memory_subjects.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace rules = nurture::testing::rules;

namespace {

/// What is wrong with a lead store.
struct Twist {
    std::function<Result<void>(MemoryLeadStore&, std::span<const LeadId>, LeadSink&)> fetch{};
    std::function<Result<void>(MemoryLeadStore&, std::span<const LeadChange>, ChangeSink&)> apply{};
    std::function<Result<void>(MemoryLeadStore&, const LeadId&, LeadSink&)> scan{};
};

class TwistedLeadStore final : public LeadStore {
public:
    explicit TwistedLeadStore(Twist twist) : twist_(std::move(twist)) {}
    MemoryLeadStore real{MemoryLeadStore::Options{.detects_conflicts = true}};

    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override {
        return twist_.fetch ? twist_.fetch(real, ids, sink) : real.fetch(ids, sink);
    }
    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override {
        return twist_.apply ? twist_.apply(real, changes, sink) : real.apply(changes, sink);
    }
    Result<void> scan(const LeadId& after, LeadSink& sink) override {
        return twist_.scan ? twist_.scan(real, after, sink) : real.scan(after, sink);
    }

private:
    Twist twist_;
};

class TwistedSubject final : public testing::LeadStoreSubject {
public:
    explicit TwistedSubject(Twist twist) : store_(std::move(twist)) {}
    LeadStore& store() override { return store_; }
    Lead put(const Lead& lead) override {
        store_.real.put(lead);
        return lead;
    }
    std::optional<std::vector<std::string>> notes(const LeadId&) override {
        std::vector<std::string> texts;
        for (const MemoryLeadStore::Note& note : store_.real.notes()) {
            texts.push_back(note.text);
        }
        return texts;
    }

private:
    TwistedLeadStore store_;
};

/// Changes with keys that were never seen.
std::vector<LeadChange> with_new_keys(std::span<const LeadChange> changes) {
    static int number = 0;
    std::vector<LeadChange> all(changes.begin(), changes.end());
    for (LeadChange& change : all) {
        change.key += " again " + std::to_string(++number);
    }
    return all;
}

/// Answers under the keys as they were given.
struct Renamed final : ChangeSink {
    ChangeSink& to;
    explicit Renamed(ChangeSink& sink) : to(sink) {}
    static std::string given(const std::string& key) { return key.substr(0, key.find(" again ")); }
    void applied(const std::string& key) override { to.applied(given(key)); }
    void conflict(const std::string& key, Value current) override { to.conflict(given(key), std::move(current)); }
};

struct Broken {
    std::string name{};
    std::string_view rule{};
    Twist twist{};
};

struct Collected final : LeadSink {
    std::vector<Lead> leads;
    void found(Lead lead) override { leads.push_back(std::move(lead)); }
};

void give(LeadSink& sink, const std::vector<Lead>& leads) {
    for (const Lead& lead : leads) {
        sink.found(lead);
    }
}

const std::vector<Broken> broken_stores{
    {"unknown leads are made up",
     rules::fetch,
     {.fetch =
          [](MemoryLeadStore&, std::span<const LeadId> ids, LeadSink& sink) {
              for (const LeadId& id : ids) {
                  sink.found({.id = id});
              }
              return Result<void>();
          }}},
    {"leads come without their account",
     rules::fetch,
     {.fetch =
          [](MemoryLeadStore& real, std::span<const LeadId> ids, LeadSink& sink) {
              Collected found;
              (void)real.fetch(ids, found);
              for (Lead& lead : found.leads) {
                  lead.account = {};
              }
              give(sink, found.leads);
              return Result<void>();
          }}},
    {"leads come without their subscriptions",
     rules::fetch,
     {.fetch =
          [](MemoryLeadStore& real, std::span<const LeadId> ids, LeadSink& sink) {
              Collected found;
              (void)real.fetch(ids, found);
              for (Lead& lead : found.leads) {
                  lead.subscriptions.clear();
              }
              give(sink, found.leads);
              return Result<void>();
          }}},
    {"only the first is fetched",
     rules::fetch,
     {.fetch = [](MemoryLeadStore& real, std::span<const LeadId> ids,
                  LeadSink& sink) { return real.fetch(ids.first(std::min<std::size_t>(ids.size(), 2)), sink); }}},
    {"changes are made backwards",
     rules::applies,
     {.apply =
          [](MemoryLeadStore& real, std::span<const LeadChange> changes, ChangeSink& sink) {
              std::vector<LeadChange> all(changes.begin(), changes.end());
              std::reverse(all.begin(), all.end());
              return real.apply(all, sink);
          }}},
    {"changes are told to be made and are not",
     rules::applies,
     {.apply =
          [](MemoryLeadStore&, std::span<const LeadChange> changes, ChangeSink& sink) {
              for (const LeadChange& change : changes) {
                  sink.applied(change.key);
              }
              return Result<void>();
          }}},
    {"changes are not answered",
     rules::answers,
     {.apply =
          [](MemoryLeadStore& real, std::span<const LeadChange> changes, ChangeSink&) {
              struct Deaf final : ChangeSink {
                  void applied(const std::string&) override {}
                  void conflict(const std::string&, Value) override {}
              } deaf;
              return real.apply(changes, deaf);
          }}},
    {"keys are forgotten",
     rules::once,
     {.apply =
          [](MemoryLeadStore& real, std::span<const LeadChange> changes, ChangeSink& sink) {
              Renamed renamed(sink);
              return real.apply(with_new_keys(changes), renamed);
          }}},
    {"conflicts are overrun",
     rules::conflict,
     {.apply =
          [](MemoryLeadStore& real, std::span<const LeadChange> changes, ChangeSink& sink) {
              for (const LeadChange& change : changes) {
                  if (const auto* set = std::get_if<SetField>(&change.what)) {
                      real.set(change.lead, set->field, set->to);
                  }
              }
              return real.apply(changes, sink);
          }}},
    {"a change of a lead that is gone is an error",
     rules::answers,
     {.apply =
          [](MemoryLeadStore& real, std::span<const LeadChange> changes, ChangeSink& sink) {
              const bool is_gone = !changes.empty() && real.find(changes.front().lead) == nullptr;
              return is_gone ? Result<void>(Error{Errc::lead_store, "no such contact"}) : real.apply(changes, sink);
          }}},
    {"a scan from the beginning",
     rules::scan,
     {.scan = [](MemoryLeadStore& real, const LeadId&, LeadSink& sink) { return real.scan("", sink); }}},
    {"a scan backwards",
     rules::scan,
     {.scan =
          [](MemoryLeadStore& real, const LeadId& after, LeadSink& sink) {
              Collected found;
              (void)real.scan(after, found);
              std::reverse(found.leads.begin(), found.leads.end());
              give(sink, found.leads);
              return Result<void>();
          }}},
    {"a scan that never ends",
     rules::full,
     {.scan =
          [](MemoryLeadStore& real, const LeadId& after, LeadSink& sink) {
              Collected found;
              (void)real.scan(after, found);
              give(sink, found.leads);
              return Result<void>();
          }}},
    {"a scan that ends too early",
     rules::scan,
     {.scan = [](MemoryLeadStore& real, const LeadId& after,
                 LeadSink& sink) { return after.empty() ? real.scan(after, sink) : Result<void>(); }}},
};

} // namespace

TEST_CASE("the lead store in memory keeps the contract", "[testing][lead-store]") {
    for (const bool detects : {false, true}) {
        const auto make = [&] { return std::make_unique<MemoryLeadSubject>(detects); };
        for (const auto& failure : testing::check_lead_store(make))
            FAIL_CHECK(failure);
    }
}

TEST_CASE("a lead store that breaks a rule is found", "[testing][lead-store]") {
    CHECK(testing::check_lead_store([] { return std::make_unique<TwistedSubject>(Twist{}); }).empty());
    for (const Broken& broken : broken_stores) {
        const auto findings = testing::check_lead_store([&] { return std::make_unique<TwistedSubject>(broken.twist); });
        INFO(broken.name);
        INFO((findings.empty() ? std::string("nothing was found") : findings.front()));
        CHECK(std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
            return finding.find(std::string(broken.rule) + ": ") == 0;
        }));
    }
}
