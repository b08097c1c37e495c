// SPDX-License-Identifier: BSL-1.0
/// \file
/// The contract of EngineStore as a suite of checks, for every store there is and every one to come.
///
/// In a test of any framework:
///
///     for (const auto& failure : nurture::testing::check_engine_store(make)) FAIL_CHECK(failure);
///
/// The suite commits random but seeded states as an engine does, reopens, and compares every answer with what must
/// come, member by member. It reads no clock and uses no files of its own. Links nurture::core.
///
/// What it cannot see: kept inputs, which no function of EngineStore gives back; durability against a kill or a loss
/// of power; concurrency of processes.

#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/testing/engine_store_subject.hpp>
#include <nurture/testing/made_history.hpp>
#include <nurture/testing/store_comparison.hpp>

namespace nurture::inline v0::testing {

namespace rules {

inline constexpr std::string_view usable = "a store opens and answers";
inline constexpr std::string_view empty = "a new store is empty";
inline constexpr std::string_view commits = "a commit of the owner is taken";
inline constexpr std::string_view epochs = "every open() gives a larger epoch";
inline constexpr std::string_view owner =
    "a commit with an epoch other than the latest is not_owner and changes nothing";
inline constexpr std::string_view whole = "a commit that fails changes nothing, and the next one works";
inline constexpr std::string_view records = "a store records messages if, and only if, it was made to";
inline constexpr std::string_view forgets = "a lead that is forgotten gets a name that nobody had, and leaves its id";
inline constexpr std::string_view exactly_once = "a store that is the lead store makes each change exactly once";

} // namespace rules

/// The rules of EngineStore, one function each.
class EngineStoreSuite {
public:
    explicit EngineStoreSuite(const EngineStoreFactory& make) : make_(make) {}

    std::vector<std::string> run() {
        findings_.run(rules::usable, [&] { a_new_store_is_empty(); });
        findings_.run(rules::usable, [&] { epochs_ascend(); });
        for (std::uint64_t seed = 1; seed <= 6 && findings_.all().empty(); ++seed) {
            findings_.run(rules::usable, [&] { everything_is_found_again(seed); });
        }
        findings_.run(rules::owner, [&] { only_the_latest_owner_commits(); });
        findings_.run(rules::whole, [&] { a_failed_commit_changes_nothing(); });
        findings_.run(rules::exactly_once, [&] { a_lead_store_of_its_own_changes_once(); });
        return findings_.sentences();
    }

private:
    void a_new_store_is_empty() {
        for (const bool records : {false, true}) {
            const std::unique_ptr<EngineStoreSubject> subject = make_(records);
            if (subject == nullptr) {
                findings_.expect(rules::records, records, "a subject that does not record", "null");
                continue;
            }
            EngineStore& store = subject->store();
            findings_.expect(rules::records, store.records_messages() == records,
                             records ? "a store that records" : "a store that does not record", "the opposite");
            const Result<OpenedStore> opened = store.open();
            if (!findings_.succeeded(rules::usable, "open()", opened)) {
                continue;
            }
            Findings found;
            StoreComparison comparison(found, store, nothing_);
            comparison.opened(*opened);
            comparison.everything();
            for (const Finding& finding : found.all()) {
                findings_.add(rules::empty, finding.what);
            }
        }
    }

    void epochs_ascend() {
        const std::unique_ptr<EngineStoreSubject> subject = made();
        std::uint64_t latest = 0;
        for (int i = 0; i < 4; ++i) {
            EngineStore* const beside = i == 2 ? subject->beside() : nullptr;
            const Result<OpenedStore> opened = (beside == nullptr ? subject->store() : *beside).open();
            if (!findings_.succeeded(rules::epochs, "open()", opened)) {
                return;
            }
            findings_.expect(rules::epochs, opened->epoch > latest, "more than " + std::to_string(latest),
                             std::to_string(opened->epoch));
            latest = opened->epoch;
            if (i % 2 == 1) {
                subject->reopen();
            }
        }
    }

    /// The heart of the suite: commits, with the store reopened in between, and every question after each.
    void everything_is_found_again(std::uint64_t seed) {
        const std::unique_ptr<EngineStoreSubject> subject = make_(seed % 2 == 0);
        if (subject == nullptr) {
            return;
        }
        MadeHistory history(seed);
        Result<OpenedStore> opened = subject->store().open();
        for (int i = 1; i <= 10; ++i) {
            findings_.at("seed " + std::to_string(seed) + ", commit " + std::to_string(i));
            if (!findings_.succeeded(rules::usable, "open()", opened)) {
                return;
            }
            put_leads_ahead(*subject, history);
            const MadeCommit made = history.next();
            if (!findings_.succeeded(rules::commits, "commit()",
                                     testing::commit(subject->store(), opened->epoch, made))) {
                return;
            }
            if (i % 4 == 0 && !forget_somebody(*subject, opened->epoch, history)) {
                return;
            }
            if (i % 3 == 0) {
                subject->reopen();
                opened = subject->store().open();
                if (opened) {
                    StoreComparison(findings_, subject->store(), history.expected()).opened(*opened);
                }
            }
            StoreComparison(findings_, subject->store(), history.expected()).everything();
            if (!findings_.all().empty()) {
                return; // What follows would mostly say the same again.
            }
        }
    }

    /// The name that a store gives to who was forgotten is its own affair; whatever it is, the store answers by it.
    bool forget_somebody(EngineStoreSubject& subject, std::uint64_t epoch, MadeHistory& history) {
        const std::optional<LeadId> id = history.somebody();
        if (!id) {
            return true;
        }
        if (!findings_.succeeded(rules::forgets, "commit()",
                                 testing::commit(subject.store(), epoch, history.forget(*id)))) {
            return false;
        }
        const Result<std::vector<LeadId>> names = subject.store().forgotten();
        if (!findings_.succeeded(rules::forgets, "forgotten()", names)) {
            return false;
        }
        const std::set<LeadId>& known = history.expected().forgotten;
        const auto name = std::find_if(names->begin(), names->end(), [&](const LeadId& each) {
            return !known.contains(each) && !history.expected().leads.contains(each);
        });
        findings_.expect(rules::forgets, name != names->end(), "a new name for " + exact(*id), exact(*names));
        if (name == names->end()) {
            return false;
        }
        history.forgot(*id, *name);
        struct Found final : LeadSink {
            std::size_t leads = 0;
            void found(Lead) override { ++leads; }
        } sink;
        LeadStore* const leads = subject.store().lead_store();
        findings_.expect(rules::forgets, leads == nullptr || (leads->fetch({&*id, 1}, sink) && sink.leads == 0),
                         "no lead " + exact(*id) + " in the lead store", "that lead, or an error");
        return true;
    }

    void only_the_latest_owner_commits() {
        const std::unique_ptr<EngineStoreSubject> subject = made();
        MadeHistory history(11);
        const Result<OpenedStore> first = subject->store().open();
        if (!findings_.succeeded(rules::owner, "open()", first) ||
            !findings_.succeeded(rules::owner, "commit()",
                                 testing::commit(subject->store(), first->epoch, history.next()))) {
            return;
        }
        const MadeHistory before = history;
        EngineStore* const beside = subject->beside();
        EngineStore& second = beside == nullptr ? subject->store() : *beside;
        const Result<OpenedStore> opened = second.open();
        if (!findings_.succeeded(rules::owner, "the second open()", opened)) {
            return;
        }
        const MadeCommit refused = rich(history);
        refuse(subject->store(), first->epoch, refused, "the first owner");
        refuse(second, opened->epoch + 1, refused, "an epoch that nobody was given");
        same(second, before.expected(), rules::owner);
        MadeHistory again = before;
        const Result<void> committed = testing::commit(second, opened->epoch, rich(again));
        if (findings_.succeeded(rules::owner, "a commit of the latest owner", committed)) {
            same(second, again.expected(), rules::owner);
        }
        subject->reopen();
        if (findings_.succeeded(rules::owner, "open()", subject->store().open())) {
            same(subject->store(), again.expected(), rules::owner);
        }
    }

    void refuse(EngineStore& store, std::uint64_t epoch, const MadeCommit& made, std::string_view whose) {
        const Result<void> committed = testing::commit(store, epoch, made);
        findings_.expect(rules::owner, !committed && committed.error().code == Errc::not_owner,
                         "not_owner for a commit of " + std::string(whose),
                         committed ? "success" : "the error \"" + committed.error().message + '"');
    }

    void a_failed_commit_changes_nothing() {
        const std::unique_ptr<EngineStoreSubject> subject = made();
        MadeHistory history(12);
        Result<OpenedStore> opened = subject->store().open();
        if (!findings_.succeeded(rules::whole, "open()", opened) ||
            !findings_.succeeded(rules::whole, "commit()",
                                 testing::commit(subject->store(), opened->epoch, rich(history)))) {
            return;
        }
        for (const bool reopens : {false, true}) {
            MadeHistory ahead = history;
            const MadeCommit made = rich(ahead);
            if (!subject->fail_next_commit()) {
                return; // This kind cannot be made to fail.
            }
            findings_.expect(rules::whole, !testing::commit(subject->store(), opened->epoch, made).ok(),
                             "an error of the commit that was made to fail", "success");
            if (reopens) {
                subject->reopen();
                opened = subject->store().open();
                if (!findings_.succeeded(rules::whole, "open() behind a failed commit", opened)) {
                    return;
                }
            }
            same(subject->store(), history.expected(), rules::whole);
            if (!findings_.succeeded(rules::whole, "the next commit",
                                     testing::commit(subject->store(), opened->epoch, made))) {
                return;
            }
            history = ahead;
            same(subject->store(), history.expected(), rules::whole);
        }
    }

    void a_lead_store_of_its_own_changes_once() {
        const std::unique_ptr<EngineStoreSubject> subject = made();
        if (subject->store().lead_store() == nullptr) {
            return;
        }
        const Lead before{.id = "ada", .fields = {{"stage", "lead"}, {"points", 1}}};
        subject->put(before);
        Result<OpenedStore> opened = subject->store().open();
        if (!findings_.succeeded(rules::exactly_once, "open()", opened)) {
            return;
        }
        LeadRow row{.id = "ada"};
        MadeCommit made{.driven_to = made_time, .leads = {row}};
        made.changes = {{.key = "c-1", .lead = "ada", .what = SetField{"stage", "lead", "mql"}},
                        {.key = "c-2", .lead = "ada", .what = SetField{"points", 7, 2}}, // Held 1: it counts anyway.
                        {.key = "c-3", .lead = "ada", .what = AddNote{"began"}},
                        {.key = "c-4", .lead = "gone", .what = SetField{"stage", "lead", "mql"}}};
        if (!findings_.succeeded(rules::exactly_once, "commit()",
                                 testing::commit(subject->store(), opened->epoch, made))) {
            return;
        }
        expect_lead(*subject, {.id = "ada", .fields = {{"stage", "mql"}, {"points", 2}}}, "behind the commit");
        subject->put(before); // The host goes back by hand; nobody may do it again.
        subject->reopen();
        opened = subject->store().open();
        if (!findings_.succeeded(rules::exactly_once, "open()", opened)) {
            return;
        }
        const Result<std::vector<LeadChange>> pending = subject->store().pending_changes();
        findings_.expect(rules::exactly_once, pending && pending->empty(), "no pending changes", "some, or an error");
        (void)testing::commit(subject->store(), opened->epoch, {.driven_to = made_time, .leads = {row}});
        expect_lead(*subject, before, "behind a restart and another commit");
    }

    void expect_lead(EngineStoreSubject& subject, const Lead& wanted, std::string_view when) {
        struct Found final : LeadSink {
            std::vector<Lead> leads;
            void found(Lead lead) override { leads.push_back(std::move(lead)); }
        } sink;
        const std::vector<LeadId> ids{wanted.id};
        if (findings_.succeeded(rules::exactly_once, "fetch()", subject.store().lead_store()->fetch(ids, sink))) {
            findings_.expect_equal(rules::exactly_once, "the lead " + std::string(when),
                                   exact(std::vector<Lead>{wanted}), exact(sink.leads));
        }
    }

    /// A lead store of its own must know whom the changes are about, or it drops them: both are fine.
    static void put_leads_ahead(EngineStoreSubject& subject, const MadeHistory& history) {
        if (subject.store().lead_store() != nullptr) {
            for (const auto& [id, state] : history.expected().leads) {
                if (history.expected().forgotten.contains(id)) {
                    continue;
                }
                subject.put({.id = id, .fields = {{"email", id.str()}}});
            }
        }
    }

    /// A commit that changes something of every kind there is.
    static MadeCommit rich(MadeHistory& history) {
        for (;;) {
            MadeHistory tried = history;
            MadeCommit made = tried.next();
            const bool is_rich = !made.leads.empty() && !made.enrollments.empty() && !made.messages.empty() &&
                                 !made.aggregates.empty() && !made.journal.empty() && !made.seen.empty() &&
                                 !made.suppressed.empty() && !made.changes.empty() && !made.marks.empty() &&
                                 !made.refusals.empty() && !made.versions.empty();
            if (is_rich) {
                history = std::move(tried);
                return made;
            }
            (void)history.dice().number();
        }
    }

    /// Whether a store holds exactly this, told as one rule.
    void same(EngineStore& store, const ExpectedStore& expected, std::string_view rule) {
        Findings found;
        StoreComparison(found, store, expected).everything();
        for (const Finding& finding : found.all()) {
            if (!findings_.has(finding.rule)) { // Else it has nothing to do with this one.
                findings_.add(rule, finding.what);
            }
        }
    }

    [[nodiscard]] std::unique_ptr<EngineStoreSubject> made() const {
        std::unique_ptr<EngineStoreSubject> subject = make_(false);
        if (subject == nullptr) {
            throw std::runtime_error("the factory made no store");
        }
        return subject;
    }

    const EngineStoreFactory& make_;
    const ExpectedStore nothing_{};
    Findings findings_;
};

/// Every violated rule as a sentence: the rule, what was expected, what came. Empty: the store keeps the contract.
[[nodiscard]] inline std::vector<std::string> check_engine_store(const EngineStoreFactory& make) {
    return EngineStoreSuite(make).run();
}

} // namespace nurture::inline v0::testing
