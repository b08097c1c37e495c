// SPDX-License-Identifier: BSL-1.0
#include <nurture/rehearsal/replay.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <nurture/runtime/decide.hpp>

#include "plan/compiled.hpp"
#include "rehearsal/kept_log.hpp"
#include "rehearsal/replay_stage.hpp"
#include "rehearsal/state_difference.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::size_t differences_at_most = 20;
constexpr std::size_t leads_per_page = 1'000;

/// Goes over the leads of two stores in one order.
class Comparison {
public:
    /// Both were driven to the same instant.
    Comparison(EngineStore& database, EngineStore& replay, const Plan& plan, Instant driven_to)
        : database_(database), replay_(replay), plans_{.current = plan}, driven_to_(driven_to) {}

    Result<void> compare(ReplayResult& result) {
        LeadId after;
        for (;;) {
            Result<std::vector<LeadId>> ids = next_page(after);
            if (!ids) {
                return ids.error();
            }
            if (ids->empty()) {
                return result.differences.empty() ? compare_accounts(result) : Result<void>();
            }
            if (result.differences.size() >= differences_at_most) {
                return {};
            }
            if (Result<void> done = compare_page(*ids, result); !done) {
                return done;
            }
            after = ids->back();
        }
    }

private:
    /// Leads behind a place that either store has.
    Result<std::vector<LeadId>> next_page(const LeadId& after) {
        Result<std::vector<LeadId>> known = database_.leads(after, leads_per_page);
        Result<std::vector<LeadId>> met = replay_.leads(after, leads_per_page);
        if (!known || !met) {
            return known ? met : known;
        }
        std::vector<LeadId> ids;
        std::set_union(known->begin(), known->end(), met->begin(), met->end(), std::back_inserter(ids));
        for (const std::vector<LeadId>* page : {&*known, &*met}) {
            if (page->size() >= leads_per_page) { // Behind its end it may have more.
                ids.erase(std::upper_bound(ids.begin(), ids.end(), page->back()), ids.end());
            }
        }
        return ids;
    }

    static std::map<LeadId, LeadState> by_id(std::vector<LeadState> states) {
        std::map<LeadId, LeadState> all;
        for (LeadState& state : states) {
            LeadId id = state.lead.id;
            all.emplace(std::move(id), std::move(state));
        }
        return all;
    }

    Result<void> compare_page(const std::vector<LeadId>& ids, ReplayResult& result) {
        Result<std::vector<LeadState>> known = database_.load(ids);
        Result<std::vector<LeadState>> met = replay_.load(ids);
        if (!known || !met) {
            return known ? met.error() : known.error();
        }
        const std::map<LeadId, LeadState> in_database = by_id(*std::move(known));
        const std::map<LeadId, LeadState> in_replay = by_id(*std::move(met));
        for (const LeadId& id : ids) {
            const auto one = in_database.find(id);
            const auto other = in_replay.find(id);
            Result<std::optional<std::string>> found =
                one == in_database.end()
                    ? std::optional<std::string>("the replay met it, and the database has nothing of it")
                : other == in_replay.end()
                    ? std::optional<std::string>("it is in the database, and nothing that was kept makes it known")
                    : compare_lead(one->second, other->second);
            if (!found) {
                return found.error();
            }
            ++result.leads;
            if (*found && result.differences.size() < differences_at_most) {
                result.differences.push_back("lead " + id.str() + ": " + **found);
            }
        }
        return {};
    }

    Result<std::optional<std::string>> compare_lead(const LeadState& database, const LeadState& replay) {
        if (!(database.lead.chain == replay.lead.chain) || database.lead.seq != replay.lead.seq) {
            return compare_journals(database, replay);
        }
        if (std::optional<std::string> found = difference(database, replay)) {
            return found;
        }
        accounts_.insert(database.lead.account.id);
        return compare_suppressed(database);
    }

    Result<std::optional<std::string>> compare_journals(const LeadState& database, const LeadState& replay) {
        std::vector<JournalLine> lines;
        std::vector<JournalLine> again;
        const LeadId& id = database.lead.id;
        const Result<void> one =
            database_.journal({.lead = id}, [&](const JournalLine& line) { lines.push_back(line); });
        const Result<void> other =
            replay_.journal({.lead = id}, [&](const JournalLine& line) { again.push_back(line); });
        if (!one || !other) {
            return one ? other.error() : one.error();
        }
        if (is_cut_off(database, lines, again)) {
            return std::optional<std::string>{};
        }
        std::optional<std::string> found = difference(lines, again);
        return found ? found
                     : std::optional<std::string>("its running hash is not that of its " +
                                                  std::to_string(replay.lead.seq) + " lines");
    }

    /// A process that was stopped in the midst of an instant has not decided all of it.
    [[nodiscard]] bool is_cut_off(const LeadState& database, const std::vector<JournalLine>& lines,
                                  const std::vector<JournalLine>& again) const {
        const bool waits = database.lead.due <= driven_to_ ||
                           std::any_of(database.messages.begin(), database.messages.end(),
                                       [](const MessageRow& row) { return row.state == MessageState::queued; });
        return waits && lines.size() < again.size() && std::equal(lines.begin(), lines.end(), again.begin()) &&
               again[lines.size()].at >= driven_to_;
    }

    Result<std::optional<std::string>> compare_suppressed(const LeadState& lead) {
        const std::vector<Digest> hashes = address_hashes(plans_, lead);
        const Result<std::vector<bool>> one = database_.suppressed(hashes);
        const Result<std::vector<bool>> other = replay_.suppressed(hashes);
        if (!one || !other) {
            return one ? other.error() : one.error();
        }
        if (*one == *other) {
            return std::optional<std::string>{};
        }
        return std::optional<std::string>("an address of it is suppressed in one of database and replay alone");
    }

    /// What accounts remember follows from their leads: told if it alone differs.
    Result<void> compare_accounts(ReplayResult& result) {
        for (const AccountId& id : accounts_) {
            const Result<std::vector<AccountState>> one = database_.load_accounts({&id, 1});
            const Result<std::vector<AccountState>> other = replay_.load_accounts({&id, 1});
            if (!one || !other) {
                return one ? other.error() : one.error();
            }
            const std::optional<std::string> found = difference(one->empty() ? AccountState{} : one->front(),
                                                                other->empty() ? AccountState{} : other->front());
            if (found && result.differences.size() < differences_at_most) {
                result.differences.push_back("account " + id.str() + ": " + *found);
            }
        }
        return {};
    }

    EngineStore& database_;
    EngineStore& replay_;
    Plans plans_;
    Instant driven_to_;
    std::set<AccountId> accounts_{}; ///< Of the leads that were compared.
};

/// Why not all that was decided can be told.
std::string unfinished(EngineStore& store, const OpenedStore& opened, const KeptLog& log) {
    if (!opened.sweeps.empty()) {
        return "what concerns all leads (" + std::string(name(opened.sweeps.front().kind)) +
               ") has not come to its end yet; let the engine run, and replay it then";
    }
    if (const Result<std::vector<LeadId>> forgotten = store.forgotten(); forgotten && !forgotten->empty()) {
        return "somebody was forgotten, and with them what others may have been decided by";
    }
    const Result<std::vector<MessageRow>> doubts = store.in_doubt();
    if (log.is_virtual() && doubts && !doubts->empty()) {
        return "under a virtual clock a process ended while a channel had not answered, and nothing tells how far the "
               "instant of that moment had been decided";
    }
    return {};
}

} // namespace

Result<ReplayResult> replay_kept_inputs(EngineStore& store, const Plan& plan) {
    const Result<OpenedStore> opened = store.open();
    if (!opened) {
        return opened.error();
    }
    ReplayResult result;
    if (!opened->catalog) {
        result.not_replayed = "no engine has worked on it yet";
        return result;
    }
    if (*opened->catalog != plan.catalog_version()) {
        return Error{Errc::catalog_differs, "it was deployed with another catalog (" +
                                                to_hex(*opened->catalog).substr(0, 12) + ") than this one (" +
                                                to_hex(plan.catalog_version()).substr(0, 12) +
                                                "); replay it with the deployed catalog"};
    }
    Result<KeptLog> log = KeptLog::read(store);
    if (!log) {
        return log.error();
    }
    result.not_replayed = log->steps().empty() && plan.compiled().catalog.settings.delivery.keep_inputs
                              ? "all inputs that it kept are older than delivery.keep_inputs says"
                              : log->objection();
    if (result.not_replayed.empty()) {
        result.not_replayed = unfinished(store, *opened, *log);
    }
    if (!result.not_replayed.empty()) {
        return result;
    }
    result.inputs = log->inputs();
    ReplayStage stage(plan, *log);
    if (Result<void> played = stage.play(opened->driven_to); !played) {
        return played.error();
    }
    Comparison comparison(store, stage.store(), plan, opened->driven_to);
    result.differences = stage.refusals();
    result.differences.resize(std::min(result.differences.size(), differences_at_most));
    if (Result<void> done = comparison.compare(result); !done) {
        return done.error();
    }
    const Result<OpenedStore> now = store.open();
    if (!now) {
        return now.error();
    }
    if (now->driven_to != opened->driven_to || !(now->inputs == opened->inputs)) {
        result = {.not_replayed = "an engine has worked on it meanwhile; replay a backup of it"};
    }
    return result;
}

} // namespace nurture::inline v0
