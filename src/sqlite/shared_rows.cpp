// SPDX-License-Identifier: BSL-1.0
#include "sqlite/shared_rows.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

namespace {

Mark mark_in(const Rows& rows, int column) {
    return {.source = std::string(rows.text(column)),
            .position = rows.number<std::uint64_t>(column + 1),
            .prefix = std::string(rows.text(column + 2))};
}

} // namespace

SharedRows::SharedRows(Connection& connection, LeadRows& leads)
    : connection_(connection), leads_(leads),
      next_epoch_(connection, "UPDATE store SET epoch = epoch + 1 RETURNING epoch"),
      read_(connection,
            "SELECT driven_to, catalog, applied, duplicates, refused, records_messages, zone_data FROM store"),
      marks_(connection, "SELECT source, position, prefix FROM mark ORDER BY source"),
      sweeps_(connection, "SELECT number, at, kind, trigger, place, done FROM sweep ORDER BY number"),
      channels_(connection, "SELECT id, down FROM channel_row ORDER BY id"),
      put_store_(connection, "UPDATE store SET driven_to = max(coalesce(driven_to, ?2), ?2), applied = ?3, "
                             "duplicates = ?4, refused = ?5 WHERE epoch = ?1"),
      put_catalog_(connection, "UPDATE store SET catalog = ?1"),
      put_zone_data_(connection, "UPDATE store SET zone_data = ?1"),
      put_mark_(connection, "INSERT OR REPLACE INTO mark (source, position, prefix) VALUES (?1, ?2, ?3)"),
      put_sweep_(connection, "INSERT OR REPLACE INTO sweep (number, at, kind, trigger, place, done) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      put_channel_(connection, "INSERT OR REPLACE INTO channel_row (id, down) VALUES (?1, ?2)"),
      add_refusal_(connection, "INSERT INTO refusal (source, position, prefix, reason) VALUES (?1, ?2, ?3, ?4)"),
      keep_input_(connection, "INSERT INTO input (at, lead, body) VALUES (?1, ?2, ?3)"),
      forget_inputs_(connection, "DELETE FROM input WHERE at < ?1"),
      suppress_(connection, "INSERT OR IGNORE INTO suppressed (hash) VALUES (?1)"),
      forget_seen_(connection, "DELETE FROM seen WHERE lead = ?1 AND until <= ?2"),
      remember_(connection, "INSERT OR REPLACE INTO seen (lead, id, until) VALUES (?1, ?2, ?3)"),
      add_change_(connection, "INSERT INTO lead_change (key, lead, field, value_before, value_after, note) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      settle_change_(connection, "DELETE FROM lead_change WHERE key = ?1"),
      was_seen_(connection, "SELECT until FROM seen WHERE lead = (SELECT number FROM lead_row WHERE id = ?1) "
                            "AND id = ?2"),
      is_suppressed_(connection, "SELECT 1 FROM suppressed WHERE hash = ?1"),
      any_suppressed_(connection, "SELECT EXISTS (SELECT 1 FROM suppressed)"),
      changes_(connection, "SELECT key, lead, field, value_before, value_after, note FROM lead_change ORDER BY id") {}

std::uint64_t SharedRows::next_epoch() {
    std::uint64_t epoch = 0;
    Rows rows = next_epoch_.rows();
    while (rows.next()) { // To the end: only then the update is done.
        epoch = rows.number<std::uint64_t>(0);
    }
    if (connection_.ok() && epoch == 0) {
        connection_.damaged("its row of the table store is missing");
    }
    is_owner_ = true;
    forget();
    return epoch;
}

void SharedRows::read(OpenedStore& opened) {
    Rows rows = read_.rows();
    if (!rows.next()) {
        return connection_.damaged("its row of the table store is missing");
    }
    opened.driven_to = rows.is_null(0) ? Instant::min() : rows.instant(0);
    if (!rows.is_null(1)) {
        opened.catalog = rows.digest(1);
    }
    opened.zone_data = rows.text(6);
    opened.inputs = {.applied = rows.number<std::uint64_t>(2),
                     .duplicates = rows.number<std::uint64_t>(3),
                     .refused = rows.number<std::uint64_t>(4)};
    for (Rows marks = marks_.rows(); marks.next();) {
        opened.marks.push_back(mark_in(marks, 0));
    }
    for (Rows channels = channels_.rows(); channels.next();) {
        opened.channels.push_back({ChannelId(channels.text(0)), channels.integer(1) != 0});
    }
    read_sweeps(opened);
}

void SharedRows::read_sweeps(OpenedStore& opened) {
    Rows rows = sweeps_.rows();
    while (rows.next()) {
        SweepRow row{.number = rows.number<std::uint64_t>(0), .at = rows.instant(1)};
        if (const auto kind = sweep_kind(rows.text(2))) {
            row.kind = *kind;
        } else {
            return connection_.damaged("sweep " + std::to_string(row.number) + " is of no known kind");
        }
        row.trigger = rows.text(3);
        row.place = LeadId(rows.text(4));
        opened.latest_sweep = row.number;
        if (row.kind == SweepRow::Kind::schedule) {
            opened.scheduled_to = row.at;
        }
        if (rows.integer(5) == 0) {
            opened.sweeps.push_back(std::move(row));
        }
    }
}

bool SharedRows::records_messages() {
    Rows rows = read_.rows();
    return rows.next() && rows.integer(5) != 0;
}

void SharedRows::put_store(const CommitGroup& group) {
    put_store_.run(group.epoch, in_order(group.driven_to), group.inputs.applied, group.inputs.duplicates,
                   group.inputs.refused);
    if (connection_.ok() && connection_.changed_rows() == 0) {
        connection_.fail({Errc::not_owner,
                          "another engine has opened " + connection_.path() + " since; this one must not write to it"});
    }
    if (group.catalog) {
        put_catalog_.run(*group.catalog);
    }
    if (!group.zone_data.empty()) {
        put_zone_data_.run(group.zone_data);
    }
}

void SharedRows::put_marks(std::span<const Mark> marks) {
    for (const Mark& mark : marks) {
        put_mark_.run(mark.source, mark.position, mark.prefix);
    }
}

void SharedRows::put_sweeps(std::span<const SweepRow> sweeps) {
    for (const SweepRow& sweep : sweeps) {
        put_sweep_.run(sweep.number, sweep.at, name(sweep.kind), sweep.trigger, sweep.place.str(), sweep.done);
    }
}

void SharedRows::put_channels(std::span<const ChannelRow> channels) {
    for (const ChannelRow& channel : channels) {
        put_channel_.run(channel.id.str(), channel.down);
    }
}

void SharedRows::add_refusals(std::span<const Refusal> refusals) {
    for (const Refusal& refusal : refusals) {
        add_refusal_.run(refusal.place.source, refusal.place.position, refusal.place.prefix, refusal.reason);
    }
}

void SharedRows::keep_inputs(std::span<const KeptInput> inputs, Instant forget_before) {
    for (const KeptInput& input : inputs) {
        keep_input_.run(in_order(input.at), input.lead.str(), input.json);
    }
    if (forget_before != Instant::min()) {
        forget_inputs_.run(in_order(forget_before));
    }
}

void SharedRows::suppress(std::span<const Digest> hashes) {
    for (const Digest& hash : hashes) {
        suppress_.run(hash);
        has_suppressed_ = true;
    }
}

void SharedRows::remember(std::span<const SeenEvent> events, Instant driven_to) {
    std::int64_t latest = 0; // Those of one lead stand side by side.
    for (const SeenEvent& event : events) {
        const std::int64_t lead = leads_.number_of(event.name.lead);
        if (lead != std::exchange(latest, lead)) {
            forget_seen_.run(lead, in_order(driven_to));
        }
        remember_.run(lead, event.name.id, event.until);
    }
}

void SharedRows::add_changes(std::span<const LeadChange> changes) {
    for (const LeadChange& change : changes) {
        const std::int64_t lead = leads_.number_of(change.lead);
        if (const auto* note = std::get_if<AddNote>(&change.what); note != nullptr) {
            add_change_.run(change.key, lead, std::nullopt, std::nullopt, std::nullopt, note->text);
        } else {
            const auto& set = std::get<SetField>(change.what);
            const ValueColumn before(connection_, set.from);
            const ValueColumn after(connection_, set.to);
            add_change_.run(change.key, lead, set.field, before.to_bind(), after.to_bind(), std::nullopt);
        }
    }
}

void SharedRows::settle_changes(std::span<const std::string> keys) {
    for (const std::string& key : keys) {
        settle_change_.run(key);
    }
}

bool SharedRows::was_seen(const EventName& name, Instant now) {
    Rows rows = was_seen_.rows(name.lead.str(), name.id);
    return rows.next() && now < rows.instant(0);
}

bool SharedRows::has_suppressed() {
    if (!has_suppressed_) {
        Rows rows = any_suppressed_.rows();
        const bool has_some = !rows.next() || rows.integer(0) != 0;
        if (!is_owner_ || !connection_.ok()) {
            return has_some;
        }
        has_suppressed_ = has_some;
    }
    return *has_suppressed_;
}

bool SharedRows::is_suppressed(const Digest& hash) {
    return has_suppressed() && is_suppressed_.rows(hash).next();
}

std::vector<LeadChange> SharedRows::changes() {
    std::vector<LeadChange> found;
    Rows rows = changes_.rows();
    while (rows.next()) {
        LeadChange change{.key = std::string(rows.text(0)), .lead = leads_.id_of(rows.integer(1))};
        if (rows.is_null(5)) {
            change.what = SetField{.field = std::string(rows.text(2)),
                                   .from = value_in(connection_, rows, 3),
                                   .to = value_in(connection_, rows, 4)};
        } else {
            change.what = AddNote{std::string(rows.text(5))};
        }
        found.push_back(std::move(change));
    }
    return found;
}

// The statement is made for each call: `take` may ask the store for something else.
void SharedRows::refusals(const std::function<void(const Refusal&)>& take) {
    Statement refusals(connection_, "SELECT source, position, prefix, reason FROM refusal ORDER BY id");
    Rows rows = refusals.rows();
    while (rows.next()) {
        take({.place = mark_in(rows, 0), .reason = std::string(rows.text(3))});
    }
}

void SharedRows::kept_inputs(const std::function<void(const KeptInput&)>& take) {
    Statement inputs(connection_, "SELECT at, lead, body FROM input ORDER BY id");
    Rows rows = inputs.rows();
    while (rows.next()) {
        take({.at = rows.instant(0), .lead = LeadId(rows.text(1)), .json = std::string(rows.text(2))});
    }
}

} // namespace nurture::inline v0::sqlite
