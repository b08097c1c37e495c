// SPDX-License-Identifier: BSL-1.0
#include <nurture/sqlite/database.hpp>

#include <utility>

#include "sqlite/backup.hpp"
#include "sqlite/check.hpp"
#include "sqlite/erasing.hpp"
#include "sqlite/forgetting.hpp"
#include "sqlite/opening.hpp"
#include "sqlite/tables.hpp"

namespace nurture::inline v0::sqlite {

namespace {

constexpr std::size_t leads_per_scan = 1'000;

} // namespace

Database::Tables::Tables(std::unique_ptr<Connection> connection, const Options& options)
    : connection_(std::move(connection)), mode_(options.mode), keeps_leads_(options.keep_leads), names_(*connection_),
      versions_(*connection_, names_), accounts_(*connection_), leads_(*connection_, names_, accounts_),
      enrollments_(*connection_, names_, versions_), messages_(*connection_, names_, versions_, leads_),
      journal_(*connection_, names_, versions_, leads_), aggregates_(*connection_, names_, leads_, accounts_),
      shared_(*connection_, leads_), records_(*connection_) {}

bool Database::Tables::taken_failure() {
    if (connection_->ok()) {
        return false;
    }
    failure_ = connection_->failure();
    connection_->clear_failure();
    return true;
}

void Database::Tables::commit(const CommitGroup& group) {
    shared_.put_store(group);
    for (const VersionRow& version : group.versions) {
        versions_.deploy(version);
    }
    leads_.begin_commit();
    journal_.append(group.journal); // First: a lead's row names the latest of its lines and messages.
    messages_.place(group.messages, records_messages_);
    for (const LeadRow* lead : group.leads) {
        leads_.put(*lead);
    }
    leads_.settle_places();
    for (const auto& [lead, row] : group.enrollments) {
        enrollments_.put(leads_.row_of(lead), lead, *row);
    }
    messages_.put(group.messages, records_messages_);
    aggregates_.put(group.aggregates);
    shared_.remember(group.seen, group.driven_to);
    shared_.suppress(group.suppressed);
    shared_.settle_changes(group.settled_changes);
    if (keeps_leads_) {
        records_.change(group.changes);
    } else {
        shared_.add_changes(group.changes);
    }
    shared_.put_marks(group.marks);
    shared_.put_sweeps(group.sweeps);
    shared_.put_channels(group.channels);
    shared_.add_refusals(group.refusals);
    shared_.keep_inputs(group.kept_inputs, group.forget_inputs_before);
    for (const LeadRow* lead : group.leads) {
        if (lead->forgotten && !leads_.place_of(lead->id).is_forgotten) {
            forget_lead(*connection_, leads_, journal_, lead->id);
            has_remains_ = true;
        }
    }
}

Result<void> Database::Tables::own(OwnerLock::Kind kind) {
    lock_.reset();
    Result<OwnerLock> lock = OwnerLock::take(connection_->path(), kind);
    if (!lock) {
        return lock.error();
    }
    lock_.emplace(*std::move(lock));
    return {};
}

/// Somebody who reads what was there before keeps it there; then it is tried again behind the next commit.
void Database::Tables::erase_remains() {
    has_remains_ = !erase_unused(*connection_);
    connection_->clear_failure(); // What was committed is committed.
}

std::vector<LeadState> Database::Tables::load(std::span<const LeadId> ids) {
    std::vector<LeadState> found;
    for (const LeadId& id : ids) {
        LeadPlace place;
        if (std::optional<LeadRow> row = leads_.load(id, place)) {
            LeadState& state = found.emplace_back();
            state.lead = *std::move(row);
            enrollments_.load(place.number, state);
            aggregates_.load(place.number, state);
            messages_.load(place, state);
        }
    }
    return found;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Options options) {
    Result<std::unique_ptr<Connection>> connection = open_file(path, options);
    if (!connection) {
        return connection.error();
    }
    std::unique_ptr<Database> database(new Database(std::make_unique<Tables>(*std::move(connection), options)));
    Tables& tables = *database->tables_;
    const Result<bool> records = tables.read([&] { return tables.shared_.records_messages(); });
    if (!records) {
        return records.error();
    }
    tables.records_messages_ = *records;
    return database;
}

Database::Database(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}
Database::~Database() {
    if (tables_->has_remains_) {
        tables_->erase_remains();
    }
}

Result<void> Database::put(std::span<const Lead> leads) {
    return tables_->write([&] {
        for (const Lead& lead : leads) {
            tables_->records_.put(lead);
        }
    });
}

Result<std::optional<Lead>> Database::find(const LeadId& id) {
    return tables_->ask([&] { return tables_->records_.find(id); });
}

Result<std::size_t> Database::lead_count() {
    return tables_->ask([&] { return tables_->records_.count(); });
}

Result<std::vector<Note>> Database::notes() {
    return tables_->ask([&] { return tables_->records_.notes(); });
}

Result<void> Database::fetch(std::span<const LeadId> ids, LeadSink& sink) {
    Result<std::vector<Lead>> found = tables_->read([&] {
        std::vector<Lead> leads;
        for (const LeadId& id : ids) {
            if (std::optional<Lead> lead = tables_->records_.find(id)) {
                leads.push_back(*std::move(lead));
            }
        }
        return leads;
    });
    if (!found) {
        return found.error();
    }
    for (Lead& lead : *found) {
        sink.found(std::move(lead));
    }
    return {};
}

Result<void> Database::apply(std::span<const LeadChange> changes, ChangeSink& sink) {
    Result<void> done = tables_->write([&] {
        for (const LeadChange& change : changes) {
            tables_->records_.change_once(change);
        }
    });
    if (done) {
        for (const LeadChange& change : changes) {
            sink.applied(change.key);
        }
    }
    return done;
}

Result<void> Database::scan(const LeadId& after, LeadSink& sink) {
    Result<std::vector<Lead>> found = tables_->read([&] { return tables_->records_.after(after, leads_per_scan); });
    if (!found) {
        return found.error();
    }
    for (auto lead = found->begin(); lead != found->end() && !sink.full(); ++lead) {
        sink.found(std::move(*lead));
    }
    return {};
}

Result<std::optional<Digest>> Database::deployed() {
    return tables_->read([&] {
        OpenedStore opened;
        tables_->shared_.read(opened);
        return opened.catalog;
    });
}

Result<OpenedStore> Database::open() {
    const auto everything = [&] {
        tables_->leads_.forget(); // Others may have written since.
        OpenedStore opened;
        tables_->shared_.read(opened);
        opened.versions = tables_->versions_.deployed();
        opened.forgotten_enrollments = tables_->leads_.forgotten_enrollments();
        return opened;
    };
    if (tables_->mode_ == Options::Mode::read) {
        return tables_->read(everything);
    }
    if (!tables_->lock_) {
        if (Result<void> owned = tables_->own(OwnerLock::Kind::shared); !owned) {
            return owned.error();
        }
    }
    return tables_->write([&] {
        const std::uint64_t epoch = tables_->shared_.next_epoch();
        OpenedStore opened = everything();
        opened.epoch = epoch;
        return opened;
    });
}

Result<std::vector<LeadState>> Database::load(std::span<const LeadId> ids) {
    return tables_->read([&] { return tables_->load(ids); });
}

Result<std::vector<AccountState>> Database::load_accounts(std::span<const AccountId> ids) {
    return tables_->read([&] {
        std::vector<AccountState> found;
        for (const AccountId& id : ids) {
            if (std::optional<AccountState> state = tables_->aggregates_.load(id)) {
                found.push_back(*std::move(state));
            }
        }
        return found;
    });
}

Result<std::vector<LeadId>> Database::leads_of(const AccountId& account) {
    return tables_->ask([&] { return tables_->leads_.leads_of(account); });
}

Result<std::vector<DueRow>> Database::due(Instant up_to, std::size_t at_most) {
    return tables_->ask([&] { return tables_->leads_.due(up_to, at_most); });
}

Result<std::vector<MessageRow>> Database::outbox() {
    return tables_->read([&] { return tables_->messages_.outbox(); });
}

Result<std::vector<MessageRow>> Database::in_doubt() {
    return tables_->read([&] { return tables_->messages_.in_doubt(); });
}

Result<std::vector<LeadId>> Database::leads(const LeadId& after, std::size_t at_most) {
    return tables_->ask([&] { return tables_->leads_.leads(after, at_most); });
}

Result<std::vector<bool>> Database::seen(std::span<const EventName> names, Instant now) {
    return tables_->ask([&] {
        std::vector<bool> answers;
        for (const EventName& name : names) {
            answers.push_back(tables_->shared_.was_seen(name, now));
        }
        return answers;
    });
}

Result<std::optional<LeadId>> Database::lead_of(const MessageKey& key) {
    return tables_->ask([&] { return tables_->messages_.lead_of(key, tables_->records_messages_); });
}

Result<std::vector<LeadId>> Database::forgotten() {
    return tables_->ask([&] { return tables_->leads_.forgotten(); });
}

Result<std::vector<bool>> Database::suppressed(std::span<const Digest> hashes) {
    return tables_->ask([&] {
        std::vector<bool> answers;
        for (const Digest& hash : hashes) {
            answers.push_back(tables_->shared_.is_suppressed(hash));
        }
        return answers;
    });
}

Result<std::vector<LeadChange>> Database::pending_changes() {
    return tables_->ask([&] { return tables_->shared_.changes(); });
}

Result<void> Database::refusals(const std::function<void(const Refusal&)>& take) {
    return tables_->ask([&] { tables_->shared_.refusals(take); });
}

Result<void> Database::kept_inputs(const std::function<void(const KeptInput&)>& take) {
    return tables_->ask([&] { tables_->shared_.kept_inputs(take); });
}

Result<void> Database::commit(const CommitGroup& group) {
    Result<void> done = tables_->write([&] { tables_->commit(group); });
    if (done && tables_->has_remains_) {
        tables_->erase_remains();
    }
    return done;
}

Result<void> Database::journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) {
    return tables_->ask([&] {
        if (query.lead) {
            tables_->journal_.of_lead(*query.lead, query.at_most, take);
        } else {
            tables_->journal_.all(query.at_most, take);
        }
    });
}

Result<void> Database::messages(const std::function<void(Instant, const Message&)>& take) {
    return tables_->ask([&] { tables_->messages_.recorded(take); });
}

bool Database::records_messages() const noexcept {
    return tables_->records_messages_;
}

LeadStore* Database::lead_store() noexcept {
    return tables_->keeps_leads_ ? this : nullptr;
}

Result<void> Database::keep_others_out() {
    const bool shares = tables_->lock_.has_value();
    if (shares && tables_->lock_->kind() == OwnerLock::Kind::alone) {
        return {};
    }
    Result<void> alone = tables_->own(OwnerLock::Kind::alone);
    if (!alone && shares) {
        (void)tables_->own(OwnerLock::Kind::shared); // Refused if who is alone came just now: then its epoch decides.
    }
    return alone;
}

bool Database::has_remains() const noexcept {
    return tables_->has_remains_;
}

Result<void> Database::back_up(const std::string& to) {
    const Result<Result<void>> done = tables_->read([&] { return write_backup(*tables_->connection_, to); });
    return done ? *done : done.error();
}

Result<std::vector<std::string>> Database::check() {
    return tables_->read([&] {
        return Checker(*tables_->connection_, tables_->names_, tables_->leads_, tables_->journal_,
                       [&](const LeadId& id) {
                           (void)tables_->load({&id, 1});
                       })
            .findings();
    });
}

} // namespace nurture::inline v0::sqlite
