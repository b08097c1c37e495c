// SPDX-License-Identifier: BSL-1.0
/// \file
/// The contract of LeadStore as a suite of checks, for every CRM's adapter.
///
/// In a test of any framework:
///
///     for (const auto& failure : nurture::testing::check_lead_store(make)) FAIL_CHECK(failure);
///
/// Needs the include path alone and links nothing.

#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/runtime/lead_store.hpp>
#include <nurture/testing/exact_text.hpp>
#include <nurture/testing/findings.hpp>
#include <nurture/testing/made_values.hpp>

namespace nurture::inline v0::testing {

/// One lead store of the kind that is checked, empty at the beginning and removed with the subject. Failures of the
/// place itself are thrown.
class LeadStoreSubject {
public:
    virtual ~LeadStoreSubject() = default;

    virtual LeadStore& store() = 0;
    /// Makes or replaces a lead, as the CRM does it by itself. A kind that cannot hold every value that a lead may
    /// have says by put() how it will hold this one: what put() gives back is what fetch() must give.
    virtual Lead put(const Lead& lead) = 0;
    /// Lets go of everything in memory and connects to the same data anew.
    virtual void reopen() {}
    /// Whether a change whose field no longer holds `from` is answered `conflict`. A store that is no live CRM may
    /// take it all the same.
    [[nodiscard]] virtual bool detects_conflicts() const { return true; }
    /// The notes on a lead's timeline; nothing if the kind cannot tell.
    virtual std::optional<std::vector<std::string>> notes(const LeadId&) { return std::nullopt; }

protected:
    LeadStoreSubject() = default;
    LeadStoreSubject(const LeadStoreSubject&) = default;
    LeadStoreSubject& operator=(const LeadStoreSubject&) = default;
};

using LeadStoreFactory = std::function<std::unique_ptr<LeadStoreSubject>()>;

namespace rules {

inline constexpr std::string_view fetch =
    "fetch() gives each lead that exists once, as it is, and leaves out the others";
inline constexpr std::string_view answers = "apply() answers each change once, by its key";
inline constexpr std::string_view applies = "apply() makes the changes in their order and leaves everything else alone";
inline constexpr std::string_view once = "a change seen before is answered `applied` again and changes nothing";
inline constexpr std::string_view conflict = "a field that holds neither `from` nor `to` keeps its value, and "
                                             "`conflict` tells it";
inline constexpr std::string_view taken =
    "a store that detects no conflicts takes the change, whatever the field holds";
inline constexpr std::string_view scan = "scan() gives every lead behind a place once, in byte order of ids";
inline constexpr std::string_view full = "scan() ends when the sink is full, and goes on behind the last lead";

} // namespace rules

/// The rules of LeadStore, one function each.
class LeadStoreSuite {
public:
    explicit LeadStoreSuite(const LeadStoreFactory& make) : make_(make) {}

    std::vector<std::string> run() {
        findings_.run(rules::fetch, [&] { leads_are_found_as_they_are(); });
        findings_.run(rules::applies, [&] { changes_are_made_in_order(); });
        findings_.run(rules::applies, [&] { values_of_every_kind_are_set(); });
        findings_.run(rules::once, [&] { a_repetition_changes_nothing(); });
        findings_.run(rules::conflict, [&] { somebody_was_faster(); });
        findings_.run(rules::answers, [&] { a_lead_that_is_gone_is_answered_for(); });
        findings_.run(rules::scan, [&] { a_scan_finds_everybody(); });
        return findings_.sentences();
    }

private:
    struct Found final : LeadSink {
        std::vector<Lead> leads;
        std::size_t room = SIZE_MAX;
        bool was_full_before = false;
        void found(Lead lead) override {
            was_full_before = was_full_before || full();
            leads.push_back(std::move(lead));
        }
        [[nodiscard]] bool full() const override { return leads.size() >= room; }
    };
    struct Answers final : ChangeSink {
        std::vector<std::string> told; ///< "key applied", "key conflict value", in order of the keys.
        void applied(const std::string& key) override { add(key + " applied"); }
        void conflict(const std::string& key, Value current) override { add(key + " conflict " + exact(current)); }
        void add(std::string answer) {
            told.insert(std::upper_bound(told.begin(), told.end(), answer), std::move(answer));
        }
    };

    void leads_are_found_as_they_are() {
        const auto subject = made();
        std::map<LeadId, Lead> wanted;
        Dice dice(1);
        for (int i = 0; i < 40; ++i) {
            const Lead lead = made_lead(dice, made_id(dice, "lead-"));
            wanted[lead.id] = subject->put(lead);
        }
        for (const bool reopened : {false, true}) {
            if (reopened) {
                subject->reopen();
            }
            std::vector<LeadId> asked{"nobody"};
            for (const auto& [id, lead] : wanted) {
                asked.push_back(id);
            }
            asked.push_back("nobody either");
            expect_leads(*subject, rules::fetch, asked, wanted);
            expect_leads(*subject, rules::fetch, {"nobody"}, {});
            expect_leads(*subject, rules::fetch, {}, {});
            const LeadId last = wanted.rbegin()->first;
            expect_leads(*subject, rules::fetch, {last}, {{last, wanted[last]}});
        }
    }

    void changes_are_made_in_order() {
        const auto subject = made();
        Lead ada = subject->put({.id = "ada", .fields = {{"stage", "lead"}, {"points", 1}, {"city", "Ulm"}}});
        const Lead bob = subject->put({.id = "bob", .fields = {{"stage", "lead"}}});
        apply(*subject, rules::applies,
              {set("c-1", "ada", "points", 1, 2), set("c-2", "ada", "stage", "lead", "mql"),
               set("c-3", "ada", "stage", "mql", "sql"), set("c-4", "ada", "city", "Ulm", Value()),
               set("c-5", "ada", "country", Value(), "DE"),
               LeadChange{.key = "c-6", .lead = "ada", .what = AddNote{"Größe: \"3\"\n"}}},
              {"c-1 applied", "c-2 applied", "c-3 applied", "c-4 applied", "c-5 applied", "c-6 applied"});
        ada.fields.set("points", 2);
        ada.fields.set("stage", "sql");
        ada.fields.erase("city");
        ada.fields.set("country", "DE");
        for (const bool reopened : {false, true}) {
            if (reopened) {
                subject->reopen();
            }
            expect_leads(*subject, rules::applies, {"ada", "bob"}, {{"ada", ada}, {"bob", bob}});
            expect_notes(*subject, rules::applies, {"Größe: \"3\"\n"});
        }
    }

    void values_of_every_kind_are_set() {
        Dice dice(2);
        for (int i = 0; i < 40; ++i) {
            const auto subject = made();
            const Value value = made_value(dice);
            const Lead wanted = subject->put({.id = "bob", .fields = {{"field", value}}});
            (void)subject->put({.id = "ada"});
            const Value* held = wanted.fields.find("field");
            if (held == nullptr || exact(*held) != exact(value)) {
                continue; // A kind that cannot hold this value is not asked to.
            }
            apply(*subject, rules::applies, {set("c-1", "ada", "field", Value(), value)}, {"c-1 applied"});
            expect_leads(*subject, rules::applies, {"ada"}, {{"ada", Lead{.id = "ada", .fields = {{"field", value}}}}});
        }
    }

    void a_repetition_changes_nothing() {
        const auto subject = made();
        (void)subject->put({.id = "ada", .fields = {{"stage", "lead"}}});
        const std::vector<LeadChange> changes{set("c-1", "ada", "stage", "lead", "mql"),
                                              LeadChange{.key = "c-2", .lead = "ada", .what = AddNote{"began"}}};
        const std::vector<std::string> applied{"c-1 applied", "c-2 applied"};
        apply(*subject, rules::once, changes, applied);
        apply(*subject, rules::once, changes, applied);
        const Lead later = subject->put({.id = "ada", .fields = {{"stage", "lead"}}}); // Somebody goes back by hand.
        for (const bool reopened : {false, true}) {
            if (reopened) {
                subject->reopen();
            }
            apply(*subject, rules::once, changes, applied);
            expect_leads(*subject, rules::once, {"ada"}, {{"ada", later}});
            expect_notes(*subject, rules::once, {"began"});
        }
    }

    void somebody_was_faster() {
        const auto subject = made();
        const bool detects = subject->detects_conflicts();
        const std::string_view rule = detects ? rules::conflict : rules::taken;
        Lead ada = subject->put({.id = "ada", .fields = {{"stage", "customer"}, {"points", 2}, {"same", 1}}});
        const std::vector<LeadChange> changes{
            set("c-1", "ada", "stage", "lead", "mql"), set("c-2", "ada", "points", 1, 2),
            set("c-3", "ada", "city", "Ulm", "Bonn"), set("c-4", "ada", "same", 1.0, 3),
            set("c-5", "ada", "country", Value(), "DE")};
        apply(*subject, rule, changes,
              detects ? std::vector<std::string>{"c-1 conflict \"customer\"", "c-2 applied", "c-3 conflict absent",
                                                 "c-4 conflict 1", "c-5 applied"}
                      : std::vector<std::string>{"c-1 applied", "c-2 applied", "c-3 applied", "c-4 applied",
                                                 "c-5 applied"});
        if (!detects) {
            ada.fields.set("stage", "mql");
            ada.fields.set("city", "Bonn");
            ada.fields.set("same", 3);
        }
        ada.fields.set("country", "DE");
        expect_leads(*subject, rule, {"ada"}, {{"ada", ada}});
    }

    void a_lead_that_is_gone_is_answered_for() {
        const auto subject = made();
        const std::vector<LeadChange> changes{set("c-1", "gone", "stage", "lead", "mql"),
                                              LeadChange{.key = "c-2", .lead = "gone", .what = AddNote{"began"}}};
        Answers answers;
        if (findings_.succeeded(rules::answers, "apply() to a lead that does not exist",
                                subject->store().apply(changes, answers))) {
            findings_.expect(rules::answers, answers.told.size() == 2,
                             "one answer for each of two changes of a lead that is gone", exact(answers.told));
        }
        expect_leads(*subject, rules::answers, {"gone"}, {});
        Answers none;
        if (findings_.succeeded(rules::answers, "apply() of no changes", subject->store().apply({}, none))) {
            findings_.expect_equal(rules::answers, "no changes", "[]", exact(none.told));
        }
    }

    void a_scan_finds_everybody() {
        const auto subject = made();
        expect_scan(*subject, "", SIZE_MAX, {});
        std::map<LeadId, Lead> all;
        Dice dice(3);
        for (int i = 0; i < 50; ++i) {
            const Lead lead = made_lead(dice, made_id(dice, "lead-"));
            all[lead.id] = subject->put(lead);
        }
        for (const std::size_t room : {SIZE_MAX, std::size_t{1}, std::size_t{7}}) {
            expect_scan(*subject, "", room, all);
            expect_scan(*subject, "lead-4", room, all);
            expect_scan(*subject, "zzz", room, all);
            expect_scan(*subject, std::prev(all.end())->first, room, all);
        }
    }

    /// Scans page by page, as the engine does: behind the last lead, until nothing comes.
    void expect_scan(LeadStoreSubject& subject, const LeadId& from, std::size_t room,
                     const std::map<LeadId, Lead>& all) {
        const std::vector<Lead> wanted = behind(all, from);
        std::vector<Lead> came;
        for (LeadId after = from; came.size() <= wanted.size();) {
            Found sink;
            sink.room = room;
            if (!findings_.succeeded(rules::scan, "scan()", subject.store().scan(after, sink))) {
                return;
            }
            findings_.expect(rules::full, !sink.was_full_before, "no lead once the sink is full",
                             std::to_string(sink.leads.size()) + " leads where there was room for " +
                                 std::to_string(room));
            if (sink.leads.empty()) {
                break;
            }
            after = sink.leads.back().id;
            came.insert(came.end(), sink.leads.begin(), sink.leads.end());
        }
        const std::string_view rule = room == SIZE_MAX ? rules::scan : rules::full;
        const std::string subject_of = "the leads behind " + exact(from);
        findings_.expect_equal(rule, subject_of, exact(ids_of(wanted)), exact(ids_of(came)));
        findings_.expect_equal(rule, subject_of, exact(wanted), exact(came));
    }

    static std::vector<Lead> behind(const std::map<LeadId, Lead>& all, const LeadId& from) {
        std::vector<Lead> leads;
        for (auto at = all.upper_bound(from); at != all.end(); ++at) {
            leads.push_back(at->second);
        }
        return leads;
    }
    static std::vector<LeadId> ids_of(const std::vector<Lead>& leads) {
        std::vector<LeadId> ids;
        for (const Lead& lead : leads) {
            ids.push_back(lead.id);
        }
        return ids;
    }

    static LeadChange set(const char* key, const char* lead, const char* field, Value from, Value to) {
        return {.key = key, .lead = lead, .what = SetField{field, std::move(from), std::move(to)}};
    }

    void apply(LeadStoreSubject& subject, std::string_view rule, const std::vector<LeadChange>& changes,
               const std::vector<std::string>& wanted) {
        Answers answers;
        if (findings_.succeeded(rule, "apply()", subject.store().apply(changes, answers))) {
            findings_.expect_equal(answers.told.size() == wanted.size() ? rule : rules::answers, "answers of apply()",
                                   exact(wanted), exact(answers.told));
        }
    }

    /// In any order: fetch() promises none.
    void expect_leads(LeadStoreSubject& subject, std::string_view rule, const std::vector<LeadId>& asked,
                      const std::map<LeadId, Lead>& wanted) {
        Found sink;
        if (!findings_.succeeded(rule, "fetch()", subject.store().fetch(asked, sink))) {
            return;
        }
        std::sort(sink.leads.begin(), sink.leads.end(), [](const Lead& a, const Lead& b) { return a.id < b.id; });
        findings_.expect_equal(rule, "ids of fetch()", exact(ids_of(behind(wanted, ""))), exact(ids_of(sink.leads)));
        for (const Lead& lead : sink.leads) {
            if (const auto at = wanted.find(lead.id); at != wanted.end()) {
                findings_.expect_equal(rule, "lead " + exact(lead.id), exact(at->second), exact(lead));
            }
        }
    }

    void expect_notes(LeadStoreSubject& subject, std::string_view rule, const std::vector<std::string>& wanted) {
        if (const std::optional<std::vector<std::string>> notes = subject.notes("ada")) {
            findings_.expect_equal(rule, "notes on lead \"ada\"", exact(wanted), exact(*notes));
        }
    }

    [[nodiscard]] std::unique_ptr<LeadStoreSubject> made() const {
        std::unique_ptr<LeadStoreSubject> subject = make_();
        if (subject == nullptr) {
            throw std::runtime_error("the factory made no lead store");
        }
        return subject;
    }

    const LeadStoreFactory& make_;
    Findings findings_;
};

/// Every violated rule as a sentence: the rule, what was expected, what came. Empty: the store keeps the contract.
[[nodiscard]] inline std::vector<std::string> check_lead_store(const LeadStoreFactory& make) {
    return LeadStoreSuite(make).run();
}

} // namespace nurture::inline v0::testing
