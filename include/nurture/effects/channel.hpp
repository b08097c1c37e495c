// SPDX-License-Identifier: BSL-1.0
/// \file
/// A way to reach people. One of the interfaces a host implements.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

#include <nurture/runtime/input.hpp>
#include <nurture/runtime/message.hpp>

namespace nurture::inline v0 {

/// Takes the answers of a channel, now or later, from any thread. Belongs to one call of deliver: exactly
/// one answer per message of that call, further ones are ignored. A sink kept after the engine is gone drops what
/// it is told.
class DeliverySink {
public:
    virtual ~DeliverySink() = default;
    virtual void answer(const MessageKey& key, Delivery delivery) = 0;

protected:
    DeliverySink() = default;
    DeliverySink(const DeliverySink&) = default;
    DeliverySink& operator=(const DeliverySink&) = default;
};

/// How fast a medium may be fed. Zero messages: as fast as it answers.
struct SendRate {
    std::size_t messages = 0;                   ///< So many at most …
    Milliseconds per = std::chrono::seconds(1); ///< … in any span of this length.
};

/// What a channel can do. Asked once, when the engine opens.
struct Capabilities {
    bool idempotent = false;    ///< A repeated key is delivered once: messages in doubt are handed over again.
    bool lookup = false;        ///< find() knows what became of a key: it is asked about messages in doubt.
    std::size_t batch = 1;      ///< Most messages of one call of deliver.
    std::size_t in_flight = 16; ///< Most messages without an answer (S29).
    SendRate rate{};            ///< Counted from the opening of the engine; what waits for it keeps its place.
};

/// One medium: e-mail, SMS, a webhook …
///
/// deliver() is called from one thread at a time per channel. The messages are valid during the call. The same key
/// may come again, with a higher attempt, after `deferred`, `unavailable`, a crash or silence. An exception that
/// escapes is caught; messages of that call without an answer count as `deferred` with its text as the reason.
class Channel {
public:
    virtual ~Channel() = default;

    /// Hands messages to the medium; each is answered once through the sink, during the call or later.
    virtual void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) = 0;

    /// What became of messages in doubt: `accepted` where the medium has the key, `unknown` where it never had it,
    /// anything else where it cannot be said now; then it is asked again. Called as deliver() is, and only with
    /// capabilities().lookup.
    virtual void find(std::span<const MessageKey> /*keys*/, std::shared_ptr<DeliverySink> /*sink*/) {}

    [[nodiscard]] virtual Capabilities capabilities() const { return {}; }

protected:
    Channel() = default;
    Channel(const Channel&) = default;
    Channel& operator=(const Channel&) = default;
};

} // namespace nurture::inline v0
