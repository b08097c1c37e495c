// SPDX-License-Identifier: BSL-1.0
/// \file
/// What belongs to no lead, or to many: the store's own row, marks, sweeps, channels, refusals, kept inputs, event ids,
/// suppressed addresses, changes for the host's lead store.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nurture/runtime/engine_store.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/lead_rows.hpp"

namespace nurture::inline v0::sqlite {

class SharedRows {
public:
    SharedRows(Connection& connection, LeadRows& leads);

    // The store's own row.
    /// Takes the next epoch.
    [[nodiscard]] std::uint64_t next_epoch();
    /// Everything of OpenedStore but epoch and versions.
    void read(OpenedStore& opened);
    [[nodiscard]] bool records_messages();

    // A commit.
    /// Fails with Errc::not_owner if the epoch is not the latest.
    void put_store(const CommitGroup& group);
    void put_marks(std::span<const Mark> marks);
    void put_sweeps(std::span<const SweepRow> sweeps);
    void put_channels(std::span<const ChannelRow> channels);
    void add_refusals(std::span<const Refusal> refusals);
    void keep_inputs(std::span<const KeptInput> inputs, Instant forget_before);
    void kept_inputs(const std::function<void(const KeptInput&)>& take);
    void suppress(std::span<const Digest> hashes);
    /// Remembers event ids, and forgets those of the same leads that nobody will ask for any more.
    void remember(std::span<const SeenEvent> events, Instant driven_to);
    void add_changes(std::span<const LeadChange> changes);
    void settle_changes(std::span<const std::string> keys);

    /// Forgets what is remembered of the file: it may never have been committed.
    void forget() noexcept { has_suppressed_.reset(); }

    [[nodiscard]] bool was_seen(const EventName& name, Instant now);
    [[nodiscard]] bool is_suppressed(const Digest& hash);
    [[nodiscard]] std::vector<LeadChange> changes();
    void refusals(const std::function<void(const Refusal&)>& take);

private:
    void read_sweeps(OpenedStore& opened);
    [[nodiscard]] bool has_suppressed();

    Connection& connection_;
    LeadRows& leads_;
    Statement next_epoch_;
    Statement read_;
    Statement marks_;
    Statement sweeps_;
    Statement channels_;
    Statement put_store_;
    Statement put_catalog_;
    Statement put_zone_data_;
    Statement put_mark_;
    Statement put_sweep_;
    Statement put_channel_;
    Statement add_refusal_;
    Statement keep_input_;
    Statement forget_inputs_;
    Statement suppress_;
    Statement forget_seen_;
    Statement remember_;
    Statement add_change_;
    Statement settle_change_;
    Statement was_seen_;
    Statement is_suppressed_;
    Statement any_suppressed_;
    Statement changes_;
    bool is_owner_ = false;
    std::optional<bool> has_suppressed_{}; ///< Whether any address is; known to the owner, who alone adds some.
};

} // namespace nurture::inline v0::sqlite
