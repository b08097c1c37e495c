// SPDX-License-Identifier: BSL-1.0

#include "replay/roster.hpp"

#include <utility>

#include <fmt/format.h>

#include "input/leads.hpp"
#include "interruption.hpp"

namespace nurture::cli {

namespace {

Halt unreadable(const std::string& path, const Error& error) {
    return {exit_status::usage, path + " " + error.message};
}

Halt stopped_reading() {
    return {exit_status::internal, "stopped before the first event; nothing was written"};
}

} // namespace

std::string changed_sentence(const std::string& path, std::uint64_t line, const std::string& database) {
    return fmt::format("{}:{}: the file changed in this line or before it, and {} has taken in what stood there; give "
                       "the file as it was (it may only grow at its end), or begin with a new database",
                       path, line, database);
}

std::string shortened_sentence(const std::string& path, std::uint64_t rows, std::uint64_t taken,
                               const std::string& database) {
    return fmt::format("{} has {}, and {} has taken in {} of it; give the file as it was (it may only grow at its "
                       "end), or begin with a new database",
                       path, counted(rows, "good row"), database, grouped(taken));
}

Roster::Roster(const RunOptions& options, FieldTypes types, Categories categories, OnBad on_bad)
    : options_(options), types_(std::move(types)), categories_(std::move(categories)), on_bad_(std::move(on_bad)) {}

std::optional<Halt> Roster::read(const std::vector<Mark>& marks, const std::string& database) {
    database_ = database;
    for (std::size_t i = 0; i < options_.accounts.size(); ++i) {
        if (auto halt = read_accounts_of(options_.accounts[i], {fmt::format("accounts {}", i + 1), marks})) {
            return halt;
        }
    }
    for (std::size_t i = 0; i < options_.leads.size(); ++i) {
        if (auto halt = read_leads_of(options_.leads[i], {fmt::format("leads {}", i + 1), marks})) {
            return halt;
        }
    }
    if (loose_accounts_ > 0) {
        complain(fmt::format("{} with an account that no account file has; the first is {}",
                             counted(loose_accounts_, "lead"), first_loose_account_));
    }
    return std::nullopt;
}

Account Roster::account(const AccountId& id) const {
    const auto at = accounts_.find(id);
    return at != accounts_.end() ? at->second : Account{id, {}};
}

std::vector<Lead> Roster::take_new_leads() {
    return std::exchange(new_leads_, {});
}

std::optional<Halt> Roster::read_accounts_of(const std::string& path, TakenFile taken) {
    Result<AccountReader> reader = AccountReader::open(path, types_);
    if (!reader) {
        return unreadable(path, reader.error());
    }
    Account account;
    Passed passed;
    for (Outcome outcome = reader->next(account); outcome.kind != Outcome::Kind::end; outcome = reader->next(account)) {
        if (Interruption::came()) {
            return stopped_reading();
        }
        if (outcome.is_row()) {
            passed = {passed.rows + 1, reader->passed()};
            if (taken.look_at(passed.rows, passed.hash) == TakenFile::Row::changed) {
                return Halt{exit_status::usage, changed_sentence(path, reader->row().line, database_)};
            }
        }
        if (outcome.is_row() && accounts_.contains(account.id)) {
            outcome = reader->row().bad("the account \"" + account.id.str() + "\" stands in the account files twice");
        }
        if (!outcome.is_row()) {
            if (auto halt = on_bad_(outcome)) {
                return halt;
            }
            continue;
        }
        AccountId id = account.id;
        accounts_.emplace(std::move(id), std::move(account));
    }
    return end_of(taken, path, passed);
}

std::optional<Halt> Roster::read_leads_of(const std::string& path, TakenFile taken) {
    Result<LeadReader> reader = LeadReader::open(path, types_, categories_);
    if (!reader) {
        return unreadable(path, reader.error());
    }
    Lead lead;
    Passed passed;
    for (Outcome outcome = reader->next(lead); outcome.kind != Outcome::Kind::end; outcome = reader->next(lead)) {
        if (Interruption::came()) {
            return stopped_reading();
        }
        if (progress_.is_due()) {
            progress_.show(fmt::format("{} leads read", grouped(ids_.size())));
        }
        TakenFile::Row row = TakenFile::Row::fresh;
        if (outcome.is_row()) {
            passed = {passed.rows + 1, reader->passed()};
            row = taken.look_at(passed.rows, passed.hash);
        }
        if (row == TakenFile::Row::changed) {
            return Halt{exit_status::usage, changed_sentence(path, reader->row().line, database_)};
        }
        if (outcome.is_row() && !ids_.insert(lead.id).second) {
            outcome = reader->row().bad("the lead \"" + lead.id.str() + "\" stands in the lead files twice");
        }
        if (!outcome.is_row()) {
            if (auto halt = on_bad_(outcome)) {
                return halt;
            }
            continue;
        }
        join_account(lead, {path, reader->row().line, 0, lead.account.id.str()});
        if (row == TakenFile::Row::fresh) {
            new_leads_.push_back(std::move(lead));
        }
    }
    return end_of(taken, path, passed);
}

std::optional<Halt> Roster::end_of(const TakenFile& taken, const std::string& path, const Passed& passed) {
    if (!taken.is_caught_up()) {
        return Halt{exit_status::usage, shortened_sentence(path, passed.rows, taken.rows_taken(), database_)};
    }
    if (passed.rows > 0) {
        marks_.push_back(taken.mark(passed.rows, passed.hash));
    }
    return std::nullopt;
}

void Roster::join_account(Lead& lead, const BadInput& place) {
    if (lead.account.id.empty()) {
        return;
    }
    const auto at = accounts_.find(lead.account.id);
    if (at != accounts_.end()) {
        lead.account = at->second;
    } else if (!options_.accounts.empty() && ++loose_accounts_ == 1) {
        first_loose_account_ = describe(place);
    }
}

} // namespace nurture::cli
