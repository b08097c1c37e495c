// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages, their texts while they are needed, and the accepted ones of a store that records them.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <nurture/runtime/state.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/names.hpp"

namespace nurture::inline v0::sqlite {

class MessageRows {
public:
    /// Found by the index of open messages.
    static const char* const outbox_query;
    static const char* const in_doubt_query;

    MessageRows(Connection& connection, Names& names, Versions& versions, LeadRows& leads);

    // A commit: first every message gets its place, then their leads are written, then they themselves.
    using Changed = std::span<const std::pair<LeadId, const MessageRow*>>;
    /// Finds the messages, or makes them their leads' latest. If `records` accepted ones are not in the index of keys.
    void place(Changed rows, bool records);
    /// Writes them. Texts are kept while the answer is not final; if `records`, those of accepted ones for good.
    void put(Changed rows, bool records);

    /// Reads all messages of a lead, in the order they were made, going back from its latest.
    ///
    /// A bound would stand here: those of active enrollments, and of ended ones those that `once`, `duplicate` and
    /// caps still look at.
    void load(const LeadPlace& place, LeadState& state);

    [[nodiscard]] std::vector<MessageRow> outbox();   ///< In order of place.
    [[nodiscard]] std::vector<MessageRow> in_doubt(); ///< In order of the keys.
    /// Of any state: a channel's answer may come late (S29). Accepted messages of a store that records them are looked
    /// for one by one: no channel will ask for them.
    [[nodiscard]] std::optional<LeadId> lead_of(const MessageKey& key, bool records);
    void recorded(const std::function<void(Instant, const Message&)>& take);

private:
    /// Where a message of the commit stands, as it is in the file so far.
    struct Place {
        std::int64_t id = 0;
        std::optional<std::int64_t> previous{};
        bool is_new = false;
        bool has_texts = false; ///< Or may have: its answer is not final.
        bool is_recorded = false;
    };
    [[nodiscard]] static std::int64_t largest(Statement& statement);
    [[nodiscard]] std::optional<Place> find(const MessageKey& key, const LeadPlace& lead, bool records);
    /// The message before one; that it does not stand behind it is damage, which could lead round in a circle.
    [[nodiscard]] std::optional<std::int64_t> before(std::optional<std::int64_t> previous, std::int64_t id);
    void put(std::int64_t lead_number, Place& place, const MessageRow& row, bool records);
    void put_texts(std::int64_t id, const MessageRow& row);
    void record(std::int64_t id, const MessageRow& row);
    template <class... More>
    void write(Statement& statement, std::int64_t id, const MessageRow& row, const More&... more);
    void read(const Rows& rows, MessageRow& row);
    void read_texts(std::int64_t id, Message& message);
    [[nodiscard]] std::vector<MessageRow> open_ones(Statement& statement);

    Connection& connection_;
    Names& names_;
    Versions& versions_;
    LeadRows& leads_;
    Statement latest_;
    Statement find_;
    Statement before_;
    Statement add_;
    Statement update_;
    Statement update_all_;
    Statement put_texts_;
    Statement remove_texts_;
    Statement latest_record_;
    Statement record_;
    Statement mark_recorded_;
    Statement load_;
    Statement texts_;
    Statement outbox_;
    Statement in_doubt_;
    Statement lead_of_;
    Statement lead_of_recorded_;
    std::vector<Place> places_;      ///< Of the commit's messages, each once.
    std::vector<std::size_t> which_; ///< Of them, for each of the commit's rows.
    std::int64_t next_record_ = 0;   ///< Of recorded_message, in this commit.
};

} // namespace nurture::inline v0::sqlite
