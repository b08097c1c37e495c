// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the product promises about messages, held against what was committed and what channels were handed.
///
/// Knows the catalog as it is written, the inputs by their lines in the journal, and each hand-over and answer. It
/// decides nothing that the engine decides: it only says which hand-over must not have been.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/runtime/engine_store.hpp>
#include <nurture/time/zone.hpp>

#include "simulation/findings.hpp"
#include "simulation/made_catalog.hpp"
#include "simulation/simulated_clock.hpp"

namespace nurture::simulation {

class Promises {
public:
    Promises(const Catalog& catalog, const SimulatedClock& clock, Findings& findings);

    /// One attempt at a message.
    struct Attempt {
        std::uint32_t number = 0;
        Instant at{};             ///< Of its dispatch.
        bool handed_over = false; ///< The channel was called.
        bool reached = false;     ///< The person has it.
        std::optional<DeliveryKind> answer{};
        Instant answered_at{};      ///< By the clock that the engine is driven at.
        Milliseconds not_before{0}; ///< What its channel wants to pass from then on (Delivery::not_before).
        bool put_off = false;       ///< By that answer: it stands in the journal.
    };
    struct KnownMessage {
        Message message{}; ///< As it was dispatched first.
        std::uint64_t enrollment = 0;
        MessageState state = MessageState::queued;
        bool exempt = false;
        bool forgotten = false;           ///< Its lead was deleted since: neither `once` nor `duplicate` counts it.
        bool is_nobodys = false;          ///< Its lead was forgotten since.
        bool put_off = false;             ///< By the answer to its latest attempt.
        std::vector<Attempt> attempts{};  ///< Those whose dispatch was committed.
        std::uint32_t latest_attempt = 0; ///< May be one that was taken back in the commit of its dispatch.
        bool was_found = false;           ///< Its channel was asked, and had it.
    };

    void committed(const CommitGroup& group); ///< What a store has kept.
    void handed_over(const Message& message, const Capabilities& can);
    void reached(const MessageKey& key);
    void answered(const MessageKey& key, std::uint32_t attempt, const Delivery& delivery);
    /// What was answered while the clock was ahead is decided by the clock as it stands now.
    void driven();
    void looked_up(const MessageKey& key, DeliveryKind kind); ///< What its channel has said when it was asked.
    void asked_in_vain() { findings_.add("a channel is asked about messages and cannot look them up"); }
    /// A rate is counted from here on.
    void engine_opened() { since_opening_.clear(); }
    /// What is known when nothing is left to do.
    void finish();

    /// A lead as the host's CRM has it from the start.
    void lead_made(const LeadId& lead, std::map<std::string, bool> subscriptions) {
        leads_[lead].made_with = std::move(subscriptions);
    }
    void channel_made(const ChannelId& channel, const Capabilities& can) { can_[channel] = can; }

    // Whether an input stands in what was committed.
    [[nodiscard]] bool has_event(const LeadId& lead, const std::string& id) const;
    [[nodiscard]] bool was_forgotten(const LeadId& lead, const std::string& id) const; ///< With its lead.
    [[nodiscard]] bool has_consent(const LeadId& lead, const std::string& source) const;
    [[nodiscard]] bool has_change(const LeadId& lead, std::int64_t number) const;
    [[nodiscard]] std::size_t deletions(const LeadId& lead) const;
    [[nodiscard]] bool subscribed(const LeadId& lead, const std::string& category) const;

    [[nodiscard]] const std::map<MessageKey, KnownMessage>& messages() const noexcept { return messages_; }
    [[nodiscard]] std::size_t hand_overs() const noexcept { return hand_overs_; }

private:
    struct KnownLead {
        std::map<std::string, bool> made_with{};
        std::map<std::string, bool> consent{};
        std::map<std::string, Instant> events{}; ///< By id, when it was decided.
        std::set<std::string> consents{};        ///< By source.
        std::set<std::int64_t> changes{};
        std::set<std::uint64_t> left{}; ///< Enrollments.
        std::string zone{};
        std::size_t deletions = 0;
        bool deleted = false;
    };

    void read(const JournalLine& line);
    void read_event(KnownLead& lead, const JournalLine& line);
    void read_delay(const JournalLine& line);
    void forget(const LeadId& id, KnownLead& lead);
    void keep(const MessageRow& row);
    void dispatched(const MessageRow& row);
    // promises_of_sending.cpp: what holds at the instant of a dispatch.
    void check_person(const KnownMessage& known, Instant at, const char* when);
    void check_hours(const KnownMessage& known, Instant at);
    void check_caps(const KnownMessage& known, Instant at);
    void check_repetition(const KnownMessage& known, Instant at);
    void check_retry(const KnownMessage& known, Instant at);
    void look_at_channels(const CommitGroup& group);
    void check_rate(const KnownMessage& known, Instant at);
    [[nodiscard]] Zone zone_of(const KnownMessage& known) const;

    [[nodiscard]] bool is_exempt(const Message& message) const;
    [[nodiscard]] bool may_come_again(const KnownMessage& known, const Capabilities& can) const;
    void broken(const KnownMessage& known, Instant at, const std::string& what);

    const Catalog& catalog_;
    const SimulatedClock& clock_;
    Findings& findings_;
    std::set<WorkflowId> transactional_;
    std::map<ChannelId, Capabilities> can_;
    std::map<LeadId, KnownLead> leads_;
    std::map<MessageKey, KnownMessage> messages_;
    std::map<LeadId, std::vector<MessageKey>> of_lead_;
    std::map<ChannelId, std::set<MessageKey>> in_flight_;
    std::set<ChannelId> down_; ///< As the store knows them.
    // Of the commit that is looked at.
    std::set<ChannelId> answers_unavailable_;
    std::set<ChannelId> answers_otherwise_;
    std::set<ChannelId> answers_somehow_; ///< Or did not: their messages are no longer on their way.
    std::map<ChannelId, std::vector<Instant>> since_opening_; ///< Dispatches since an engine was opened.
    std::set<std::pair<ChannelId, std::string>> suppressed_;  ///< By channel and address in small letters.
    std::size_t hand_overs_ = 0;
};

} // namespace nurture::simulation
