// SPDX-License-Identifier: BSL-1.0
/// \file
/// Engine state and leads in one SQLite file: durable, and what a workflow changes in a lead is changed exactly once.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nurture/lead/lead.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/runtime/lead_store.hpp>

namespace nurture::inline v0::sqlite {

/// How a file is opened.
struct Options {
    enum class Mode {
        open,           ///< The file must exist.
        open_or_create, ///< A missing or empty file becomes a database.
        read            ///< Nothing is written; beside an engine that runs, too.
    };
    Mode mode = Mode::open_or_create;
    /// Of a new file: keep accepted messages with their texts and call no channel. A file keeps what it began with.
    bool record_messages = false;
    /// Whether this file is the lead store, too. A host whose leads live elsewhere says false: then lead_store() is
    /// null and what workflows change in leads is kept until that lead store has taken it
    /// (EngineStore::pending_changes).
    bool keep_leads = true;
    std::size_t cache_bytes = 64 * 1024 * 1024;  ///< Of SQLite's pages; what the engine caches comes besides.
    Milliseconds busy = std::chrono::seconds(5); ///< How long another connection's lock is waited for.
};

/// A lead's note, as workflows write them.
struct Note {
    LeadId lead{};
    std::string text{};
};

/// An EngineStore that is a LeadStore too, over one SQLite 3 file (docs/reference/store.md has the tables).
///
/// Every commit is one transaction in WAL mode with synchronous=FULL: what commit() acknowledged survives a kill and a
/// loss of power, as far as the disk keeps its word. Called from one thread at a time; several objects, in this or in
/// other processes, may have one file open, of which one owns it (EngineStore). Errors are Errc::store with a sentence
/// that says what to do: no file, a directory, another program's file, a newer version, read-only, disk full, locked,
/// damaged. Nothing of a failed commit is kept, and the next one works when its cause is gone.
///
/// What a workflow changes in a lead stands in the commit of the decision, so it is made exactly once, whatever the
/// field holds by then: the engine knows better. Changes of leads that are not in the file are dropped.
class Database final : public EngineStore, public LeadStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path, Options options = {});
    ~Database() override;

    // The host's side of the lead store: the leads that there are.
    /// Adds or replaces leads with their accounts, all in one transaction. The whole lead is replaced, with what
    /// workflows changed in it: to change a field, find() it first and put it back. Leads of one account share it.
    Result<void> put(std::span<const Lead> leads);
    Result<std::optional<Lead>> find(const LeadId& id);
    Result<std::size_t> lead_count();
    /// What workflows wrote on leads' timelines, in the order of their decisions.
    Result<std::vector<Note>> notes();

    // LeadStore
    /// Gives what put() said with what workflows changed since.
    Result<void> fetch(std::span<const LeadId> ids, LeadSink& sink) override;
    Result<void> apply(std::span<const LeadChange> changes, ChangeSink& sink) override;
    Result<void> scan(const LeadId& after, LeadSink& sink) override; ///< 1,000 leads at a time.

    // EngineStore
    Result<std::optional<Digest>> deployed() override;
    /// In Mode::read nobody becomes the owner: the epoch is 0. Errc::not_owner while another keeps others out.
    Result<OpenedStore> open() override;
    Result<std::vector<LeadState>> load(std::span<const LeadId> ids) override;
    Result<std::vector<AccountState>> load_accounts(std::span<const AccountId> ids) override;
    Result<std::vector<LeadId>> leads_of(const AccountId& account) override;
    Result<std::vector<DueRow>> due(Instant up_to, std::size_t at_most) override;
    Result<std::vector<MessageRow>> outbox() override;
    Result<std::vector<MessageRow>> in_doubt() override;
    Result<std::vector<LeadId>> leads(const LeadId& after, std::size_t at_most) override;
    Result<std::vector<bool>> seen(std::span<const EventName> names, Instant now) override;
    Result<std::optional<LeadId>> lead_of(const MessageKey& key) override;
    Result<std::vector<LeadId>> forgotten() override;
    Result<std::vector<bool>> suppressed(std::span<const Digest> hashes) override;
    Result<std::vector<LeadChange>> pending_changes() override;
    Result<void> refusals(const std::function<void(const Refusal&)>& take) override;
    Result<void> kept_inputs(const std::function<void(const KeptInput&)>& take) override;
    Result<void> commit(const CommitGroup& group) override;
    Result<void> journal(const JournalQuery& query, const std::function<void(const JournalLine&)>& take) override;
    Result<void> messages(const std::function<void(Instant, const Message&)>& take) override;
    [[nodiscard]] bool records_messages() const noexcept override;
    [[nodiscard]] LeadStore* lead_store() noexcept override; ///< This, unless Options::keep_leads is false.

    /// Makes this object the only one that may own the file, until it is gone; Errc::not_owner if another object of
    /// this or another process owns it, whether that keeps others out or not. Held by the operating system on
    /// `<path>-owner`: a process that dies holds nothing.
    Result<void> keep_others_out();
    /// Whether bytes of a lead that was forgotten still stand in unused parts of the files, because somebody reads an
    /// earlier state of them. Every commit tries to erase them, and so does the end of this object.
    [[nodiscard]] bool has_remains() const noexcept;

    /// Looks for damage: SQLite's own check of pages and foreign keys, what must hold between tables, and every lead's
    /// chain of journal lines. Each finding is a sentence; none: the file is sound.
    Result<std::vector<std::string>> check();

    /// Copies the database as it stands now into a new file, which has the last commit and nothing of later ones. An
    /// engine may work on the file meanwhile, on an object of its own: it is not held up, only the log beside the file
    /// grows until the copy is done. The new file is there wholly or not at all, and on the disk when this returns; one
    /// that exists is never overwritten. Who goes on from a backup must change `delivery.namespace` first
    /// (docs/reference/store.md).
    Result<void> back_up(const std::string& to);

private:
    class Tables;
    explicit Database(std::unique_ptr<Tables> tables);
    std::unique_ptr<Tables> tables_;
};

} // namespace nurture::inline v0::sqlite
