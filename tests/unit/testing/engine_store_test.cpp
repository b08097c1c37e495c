// SPDX-License-Identifier: BSL-1.0
#include <nurture/testing/engine_store.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/memory_subjects.hpp"
#include "twisted_store.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using testing::MadeCommit;

namespace rules = nurture::testing::rules;

namespace {

/// A store with one thing wrong, and the rule that must say so.
struct Broken {
    std::string name{};
    std::string_view rule{};
    Twist twist{};
};

bool says(const std::vector<std::string>& findings, std::string_view rule) {
    return std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
        return finding.compare(0, rule.size() + 2, std::string(rule) + ": ") == 0;
    });
}

void expect_found(const std::vector<Broken>& all) {
    for (const Broken& broken : all) {
        const std::vector<std::string> findings = findings_about(broken.twist);
        INFO(broken.name);
        INFO((findings.empty() ? std::string("nothing was found") : findings.front()));
        CHECK(says(findings, broken.rule));
    }
}

void only_first(std::vector<MessageRow>& rows) {
    rows.resize(std::min<std::size_t>(rows.size(), 1));
}

} // namespace

TEST_CASE("the store in memory keeps the contract", "[testing][store]") {
    for (const auto& failure : testing::check_engine_store(in_memory))
        FAIL_CHECK(failure);
}

TEST_CASE("a store that passes everything on keeps the contract", "[testing][store]") {
    CHECK(findings_about({}).empty());
    CHECK(findings_about({.is_lead_store = true}).empty());
}

TEST_CASE("a kind that cannot record messages is checked without", "[testing][store]") {
    CHECK(testing::check_engine_store([](bool records) {
              return records ? nullptr : std::make_unique<MemorySubject>();
          }).empty());
}

TEST_CASE("a finding names the rule, what was expected and what came", "[testing][store]") {
    const auto findings =
        findings_about({.leads_of = [](std::vector<LeadId>& ids) { std::reverse(ids.begin(), ids.end()); }});
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().find("leads_of() gives the leads of an account in byte order: leads of account "
                                "\"account-") == 0);
    CHECK(findings.front().find("expected [") != std::string::npos);
    CHECK(findings.front().find("but what came is [") != std::string::npos);
    CHECK(findings.front().find("(seed 1, commit ") != std::string::npos);
}

TEST_CASE("a store that throws is a finding, and the suite goes on", "[testing][store]") {
    const auto findings =
        findings_about({.load = [](std::vector<LeadState>&) { throw std::runtime_error("no connection"); }});
    REQUIRE(findings.size() == 3); // Of each part that begins with a new store.
    CHECK(findings.front().find("exception \"no connection\"") != std::string::npos);
}

TEST_CASE("what open() forgets is found", "[testing][store]") {
    expect_found({
        {"driven_to",
         rules::opened,
         {.open = [](OpenedStore& o) { o.driven_to = std::min(o.driven_to, testing::made_time); }}},
        {"catalog", rules::opened, {.open = [](OpenedStore& o) { o.catalog.reset(); }}},
        {"versions", rules::opened, {.open = [](OpenedStore& o) { o.versions.clear(); }}},
        {"canonical form",
         rules::opened,
         {.commit =
              [](MadeCommit& c) {
                  for (VersionRow& row : c.versions) {
                      row.canonical.clear();
                  }
              }}},
        {"marks", rules::opened, {.open = [](OpenedStore& o) { o.marks.clear(); }}},
        {"position of a mark",
         rules::opened,
         {.commit =
              [](MadeCommit& c) {
                  for (Mark& mark : c.marks) {
                      mark.position = static_cast<std::uint32_t>(mark.position);
                  }
              }}},
        {"sweeps", rules::opened, {.commit = [](MadeCommit& c) { c.sweeps.clear(); }}},
        {"sweeps that are done",
         rules::opened,
         {.open =
              [](OpenedStore& o) {
                  for (SweepRow& row : o.sweeps) {
                      row.done = true;
                  }
              }}},
        {"the latest sweep", rules::opened, {.open = [](OpenedStore& o) { o.latest_sweep = o.sweeps.size(); }}},
        {"how far schedules have come",
         rules::opened,
         {.open = [](OpenedStore& o) { o.scheduled_to = Instant::min(); }}},
        {"the edition of the zones", rules::opened, {.open = [](OpenedStore& o) { o.zone_data.clear(); }}},
        {"a channel that is down", rules::opened, {.open = [](OpenedStore& o) { o.channels.clear(); }}},
        {"a channel that came back",
         rules::opened,
         {.commit = [](MadeCommit& c) { std::erase_if(c.channels, [](const ChannelRow& row) { return !row.down; }); }}},
        {"counts", rules::opened, {.open = [](OpenedStore& o) { o.inputs = {}; }}},
        {"epochs", rules::epochs, {.repeats_epochs = true}},
        {"a store that is not new",
         rules::empty,
         {.open =
              [](OpenedStore& o) {
                  o.marks = {{"a", 1, "b"}};
              }}},
    });
}

TEST_CASE("a store that answers in the wrong order or measure is found", "[testing][store]") {
    expect_found({
        {"load in another order",
         rules::unknown_leads,
         {.load = [](std::vector<LeadState>& states) { std::reverse(states.begin(), states.end()); }}},
        {"leads without limit",
         rules::leads,
         {.leads = [](EngineStore& store, const LeadId& after, std::size_t) { return store.leads(after, 1'000); }}},
        {"leads from a place",
         rules::leads,
         {.leads = [](EngineStore& store, const LeadId&, std::size_t at_most) { return store.leads("", at_most); }}},
        {"leads of an account", rules::leads_of, {.leads_of = [](std::vector<LeadId>& ids) { ids.clear(); }}},
        {"leads stay with an account",
         rules::leads_of,
         {.commit =
              [](MadeCommit& c) {
                  for (LeadRow& row : c.leads) {
                      row.account.id = row.account.id.empty() ? "" : "account-A";
                  }
              }}},
        {"due without limit",
         rules::due,
         {.due = [](EngineStore& store, Instant up_to, std::size_t) { return store.due(up_to, 1'000); }}},
        {"due before an instant, not at it",
         rules::due,
         {.due =
              [](EngineStore& store, Instant up_to, std::size_t at_most) {
                  return store.due(up_to == Instant::min() ? up_to : up_to - Milliseconds(1), at_most);
              }}},
        {"due by id",
         rules::due,
         {.due =
              [](EngineStore& store, Instant up_to, std::size_t at_most) {
                  Result<std::vector<DueRow>> rows = store.due(up_to, at_most);
                  std::sort(rows->begin(), rows->end(),
                            [](const DueRow& a, const DueRow& b) { return a.lead < b.lead; });
                  return rows;
              }}},
        {"outbox by key",
         rules::outbox,
         {.outbox =
              [](std::vector<MessageRow>& rows) {
                  std::sort(rows.begin(), rows.end(),
                            [](const MessageRow& a, const MessageRow& b) { return a.message.key < b.message.key; });
              }}},
        {"outbox without priority",
         rules::outbox,
         {.outbox =
              [](std::vector<MessageRow>& rows) {
                  std::stable_sort(rows.begin(), rows.end(), [](const MessageRow& a, const MessageRow& b) {
                      return std::tie(a.queued_at, a.message.lead, a.message.workflow, a.enrollment, a.visit) <
                             std::tie(b.queued_at, b.message.lead, b.message.workflow, b.enrollment, b.visit);
                  });
              }}},
        {"outbox cut", rules::outbox, {.outbox = only_first}},
        {"held messages are no outbox",
         rules::outbox,
         {.outbox =
              [](std::vector<MessageRow>& rows) {
                  std::erase_if(rows, [](const MessageRow& row) { return row.state == MessageState::held; });
              }}},
        {"in doubt cut", rules::in_doubt, {.in_doubt = only_first}},
        {"messages in another order",
         rules::messages,
         {.load =
              [](std::vector<LeadState>& states) {
                  for (LeadState& state : states) {
                      std::reverse(state.messages.begin(), state.messages.end());
                  }
              }}},
        {"only one message is given",
         rules::messages,
         {.load =
              [](std::vector<LeadState>& states) {
                  for (LeadState& state : states) {
                      state.messages.resize(std::min<std::size_t>(state.messages.size(), 1));
                  }
              }}},
        {"journal of everybody",
         rules::journal_query,
         {.journal =
              [](std::vector<JournalLine> all, const JournalQuery& query) {
                  all.resize(std::min(all.size(), query.at_most));
                  return all;
              }}},
        {"journal without limit",
         rules::journal_query,
         {.journal =
              [](std::vector<JournalLine> all, const JournalQuery& query) {
                  std::erase_if(all, [&](const JournalLine& line) { return query.lead && line.lead != *query.lead; });
                  return all;
              }}},
        {"refusals backwards",
         rules::refusals,
         {.refusals = [](std::vector<Refusal>& all) { std::reverse(all.begin(), all.end()); }}},
        {"changes backwards",
         rules::pending,
         {.pending = [](std::vector<LeadChange>& all) { std::reverse(all.begin(), all.end()); }}},
        {"digest in the order of load",
         rules::digest,
         {.load = [](std::vector<LeadState>& states) { std::reverse(states.begin(), states.end()); }}},
    });
}

TEST_CASE("a store that does not forget whom it should is found", "[testing][store][forget]") {
    expect_found({
        {"the lead in the lead store", rules::forgets, {.is_lead_store = true, .keeps_leads = true}},
        {"addresses",
         rules::messages,
         {.load =
              [](std::vector<LeadState>& states) {
                  for (LeadState& state : states) {
                      for (MessageRow& row : state.messages) {
                          row.message.to = state.lead.forgotten ? "ada@example.com" : row.message.to;
                      }
                  }
              }}},
        {"what the journal tells",
         rules::journal,
         {.journal =
              [](const std::vector<JournalLine>& all, const JournalQuery& query) {
                  std::vector<JournalLine> lines;
                  for (JournalLine line : all) {
                      if (line.forgotten) {
                          line.because.set("to", "ada@example.com");
                      }
                      if ((!query.lead || *query.lead == line.lead) && lines.size() < query.at_most) {
                          lines.push_back(std::move(line));
                      }
                  }
                  return Result<std::vector<JournalLine>>(std::move(lines));
              }}},
        {"the number of enrollments", rules::opened, {.open = [](OpenedStore& o) { o.forgotten_enrollments = 0; }}},
    });
}

TEST_CASE("a store that remembers too much or too little is found", "[testing][store]") {
    expect_found({
        {"events are seen for ever",
         rules::seen,
         {.seen = [](EngineStore& store, std::span<const EventName> names,
                     Instant) { return store.seen(names, Instant::min()); }}},
        {"events are seen a little longer",
         rules::seen,
         {.commit =
              [](MadeCommit& c) {
                  for (SeenEvent& event : c.seen) {
                      event.until += std::chrono::hours(3);
                  }
              }}},
        {"events are seen for every lead",
         rules::seen,
         {.seen =
              [](EngineStore& store, std::span<const EventName> names, Instant now) {
                  Result<std::vector<bool>> answers = store.seen(names, now);
                  for (std::size_t i = 0; i < names.size(); ++i) {
                      for (std::size_t j = 0; j < names.size(); ++j) {
                          (*answers)[i] = (*answers)[i] || (names[i].id == names[j].id && (*answers)[j]);
                      }
                  }
                  return answers;
              }}},
        {"no suppression", rules::suppressed, {.commit = [](MadeCommit& c) { c.suppressed.clear(); }}},
        {"everything is suppressed",
         rules::empty,
         {.suppressed = [](std::vector<bool>& answers) { answers.assign(answers.size(), true); }}},
        {"messages of nobody", rules::lead_of, {.lead_of = [](std::optional<LeadId>& lead) { lead.reset(); }}},
        {"messages of somebody", rules::empty, {.lead_of = [](std::optional<LeadId>& lead) { lead = "ada"; }}},
        {"changes are never settled", rules::pending, {.commit = [](MadeCommit& c) { c.settled_changes.clear(); }}},
        {"changes are not kept", rules::pending, {.commit = [](MadeCommit& c) { c.changes.clear(); }}},
        {"a change without what it replaces",
         rules::pending,
         {.commit =
              [](MadeCommit& c) {
                  for (LeadChange& change : c.changes) {
                      if (auto* set = std::get_if<SetField>(&change.what)) {
                          set->from = Value();
                      }
                  }
              }}},
        {"refusals are not kept", rules::refusals, {.commit = [](MadeCommit& c) { c.refusals.clear(); }}},
        {"enrollments that have left stay",
         rules::enrollments,
         {.commit =
              [](MadeCommit& c) {
                  for (auto& [lead, row] : c.enrollments) {
                      row.state = EnrollmentState::active;
                  }
              }}},
        {"paused enrollments leave",
         rules::enrollments,
         {.commit =
              [](MadeCommit& c) {
                  for (auto& [lead, row] : c.enrollments) {
                      row.state = row.state == EnrollmentState::paused ? EnrollmentState::exited : row.state;
                  }
              }}},
        {"of an account the latest lead's part alone",
         rules::accounts,
         {.commit =
              [](MadeCommit& c) {
                  for (testing::MadeAggregate& row : c.aggregates) {
                      const LeadId lead = row.lead;
                      std::erase_if(row.aggregate.leads, [&](const auto& part) { return part.first != lead; });
                  }
              }}},
        {"accounts are nothing",
         rules::accounts,
         {.load_accounts = [](std::vector<AccountState>& accounts) { accounts.clear(); }}},
        {"texts of final messages stay",
         rules::final_texts,
         {.load =
              [](std::vector<LeadState>& states) {
                  for (LeadState& state : states) {
                      for (MessageRow& row : state.messages) {
                          row.message.subject += row.is_final() ? "x" : "";
                      }
                  }
              }}},
        {"texts go before the answer is final",
         rules::final_texts,
         {.commit =
              [](MadeCommit& c) {
                  for (auto& [lead, row] : c.messages) {
                      row.message.text = row.is_final() ? row.message.text : "";
                  }
              }}},
        {"nothing is recorded",
         rules::recorded,
         {.messages = [](std::vector<std::pair<Instant, Message>>& all) { all.clear(); }}},
        {"recorded without texts",
         rules::recorded,
         {.commit =
              [](MadeCommit& c) {
                  for (auto& [lead, row] : c.messages) {
                      row.message.html = row.was_sent() ? "" : row.message.html;
                  }
              }}},
        {"recorded backwards",
         rules::recorded,
         {.messages = [](std::vector<std::pair<Instant, Message>>& all) { std::reverse(all.begin(), all.end()); }}},
        {"records though it was not asked to", rules::records, {.always_records = true}},
    });
}

TEST_CASE("a store without an owner, or with half a commit, is found", "[testing][store]") {
    expect_found({
        {"any epoch commits", rules::owner, {.takes_any_epoch = true}},
        {"a commit that fails leaves its leads behind", rules::whole, {.writes_half = true}},
        {"changes are made at every opening", rules::exactly_once, {.is_lead_store = true, .changes_twice = true}},
        {"changes are not made",
         rules::exactly_once,
         {.commit = [](MadeCommit& c) { c.changes.clear(); }, .is_lead_store = true}},
    });
}
