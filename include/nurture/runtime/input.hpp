// SPDX-License-Identifier: BSL-1.0
/// \file
/// Everything that a host tells the engine (S1).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nurture/lead/event.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// New values of a lead's fields in the host's CRM. Enrolls and ends waits like an event of type `lead_changed`
/// with the property `changed`; a value that the engine has already is nothing.
struct LeadChanged {
    LeadId lead{};
    std::vector<Field> fields{}; ///< An absent value clears.
    std::optional<Account>
        account{}; ///< The account it belongs to now; filled in by the engine if `account_id` is named.
};

/// The host enrolls a lead by the rules of S7; with `force` past `when` and `reenroll`.
struct Enroll {
    LeadId lead{};
    WorkflowId workflow{};
    bool force = false;
    Fields properties{}; ///< Seen by the workflow as properties of `trigger`.
};

/// The host takes a lead out of a workflow: its enrollments leave as `removed`.
struct Unenroll {
    LeadId lead{};
    WorkflowId workflow{};
};

/// The lead subscribes to a category or unsubscribes from it (S25a).
struct ConsentGiven {
    LeadId lead{};
    std::string category{};
    bool subscribed = false;
    std::string source{}; ///< For the ledger: "preference page", "import" …
};

/// The host's lead is gone: its enrollments leave as `deleted`, its fields and history are dropped (S24). It is
/// unknown from then on, until an event `lead_created` says that the host made it anew.
struct LeadDeleted {
    LeadId lead{};
    /// The person is to be forgotten: besides, everything that tells of them is removed from the past, and the store no
    /// longer has their id (S24). Also for a lead that was deleted before. The host removes the lead from its own lead
    /// store first: whom that still has, the engine meets as a new person.
    bool forget = false;
};

/// How a channel answered one attempt (S30).
enum class DeliveryKind {
    accepted,    ///< The channel has it; it will not be handed over again.
    deferred,    ///< Not this message now; later.
    rejected,    ///< Not this message, ever.
    unavailable, ///< The channel is down for all messages.
    in_doubt,    ///< Nobody can say whether it went: the connection broke at the wrong moment. S29 decides.
    unknown      ///< Only of Channel::find: the channel never had it, so it goes again.
};

[[nodiscard]] std::string_view name(DeliveryKind kind) noexcept; ///< As it reads here.

/// The answer of a channel to one message.
struct Delivery {
    DeliveryKind kind = DeliveryKind::accepted;
    std::string reason{}; ///< For the journal: the server's words.
    /// Of `deferred` and `unavailable`: the next attempt follows no earlier than this after the answer (Retry-After).
    Milliseconds not_before{0};
};

/// An answer as an input. Comes from a DeliverySink; a host with a sink of its own may accept it directly.
struct ChannelAnswered {
    MessageKey key{};
    std::uint32_t attempt = 0; ///< As in Message::attempt.
    Delivery delivery{};
};

using Input = std::variant<Event, LeadChanged, Enroll, Unenroll, ConsentGiven, LeadDeleted, ChannelAnswered>;

/// An input as one JSON object without a line break. Events and changes of leads as files of events have them,
/// `{"time":…,"lead":…,"type":…,"id":…,"properties":{…}}`; of the others `type` is "enroll", "unenroll", "consent",
/// "lead_deleted", "lead_forgotten" or "channel_answered" and their parts follow. `occurred` is left out where it is
/// `at`.
[[nodiscard]] std::string to_json(const Input& input, Instant at);

/// How far a source of inputs has been read; committed together with the input it came with.
struct Mark {
    std::string source{};
    std::uint64_t position = 0; ///< In units of the source, for example bytes.
    std::string prefix{};       ///< A hash of everything before the position.

    friend bool operator==(const Mark&, const Mark&) = default;
};

} // namespace nurture::inline v0
